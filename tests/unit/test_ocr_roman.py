"""Roman numerals are told by their strokes, where the engine drops or adds one; nothing else is touched."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.readers.ocr.engine import Word
from extractors.readers.ocr.numbers import second_look
from extractors.readers.ocr.roman import read_roman
from tests.unit.pictures import font, sheet


def drawn(text: str, points: float = 12) -> tuple[np.ndarray, list[tuple[int, int, int, int]]]:
    """Ink of one line, and the box of each word."""
    image, pen = sheet(900, 120)
    x, lefts = 60.0, []
    for word in text.split():
        pen.text((x, 30), word, font=font(points), fill=(20, 20, 20))
        lefts.append(round(x) - 4)
        x += pen.textlength(word, font=font(points)) + 14
    ink = (np.asarray(image.convert("L")) < 150).astype(np.uint8)
    boxes = []
    for left, right in zip(lefts, [*lefts[1:], 900], strict=True):
        rows, columns = np.flatnonzero(ink[:, left:right].any(axis=1)), np.flatnonzero(ink[:, left:right].any(axis=0))
        boxes.append((left + int(columns[0]), int(rows[0]), left + int(columns[-1]) + 1, int(rows[-1]) + 1))
    return ink, boxes


def look(text: str, read: str) -> str:
    ink, boxes = drawn(text)
    words = [Word(t, b, 0.9) for t, b in zip(read.split(), boxes, strict=False)]
    return " ".join(w.text for w in second_look(words, ink, (0, 0, ink.shape[1], ink.shape[0])))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("III. TỔ CHỨC", "II. TỔ CHỨC"),
        ("II. NHIỆM VỤ", "H. NHIỆM VỤ"),
        ("II - NỘI DUNG", "I - NỘI DUNG"),
        ("I. Mục tiêu", "I1. Mục tiêu"),
        ("Quý III", "Quý II"),
        ("Quý II", "Quý I"),
        ("Quý III/2026", "Quý 11/2026"),
        ("Quý II - Quý III/2026", "Quý II - Quý II/2026"),
        ("Phụ lục II", "Phụ lục"),
    ],
)
def test_numerals_by_their_strokes(text: str, read: str) -> None:
    assert look(text, read) == text


@pytest.mark.parametrize("text", ["I. MỤC TIÊU", "IV. KINH PHÍ", "VIII. TỔ CHỨC", "1. Mục đích", "11. Số hộ", "Quý 1/2026", "Quý 4/2026", "H là", "Lan Hương", "Quý độc giả"])
def test_what_was_read_right_stays(text: str) -> None:
    assert look(text, text) == text


def test_letters_are_no_strokes() -> None:
    for text in ("H", "X", "V", "N", "M", "in", "E"):
        ink, boxes = drawn(text)
        assert read_roman(ink, boxes[0]) in ("", text if text in "XV" else "")


def test_no_ink_is_no_numeral() -> None:
    assert read_roman(np.zeros((40, 40), np.uint8), (0, 0, 40, 40)) == ""
