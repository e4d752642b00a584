"""The issuer named after a cited symbol is not the one that issued it."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from pipeline.audit.registry import entries_of, same_issuer
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-WRONG-ISSUER", Severity.ERROR, Level.RECORD, "Ghi sai cơ quan ban hành của văn bản viện dẫn",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6.b (viện dẫn ghi đủ tên cơ quan ban hành)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for r in plan.references:
        if not r.symbol or not r.issuer or r.status == "self":
            continue
        known = [e for e in entries_of(r.symbol) if e.get("issuer")]
        if not known:
            yield skipped("văn bản không có trong danh mục văn bản đã biết")
        elif any(same_issuer(r.issuer, e["issuer"]) for e in known):
            yield passed()
        else:
            right = known[0]["issuer"]
            yield failed(r, f"{r.symbol} do {right} ban hành, kế hoạch ghi của {r.issuer}: “{r.raw.strip()}”.", expected=right,
                         actual=f"{r.raw} của {r.issuer}" if r.issuer not in r.raw else r.raw)
