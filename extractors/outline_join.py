"""Paragraphs that a page or a converter broke in the middle of a sentence, made whole."""

from __future__ import annotations

from dataclasses import replace

import regex

from extractors.outline_lines import MARKER, TERMINAL
from schemas.document import Block, Paragraph, Role


def rejoined(blocks: list[Block]) -> list[Block]:
    """A paragraph that a page or a converter broke in the middle of a sentence is one paragraph again."""
    out: list[Block] = []
    for b in (part for block in blocks for part in _parted(block)):
        last = out[-1] if out else None
        if isinstance(b, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, b):
            shift = len(last.text.rstrip()) + 1
            glue = "" if regex.search(r"[\p{L}\d][-/]$", last.text.rstrip()) else " "
            shift -= 1 - len(glue)
            spans = last.spans + b.spans.moved(shift)
            out[-1] = Paragraph(last.text.rstrip() + glue + b.text.lstrip(), spans, last.boxes + b.boxes, min(last.confidence, b.confidence), last.notes + b.notes, last.block, last.role, last.level, last.bold, last.centered)
        else:
            out.append(b)
    return out


_CAPITAL_TAIL = regex.compile(r"(?:\b(?:của|và|các|là|với|do|Bộ|Ban|Ủy|Uỷ|Phòng|Sở|Hội|Nghị|Kế|Chính|Thủ|Văn|Trung|tỉnh|xã|phường|huyện))\s*$")


def _goes_on(a: Paragraph, b: Paragraph) -> bool:
    text, nxt = a.text.rstrip(), b.text.lstrip()
    if a.role is not Role.BODY or b.role is not Role.BODY or len(text) < 40 or not nxt:
        return False
    if TERMINAL.search(text) or text.isupper() or (a.centered != b.centered) or a.centered:
        return False
    if MARKER.match(nxt) and not nxt[0].islower():
        return False
    if regex.match(r"[a-zđ][).]\s", nxt):
        return False
    return nxt[0].islower() or (bool(_CAPITAL_TAIL.search(text)) and a.bold == b.bold)


#: The first heading of an annex behind its caption.
_AFTER_CAPTION = regex.compile(r"\(\s*(?:ban hành\s+)?(?:đính\s+)?kèm\s+theo\b[^()]{8,300}\)\s+(?=(?:[IVX]{1,4}|[A-D])\s*[.\-–]\s*\p{Lu}{2})", regex.I)


def _parted(b: Block) -> list[Block]:
    """A caption and the heading under it that a page's layout put into one paragraph are two."""
    m = _AFTER_CAPTION.search(b.text) if isinstance(b, Paragraph) and len(b.text) < 900 and "(" in b.text else None
    if m is None or not isinstance(b, Paragraph) or not regex.match(r"\S+\s*\p{Lu}{2}", b.text[m.end() :]):
        return [b]
    at = m.end()
    first = replace(b, text=b.text[:at].rstrip(), spans=b.spans.within(0, at))
    return [first, replace(b, text=b.text[at:], spans=b.spans.within(at, len(b.text)), bold=True, centered=False)]
