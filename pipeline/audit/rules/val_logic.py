"""Two targets of one year cannot both hold, one being a part of the other."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row, where
from schemas import vocab
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import show

RULE = Rule("VAL-LOGIC", Severity.ERROR, Level.RECORD, "Hai chỉ tiêu liên quan mâu thuẫn nhau",
            "Lô-gic: phần không lớn hơn tổng thể (bảng quan hệ trong audit_relations.csv)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    by_key: dict[tuple[str, int | None], Row] = {}
    for i in plan.indicators:
        if i.kind == "quantity" and i.catalog_id:
            by_key.setdefault((i.catalog_id, i.year), i)
    for relation in vocab.rows("audit_relations"):
        if relation["relation"] != "part_of":
            continue
        for (ident, year), part in by_key.items():
            whole = by_key.get((relation["b"], year)) if ident == relation["a"] else None
            if whole is None:
                continue
            # ≥ 85 leaves room for 100; only two numbers that exclude one another contradict
            if part.value_min is None or whole.value_max is None:
                yield skipped("dấu so sánh cho phép cả hai cùng đúng")
            elif part.value_min > whole.value_max:
                yield failed(part, f"{where(part)}: “{part.name}” {show(part)} không thể có khi “{whole.name}” chỉ {show(whole)} cùng năm {year or '…'}"
                                   f" ({relation['why']}).", expected=f"≤ {show(whole)}", related=(whole,))
            else:
                yield passed()
