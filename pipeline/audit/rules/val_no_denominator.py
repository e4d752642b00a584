"""A share whose meaning depends on its denominator does not say of what."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import denominator, known_denominators

RULE = Rule("VAL-NO-DENOMINATOR", Severity.WARNING, Level.RECORD, "Chỉ tiêu tỷ lệ không nêu mẫu số",
            "Lô-gic: tỷ lệ không có mẫu số thì không so sánh được", {"only": ["RES.BUDGET_STI", "RES.RND_GDP", "ECO.DIGITAL_SHARE", "INF.5G", "INF.6G"]})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    only = set(context.settings["only"])
    for i in plan.one_of_each_series:
        if i.kind != "quantity" or not i.unit.startswith("%"):
            continue
        standard = known_denominators(i.catalog_id) if i.catalog_id in only else []
        if not standard:
            yield skipped("chỉ tiêu không có mẫu số chuẩn trong danh mục")
        elif denominator(i)[0]:
            yield passed()
        else:
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” không nêu tính trên tổng nào (thường là {' hoặc '.join(standard)}).",
                         expected=f"% {standard[0]}", severity=Severity.INFO if i.catalog_id.startswith("INF.") else None)
