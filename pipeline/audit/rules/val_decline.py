"""A target falls over the years although more is better (or rises although less is better)."""

from collections.abc import Iterator
from itertools import pairwise

from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import bound, direction, show, unit_family

RULE = Rule("VAL-DECLINE", Severity.ERROR, Level.SERIES, "Chỉ tiêu năm sau kém hơn năm trước",
            "Lô-gic: mục tiêu của năm sau không kém năm trước; khác đối tượng (5G, 6G) hoặc khác mẫu số thì không so")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for rows in plan.series.values():
        numbers = [r for r in rows if r.kind == "quantity"]
        way = direction(rows[0].catalog_id) or ("up" if rows[0].unit.startswith("%") and rows[0].name.lower().startswith("tỷ lệ") else "")
        if len(numbers) < 2:
            continue
        if not way:
            yield skipped("không rõ chiều tốt lên của chỉ tiêu")
            continue
        for a, b in pairwise(numbers):
            x, y = bound(a, way), bound(b, way)
            if x is None or y is None or a.year == b.year or unit_family(a.unit) != unit_family(b.unit):
                continue
            if (y < x) if way == "up" else (y > x):
                yield failed(b, f"{where(b)}: chỉ tiêu “{b.name}” giảm từ {show(a)} (năm {a.year}) xuống {show(b)} (năm {b.year})."
                             if way == "up" else
                             f"{where(b)}: chỉ tiêu “{b.name}” kém đi, từ {show(a)} (năm {a.year}) thành {show(b)} (năm {b.year}).",
                             expected=("không thấp hơn " if way == "up" else "không vượt ") + show(a), related=(a,))
            else:
                yield passed()
