"""A unit that no longer exists, or never did at this level, is given a duty."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, units_in, vn_date, where
from schemas import vocab
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("UNIT-NONEXISTENT", Severity.WARNING, Level.RECORD, "Giao việc cho cơ quan không còn hoặc không có ở cấp này",
            "Luật Tổ chức chính quyền địa phương 72/2025/QH15; Nghị định 150/2025/NĐ-CP")


@vocab.compiled
def _gone() -> list[tuple[regex.Pattern, dict[str, str]]]:
    return [(regex.compile(r["pattern"]), r) for r in vocab.rows("audit_defunct_units")]


@vocab.memo(20_000)
def _entries(unit: str) -> tuple[dict[str, str], ...]:
    """What the list says of a unit; plans name the same few again and again."""
    words = fold(unit)
    return tuple(row for pattern, row in _gone() if pattern.search(words))


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if plan.issued is None:
        yield skipped("không rõ ngày ban hành kế hoạch")
        return
    for r in plan.rows:
        units = units_in(r.lead_units) + units_in(r.coordinating_units) + units_in(r.monitoring_units)
        hit = next(((u, row) for u in units for row in _entries(u) if row["until"] <= plan.issued[0].isoformat() and row["level"] in ("", plan.level)), None)
        if hit:
            unit, row = hit
            heir = f"; nay là {row['now']}" if row["now"] else ""
            until = ".".join(reversed(row["until"].split("-")))
            yield failed(r, f"{where(r)}: “{r.name}” giao cho {unit}, cơ quan không còn từ {until}{heir} (kế hoạch ngày {vn_date(plan.issued[0])}).",
                         expected=row["now"], actual=unit)
        elif units:
            yield passed()
