"""A deadline lies before the date of the plan."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, day_span, vn_date, where
from pipeline.audit.deadlines import all_deadlines
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("DAT-BEFORE-DOC", Severity.ERROR, Level.RECORD, "Thời hạn trước ngày ban hành kế hoạch", "Lô-gic thời gian: thời hạn phải sau ngày ban hành")

_DATED = frozenset({"date", "month", "quarter", "half", "year", "period", "recurring", "ongoing"})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for d in all_deadlines(plan):
        if d.kind not in _DATED:
            continue
        end = day_span(d.end)
        if plan.issued is None or end is None:
            yield skipped("không rõ ngày ban hành hoặc ngày của thời hạn")
        elif end[1] < plan.issued[0]:
            about = f" ({d.action})" if d.action else f" của “{d.name}”" if d.name else ""
            yield failed(d.row, f"{where(d.row)}: thời hạn “{d.raw}”{about} đã qua khi kế hoạch ban hành ngày {vn_date(plan.issued[0])}.",
                         expected=f"sau {vn_date(plan.issued[0])}", actual=d.words)
        else:
            yield passed()
