"""A deadline names a day that does not exist, or cannot be read as a time."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.deadlines import all_deadlines
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-INVALID", Severity.ERROR, Level.RECORD, "Thời hạn sai hoặc không đọc được", "Lô-gic: ngày phải có trong lịch")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for d in all_deadlines(plan):
        if d.kind == "invalid":
            about = f" của “{d.name}”" if d.name else ""
            yield failed(d.row, f"{where(d.row)}: thời hạn “{d.raw}”{about} không phải một ngày hay khoảng thời gian có thật.",
                         expected="một ngày có trong lịch", actual=d.words)
        elif d.kind not in ("none", ""):
            yield passed()
