"""The plan's own number and symbol are blank or missing."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, Row
from pipeline.audit.text import title_row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-BLANK-OWN", Severity.ERROR, Level.DOCUMENT, "Để trống hoặc thiếu số, ký hiệu của kế hoạch",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 3 (số, ký hiệu của văn bản)")

_NUMBER_LINE = regex.compile(r"(?i)(?:^|\s)số\s*:?\s*[_.…\s\\]*(?:[-/]\s*\p{Lu}|$)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    status = plan.info.symbol_status
    if not status:
        yield skipped("chưa xác định được số, ký hiệu")
        return
    if status == "full":
        yield passed()
        return
    say = "để trống số" if status == "blank" else "không có số, ký hiệu"
    yield failed(_place(plan), f"Kế hoạch {say}; đề nghị bổ sung số, ký hiệu và ngày ban hành trước khi gửi.",
                 expected="Số: …/KH-… kèm ngày, tháng, năm ban hành")


def _place(plan: Plan) -> Row | None:
    """The line for the number; where there is none, the paragraph in which the issuer issues the plan."""
    head = plan.paragraphs[:25]
    for p in head:
        if _NUMBER_LINE.search(p.text) and len(p.text) < 200 and not regex.search(r"(?i)kèm theo", p.text):
            return p
    for p in plan.body[:20]:
        if regex.search(r"(?i)như sau\s*:?\s*$", p.text):
            return p
    return title_row(plan) or (plan.body[0] if plan.body else None)
