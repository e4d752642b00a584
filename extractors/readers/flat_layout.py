"""Flat text that keeps columns apart by blanks (``pdftotext -layout``): columns are found by where the words stand.

For each page of a table: the header's words give the columns and their centres; between two neighbours the split goes where the fewest
words of the rows are cut. Prose is read as in ``flat``, after its indentation is taken away.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.readers import flat, flat_header, flat_rows, grid, lines
from extractors.readers import flat_grammar as grammar
from extractors.text import INVISIBLE, clean, fold, one_line
from schemas.document import Block, Note, Paragraph, Role

#: What a run of words that begins at a split weighs against a word that is cut by it.
OPENED = 0.1
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
    for a, b in zip(gaps, gaps[1:], strict=False):
        aligned += bool(a) and bool(b) and any(abs(x - y) <= 2 for x in a for y in b)
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
        """Header at line ``i``: cells gathered by columns over the lines that it may take, then judged as one row of words."""
        if not flat.lines_may_head(self.texts[i]) or not flat.heads_ordinals(self.texts[i]) and len(_runs(self.lines[i].text)) < 3:
            return None
        best = None
        for height in range(1, 6):
            if i + height > len(self.lines) or (height > 1 and grammar.ordinal(self.texts[i + height - 1].split(" ", 1)[0])):
                break
            cells = _stack([ln.text for ln in self.lines[i:i + height]])
            names = [one_line(" ".join(c)) for c, _ in cells]
            known = grid.header_score(names)
            if len(names) >= 3 and known >= 3 and known * 4 >= len(names) * 3 and (best is None or known >= best[0]):
                best = (known, height, names, [x for _, x in cells])
        if best is None:
            return None
        _, height, names, columns = best
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
        kinds = [grammar.KINDS.get(grammar.roles_of(n, indicator), "free") for n in names]
        words = tuple(sorted(fold(" ".join(names + [t for t, _ in over])).split()))
        return flat_header.Header(i + height, top, names, kinds, words), columns, i + height

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
        grid_rows = [_cut(ln.text, splits, header.kinds) for ln in part]
        rows: list[tuple[str, list[list[str]], bool]] = []  # ordinal, lines of each cell, heading
        met: flat_rows.Met = {}
        previous = ""
        for n, (cells, crossing) in enumerate(grid_rows):
            found = grammar.ordinal(cells[0]) if cells[0] else None
            if found and grammar.follows(*found, met, previous) < 5.0:
                met, previous = flat_rows.after(met, *found), found[0]
                heading = found[0] in "rA-" and (crossing or not any(cells[2:]))
                rows.append((cells[0], [[] for _ in splits], heading))
                cells = ["", *cells[1:]]
            elif not rows:
                rows.append(("", [[] for _ in splits], False))
            ordinal, row, heading = rows[-1]
            if crossing and heading:
                row[0].append(one_line(" ".join(c for c in cells if c)))
                continue
            if cells[0]:
                cells = ["", " ".join(x for x in cells[:2] if x), *cells[2:]]
            if n and rows[-1][2] and any(cells[2:]):
                rows[-1] = (ordinal, row, False)
            for k, cell in enumerate(cells[1:]):
                if cell:
                    row[k].append(cell)
        specs = header.rows()
        weak = 0
        for ordinal, row, heading in rows:
            texts = [one_line("\n".join(c)) for c in row]
            bad = not heading and sum(grammar.cost(k, t) for k, t in zip(header.kinds[1:], texts, strict=True)) > 4.0 * len(texts)
            weak += bad
            specs.append([grid.Spec(ordinal, bold=heading), *(grid.Spec(t, bold=heading) for t in texts)])
        table = grid.build(specs)
        table.kind = "data"
        table.confidence = 1.0 - 0.5 * weak / max(1, len(rows))
        if weak:
            self.notes.append(Note("flat_row_uncertain", f"Bảng dạng văn bản phẳng: {weak} dòng không chắc cột; cần đối chiếu bản gốc."))
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


def _beside(text: str, side: list[str]) -> bool:
    """A line with text on one side only, of a letterhead or signature block: short and far in, or a list line of the left part."""
    indent = len(text) - len(text.lstrip())
    middle = max((m.end() for t in side for m in regex.finditer(r"(?<=\S) {4,}(?=\S)", t)), default=0)
    return len(text.strip()) < 60 and (indent > middle - 15 or (text.lstrip().startswith("-") and len(side) >= 2)) and len(side) < 40


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
    """Header cells: runs that stand below one another, in order; a year never joins another header."""
    cells: list[tuple[list[str], tuple[int, int]]] = []
    for text in texts:
        for a, b, words in _runs(text):
            year = grid.is_year(fold(words))
            over = [n for n, (w, (x, y)) in enumerate(cells) if min(b, y) - max(a, x) > 0 and not year and not grid.is_year(fold(w[-1]))]
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
