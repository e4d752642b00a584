"""Paragraphs that a page or a converter broke in the middle of a sentence, made whole."""

from __future__ import annotations

import regex

from extractors.outline_lines import MARKER, TERMINAL
from schemas.document import Block, Paragraph, Role, Span


def rejoined(blocks: list[Block]) -> list[Block]:
    """A paragraph that a page or a converter broke in the middle of a sentence is one paragraph again."""
    out: list[Block] = []
    for b in blocks:
        last = out[-1] if out else None
        if isinstance(b, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, b):
            shift = len(last.text.rstrip()) + 1
            glue = "" if regex.search(r"[\p{L}\d][-/]$", last.text.rstrip()) else " "
            shift -= 1 - len(glue)
            spans = last.spans + tuple(Span(s.start + shift, s.end + shift, s.page, s.bbox, s.confidence) for s in b.spans)
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
