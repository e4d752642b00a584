"""White columns between words, told from all lines of a table at once.

A header alone does not tell them: its words may stand nearer to one another than a column gap is wide, and a value may
be longer than its header. Each line votes: a gap in it for a gutter, words across against one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import regex

from extractors.readers.pdf.characters import Word

#: Narrowest gutter in em and in points; Word's default cell margins leave 10.8 points, a blank in 13 pt text has 3.3.
EM, NARROWEST = 0.5, 4.5
#: Room left of the words of a column, in points (Word's default cell margin is 5.4).
MARGIN = 4.0
#: Number of a group of rows; its name runs across the columns.
_GROUP = regex.compile(r"^(?:[IVXL]+|[A-ZĐ])[.)]?$")
Span = tuple[float, float]


def least_gutter(words: Sequence[Word]) -> float:
    """Narrowest gutter among ``words``, in points."""
    sizes = sorted(w.size for w in words)
    return max(NARROWEST, EM * sizes[len(sizes) // 2]) if sizes else NARROWEST


def segments(row: Sequence[Word], least: float) -> list[Span]:
    """Left and right ends of the runs of words of a line that no gutter can part."""
    out: list[Span] = []
    for w in sorted(row, key=lambda w: w.x0):
        if out and w.x0 - out[-1][1] < least:
            out[-1] = out[-1][0], max(out[-1][1], w.x1)
        else:
            out.append((w.x0, w.x1))
    return out


def gutters(rows: Sequence[Sequence[Word]], bands: Sequence[Sequence[Word]], least: float) -> list[float]:
    """x in each white column of a table, left to right: near the words to the right of it, where columns begin.

    ``rows``: words of each line; ``bands``: words that surely stand in one table row (the lines themselves where rows
    are not known). Columns that no band fills side by side are one (a narrow value under a wide header).
    """
    lines = [segments(r, least) for r in rows if r]
    voters = [s for s, r in zip(lines, (r for r in rows if r), strict=True) if not (len(s) == 2 and _GROUP.match(min(r, key=lambda w: w.x0).text))]
    lines = voters if len(voters) > 1 else lines
    if not lines:
        return []
    left, right = min(s[0][0] for s in lines), max(s[-1][1] for s in lines)
    across = np.zeros(int(right - left) + 3, int)
    around = np.zeros_like(across)
    for spans in lines:
        for a, b in spans:
            across[int(a - left) : int(b - left) + 1] += 1
        for (_, a), (b, _) in zip(spans, spans[1:], strict=False):
            around[int(a - left) + 1 : int(b - left)] += 1
    found: list[float] = []
    for a, b in _runs((around > 0) & (2 * across <= around)):
        inside = [s for spans in lines for s in spans if s[1] > left + a and s[0] < left + b and not (s[0] <= left + a and s[1] >= left + b)]
        found += [v - min((v - u) / 2, MARGIN) for u, v in _white(inside, left + a, left + b) if v - u >= least - 1]
    return _filled_side_by_side(found, bands)


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.view(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _white(taken: list[Span], a: float, b: float) -> list[Span]:
    out, at = [], a
    for s in sorted(taken):
        if s[0] > at:
            out.append((at, s[0]))
        at = max(at, s[1])
    return [*out, (at, b)] if at < b else out


def _filled_side_by_side(middles: list[float], bands: Sequence[Sequence[Word]]) -> list[float]:
    while middles:
        together = [0] * len(middles)
        for band in bands:
            filled = {column(w, middles) for w in band}
            for i in range(len(middles)):
                together[i] += i in filled and i + 1 in filled
        if all(together):
            break
        middles = [m for i, m in enumerate(middles) if i != together.index(0)]
    return middles


def column(w: Word, middles: Sequence[float]) -> int:
    """Number of the column in which a word stands."""
    x = (w.x0 + w.x1) / 2
    return sum(m <= x for m in middles)


def side_by_side(rows: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Lines that overlap in height as one (a header of one line beside one of two)."""
    out: list[list[Word]] = []
    bottom = float("-inf")
    for row in rows:
        top, low = min(w.top for w in row), max(w.bottom for w in row)
        if out and bottom - top > 0.3 * (low - top):
            out[-1].extend(row)
        else:
            out.append(list(row))
        bottom = low
    return out
