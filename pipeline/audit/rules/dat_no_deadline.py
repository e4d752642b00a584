"""Tasks have no deadline: the table has no such column, or the cell is empty."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, part_of, where
from pipeline.audit.text import has_role, table_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-NO-DEADLINE", Severity.ERROR, Level.RECORD, "Nhiệm vụ không có thời hạn",
            "Nguyên tắc rõ thời gian: mỗi nhiệm vụ phải có thời hạn hoàn thành")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for rows in plan.tasks_by_part.values():
        empty = [t for t in rows if not t.deadline_raw and t.deadline_kind in ("", "none")]
        if len(empty) < len(rows):
            yield passed(len(rows) - len(empty))
        table = table_of(plan, rows[0])
        if len(empty) == len(rows) and (has_role(table, "deadline") is False or len(rows) > 2):
            coordinating = " và cột đơn vị phối hợp" if has_role(table, "coord_unit", "coordinating_unit", "coordinating") is False else ""
            yield failed(table or rows[0], f"{part_of(rows[0], 'Bảng nhiệm vụ')}: bảng {len(rows)} nhiệm vụ không có cột thời hạn{coordinating}.",
                         expected="có cột thời hạn hoàn thành", actual=table.header if table else "", related=tuple(rows))
            continue
        for t in empty:
            yield failed(t, f"{where(t)}: nhiệm vụ “{t.name}” không ghi thời hạn.", expected="một thời hạn cụ thể")
