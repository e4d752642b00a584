"""Finds the header of a table in flat text: known header words in a row, one or two levels."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from extractors.readers import flat_grammar as grammar
from extractors.readers import grid
from extractors.text import fold, one_line

MAX_HEADER_LINES = 16
#: "tráchNăm": two cells that a converter wrote without a blank
_RUN_TOGETHER = regex.compile(r"(?<=\p{Ll})(?=\p{Lu}\p{Ll})")


@dataclass(slots=True)
class Header:
    """``top``: header cells of the first level with their column spans; ``columns``: the words of each column."""

    end: int  # line after the header
    top: list[tuple[str, int]]
    columns: list[str]
    kinds: list[str]  # of the columns, the first is "ordinal"
    words: tuple[str, ...] = field(default=())  # folded, to find it again

    @property
    def levels(self) -> int:
        return 2 if any(n > 1 for _, n in self.top) else 1

    def rows(self) -> list[list[grid.Spec]]:
        """The header as rows of a grid, merged cells kept."""
        if self.levels == 1:
            return [[grid.Spec(t, header=True, bold=True) for t in self.columns]]
        first = [grid.Spec(t, row_span=1 if n > 1 else 2, col_span=n, header=True, bold=True) for t, n in self.top]
        second: list[grid.Spec] = []
        at = 0
        for _, n in self.top:
            second += [grid.Spec(t, header=True, bold=True) for t in self.columns[at:at + n]] if n > 1 else []
            at += n
        return [first, second]


def find(texts: list[str], start: int) -> Header | None:
    """The header that begins at line ``start``, or None.

    It opens with an ordinal header ("STT", "TT", "Số TT") or, with no numbering, with a name header; has three columns or more;
    and every word belongs to a known header, but for one run of at most six words between known ones.
    """
    stop = _stop(texts, start)
    tokens: list[str] = []  # folded words
    origin: list[tuple[int, str]] = []  # (line, word as written) of each folded word; "" for later parts of one written word
    for i in range(start, stop):
        for word in _RUN_TOGETHER.sub(" ", texts[i]).split():
            for j, part in enumerate(fold(word).split()):
                tokens.append(part)
                origin.append((i, word if j == 0 else ""))
    if not tokens or not any(role == "ordinal" for _, role in grammar.header_at(tuple(tokens), 0)):
        return None
    pieces = _segment(tuple(tokens), origin)
    if len(pieces) < 3:
        return None
    pieces = _glued(pieces, tokens, origin)
    if len(pieces) < 3:
        return None
    names = [(_written(origin, a, b), role) for a, b, role in pieces]
    last = origin[pieces[-1][1] - 1][0]
    if any(line == last and n >= pieces[-1][1] for n, (line, _) in enumerate(origin)):
        return None  # the last line goes on with words that are no header: this was a sentence
    top, columns = _levels(names)
    indicator = any(r in ("indicator_name", "target_value", "year", "unit_of_measure") for _, r in names)
    known = dict(names)
    kinds = [grammar.KINDS.get(role if (role := grammar.roles_of(c, indicator)) != "unknown" else known.get(c, "unknown"), "free") for c in columns]
    if "name" not in kinds and len(kinds) > 1:
        kinds[1] = "name"
    return Header(_past_numbers(texts, last + 1), top, columns, kinds, tuple(tokens[:pieces[-1][1]]))


def repeated(texts: list[str], start: int, header: Header) -> int | None:
    """The line after the same header when it stands again at ``start`` (also wrapped in another way), else None."""
    want, i = list(header.words), start
    got: list[str] = []
    while i < len(texts) and len(got) < len(want):
        got += fold(texts[i]).split()
        i += 1
        if got != want[:len(got)]:
            break
    if got == want:
        return _past_numbers(texts, i)
    again = find(texts, start)
    return again.end if again and sorted(again.words) == sorted(want) else None


def is_alone(text: str) -> bool:
    """'STT' or 'TT' as a whole line: a table's header is near."""
    return any(role == "ordinal" for role, _ in grid.header_roles().get(fold(text), ())) and len(text) < 12


def _stop(texts: list[str], start: int) -> int:
    """First line that begins a row (its ordinal opens a count), a few lines below the header's first."""
    for i in range(start + 1, min(start + MAX_HEADER_LINES, len(texts))):
        found = grammar.ordinal(texts[i].split(" ", 1)[0])
        if found and (found[0] in "rA-" or found[1] in ((1,), (1, 1))) and not (found[0] == "n" and texts[i].count(" ") == 0 and _counts(texts, i)):
            return i
    return min(start + MAX_HEADER_LINES, len(texts))


def _counts(texts: list[str], i: int) -> bool:
    """A row of column numbers "(1) (2) (3)" under the header, one a line."""
    return i + 2 < len(texts) and texts[i + 1].strip("()") == "2" and texts[i + 2].strip("()") == "3"


