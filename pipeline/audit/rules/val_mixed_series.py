"""One row of the table holds two different indicators in different years (5G and then 6G)."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.series import series_text
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed
from schemas.targets import thing

RULE = Rule("VAL-MIXED-SERIES", Severity.WARNING, Level.SERIES, "Một dòng gộp hai chỉ tiêu khác nhau",
            "Lô-gic: một dòng chỉ tiêu theo dõi một đối tượng để so được giữa các năm")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for group in plan.indicator_rows:
        counted = [i for i in group if i.kind in ("quantity", "assigned") and i.year is not None]
        if len({i.year for i in counted}) < 2:
            continue
        things = list(dict.fromkeys(i.qualifier for i in counted if thing(i.qualifier)))
        of_year = {y: {thing(i.qualifier) for i in counted if i.year == y} for y in {i.year for i in counted}}
        if len(set(map(frozenset, of_year.values()))) == 1:
            yield passed()  # "Số lượng | Tỷ lệ (%)" under each year
            continue
        ids = {i.catalog_id for i in counted if i.catalog_id}
        if len({thing(t) for t in things}) > 1 or things and len(ids) > 1:
            first = group[0]
            what = " và ".join(things)
            yield failed(first, f"{where(first)}: dòng “{first.name}” gộp hai chỉ tiêu ({what}); trị số các năm không so sánh được với nhau.",
                         expected="tách mỗi đối tượng thành một dòng", actual=series_text(group))
        else:
            yield passed()
