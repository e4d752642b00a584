"""Page numbers, running heads and feet: set aside with their role, never thrown away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import regex

from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.native import NativePage
from schemas.document import Role

#: "7", "- 7 -", "Trang 7", "7/12", "Trang 7 / 12", "iv", "Page 7 of 12".
PAGE_NUMBER = regex.compile(
    r"^[-–—.\s]*(?:(?:trang|page|tr\.)\s*:?\s*)?(?:\d{1,4}|[ivx]{1,6})(?:\s*(?:/|of|trên)\s*\d{1,4})?[-–—.\s]*$", regex.I
)
#: Part of the page height at top and bottom where furniture may stand.
MARGIN = 0.13


def find_furniture(pages: Sequence[NativePage]) -> dict[int, dict[int, Role]]:
    """Page number → {index of row: role}."""
    found: dict[int, dict[int, Role]] = {p.page.number: {} for p in pages}
    _repeated(pages, found)
    for p in pages:
        _number(p, found[p.page.number])
    return found


def _number(p: NativePage, roles: dict[int, Role]) -> None:
    """A number alone in the outermost row of the top or bottom margin."""
    for from_top in (True, False):
        for i in _edge_rows(p, from_top):
            if i in roles:
                continue
            if PAGE_NUMBER.match(_text(p.rows[i])) and not _between_grids(p, p.rows[i][0]):
                roles[i] = Role.PAGE_NUMBER
            break


def _repeated(pages: Sequence[NativePage], found: dict[int, dict[int, Role]]) -> None:
    """Outer rows with the same words at the same height on at least three pages and a third of them."""
    for from_top in (True, False):
        role = Role.HEADER if from_top else Role.FOOTER
        for depth in range(4):
            seen: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
            for p in pages:
                rows = _edge_rows(p, from_top)
                roles = found[p.page.number]
                if depth >= len(rows) or any(i not in roles for i in rows[:depth]):
                    continue
                i = rows[depth]
                y = p.rows[i][0].base if from_top else p.frame.read_size[1] - p.rows[i][0].base
                seen[_signature(_text(p.rows[i]), p.page.number), round(y / 6)].append((p.page.number, i))
            for (signature, _), places in seen.items():
                if len(places) >= max(3, len(pages) // 3) and signature:
                    for number, i in places:
                        found[number][i] = Role.PAGE_NUMBER if signature == "#" else role


def _signature(text: str, number: int) -> str:
    """Words with this page's own number as ``#``; other numbers stay (they tell ``Phụ lục 1`` from ``Phụ lục 2``)."""
    if str(number) in text:
        text = regex.sub(rf"(?<!\d){number}(?!\d)", "#", text)
    return text.strip(" -–—.")


def _edge_rows(p: NativePage, from_top: bool) -> list[int]:
    height = p.frame.read_size[1]
    inside = [i for i, r in enumerate(p.rows) if (r[0].base < MARGIN * height if from_top else r[0].base > (1 - MARGIN) * height)]
    return inside if from_top else inside[::-1]


def _between_grids(p: NativePage, ln: Line) -> bool:
    above = any(g.bbox[3] <= ln.base for g in p.grids) or any(r[0].base < ln.base - 2 for r in p.rows)
    below = any(g.bbox[1] >= ln.base for g in p.grids) or any(r[0].base > ln.base + 2 for r in p.rows)
    return above and below


def _text(row: Sequence[Line]) -> str:
    return " ".join(ln.text for ln in row)
