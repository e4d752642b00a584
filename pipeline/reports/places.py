"""Where a record stands, as the columns ``page`` and ``bbox`` say it, and back."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from schemas.document import Box

_PART = regex.compile(r"(?:p(\d{1,6}): )?(-?\d[\d.]*) (-?\d[\d.]*) (-?\d[\d.]*) (-?\d[\d.]*)\s*")


def boxes(page: str, bbox: str) -> tuple[Box, ...]:
    """``"3", "1 2 3 4 | p4: 5 6 7 8"`` as boxes, first part first; () when there is no page or no box, or it is not of that form."""
    if not page or not bbox:
        return ()
    out = []
    for part in bbox.split("|"):
        m = _PART.fullmatch(part.strip())
        if m is None:
            return ()
        x0, y0, x1, y1 = (float(m[n]) for n in range(2, 6))
        if x1 > x0 and y1 > y0:
            out.append(Box(int(m[1] or page), (x0, y0, x1, y1)))
    return tuple(out)


def columns(found: Iterable[Box]) -> tuple[str, str]:
    """Boxes as the two columns ``page`` and ``bbox``; ("", "") for none."""
    parts = list(found)
    if not parts:
        return "", ""
    words = [" ".join(f"{v:.1f}" for v in b.bbox) for b in parts]
    return str(parts[0].page), words[0] + "".join(f" | p{b.page}: {w}" for b, w in zip(parts[1:], words[1:], strict=True))
