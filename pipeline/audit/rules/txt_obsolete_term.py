"""A term is out of date: the law has replaced it."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import all_texts, hit
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TXT-OBSOLETE-TERM", Severity.INFO, Level.DOCUMENT, "Thuật ngữ đã thay đổi", "42/2022/NĐ-CP; Luật Căn cước 26/2023/QH15; 72/2025/QH15")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for at, text in all_texts(plan):
        found = hit(RULE.id, text)
        if found:
            phrase, m = found
            yield failed(at, f"{where(at)}: “{m[0]}” là cách gọi cũ; nay dùng {phrase.note}.", expected=phrase.note, actual=text[max(0, m.start() - 80):m.end() + 60])
        else:
            yield passed()
