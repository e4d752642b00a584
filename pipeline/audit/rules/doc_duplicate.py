"""The document is the same plan as another one of the dataset, under another name."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DOC-DUPLICATE", Severity.INFO, Level.BETWEEN, "Kế hoạch gửi nhiều lần", "Thống kê: một kế hoạch đếm một lần")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    first, own = context.duplicates.get(plan.id), plan.info.file_name
    if first is None and not plan.copies:
        yield passed()
    if first is not None:
        yield _same(plan, own, context.by_id[first].info.file_name if first in context.by_id else first)
    for copy in plan.copies:
        yield _same(plan, copy, own)


def _same(plan: Plan, name: str, other: str) -> Outcome:
    return failed(plan.info, f"“{name}” là cùng một kế hoạch với “{other}”; chỉ đếm và kiểm tra một lần.", actual=name)
