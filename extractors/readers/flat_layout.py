"""Flat text that keeps columns apart by blanks (``pdftotext -layout``): columns are found by where the words stand.

For each page of a table: the header's words give the columns and their centres; between two neighbours the split goes where the fewest
words of the rows are cut. Prose is read as in ``flat``, after its indentation is taken away.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.readers import flat, flat_header, flat_heads, flat_rows, grid, lines
from extractors.readers import flat_grammar as grammar
from extractors.text import INVISIBLE, clean, fold, one_line
from schemas.document import Block, Note, Paragraph, Role

#: What a run of words that begins at a split weighs against a word that is cut by it.
OPENED = 0.1
#: Lines of a header that may stand above the one with the head of ordinals, where cells are set in the middle.
ABOVE = 4
#: Most lines of a header from the one with the head of ordinals on.
TALL = 10
#: Cost of a line by which a row is higher above its ordinal than below it; what the rows set in the middle must be better by.
UNEVEN, BETTER = 0.6, 0.85
#: Most lines of a row that stand above its ordinal.
MOST_ABOVE = 30
_GAP = regex.compile(r"(?<=\S) {2,}(?=\S)")
_WORD = regex.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # as it stands, blanks kept
    page: bool = False


def is_layout(rows: list[str]) -> bool:
    """Many lines hold two or more runs of words with wide gaps between, and the gaps stand below one another."""
    sample = [r.replace("\t", "        ").rstrip() for r in rows[:6000]]
    gaps = [[m.end() for m in _GAP.finditer(r)] for r in sample]
    several = sum(1 for g in gaps if len(g) >= 2)
    if several < 6 or several * 25 < len(sample):
        return False
    aligned = 0
    for n, a in enumerate(gaps):  # cells set in the middle of a row stand on every second or third line
        aligned += bool(a) and any(abs(x - y) <= 2 for b in gaps[n + 1:n + 4] for x in a for y in b)
    return aligned * 3 >= sum(1 for g in gaps if g)


def blocks_of(text: str) -> tuple[list[Block], list[Note]]:
    """Paragraphs and tables, in order."""
    source: list[_Line] = []
    page = False
    for piece in text.replace("\x0c", "\n\x0c").split("\n"):
        if "\x0c" in piece:
            page, piece = True, piece.replace("\x0c", "")
        piece = INVISIBLE.sub("", piece.replace("\t", "        ").replace("\xa0", " ")).rstrip()
        if piece.strip():
            source.append(_Line(piece, page))
            page = False
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: list[_Line]) -> None:
        self.lines = source
        self.texts = [clean(ln.text) for ln in source]
        self.out: list[Block] = []
        self.notes: list[Note] = []
        self.heads: dict[int, tuple[int, flat_header.Header, list[tuple[int, int]], int] | None] = {}  # looked for once a line
        lengths = sorted(len(t) for ln, t in zip(source, self.texts, strict=True) if not _GAP.search(ln.text.strip()))
        self.width = lengths[int(len(lengths) * 0.85)] if lengths else 80

    def read(self) -> tuple[list[Block], list[Note]]:
        i = start = 0
        while i < len(self.lines):
            head = self._header(i)
            if head is None:
                i += 1
                continue
            header, columns, after = head
            end = self._end(after, header)
            self._prose(start, i)
            self._table(header, columns, after, end)
            i = start = max(end, i + 1)
        self._prose(start, len(self.lines))
        return self.out, self.notes

    # --- tables ---------------------------------------------------------------------------------

    def _header(self, i: int) -> tuple[flat_header.Header, list[tuple[int, int]], int] | None:
        """Header that begins at line ``i``: its line of ordinals is the first, or stands in the middle of the others, a few lines below."""
        for j in range(i, min(i + ABOVE + 1, len(self.lines))):
            if flat.lines_may_head(self.texts[j]) or self._parted(j):
                if j not in self.heads:
                    self.heads[j] = self._header_around(j)
                found = self.heads[j]
                return found[1:] if found and found[0] == i else None
            if not _GAP.search(self.lines[j].text.strip()) and not self.lines[j].text.startswith(" "):
                return None
        return None

    def _parted(self, i: int) -> bool:
        """The head of ordinals over two lines: "ST" | "T", "Số" | "TT"."""
        after = self.texts[i + 1].split(" ", 1)[0] if i + 1 < len(self.texts) else ""
        return (self.texts[i].split(" ", 1)[0], after) in (("ST", "T"), ("S", "TT"), ("Số", "TT"))

    def _header_around(self, i: int) -> tuple[int, flat_header.Header, list[tuple[int, int]], int] | None:
        """First line, header, columns and the line after it, for the header with its head of ordinals (or of names) at line ``i``.

        Cells are gathered by columns over the lines that it may take; the lines that make the most known heads are the header.
        """
        if not flat.heads_ordinals(self.texts[i]) and not self._parted(i) and len(_runs(self.lines[i].text)) < 3:
            return None
        best = None
        edge = len(self.lines[i].text) - len(self.lines[i].text.lstrip())
        for first in range(i, max(i - ABOVE, 0) - 1, -1):
            text = self.lines[first].text
            if first < i and (len(text) - len(text.lstrip()) <= edge + 2 and text.split()[0] not in ("Số", "ST", "S") or self.lines[first + 1].page):
                break
            for height in range(i - first + 1, i - first + TALL):
                if first + height > len(self.lines) or (height > i - first + 1 and grammar.ordinal(self.texts[first + height - 1].split(" ", 1)[0])):
                    break
                cells = _stack([ln.text for ln in self.lines[first:first + height]])
                names = [_whole_ordinal(one_line(" ".join(c))) for c, _ in cells]
                known = grid.header_score(names)
                almost = sum(flat_heads.by_pattern(fold(n)) is not None for n in names if not grid.header_score([n]))
                score = 2.0 * known + 1.5 * almost - len(names) + 0.01 * height
                if len(names) >= 3 and known >= 2 and known + almost >= 3 and (known + almost) * 4 >= len(names) * 3 and (best is None or score > best[0]):
                    best = (score, first, height, names, [x for _, x in cells])
        if best is None:
            return None
        _, i, height, names, columns = best
        after = flat_header.past_numbers(self.texts, i + height)
        keep = [n for n, name in enumerate(names) if not self._spans(n, names, columns)]
        over = [(names[n], columns[n]) for n in range(len(names)) if n not in keep]
        names, columns = [names[n] for n in keep], [columns[n] for n in keep]
        top: list[tuple[str, int]] = []
        for name, (a, b) in zip(names, columns, strict=True):
            group = next((t for t, (x, y) in over if x <= (a + b) / 2 <= y or (grid.is_year(fold(name)) and a - 12 <= (x + y) / 2 <= b + 60)), None)
            if group and top and top[-1][0] == group:
                top[-1] = (group, top[-1][1] + 1)
            else:
                top.append((group or name, 1))
        indicator = any(grammar.roles_of(n, True) in ("indicator_name", "year", "unit_of_measure") and grammar.roles_of(n, False) != "task_name" for n in names)
        kinds = [grammar.KINDS.get(role if (role := grammar.roles_of(n, indicator)) != "unknown" else flat_heads.by_pattern(fold(n)) or "unknown", "free") for n in names]
        words = tuple(sorted(fold(" ".join(names + [t for t, _ in over])).split()))
        return i, flat_header.Header(after, top, names, kinds, words), columns, after

    def _spans(self, n: int, names: list[str], columns: list[tuple[int, int]]) -> bool:
        """A header that stands over years ("Phấn đấu theo từng giai đoạn")."""
        a, b = columns[n]
        under = [m for m, (x, y) in enumerate(columns) if m != n and grid.is_year(fold(names[m])) and a - 40 <= (x + y) / 2 <= b + 40]
        return not grid.is_year(fold(names[n])) and len(under) >= 2 and any(r == "target_value" for r, _ in grid.header_roles().get(fold(names[n]), ()))

    def _end(self, i: int, header: flat_header.Header) -> int:
        numbered = False
        while i < len(self.lines):
            text = self.texts[i]
            if flat.ends_table(text):
                return i
            other = self._header(i)
            if other is not None and other[0].words != header.words:
                return i
            if numbered and regex.match(r"[IVX]+[.-]\s", text) and lines.is_capitals(text) and not _GAP.search(self.lines[i].text.strip()) \
                    and i + 1 < len(self.texts) and lines.is_item(self.texts[i + 1]):
                return i
            numbered = numbered or bool(grammar.ordinal(text.split(" ", 1)[0]))
            i += 1
        return i

    def _table(self, header: flat_header.Header, columns: list[tuple[int, int]], i: int, end: int) -> None:
        part: list[_Line] = []
        while i <= end:
            again = self._header(i) if i < end else None
            if i == end or again is not None:
                while part and lines.is_page_number(part[-1].text) and len(part[-1].text) - len(part[-1].text.lstrip()) > columns[0][1] + 8:
                    self.out.append(Paragraph(part.pop().text.strip(), role=Role.PAGE_NUMBER))
                if part:
                    self._part(header, columns, part)
                part = []
                if again is None:
                    return
                columns, i = again[1], again[2]
                continue
            part.append(self.lines[i])
            i += 1

    def _part(self, header: flat_header.Header, columns: list[tuple[int, int]], part: list[_Line]) -> None:
        splits = _splits(columns, [ln.text for ln in part])
        cut = [_cut(ln.text, splits, header.kinds) for ln in part]
        readings = [_gather(cut, bounds) for bounds in _row_bounds(cut)]
        prices = [sum(_price(row, header.kinds) for row in rows) for rows in readings]
        rows = readings[1] if len(readings) > 1 and prices[1] < BETTER * prices[0] else readings[0]
        specs = header.rows()
        doubtful: list[int] = []
        for n, (ordinal, row, heading) in enumerate(rows):
            texts = [one_line("\n".join(c)) for c in row]
            if _is_doubtful(rows, n, header.kinds):
                doubtful.append(len(specs))
            specs.append([grid.Spec(ordinal, bold=heading), *(grid.Spec(t, bold=heading) for t in texts)])
        table = grid.build(specs)
        table.kind = "data"
        shaky = len(doubtful) * 2 > len(rows)
        for cell in table.cells:
            if shaky or cell.row in doubtful:
                cell.confidence = 0.5
                cell.notes = (*cell.notes, "flat row uncertain")
        table.confidence = 1.0 - 0.5 * len(doubtful) / max(1, len(rows))
        if doubtful:
            self.notes.append(Note("flat_row_uncertain", f"Bảng dạng văn bản phẳng: {len(doubtful)} dòng không chắc cột; cần đối chiếu bản gốc."))
        self.out.append(table)

    # --- prose ----------------------------------------------------------------------------------

    def _prose(self, a: int, b: int) -> None:
        """Wrapped lines; two texts side by side (letterhead, signatures) become a layout table."""
        run: list[flat_rows.Line] = []
        side: list[str] = []
        for ln, text in zip(self.lines[a:b], self.texts[a:b], strict=True):
            if regex.search(r"\S {4,}\S", ln.text) and len(text) < 150:
                self._flush(run)
                side.append(ln.text)
                continue
            if side and _beside(ln.text, side):
                side.append(ln.text)
                continue
            self._side(side)
            run.append(flat_rows.Line(text, page=ln.page))
        self._side(side)
        self._flush(run)

    def _flush(self, run: list[flat_rows.Line]) -> None:
        if run:
            self.out.extend(flat.paragraphs(run, self.width))
            run.clear()

    def _side(self, side: list[str]) -> None:
        if not side:
            return
        starts = [m.end() for t in side for m in regex.finditer(r"(?<=\S) {4,}(?=\S)", t)]
        middle = sorted(starts)[len(starts) // 2]
        left, right = [], []
        for t in side:
            gap = min((m for m in regex.finditer(r" {4,}(?=\S)", t)), key=lambda m: abs(m.end() - middle), default=None)
            cut = gap.end() if gap and abs(gap.end() - middle) <= 25 else (0 if len(t) - len(t.lstrip()) > middle - 15 else len(t))
            left.append(clean(t[:cut]))
            right.append(clean(t[cut:]))
        side.clear()
        table = grid.build([[grid.Spec("\n".join(x for x in left if x)), grid.Spec("\n".join(x for x in right if x))]])
        table.kind = "layout"
        self.out.append(table)


_Row = tuple[str, list[list[str]], bool]  # ordinal, lines of each cell, whether it is a heading


def _price(row: _Row, kinds: list[str]) -> float:
    """How badly the cells of a row fit their columns."""
    _, cells, heading = row
    return 0.4 if heading else sum(min(6.0, grammar.cost(k, one_line("\n".join(c)))) for k, c in zip(kinds[1:], cells, strict=True))


def _is_doubtful(rows: list[_Row], n: int, kinds: list[str]) -> bool:
    """The cells fit their columns badly, or one begins or ends in the middle of a sentence: it may be a neighbour's."""
    _, row, heading = rows[n]
    if heading:
        return False
    texts = [one_line("\n".join(c)) for c in row]
    if _price(rows[n], kinds) > 0.9 * len(texts) or not texts[0] and any(texts):
        return True
    return any(t and k != "measure" and (t[0].islower() and not grammar.is_value(t) or lines.is_dangling(t) and not grammar.is_value(t)) for k, t in zip(kinds[1:], texts, strict=True))


