"""A place of the template was left unfilled."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.rules.cit_blank_annex import CAPTION
from pipeline.audit.text import all_texts, phrases
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TXT-PLACEHOLDER", Severity.WARNING, Level.DOCUMENT, "Còn chỗ trống của văn bản mẫu", "Lô-gic: văn bản ban hành không còn chỗ trống")

_WORD = regex.compile(r"[\p{L}\p{N}]")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for at, text in all_texts(plan):
        if CAPTION.search(text) or not _WORD.search(text):  # a line of "____" alone is drawn, under a title or a letterhead
            continue
        hit = next((m for p in phrases(RULE.id) if (p.place == "any" or at.table == "paragraphs") and (m := p.pattern.search(text))
                    and not (p.unless and p.unless.search(text[max(0, m.start() - 30):m.end() + 5]))), None)
        if hit:
            quote = text[max(0, hit.start() - 60):hit.end() + 40].strip()
            yield failed(at, f"{where(at)}: còn chỗ trống của văn bản mẫu: “{quote}”.", expected="điền đủ nội dung", actual=text if len(text) < 300 else quote)
        else:
            yield passed()
