"""A target is below that of an upper plan for the same year."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.upper import uppers_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import ComparisonVerdict, judge, show

RULE = Rule("UPP-BELOW", Severity.ERROR, Level.BETWEEN, "Chỉ tiêu thấp hơn kế hoạch cấp trên",
            "Luật Tổ chức chính quyền địa phương 72/2025/QH15 (tổ chức thực hiện nhiệm vụ cấp trên giao)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    uppers = uppers_of(plan, context)
    if not uppers:
        yield skipped("không có kế hoạch cấp trên trong bộ dữ liệu")
        return
    for i in plan.indicators:
        if i.kind != "quantity" and i.kind != "level" or not i.catalog_id:
            continue
        same = [t for ts in uppers.values() for t in ts if t.catalog_id == i.catalog_id and t.year == i.year]
        if not same:
            yield skipped("cấp trên không đặt chỉ tiêu này cho cùng năm")
        for t in same:
            verdict, why = judge(i, t)
            if verdict is ComparisonVerdict.BELOW:
                yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year or '…'} ghi {show(i)}, thấp hơn mức {show(t)} của {t.label}.",
                             expected=f"{show(t)} ({t.label})")
            elif verdict is ComparisonVerdict.NOT_COMPARABLE:
                yield skipped(why.split(":")[0])
            else:
                yield passed()