def _glued(pieces: list[tuple[int, int, str]], tokens: list[str], origin: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """A phrase that goes on in small letters ("Thực hiện | năm 2025"), or a year after what was reached by then ("Ước TH | 2025"), is one header."""
    out: list[tuple[int, int, str]] = []
    for a, b, role in pieces:
        bare = role == "year" and b - a == 1
        if out and (origin[a][1][:1].islower() or bare and out[-1][2] == "actual"):
            out[-1] = (out[-1][0], b, out[-1][2])
        else:
            out.append((a, b, role))
    return out


def _past_numbers(texts: list[str], i: int) -> int:
    """The line after a row that numbers the columns, "(1) (2) (3)" or "1 2 3 4": on one line, or one number a line."""
    if i >= len(texts):
        return i
    marks = [w.strip("()[]").split("=")[0] for w in texts[i].split()]
    if len(marks) >= 3 and marks == [str(n) for n in range(1, len(marks) + 1)]:
        return i + 1
    n = i
    while n < len(texts) and texts[n].strip("() ") == str(n - i + 1):
        n += 1
    return n if n - i >= 3 and texts[i].startswith("(") else i


def _segment(tokens: tuple[str, ...], origin: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """Longest run of header phrases from the first word; fewest phrases among equals; at most one unknown run."""
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int, str]]]] = {(0, 0): (0, [])}
    furthest: tuple[int, list[tuple[int, int, str]]] = (0, [])
    for i in range(len(tokens) + 1):
        for unknown in (0, 1):
            if (i, unknown) not in best:
                continue
            count, path = best[i, unknown]
            if path and path[-1][2] != "unknown" and i > furthest[0]:
                furthest = (i, path)
            for end, role in grammar.header_at(tokens, i) if i < len(tokens) else []:
                if i and role == "ordinal":
                    continue
                if end < len(tokens) and not origin[end][1]:
                    continue  # never cut a written word
                if role == "year" and _two_years(tokens, origin, i, end):
                    continue
                _offer(best, (end, unknown), count + 1 + 1.5 * _inner_capitals(origin, i, end), [*path, (i, end, role)])
            starts_line = 0 < i < len(tokens) and origin[i][0] != origin[i - 1][0]
            if not unknown and starts_line and origin[i][1][:1].isupper():
                for end in range(i + 1, min(i + 7, len(tokens))):
                    if origin[end][0] != origin[end - 1][0]:  # whole lines only
                        _offer(best, (end, 1), count + 3, [*path, (i, end, "unknown")])
    return furthest[1]


def _two_years(tokens: tuple[str, ...], origin: list[tuple[int, str]], a: int, b: int) -> bool:
    """"2027 2028": the heads of two columns, not a period."""
    years = [k for k in range(a, b) if tokens[k].isdigit() and len(tokens[k]) == 4]
    return b - a == 2 == len(years) and bool(origin[b - 1][1]) and not origin[a][1].endswith(("-", "–"))


def _inner_capitals(origin: list[tuple[int, str]], a: int, b: int) -> int:
    """Words inside a phrase that begin with a capital though the phrase is not set in capitals: "Chủ trì Phối hợp" are two headers."""
    words = [w for _, w in origin[a:b] if w]
    inner = [w for w in words[1:] if w[:1].isupper() and not w.isupper()]
    return len(inner) if len(inner) < len(words) - 1 or len(words) == 2 else 0


def _offer(best: dict, key: tuple[int, int], count: float, path: list[tuple[int, int, str]]) -> None:  # type: ignore[type-arg]
    if key not in best or count < best[key][0]:
        best[key] = (count, path)


def _written(origin: list[tuple[int, str]], a: int, b: int) -> str:
    return one_line(" ".join(w for _, w in origin[a:b] if w))


def _is_year(role: str) -> bool:
    return role == "year"


def _is_time(role: str) -> bool:
    return role in ("deadline_start", "deadline_end", "deadline")


def _levels(names: list[tuple[str, str]]) -> tuple[list[tuple[str, int]], list[str]]:
    """Sub-headers at the end are put under the header they belong to: years under "Phấn đấu theo từng giai đoạn", "Bắt đầu | Kết thúc"
    under "Thời gian thực hiện"."""
    for parent, is_sub, first in (("target_value", _is_year, 2), ("deadline", _is_year, 2), ("deadline", _is_time, 1)):
        n = 0
        while n < len(names) and is_sub(names[len(names) - 1 - n][1]):
            n += 1
        head = names[:len(names) - n]
        under = next((i for i, (_, role) in enumerate(head) if role == parent and i >= first), None)
        if n >= 2 and under is not None and (is_sub is _is_year or names[len(head)][1] == "deadline_start"):
            tail = [t for t, _ in names[len(head):]]
            top = [(t, n if i == under else 1) for i, (t, _) in enumerate(head)]
            return top, [c for i, (t, _) in enumerate(head) for c in (tail if i == under else [t])]
    return [(t, 1) for t, _ in names], [t for t, _ in names]
