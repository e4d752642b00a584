"""A deadline hangs on an event that has no date."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.deadlines import all_deadlines
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-CONDITIONAL", Severity.WARNING, Level.RECORD, "Thời hạn phụ thuộc một sự kiện chưa có ngày",
            "Nguyên tắc rõ thời gian: ghi thêm số ngày kể từ sự kiện hoặc hạn chót")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for d in all_deadlines(plan):
        if d.kind == "conditional":
            about = d.name or d.action
            yield failed(d.row, f"{where(d.row)}: thời hạn “{d.raw}”" + (f" của “{about}”" if about else "") + " không có ngày cụ thể.",
                         expected="thêm số ngày kể từ sự kiện, hoặc hạn chót", actual=d.words)
        elif d.kind not in ("none", ""):
            yield passed()
