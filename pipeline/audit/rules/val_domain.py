"""A value lies outside what its indicator can take (an index over 1, a negative number, a rank of 0)."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, Row, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import catalogue, show

RULE = Rule("VAL-DOMAIN", Severity.ERROR, Level.RECORD, "Giá trị ngoài miền có thể của chỉ tiêu",
            "Miền giá trị của chỉ tiêu trong danh mục")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for i in plan.indicators:
        if i.kind != "quantity":
            continue
        low, high = _domain(i)
        if low is None and high is None:
            yield skipped("chỉ tiêu không có miền giá trị trong danh mục")
        elif any(v is not None and ((low is not None and v < low) or (high is not None and v > high)) for v in (i.value_min, i.value_max)):
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” ghi {show(i)}, ngoài khoảng có thể của chỉ tiêu.",
                         expected=f"từ {'' if low is None else low:g} đến {'…' if high is None else format(high, 'g')}" if low is not None else "")
        else:
            yield passed()


def _domain(i: Row) -> tuple[float | None, float | None]:
    """Of the catalogue; shares over 100 % are VAL-GT100's and are left to it."""
    text = catalogue().get(i.catalog_id, {}).get("domain", "")
    m = regex.fullmatch(r"(\d+)-(\d+)", text)
    if m:
        return float(m[1]), None if m[2] == "100" else float(m[2])
    m = regex.fullmatch(r"≥\s*(\d+)", text)
    return (float(m[1]), None) if m else (None, None)
