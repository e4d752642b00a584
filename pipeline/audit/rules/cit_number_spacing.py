"""A cited symbol is written with blanks inside."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("CIT-NUMBER-SPACING", Severity.INFO, Level.RECORD, "Ký hiệu văn bản có khoảng trắng bên trong",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 3 (giữa số và ký hiệu không cách chữ)")

_SPACED = regex.compile(r"\d\s+[-/]\s*\p{Lu}|\d[-/]\s+\p{Lu}|\p{Lu}\s+[-/]\s*\p{Lu}{2}|\p{Lu}[-/]\s+\p{Lu}{2}")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.references:
        if r.symbol and r.raw and r.status != "self":
            if _SPACED.search(r.raw):
                yield failed(r, f"Ký hiệu “{r.raw.strip()}” có khoảng trắng bên trong; viết đúng là {r.symbol}.", expected=r.symbol, actual=r.raw)
            else:
                yield passed()
