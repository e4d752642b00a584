"""An indicator or task names nobody responsible."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row, in_text, where
from pipeline.audit.text import has_role, is_aside, named_leads, table_of, what_is
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("UNIT-EMPTY-LEAD", Severity.ERROR, Level.RECORD, "Không giao đơn vị chủ trì",
            "Nguyên tắc rõ người, rõ trách nhiệm (Quy chế làm việc mẫu của UBND; Kết luận của Ban Chỉ đạo Trung ương về thực hiện 57-NQ/TW)",
            {"whole_part": 3, "list": 12})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    records = plan.table_rows
    if plan.table_indicators:
        if plan.text_indicators:
            yield skipped("mục tiêu trong câu; đơn vị chủ trì xem ở phụ lục", len(plan.text_indicators))
    else:
        records = [*(i for i in plan.text_indicators if not is_aside(i)), *records]
    by_part: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for r in records:
        by_part[(r.part, r.table)].append(r)
    for rows in by_part.values():
        if in_text(rows[0]) and len(rows) < int(context.settings["whole_part"]):
            yield skipped("vài con số trong câu, không phải danh mục chỉ tiêu", len(rows))
            continue
        asked = [r for r in rows if r.kind != "none"]
        empty = [r for r in asked if not named_leads(r)]
        yield passed(len(rows) - len(empty)) if len(rows) > len(empty) else skipped("không có dòng nào ghi đơn vị chủ trì")
        what = what_is(rows[0])
        no_column = has_role(table_of(plan, rows[0]), "lead_unit", "lead", "monitor_unit", "monitoring_unit") is False or in_text(rows[0])
        if empty and len(empty) == len(asked) and (no_column or len(rows) >= int(context.settings["whole_part"])):
            first = empty[0]
            yield failed(first, f"Cả {len(empty)} {what} của {first.part or 'kế hoạch'} không ghi đơn vị chủ trì (từ “{first.name}”).",
                         expected="mỗi chỉ tiêu, nhiệm vụ một đơn vị chủ trì", severity=_weight(plan, rows, context), related=tuple(empty[1:]))
            continue
        for r in empty:
            yield failed(r, f"{where(r)}: {what} “{r.name}” không ghi đơn vị chủ trì.", expected="một đơn vị chủ trì")


def _weight(plan: Plan, rows: list[Row], context: Context) -> Severity | None:
    """A list of numbered targets asks for a lead each; goals told in sentences weigh less; a resolution or a programme of the Party leaves
    the assignment to the plan that carries it out."""
    if not in_text(rows[0]):
        return None
    if plan.info.doc_type in ("NQ", "CTr"):
        return Severity.INFO
    return None if len(rows) >= int(context.settings["list"]) and sum(bool(r.ordinal) for r in rows) > len(rows) / 2 else Severity.WARNING
