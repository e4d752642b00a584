"""A share is to reach at least 100 % ("≥ 100"): it cannot exceed its whole."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.shares import is_share
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import show

RULE = Rule("VAL-GE100", Severity.ERROR, Level.RECORD, "Chỉ tiêu tỷ lệ ghi “≥ 100%”",
            "Lô-gic: tỷ lệ trên tổng thể không thể lớn hơn 100%")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for i in plan.indicators:
        if i.kind != "quantity" or not is_share(i):
            if i.kind == "quantity" and i.unit.startswith("%"):
                yield skipped("tỷ lệ tăng, giảm hoặc so sánh có thể vượt 100%")
        elif i.comparator in ("ge", "gt") and i.value_min is not None and abs(i.value_min - 100) < 1e-9:
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year or '…'} ghi {show(i)}; tỷ lệ không thể vượt 100%, đề nghị ghi 100%.",
                         expected="100%")
        else:
            yield passed()
