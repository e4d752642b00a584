"""A word is doubled, or a known slip of typing or of character recognition stands in the text."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import all_texts
from schemas import vocab
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TXT-TYPO", Severity.INFO, Level.DOCUMENT, "Lỗi gõ chữ", "Nghị định 30/2020/NĐ-CP (chính tả trong văn bản hành chính)")

@vocab.compiled
def _slips() -> tuple[tuple[regex.Pattern, str], ...]:
    return tuple((regex.compile(r["pattern"], regex.IGNORECASE), r["right"]) for r in vocab.rows("audit_typos"))


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for at, text in all_texts(plan):
        found = [(m[0], m.expand(right)) for pattern, right in _slips() if (m := pattern.search(text))]
        for wrong, right in found[:3]:
            at_text = text.find(wrong)
            yield failed(at, f"{where(at)}: “{wrong}” có thể là lỗi gõ, viết đúng là “{right}”.", expected=right, actual=text[max(0, at_text - 60):at_text + 80])
        if not found:
            yield passed()
