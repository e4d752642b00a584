"""Rows of a table are cut by a page break."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("STR-ROW-SPLIT", Severity.INFO, Level.DOCUMENT, "Dòng của bảng bị cắt sang trang sau", "Trình bày: đặt “không cho phép ngắt dòng qua trang” trong bảng")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    rows = plan.table_rows
    if not any(r.bbox for r in rows):
        yield skipped("định dạng không có trang")
        return
    split = [r for r in rows if " | p" in r.bbox]
    if split:
        yield failed(split[0], f"{len(split)} dòng của bảng bị cắt sang trang sau (dòng đầu: “{split[0].name[:90]}”).", related=tuple(split[1:]))
    else:
        yield passed(len(rows))
