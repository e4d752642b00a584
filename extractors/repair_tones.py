"""Hook or acute: ``ổ`` and ``ố`` differ by a few pixels in a poor scan, and the engine is as sure of the wrong one as of the right one.

Which of the two stands there is decided by the words beside it: pairs of neighbours from the vocabularies and from texts of
the field (``word_pairs.csv``). A line is decided as a whole, so that "chuyến đối số" becomes "chuyển đổi số" though both words
are wrong. Where the neighbours say nothing, or know both, the word stays as it was read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import regex

from extractors.text import new_tones
from schemas import vocab

_HOOK, _ACUTE = "\u0309", "\u0301"
_GRAVE = "\u0300"
_TONES = regex.compile("[\u0300\u0301\u0303\u0309\u0323]")
#: The vowel that carries circumflex, breve or horn: the tone stands there, and there it is lost.
_VOWEL = regex.compile("[aeou][\u0302\u0306\u031b]")
_SWAPPED = str.maketrans({_HOOK: _ACUTE, _ACUTE: _HOOK})
_CORE = regex.compile(r"^([(\"“'‘]?)(\p{L}++)([.,;:!?)…\"”'’]*)$")
#: What changing one word costs, in known pairs won: one pair pays for two hooks, none changes without; a lost or new tone needs its own.
SWAPPED, LOST = 0.45, 0.7
#: What is added for losing the tone of a word that makes a known pair as it is ("truyền thống văn hóa").
SETTLED = 0.4
#: What a pair wins for the change of a word that is one itself when the other word goes with anything ("của", "có"): not enough alone.
WEAK = 0.4
#: Words that stand beside any other and so say little of it.
ANYWHERE = frozenset((
    "bằng", "bị", "bởi", "các", "cho", "chưa", "có", "của", "cùng", "cũng", "do", "để", "đã", "đang", "đến", "được", "hay", "hoặc",
    "khi", "không", "là", "lại", "mà", "mọi", "một", "nên", "nếu", "này", "những", "nhưng", "như", "ở", "ra", "sẽ", "tại", "thì",
    "theo", "trên", "trong", "từ", "và", "vào", "vẫn", "về", "việc", "vì", "với",
))  # fmt: skip
#: The engine never gives a word more than about 0.97, right or wrong; above this something else has confirmed it.
CONFIRMED = 0.98
#: A word read at least so surely stays; below it one without a tone that some pair knows is asked for a lost one, an abbreviation for its letters.
CERTAIN = 0.93

_COLUMNS = {"units": "name", "unit_variants": "variant", "indicators": "canonical_name_vi", "indicator_variants": "variant", "known_documents": "title",
            "table_headers": "header", "deliverables": "word", "deadline_words": "word", "word_pairs": "pair"}  # fmt: skip


@lru_cache(maxsize=20_000)
def others(word: str) -> tuple[tuple[str, float], ...]:
    """What ``word`` may be instead, and what that costs: hook and acute exchanged; its tone a speck, its tone lost."""
    d = unicodedata.normalize("NFD", word)
    if _HOOK in d or _ACUTE in d:
        bare = d.replace(_HOOK, "").replace(_ACUTE, "")
        return (unicodedata.normalize("NFC", d.translate(_SWAPPED)), SWAPPED), (unicodedata.normalize("NFC", bare), LOST)
    if _TONES.search(d) or not _VOWEL.search(d):
        return ()
    at = _VOWEL.search(d).end()  # type: ignore[union-attr]
    return tuple((unicodedata.normalize("NFC", d[:at] + tone + d[at:]), LOST) for tone in (_HOOK, _ACUTE, _GRAVE))


@vocab.compiled
def known_pairs() -> frozenset[tuple[str, str]]:
    """Neighbouring words (lower case, new tone places) of the vocabularies."""
    out: set[tuple[str, str]] = set()
    for name, column in _COLUMNS.items():
        for row in vocab.rows(name):
            found = regex.findall(r"\p{L}++|[^\p{L}\s]", new_tones(row.get(column, "").lower()))
            out.update((a, b) for a, b in zip(found, found[1:], strict=False) if a.isalpha() and b.isalpha())
    return frozenset(out)


@vocab.compiled
def _known_words() -> frozenset[str]:
    return frozenset(w for pair in known_pairs() for w in pair)


def right_tones(words: Sequence[str], confidences: Sequence[float]) -> list[str]:
    """``words`` of one line or cell with hooks and acutes as their neighbours want them; as many come back."""
    parsed = [_CORE.match(w) for w in words]
    choices = [_choices(m, c) for m, c in zip(parsed, confidences, strict=True)]
    if not any(len(c) > 1 for c in choices):
        return list(words)
    pairs = known_pairs()
    known = _known_words()

    def won(i: int, j: int, k: int) -> float:
        """What a known pair wins at ``i``, choice ``j`` of the word before and ``k`` of this one."""
        before, now = choices[i - 1], choices[i]
        weak = (k and now[0][0] in known and before[j][0] in ANYWHERE) or (j and before[0][0] in known and now[k][0] in ANYWHERE)
        return WEAK if weak else 1.0

    # best sum of known pairs less the cost of changes, word by word (Viterbi over at most three choices a place)
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    before: list[tuple[str, float]] = [("", 0.0)]
    for i, options in enumerate(choices):
        m, last = parsed[i], parsed[i - 1] if i else None
        joined = m is not None and last is not None and not last[3] and not m[1]
        step = []
        first, after = options[0][0], choices[i + 1][0][0] if i + 1 < len(choices) else ""
        settled = (choices[i - 1][0][0] if i else "", first) in pairs or (first, after) in pairs
        for k, (word, cost) in enumerate(options):
            cost += SETTLED if k and settled and cost == LOST else 0.0
            gains = [
                (score + (won(i, j, k) if joined and (b, word) in pairs else 0.0) - cost, path)
                for j, ((score, path), (b, _)) in enumerate(zip(best, before, strict=True))
            ]
            score, path = max(gains, key=lambda g: g[0])
            step.append((score, (*path, k)))
        best, before = step, options
    chosen = max(best, key=lambda b: b[0])[1]
    out = list(words)
    for i, k in enumerate(chosen):
        m = parsed[i]
        if k and m is not None and not (_ends_name(words, i) and (choices[i - 1][chosen[i - 1]][0], choices[i][k][0]) not in pairs):
            new = choices[i][k][0]
            out[i] = m[1] + (new.upper() if m[2].isupper() and len(m[2]) > 1 else new.capitalize() if m[2][:1].isupper() else new) + m[3]
    return out


def _ends_name(words: Sequence[str], i: int) -> bool:
    """"Đồng Phú lãnh đạo": a capital word after another and before a small one may be the end of a name, which only its own start knows."""
    after = words[i + 1] if i + 1 < len(words) else ""
    return i > 0 and words[i].istitle() and words[i - 1].istitle() and after[:1].islower()


def _choices(m: regex.Match[str] | None, confidence: float) -> list[tuple[str, float]]:
    if m is None:
        return [("", 0.0)]
    word = new_tones(m[2].lower())
    doubted = _TONES.search(unicodedata.normalize("NFD", word)) is not None or word not in _known_words()
    return [(word, 0.0), *(others(word) if confidence < (CONFIRMED if doubted else CERTAIN) else ())]
