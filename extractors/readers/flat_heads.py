"""Cuts the words of a table's header in flat text into the heads of its columns: known heads, heads known by some of their words, and
a few that nobody knows, by a shortest path. The lines help as in the rows: a head of several lines is not followed on its last line.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.readers import flat_grammar as grammar
from extractors.readers import grid
from extractors.text import fold
from schemas import vocab

#: Most words of a head that is not known word by word; most heads of which nothing is known, and of how many words all together.
MAX_WORDS, MAX_UNKNOWN, UNKNOWN_WORDS = 18, 2, 24
_YEAR_AT_END = regex.compile(r"(?:(?!nam|den|het|20\d\d)\w{2,9} ){1,4}(?:den |het |den het )?(?:cuoi )?(?:nam )?20\d\d")
_STRETCH = regex.compile(r"(?:quy (?:[ivx]{1,3}|[1-4])|thang \d{1,2}|(?:6|9) thang(?: dau nam| cuoi nam)?|ca nam)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words ``start:end`` as one head; ``known``: a head of the vocabulary, a year, or the head of ordinals."""

    start: int
    end: int
    role: str
    known: bool = True


Origin = list[tuple[int, str]]  # for each folded word its line and the word as written; "" for later parts of one written word


@vocab.compiled
def _patterns() -> tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]:
    rows = sorted(vocab.rows("table_header_patterns"), key=lambda r: int(r["priority"]))
    return tuple((tuple(f" {fold(w)} " for w in r["all_words"].split("|")), tuple(f" {fold(w)} " for w in r["none_words"].split("|") if w), r["role"]) for r in rows)


@vocab.compiled
def _first_words() -> frozenset[str]:
    return frozenset(k.split()[0] for k in grid.header_roles() if k)


def by_pattern(folded: str) -> str | None:
    """Role of a head that opens like one and holds the words of a pattern, or None."""
    words = folded.split()
    if not 2 <= len(words) <= MAX_WORDS or words[0] not in _first_words():
        return None
    padded = f" {folded} "
    return next((role for need, never, role in _patterns() if all(w in padded for w in need) and not any(w in padded for w in never)), None)


def segment(tokens: tuple[str, ...], origin: Origin, whole: bool) -> list[Piece]:
    """Heads from the first word on: to the last word (``whole``; [] when that cannot be), or as far as heads are known."""
    n = len(tokens)
    # place, unknown heads so far, their words, the lines of the head before (up to 3) -> cost, heads
    best: dict[tuple[int, int, int, int], tuple[float, list[Piece]]] = {(0, 0, 0, 1): (0.0, [])}
    at: dict[int, list[tuple[int, int, int, int]]] = {0: [(0, 0, 0, 1)]}
    furthest: tuple[int, float, list[Piece]] = (0, 0.0, [])
    for i in range(n + 1):
        for state in at.get(i, ()):
            cost, path = best[state]
            _, unknown, count, before = state
            if path and path[-1].role != "unknown" and (i > furthest[0] or i == furthest[0] and cost < furthest[1]):
                furthest = (i, cost, path)
            for piece, price in _pieces(tokens, origin, i, whole) if i < n else ():
                more = not piece.known and piece.role == "unknown"
                now = (piece.end, unknown + more, count + (piece.end - i if more else 0), min(3, origin[piece.end - 1][0] - origin[i][0] + 1))
                if now[1] > (MAX_UNKNOWN if whole else 1) or now[2] > UNKNOWN_WORDS:
                    continue
                total = cost + price + (_cut(origin, piece, before) if i else 0.0)
                if now not in best or total < best[now][0]:
                    if now not in best:
                        at.setdefault(piece.end, []).append(now)
                    best[now] = (total, [*path, piece])
    if not whole:
        return furthest[2]
    ends = [best[s] for s in at.get(n, ())]
    return min(ends, key=lambda e: e[0])[1] if ends else []


def _cut(origin: Origin, piece: Piece, before: int) -> float:
    """Two heads part at a line's end, or inside a line when the first has one line only, or two (set in the middle, half a line apart)."""
    i = piece.start
    if origin[i][0] != origin[i - 1][0]:
        return (0.4 if origin[piece.end - 1][0] == origin[i][0] else 0.1) if before == 1 else 0.0
    return 0.0 if before == 1 else 0.4 if before == 2 else 1.6


