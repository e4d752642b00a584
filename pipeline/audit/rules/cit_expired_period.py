"""A cited document of a province or commune is older than the reorganisation of 01/7/2025."""

from collections.abc import Iterator
from datetime import date

import regex

from pipeline.audit.context import Context, Plan, day_span, vn_date
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-EXPIRED-PERIOD", Severity.INFO, Level.RECORD, "Viện dẫn văn bản địa phương trước khi sắp xếp đơn vị hành chính",
            "Luật Tổ chức chính quyền địa phương 72/2025/QH15; Nghị quyết 202/2025/QH15 (đơn vị hành chính mới từ 01/7/2025)")

REORGANISED = date(2025, 7, 1)
_LOCAL = regex.compile(r"(?:/TU|/HU|/ĐU|-UBND|-HĐND)$")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    told: set[str] = set()
    for r in plan.references:
        if not r.symbol or not _LOCAL.search(r.symbol) or r.status == "self":
            continue
        day = day_span(r.issued_on)
        if day is None or plan.issued is None:
            yield skipped("không rõ ngày của kế hoạch hoặc của văn bản viện dẫn")
        elif day[1] < REORGANISED <= plan.issued[0] and r.symbol not in told:
            told.add(r.symbol)
            yield failed(r, f"{r.raw.strip()} ban hành ngày {vn_date(day[0])}, trước khi sắp xếp đơn vị hành chính 01/7/2025; "
                            "đề nghị kiểm tra văn bản còn áp dụng cho địa bàn mới.", actual=r.raw)
        else:
            yield passed()
