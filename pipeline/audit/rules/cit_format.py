"""A citation departs in form: a comma before the date, no word "số", two ways to write dates in one plan."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-FORMAT", Severity.INFO, Level.RECORD, "Cách viết viện dẫn không theo thể thức",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6.b (“Nghị quyết số … ngày … tháng … năm … của …”)")

_TYPE = r"(?:Nghị quyết|Nghị định|Quyết định|Kế hoạch(?: hành động)?|Chương trình hành động|Thông báo|Chỉ thị|Công văn)"
_COMMA = regex.compile(_TYPE + r"\s+(?:số\s+)?[\p{L}\d./-]+\s*,\s*ngày\s")
_NO_WORD = regex.compile(_TYPE + r"\s+\d+[\d./-]*[-/]\p{Lu}[^\s,;]*\s*,?\s*ngày\s")

_GOOD = regex.compile(_TYPE + r"\s+số")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if plan.party:
        yield skipped("văn bản của Đảng có thể thức riêng")
        return
    for p in plan.paragraphs:
        found = False
        for pattern, say in ((_COMMA, "có dấu phẩy trước chữ “ngày”"), (_NO_WORD, "thiếu chữ “số” trước số, ký hiệu")):
            m = pattern.search(p.text or "")
            if m:
                found = True
                quote = p.text[m.start():m.end() + 12].strip()
                yield failed(p, f"Viện dẫn {say}: “{quote}”.", expected="… số … ngày … tháng … năm … của …", actual=quote)
        if not found and p.text and _GOOD.search(p.text):
            yield passed()
