"""One indicator stands twice for one year in the same table."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row, name_key, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed
from schemas.targets import show, thing

RULE = Rule("CON-REPEAT", Severity.INFO, Level.RECORD, "Chỉ tiêu lặp lại trong cùng một bảng", "Lô-gic: mỗi chỉ tiêu ghi một lần")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    seen: dict[tuple, list[Row]] = defaultdict(list)
    for i in plan.table_indicators:
        if i.kind == "quantity":
            seen[(i.part, name_key(i.name), i.year, thing(i.qualifier))].append(i)
    for rows in seen.values():
        places = {(r.block, r.row, r.section, r.ordinal): r for r in rows}
        if len(places) > 1 and len({show(r) for r in rows}) == 1:
            again = list(places.values())[1]
            yield failed(again, f"{where(again)}: chỉ tiêu “{again.name}” năm {again.year or '…'} đã ghi ở {where(rows[0])}.", related=(rows[0],))
        else:
            yield passed()
