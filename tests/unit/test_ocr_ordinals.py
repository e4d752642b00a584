"""Dots lost from ordinals are put back where their siblings decide it; the per mille is told by its rings."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.readers.ocr.engine import Word
from extractors.readers.ocr.ordinals import right_ordinals
from extractors.readers.ocr.permille import per_mille
from extractors.readers.ocr.prepare import darker
from schemas.document import Box, Cell
from schemas.spans import Span, Spans
from tests.unit.pictures import DPI, font


def column(*texts: str) -> list[Cell]:
    box = (10.0, 10.0, 30.0, 20.0)
    return [Cell(t, Spans([Span(0, len(t), 1, box, 0.95)] if t else []), (Box(1, box),), 0.95, (), row, 0) for row, t in enumerate(texts)]


@pytest.mark.parametrize(
    ("read", "right"),
    [
        (["TT", "1", "1.1", "12", "1.3"], ["TT", "1", "1.1", "1.2", "1.3"]),
        (["1", "11", "12", "13", "2", "21"], ["1", "1.1", "1.2", "1.3", "2", "2.1"]),
        (["1.1", "1,2", "1.3"], ["1.1", "1.2", "1.3"]),
        (["1.9", "110", "1.11"], ["1.9", "1.10", "1.11"]),
        (["2.1", "2.1.1", "212", "2.2"], ["2.1", "2.1.1", "2.1.2", "2.2"]),
        (["I", "1", "1.1", "12.", "II", "1"], ["I", "1", "1.1", "1.2.", "II", "1"]),
        (["10", "11", "12", "13"], ["10", "11", "12", "13"]),  # counted on
        (["1", "2", "21", "22"], ["1", "2", "2.1", "2.2"]),
        (["1", "2", "3", "31"], ["1", "2", "3", "31"]),  # one alone may be anything
        (["5", "50", "12", "7"], ["5", "50", "12", "7"]),  # values
        (["1.1", "13", "1.3"], ["1.1", "13", "1.3"]),  # 1.2 is left out: not decided
        (["Xã A", "1.1", "12", "Xã B", "Xã C"], ["Xã A", "1.1", "12", "Xã B", "Xã C"]),  # names, no ordinals
    ],
)
def test_siblings_decide(read: list[str], right: list[str]) -> None:
    cells = column(*read)
    right_ordinals(cells, [(0, 0, 80, 40)] * len(cells), DPI)
    assert [c.text for c in cells] == right
    for c, was in zip(cells, read, strict=True):
        assert (c.text == was) == (not c.notes)
        assert c.confidence < 0.95 if c.notes else c.confidence == 0.95
        assert all(s.end <= len(c.text) for s in c.spans)


def test_a_wide_column_holds_values() -> None:
    cells = column("1", "1.1", "12", "1.3")
    right_ordinals(cells, [(0, 0, 400, 40)] * 4, DPI)
    assert [c.text for c in cells] == ["1", "1.1", "12", "1.3"]


@pytest.mark.parametrize("points", [11, 13])
@pytest.mark.parametrize(
    ("printed", "read", "right"),
    [("13,83‰", "13,83%", "13,83‰"), ("13,83%", "13,83%", "13,83%"), ("98,8%", "98,8%", "98,8%"), ("68‰", "68%", "68‰"), ("‰", "%", "‰"), ("68‰;", "68%;", "68‰;")],
)
def test_per_mille_has_two_rings_below(printed: str, read: str, right: str, points: int) -> None:
    picture = Image.new("L", (500, 120), 255)
    pen, shape = ImageDraw.Draw(picture), font(points)
    pen.text((60, 30), printed, font=shape, fill=20)
    x0, y0, x1, y1 = pen.textbbox((60, 30), printed, font=shape)
    got = per_mille(Word(read, (int(x0), int(y0), int(x1), int(y1)), 0.95), darker(np.asarray(picture), 150))
    assert got.text == right
    assert (got.confidence < 0.9) == (right != read) == bool(got.notes)


def test_a_letter_for_the_second_ring() -> None:
    blank = np.zeros((60, 200), np.uint8)
    assert [per_mille(Word(t, (10, 10, 90, 40), 0.95), blank).text for t in ("12,21%0;", "18,3%o", "100%", "%", "50%)")] == ["12,21‰;", "18,3‰", "100%", "%", "50%)"]
