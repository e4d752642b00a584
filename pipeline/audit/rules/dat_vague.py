"""A deadline is too vague to be checked ("sớm", "trong thời gian tới")."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.deadlines import all_deadlines
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-VAGUE", Severity.WARNING, Level.RECORD, "Thời hạn không xác định được", "Nguyên tắc rõ thời gian: thời hạn phải kiểm tra được")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for d in all_deadlines(plan):
        if d.kind == "vague" and d.row.table == "tasks":
            yield failed(d.row, f"{where(d.row)}: thời hạn “{d.raw}” của “{d.name}” không xác định được ngày.", expected="một thời hạn cụ thể", actual=d.words)
        elif d.kind not in ("none", ""):
            yield passed()
