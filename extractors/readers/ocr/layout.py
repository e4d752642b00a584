"""Lines of a page to paragraphs: side-by-side heads and signatures, page numbers, indents, markers, short last lines.

Layout of administrative documents: Decree 30/2020/NĐ-CP, Annex I (letterhead in two columns, number and date under it,
page numbers in the middle of the top margin, "Nơi nhận" left of the signature).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import regex

from extractors.readers.ocr.engine import Rect
from extractors.readers.ocr.text import Line, union
from extractors.text import fold
from schemas.document import Role

_NUMBER = regex.compile(r"^[-–—.~\s]{0,4}\d{1,4}(?:\s?/\s?\d{1,4})?[-–—.~\s]{0,4}$")
_MARKER = regex.compile(
    r"^(?:[-–—+•*▪●○]\s?|\(?\d{1,2}\)\s|\d{1,2}(?:\.\d{1,2}){0,4}[.)]?\s|[a-zđ]{1,2}\)\s?|[IVXLivxl]{1,5}[.)/]\s|[A-HĐ]\.\s\p{Lu}|[IVX]{1,5}\s[-–]\s|Điều\s\d+|PHỤ\sLỤC\b|Phụ\slục\s[IVX\d]+|"
    r"Phần\s[IVX\d]|Mục\s[IVX\d]|Chương\s[IVX\d]|(?:Căn cứ|Xét|Theo đề nghị)\s|Nơi nhận|\(Kèm theo|Lưu ý:)"
)
_DATED = regex.compile(r",\s*ngày\b")  # "Thuận An, ngày … tháng … năm …"
_OWN_NUMBER = regex.compile(r"^Số\b")
#: How the right column of a letterhead begins (Decree 30/2020/NĐ-CP, Annex I).
_MOTTO = frozenset({("cong", "hoa"), ("doc", "lap")})
_ADDRESSEES = regex.compile(r"^N[ơo]i\snh[ậâa]n\b")
_ENDED = regex.compile(r"[.;:!?…](?:/\.)?[”\"')]?$|/\.$")


def starts_with_marker(text: str) -> bool:
    """Whether ``text`` begins as a list item, numbered part or other piece of its own does."""
    return bool(_MARKER.match(text))


@dataclass(slots=True)
class Para:
    """Lines of one paragraph before it becomes a schemas Paragraph."""

    lines: list[Line] = field(default_factory=list)
    role: Role = Role.BODY
    centered: bool = False

    @property
    def box(self) -> Rect:
        return union(line.box for line in self.lines)


def paragraphs(lines: list[Line], dpi: float, width: int, height: int) -> list[Para]:
    """Paragraphs of a page (or of the part between two tables) in reading order."""
    out: list[Para] = []
    body: list[Line] = []
    for zone in _zones(lines, dpi):
        if isinstance(zone, Line):
            if _is_page_number(zone, lines, height):
                out.append(Para([zone], Role.PAGE_NUMBER))
            else:
                body.append(zone)
            continue
        out += _body(body, dpi)
        body = []
        for column in zone:
            for p in _body(column, dpi, column=True):
                p.role = Role.LETTERHEAD
                out.append(p)
    return out + _body(body, dpi)


def _is_page_number(line: Line, lines: list[Line], height: int) -> bool:
    """Digits alone in the top or bottom margin, beyond all other lines on that side."""
    if not _NUMBER.match(line.text) or len(line.text) > 11:
        return False
    middle = (line.box[1] + line.box[3]) / 2
    others = [o for o in lines if o is not line]
    above = middle < 0.11 * height and all(o.box[3] > line.box[1] for o in others)
    below = middle > 0.88 * height and all(o.box[1] < line.box[3] for o in others)
    return above or below


def _gap(line: Line, dpi: float) -> tuple[int, int] | None:
    """Widest gap between words of a line when it is wide enough to part columns; before the national motto any gap between words parts them."""
    for a, b, c in zip(line.words, line.words[1:], line.words[2:], strict=False):
        if b.text[:1] in "CĐ" and (fold(b.text), fold(c.text)) in _MOTTO and b.box[0] - a.box[2] > 0.12 * dpi:
            return a.box[2], b.box[0]
    best = max(((a.box[2], b.box[0]) for a, b in pairwise(line.words)), key=lambda g: g[1] - g[0], default=None)
    return best if best is not None and best[1] - best[0] > 0.3 * dpi else None


def _zones(lines: list[Line], dpi: float) -> list[Line | tuple[list[Line], list[Line]]]:
    """Lines of one column as they are; runs of lines set in two columns as (left lines, right lines)."""
    out: list[Line | tuple[list[Line], list[Line]]] = []
    i = 0
    while i < len(lines):
        run = _run(lines, i, dpi)
        if run is None:
            out.append(lines[i])
            i += 1
            continue
        end, cut = run
        left = [Line(w) for w in (tuple(x for x in line.words if x.box[0] < cut) for line in lines[i:end]) if w]
        right = [Line(w) for w in (tuple(x for x in line.words if x.box[0] >= cut) for line in lines[i:end]) if w]
        out.append((left, right))
        i = end
    return out


def _run(lines: list[Line], start: int, dpi: float) -> tuple[int, float] | None:
    """End and column cut of the two-column run that begins at ``start``; None when none begins there.

    A run goes on over lines that stand wholly on one side. It needs two lines that show the gap, or one gap and lines on both sides.
    """
    low, high = 0.0, 1e9
    edges = _margins(lines)
    right: list[float] = []  # middles of what stands on the right
    both = one_left = one_right = 0
    end = start
    list_left = bool(_ADDRESSEES.match(lines[start].text))  # "Nơi nhận:" with the office that signs beside it: the list below may be as wide as it likes
    for i in range(start, len(lines)):
        line = lines[i]
        if i > start and _ADDRESSEES.match(line.text):
            break
        if i > start and line.box[1] - max(x.box[3] for x in lines[max(start, i - 2) : i]) > 0.9 * dpi:
            break
        gap = _gap(line, dpi)
        if gap is not None and min(high, gap[1]) - max(low, gap[0]) > 0.12 * dpi:
            low, high, both, end = max(low, gap[0]), min(high, gap[1]), both + 1, i + 1
            right.append((gap[1] + line.box[2]) / 2)
        elif (_left_only(line, low, high, dpi) or (list_left and both and line.box[2] < high - 0.05 * dpi)) and (both or (gap is None and _goes_on(lines, i, dpi))):
            low, one_left = max(low, line.box[2]), one_left + 1
            end = i + 1 if both else end
        elif line.box[0] > low + 0.05 * dpi and both and not _in_the_middle(line, edges, median(right), dpi):
            high, one_right, end = min(high, line.box[0]), one_right + 1, i + 1
            right.append((line.box[0] + line.box[2]) / 2)
        else:
            break
    if both and (both >= 2 or (one_left and one_right) or one_left + one_right >= 2) and end - start >= 2:
        return end, (low + high) / 2
    return None


def _in_the_middle(line: Line, edges: tuple[float, float], right: float, dpi: float) -> bool:
    """A title below a letterhead: in the middle of the page, not of the right column."""
    middle = (line.box[0] + line.box[2]) / 2
    return abs(middle - sum(edges) / 2) < 0.25 * dpi and abs(middle - right) > 0.5 * dpi


def _left_only(line: Line, low: float, high: float, dpi: float) -> bool:
    return line.box[2] < high - 0.05 * dpi and line.box[2] < low + 1.2 * dpi


def _goes_on(lines: list[Line], i: int, dpi: float) -> bool:
    """A line alone on the left begins a run only when the very next line shows a gap that it fits."""
    if i + 1 >= len(lines):
        return False
    gap = _gap(lines[i + 1], dpi)
    return gap is not None and lines[i].box[2] < gap[1] and lines[i + 1].box[1] - lines[i].box[3] < 0.15 * dpi


def _body(lines: list[Line], dpi: float, column: bool = False) -> list[Para]:
    """Paragraphs of lines in one column."""
    if not lines:
        return []
    left, right = _margins(lines)
    pitch = _pitch(lines)
    out: list[Para] = []
    middle = [_centred(line, left, right, dpi) for line in lines]
    for i, line in enumerate(lines):
        centred = middle[i]
        if not centred and 0 < i < len(lines) - 1 and middle[i - 1] and middle[i + 1] and not _ENDED.search(line.text):
            centred = abs(line.box[0] - left - (right - line.box[2])) < 0.25 * dpi  # the longest line of a title fills the page
        if not out or _starts(lines[i - 1], line, out[-1], centred, left, right, pitch, dpi, column):
            out.append(Para([line], centered=centred))
        else:
            out[-1].lines.append(line)
            out[-1].centered = out[-1].centered and centred
    return out


def _margins(lines: list[Line]) -> tuple[float, float]:
    """Left and right edge of the text column: where most long lines begin and end."""
    longest = max(line.box[2] - line.box[0] for line in lines)
    long = [line for line in lines if line.box[2] - line.box[0] > 0.75 * longest] or lines
    starts = sorted(line.box[0] for line in long)
    ends = sorted(line.box[2] for line in long)
    return float(starts[len(starts) // 5]), float(ends[(4 * len(ends)) // 5])


def _pitch(lines: list[Line]) -> float:
    """Usual distance from one line's bottom to the next."""
    steps = [b.box[3] - a.box[3] for a, b in pairwise(lines) if b.box[3] > a.box[3]]
    heights = [line.box[3] - line.box[1] for line in lines]
    small = [s for s in steps if s < 3 * median(heights)]
    return float(sorted(small)[len(small) // 3]) if small else 1.4 * float(median(heights))


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


def _centred(line: Line, left: float, right: float, dpi: float) -> bool:
    a, b = line.box[0] - left, right - line.box[2]
    return a > 0.3 * dpi and b > 0.3 * dpi and abs(a - b) < max(0.25 * dpi, 0.12 * (right - left))


def _starts(
    before: Line, line: Line, para: Para, centred: bool, left: float, right: float, pitch: float, dpi: float, column: bool
) -> bool:
    """Whether ``line`` begins a new paragraph after ``before``."""
    step = line.box[3] - before.box[3]
    if step > 1.45 * pitch + 0.02 * dpi:
        return True
    short = before.box[2] < right - 0.12 * (right - left)
    first_room = (line.words[0].box[2] - line.words[0].box[0]) + 0.08 * dpi
    room = before.box[2] + first_room < right  # the first word would have fitted on the line before
    indented = line.box[0] > left + 0.15 * dpi
    before_in = before.box[0] > left + 0.15 * dpi
    marker = bool(_MARKER.match(line.text))
    if _capitals(before.text) != _capitals(line.text) and (centred or para.centered):
        return True
    if (centred or para.centered) and not column:
        if centred != para.centered:
            # the last line of a title is shorter than those before it
            return not (line.text[:1].islower() and not marker and not _ENDED.search(before.text))
        return line.bold != before.bold or marker
    if column and (_DATED.search(line.text) or _OWN_NUMBER.match(line.text) or line.bold != before.bold):
        return True
    if _capitals(before.text) and not _capitals(line.text):
        return True  # a title or office in capitals, then what stands under it
    if _capitals(line.text) and not _capitals(before.text) and (short or column) and room:
        return True
    if column:
        return marker or (short and room and bool(_ENDED.search(before.text)))
    if marker and (indented or room or _ENDED.search(before.text)):
        return True
    if indented and not before_in:
        return True
    if indented and before_in and len(para.lines) == 1:
        return True  # two first lines in a row
    if short and room and (_ENDED.search(before.text) or line.bold != before.bold or line.text[:1].isupper()):
        return True
    return line.bold != before.bold and (room or bool(_ENDED.search(before.text)))
