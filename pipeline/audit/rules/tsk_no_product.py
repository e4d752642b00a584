"""A task has no product although the table has a column for it."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, part_of, where
from pipeline.audit.text import has_role, table_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TSK-NO-PRODUCT", Severity.WARNING, Level.RECORD, "Nhiệm vụ không ghi sản phẩm", "Nguyên tắc rõ sản phẩm, rõ kết quả")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for rows in plan.tasks_by_part.values():
        empty = [t for t in rows if not t.output]
        column = has_role(table_of(plan, rows[0]), "output")
        if column is False or (column is None and len(empty) == len(rows)):
            table = table_of(plan, rows[0])
            yield failed(table or rows[0], f"{part_of(rows[0], 'Bảng nhiệm vụ')}: bảng {len(rows)} nhiệm vụ không có cột sản phẩm.",
                         expected="có cột sản phẩm", severity=Severity.INFO)
            continue
        if len(empty) < len(rows):
            yield passed(len(rows) - len(empty))
        for t in empty:
            yield failed(t, f"{where(t)}: nhiệm vụ “{t.name}” không ghi sản phẩm.", expected="một sản phẩm cụ thể")
