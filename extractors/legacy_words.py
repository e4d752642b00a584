"""Which words of a text were typed for the fonts of before Unicode, where no font tells: word by word, and never a word of Unicode.

"Phòng" is Unicode as it stands and "Phũng" as TCVN3, "cã" the other way round ("có"): both are well-formed. The words of the field's
vocabularies tell them apart, then the words beside them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable

import regex

from extractors import legacy
from extractors.text import new_tones
from schemas import vocab

Judge = tuple[float, float]  # how well a word stands as it is, and converted
_LETTERS = regex.compile(r"[\p{L}\p{M}]++")
_WORD = regex.compile(rf"(?:(?![…–—•]){legacy.WORD.pattern.removesuffix('+')})++")  # signs that neither encoding has
_LATIN = regex.compile(r"\p{Latin}++")
_INSIDE = regex.compile(r"\p{L}[^\p{L}\p{M}]\p{L}")  # a sign between letters: "H§ND", "Kr«ng"; not "m²", "«xem»"
#: A run under an old font's name counts as Unicode only with a word of so many letters: shorter ones may be parts of words.
LONG = 3
#: What the nearest sure word weighs in a text of both kinds; a neighbour that a word is known beside weighs 2.
NEAR = 1.5


def convert_words(text: str, encoding: str) -> str:
    """``text`` with its words of ``encoding`` in Unicode (NFC), all others as they are."""
    if text.isascii():
        return text
    found = list(_WORD.finditer(text))
    raw = [unicodedata.normalize("NFC", m[0]) for m in found]
    new = [legacy.convert(m[0], encoding) if legacy.HIGH.search(m[0]) else w for m, w in zip(found, raw, strict=True)]
    choice = [_alone(m[0], w, n) for m, w, n in zip(found, raw, new, strict=True)]
    # what each word that can only be one of the two says of those beside it
    sure = {i: bool(c) for i, c in enumerate(choice) if c is not None and (c or raw[i] != new[i] or legacy.is_mixed(raw[i]))}
    kinds = set(sure.values())
    for i, chosen in enumerate(choice):
        if chosen is None:
            choice[i] = False if kinds == {False} else _better(i, raw, new, sure)
    out, last = [], 0
    for m, chosen, made in zip(found, choice, new, strict=True):
        out += [text[last:m.start()], made if chosen else m[0]]
        last = m.end()
    return unicodedata.normalize("NFC", "".join([*out, text[last:]]))


def mostly_unicode(text: str, encoding: str) -> bool:
    """Whether a run under an old font's name was typed in Unicode: every word that would change is well known as it is, and none as it would be."""
    known, _, _ = _known()
    changed = [(w, made) for w in _WORD.findall(text) if legacy.HIGH.search(w) and (made := legacy.convert(w, encoding)) != w]
    return any(len(w) >= LONG for w, _ in changed) and all(_key(w) in known and _key(made) not in known for w, made in changed)


def _alone(word: str, raw: str, new: str) -> bool | None:
    """True: only the old encoding explains the word; False: it is Unicode, or nothing to convert; None: both may be."""
    if raw == new or legacy.is_mixed(word) or not legacy.HIGH.search(word) or len(raw) == 1 and not raw.isalpha():
        return False
    a, b = _syllables(raw), _syllables(new)
    if a != b:
        return b
    if not a:  # a name ("Kr«ng") or an abbreviation ("HÑND"); letters alone may be a name of another language ("Müller")
        return _LATIN.fullmatch(new) is not None and (_INSIDE.search(raw) is not None or raw.isalpha() and raw.isupper() and legacy.is_doubtful(word))
    return None


def _syllables(word: str) -> bool:
    parts = _LETTERS.findall(word)
    return bool(parts) and "".join(parts) == word and all(map(legacy.is_syllable, parts))


def _score(i: int, word: str, raw: list[str], new: list[str]) -> float:
    """How well a word is known: 2 for each neighbour it is known beside, and by how often it is met, at most 2."""
    known, often, pairs = _known()
    w = _key(word)
    sides: tuple[tuple[int, Callable[[str], tuple[str, str]]], ...] = ((i - 1, lambda other: (_key(other), w)), (i + 1, lambda other: (w, _key(other))))
    beside = sum(any(pair(x[j]) in pairs for x in (raw, new)) for j, pair in sides if 0 <= j < len(raw))
    return 2.0 * beside + (w in known) * 0.5 + min(often.get(w, 0), 15) / 10


def _better(i: int, raw: list[str], new: list[str], sure: dict[int, bool]) -> bool:
    """Whether a word that may be both is rather an old one: as the nearest word that is sure, unless only one of its readings is a known word."""
    known, _, _ = _known()
    as_is, converted = _score(i, raw[i], raw, new), _score(i, new[i], raw, new)
    if (_key(raw[i]) in known) != (_key(new[i]) in known):
        return converted > as_is
    if not sure:
        return converted > as_is
    old = sure[min(sure, key=lambda j: abs(j - i))]
    return old if set(sure.values()) == {True} else converted + NEAR * old > as_is + NEAR * (not old)


def _key(word: str) -> str:
    return new_tones(word.lower())


@vocab.compiled
def _known() -> tuple[frozenset[str], Counter[str], frozenset[tuple[str, str]]]:
    """Words and pairs of the field's prose. Of these two vocabularies alone: a reading of a file rests on them, and a unit more reads no file again."""
    pairs = frozenset(
        (p[0], p[1]) for name in ("word_pairs", "word_pairs_everyday") for row in vocab.rows(name) if len(p := new_tones(row["pair"].lower()).split(" ")) == 2
    )
    often = Counter(w for pair in pairs for w in pair)
    return frozenset(often), often, pairs
