"""How wide words are when set, and how wide a column must then be: where a line of a cell was wrapped, and where a cell ended.

Widths are of Times Roman (Adobe Core 14 font metrics, AFM), the typeface that Nghị định 30/2020/NĐ-CP, Phụ lục I, orders for
documents of the state; in 1/1000 of the type size. Another face has nearly the same ratios, and only ratios count here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.readers import lines

SPACE = 250
_AFM = {
    333: "!()-[]`Irf‘’", 408: '"“”', 500: "#$*0123456789bdghknopquvxyđ–_ơ", 833: "%", 778: "&mƠ", 250: ",. ", 278: "/:;ijlt\\", 564: "+<=>~±ư", 444: "?aceczs",
    921: "@", 722: "ADGHKNOQRUVXYwĐ", 667: "BCR", 611: "ELTZ", 556: "FPS", 389: "Js", 889: "M", 944: "W", 1000: "—…", 549: "≥≤", 800: "Ư",
}
_WIDTH = {c: w for w, chars in _AFM.items() for c in chars}
#: A face set bold, or a little other than Times, may go over by so much.
TOLERANCE = 1.04


@lru_cache(maxsize=50_000)
def measure(text: str) -> int:
    """Width of a line; marks over a letter add nothing."""
    total = 0
    for c in text:
        w = _WIDTH.get(c)
        if w is None:
            base = unicodedata.normalize("NFD", c)[0]
            # ế -> ê -> e; ớ keeps its horn, which is part of the letter
            horn = {"o": "ơ", "u": "ư", "O": "Ơ", "U": "Ư"}.get(base, base) if "\u031b" in unicodedata.normalize("NFD", c) else base
            w = _WIDTH.get(horn, 500)
        total += w
    return total


@dataclass(frozen=True, slots=True)
class Width:
    """A column is at least ``low`` wide (a line of that width stood in it) and at most ``high`` (a word did not fit any more)."""

    low: float
    high: float


def needed(line: str, rest: str) -> int:
    """Width at which the first word of the next line would still have fitted into this one."""
    return measure(line) + SPACE + measure(rest.split(" ", 1)[0])


def is_forced(line: str, rest: str) -> bool:
    """A break that the writer made: a list in a cell, a new sentence."""
    return lines.is_item(rest) or (line[-1:] in ".;:" and (rest[:1].isupper() or rest[:1] in "-+•"))


def learn(cells: Sequence[Sequence[str]]) -> Width | None:
    """Width of a column from lines of its clear cells; None where nothing is told.

    The narrowest interval that disagrees with the fewest lines: a line wider than ``low`` disagrees, so does a break at which the next
    word had room.
    """
    whole = sorted(measure(line) for cell in cells for line in cell)
    breaks = sorted(needed(a, b) for cell in cells for a, b in zip(cell, cell[1:], strict=False) if not is_forced(a, b) and not a.endswith(("-", "/")))
    if not whole:
        return None
    best, at = len(whole) + len(breaks) + 1, 0
    passed = 0  # breaks at which the next word fits into a column of width whole[i]
    for i, w in enumerate(whole):
        while passed < len(breaks) and breaks[passed] <= w:
            passed += 1
        wrong = len(whole) - i - 1 + passed
        if wrong < best:  # the narrowest among equals: a line too long is sooner a cell read wrongly than a break is
            best, at = wrong, i
    low = float(whole[at])
    high = min((float(n) for n in breaks if n > low), default=max(low * 1.5, low + 4000.0))
    return Width(low, high) if best * 4 <= len(whole) + len(breaks) else None


def misfit(cell: Sequence[str], width: Width) -> float:
    """How badly the lines of a cell fit into the column: lines too wide, and breaks at which the next word had room."""
    price = 0.0
    for n, line in enumerate(cell):
        w = measure(line)
        if w > width.high * TOLERANCE:
            price += min(4.0, 0.5 + 12.0 * (w / (width.high * TOLERANCE) - 1.0))
        if n + 1 < len(cell):
            rest = cell[n + 1]
            room = width.low / TOLERANCE - needed(line, rest)
            if room > 0 and not line.endswith(("-", "/")):
                price += min(0.6, room / 1000.0) if is_forced(line, rest) else min(3.5, 0.5 + room / 1200.0)
    return price
