"""Dotted and dashed rules that a file draws piece by piece: the pieces of one line become one rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from schemas.document import Bbox

#: Longest dash, widest gap between two and thickest piece, in points.
DASH, GAP, THICK = 12.0, 8.0, 4.0
#: Fewest pieces of a rule, shortest rule made of them, most pieces on a page (beyond: a drawing).
PIECES, SHORTEST, MOST = 6, 18.0, 20_000


def join_dashes(rules: Sequence[Bbox], specks: Sequence[Bbox]) -> list[Bbox]:
    """``rules`` with their short pieces and the ``specks`` (too small for rules by themselves) joined where they make a line."""
    short = [r for r in rules if max(r[2] - r[0], r[3] - r[1]) < DASH]
    pieces = [*short, *specks]
    if not PIECES <= len(pieces) <= MOST:
        return list(rules)
    used: set[Bbox] = set()
    joined: list[Bbox] = []
    for axis in (0, 1):
        lines: defaultdict[int, list[Bbox]] = defaultdict(list)
        for p in pieces:
            if p[3 - axis] - p[1 - axis] <= THICK:
                lines[round((p[1 - axis] + p[3 - axis]) / 2)].append(p)
        for line in lines.values():
            line.sort(key=lambda p: p[axis])
            for run in _runs(line, axis):
                if _even(run, axis):
                    used.update(run)
                    low, high = min(p[1 - axis] for p in run), max(p[3 - axis] for p in run)
                    more = median(b[axis] - a[axis + 2] for a, b in pairwise(run)) / 2  # the last dash may end a gap early
                    a, b = run[0][axis] - more, run[-1][axis + 2] + more
                    joined.append((a, low, b, high) if axis == 0 else (low, a, high, b))
    return [*(r for r in rules if r not in used), *joined] if joined else list(rules)


def _runs(line: list[Bbox], axis: int) -> list[list[Bbox]]:
    runs = [[line[0]]]
    for p in line[1:]:
        if p[axis] - runs[-1][-1][axis + 2] <= GAP:
            runs[-1].append(p)
        else:
            runs.append([p])
    return runs


def _even(run: list[Bbox], axis: int) -> bool:
    """Pieces at (nearly) equal steps that leave white between them: dots of letters and hatching do not."""
    if len(run) < PIECES or run[-1][axis + 2] - run[0][axis] < SHORTEST:
        return False
    steps = [b[axis] - a[axis] for a, b in pairwise(run)]
    usual = median(steps)
    return usual > 0.4 and sum(abs(s - usual) <= 0.35 * usual for s in steps) >= 0.75 * len(steps)
