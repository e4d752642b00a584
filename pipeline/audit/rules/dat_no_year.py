"""A target has no year by which it is to be reached."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row, in_text, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-NO-YEAR", Severity.ERROR, Level.RECORD, "Chỉ tiêu không ghi năm phải đạt", "Nguyên tắc rõ thời gian: chỉ tiêu phải gắn với năm")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    by_part: dict[str, list[Row]] = defaultdict(list)
    for i in plan.indicators:
        if i.kind != "none":
            by_part[i.part].append(i)
    for rows in by_part.values():
        empty = [i for i in rows if i.year is None]
        if len(empty) < len(rows):
            yield passed(len(rows) - len(empty))
        if len(empty) > 3 and len(empty) == len(rows):
            yield failed(empty[0], f"Cả {len(rows)} chỉ tiêu của {empty[0].part or 'kế hoạch'} không ghi năm phải đạt (từ “{empty[0].name}”).",
                         expected="năm phải đạt", related=tuple(empty[1:]))
            continue
        for i in empty:
            # a figure in the middle of a sentence about tasks weighs less than a row of the table of targets
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” không ghi năm phải đạt.", expected="năm phải đạt",
                         severity=Severity.INFO if in_text(i) else None)
