"""A row of several years as words, and the years of a plan's table."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.audit.context import Row
from schemas.targets import show


def named(i: Row) -> float | None:
    """The number that a target names: its lower bound, or the upper one where it has no lower ("dưới 5%")."""
    return i.value_min if i.value_min is not None else i.value_max


def series_text(rows: list[Row]) -> str:
    """The row as it stands: name, the values in order of years, the lead."""
    first = rows[0]
    ordinal = f"{str(first.ordinal).rstrip('.')}. " if first.ordinal else ""
    values = " · ".join(r.raw_value or show(r) for r in sorted(rows, key=lambda r: (r.year or 0)))
    return f"{ordinal}{first.name} · {values} · {first.lead_units or first.monitoring_units}".rstrip(" ·")


def years_of(indicators: Iterable[Row], smallest: int) -> list[int]:
    """Years that are a block of these targets: at least ``smallest`` targets (a "-" counts: it says there is none)."""
    count: dict[int, int] = {}
    for i in indicators:
        if i.year is not None:
            count[i.year] = count.get(i.year, 0) + 1
    return sorted(y for y, n in count.items() if n >= smallest)
