"""The issuer in an annex caption has no name of place."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan
from pipeline.audit.rules.cit_blank_annex import CAPTION
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("CIT-ISSUER-UNNAMED", Severity.INFO, Level.DOCUMENT, "Không ghi rõ tên địa phương của cơ quan ban hành",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 2 (tên cơ quan, tổ chức ban hành văn bản)")

_UNNAMED = regex.compile(r"(?i)\bcủa\s+((?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+(?:xã|phường|đặc khu)|BCĐ|Ban Chỉ đạo(?: xã)?)\s*[).]?\s*$")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for p in plan.paragraphs:
        if p.text and len(p.text) < 400 and CAPTION.search(p.text):
            m = _UNNAMED.search(p.text)
            if m:
                place = plan.info.commune
                yield failed(p, f"Phụ lục ghi “{m[1]}” không kèm tên địa phương" + (f" ({place})." if place else "."),
                             expected=f"{m[1]} {place}".strip(), actual=p.text)
            else:
                yield passed()
