"""A table has a column of coordinating units and leaves it empty."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, part_of
from pipeline.audit.text import has_role, table_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("UNIT-EMPTY-COORD", Severity.INFO, Level.DOCUMENT, "Bỏ trống cột đơn vị phối hợp", "Nguyên tắc rõ trách nhiệm phối hợp")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for rows in plan.tasks_by_part.values():
        empty = [t for t in rows if not t.coordinating_units]
        column = has_role(table_of(plan, rows[0]), "coord_unit", "coordinating_unit", "coordinating")
        if column is False or (column is None and len(empty) == len(rows)):
            yield skipped("bảng không có cột đơn vị phối hợp", len(rows))
        elif empty:
            yield passed(len(rows) - len(empty)) if len(rows) > len(empty) else skipped("bảng không có dòng nào ghi phối hợp")
            yield failed(empty[0], f"{part_of(rows[0], 'Bảng nhiệm vụ')}: {len(empty)} trên {len(rows)} nhiệm vụ để trống đơn vị phối hợp "
                         f"(mục {', '.join(t.ordinal.rstrip('.') for t in empty if t.ordinal)}).", related=tuple(empty[1:]))
        else:
            yield passed(len(rows))
