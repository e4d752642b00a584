"""The date of issue is missing or incomplete."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, Row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("FRM-NO-DATE", Severity.ERROR, Level.DOCUMENT, "Không ghi đủ ngày, tháng, năm ban hành", "Nghị định 30/2020/NĐ-CP, Điều 8 (địa danh và thời gian ban hành)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if plan.issued is not None and plan.issued[0] == plan.issued[1]:
        yield passed()
        return
    if "date_illegible" in plan.info.notes:
        yield skipped("bản quét: ngày ban hành không đọc được đủ")
        return
    part = plan.info.issued_on
    at: Row = next((p for p in plan.paragraphs[:30] if regex.search(r"(?i)ngày[\s.…_]*(?:\d*\s*)?tháng", p.text or "")), plan.info)
    yield failed(at, "Kế hoạch không ghi đủ ngày ban hành" + (f" (chỉ biết {part})." if part else "."), expected="địa danh, ngày … tháng … năm …", actual=part)
