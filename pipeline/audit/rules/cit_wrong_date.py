"""The date after a cited symbol is not the date of that document."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, day_span, vn_date
from pipeline.audit.registry import entries_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-WRONG-DATE", Severity.ERROR, Level.RECORD, "Ghi sai ngày của văn bản viện dẫn",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6.b (viện dẫn ghi đúng ngày, tháng, năm)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.references:
        day = day_span(r.issued_on)
        if not r.symbol or r.status == "self" or day is None:
            continue
        # a date that other sources dispute is no ground for a reproach
        known = [e for e in entries_of(r.symbol) if day_span(e["issued_on"])]
        if not known or any("conflict" in e["source"] for e in known):
            yield skipped("văn bản không có trong danh mục văn bản đã biết, hoặc ngày chưa chắc chắn")
        elif any(_overlap(day, day_span(e["issued_on"])) for e in known):
            yield passed()
        else:
            right = day_span(known[0]["issued_on"])
            assert right is not None
            yield failed(r, f"{r.symbol} ban hành ngày {vn_date(right[0])}, kế hoạch ghi ngày khác: “{r.raw.strip()}”.",
                         expected=vn_date(right[0]), actual=r.raw)


def _overlap(a: tuple, b: tuple | None) -> bool:
    return b is not None and a[0] <= b[1] and b[0] <= a[1]
