"""Runs of numbers that belong together: the rows of a table group, the headings of one level under one heading."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import regex

from pipeline.audit.context import Plan, Row
from pipeline.audit.text import MARKER, is_annex, roman

_ORDINAL = regex.compile(r"\(?(\d{1,3})[.)]?")
#: (number, as written, where it stands)
Numbered = tuple[int, str, Row]


def row_runs(plan: Plan) -> list[list[Numbered]]:
    """Ordinals of table rows in order. A table that counts on through its groups is one run, one that restarts in each group is
    several: a run is broken where the number falls."""
    by_table: dict[Any, list[Numbered]] = defaultdict(list)
    for r in plan.table_rows:
        m = _ORDINAL.fullmatch(str(r.ordinal).strip())
        if m:
            by_table[(r.table, r.part)].append((int(m[1]), m[1], r))
    return [run for numbers in by_table.values() for run in _cut(numbers)]


def _cut(numbers: list[Numbered]) -> list[list[Numbered]]:
    """A run ends where the number goes back, or where it stays and the group changes ("1" of II after "1" of I)."""
    out: list[list[Numbered]] = []
    for n in numbers:
        before = out[-1][-1] if out else None
        if before is None or n[0] < before[0] or (n[0] == before[0] and _group(n[2]) != _group(before[2])) or n[0] > before[0] + 1 and _group(n[2]) != _group(before[2]) and n[0] == 1:
            out.append([n])
        else:
            out[-1].append(n)
    return [run for run in out if len(run) > 1]


def _group(r: Row) -> tuple[str, int | None]:
    return (r.section, r.year if r.table == "indicators" else None)


def heading_runs(plan: Plan) -> list[list[Numbered]]:
    """Numbers of paragraphs in the body by level: I, II …; 1., 2. … under each Roman; 1.1, 1.2 … under each number.

    Letters and "(1)" are lists inside sentences as often as headings and are left out.
    """
    runs: list[list[Numbered]] = []
    open_runs: dict[str, list[Numbered]] = {}
    for p in plan.body:
        if is_annex(p.part):
            break
        m = MARKER.match(p.text)
        if m is None:
            continue
        if m["roman"]:
            key, n, label = "roman", roman(m["roman"]), m["roman"]
            open_runs = {k: v for k, v in open_runs.items() if k == "roman"}
        elif m["dotted"]:
            head, _, tail = m["dotted"].rpartition(".")
            key, n, label = f"dotted {head}", int(tail), m["dotted"]
        elif m["number"] and m["sep"] == ".":
            key, n, label = "number", int(m["number"]), m["number"]
            open_runs = {k: v for k, v in open_runs.items() if not k.startswith("dotted")}
        else:
            continue
        run = open_runs.get(key)
        if not n:
            continue
        if run is None or n < run[-1][0] or n == 1:  # a new list begins
            run = open_runs[key] = []
            runs.append(run)
        run.append((n, label, p))
    return [r for r in runs if len(r) > 1]
