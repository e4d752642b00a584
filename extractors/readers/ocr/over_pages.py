"""Paragraphs that go on over a page break of a scan: the last of one page and the first of the next become one again."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.readers.ocr.layout import starts_with_marker
from schemas.document import Block, Paragraph, Role

_ENDED = regex.compile(r"[.;:!?…](?:/\.)?[”\"')]?$|/\.$")
_GLUE = regex.compile(r"[\p{L}\d][-/]$")
_GOES_ON = regex.compile(r"^[\p{Ll}\d(“\"]")
#: Roles of what stands between body text and the edge of a page.
_MARGIN = frozenset({Role.PAGE_NUMBER, Role.HEADER, Role.FOOTER})
#: How far (share of the line) the last line may end before the right edge of its paragraph's lines and still be a full one.
FULL = 0.12


def join_over(before: list[Block], after: list[Block]) -> list[Block]:
    """``after`` (blocks of the next page) without the paragraph that was added to the last of ``before`` (in place), if one was.

    Joined when the page ends in the middle of a sentence in a full line, and the next begins with neither marker nor capital
    (a capital is taken as well where only more can follow: after a comma, or inside a symbol). Tables part everything.
    """
    last, first = _last(before), _first(after)
    if last is None or first is None or not _unfinished(last) or starts_with_marker(first.text):
        return after
    if not (_GOES_ON.match(first.text) or last.text.endswith(",") or _GLUE.search(last.text)):
        return after
    gap = "" if _GLUE.search(last.text) else " "
    shift = len(last.text) + len(gap)
    last.text += gap + first.text
    last.spans += first.spans.moved(shift)
    last.boxes += first.boxes
    last.notes = tuple(dict.fromkeys((*last.notes, *first.notes)))
    last.confidence = min(last.confidence, first.confidence)
    return [b for b in after if b is not first]


def _last(blocks: Sequence[Block]) -> Paragraph | None:
    for b in reversed(blocks):
        if not isinstance(b, Paragraph) or b.role is Role.BODY:
            return b if isinstance(b, Paragraph) else None
        if b.role not in _MARGIN:
            return None
    return None


def _first(blocks: Sequence[Block]) -> Paragraph | None:
    for b in blocks:
        if not isinstance(b, Paragraph) or b.role not in _MARGIN:
            return b if isinstance(b, Paragraph) and b.role is Role.BODY else None
    return None


def _unfinished(p: Paragraph) -> bool:
    """Ends in the middle of a sentence, its last line as long as the others (one line alone: as long as its box)."""
    if not p.spans or p.centered or _ENDED.search(p.text) or sum(c.isupper() for c in p.text) > 0.6 * sum(c.isalpha() for c in p.text):
        return False
    x0, _, x1, _ = p.boxes[-1].bbox
    return p.spans[-1].bbox[2] >= x1 - FULL * (x1 - x0)
