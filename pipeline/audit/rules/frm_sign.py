"""The signature block is incomplete: signing for the chairman of a People's Committee without the line of the body."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, Row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("FRM-SIGN", Severity.INFO, Level.DOCUMENT, "Khối chữ ký chưa đúng thể thức", "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 7 (quyền hạn, chức vụ của người ký)")

_FOR = regex.compile(r"\b(?:KT|TUQ|TL)\s*\.\s*CHỦ TỊCH")
_BODY = regex.compile(r"\bTM\s*\.\s*(?:ỦY BAN|UỶ BAN|BAN |UBND|ĐẢNG|HỘI ĐỒNG)|\bT/M\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if plan.info.doc_type == "QĐ":
        yield skipped("quyết định có thể do Chủ tịch ký theo thẩm quyền riêng")
        return
    rows: list[Row] = [p for p in plan.paragraphs if p.text]
    title = plan.info.signer_title
    at = next((p for p in rows if _FOR.search(p.text)), None)
    if at is None and not _FOR.search(title):
        yield passed() if title or any(_BODY.search(p.text) for p in rows) else skipped("không đọc được khối chữ ký")
    elif _BODY.search(title) or any(_BODY.search(p.text) for p in rows):
        yield passed()
    else:
        yield failed(at, "Khối chữ ký có “KT.” nhưng không có dòng “TM. ỦY BAN NHÂN DÂN”.", expected="TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH")
