"""Words to lines, lines to running text with a Span a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import regex

from extractors.readers.ocr.engine import Rect, Word
from extractors.repair import repair_words
from extractors.text import clean
from schemas.spans import Bbox, Span, Spans

#: Highest confidence of a word that was repaired.
MENDED = 0.9

#: Highest confidence of a word with a letter that neither Vietnamese nor English has: "wiñ" for wifi.
STRANGE = 0.5
_FOREIGN = regex.compile(r"[\p{L}--[A-Za-zÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u1EA0-\u1EF9]]", regex.V1)

_GLUE = regex.compile(r"[\p{L}\d][-/]$")  # "57-" ⏎ "NQ/TW": joined without a space, as text.one_line does
_WORDLIKE = regex.compile(r"^[\p{L}\d]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print, words left to right."""

    words: tuple[Word, ...]
    box: Rect = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "box", union(w.box for w in self.words))  # asked for a thousand times a page

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @property
    def bold(self) -> bool:
        letters = sum(len(w.text) for w in self.words)
        return 2 * sum(len(w.text) for w in self.words if w.bold) > letters


def union(boxes: Iterable[Rect]) -> Rect:
    b = list(boxes)
    return min(x[0] for x in b), min(x[1] for x in b), max(x[2] for x in b), max(x[3] for x in b)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Words on one level are one line, whatever block the engine put them in; lines top to bottom.

    What the engine has in one line stays together, also where the box of a word lies in that of its neighbour or the line slopes.
    """
    rows: list[list[Word]] = []
    for run in _runs(words):
        for row in reversed(rows[-6:]):
            if _level(row, run):
                row += run
                break
        else:
            rows.append(run)
    lines = [Line(tuple(sorted(r, key=lambda w: w.box[0]))) for r in rows]
    return sorted(lines, key=lambda x: (x.box[1] + x.box[3], x.box[0]))


def _runs(words: Sequence[Word]) -> list[list[Word]]:
    """Words of one engine line, left to right, parted where they lie on different levels; runs top to bottom."""
    own: dict[int, list[list[Word]]] = {}
    for w in sorted(words, key=lambda w: w.box[0]):
        runs = own.setdefault(w.line, [])
        for run in runs:
            if any(_high(o, w) > 0.5 for o in run[-2:]):
                run.append(w)
                break
        else:
            runs.append([w])
    found = [run for runs in own.values() for run in runs]
    return sorted(found, key=lambda r: (sum(w.box[1] + w.box[3] for w in r) / len(r), r[0].box[0]))


def _high(a: Word, b: Word) -> float:
    """How far two words are on one level: share of the lower one's height."""
    level = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    return level / max(1, min(a.box[3] - a.box[1], b.box[3] - b.box[1]))


def engine_lines(words: Sequence[Word]) -> list[Line]:
    """Lines as the engine numbered them: right inside one cell, where tight lines overlap and nothing stands side by side."""
    rows: dict[int, list[Word]] = {}
    for w in words:
        rows.setdefault(w.line, []).append(w)
    out: list[Line] = []
    for k in sorted(rows):
        line = Line(tuple(sorted(rows[k], key=lambda w: w.box[0])))
        if out and _beside(out[-1].box, line.box):  # the engine took the first word of a line for a line of its own
            out[-1] = Line(tuple(sorted((*out[-1].words, *line.words), key=lambda w: w.box[0])))
        else:
            out.append(line)
    return sorted(out, key=lambda x: x.box[1] + x.box[3]) if len(out) > 1 else out


def _beside(a: Rect, b: Rect) -> bool:
    """On one level, neither above the other."""
    level = min(a[3], b[3]) - max(a[1], b[1])
    return level > 0.6 * min(a[3] - a[1], b[3] - b[1]) and (a[2] <= b[0] + 2 or b[2] <= a[0] + 2)


def _level(row: Sequence[Word], run: Sequence[Word]) -> bool:
    """Whether a run goes on a row: its words next to those of the row lie on their level, beside and not over them."""
    if min(max(w.box[3] for w in row), max(w.box[3] for w in run)) <= max(min(w.box[1] for w in row), min(w.box[1] for w in run)):
        return False
    _, a, b = min(((abs(a.box[0] - b.box[0]), a, b) for a in row for b in run), key=lambda pair: pair[0])
    overlap = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
    return _high(a, b) > 0.5 and overlap < 0.6 * min(a.box[2] - a.box[0], b.box[2] - b.box[0])


def mended(lines: Sequence[Line]) -> list[Line]:
    """Lines with certain misreadings put right (extractors.repair); a changed word keeps at most MENDED confidence and a note."""
    words = [w for line in lines for w in line.words]
    new, notes = repair_words([w.text for w in words], [w.confidence for w in words])
    if not notes and not any(_FOREIGN.search(t) for t in new):
        return list(lines)
    fixed = iter(new)
    out = []
    for line in lines:
        row = []
        for w in line.words:
            text = next(fixed)
            if text != w.text:
                w = replace(w, text=text, confidence=max(min(w.confidence, MENDED), 0.7), notes=(*w.notes, f"repaired: {w.text} -> {text}"))
            if _FOREIGN.search(text):
                w = replace(w, confidence=min(w.confidence, STRANGE))
            row.append(w)
        out.append(Line(tuple(row)))
    return out


def flow(lines: Sequence[Line], page: int, to_points: Callable[[Rect], Bbox]) -> tuple[str, Spans]:
    """Running text of lines (joined by a space, or by nothing after ``-`` or ``/`` inside a symbol) and its spans."""
    text, spans = "", []
    for line in lines:
        for i, w in enumerate(line.words):
            piece = clean(w.text).replace("\n", " ")
            if not piece:
                continue
            if text and not (i == 0 and _GLUE.search(text) and _WORDLIKE.search(piece)):
                text += " "
            spans.append(Span(len(text), len(text) + len(piece), page, to_points(w.box), round(w.confidence, 3)))
            text += piece
    return text, Spans(spans)


def text_confidence(lines: Sequence[Line]) -> float:
    """Mean word confidence weighted by length; 1.0 for no words (nothing can be wrong with an empty cell)."""
    words = [w for line in lines for w in line.words]
    n = sum(len(w.text) for w in words)
    return round(sum(w.confidence * len(w.text) for w in words) / n, 3) if n else 1.0


def notes_of(lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for line in lines for w in line.words for n in w.notes))
