"""The body refers to an annex that the document does not have."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan
from pipeline.audit.text import is_annex, roman
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("STR-ANNEX-MISSING", Severity.WARNING, Level.DOCUMENT, "Nhắc đến phụ lục nhưng không có phụ lục đó",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần IV, mục 1 (văn bản có phụ lục phải chỉ dẫn về phụ lục)")

_MENTION = regex.compile(r"(?i)\bphụ lục(?: số)? ((?-i:[IVX]{1,5})|\d{1,2})(?![\p{L}\d])(?!\s*(?:của|,? Nghị|,? Quyết|,? Thông|(?:ban hành )?kèm theo (?:Nghị|Quyết|Thông|Công|(?:Kế hoạch|Chương trình)[\p{L} ]{0,20} số)))")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    parts = {fold(r.part) for rows in (plan.paragraphs, plan.tables, plan.indicators, plan.tasks) for r in rows if is_annex(r.part)}
    have = {_number(m[1]) for p in parts if (m := regex.search(r"phu luc (?:so )?([ivx]+|\d+)\b", p))}
    if not plan.paragraphs:
        yield skipped("không có các đoạn của văn bản")
        return
    told: set[int] = set()
    for p in plan.body:
        if is_annex(p.part):
            continue
        for m in _MENTION.finditer(p.text):
            n = _number(m[1])
            if not n or n in told:
                continue
            told.add(n)
            if n in have or (n == 1 and parts and not have):
                yield passed()
            else:
                yield failed(p, f"Thân kế hoạch nhắc đến Phụ lục {m[1]} nhưng văn bản không có phụ lục này.", expected=f"có Phụ lục {m[1]}", actual=p.text[max(0, m.start() - 80):m.end() + 40])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else roman(text.upper())
