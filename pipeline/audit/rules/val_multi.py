"""One cell of a table holds several targets."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipeline.audit.context import Context, Plan, Row, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import show

RULE = Rule("VAL-MULTI", Severity.WARNING, Level.RECORD, "Một ô có nhiều chỉ tiêu",
            "Lô-gic: mỗi ô một trị số để theo dõi, so sánh được")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    cells: dict[Any, list[Row]] = defaultdict(list)
    for i in plan.table_indicators:
        if i.kind != "quantity":
            continue
        if i.block is None or i.row is None or i.col is None:
            yield skipped("không rõ ô của chỉ tiêu")
            continue
        cells[(i.block, i.row, i.col)].append(i)
    for rows in cells.values():
        values = list(dict.fromkeys((show(r), r.year) for r in rows))
        if len({v for v, _ in values}) > 1 and len({y for _, y in values}) < len(values):
            yield failed(rows[0], f"{where(rows[0])}: một ô của dòng “{rows[0].name}” có nhiều trị số: {'; '.join(v for v, _ in values)}.",
                         expected="một trị số một ô", actual=rows[0].raw_value)
        else:
            yield passed()
