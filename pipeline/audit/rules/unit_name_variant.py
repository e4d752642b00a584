"""One unit is written in several ways in one plan."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("UNIT-NAME-VARIANT", Severity.INFO, Level.DOCUMENT, "Một đơn vị viết nhiều cách khác nhau",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I và II (trình bày, viết hoa, viết tắt thống nhất)", {"ways": 3})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    texts = [(p, p.text) for p in plan.body] + [(r, r.source_text) for r in plan.rows]
    whole = "\n".join(t for _, t in texts if t)
    if not whole or not context.units:
        yield skipped("không có bảng đơn vị")
        return
    for unit in context.units.values():
        if unit.is_generic:
            continue
        ways = context.cache.get(("ways", unit.unit_id, unit.name)) or context.cache.setdefault(("ways", unit.unit_id, unit.name), _ways(unit))
        if len(ways) < int(context.settings["ways"]):
            continue
        rest, used = whole, []
        for w in ways:
            if w in rest:
                used.append(w)
                rest = rest.replace(w, " ")
        if len(used) >= int(context.settings["ways"]):
            at = next(r for r, t in texts if t and used[-1] in t)
            yield failed(at, f"“{unit.name}” được viết {len(used)} cách trong kế hoạch: {'; '.join(used)}.", expected=unit.name, actual="; ".join(used))
        elif used:
            yield passed()


def _ways(unit: Row) -> list[str]:
    ways = sorted({v.strip() for v in unit.variants.split(";") if len(v.strip()) > 5 and not v.strip().isupper()}, key=lambda w: (-len(w), w))
    return [w for w in ways if not any(w != o and w.startswith(o) for o in ways)]  # "UBND xã", "UBND xã Võ Nhai": with its place
