"""The type named before a cited symbol is not the type of that document."""

from collections.abc import Iterator

from extractors.text import fold
from pipeline.audit.context import Context, Plan
from pipeline.audit.registry import entries_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-WRONG-TYPE", Severity.WARNING, Level.RECORD, "Ghi sai tên loại của văn bản viện dẫn",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6.b (viện dẫn ghi đúng tên loại)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.references:
        if not r.symbol or not r.type or r.status == "self":
            continue
        known = [e for e in entries_of(r.symbol) if e.get("type")]
        if not known:
            yield skipped("văn bản không có trong danh mục văn bản đã biết")
        elif any(_same(r.type, e["type"]) for e in known):
            yield passed()
        else:
            right = known[0]["type"]
            yield failed(r, f"{r.symbol} là {right}, kế hoạch ghi là {r.type}: “{r.raw.strip()}”.", expected=right, actual=r.raw)


def _same(a: str, b: str) -> bool:
    """"Kế hoạch" and "Kế hoạch hành động" are one, "Đề án 06" is a name of its decision."""
    x, y = fold(a), fold(b)
    return x.startswith(y) or y.startswith(x) or x in ("de an", "chuong trinh", "chien luoc", "phu luc", "van ban")
