"""A share is expressed over a denominator that is not its own (budget share over GRDP)."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import denominator, known_denominators, show

RULE = Rule("VAL-WRONG-DENOMINATOR", Severity.ERROR, Level.RECORD, "Sai mẫu số của chỉ tiêu",
            "57-NQ/TW, mục II (chi ngân sách tính trên tổng chi ngân sách; chi R&D tính trên GDP)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for i in plan.one_of_each_series:
        if i.kind != "quantity" or not i.catalog_id:
            continue
        name, status = denominator(i)
        standard = known_denominators(i.catalog_id)
        if not name or not standard:
            yield skipped("không nêu mẫu số, hoặc danh mục không quy định mẫu số")
        elif status == "wrong":
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” ({show(i)}) tính trên {name}; mẫu số đúng là {standard[0]}.", expected=f"% {standard[0]}")
        else:
            yield passed()