_Cut = list[tuple[list[str], bool]]  # for each line its cells, and whether a run of words goes over a split


def _ordinals(cut: _Cut) -> list[int]:
    """Lines that hold the ordinal of a row."""
    met: flat_rows.Met = {}
    previous = ""
    out: list[int] = []
    for n, (cells, _) in enumerate(cut):
        found = grammar.ordinal(cells[0]) if cells[0] else None
        if found and grammar.follows(*found, met, previous) < 5.0:
            met, previous = flat_rows.after(met, *found), found[0]
            out.append(n)
    return out


def _row_bounds(cut: _Cut) -> list[list[tuple[int, int, int]]]:
    """Rows as (first line, line of the ordinal, line after): cells set from the top, and cells set in the middle of their rows."""
    at = _ordinals(cut)
    if not at:
        return [[(0, -1, len(cut))]]
    top = [(a, a, b) for a, b in zip(at, [*at[1:], len(cut)], strict=True)]
    if at[0]:
        top.insert(0, (0, -1, at[0]))
    # in the middle: a shortest path over the first lines of the rows; as many lines stand above an ordinal as below it
    best: dict[int, tuple[float, list[int]]] = {t: (0.0 if not t else 2.0 + _torn(cut, t), [t]) for t in range(max(0, at[0] - MOST_ABOVE), at[0] + 1)}
    for n, here in enumerate(at):
        there = at[n + 1] if n + 1 < len(at) else None
        after: dict[int, tuple[float, list[int]]] = {}
        for end in range(here + 1, there + 1) if there is not None else (len(cut),):
            torn = _torn(cut, end) if end < len(cut) else 0.0
            for first, (cost, path) in best.items():
                uneven = abs((here - first) - (end - 1 - here))
                total = cost + torn + UNEVEN * uneven + (1.5 * (end - first - 1) if _is_heading(cut[here]) else 0.0)
                if end not in after or total < after[end][0]:
                    after[end] = (total, [*path, end])
        best = {e: v for e, v in after.items() if v[0] <= min(x for x, _ in after.values()) + 12.0}
    path = min(best.values())[1]
    middle = [(a, o, b) for a, o, b in zip(path[:-1], at, path[1:], strict=True)]
    if path[0]:
        middle.insert(0, (0, -1, path[0]))
    return [top, middle]


