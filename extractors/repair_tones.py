"""Marks: ``ổ`` and ``ố`` differ by a few pixels in a poor scan, and the engine is as sure of the wrong one as of the right one.

Which word of those that look alike stands there is decided by the words beside it: pairs of neighbours from the vocabularies
and from texts of the field (``word_pairs.csv``), everyday words of two syllables (``word_pairs_everyday.csv``). A line is decided
as a whole, so that "chuyến đối số" becomes "chuyển đổi số" though both words are wrong. Where the neighbours say nothing, or know
both, the word stays as it was read.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

import regex

from extractors.text import fold_keep, new_tones
from schemas import vocab

_HOOK, _ACUTE = "\u0309", "\u0301"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HATS = "\u0302\u0306\u031b"
_CORE = regex.compile(r"^([(\"“'‘]?)(\p{L}++)([.,;:!?)…\"”'’/]*)$")
#: A syllable without its marks.
SYLLABLE = regex.compile(r"^(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?$")

#: What a known pair wins: a word of two syllables; neighbours of some text; neighbours of which one goes with anything.
WORD, SEEN, WEAK = 1.0, 0.75, 0.4
#: What changing one word costs, in pairs won; none changes without a pair of its own. Hook and acute over a hat exchanged: one pair
#: pays for two.
SWAPPED = 0.45
#: A tone over a hat that was lost, the dot of an i taken for a hook.
LOST = 0.6
#: d for đ and đ for d; another tone over a hat.
OTHER = 0.8
#: A tone or hat that is seldom mistaken: only pairs on both sides pay for it.
FIRM = 1.0
#: What more it costs for each further sign; for a word of the language read with certainty; for a word that makes a known pair as it
#: is ("truyền thống văn hóa"); inside a name; for a word that twice as many others go with; and what less for a word that no text knows.
FURTHER, SURE, SETTLED, NAME, COMMON, UNKNOWN = 0.35, 0.25, 0.4, 0.5, 0.1, 0.3
#: What more a pair wins whose other word stands with few (FEW) only: "phức" goes with hardly anything but "tạp".
RARE, FEW = 0.3, 12
#: Words that stand beside any other and so say little of it.
ANYWHERE = frozenset((
    "bằng", "bị", "bởi", "các", "cho", "chưa", "có", "của", "cùng", "cũng", "do", "để", "đã", "đang", "đến", "được", "hay", "hoặc",
    "khi", "không", "là", "lại", "mà", "mọi", "một", "nên", "nếu", "này", "những", "nhưng", "như", "ở", "ra", "sẽ", "tại", "thì",
    "theo", "trên", "trong", "từ", "và", "vào", "vẫn", "về", "việc", "vì", "với",
))  # fmt: skip
#: The engine never gives a word more than about 0.97, right or wrong; above this something else has confirmed it.
CONFIRMED = 0.98
#: A word of the language read at least so surely costs more to change.
SURE_FROM = 0.9
#: Below this confidence a word that makes no known pair costs DOUBT less.
DOUBTED, DOUBT = 0.85, 0.15
#: An abbreviation read at least so surely stays.
CERTAIN = 0.93

_COLUMNS = {"units": "name", "unit_variants": "variant", "indicators": "canonical_name_vi", "indicator_variants": "variant", "known_documents": "title",
            "table_headers": "header", "deliverables": "word", "deadline_words": "word", "word_pairs": "pair", "word_pairs_everyday": "pair"}  # fmt: skip


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
def words_of_two() -> frozenset[tuple[str, str]]:
    """Pairs that are one word, or are said as one."""
    rows = [*vocab.rows("word_pairs_everyday"), *(r for r in vocab.rows("word_pairs") if r["source"] == "usage")]
    pairs = (new_tones(r["pair"]).split(" ") for r in rows)
    return frozenset((p[0], p[1]) for p in pairs if len(p) == 2)


@vocab.compiled
def known_in_pairs() -> frozenset[str]:
    """Every word of a known pair."""
    return frozenset(w for pair in known_pairs() for w in pair)


@vocab.compiled
def _neighbours() -> dict[str, int]:
    """How many known pairs a word stands in: a measure of how common it is."""
    return Counter(w for pair in known_pairs() for w in pair)


@vocab.compiled
def _alike() -> dict[str, tuple[str, ...]]:
    """Known words by their letters without marks."""
    out: dict[str, list[str]] = defaultdict(list)
    for w in sorted(known_in_pairs()):
        out[fold_keep(w)].append(w)
    return {k: tuple(v) for k, v in out.items()}


@lru_cache(maxsize=50_000)
def _letters(word: str) -> tuple[tuple[str, str, str], ...]:
    """(letter, hat, tone) for each letter."""
    out: list[tuple[str, str, str]] = []
    for c in unicodedata.normalize("NFD", word):
        if c in _TONES and out:
            out[-1] = (out[-1][0], out[-1][1], c)
        elif c in _HATS and out:
            out[-1] = (out[-1][0], c, out[-1][2])
        else:
            out.append((c, "", ""))
    return tuple(out)


@lru_cache(maxsize=50_000)
def cost(read: str, meant: str) -> float | None:
    """What it costs to take ``meant`` for ``read`` (same letters but for marks); None when more than two signs differ."""
    own, other = _letters(read), _letters(meant)
    if len(own) != len(other):
        return None
    found = [p for a, b in zip(own, other, strict=True) if a != b for p in _signs(a, b)]
    return max(found) + FURTHER * (len(found) - 1) if 0 < len(found) <= 2 else None


def _signs(a: tuple[str, str, str], b: tuple[str, str, str]) -> list[float]:
    out = []
    if a[0] != b[0] or a[1] != b[1]:
        out.append(OTHER if a[0] != b[0] else FIRM)
    if a[2] != b[2]:
        hat = bool(a[1])
        if hat and {a[2], b[2]} == {_HOOK, _ACUTE}:
            out.append(SWAPPED)
        elif (hat and not a[2]) or (a[0] == "i" and a[2] == _HOOK and not b[2]):
            out.append(LOST)
        else:
            out.append(OTHER if hat and b[2] else FIRM)
    return out


def right_tones(words: Sequence[str], confidences: Sequence[float]) -> list[str]:
    """``words`` of one line or cell with the marks that their neighbours want; as many come back."""
    parsed = [_CORE.match(w) for w in words]
    choices = [_choices(words, parsed, i, c) for i, c in enumerate(confidences)]
    if not any(len(c) > 1 for c in choices):
        return list(words)
    # best sum of known pairs less the cost of changes, word by word (Viterbi)
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    before: list[tuple[str, float]] = [("", 0.0)]
    for i, options in enumerate(choices):
        joined, step = _joined(parsed, i), []
        known = before[0][0] in known_in_pairs(), options[0][0] in known_in_pairs()
        for k, (word, price) in enumerate(options):
            gains = [
                (score - price + (_won(other, word, bool(j) and known[0], bool(k) and known[1]) if joined else 0.0), path)
                for j, ((score, path), (other, _)) in enumerate(zip(best, before, strict=True))
            ]
            score, path = max(gains, key=lambda g: g[0])
            step.append((score, (*path, k)))
        best, before = step, options
    chosen = max(best, key=lambda b: b[0])[1]
    out = list(words)
    for i, k in enumerate(chosen):
        m = parsed[i]
        if k and m is not None and not (_ends_name(words, i) and (choices[i - 1][chosen[i - 1]][0], choices[i][k][0]) not in known_pairs()):
            new = choices[i][k][0]
            out[i] = m[1] + (new.upper() if m[2].isupper() and len(m[2]) > 1 else new.capitalize() if m[2][:1].isupper() else new) + m[3]
    return out


def _won(a: str, b: str, a_changed: bool, b_changed: bool) -> float:
    """What the pair wins. A word of the language does not change for one that goes with anything (``…_changed``: it was known as read)."""
    if (a, b) in words_of_two():
        beside = _neighbours()[a if b_changed else b] if a_changed != b_changed else FEW + 1
        return WORD + (RARE if beside <= FEW else 0.0)
    if (a, b) not in known_pairs():
        return 0.0
    return WEAK if (b_changed and a in ANYWHERE) or (a_changed and b in ANYWHERE) else SEEN


def _joined(parsed: Sequence[regex.Match[str] | None], i: int) -> bool:
    m, last = parsed[i] if 0 <= i < len(parsed) else None, parsed[i - 1] if i else None
    return m is not None and last is not None and not last[3] and not m[1]


def _ends_name(words: Sequence[str], i: int) -> bool:
    """"Đồng Phú lãnh đạo": a capital word after another and before a small one may be the end of a name, which only its own start knows."""
    after = words[i + 1] if i + 1 < len(words) else ""
    return i > 0 and words[i].istitle() and words[i - 1].istitle() and after[:1].islower()


def _choices(words: Sequence[str], parsed: Sequence[regex.Match[str] | None], i: int, confidence: float) -> list[tuple[str, float]]:
    """The word as read (cost 0) and what it may be instead, with what that costs."""
    m = parsed[i]
    if m is None:
        return [("", 0.0)]
    word = new_tones(m[2].lower())
    out = [(word, 0.0)]
    if confidence >= CONFIRMED or not SYLLABLE.match(fold_keep(word)):
        return out
    known = word in known_in_pairs()
    more, doubt = 0.0 if known else -UNKNOWN, 0.0
    beside = [new_tones(parsed[k][2].lower()) if _joined(parsed, max(i, k)) else "" for k in (i - 1, i + 1)]  # type: ignore[index]
    if (beside[0], word) in known_pairs() or (word, beside[1]) in known_pairs():
        more += SETTLED
    elif confidence < DOUBTED:
        doubt = DOUBT
    if m[2].istitle() and any(w.istitle() for w in (*words[max(0, i - 1) : i], *words[i + 1 : i + 2])):
        more += NAME
    for other in _alike().get(fold_keep(word), ()):
        price = cost(word, other) if other != word else None
        if price is not None:
            firm = SURE if known and confidence >= SURE_FROM and price > LOST else -doubt if price < FIRM else 0.0
            common = COMMON * math.log2((1 + _neighbours().get(word, 0)) / (1 + _neighbours()[other]))
            out.append((other, max(price + more + firm + min(max(common, -0.1), 0.3), 0.1)))
    if len(out) == 2 and not known and m[2].islower() and cost(word, out[1][0]) == LOST:
        out[1] = (out[1][0], -0.01)  # no word, and one word alone looks like it: "ghỉ"
    return out
