"""The lead of one indicator changes from year to year."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row, in_text, name_key, where
from pipeline.audit.text import named_leads
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("UNIT-LEAD-CHANGES", Severity.ERROR, Level.SERIES, "Cùng chỉ tiêu nhưng đơn vị chủ trì khác nhau giữa các năm",
            "Nguyên tắc rõ trách nhiệm: một chỉ tiêu một đầu mối theo dõi xuyên suốt")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    by_thing: dict[str, list[Row]] = defaultdict(list)
    for group in plan.indicator_rows:
        first = group[0]
        if not in_text(first) and named_leads(first):
            by_thing[first.catalog_id or name_key(first.name)].append(first)
    for rows in by_thing.values():
        if len(rows) < 2:
            continue
        rows.sort(key=lambda r: r.year or 0)
        leads = [_leads(r, context) for r in rows]
        usual = max(leads, key=lambda s: (Counter(leads)[s], -leads.index(s)))  # the most frequent; of equals, the first
        base = rows[leads.index(usual)]
        for r, s in zip(rows, leads, strict=True):
            if s == usual:
                yield passed()
            else:
                yield failed(r, f"{where(r)}: chỉ tiêu “{r.name}” năm {r.year or '…'} do {r.lead_units or r.monitoring_units} chủ trì, "
                                f"trong khi năm {base.year or '…'} do {base.lead_units or base.monitoring_units} chủ trì.",
                             expected=base.lead_units or base.monitoring_units, related=(base,))


def _leads(r: Row, context: Context) -> frozenset[str]:
    return frozenset("chung" if context.unit_is_generic(u) else fold(u) for u in named_leads(r))
