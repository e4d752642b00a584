"""A cited document is no longer in force on the date of the plan."""

from collections.abc import Iterator
from datetime import date

import regex

from pipeline.audit.context import Context, Plan, vn_date
from pipeline.audit.registry import ceased_on, entry_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-EXPIRED", Severity.ERROR, Level.RECORD, "Viện dẫn văn bản đã hết hiệu lực",
            "Luật Ban hành văn bản quy phạm pháp luật 64/2025/QH15 (văn bản hết hiệu lực không là căn cứ)")

_REPEAL = regex.compile(r"(?i)thay thế|bãi bỏ|hết hiệu lực|trước đây")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    told: set[str] = set()
    for r in plan.references:
        entry = entry_of(r)
        end = ceased_on(entry) if entry else None
        if entry is None:
            yield skipped("văn bản không có trong danh mục văn bản đã biết")
        elif end is None:
            yield passed()
        elif plan.issued is None:
            yield skipped("không rõ ngày ban hành kế hoạch")
        elif plan.issued[0] < end or r.symbol in told or _REPEAL.search(r.source_text):
            yield passed()
        else:
            told.add(r.symbol)
            yield failed(r, _message(r.raw or r.symbol, end, plan.issued[0], entry), expected="Viện dẫn văn bản đang có hiệu lực",
                         actual=r.raw)


def _message(name: str, end: date, issued: date, entry: dict[str, str]) -> str:
    by = entry["replaced_by"].partition("@")[0]
    return (f"Kế hoạch ban hành ngày {vn_date(issued)} viện dẫn {name} đã hết hiệu lực từ ngày {vn_date(end)}"
            + (f", được thay bằng {by}" if by else "") + "; đề nghị viện dẫn văn bản đang có hiệu lực.")
