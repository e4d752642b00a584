"""Lines of a document's head, each with how surely its words were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import regex

from extractors.outline import Item
from extractors.outline_lines import is_type_line
from schemas.document import Paragraph

HEAD_ITEMS = 40  # paragraphs from the top in which the head may stand

#: Below this a number or a day counts as not read: pen strokes over a printed form come out as any digits. Of the numbers and
#: days written by hand in five real scans those read wrong had 0.31–0.63, printed ones in 35 scans at least 0.75.
LEGIBLE = 0.6


class HeadLine(NamedTuple):
    """One line; ``start`` is where it begins in its paragraph."""

    text: str
    paragraph: Paragraph
    start: int = 0

    def confidence(self, start: int = 0, end: int | None = None) -> float:
        """Lowest confidence (0–1) of the words that overlap ``start:end`` of the line."""
        return self.paragraph.confidence_of(self.start + start, self.start + (len(self.text) if end is None else end))

    def confidence_of(self, words: str) -> float:
        """Lowest confidence of ``words`` in the line, of the whole line where they were made from other letters."""
        at = self.text.find(words) if words else -1
        return self.confidence(at, at + len(words)) if at >= 0 else self.confidence()


def lines_of(paragraphs: Iterable[Paragraph]) -> Iterator[HeadLine]:
    """Their lines in order."""
    for p in paragraphs:
        start = 0
        for text in p.text.split("\n"):
            yield HeadLine(text, p, start)
            start += len(text) + 1


def head_lines(items: list[Item]) -> list[HeadLine]:
    """Lines above the title; when nothing tells a letterhead, the short lines of the first page part before the type line."""
    found: dict[int, Paragraph] = {}
    for n, i in enumerate(items[:HEAD_ITEMS]):
        if i.context == "title" and found:
            break  # what is set like a letterhead further down is a signature block
        if i.context == "letterhead":
            found[n] = i.paragraph
    for n, i in enumerate(items[:HEAD_ITEMS]):
        if i.context == "title" or is_type_line(i.paragraph.text) or i.is_heading and regex.match(r"(?:I|1)\s*[.\-]", i.paragraph.text):
            break
        if i.context != "letterhead" and len(i.paragraph.text) < 300:
            found[n] = i.paragraph
    return list(lines_of(found[n] for n in sorted(found)))
