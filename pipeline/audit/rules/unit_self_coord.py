"""A unit coordinates with itself: the lead stands again among the coordinating units."""

from collections.abc import Iterator

from extractors.text import fold
from pipeline.audit.context import Context, Plan, units_in, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("UNIT-SELF-COORD", Severity.WARNING, Level.RECORD, "Đơn vị chủ trì cũng ghi là đơn vị phối hợp", "Lô-gic: chủ trì và phối hợp là hai vai khác nhau")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.rows:
        leads = {fold(u): u for u in units_in(r.lead_units) if not context.unit_is_generic(u)}
        both = [leads[fold(u)] for u in units_in(r.coordinating_units) if fold(u) in leads]
        if both:
            yield failed(r, f"{where(r)}: “{r.name}” ghi {', '.join(both)} vừa chủ trì vừa phối hợp.", expected="bỏ ở cột phối hợp", actual=r.coordinating_units)
        elif leads and r.coordinating_units:
            yield passed()
