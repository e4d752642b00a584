"""TF-IDF of a small fixed set of short texts, in NumPy: no index library is worth its weight for a few hundred rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np

Features = Callable[[Sequence[str]], Iterable[str]]


def char_ngrams(words: Sequence[str]) -> list[str]:
    """Character 3-grams inside words with their edges marked: robust to a lost or misread letter."""
    return [g for word in words for g in _grams(word)]


@lru_cache(maxsize=20_000)
def _grams(word: str) -> tuple[str, ...]:
    w = f" {word} "
    return tuple(w[i : i + 3] for i in range(len(w) - 2))


def word_ngrams(words: Sequence[str]) -> list[str]:
    """Single syllables and neighbours: Vietnamese words are mostly two syllables long."""
    return [*words, *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))]


class TfIdf:
    """Unit vectors of ``texts`` (each a sequence of words). Smoothed idf, sublinear tf, cosine similarity.

    Words no text has are not ignored: they lengthen the query with the highest idf, so that a name that speaks of
    something else as well scores lower.
    """

    def __init__(self, texts: Sequence[Sequence[str]], features: Features) -> None:
        self._features = features
        counts = [Counter(features(t)) for t in texts]
        frequency = Counter(f for c in counts for f in c)
        self._column = {f: i for i, f in enumerate(frequency)}
        self._weights = [math.log((1 + len(texts)) / (1 + n)) + 1 for n in frequency.values()]
        self._unseen = math.log(1 + len(texts)) + 1
        self._matrix = np.zeros((len(texts), len(frequency)), dtype=np.float32)
        for row, c in enumerate(counts):
            for f, n in c.items():
                column = self._column[f]
                self._matrix[row, column] = (1 + math.log(n)) * self._weights[column]
        self._matrix /= np.maximum(np.linalg.norm(self._matrix, axis=1, keepdims=True), 1e-9)

    def similarities(self, words: Sequence[str], rows: Sequence[int] | None = None) -> np.ndarray:
        """Cosine of ``words`` with each text (or those of ``rows``): float32 of shape ``(n,)``, 0–1."""
        columns: list[int] = []
        weights: list[float] = []
        squares = 0.0
        known, idf, unseen = self._column, self._weights, self._unseen
        for f, n in Counter(self._features(words)).items():
            column = known.get(f)
            weight = unseen if column is None else idf[column]
            if n > 1:
                weight *= 1 + math.log(n)
            squares += weight * weight
            if column is not None:
                columns.append(column)
                weights.append(weight)
        if not columns:
            return np.zeros(len(self._matrix) if rows is None else len(rows), dtype=np.float32)
        part = (self._matrix if rows is None else self._matrix.take(rows, 0)).take(columns, 1)
        return np.asarray(part @ np.array(weights, dtype=np.float32) / math.sqrt(squares))
