"""A commune's plan cites no plan, programme or resolution of its province."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan
from pipeline.audit.text import title_row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-MISSING-PARENT", Severity.WARNING, Level.DOCUMENT, "Không viện dẫn văn bản cấp tỉnh mà kế hoạch phải triển khai",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6.b (căn cứ ban hành gồm văn bản của cấp trên trực tiếp)")

_PROVINCE_CODE = regex.compile(r"[-/](?:TU|ĐU|ĐUUBND)$|^\d+[a-zđ]?[-/](?:KH|CTr|NQ|CT|QĐ|KL|TB|HD)/TU$|[-/]S\p{Lu}{1,8}(?:-\p{Lu}+)?$")
_PROVINCE_WORDS = regex.compile(r"\b(?:tinh|thanh pho|tinh uy|thanh uy|so khoa hoc)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if not plan.commune:
        yield skipped("không phải kế hoạch cấp xã")
        return
    cited = [r for r in plan.references if r.status != "self"]
    if not cited:
        yield skipped("không đọc được văn bản viện dẫn nào")
        return
    provincial = any(r.symbol.endswith("/TU") or _PROVINCE_CODE.search(r.symbol) or _PROVINCE_WORDS.search(fold(r.issuer)) for r in cited)
    # a provincial document named without its number is CIT-INCOMPLETE, not this
    named = any(regex.search(r"của (?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Ban Chỉ đạo) (?:tỉnh|thành phố)|Tỉnh ủy|Thành ủy", p.text) for p in plan.body[:12])
    if provincial or named:
        yield passed()
    else:
        yield failed(title_row(plan), "Kế hoạch cấp xã không viện dẫn kế hoạch, chương trình hoặc nghị quyết nào của tỉnh để triển khai.",
                     expected="viện dẫn văn bản của Tỉnh ủy, HĐND hoặc UBND tỉnh", actual="; ".join(dict.fromkeys(r.symbol for r in cited if r.symbol)))