def _is_heading(line: tuple[list[str], bool]) -> bool:
    cells, crossing = line
    found = grammar.ordinal(cells[0])
    return found is not None and found[0] in "rA-" and (crossing or not any(cells[2:]))


def _torn(cut: _Cut, at: int) -> float:
    """Cost of a row that begins at this line: cells that plainly go on from the lines before."""
    price = 0.0
    for n in range(1, len(cut[at][0])):
        below = next((cut[k][0][n] for k in range(at, min(at + 3, len(cut))) if cut[k][0][n]), "")
        above = next((cut[k][0][n] for k in range(at - 1, max(at - 4, -1), -1) if cut[k][0][n]), "")
        if above and below:
            price += (1.5 if below[0].islower() else 0.0) + (1.0 if lines.is_dangling(above) else 0.0)
    return price


def _gather(cut: _Cut, bounds: list[tuple[int, int, int]]) -> list[_Row]:
    """Ordinal, lines of each cell, and whether it is a heading, for each row."""
    out: list[_Row] = []
    for first, here, end in bounds:
        row: list[list[str]] = [[] for _ in cut[first][0][1:]]
        heading = here >= 0 and _is_heading(cut[here]) and not any(c for n in range(here + 1, end) for c in cut[n][0][2:] if not cut[n][1])
        for n in range(first, end):
            cells, crossing = cut[n]
            cells = ["", *cells[1:]] if n == here else cells
            if crossing and heading:
                row[0].append(one_line(" ".join(c for c in cells if c)))
                continue
            if cells[0]:
                cells = ["", " ".join(x for x in cells[:2] if x), *cells[2:]]
            for k, cell in enumerate(cells[1:]):
                if cell:
                    row[k].append(cell)
        out.append((cut[here][0][0] if here >= 0 else "", row, heading))
    return out


