"""An action can no longer be taken in the year it names (mending a budget at the end of its year)."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, vn_date
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("DAT-TOO-LATE", Severity.WARNING, Level.RECORD, "Việc không còn làm được trong năm đã ghi",
            "Luật Ngân sách nhà nước 89/2025/QH15 (điều chỉnh dự toán trước khi kết thúc năm)", {"month": 10})

_BUDGET = regex.compile(r"(?i)(?:điều chỉnh|bổ sung)[^.;]{0,60}dự toán(?: ngân sách)?(?: nhà nước)? năm\s+(20\d\d)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r, text in [(p, p.text) for p in plan.body] + [(t, t.name) for t in plan.tasks]:
        m = _BUDGET.search(text)
        if m is None:
            continue
        if plan.issued is None:
            yield skipped("không rõ ngày ban hành kế hoạch")
        elif (plan.issued[0].year, plan.issued[0].month) >= (int(m[1]), int(context.settings["month"])):
            yield failed(r, f"“{m[0]}” khó thực hiện khi kế hoạch ban hành từ {vn_date(plan.issued[0])}.", expected="dự toán năm sau", actual=text[m.start():m.start() + 200])
        else:
            yield passed()
