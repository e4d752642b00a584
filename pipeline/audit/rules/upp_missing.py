"""An indicator of the upper plan that communes share is missing from the plan."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from pipeline.audit.text import title_row
from pipeline.audit.upper import uppers_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import catalogue, show

RULE = Rule("UPP-MISSING", Severity.WARNING, Level.BETWEEN, "Thiếu chỉ tiêu của kế hoạch cấp trên",
            "Luật Tổ chức chính quyền địa phương 72/2025/QH15 (tổ chức thực hiện nhiệm vụ cấp trên giao)", {"least_indicators": 5})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    uppers = uppers_of(plan, context)
    if not uppers:
        yield skipped("không có kế hoạch cấp trên trong bộ dữ liệu")
        return
    have = {i.catalog_id for i in plan.indicators if i.catalog_id}
    if len(have) < int(context.settings["least_indicators"]):
        yield skipped("kế hoạch có quá ít chỉ tiêu nhận ra được")
        return
    for targets in uppers.values():
        for ident in dict.fromkeys(t.catalog_id for t in targets):
            level = catalogue().get(ident, {}).get("levels", "all")
            if plan.commune and level not in ("all", "commune"):
                yield skipped("chỉ tiêu không đặt ở cấp xã")
            elif ident in have:
                yield passed()
            else:
                of = [t for t in targets if t.catalog_id == ident and (t.year is None or t.year >= plan.period.start)]
                if not of:
                    yield skipped("cấp trên chỉ đặt cho năm đã qua khi ban hành kế hoạch")
                    continue
                values = "; ".join(f"năm {t.year or '…'}: {show(t)}" for t in of)
                yield failed(title_row(plan), f"Kế hoạch không có chỉ tiêu “{of[0].name}” mà {of[0].label} đặt ({values}).",
                             expected=values, actual="không có")
