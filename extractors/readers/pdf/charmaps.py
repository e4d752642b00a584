"""Broken character maps: what PDFium returns is not what the page shows.

Three kinds are met in Vietnamese files. Glyphs mapped to the blank or to nothing (a bold subset that loses its ``H``):
they cannot be read, the page must be looked at. A WinAnsi font read as MacRoman (``ng‡y th·ng`` for ``ngày tháng``) and
``ƣ``/``Ƣ`` for ``ư``/``Ư`` (an old table of Vietnamese keyboards; U+01A2/3 are letters of no Vietnamese word): put right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import regex
from numpy.typing import NDArray

from extractors.readers.pdf import raw

#: Blanks looked at on one page.
MAX_LOOKS = 80
#: Signs that MacRoman puts where WinAnsi has Vietnamese letters, next to a letter.
MAC_SIGNS = regex.compile(r"(?<=\p{L})[‡·„‰ı˘˙˝]|[‡·„ı˘˙˝](?=\p{L})")
_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝđĐ–—‘’“”…•§°±×÷·-")
_MAC_HIGH = {bytes([b]).decode("mac_roman"): bytes([b]).decode("cp1252", "replace") for b in range(0x80, 0x100)}
#: What PDFium gave → what the page shows, in such a font. Letters that MacRoman has not (``ạ``) came from their glyph names.
FROM_MAC = {mac: win for mac, win in _MAC_HIGH.items() if win in _VIETNAMESE}
_TO_WIN = str.maketrans(FROM_MAC)
OI = str.maketrans("ƣƢ", "ưƯ")


def inked_blanks(textpage: int, text: str, codes: NDArray[np.uint32], boxes: NDArray[np.float64]) -> set[int]:
    """Indices of blanks that paint something between or beside letters: glyphs whose character map is broken.

    Blanks of one width are of one kind (width of the glyph in its font), so one of each kind is looked at.
    """
    at = np.flatnonzero((codes == 0x20) | (codes == 0xA0))
    if not len(at):
        return set()
    kinds = np.round((boxes[at, 2] - boxes[at, 0]) * 10).astype(np.int64)
    found: set[int] = set()
    values, firsts = np.unique(kinds, return_index=True)
    for kind, first in list(zip(values.tolist(), at[firsts].tolist(), strict=True))[:MAX_LOOKS]:
        if kind > 10 and _paints(textpage, first):
            found.update(i for i in at[kinds == kind].tolist() if _beside_letter(text, i) and _paints(textpage, i))
    return found


def _paints(textpage: int, index: int) -> bool:
    width, height = raw.ink(textpage, index)
    return width > 1.0 and height > 1.0 and not raw.fn("FPDFText_IsGenerated")(textpage, index)


def _beside_letter(text: str, i: int) -> bool:
    return text[i - 1 : i].isalpha() or text[i + 1 : i + 2].isalpha()


def mac_fonts(pieces: Sequence[tuple[int, str]]) -> set[int]:
    """Fonts whose WinAnsi codes were read as MacRoman: they have signs inside words, and all becomes Vietnamese."""
    by_font: dict[int, set[str]] = {}
    suspects: set[int] = set()
    for font, piece in pieces:
        if not piece.isascii():
            by_font.setdefault(font, set()).update(piece)
            if MAC_SIGNS.search(piece):
                suspects.add(font)
    return {f for f in suspects if all(c in FROM_MAC or c not in _MAC_HIGH for c in by_font[f])}


def from_mac(text: str) -> str:
    """Text of a font found by ``mac_fonts``, put right."""
    return text.translate(_TO_WIN)
