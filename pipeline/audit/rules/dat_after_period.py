"""A task of a plan for one year is due after that year."""

from collections.abc import Iterator
from datetime import date

import regex

from pipeline.audit.context import Context, Plan, day_span, where
from pipeline.audit.deadlines import all_deadlines
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("DAT-AFTER-PERIOD", Severity.WARNING, Level.RECORD, "Thời hạn vượt ra ngoài năm của kế hoạch", "Lô-gic: kế hoạch một năm có nhiệm vụ trong năm")

_ONE_YEAR = regex.compile(r"(?i)\bnăm\s+(20\d\d)\s*[.”\"]?\s*$")
_LONGER = regex.compile(r"(?i)giai đoạn|định hướng|tầm nhìn|nhiệm kỳ|đến năm|20\d\d\s*[-–]\s*20\d\d")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    m = _ONE_YEAR.search(plan.info.title)
    if m is None or _LONGER.search(plan.info.title):
        yield skipped("tên kế hoạch không nêu đúng một năm")
        return
    last = date(int(m[1]), 12, 31)
    for d in all_deadlines(plan):
        end = day_span(d.end)
        if end is None or d.row.table != "tasks":
            continue
        if end[0] > last and d.kind in ("date", "month", "quarter", "half", "year"):
            yield failed(d.row, f"{where(d.row)}: thời hạn “{d.raw}” của “{d.name}” sau năm {m[1]} của kế hoạch.", expected=f"trong năm {m[1]}", actual=d.words)
        else:
            yield passed()
