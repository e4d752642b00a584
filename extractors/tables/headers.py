"""Header understanding: what each column of a grid is, by its words and its position, on one or several levels.

The same word is read by its table: "Kết quả" is a target in an indicator table and a product in a task table, "Đơn vị"
is a unit of measure or an organisation. Words come from ``table_headers.csv`` and ``table_header_patterns.csv``.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from extractors.tables import profile
from extractors.tables.model import Column, Kind, Layout
from extractors.tables.names import NAME
from extractors.tables.settle import PLANNED, settle
from extractors.tables.words import MAX_HEADER, PARENTHESIS, meaning
from extractors.tables.years import Period, head_year, year_phrase
from extractors.text import fold, one_line
from schemas.document import Cell, Table

_FIGURE = regex.compile(r"(?:[≥≤<>~]\s*)?\d[\d.,]*+\s*%?$")
#: A stretch of the year as the head of a column: "Quý II", "Tháng 6", "6 tháng đầu năm", "Cả năm".
_STRETCH = regex.compile(r"(?:quy (?:[ivx]{1,3}|[1-4])|q[1-4]|t(?:1[0-2]|[1-9])|thang \d{1,2}|(?:6|9) thang(?: dau nam| cuoi nam)?|ca nam|tuan \d{1,2})")
#: One figure beside another: "KH 2026/TH 2025 (%)", "So với năm 2025 (%)", "Tốc độ tăng so với 2025".
_STAGE = r"(?:th|kh|uth|uoc(?: th| thuc hien)?|thuc hien|ke hoach|chi tieu|nam|muc tieu)"
_RATIO = regex.compile(rf"\b{_STAGE}(?: nam)? 20\d\d tren {_STAGE}(?: nam)? 20\d\d\b|^(?:ty le |muc |toc do )?(?:%|tang|giam|so sanh|so|tang giam|tang hoac giam|chenh lech)(?: \+ \-| %)? (?:so )?voi (?:th|kh|thuc hien|ke hoach|nam|cung ky|20\d\d)|^so sanh\b")
_UNIT_WORD = regex.compile(r"^(?:đvt|đơn vị tính|đơn vị)\s*:?\s*", regex.I)
_COLUMN_NUMBER = regex.compile(r"\(?(?:\d{1,2}|[A-ZĐ])\)?(?:\s*=.*)?$")

#: What a column is worth as evidence for each kind of table.
_WEIGHTS = {
    Kind.INDICATOR: {"indicator_name": 3.0, "unit_of_measure": 2.0, "target_value": 2.0, "monitor_unit": 1.0, "actual": 1.0, "lead_unit": 0.5, "score": -2.0, "budget": -1.0, "person": -3.0},
    Kind.TASK: {"task_name": 3.0, "deadline": 2.0, "coord_unit": 2.0, "lead_unit": 1.0, "lead_and_coord_unit": 2.0, "output": 1.5, "legal_ref": 0.5, "budget": 0.3, "monitor_unit": 0.3,
                "deadline_start": 1.0, "deadline_end": 1.0, "person": -3.0},
}


def understand(table: Table) -> Layout | None:
    """Layout of a table with a header among its first rows, or None when no header is understood."""
    grid = table.grid()
    first = _first_header_row(grid)
    if first is None:
        return None
    last = _last_header_row(grid, first)
    paths = [_path(grid, first, last, c) for c in range(table.n_cols)]
    body = profile.Body([[row[c].text if row[c] else "" for row in grid[last + 1 :]] for c in range(table.n_cols)])  # type: ignore[union-attr]
    layouts = [_layout(kind, paths, body, last + 1) for kind in (Kind.INDICATOR, Kind.TASK)]
    best = layouts[0] if _lists_targets(layouts[0], body) or _gives_values(layouts[0], body) else max(layouts, key=lambda x: x.score)
    title = " ".join(dict.fromkeys(one_line(c.text) for row in grid[:first] for c in row if c and c.text.strip()))
    figures = bool(best.of(NAME[best.kind])) and _is_numbers(best, body)
    if best.score < 3.0 or not best.of(NAME[best.kind]) or figures or _only_funds(best) or _only_counts(best):
        known = [c for c in layouts[1].columns if c.role]
        if len(known) < 2 and not figures:
            return None
        return Layout(Kind.OTHER, last + 1, layouts[1].columns, best.score, title)
    return replace(best, title=title)


_TARGET = regex.compile(r"\d\s*%|(?:tối thiểu|ít nhất|trên|dưới|từ|đạt|có)\s+\d", regex.I)


def _lists_targets(layout: Layout, body: profile.Body) -> bool:
    """"Chỉ tiêu | Chủ trì | Phối hợp | Thời gian": most of its names say how much, and no column does."""
    names = layout.of(NAME[Kind.INDICATOR])
    if layout.kind is not Kind.INDICATOR or layout.score < 3.0 or layout.of("target_value") or len(names) != 1 or _names_other(names[0].header, Kind.INDICATOR) or not _names_other(names[0].header, Kind.TASK):
        return False
    texts = [t for t in body[names[0].index] if len(t.split()) > 2]
    return bool(texts) and sum(bool(_TARGET.search(t)) for t in texts) >= 0.6 * len(texts)


#: What heads the names of tasks as well as those of indicators.
_NEUTRAL = regex.compile(r"(?:cac )?noi dung(?: (?:chinh|cu the|thuc hien|phan dau))?")


def _gives_values(layout: Layout, body: profile.Body) -> bool:
    """"Chỉ tiêu | Mục tiêu năm 2026 | Giải pháp | Chủ trì | Thời gian": names of indicators, and values beside most of them."""
    names = layout.of(NAME[Kind.INDICATOR])
    neutral = len(names) == 1 and bool(_NEUTRAL.fullmatch(fold(names[0].header)))
    if len(names) != 1 or _names_other(names[0].header, Kind.INDICATOR) and not neutral:
        return False
    filled = sum(bool(t.strip()) for t in body[names[0].index])
    columns = [c for c in layout.of("target_value") if not neutral or c.year or PLANNED.search(fold(c.header))]
    if not neutral and any(PLANNED.search(fold(c.header)) and _in_part_figures(body[c.index], filled) for c in columns):
        return True
    return any(sum(profile.is_value(t) and any(map(str.isdigit, t)) for t in body[c.index]) > 0.6 * filled for c in columns)


def _in_part_figures(texts: list[str], filled: int) -> bool:
    """Heads that speak of targets twice ("Chỉ tiêu | Mục tiêu") need few figures: the others may be "-", "Nhóm 30", "Duy trì"."""
    figures = sum(any(map(str.isdigit, t)) and len(t.split()) <= 6 for t in texts)
    short = sum(len(t.split()) <= 6 for t in texts if t.strip())
    return figures >= 0.3 * filled and figures >= 2 and short >= 0.8 * sum(bool(t.strip()) for t in texts)


def _only_funds(layout: Layout) -> bool:
    """A list of what money goes to, with nobody and no time to do it: no tasks."""
    if layout.kind is Kind.INDICATOR:
        return bool(layout.of("budget")) and not layout.of("target_value")
    return bool(layout.of("budget")) and not layout.of("lead_unit", "coord_unit", "lead_and_coord_unit", "monitor_unit", "deadline", "deadline_start", "deadline_end", "output")


def _only_counts(layout: Layout) -> bool:
    """"STT | Nội dung | Số lượng | Ghi chú": a form to be filled in, with nobody, no time and no product: no tasks."""
    if layout.kind is not Kind.TASK or not layout.of("quantity") or not all(_NEUTRAL.fullmatch(fold(c.header)) for c in layout.of(NAME[Kind.TASK])):
        return False
    return {c.role for c in layout.columns} <= {"ordinal", "task_name", "quantity", "unit_of_measure", "note", "group", "code", ""}


def _is_numbers(layout: Layout, body: profile.Body) -> bool:
    """Figures where names should stand: a table by places ("Tên thôn | Chỉ tiêu A | Chỉ tiêu B"), not by indicators."""
    names = [t.strip() for c in layout.of(NAME[layout.kind]) for t in body[c.index] if t.strip()]
    return bool(names) and sum(bool(_FIGURE.match(t)) for t in names) * 2 > len(names)


def _first_header_row(grid: list[list[Cell | None]]) -> int | None:
    """First row (of the first six) in which at least two cells, and half of those with words, are known headers."""
    alone = False  # the first row is a header by its ordinal column and one word more
    for r, row in enumerate(grid[:6]):
        cells = _distinct(row)
        if len(cells) < 2:
            continue
        strengths = [_strength(c) for c in cells]
        known = [s for s in strengths if s > 0]
        if len(known) >= 2 and (len(known) * 2 >= len(cells) or profile.is_ordinal_header(cells[0].text)) and sum(known) >= 1.5:
            return r
        if len(known) >= 1 and len(cells) <= 3 and sum(known) >= 0.95 and r == 0 and profile.is_ordinal_header(cells[0].text):
            alone = True
    return 0 if alone else None


def _strength(cell: Cell) -> float:
    text = one_line(cell.text)
    if len(text) > MAX_HEADER or (text.endswith(".") and len(text) > 40):
        return 0.0
    period = head_year(text)
    if period and len(fold(period.rest)) < 40:
        return 0.9
    if _STRETCH.fullmatch(fold(text)):
        return 0.9
    found = [m for kind in ("indicator", "task") if (m := meaning(text, kind))]
    if not found:
        return 0.0
    best = max(m.strength for m in found)
    return best if best > 0.6 or len(text) <= 60 else 0.0


def _last_header_row(grid: list[list[Cell | None]], first: int) -> int:
    """The header goes on while cells of it reach down, the format repeats it, or a row holds years, roles, column numbers."""
    last = first
    reach = max((c.row + c.row_span - 1 for c in _distinct(grid[first])), default=first)
    for r in range(first + 1, min(first + 5, len(grid))):
        cells = [c for c in _distinct(grid[r]) if c.row == r]
        texts = [one_line(c.text) for c in cells]
        if not texts:
            if any(c.row_span > 1 and c.row <= last for c in _distinct(grid[r])) and r <= reach:
                last = r
                continue
            if all(c is None or not c.text.strip() for c in grid[r]) and r + 1 < len(grid) and last > first:
                last = r  # an empty rule under a two-level header
                continue
            break
        if profile.is_column_numbers(texts):
            last = r
            continue
        if _under_merged(grid, first, r) and all(len(t) <= MAX_HEADER for t in texts):
            last = r
            continue
        known = sum(_strength(c) > 0 for c in cells)
        if r <= reach and known * 2 >= len(texts) and all(len(t) <= MAX_HEADER for t in texts):
            last = r
            continue
        if known == len(texts) and len(texts) >= 2 and not profile.is_ordinal(texts[0]):
            last = r
            continue
        break
    return last


def _under_merged(grid: list[list[Cell | None]], first: int, r: int) -> bool:
    """A row of sub-headers ("Quý I | 6 tháng | Cả năm"): two header cells reach over it, or — where a converter lost the
    merges — it is empty but for columns whose header stands to their left, and holds more than figures.
    """
    if sum(c.row == first and c.row + c.row_span > r for c in _distinct(grid[first])) >= 2:
        return True
    if r != first + 1:
        return False
    filled = [k for k, c in enumerate(grid[r]) if c is not None and c.row == r and c.text.strip()]
    blank = [c is None or not c.text.strip() or c.col != k for k, c in enumerate(grid[first])]
    if len(filled) < 2 or filled[0] < 2 or not all(blank[k] or (k + 1 < len(blank) and blank[k + 1]) for k in filled):
        return False
    texts = [c.text.strip() for k in filled if (c := grid[r][k]) is not None]
    return all(len(t) <= 40 for t in texts) and not all(profile.is_value(t) for t in texts)


def _distinct(row: list[Cell | None]) -> list[Cell]:
    out: dict[int, Cell] = {}
    for c in row:
        if c is not None and c.text.strip():
            out.setdefault(id(c), c)
    return list(out.values())


def _path(grid: list[list[Cell | None]], first: int, last: int, col: int) -> list[str]:
    """Header words over one column, from the top down, each cell once; column numbers left out."""
    out: list[str] = []
    seen: set[int] = set()
    for r in range(first, last + 1):
        c = grid[r][col]
        if r == first < last and (c is None or not c.text.strip()) and (under := grid[r + 1][col]) is not None and under.text.strip():
            # a converter lost the merge: the sub-header belongs to the header on its left, if that one has sub-headers too
            left = next((k for k in range(col - 1, -1, -1) if (x := grid[r][k]) is not None and x.text.strip()), None)
            if left is not None and (x := grid[r + 1][left]) is not None and x.row == r + 1 and x.text.strip():
                c = grid[r][left]
        if c is None or id(c) in seen or not c.text.strip():
            continue
        seen.add(id(c))
        text = one_line(c.text)
        if r > first and _COLUMN_NUMBER.match(text) and not year_phrase(text):
            continue
        out.append(text)
    return out


def _layout(kind: Kind, paths: list[list[str]], body: profile.Body, header_rows: int) -> Layout:
    columns = [_column(i, path, kind) for i, path in enumerate(paths)]
    columns = settle(columns, body, kind)
    weights = _WEIGHTS[kind]
    counted: dict[str, float] = {}
    for c in columns:
        value = weights.get(c.role, 0.0)
        if c.role == NAME[kind] and _names_other(c.header, kind):
            value /= 2
        elif kind is Kind.TASK and c.role == "deadline" and c.year and body.shape(c.index).values > 0.5 and not _are_ticks(body[c.index]):
            value = 0.0  # "≥ 80%" under "Năm 2026": how much, not when
        elif kind is Kind.TASK and c.role == "output" and c.year and body.shape(c.index).values > 0.5:
            value = 0.0  # "≥ 80%" under "Mục tiêu đến 2030"
        best = counted.get(c.role, value)
        counted[c.role] = (max(best, value) if value >= 0 else min(best, value)) + (0.5 if c.year and c.role == "target_value" else 0.0)
    return Layout(kind, header_rows, tuple(columns), sum(counted.values()))


def _names_other(header: str, kind: Kind) -> bool:
    """The head of the names says what the other kind of table lists: "Chỉ tiêu" over what would be tasks."""
    other = Kind.TASK if kind is Kind.INDICATOR else Kind.INDICATOR
    mine, its = meaning(header, kind), meaning(header, other)
    return its is not None and its.role == NAME[other] and (mine is None or mine.role != NAME[kind])


def _are_ticks(texts: list[str]) -> bool:
    return all(profile.is_tick(t) for t in texts if t.strip())


def _column(index: int, path: list[str], kind: Kind) -> Column:
    """Reads a header path: the lowest words first, then with what stands above them."""
    if not path:
        return Column(index, "")
    header = " / ".join(path)
    leaf, above = path[-1], path[:-1]
    period = head_year(leaf)
    unit = unit_in(header)
    if _RATIO.search(fold(leaf.replace("/", " tren "))) or _RATIO.search(fold(leaf)):
        return Column(index, "actual" if kind is Kind.INDICATOR else "", header)
    if period:
        role, qualifier = _of_year_column(period, above, kind)
        notes = ("năm lấy theo cuối giai đoạn",) if period.span else ()
        return Column(index, role, header, period.year, unit, qualifier, notes)
    if _STRETCH.fullmatch(fold(leaf)):
        year = next((p.year for a in reversed(above) if (p := year_phrase(a))), None)
        done = any((m := meaning(a, kind)) is not None and m.role == "actual" for a in above)
        return Column(index, "actual" if done else "target_value" if kind is Kind.INDICATOR else "deadline", header, year, unit, leaf)
    parent = next((p for a in reversed(above) if (p := year_phrase(a))), None)
    for text in (leaf, " ".join(path), *reversed(above)):
        found = meaning(text, kind)
        if found:
            role, year = found.role, parent.year if parent and found.role in ("target_value", "actual") else None
            upper = meaning(above[-1], kind) if above else None
            if role == "target_value" and upper and upper.role == "actual":
                role = "actual"
            if role == "quantity" and kind is Kind.INDICATOR and parent and (upper is None or upper.role == "target_value"):
                role, year = "target_value", parent.year  # "Năm 2026 / Số lượng" beside "Năm 2026 / Tỷ lệ (%)"
            if role in ("lead_unit", "coord_unit", "monitor_unit", "output", "deadline", "note") or upper is None or upper.role not in ("deadline",):
                return Column(index, role, header, year, unit, leaf if role == "target_value" else "")
            return Column(index, {"deadline_start": "deadline_start", "deadline_end": "deadline_end"}.get(role, "deadline"), header, year, unit)
    return Column(index, "", header, parent.year if parent else None, unit)


def _of_year_column(period: Period, above: list[str], kind: Kind) -> tuple[str, str]:
    """Role of a column headed by a year: by the rest of its words, else by what stands above, else a target."""
    for text in (period.rest, *reversed(above)):
        if text == period.rest and profile.is_measure(text):
            continue  # "Năm 2026 (%)": the unit of what is planned
        found = meaning(text, kind) if fold(text) else None
        if found and found.role in ("actual", "deadline", "budget", "score", "evidence", "output"):
            return found.role, ""
        if found and found.role in ("target_value", "indicator_name"):
            return "target_value", text if text == period.rest else ""
    if kind is Kind.TASK and any((m := meaning(t, Kind.INDICATOR)) and m.role in ("target_value", "indicator_name") for t in (period.rest, *above) if fold(t)):
        return "output", ""  # "Nhiệm vụ | Chỉ tiêu năm 2026 | Chủ trì": how much is to come out of it
    return ("target_value" if kind is Kind.INDICATOR else "deadline"), ""


_PERCENT = regex.compile(r"(?<!\S)(?:\(?%\)?|phần trăm)(?!\S)")


def unit_in(header: str) -> str:
    """The unit of measure that a header or a name gives: "Mục tiêu (%)", "Doanh thu (tỷ đồng)", "Tỷ lệ % năm 2026"; "" when none."""
    for inside in PARENTHESIS.findall(header):
        text = _UNIT_WORD.sub("", inside.strip())
        if profile.is_measure(text):
            return text
    return "%" if _PERCENT.search(header) else ""
