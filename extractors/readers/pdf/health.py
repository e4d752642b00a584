"""Is the text layer of a page to be believed? The reason why not, or ""."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.rules import Drawn

#: Part of the page that pictures cover when the page is a scan.
COVERED = 0.55
#: Visible characters under which a page that is a picture has no text of its own (a stamp, a page number).
FEW = 250
_LETTERS = regex.compile(r"^\p{L}+$")
_PRIVATE = regex.compile(r"\p{Co}")
#: A letter and a digit or sign grown together as bad OCR leaves them: ``VIVI"``, ``pH')``, ``kS7``, ``thanh.14``.
_MIXED = regex.compile(r"\p{L}[\d\"'’)(]+\p{L}|\p{Ll}\p{Lu}|\d\p{Ll}{2}")


def needs_ocr(text: str, words: Sequence[Word], drawn: Drawn, size: tuple[float, float]) -> str:
    """``no_text``, ``broken_tounicode``, ``private_use``, ``bad_ocr_layer`` or "" for a page that can be read as it is.

    ``text``: all characters of the page. ``no_text`` also when a page is a picture with little more than a stamp on it. A blank page needs nothing.
    """
    glyphs = sum([w.n for w in words])
    scanned = _covered(drawn, size) > COVERED
    if glyphs < FEW and scanned:
        return "no_text"
    if not glyphs:
        return "no_text" if drawn.images or drawn.objects > 50 else ""
    if "\ufffd" in text and broken_words(words):
        return "broken_tounicode"
    private = sum(len(_PRIVATE.findall(w.text)) for w in words if len(w.text) > 1) if _PRIVATE.search(text) else 0
    if private > max(3, 0.01 * glyphs):
        return "private_use"
    if scanned and _bad_ocr(words):
        return "bad_ocr_layer"
    return ""


def broken_words(words: Sequence[Word]) -> list[str]:
    """Words with a character that the file does not tell."""
    return [w.text for w in words if "\ufffd" in w.text and any(c.isalpha() for c in w.text)]


def _covered(drawn: Drawn, size: tuple[float, float]) -> float:
    area = size[0] * size[1]
    clipped = ((max(0.0, b[0]), max(0.0, b[1]), min(size[0], b[2]), min(size[1], b[3])) for b in drawn.images)
    return sum(max(0.0, b[2] - b[0]) * max(0.0, b[3] - b[1]) for b in clipped) / area if area else 0.0


def _bad_ocr(words: Sequence[Word]) -> bool:
    """Text behind a scan that is not Vietnamese: hardly a diacritic, or few well-formed syllables.

    Printed Vietnamese has a diacritic on two syllables of three; OCR without a Vietnamese model keeps none.
    """
    from extractors.legacy import is_syllable

    lettered = [w.text.strip(".,;:!?()[]\"'“”…") for w in words]
    plain = [t for t in lettered if _LETTERS.match(t) and len(t) > 1]
    if len(plain) < 30:
        return False
    marked = sum(not t.isascii() for t in plain) / len(plain)
    lower = [t for t in plain if not t.isupper()]
    formed = sum(map(is_syllable, lower)) / max(1, len(lower))
    mixed = sum(bool(_MIXED.search(t)) for t in lettered) / len(lettered)
    return marked < 0.35 or formed < 0.8 or mixed > 0.1
