"""Targets are due within a few weeks of the issue of the plan."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pipeline.audit.context import Context, Plan, Row, vn_date
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("DAT-SHORT-NOTICE", Severity.INFO, Level.DOCUMENT, "Chỉ tiêu đến hạn ngay sau khi ban hành", "Lô-gic thời gian: cần thời gian để thực hiện", {"days": 60})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    by_year: dict[int, list[Row]] = defaultdict(list)
    for i in plan.indicators:
        if i.year is not None and i.kind != "none":
            by_year[i.year].append(i)
    for year, rows in sorted(by_year.items()):
        if plan.issued is None:
            yield skipped("không rõ ngày ban hành kế hoạch")
            continue
        left = (date(year, 12, 31) - plan.issued[1]).days
        if 0 <= left < int(context.settings["days"]):
            yield failed(rows[0], f"{len(rows)} chỉ tiêu của năm {year} chỉ còn {left} ngày kể từ khi kế hoạch ban hành ({vn_date(plan.issued[1])}).",
                         actual=f"Đến năm {year}", related=tuple(rows[1:]))
        elif left < 0:
            yield failed(rows[0], f"{len(rows)} chỉ tiêu của năm {year} đã hết hạn khi kế hoạch ban hành ({vn_date(plan.issued[1])}).",
                         actual=f"Đến năm {year}", severity=Severity.INFO, related=tuple(rows[1:]))
        else:
            yield passed()
