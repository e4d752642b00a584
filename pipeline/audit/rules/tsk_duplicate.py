"""One task stands twice in the plan."""

from collections.abc import Iterator

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TSK-DUPLICATE", Severity.WARNING, Level.RECORD, "Nhiệm vụ ghi hai lần", "Lô-gic: mỗi nhiệm vụ ghi một lần")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    seen: dict[str, Row] = {}
    for t in plan.tasks:
        key = fold(t.name)
        first = seen.setdefault(key, t)
        if first is not t and len(key) > 25 and (first.block, first.row) != (t.block, t.row) or first is not t and t.row is None and len(key) > 25:
            differ = first.lead_units != t.lead_units or first.deadline_raw != t.deadline_raw
            yield failed(t, f"{where(t)}: nhiệm vụ “{t.name}” đã ghi ở {where(first)}" + (", với đơn vị hoặc thời hạn khác." if differ else "."),
                         expected="ghi một lần", related=(first,))
        else:
            yield passed()
