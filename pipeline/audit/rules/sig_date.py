"""The digital signature is older than the date of the plan, or much younger."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, day_span, vn_date
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("SIG-DATE", Severity.WARNING, Level.DOCUMENT, "Ngày ký số khác ngày ban hành", "Nghị định 30/2020/NĐ-CP, Điều 15 (đăng ký, số và ngày của văn bản)", {"days": 3})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    days = [d for part in plan.info.signed_at.split(";") if (d := day_span(part.strip()))]
    if not days or plan.issued is None:
        yield skipped("tệp không có chữ ký số hoặc không rõ ngày ban hành")
        return
    first = min(d[0] for d in days)
    slack = int(context.settings["days"])
    if (plan.issued[0] - first).days > slack or (first - plan.issued[1]).days > slack:
        yield failed(plan.info, f"Kế hoạch đề ngày {vn_date(plan.issued[0])} nhưng ký số ngày {vn_date(first)}.", expected=vn_date(plan.issued[0]), actual=plan.info.signed_at)
    else:
        yield passed()
