"""Two upper plans ask for different values of one indicator and year."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from pipeline.audit.text import title_row
from pipeline.audit.upper import uppers_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import UpperTarget, denominator, show, thing

RULE = Rule("UPP-CONFLICT", Severity.WARNING, Level.BETWEEN, "Các văn bản cấp trên đặt chỉ tiêu khác nhau",
            "Lô-gic: cấp dưới cần một mức để thực hiện; văn bản cấp cao hơn hoặc mới hơn được ưu tiên")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    uppers = uppers_of(plan, context)
    if len(uppers) < 2:
        yield skipped("có ít hơn hai văn bản cấp trên trong bộ dữ liệu")
        return
    mine = {i.catalog_id for i in plan.indicators}
    groups: dict[tuple[str, int | None, str, str], list[UpperTarget]] = defaultdict(list)
    for targets in uppers.values():
        for t in targets:
            if t.catalog_id in mine:
                groups[(t.catalog_id, t.year, thing(t.qualifier), denominator(t)[0])].append(t)
    for same in groups.values():
        if len({t.document_id for t in same}) < 2:
            continue
        values = {(t.comparator, t.value_min, t.value_max) for t in same}
        if len(values) > 1:
            say = "; ".join(dict.fromkeys(f"{t.label}: {show(t)}" for t in same))
            yield failed(title_row(plan), f"Các văn bản cấp trên đặt chỉ tiêu “{same[0].name}” năm {same[0].year or '…'} khác nhau ({say}); "
                         "đề nghị cấp trên thống nhất.", expected="một mức", actual=say)
        else:
            yield passed()
