"""A share is above 100 %."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.shares import is_share
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import show

RULE = Rule("VAL-GT100", Severity.ERROR, Level.RECORD, "Chỉ tiêu tỷ lệ lớn hơn 100%",
            "Lô-gic: tỷ lệ trên tổng thể không thể lớn hơn 100%")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for i in plan.indicators:
        if i.kind != "quantity" or not i.unit.startswith("%"):
            continue
        if not is_share(i):
            yield skipped("tỷ lệ tăng, giảm hoặc so sánh có thể vượt 100%")
        elif max(v for v in (i.value_min, i.value_max, 0) if v is not None) > 100:
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year or '…'} ghi {show(i)}, lớn hơn 100%.", expected="≤ 100%")
        else:
            yield passed()