def _beside(text: str, side: list[str]) -> bool:
    """A line with text on one side only, of a letterhead or signature block: short and far in, or a list line of the left part."""
    indent = len(text) - len(text.lstrip())
    middle = max((m.end() for t in side for m in regex.finditer(r"(?<=\S) {4,}(?=\S)", t)), default=0)
    return len(text.strip()) < 60 and (indent > middle - 15 or (text.lstrip().startswith("-") and len(side) >= 2)) and len(side) < 40


def _whole_ordinal(name: str) -> str:
    return "STT" if name in ("ST T", "S TT", "S T T") else name


def _runs(text: str) -> list[tuple[int, int, str]]:
    """Runs of words parted by two blanks or more: (start, end, words)."""
    out: list[tuple[int, int, str]] = []
    for m in _WORD.finditer(text):
        if out and m.start() - out[-1][1] < 2:
            out[-1] = (out[-1][0], m.end(), f"{out[-1][2]} {m[0]}")
        else:
            out.append((m.start(), m.end(), m[0]))
    return out


def _stack(texts: list[str]) -> list[tuple[list[str], tuple[int, int]]]:
    """Header cells: runs that stand below one another, in order; a year joins no other header but one that waits for it ("Thực hiện năm")."""
    cells: list[tuple[list[str], tuple[int, int]]] = []
    for text in texts:
        for a, b, words in _runs(text):
            year = grid.is_year(fold(words)) and not words[0].islower()
            over = [n for n, (w, (x, y)) in enumerate(cells) if min(b, y) - max(a, x) > 0 and (fold(w[-1]).split()[-1:] == ["nam"] if year else not grid.is_year(fold(w[-1])))]
            if over:
                w, (x, y) = cells[over[0]]
                cells[over[0]] = ([*w, words], (min(a, x), max(b, y)))
            else:
                cells.append(([words], (a, b)))
    return sorted(cells, key=lambda c: (c[1][0] + c[1][1]) / 2)


