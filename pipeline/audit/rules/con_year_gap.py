"""An indicator of earlier and later year blocks is missing in a block between them."""

from collections.abc import Iterator

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row, name_key, where
from pipeline.audit.series import years_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CON-YEAR-GAP", Severity.WARNING, Level.SERIES, "Chỉ tiêu bị bỏ trống ở một năm giữa",
            "Lô-gic: chỉ tiêu theo dõi liên tục giữa các mốc; ghi “-” nếu không đặt", {"block": 4})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    parts: dict[str, list[Row]] = {}
    for i in plan.table_indicators:
        parts.setdefault(i.part, []).append(i)
    for rows in parts.values():
        yield from _within(rows, int(context.settings["block"]))


def _within(indicators: list[Row], smallest: int) -> Iterator[Outcome]:
    """Gaps of one annex: another table ("Các chỉ tiêu chủ yếu" of the body) may have years of its own."""
    years = years_of(indicators, smallest)
    if len(years) < 3:
        yield skipped("bảng chỉ tiêu không có từ ba mốc năm")
        return
    present: dict[str, list[Row]] = {}
    for i in indicators:
        if i.year in years:
            present.setdefault(i.catalog_id or name_key(i.name), []).append(i)
    for rows in present.values():
        have = {i.year for i in rows}
        gaps = [y for y in years if min(have) < y < max(have) and y not in have]
        if not gaps:
            yield passed()
            continue
        group = rows[0].section
        for y in gaps:
            block = [i for i in indicators if i.year == y]
            whole = group and not any(fold(i.section) == fold(group) for i in block)
            say = f"không có nhóm “{group}”" if whole else "không có chỉ tiêu này"
            yield failed(block[0], f"{where(block[0])}: mốc năm {y} (từ dòng “{block[0].name}”) {say} trong khi các năm "
                         f"{', '.join(str(v) for v in sorted(have))} có chỉ tiêu “{rows[0].name}”.", expected="có trị số hoặc ghi “-”", related=tuple(rows))
