"""Finds the header of a table in flat text: known header words in a row, one or two levels."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from extractors.readers import flat_grammar as grammar
from extractors.readers import flat_heads, grid
from extractors.text import fold, one_line

MAX_HEADER_LINES = 24
#: "tráchNăm": two cells that a converter wrote without a blank
_RUN_TOGETHER = regex.compile(r"(?<=\p{Ll})(?=\p{Lu}\p{Ll}|20\d\d(?!\d))")
_YEARS_AND_REST = regex.compile(r"((?:(?:Năm )?20\d\d )+)(\p{Ll}[\p{Ll} ,]{1,30})")
_BARE_YEAR = regex.compile(r"(20\d\d)\s+(?=(?:Năm )?20\d\d)")
_NAM_INSIDE = regex.compile(r"\bNăm(?= \p{Lu})")
_NAMES = frozenset({"indicator_name", "task_name", "group"})
_ORDINAL_WORDS = frozenset({"stt", "tt", "so", "s", "st", "ma", "thu"})


@dataclass(slots=True)
class Header:
    """``top``: header cells of the first level with their column spans; ``columns``: the words of each column."""

    end: int  # line after the header
    top: list[tuple[str, int]]
    columns: list[str]
    kinds: list[str]  # of the columns; the first is "ordinal" where rows are numbered
    words: tuple[str, ...] = field(default=())  # folded, to find it again
    numbered: bool = True  # the first column holds ordinals

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

    It opens with the head of ordinals ("STT", "TT", "Số TT") or, where rows have none, with the head of names. Where a row's ordinal
    tells the header's end, all words up to it are heads, most of them known; else it goes as far as heads are known.
    """
    stop = _stop(texts, start)
    tokens: list[str] = []  # folded words
    origin: flat_heads.Origin = []
    for i, text in enumerate(_mended(texts[start:stop]), start):
        for word in _RUN_TOGETHER.sub(" ", text).split():
            for j, part in enumerate(fold(word).split()):
                tokens.append(part)
                origin.append((i, word if j == 0 else ""))
    if not tokens:
        return None
    first = grammar.header_at(tuple(tokens), 0)
    numbered = any(role == "ordinal" for _, role in first)
    if not numbered and not any(role in _NAMES for _, role in first):
        return None
    pieces = _whole(tokens, origin) if stop < min(start + MAX_HEADER_LINES, len(texts)) else []
    if not pieces:
        pieces = _glued(flat_heads.segment(tuple(tokens), origin, whole=False), origin)
        if len(pieces) < 3 or not numbered and not _surely(pieces, origin):
            return None
        last = origin[pieces[-1].end - 1][0]
        if any(line == last and n >= pieces[-1].end for n, (line, _) in enumerate(origin)):
            return None  # the last line goes on with words that are no header: this was a sentence
    pieces = _without_group(pieces, origin)
    last = origin[pieces[-1].end - 1][0]
    names = [(_written(origin, p.start, p.end), p.role) for p in pieces]
    indicator = any(r in ("indicator_name", "target_value", "year", "unit_of_measure") for _, r in names)
    top, columns = _levels(names, indicator)
    known = dict(names)
    kinds = [grammar.KINDS.get(role if (role := grammar.roles_of(c, indicator)) != "unknown" else known.get(c, "unknown"), "free") for c in columns]
    if kinds.count("name") > 1:  # what is listed is in the last of them: "Nhóm nhiệm vụ | Nhiệm vụ"
        last_name = len(kinds) - 1 - kinds[::-1].index("name")
        kinds = ["group" if k == "name" and n != last_name else k for n, k in enumerate(kinds)]
    if "name" not in kinds and len(kinds) > 1:
        kinds[1 if numbered else 0] = "name"
    return Header(past_numbers(texts, last + 1), top, columns, kinds, tuple(tokens[:pieces[-1].end]), numbered)


def _without_group(pieces: list[flat_heads.Piece], origin: flat_heads.Origin) -> list[flat_heads.Piece]:
    """A year alone on the last line, where values have their head already, heads the first rows: "Đến hết năm 2026"."""
    last = pieces[-1]
    lone = last.role == "year" and sum(p.role == "year" for p in pieces) == 1 and any(p.role == "target_value" for p in pieces) and last.end - last.start > 1
    return pieces[:-1] if lone and origin[last.start][0] > origin[last.start - 1][0] and fold(origin[last.start][1]) == "den" else pieces


