"""What plans of one level set for the same thing: for each target and year the spread, the best two places, those with words only.

Plans are taken in one after another and only what a comparison needs is kept of them, so that 10,000 plans take little memory.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from statistics import median
from typing import Any

from pipeline.audit.context import Context, Plan, Row, series_key, unsure
from pipeline.audit.shares import is_share
from schemas.targets import bound

Key = tuple[str, str, str, str]  # level, catalogue id, object, denominator
Best = tuple[Plan, Row, float]


def peers_of(context: Context) -> Peers:
    """The peers of a context, made once."""
    found = context.cache.get("peers")
    if found is None:
        found = context.cache["peers"] = Peers()
        for p in context.plans:
            if p.id not in context.duplicates and p.id not in context.upper_ids:
                found.add(p)
    return found


class Peers:
    """``best``: (key, year) -> at most two targets, the highest and that of the best other place; ``words``: the first two places that
    set a level in words; ``years``: those that a key has numbers for. Plans in it have ``info`` and no records."""

    def __init__(self) -> None:
        self.best: dict[tuple[Key, int], list[Best]] = {}
        self.words: dict[tuple[Key, int], list[tuple[Plan, Row]]] = defaultdict(list)
        self.years: dict[Key, set[int]] = defaultdict(set)
        self._values: dict[tuple[Key, int], array[float]] = {}
        self._places: dict[tuple[Key, int], set[Any]] = defaultdict(set)
        self._spread: dict[tuple[Key, int], tuple[int, float, float]] = {}

    def add(self, plan: Plan) -> None:
        """Takes a plan in; the order of plans decides between equals."""
        p = Plan(plan.info)
        for i in plan.indicators:
            if not i.catalog_id or i.year is None or unsure(i):
                continue
            key = (p.level, *series_key(i))
            if i.kind == "level":
                words = self.words[key, i.year]
                if len(words) < 2 and all(o.where_from != p.where_from for o, _ in words):
                    words.append((p, i))
            value = bound(i, "up")
            # "≥ 100" and "120%" are errors of their own and no yardstick
            if i.kind == "quantity" and is_share(i) and value is not None and not (i.comparator in ("ge", "gt") and value >= 100) and value <= 100:
                at = (key, i.year)
                self._values.setdefault(at, array("d")).append(value)
                self._places[at].add(p.where_from)
                self.years[key].add(i.year)
                self.best[at] = _two_best(self.best.get(at, []), (p, i, value))

    def spread(self, key: Key, year: int) -> tuple[int, float, float]:
        """(places, middle value, 1.4826 times the median absolute deviation); zeros where nobody sets a number."""
        at = (key, year)
        if at not in self._spread:
            values = self._values.get(at, ())
            middle = median(values) if values else 0.0
            self._spread[at] = (len(self._places.get(at, ())), middle, 1.4826 * median([abs(v - middle) for v in values]) if values else 0.0)
        return self._spread[at]


def _two_best(best: list[Best], new: Best) -> list[Best]:
    """The best of two places is enough to find the best of the others. Of equals the first stays."""
    if not best:
        return [new]
    first, place, value = best[0], new[0].where_from, new[2]
    if first[0].where_from == place:
        return [new, *best[1:]] if value > first[2] else best
    if value > first[2]:
        return [new, first]
    return [first, new] if len(best) == 1 or value > best[1][2] else best
