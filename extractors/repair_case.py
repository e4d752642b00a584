"""Capitals where none can stand: "nước gieO cây", "y tẾ", "cơ Sở", "cung, cầu, Ổn định".

Letters whose capital looks like the small one (o, s, ...) and whole ends of words come back as capitals from poor scans. A capital
after a small letter is never right in a Vietnamese word; one at a word's start only where the words beside it say so.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractors.repair_tones import SYLLABLE, known_in_pairs, words_of_two
from extractors.text import fold_keep, new_tones
from schemas import vocab

_INSIDE = regex.compile(r"^([(\"“]?)(\p{Ll}++\p{Lu}\p{L}*+)([.,;:!?)…\"”/]*)$")
_START = regex.compile(r"^(\p{Lu}\p{Ll}*+)([.,;:!?)…\"”/]*)$")
_SMALL = regex.compile(r"^\p{Ll}++,?$")
#: Letters (without marks) whose capital differs from the small one by its size alone.
_SAME_SHAPE = frozenset("cosuvxwz")
#: Confidence under which a capital is doubted where the word ends a word of two syllables ("cơ Sở"), and where it begins one.
LEFT, RIGHT = 0.9, 0.85
#: Tables of names: what begins with a capital in one of them may do so anywhere.
_NAMES = ("units", "unit_variants", "issuer_codes", "levels", "document_types", "law_names", "places", "places_former")


def right_case(words: Sequence[str], confidences: Sequence[float]) -> list[str]:
    """``words`` with such capitals made small; as many come back."""
    out = list(words)
    for i, word in enumerate(words):
        if m := _INSIDE.match(word):
            small = m[2].lower()
            if SYLLABLE.match(fold_keep(small)) and (not small.isascii() or len(small) > 2) and new_tones(small) in known_in_pairs():
                beside = [w for w in (*words[max(0, i - 1) : i], *words[i + 1 : i + 2]) if len(w) > 1]
                out[i] = m[1] + (small.upper() if beside and all(w.isupper() for w in beside) else small) + m[3]
        elif i and (m := _START.match(word)) and fold_keep(m[1][0].lower()) in _SAME_SHAPE and _SMALL.match(out[i - 1]):
            small, before = new_tones(m[1].lower()), new_tones(out[i - 1])
            after = new_tones(words[i + 1].rstrip(".,;:)")) if i + 1 < len(words) else ""
            one_word = (before, small) in words_of_two()
            begins_word = m[1] not in _capitals() and (small, after) in words_of_two() and after.islower() and not m[2]
            if (one_word and confidences[i] < LEFT) or (begins_word and confidences[i] < RIGHT):
                out[i] = small + m[2]
    return out


@vocab.compiled
def _capitals() -> frozenset[str]:
    """Words that stand with a capital in a name of the vocabularies."""
    texts = (v for t in _NAMES for row in vocab.rows(t) for v in row.values())
    return frozenset(w for text in texts for w in regex.findall(r"(?<!\p{L})\p{Lu}\p{Ll}*+(?!\p{L})", text))
