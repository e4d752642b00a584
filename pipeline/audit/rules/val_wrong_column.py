"""A value or product stands in a column that is not its own."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, in_text, where
from pipeline.audit.text import table_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("VAL-WRONG-COLUMN", Severity.ERROR, Level.RECORD, "Ghi nhầm cột",
            "Lô-gic: nội dung của ô phải đúng với tên cột")

_PRODUCT = regex.compile(r"^(?:bao cao|ke hoach|de an|van ban|quyet dinh|nghi quyet|quy che|to trinh)\b")
_NOTE = regex.compile(r"\b(?:unit column|cot don vi|wrong column|nham cot)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for group in plan.indicator_rows:
        i = next((x for x in group if x.kind == "deliverable" or _PRODUCT.match(fold(x.unit))), group[0])
        if i.kind == "none" or in_text(i):
            continue
        table = table_of(plan, i)
        roles = [x.strip() for x in str(table.roles).split(";")] if table and table.roles else []
        role = roles[i.col] if i.col is not None and i.col < len(roles) else ""
        misplaced = bool(_PRODUCT.match(fold(i.unit))) or bool(_NOTE.search(fold(i.notes))) or (
            i.kind == "deliverable" and role.startswith("unit"))
        if misplaced:
            what = i.unit if _PRODUCT.match(fold(i.unit)) else i.qualifier or i.raw_value
            yield failed(i, f"{where(i)}: dòng “{i.name}” ghi “{what}” ở cột đơn vị tính, cột kết quả để trống.",
                         expected="ghi ở cột kết quả; cột đơn vị tính ghi đơn vị đo")
        elif i.kind == "deliverable" and not role and not i.unit:
            yield skipped("không rõ cột của ô")
        else:
            yield passed()