def _pieces(tokens: tuple[str, ...], origin: Origin, i: int, whole: bool) -> list[tuple[Piece, float]]:
    """Heads that may begin at word ``i``, with their price."""
    out: list[tuple[Piece, float]] = []
    n = len(tokens)
    for end, role in grammar.header_at(tokens, i):
        if (i and role == "ordinal") or (end < n and not origin[end][1]) or (role == "year" and _two_years(tokens, origin, i, end)):
            continue  # a written word is never cut
        out.append((Piece(i, _past_brackets(origin, end), role), 1.0 + 1.5 * _inner_capitals(origin, i, end)))
    if not i or not origin[i][1][:1].isupper():
        return out
    starts_line = origin[i][0] != origin[i - 1][0]
    for end in range(i + 1, min(i + MAX_WORDS, n) + 1):
        if end < n and not origin[end][1]:
            continue
        folded = " ".join(tokens[i:end])
        stops = end == n or origin[end][0] != origin[end - 1][0] or origin[end][1][:1].isupper()
        held = _held(tokens, origin, i, end)
        if (whole and _YEAR_AT_END.fullmatch(folded)) or _STRETCH.fullmatch(folded):
            out.append((Piece(i, end, "year" if folded[-4:].isdigit() else "stretch"), 1.3 + 1.5 * _inner_capitals(origin, i, end) + (_held(tokens, origin, i, end - 1) + 2.0 * any(e == end - 1 for e, _ in grammar.header_at(tokens, i)) if folded[-4:].isdigit() else 0.0)))
        pattern: str | None = by_pattern(folded) if whole and stops else None
        if pattern:
            out.append((Piece(i, end, pattern, False), 1.9 + 0.05 * (end - i) + held + _inner_capitals(origin, i, end)))
        breaks = end == n or origin[end][0] != origin[end - 1][0]
        if starts_line and breaks and (whole or end - i <= 6) or whole and stops and end - i <= 6:
            out.append((Piece(i, end, "unknown", False), 3.0 + (0.12 * (end - i) if whole else 0.0) + (0.0 if starts_line else 0.6) + held))
    return out


def _past_brackets(origin: Origin, i: int) -> int:
    """"Đơn giá (đồng)": what stands in brackets after a head belongs to it."""
    if i >= len(origin) or not origin[i][1].startswith("("):
        return i
    return next((k + 1 for k in range(i, min(i + 6, len(origin))) if origin[k][1].endswith(")")), i)


def _held(tokens: tuple[str, ...], origin: Origin, a: int, b: int) -> float:
    """Price of the known heads inside a phrase: it is more than one head."""
    price, k = 0.0, a + 1
    if any(end < b and origin[end][1][:1].isupper() and not origin[a][1].isupper() for end, _ in grammar.header_at(tokens, a)):
        price += 2.0
    if len(origin[a][1]) > 1 and origin[a][1].isupper() and any(w.islower() for _, w in origin[a:b]):
        price += 4.0  # the words of a row below a header in capitals
    while k < b:
        word = origin[k][1]
        ends = [end for end, _ in grammar.header_at(tokens, k) if end <= b] if word[:1].isupper() or word[:1].isdigit() else []
        if ends and (max(ends) - k > 1 or not word.isupper()):
            price += 2.5
            k = max(ends)
        else:
            k += 1
    return price


def _two_years(tokens: tuple[str, ...], origin: Origin, a: int, b: int) -> bool:
    """"2027 2028": the heads of two columns, not a period."""
    years = [k for k in range(a, b) if tokens[k].isdigit() and len(tokens[k]) == 4]
    return b - a == 2 == len(years) and bool(origin[b - 1][1]) and not origin[a][1].endswith(("-", "–"))


def _inner_capitals(origin: Origin, a: int, b: int) -> int:
    """Words inside a phrase that begin with a capital though the phrase is not set in capitals: "Chủ trì Phối hợp" are two headers."""
    words = [w for _, w in origin[a:b] if w]
    inner = [w for w in words[1:] if w[:1].isupper() and not w.isupper()]
    return len(inner) if len(inner) < len(words) - 1 or len(words) == 2 else 0
