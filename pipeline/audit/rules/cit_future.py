"""A cited document is dated after the plan that cites it."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, day_span, vn_date
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-FUTURE", Severity.ERROR, Level.RECORD, "Viện dẫn văn bản ban hành sau ngày của kế hoạch",
            "Lô-gic thời gian: văn bản làm căn cứ phải có trước kế hoạch")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.references:
        if r.status == "self":
            continue
        day = day_span(r.issued_on)
        if plan.issued is None or day is None:
            yield skipped("không rõ ngày của kế hoạch hoặc của văn bản viện dẫn")
        elif day[0] > plan.issued[1]:
            yield failed(r, f"Kế hoạch ban hành ngày {vn_date(plan.issued[1])} nhưng viện dẫn {r.raw or r.symbol} "
                            f"đề ngày {vn_date(day[0])}, sau ngày của kế hoạch.", expected=f"không sau {vn_date(plan.issued[1])}", actual=r.raw)
        else:
            yield passed()