def _splits(columns: list[tuple[int, int]], texts: list[str]) -> list[int]:
    """For each pair of neighbours, the position between their centres that cuts the fewest words and opens the most runs."""
    words = [(m.start(), m.end()) for t in texts for m in _WORD.finditer(t)]
    spans = [(a, b) for t in texts for a, b, _ in _runs(t)]
    out: list[int] = []
    for (a, b), (x, y) in zip(columns, columns[1:], strict=False):
        here, there = (a + b) / 2, (x + y) / 2
        low, high = max(a + 2, out[-1] + 2 if out else 0), max(y - 2, a + 3)
        high = max(high, low)
        cut = [0.0] * (high - low + 1)
        for start, end in words:
            for p in range(max(low, start + 1), min(high, end - 1) + 1):
                cut[p - low] += 1.0
        for start, end in spans:  # a run of words is rarely cut either
            for p in range(max(low, start + 1), min(high, end - 1) + 1):
                cut[p - low] += 0.25
        opened = [sum(1 for s, _ in spans if s == p) for p in range(low, high + 1)]  # columns set flush left open there
        away = [max(0.0, here + 1 - p, p - there) * len(texts) * 0.03 for p in range(low, high + 1)]
        price = [c - OPENED * n + d for c, n, d in zip(cut, opened, away, strict=True)]
        least = min(price)
        out.append(max(p for p in range(low, high + 1) if price[p - low] <= least + 1e-9))
    return out


def _cut(text: str, splits: list[int], kinds: list[str]) -> tuple[list[str], bool]:
    """Cells of one line, and whether a run of words goes over a split (a heading over all columns).

    Lines drift by some characters against one another, so a run that lies over a split is cut at the word that best opens the next
    cell, or stays whole when nearly all of it is on one side.
    """
    cells: list[list[str]] = [[] for _ in range(len(splits) + 1)]
    crossing = False
    for a, b, _ in _runs(text):
        words = [(m.start(), m[0]) for m in _WORD.finditer(text, a, b)]
        crossing = crossing or any(a < s < b for s in splits[1:])
        column = sum(a + 1 >= s for s in splits)
        for s in [x for x in splits if a + 1 < x < b]:
            column = splits.index(s)
            at = _best_cut(words, s, b, kinds[column + 1], column == 0)
            cells[column] += [w for _, w in words[:at]]
            words = words[at:]
            column += 1
        cells[column] += [w for _, w in words]
    return [" ".join(c) for c in cells], crossing


def _best_cut(words: list[tuple[int, str]], split: int, end: int, kind: str, ordinal: bool) -> int:
    """Index of the first word that belongs right of the split."""
    if not words:
        return 0
    if ordinal:
        return 1 if grammar.ordinal(words[0][1]) else 0
    best, at = (end - split) * 0.2 + 0.5, len(words)  # all of it left
    for i, (start, _) in enumerate(words):
        rest = " ".join(w for _, w in words[i:])
        opens = grammar.starts_with_cue("unit" if kind == "coord" else kind, rest) or (kind == "value" and grammar.is_value(rest))
        price = abs(start - split) * 0.2 - (1.6 if opens else 0.5 if rest[0].isupper() else 0.0) + (0.5 if i == 0 else 0.0)
        price += 2.0 if i and words[i - 1][1].lower() in ("các", "những", "toàn") else 0.0  # "các cơ quan" opens with "các"
        if price < best:
            best, at = price, i
    return at


__all__ = ["blocks_of", "is_layout"]
