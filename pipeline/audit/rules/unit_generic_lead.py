"""The lead is a generic group ("các cơ quan, đơn vị"): nobody is accountable."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import named_leads, what_is
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("UNIT-GENERIC-LEAD", Severity.WARNING, Level.RECORD, "Đơn vị chủ trì ghi chung chung",
            "Nguyên tắc rõ người, rõ trách nhiệm: một việc một đầu mối chủ trì")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    records = plan.table_rows
    for r in records:
        leads = named_leads(r)
        if leads and all(context.unit_is_generic(u) for u in leads):
            yield failed(r, f"{where(r)}: {what_is(r)} “{r.name}” giao chung cho “{'; '.join(leads)}”, không có đơn vị chịu trách nhiệm cụ thể.",
                         expected="một đơn vị cụ thể")
        elif leads:
            yield passed()
