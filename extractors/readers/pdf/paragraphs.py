"""Lines → paragraphs, by what typesetting shows: who could have fitted, who is indented, who changes style.

The strongest sign is the room left: where the first word of a line would have fitted on the line before, somebody
ended a paragraph there.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.lines import Line, joint, number_tail
from schemas.document import Box, Paragraph, Role
from schemas.spans import Bbox, Spans

#: A list marker at the start of a line: "1.", "1.2.", "(3)", "a)", "IV.", "II-", "-", "+", "•", "Điều 5.", "Chương II".
MARKER = regex.compile(
    r"^(?:\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)]|\d{1,2}(?:\.\d{1,2}){1,4}\s|\(\d{1,3}\)|\(?\p{Ll}[.)](?=\s|\p{L})|[IVXLC]{1,6}\s?[-.–)]\s?|[A-ZĐ][.)]\s"
    r"|[-–+*•●▪‣◦]\s?|(?:Điều|Chương|Mục|Phần|Khoản|PHỤ LỤC|Phụ lục|Biểu|Bảng)\s+(?:số\s+)?[\dIVX]+)"
)
_BULLET = regex.compile(r"^[-–+•●▪]")
_ENDED = regex.compile(r"[.;:!?…]['\"”’)\]]*$")
_CAPS = regex.compile(r"^\P{Ll}*\p{Lu}\P{Ll}*$")
#: Lines of a signature block: "KT. CHỦ TỊCH" above "PHÓ CHỦ TỊCH" (Decree 30/2020/NĐ-CP, annex I, part II, 7).
_ON_BEHALF = regex.compile(r"^(?:TM|KT|TL|TUQ|Q)\.", regex.I)
_POST = regex.compile(r"^(?:KT\.|TL\.|TUQ\.|PHÓ |CHỦ TỊCH|BÍ THƯ|TRƯỞNG |GIÁM ĐỐC|CHÁNH |CHỦ NHIỆM|BỘ TRƯỞNG|TỔNG )", regex.I)
#: Lines of a letterhead that end there: country and motto (Decree 30/2020/NĐ-CP, annex I, part II, 1), "Đảng Cộng sản Việt Nam";
#: and the one that begins anew: place and date (II, 4).
_COMPLETE = regex.compile(r"^(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc)$", regex.I)
_DATED = regex.compile(r"^\p{Lu}[^,;.:]{1,40}, ?ngày\b.{0,12}tháng\b")
_PLACE_FIELD = regex.compile(r"^(?:Số\s*:|Số\s+\d|V/v\b|Nơi nhận|\(?Kèm theo)", regex.I)


@dataclass(frozen=True, slots=True)
class Column:
    """Text margins. ``indent``: usual first-line indent in points, 0 when paragraphs start at the margin."""

    x0: float
    x1: float
    leading: float
    indent: float = 0.0
    centered: bool = False  # all lines are centred on one another


def measure(lines: Sequence[Line], tables: Sequence[Bbox] = (), width: float = 0.0) -> Column | None:
    """Margins, leading and first-line indent of running text; None when there is none.

    Where there are few lines (an annex with its caption) the ``tables`` tell how wide the text may be; it is never taken
    to be narrower than three fifths of a page of ``width``.
    """
    if not lines:
        return None
    widest = max(ln.width for ln in lines)
    long = [ln for ln in lines if ln.width > 0.6 * widest]
    lefts = Counter(round(ln.x0 / 2) for ln in long)
    x1 = sorted(ln.x1 for ln in long)[int(0.9 * (len(long) - 1))]
    size = sorted(ln.size for ln in lines)[len(lines) // 2]
    # the margin is the leftmost stop that at least a tenth of the long lines share
    x0 = min((k for k, n in lefts.items() if n >= max(1, len(long) // 10)), default=min(lefts)) * 2.0
    x0 = min((ln.x0 for ln in long if abs(ln.x0 - x0) <= 2.5), default=x0)
    gaps = Counter(round(b.base - a.base) for a, b in pairwise(lines) if 0.9 * size < b.base - a.base < 2.2 * size)
    common = max(gaps.values(), default=0)
    leading = float(min((g for g, n in gaps.items() if n >= 0.4 * common), default=1.2 * size))
    if len(lines) < 12 and tables:
        x0, x1 = min(x0, *(t[0] for t in tables)), max(x1, *(t[2] for t in tables))
    x1 = max(x1, x0 + 0.6 * width)
    indents = Counter(round(ln.x0 - x0) for ln in lines if 8 < ln.x0 - x0 < 80 and x1 - ln.x1 < 30)
    indent = float(indents.most_common(1)[0][0]) if indents else 0.0
    return Column(x0, x1, leading, indent)


def is_centered(ln: Line, col: Column) -> bool:
    left, right = ln.x0 - col.x0, col.x1 - ln.x1
    if col.centered:
        return abs(left - right) <= 14.0
    if left < 12 or right < 12 or not _balanced(ln, col):
        return False
    return not (col.indent and abs(left - col.indent) < 3 and MARKER.match(ln.text) and not ln.bold)


def centered_group(lines: Sequence[Line], col: Column) -> bool:
    """A paragraph is centred when all its lines are balanced and one of them has room on both sides."""
    return all(_balanced(ln, col) for ln in lines) and any(is_centered(ln, col) for ln in lines)


def split(lines: Sequence[Line], col: Column) -> list[list[Line]]:
    """Lines of one column, top to bottom, grouped to paragraphs."""
    groups: list[list[Line]] = []
    for ln in lines:
        if groups and not starts_paragraph(groups[-1], ln, col):
            groups[-1].append(ln)
        else:
            groups.append([ln])
    return groups


def starts_paragraph(before: Sequence[Line], q: Line, col: Column) -> bool:
    """True when line ``q`` begins a new paragraph after the paragraph so far."""
    p = before[-1]
    gap = q.base - p.base
    if gap > 2.4 * max(col.leading, p.size) or gap < -2:
        return True
    pc, qc = is_centered(p, col), is_centered(q, col)
    room = col.x1 - p.x1 - 0.25 * p.size
    fits = q.words[0].x1 - q.words[0].x0 < room - 1.0
    text = " ".join([w.text for w in q.words[:5]])  # markers are no longer
    lower = text[:1].islower()
    marked = bool(MARKER.match(text))
    if _PLACE_FIELD.match(text) and not lower:
        return True
    if pc and qc:
        return _centered_break(p, q, gap, fits, lower, marked, col)
    if (qc and _balanced(p, col)) or (pc and _balanced(q, col)):  # a full line in the midst of a centred paragraph
        return _ENDED.search(p.words[-1].text) is not None or _centered_break(p, q, gap, fits, lower, marked, col)
    if pc or qc:
        return not (lower and p.bold == q.bold and not fits)
    ended = bool(_ENDED.search(p.words[-1].text))
    indented = q.x0 - col.x0 > 8
    if fits and not (lower and not marked and not ended and room < 0.3 * (col.x1 - col.x0)):
        return True
    if indented and q.x0 - p.x0 > 8 and not (lower and not marked and not ended and p.bold and q.bold):  # the second line of a wide title stands further in
        return True
    if marked and (indented or ended or fits):
        return not (_BULLET.match(text) and not indented and not ended)
    if indented and abs(q.x0 - p.x0) <= 3:  # both at the first-line indent: two paragraphs, or a block that is all indented
        return ended or (len(before) == 1 and col.indent > 0 and abs(q.x0 - col.x0 - col.indent) <= 3)
    if gap > 1.25 * col.leading + 1 and ended or gap > col.leading + 2 and not lower and p.bold != q.bold:
        return True
    return p.bold != q.bold and not lower and ended


def _balanced(ln: Line, col: Column) -> bool:
    """As much room on the left as on the right, be it none."""
    return abs((ln.x0 - col.x0) - (col.x1 - ln.x1)) <= max(14.0, 0.05 * (col.x1 - col.x0))


def _centered_break(p: Line, q: Line, gap: float, fits: bool, lower: bool, marked: bool, col: Column) -> bool:
    if gap > 1.25 * col.leading + 1 and not lower:
        return True
    above, text = p.text, q.text
    if (_ON_BEHALF.match(above) and _POST.match(text)) or _COMPLETE.match(above) or _DATED.match(text):
        return True
    if abs(p.size - q.size) > 0.7 or p.bold != q.bold or marked:
        return True
    if bool(_CAPS.match(above)) != bool(_CAPS.match(text)):
        return True
    return fits and not lower and not above.endswith(",")


def paragraph(lines: Sequence[Line], *, role: Role = Role.BODY, centered: bool = False) -> Paragraph:
    """One Paragraph of lines of one page, with a span for each word."""
    text, spans = join_words(lines)
    words = lines[0].words if len(lines) == 1 else [w for ln in lines for w in ln.words]
    bold = 2 * sum([w.n for w in words if w.bold]) > sum([w.n for w in words])
    boxes = tuple([Box(page, bbox) for page, bbox in spans.boxes()])
    return Paragraph(text, spans, boxes, min([w.confidence for w in words]), role=role, bold=bold, centered=centered)


def merge(a: Paragraph, b: Paragraph) -> None:
    """Append ``b`` (the same paragraph after a page break) to ``a``."""
    gap = joint(a.text.rsplit(" ", 1)[-1], b.text)
    shift = len(a.text) + len(gap)
    a.text += gap + b.text
    a.spans += b.spans.moved(shift)
    a.boxes += b.boxes
    a.confidence = min(a.confidence, b.confidence)


def join_words(lines: Sequence[Line], breaks: frozenset[int] = frozenset(), page: int = 0) -> tuple[str, Spans]:
    """Text and word spans of lines; before the lines numbered in ``breaks`` stands a line break."""
    parts: list[str] = []
    spans = array("d")
    at = 0
    last: Word | None = None
    for i, ln in enumerate(lines):
        number = page or ln.page
        gap = "" if last is None else "\n" if i in breaks else " " if last.spaced else joint(last.text, ln.words[0].text)
        for last in ln.words:
            text = last.text
            if text[0] in "/-" and last is not ln.words[0] and number_tail(parts[-1], text):
                gap = ""
            if gap:
                parts.append(gap)
                at += len(gap)
            parts.append(text)
            end = at + len(text)
            spans.extend((at, end, number, *last.shown, last.confidence))
            at, gap = end, " "
    return "".join(parts), Spans.of(spans)
