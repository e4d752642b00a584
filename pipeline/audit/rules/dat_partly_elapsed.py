"""Most of the period of a task has passed when the plan is issued."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, day_span, vn_date, where
from pipeline.audit.deadlines import all_deadlines
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("DAT-PARTLY-ELAPSED", Severity.WARNING, Level.RECORD, "Khoảng thời gian thực hiện đã qua phần lớn khi ban hành",
            "Lô-gic thời gian: nhiệm vụ phải còn thời gian để thực hiện", {"share": 0.5})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for d in all_deadlines(plan):
        start, end = day_span(d.start), day_span(d.end)
        if start is None or end is None or d.kind not in ("ongoing", "period", "half", "quarter") or d.bound in ("by", "before"):
            continue
        if plan.issued is None:
            yield skipped("không rõ ngày ban hành kế hoạch")
            continue
        gone = (plan.issued[0] - start[0]).days / max(1, (end[1] - start[0]).days + 1)
        if float(context.settings["share"]) <= gone < 1:
            yield failed(d.row, f"{where(d.row)}: khoảng thời gian “{d.raw}”" + (f" của “{d.name}”" if d.name else "")
                         + f" đã qua {round(gone * 100)}% khi kế hoạch ban hành ngày {vn_date(plan.issued[0])}.",
                         expected="khoảng thời gian sau ngày ban hành", actual=d.words)
        else:
            yield passed()
