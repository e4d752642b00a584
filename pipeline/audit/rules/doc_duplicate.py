"""The document is the same plan as another one of the dataset, under another name."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DOC-DUPLICATE", Severity.INFO, Level.BETWEEN, "Kế hoạch gửi nhiều lần", "Thống kê: một kế hoạch đếm một lần")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    first = context.duplicates.get(plan.id)
    if first is None:
        yield passed()
        return
    name = context.by_id[first].info.file_name if first in context.by_id else first
    yield failed(plan.info, f"“{plan.info.file_name}” là cùng một kế hoạch với “{name}”; chỉ đếm và kiểm tra một lần.", actual=plan.info.file_name)
