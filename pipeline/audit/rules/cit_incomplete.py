"""A document is cited without its number or without its date."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("CIT-INCOMPLETE", Severity.WARNING, Level.RECORD, "Viện dẫn thiếu số, ký hiệu hoặc ngày ban hành",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6.b (lần đầu viện dẫn ghi đủ số, ký hiệu, ngày, cơ quan ban hành)")

#: "Kế hoạch của Ban Thường vụ Đảng ủy UBND tỉnh về …": a type, an issuer, a title, and no number between.
_UNNUMBERED = regex.compile(
    r"\b(Nghị quyết|Kế hoạch(?: hành động)?|Chương trình hành động|Quyết định|Chỉ thị|Thông báo|Công văn|Kết luận)\s+của\s+"
    r"((?:Ban |Ủy ban |Uỷ ban |UBND |HĐND |Hội đồng |Tỉnh ủy|Thành ủy|Đảng ủy|Chính phủ|Thủ tướng|Bộ |Quốc hội)[^.;,()“”]{0,70}?)\s+về\s")

#: Of these only type and name are to be given (the same point of the decree).
_BY_NAME = ("luat", "bo luat", "phap lenh", "hien phap")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    numbered = {fold(r.issuer) for r in plan.references if r.symbol and r.issuer}
    for p in plan.body:
        for m in _UNNUMBERED.finditer(p.text):
            issuer = fold(m[2])
            if any(issuer in n or n in issuer and len(n) > 12 and issuer.startswith(n) for n in numbered):
                yield passed()  # the short way to name a document that was cited in full
                continue
            yield failed(p, f"“{m[1]} của {m[2].strip()} …” được viện dẫn không có số, ký hiệu và ngày ban hành.",
                         expected="đủ số, ký hiệu, ngày, tháng, năm", actual=p.text[m.start():m.start() + 220])
    yield from _undated(plan)


def _undated(plan: Plan) -> Iterator[Outcome]:
    """Symbols that are given a date nowhere in the plan; told once, at the first mention."""
    dated = {r.symbol for r in plan.references if r.issued_on}
    told: set[str] = set()
    for r in plan.references:
        if not r.symbol or r.status == "self" or r.symbol in told:
            continue
        told.add(r.symbol)
        if r.symbol in dated or fold(r.type).startswith(_BY_NAME):
            yield passed()
        else:
            yield failed(r, f"{r.raw.strip() or r.symbol} được viện dẫn không có ngày ban hành ở bất kỳ chỗ nào trong kế hoạch.",
                         expected="ghi đủ ngày, tháng, năm ở lần viện dẫn đầu tiên", actual=r.raw)
