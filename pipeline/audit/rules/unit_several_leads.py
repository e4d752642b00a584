"""More than one particular unit leads one row."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import named_leads
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("UNIT-SEVERAL-LEADS", Severity.INFO, Level.RECORD, "Nhiều đơn vị cùng chủ trì", "Nguyên tắc một việc một đầu mối chủ trì")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.table_rows:
        leads = [u for u in named_leads(r) if not context.unit_is_generic(u)]
        if len(set(leads)) > 1:
            yield failed(r, f"{where(r)}: “{r.name}” có {len(set(leads))} đơn vị cùng chủ trì ({'; '.join(leads)}).", expected="một đơn vị chủ trì")
        elif leads:
            yield passed()
