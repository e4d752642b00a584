"""A place of the template was left unfilled."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.rules.cit_blank_annex import CAPTION
from pipeline.audit.text import MARKER, all_texts, phrases
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TXT-PLACEHOLDER", Severity.WARNING, Level.DOCUMENT, "Còn chỗ trống của văn bản mẫu", "Lô-gic: văn bản ban hành không còn chỗ trống")

#: Under the motto and under the title, which flat text gives in one line with them; "Người lập: ____" is none.
_DRAWN = regex.compile(r"(?<=[\p{L}\p{N}.)])\s*_{5,}\s*$")
_WORD = regex.compile(r"[\p{L}\p{N}]")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    head = True
    for at, text in all_texts(plan):
        m = MARKER.match(text)
        head = head and not (m and m["roman"])
        if CAPTION.search(text) or not _WORD.search(text):  # a line of "____" alone is drawn
            continue
        text = _DRAWN.sub("", text) if head else text
        hit = next((m for p in phrases(RULE.id) if (p.place == "any" or at.table == "paragraphs") and (m := p.pattern.search(text))
                    and not (p.unless and p.unless.search(text[max(0, m.start() - 30):m.end() + 5]))), None)
        if hit:
            quote = text[max(0, hit.start() - 60):hit.end() + 40].strip()
            yield failed(at, f"{where(at)}: còn chỗ trống của văn bản mẫu: “{quote}”.", expected="điền đủ nội dung", actual=text if len(text) < 300 else quote)
        else:
            yield passed()
