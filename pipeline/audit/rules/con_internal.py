"""One indicator has different targets for one year in two places of the plan."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row, in_text, name_key, where
from pipeline.audit.series import named
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed
from schemas.targets import denominator, same_denominator, show, thing, unit_family

RULE = Rule("CON-INTERNAL", Severity.ERROR, Level.SERIES, "Cùng chỉ tiêu, cùng năm nhưng hai trị số khác nhau",
            "Lô-gic: một chỉ tiêu của một năm chỉ có một mức; “ít nhất 1%” và “≥ 1,0%” là một mức")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    same: dict[tuple, list[Row]] = defaultdict(list)
    for i in plan.indicators:
        if i.kind == "quantity" and i.year is not None:
            same[(i.catalog_id or name_key(i.name), i.year, thing(i.qualifier), unit_family(i.unit))].append(i)
    for rows in same.values():
        base = next((r for r in rows if not in_text(r)), rows[0])
        for r in rows:
            if r is base or _two_columns(r, base) or _one_sentence(r, base):
                continue
            a, b = denominator(base)[0], denominator(r)[0]
            if not same_denominator(a, b) or _same(base, r):
                yield passed()
            else:
                yield failed(r, f"{where(r)}: “{r.name}” ghi {show(r)} nhưng {where(base)} ghi {show(base)} cho cùng chỉ tiêu năm {r.year}.",
                             expected=show(base), related=(base,))


def _two_columns(a: Row, b: Row) -> bool:
    """"Tối thiểu | Phấn đấu" of one row: its columns say what each figure is."""
    return not in_text(a) and a.row is not None and (a.part, a.block, a.row) == (b.part, b.block, b.row) and a.qualifier != b.qualifier


def _one_sentence(a: Row, b: Row) -> bool:
    """"… đến hết quý II đạt 70%; đến hết quý IV đạt 90%": steps of one paragraph."""
    return in_text(a) and in_text(b) and a.block is not None and (a.part, a.block) == (b.part, b.block)


def _same(a: Row, b: Row) -> bool:
    """The same bound: "100%" and "≥ 100%" agree, "≥ 80" and "100" do not."""
    x, y = named(a), named(b)
    if "between" in (a.comparator, b.comparator) and (a.value_max != b.value_max):
        return False
    return x is not None and y is not None and abs(x - y) < 1e-9
