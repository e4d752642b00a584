"""Vietnamese text: Unicode form, folding for comparison, tone placement, invisible characters.

``clean`` keeps what a reader sees. ``fold`` keys are for matching only and are never exported.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import regex

#: Characters that show nothing (zero width, bidirectional marks, soft hyphen, BOM) and NUL; dropped everywhere.
INVISIBLE = regex.compile(r"[\u0000-\u0008\u000B\u000E-\u001F\u007F\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\uFFFE]")
_SPACES = regex.compile(r"[ \t\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]+")
_BLANKS = regex.compile(r"\s+")
_BROKEN = regex.compile(r"(?<=[\p{L}\d][-/])\s*\n\s*(?=[\p{L}\d])")
_MARKS = regex.compile(r"\p{Mn}+")
_NOT_WORD = regex.compile(r"[^a-z0-9%≥≤<>]+")
_DASHES = "‐‑‒–—―−"

#: New-style tone placement (oà → òa …): the two spellings of "hoá/hóa", "uỷ/ủy", "thuý/thúy" become one.
_TONES = {a + b: c for a, b, c in (
    *(("o", x, y + "a") for x, y in zip("àáảãạ", "òóỏõọ", strict=True)),
    *(("o", x, y + "e") for x, y in zip("èéẻẽẹ", "òóỏõọ", strict=True)),
    *(("u", x, y + "y") for x, y in zip("ỳýỷỹỵ", "ùúủũụ", strict=True)),
)}
_TONES |= {k.upper(): v.upper() for k, v in _TONES.items()} | {k.capitalize(): v.capitalize() for k, v in _TONES.items()}
#: Only where the syllable ends there ("hoán", "quý" keep theirs).
_TONE = re.compile("(?<![qQ])[oOuU][" + "".join(sorted({pair[1] for pair in _TONES})) + "](?![a-zA-Z])")


def clean(text: str) -> str:
    """NFC, no invisible characters, runs of blanks as one space; line breaks kept."""
    text = unicodedata.normalize("NFC", text)
    if "\u2044" in text or "\u2215" in text:  # signs of a fraction and of division that OCR and typesetters put into dates and symbols
        text = text.replace("\u2044", "/").replace("\u2215", "/")
    if not text.replace("\n", "").isprintable():  # nothing invisible is printable, nor any blank but the space
        text = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return "\n".join(map(_spaced, text.split("\n")))


def _spaced(line: str) -> str:
    return (_SPACES.sub(" ", line) if "  " in line or not line.isprintable() else line).strip()


def one_line(text: str) -> str:
    """``clean`` with line breaks as spaces; ``57-\\nNQ/TW`` is joined without a space (design.md)."""
    return _short_line(text) if len(text) <= 500 else _line(text)


def _line(text: str) -> str:
    text = clean(text)
    if text.isprintable():
        return text
    if "\n" in text:
        text = _BROKEN.sub("", text)
    return _BLANKS.sub(" ", text).strip()


_short_line = lru_cache(maxsize=20_000)(_line)  # the same cells are asked for again and again


def passage(text: str, start: int, end: int, most: int = 4000) -> str:
    """The words around ``text[start:end]``: all of a text of usual length; of a longer one a window with "…" at the cuts.

    A paragraph of megabytes with a record in each line would otherwise stand whole in every record.
    """
    if len(text) <= most:
        return text
    room = max(most - (end - start), 400) // 2
    first, last = max(0, start - room), min(len(text), end + room)
    if first:
        blank = text.find(" ", first, start)
        first = blank + 1 if blank >= 0 else first
    if last < len(text):
        blank = text.rfind(" ", end, last)
        last = blank if blank >= 0 else last
    return ("… " if first else "") + text[first:last] + (" …" if last < len(text) else "")


def dashes(text: str) -> str:
    """Every dash as ``-`` (length kept)."""
    for c in _DASHES:  # far faster than a table: most texts have none of them
        text = text.replace(c, "-")
    return text


def new_tones(text: str) -> str:
    """New-style tone placement (hoá → hóa, uỷ → ủy), length kept."""
    return _TONE.sub(_new_tone, text)


def _new_tone(m: re.Match[str]) -> str:
    return m[0] if m.string[m.end():m.end() + 1].isalpha() else _TONES.get(m[0], m[0])


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower-case words without marks and punctuation, joined by single spaces: 'Số hoá' and 'số hóa' are one."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return _NOT_WORD.sub(" ", _MARKS.sub("", text)).strip()


def fold_keep(text: str) -> str:
    """Like ``fold`` but one character for one character (offsets stay): letters lose marks and case, nothing is dropped.

    Input must be NFC.
    """
    return "".join(map(_bare, text))


@lru_cache(maxsize=10_000)
def _bare(c: str) -> str:
    d = unicodedata.normalize("NFD", c)[0].lower()
    return "d" if d in "đ" else d
