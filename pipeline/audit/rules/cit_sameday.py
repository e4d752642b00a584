"""The plan and the upper document that it carries out bear the same date."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, day_span, vn_date
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-SAMEDAY", Severity.INFO, Level.RECORD, "Kế hoạch cùng ngày với văn bản cấp trên",
            "Lô-gic thời gian: văn bản cấp trên phải được nhận trước khi lập kế hoạch")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    told: set[str] = set()
    for r in plan.references:
        if r.status == "self" or r.symbol == plan.info.symbol:
            continue
        day = day_span(r.issued_on)
        if plan.issued is None or plan.issued[0] != plan.issued[1] or day is None:
            yield skipped("không rõ ngày của kế hoạch hoặc của văn bản viện dẫn")
        elif day[0] == day[1] == plan.issued[0] and r.symbol not in told:
            told.add(r.symbol)
            yield failed(r, f"Kế hoạch và {r.raw or r.symbol} cùng đề ngày {vn_date(day[0])}; đề nghị kiểm tra lại một trong hai ngày.",
                         expected="ngày của kế hoạch sau ngày của văn bản cấp trên", actual=r.raw)
        else:
            yield passed()