def _mended(texts: list[str]) -> list[str]:
    """The lines of a header with words put together that the tool took apart: "ST", "T"; "… Ghi" where the last line ends with "chú"."""
    if len(texts) > 1 and texts[0] in ("ST", "S") and texts[1].split(" ", 1)[0] in ("T", "TT"):
        first, _, rest = texts[1].partition(" ")
        texts = [texts[0] + first, rest, *texts[2:]]
    texts = _unwoven(texts)
    last = texts[-1].rsplit(" ", 1)
    if len(texts) > 2 and len(last) == 2 and last[1].islower() and last[0][:1].isupper():
        for i in range(len(texts) - 2, 0, -1):
            joined = f"{texts[i].rsplit(' ', 1)[-1]} {last[1]}"
            if fold(joined) in grid.header_roles() and fold(texts[-1]) not in grid.header_roles():
                return [*texts[:i], f"{texts[i]} {last[1]}", *texts[i + 1:-1], last[0]]
    return texts


def _unwoven(texts: list[str]) -> list[str]:
    """Lines of heads that stand half a line apart put back: "… Cơ quan theo" | "Năm 2026 Năm 2028 dõi", "Năm Chủ trì" | "2026 Năm 2028"."""
    out = list(texts)
    for i in range(1, len(out)):
        if (m := _YEARS_AND_REST.fullmatch(out[i])) is not None:
            for k in range(i - 1, -1, -1):
                tail = next((t for t in _tails(out[k]) if _names_who(f"{t} {m[2]}")), None)
                if tail:
                    out[k], out[i] = f"{out[k]} {m[2]}", m[1]
                    break
        if (m := _BARE_YEAR.match(out[i])) is not None and (n := _NAM_INSIDE.search(out[i - 1])) is not None:
            out[i - 1] = f"{out[i - 1][:n.start()]}{out[i - 1][n.end():].lstrip()}"
            out[i] = f"Năm {out[i]}"
    return [t for t in out if t]


def _tails(text: str) -> list[str]:
    """The ends of a line that begin with a capital, the shortest first."""
    return [text[m.start():] for m in regex.finditer(r"(?<!\S)\p{Lu}", text)][::-1]


def _names_who(head: str) -> bool:
    folded = fold(head)
    return folded in grid.header_roles() or flat_heads.by_pattern(folded) is not None and flat_heads.by_pattern(folded.rsplit(" ", 1)[0]) is None


def _whole(tokens: list[str], origin: flat_heads.Origin) -> list[flat_heads.Piece]:
    """All words as heads; [] when too few of them are known."""
    pieces = _glued(flat_heads.segment(tuple(tokens), origin, whole=True), origin)
    known = sum(p.known for p in pieces)
    unknown = sum(p.role == "unknown" for p in pieces)
    if len(pieces) < 3 or known < 2 or known + sum(not p.known and p.role != "unknown" for p in pieces) < 3 or unknown * 3 > len(pieces):
        return []
    return pieces if fold(origin[0][1]) in _ORDINAL_WORDS or _surely(pieces, origin) else []


def _surely(pieces: list[flat_heads.Piece], origin: flat_heads.Origin) -> bool:
    """A header without the head of ordinals: every head known and beginning with a capital, of three kinds at least, no comma at an end."""
    kinds = {grammar.KINDS.get(p.role, p.role) for p in pieces if p.known}
    ends = [next(w for _, w in reversed(origin[p.start:p.end]) if w) for p in pieces]
    return len(pieces) >= 3 and all(p.known for p in pieces) and len(kinds) >= 3 and bool(kinds & {"unit", "deadline", "value"}) \
        and all(origin[p.start][1][:1].isupper() or origin[p.start][1][:1].isdigit() for p in pieces) and not any(e[-1] in ",;.:" for e in ends)


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
        return past_numbers(texts, i)
    again = find(texts, start)
    return again.end if again and sorted(again.words) == sorted(want) else None


def is_alone(text: str) -> bool:
    """'STT' or 'TT' as a whole line: a table's header is near."""
    return any(role == "ordinal" for role, _ in grid.header_roles().get(fold(text), ())) and len(text) < 12


def _stop(texts: list[str], start: int) -> int:
    """First line that begins a row (its ordinal opens a count), a few lines below the header's first."""
    for i in range(start + 1, min(start + MAX_HEADER_LINES, len(texts))):
        if texts[i].startswith("(1) (2)"):
            return i
        found = grammar.ordinal(texts[i].split(" ", 1)[0])
        if found and (found[0] in "rA-" or found[1] in ((1,), (1, 1))) and not (found[0] == "n" and texts[i].count(" ") == 0 and _counts(texts, i)):
            return i
    return min(start + MAX_HEADER_LINES, len(texts))


