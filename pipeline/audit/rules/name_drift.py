"""The definition of an indicator drifts from the canonical one, or from its own name in other years."""

from collections import defaultdict
from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row, in_text, name_key, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed
from schemas.targets import catalogue, denominator, known_denominators

RULE = Rule("NAME-DRIFT", Severity.WARNING, Level.SERIES, "Nội dung chỉ tiêu khác với định nghĩa chuẩn hoặc khác giữa các năm",
            "Lô-gic: chỉ so sánh được khi cùng định nghĩa; 57-NQ/TW, 03/NQ-CP (tên chỉ tiêu chuẩn)", {"new_words": 2})

_SMALL = frozenset(["ty", "le", "ti", "so", "cac", "cua", "va", "trong", "tai", "theo", "cho", "dat", "duoc", "co", "den", "tu", "tren", "dia", "ban", "xa", "phuong", "phai", "nguoi", "la", "voi", "bang", "phoi", "hop", "moi"])


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for i in plan.one_of_each_series:
        if i.kind == "quantity" and i.catalog_id and denominator(i)[1] == "drift":
            standard = known_denominators(i.catalog_id)
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” tính trên {denominator(i)[0]}, chỉ tiêu chuẩn tính trên {', '.join(standard)}; "
                         "không phải cùng một chỉ tiêu.", expected=catalogue().get(i.catalog_id, {}).get("canonical_name_vi", ""))
    yield from _between_years(plan, int(context.settings["new_words"]))


def _between_years(plan: Plan, enough: int) -> Iterator[Outcome]:
    """A part of the name (between commas or semicolons) with words that no sibling has, where at least two siblings agree."""
    by_thing: dict[str, list[Row]] = defaultdict(list)
    for rows in plan.indicator_rows:
        if not in_text(rows[0]):
            by_thing[rows[0].catalog_id or name_key(rows[0].name)].append(rows[0])
    for rows in by_thing.values():
        if len(rows) < 3:
            continue
        for r in rows:
            others = set().union(*(set(fold(o.name).split()) for o in rows if o is not r))
            new = [(s, [w for w in fold(s).split() if w not in others and w not in _SMALL and not w[0].isdigit()])
                   for s in regex.split(r"[;,]", r.name)]
            added = [s.strip() for s, words in new if len(words) >= enough]
            if added:
                yield failed(r, f"{where(r)}: chỉ tiêu “{r.name}” thêm nội dung “{'; '.join(added)}” mà các năm khác của cùng chỉ tiêu không có.",
                             expected=next(o.name for o in rows if o is not r))
            else:
                yield passed()
