"""A period ends before it begins."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, day_span, where
from pipeline.audit.deadlines import all_deadlines
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-REVERSED", Severity.ERROR, Level.RECORD, "Khoảng thời gian kết thúc trước khi bắt đầu", "Lô-gic thời gian")

_YEARS = regex.compile(r"(?<!\d)(20\d\d)\s*[-–]\s*(20\d\d)(?!\d)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for d in all_deadlines(plan):
        start, end = day_span(d.start), day_span(d.end)
        years = _YEARS.search(d.raw)
        if (start and end and end[1] < start[0]) or (years and int(years[1]) > int(years[2])):
            yield failed(d.row, f"{where(d.row)}: thời hạn “{d.raw}” kết thúc trước khi bắt đầu.", expected="ngày đầu không sau ngày cuối", actual=d.words)
        elif start and end:
            yield passed()
