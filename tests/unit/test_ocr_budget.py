"""A page with thousands of drawn cells is read within bounds and loses nothing."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.readers.ocr.budget import AGAIN, CELLS, Budget
from extractors.readers.ocr.engine import Picture
from extractors.readers.ocr.page import read_image_page
from schemas.document import Table
from tests.unit.pictures import DPI, font


def cells_page(n: int, side: int = 64) -> np.ndarray:
    """A square page of ``n`` × ``n`` ruled cells with a number of two digits in each."""
    picture = Image.new("RGB", (n * side + 200, n * side + 200), (252, 252, 250))
    pen, small = ImageDraw.Draw(picture), font(7)
    for k in range(n * n):
        pen.text((108 + k % n * side, 118 + k // n * side), number(k), font=small, fill=(20, 20, 20))
    for k in range(n + 1):
        at, end = 100 + k * side, 100 + n * side
        pen.line([(100, at), (end, at)], fill=0, width=2)
        pen.line([(at, 100), (at, end)], fill=0, width=2)
    return np.asarray(picture)


def number(k: int) -> str:
    return str(k * 7 % 90 + 10)


@pytest.mark.slow
def test_sixty_by_sixty_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tesserocr")
    calls: Counter[int] = Counter()
    read = Picture.read

    def counted(self: Picture, rect: tuple[int, int, int, int] | None = None, mode: int = 3) -> list:
        calls[mode] += 1
        return read(self, rect, mode)

    monkeypatch.setattr(Picture, "read", counted)
    picture = cells_page(60)
    done = read_image_page(picture, DPI, 1, (picture.shape[1] * 72 / DPI, picture.shape[0] * 72 / DPI))
    assert calls.total() <= CELLS + AGAIN + 5
    assert [n.code for n in done.notes] == ["cells_read_at_once"]
    (table,) = [b for b in done.blocks if isinstance(b, Table)]
    assert len(table.cells) == 3_600
    right = [c.text == number(c.row * 60 + c.col) for c in table.cells]
    assert sum(right) >= 3_500
    assert not any(c.confidence >= 0.9 for c in table.cells[CELLS:])  # not looked at by themselves
    assert all(r for c, r in zip(table.cells, right, strict=True) if c.confidence >= 0.9)


def test_a_budget_says_when_it_was_not_enough() -> None:
    left = Budget(cells=2, again=1)
    assert [left.cell(), left.second(), left.cell()] == [True] * 3
    assert not left.hurried
    assert not left.second()
    assert left.hurried
    assert not Budget(until=0.0).cell()  # no time left