def _counts(texts: list[str], i: int) -> bool:
    """A row of column numbers "(1) (2) (3)" under the header, one a line."""
    return i + 2 < len(texts) and texts[i + 1].strip("()") == "2" and texts[i + 2].strip("()") == "3"


def _glued(pieces: list[flat_heads.Piece], origin: flat_heads.Origin) -> list[flat_heads.Piece]:
    """A phrase that goes on in small letters ("Thực hiện | năm 2025"), or a year after what was reached by then ("Ước TH | 2025"), is one header."""
    out: list[flat_heads.Piece] = []
    for p in pieces:
        bare = p.role == "year" and p.end - p.start == 1
        if out and (origin[p.start][1][:1].islower() or bare and out[-1].role == "actual"):
            out[-1] = flat_heads.Piece(out[-1].start, p.end, out[-1].role, out[-1].known)
        else:
            out.append(p)
    return out


def past_numbers(texts: list[str], i: int) -> int:
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


def _written(origin: flat_heads.Origin, a: int, b: int) -> str:
    return one_line(" ".join(w for _, w in origin[a:b] if w))


def _run(names: list[tuple[str, str]], i: int) -> tuple[str, int]:
    """(what, where it ends) of the sub-heads from ``i`` on: two years or more, "Bắt đầu | Kết thúc", "Chủ trì | Phối hợp"; ("", i) when none."""
    roles = [role for _, role in names]
    n = i
    while n < len(roles) and roles[n] == "year":
        n += 1
    if n - i >= 2:
        return "year", n
    if roles[i:i + 1] == ["deadline_start"] and roles[i + 1:i + 2] in (["deadline_end"], ["deadline"]):
        return "time", i + 2
    if roles[i:i + 1] == ["lead_unit"] and roles[i + 1:i + 2] in (["coord_unit"], ["monitor_unit"]):
        return "who", i + 2
    return "", i


def _may_stand_over(what: str, head: tuple[str, str], i: int, indicator: bool) -> bool:
    text, role = head
    if what == "who":
        return i >= 1 and grammar.roles_of(text, indicator) in ("lead_unit", "lead_and_coord_unit")
    if what == "time":
        return i >= 1 and role == "deadline"
    return i >= 2 and (role in ("target_value", "deadline") or any(r == "target_value" for r, _ in grid.header_roles().get(fold(text), ())))


def _under(names: list[tuple[str, str]], k: int, indicator: bool) -> dict[int, tuple[int, int]] | None:
    """For the heads before ``k`` which of those after it stand under them, in order; None when these are not all sub-heads."""
    out: dict[int, tuple[int, int]] = {}
    i, first = k, 0
    while i < len(names):
        what, end = _run(names, i)
        over = next((n for n in range(first, k) if what and _may_stand_over(what, names[n], n, indicator)), None)
        if over is None:
            return None
        out[over] = (i, end)
        i, first = end, over + 1
    return out


def _levels(names: list[tuple[str, str]], indicator: bool) -> tuple[list[tuple[str, int]], list[str]]:
    """Sub-heads at the end are put under the heads they belong to: years under "Phấn đấu theo từng giai đoạn", "Bắt đầu | Kết thúc" under
    "Thời gian thực hiện", "Chủ trì | Phối hợp" under "Phân công"; years that follow such a head at once are its own."""
    for k in range(2, len(names)):
        under = _under(names, k, indicator)
        if under is None and k > 2 and _run(names, k)[0] == "year" and _may_stand_over("year", names[k - 1], k - 1, indicator) and names[k - 1][1] == "target_value":
            top = [(t, 1) for t, _ in names[:k - 1]] + [(names[k - 1][0], _run(names, k)[1] - k)] + [(t, 1) for t, _ in names[_run(names, k)[1]:]]
            return top, [t for n, (t, _) in enumerate(names) if n != k - 1]
        if under:
            spans = {n: b - a for n, (a, b) in under.items()}
            columns = [c for n, (t, _) in enumerate(names[:k]) for c in ([x for x, _ in names[slice(*under[n])]] if n in under else [t])]
            return [(t, spans.get(n, 1)) for n, (t, _) in enumerate(names[:k])], columns
    return [(t, 1) for t, _ in names], [t for t, _ in names]
