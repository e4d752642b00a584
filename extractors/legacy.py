"""Text typed for the fonts of before Unicode: TCVN3 (``.VnTime``; TCVN 5712:1993) and VNI (``VNI-Times``).

Call before ``extractors.text.clean``: TCVN3 keeps the letter ``ư`` where Unicode has the soft hyphen, which ``clean`` drops.
The tables are those of viparse, with what its own notes leave out. A font name decides; without one, only text whose
words become well-formed Vietnamese syllables is converted.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from viparse.normalize.tables import Charmap

ENCODINGS = ("tcvn3", "vni")

_SUBSET = regex.compile(r"^[A-Z]{6}\+")
_STYLE = regex.compile(r"[,-](?:Bold|Italic|Oblique|Regular|Roman|MT|PS)\p{L}*$|\s+(?:Bold|Italic|Regular)\b.*$", regex.I)
#: Letters that only Unicode Vietnamese has: a run that holds one was not typed in a legacy font, whatever its font is called.
_UNICODE_ONLY = regex.compile(r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01A0\u01A1\u01AF\u01B0\u1EA0-\u1EF9\u0300-\u0303\u0306\u0309\u031B\u0323]")
HIGH = regex.compile(r"[\u0080-\u00FF\u0192\u02C6\u02DC\u2013-\u2122\u2212\u2219\u00AD]")
#: Signs that no Vietnamese text in Unicode holds inside its words; both old encodings are full of them.
_DOUBTFUL = re.compile(r"[\u00A8\u00AA\u00AC-\u00AF\u00B5-\u00B9\u00BC-\u00BF\u00C4-\u00C7\u00CB\u00CE\u00CF\u00D1\u00D6-\u00D8\u00DB\u00DC\u00DE\u00DF\u00E4-\u00E7\u00EB\u00EE-\u00F1\u00F6-\u00F8\u00FB\u00FC\u00FE\u00FF]")
WORD = regex.compile(r"[^\s\d.,;:!?()\[\]{}\"'“”‘’/\\<>=+*_%&@#|~^`-]+")

#: Left out of viparse's VNI table for want of a sample; from the VNI Windows code chart.
_VNI_MORE = {"aú": "ẳ", "AÚ": "Ẳ", "AÜ": "Ẵ", "î": "ỵ", "Î": "Ỵ"}

_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_ONSET = r"(?:ngh|ng|nh|gh|gi|g|kh|k|ch|c|ph|p|qu|th|tr|t|b|d|đ|h|l|m|n|r|s|v|x)?"
_RIME = (
    r"(?:(?:i|ê|e|a|ă|â|o|ô|ơ|u|ư|y|iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uy|uyê|oo|ue|ua)(?:ch|c|ng|nh|n|m|p|t)"
    r"|i|ê|e|a|o|ô|ơ|u|ư|y|ia|ya|ua|ưa|uya|ai|ay|ây|ao|au|âu|eo|êu|iu|iêu|yêu|oi|ôi|ơi|ui|uôi|ưi|ươi|ưu|ươu"
    r"|oa|oe|oai|oay|oao|oeo|uê|uơ|uy|uây|uyu|uao|uai|uay|ue|uau|uâu|uă|eu)")
_SYLLABLE = regex.compile(_ONSET + _RIME)
_STOPPED = regex.compile(r".*(?:[cpt]|ch)")


@lru_cache(maxsize=4_096)
def encoding_of_font(font_name: str | None) -> str | None:
    """``tcvn3`` for .VnTime, .VnArialH …, ``vni`` for VNI-Times …, else None. PDF subset tags and styles do not matter."""
    if not font_name:
        return None
    name = _SUBSET.sub("", font_name.strip()).lower()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if regex.match(r"vni(?:[-_ ]|$|[a-z])", name) else None


def is_capital_font(font_name: str | None) -> bool:
    """True for the fonts whose small letters are drawn as capitals (.VnTimeH): TCVN3 has no capital letters with tones."""
    name = _STYLE.sub("", _SUBSET.sub("", (font_name or "").strip()))
    return encoding_of_font(name) == "tcvn3" and bool(regex.search(r"[a-z]H$", name))


def to_unicode(text: str, font_name: str | None = None) -> tuple[str, str | None]:
    """``text`` of one run in Unicode (NFC) and the encoding it was in, or None when it was Unicode already.

    The font name decides; a run that holds letters of Unicode only, or whose words are Vietnamese as they stand and are not
    after conversion, is left alone (Word often keeps the old font name on new text). Without a font, see ``looks_legacy``.
    """
    found = encoding_of_font(font_name)
    if found is None:
        found = looks_legacy(text) if not font_name else None
    elif _UNICODE_ONLY.search(text):
        found = None
    elif HIGH.search(text) is None:
        return (text.upper(), found) if is_capital_font(font_name) and text.upper() != text else (text, None)
    elif (before := syllable_share(text)) > 0.6 and (syllable_share(convert(text, found)) < before or before == 1 and _typed_in_unicode(text, found)):
        found = None
    if found is None:
        return unicodedata.normalize("NFC", text), None
    out = convert(text, found)
    out = out.upper() if is_capital_font(font_name) else out
    return out, found if out != text else None


def _typed_in_unicode(text: str, encoding: str) -> bool:
    from extractors.legacy_words import mostly_unicode

    return mostly_unicode(text, encoding)


def looks_legacy(text: str) -> str | None:
    """The encoding that turns ``text`` into Vietnamese, when it is not Vietnamese as it stands; else None.

    Evidence: at least three different words with signs above ASCII, of which 85 in 100 become well-formed syllables, and less than
    half are so before. Spanish, French or German does not pass.
    """
    sample = text[:20_000]
    words = {w for w in WORD.findall(sample) if HIGH.search(w)}
    if len(words) < 3 or len(_UNICODE_ONLY.findall(sample)) > len(words) // 4:
        return None
    if _valid(words) > 0.5:
        return None
    score, best = max((_valid({convert(w, e) for w in words}), e) for e in ENCODINGS)
    return best if score >= 0.85 else None


def is_doubtful(text: str) -> bool:
    """Whether ``text`` holds signs that old encodings use for letters; a quick look that ``looks_legacy`` must confirm."""
    return not text.isascii() and _DOUBTFUL.search(text) is not None


def is_mixed(text: str) -> bool:
    """Whether ``text`` holds letters that only Unicode Vietnamese has."""
    return _UNICODE_ONLY.search(text) is not None


def convert(text: str, encoding: str) -> str:
    """``text`` from ``tcvn3`` or ``vni`` to Unicode, NFC. Raises KeyError for another encoding."""
    from viparse.normalize.tables import convert as by_table
    made = by_table(text, _charmap(encoding))
    return _LOST_U.sub(_with_u, made) if encoding == "tcvn3" else made


#: "đợc", "phờng": ơ has no such rimes, ươ has. TCVN3 writes ư where others have the soft hyphen, which printers and converters leave out.
_LOST_U = regex.compile(r"(?<![ưƯ])[ơờớởỡợ](?=(?:ng|c|u)(?!\p{L}))|(?<![ưƯ])[ƠỜỚỞỠỢ](?=(?:NG|C|U)(?!\p{L}))")


def _with_u(m: regex.Match[str]) -> str:
    return ("ư" if m[0].islower() else "Ư") + m[0]


@cache
def _charmap(encoding: str) -> Charmap:
    from viparse.normalize.encodings import CHARMAPS
    from viparse.normalize.tables import build_charmap
    if encoding not in ENCODINGS:
        raise KeyError(encoding)
    pairs = dict(CHARMAPS[encoding].pairs)
    if encoding == "vni":
        pairs |= {k: v for k, v in _VNI_MORE.items() if k not in pairs}
        # a capital typed with the mark of a small letter ("Aán" = Ấn) and the other way round
        mixed = {k[0] + (k[1:].lower() if k[0].isupper() else k[1:].upper()): v for k, v in pairs.items() if len(k) > 1}
        pairs |= {k: v for k, v in mixed.items() if k not in pairs}
    return build_charmap(encoding, pairs.items())


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """A well-formed Vietnamese syllable: onset, rime, and a stopped rime only with sắc or nặng."""
    tone, letters = "", []
    for c in unicodedata.normalize("NFD", word.lower()):
        if c in _TONES:
            if tone:
                return False
            tone = _TONES[c]
        else:
            letters.append(c)
    base = unicodedata.normalize("NFC", "".join(letters))
    return bool(_SYLLABLE.fullmatch(base)) and (not _STOPPED.fullmatch(base) or tone in ("s", "j"))


def _valid(words: set[str]) -> float:
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def syllable_share(text: str) -> float:
    """Share of well-formed Vietnamese syllables among the different words of ``text`` that are not ASCII, 0 to 1; 0 where there are none."""
    return _valid({w for w in WORD.findall(text) if not w.isascii()})
