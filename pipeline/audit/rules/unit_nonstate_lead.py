"""An enterprise or a body outside the political system leads."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import named_leads
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("UNIT-NONSTATE-LEAD", Severity.WARNING, Level.RECORD, "Doanh nghiệp được giao chủ trì",
            "Nghị định 150/2025/NĐ-CP (nhiệm vụ quản lý nhà nước do cơ quan chuyên môn chủ trì)")

_ENTERPRISE = regex.compile(r"\b(?:vnpt|viettel|mobifone|fpt|cong ty|tap doan|ngan hang (?!nha nuoc|chinh sach)|doanh nghiep|hop tac xa|agribank|buu dien|dien luc)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.table_rows:
        leads = named_leads(r)
        wrong = [u for u in leads if context.unit_system(u) == "enterprise"
                 or (context.unit_system(u) in ("", "generic") and _ENTERPRISE.search(fold(u)))]
        if wrong and len(wrong) == len(leads):
            yield failed(r, f"{where(r)}: “{r.name}” giao {', '.join(wrong)} chủ trì; doanh nghiệp chỉ phối hợp.", expected="cơ quan của xã chủ trì")
        elif leads:
            yield passed()
