"""The comparator weakens over the years: "≥ 80" and later just "80"."""

from collections.abc import Iterator
from itertools import pairwise

from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed
from schemas.targets import show

RULE = Rule("VAL-COMPARATOR-DROP", Severity.WARNING, Level.SERIES, "Dấu so sánh yếu đi ở năm sau",
            "Lô-gic: mức cam kết của năm sau không thấp hơn năm trước")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for rows in plan.series.values():
        numbers = [r for r in rows if r.kind == "quantity"]
        for a, b in pairwise(numbers):
            if a.year == b.year:
                continue
            weaker = a.comparator in ("ge", "gt") and b.comparator == "eq" or a.comparator == "gt" and b.comparator == "ge"
            if weaker and a.value_min == b.value_min:
                yield failed(b, f"{where(b)}: chỉ tiêu “{b.name}” năm {a.year} ghi {show(a)} nhưng năm {b.year} chỉ ghi {show(b)}; dấu so sánh yếu đi.",
                             expected=show(a), related=(a,))
            else:
                yield passed()
