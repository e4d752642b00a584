"""The separators of a cited symbol contradict the system (Party or State) of its issuer."""

from collections.abc import Iterator
from functools import lru_cache

import regex

from extractors.text import dashes, fold_keep
from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-SYMBOL-ORDER", Severity.ERROR, Level.RECORD, "Viết sai ký hiệu văn bản",
            "Hướng dẫn 36-HD/VPTW (văn bản của Đảng: số-loại/cơ quan); Nghị định 30/2020/NĐ-CP (văn bản nhà nước: số/loại-cơ quan)")

_ZEROS = regex.compile(r"(?<!\d)0+(?=\d)")
_SEPARATORS = regex.compile(r"[-/]")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.references:
        if not r.symbol or r.status == "self":
            continue
        raw, symbol = _plain(r.raw), _plain(r.symbol)
        bare = _SEPARATORS.sub("", symbol)
        if symbol in raw or bare not in _SEPARATORS.sub("", raw):
            yield passed() if symbol in raw else skipped("ký hiệu ghi trong văn bản khác ký hiệu chuẩn vì lý do khác")
            continue
        yield failed(r, f"Ký hiệu trong “{r.raw.strip()}” viết sai dấu phân cách; ký hiệu đúng là {r.symbol}.", expected=r.symbol, actual=r.raw)


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """No blanks, one dash, no leading zeros in the number, case and marks folded (another matter than the separators)."""
    return _ZEROS.sub("", "".join(fold_keep(dashes(text)).split()))
