"""Packed words say what a list of Span objects says."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from schemas.document import Box, Paragraph
from schemas.spans import Span, Spans, around

NUMBER = st.floats(-2_000, 2_000, allow_nan=False)
WORD = st.tuples(st.integers(0, 3), st.integers(1, 12), st.integers(1, 4), st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), st.floats(0, 1))


def words_of(given: list[tuple[int, int, int, tuple[float, float, float, float], float]]) -> list[Span]:
    out: list[Span] = []
    at = 0
    for gap, length, page, box, confidence in given:
        out.append(Span(at + gap, at + gap + length, page, box, confidence))
        at += gap + length
    return out


@given(st.lists(WORD, max_size=12), st.integers(-3, 60), st.integers(-3, 60))
def test_packed_words_are_the_words(drawn: list, a: int, b: int) -> None:
    words = words_of(drawn)
    packed = Spans(words)
    assert list(packed) == words and len(packed) == len(words) and [packed[i] for i in range(-len(words), len(words))] == words * 2
    assert packed == Spans(words) and hash(packed) == hash(Spans(words)) and pickle.loads(pickle.dumps(packed)) == packed
    start, end = min(a, b), max(a, b)
    assert list(packed.touching(start, end)) == [s for s in words if s.start < end and s.end > start]
    assert list(packed.within(start, end)) == [s._replace(start=s.start - start, end=s.end - start) for s in words if start <= s.start < end]
    assert list(packed + packed.moved(100)) == [*words, *(s._replace(start=s.start + 100, end=s.end + 100) for s in words)]
    assert list(packed[1:3]) == words[1:3]


@given(st.lists(WORD, min_size=1, max_size=12), st.integers(0, 60), st.integers(0, 60))
def test_boxes_and_confidence_of_a_part(drawn: list, a: int, b: int) -> None:
    words = words_of(drawn)
    start, end = min(a, b), max(a, b)
    whole = (Box(9, (0.0, 0.0, 1.0, 1.0)),)
    text = Paragraph("x" * words[-1].end, Spans(words), whole, 0.5)
    found = [s for s in words if s.start < end and s.end > start]
    pages = sorted({s.page for s in found})
    assert text.boxes_of(start, end) == (tuple(Box(p, around(s.bbox for s in found if s.page == p)) for p in pages) if found else whole)
    assert text.confidence_of(start, end) == min((s.confidence for s in found), default=0.5)
