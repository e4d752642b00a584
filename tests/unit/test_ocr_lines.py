"""Words to lines to columns: boxes that lie in one another, words the engine holds for nothing, fixed words that part columns."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.readers.ocr import missed
from extractors.readers.ocr.engine import Word
from extractors.readers.ocr.layout import paragraphs
from extractors.readers.ocr.missed import believed_words
from extractors.readers.ocr.text import Line, lines_of

DPI = 200


def row(text: str, left: int, right: int, top: int, line: int = 0) -> list[Word]:
    parts, step = text.split(), (right - left) // len(text.split())
    return [Word(t, (left + i * step, top, left + (i + 1) * step - 10, top + 26), 0.95, line) for i, t in enumerate(parts)]


def test_a_word_whose_box_lies_in_its_neighbours_starts_no_line() -> None:
    words = [Word("chất", (600, 100, 660, 130), 0.9, 3), Word("lượng", (749, 98, 861, 134), 0.9, 3), Word("ở", (844, 104, 858, 128), 0.9, 3),
             Word("nơi", (870, 101, 920, 131), 0.9, 3), Word("nhất.", (600, 150, 680, 180), 0.9, 4)]  # fmt: skip
    assert [line.text for line in lines_of(words)] == ["chất lượng ở nơi", "nhất."]


def test_a_sloping_line_is_one_line_and_its_neighbour_another() -> None:
    up = [Word(f"a{i}", (100 + 150 * i, 200 + 6 * i, 230 + 150 * i, 226 + 6 * i), 0.9, 0) for i in range(8)]
    down = [Word(f"b{i}", (100 + 150 * i, 242 + 6 * i, 230 + 150 * i, 268 + 6 * i), 0.9, 1) for i in range(8)]
    assert [line.text for line in lines_of([*up, *down])] == [" ".join(w.text for w in up), " ".join(w.text for w in down)]


def test_lines_of_two_blocks_on_one_level_are_one() -> None:
    left, right = row("ỦY BAN", 100, 300, 100, 0), row("CỘNG HÒA", 700, 900, 104, 9)
    assert [line.text for line in lines_of([*left, *right])] == ["ỦY BAN CỘNG HÒA"]
    assert [line.text for line in lines_of([*left, *row("XÃ", 100, 150, 140, 0)])] == ["ỦY BAN", "XÃ"]  # whatever their number says


@pytest.mark.parametrize(
    ("text", "box", "again", "kept"),
    [
        ("tháng", (320, 100, 400, 126), [], "ngày tháng 12 năm"),  # a pen's stroke runs through it
        ("hãng", (320, 100, 400, 126), [("tháng", 0.9)], "ngày tháng 12 năm"),  # read by itself
        ("~", (320, 110, 330, 116), [], "ngày 12 năm"),  # dirt
        ("Aj", (320, 60, 400, 160), [], "ngày 12 năm"),  # a signature
        ("xa", (320, 400, 400, 426), [], "ngày 12 năm"),  # on no line of print
    ],
)
def test_a_word_in_print_that_the_engine_holds_for_nothing_stays(
    monkeypatch: pytest.MonkeyPatch, text: str, box: tuple[int, int, int, int], again: list[tuple[str, float]], kept: str
) -> None:
    monkeypatch.setattr(missed, "read_small", lambda *_: [Word(t, (5, 5, 80, 30), c) for t, c in again])
    words = [Word("ngày", (240, 100, 310, 126), 0.95), Word(text, box, 0.01), Word("12", (410, 100, 440, 126), 0.9), Word("năm", (450, 100, 520, 126), 0.95)]
    got = believed_words(np.full((600, 800), 255, np.uint8), words, DPI)
    assert " ".join(w.text for w in got) == kept
    if not again and "tháng" in kept:
        assert min(w.confidence for w in got) < 0.05


def columns(lines: list[Line]) -> list[str]:
    return [" ".join(line.text for line in p.lines) for p in paragraphs(lines, DPI, 1654, 2339)]


def test_the_motto_close_beside_the_issuer_begins_a_column() -> None:
    head = [
        Line((*row("UBND TỈNH KIÊN GIANG", 261, 720, 161), *row("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 769, 1470, 161))),
        Line((*row("SỞ Y TẾ", 404, 560, 209), *row("Độc lập - Tự do - Hạnh phúc", 889, 1350, 209))),
        Line((*row("Số: 15/BC-SYT", 300, 600, 270), *row("Kiên Giang, ngày 02 tháng 11 năm 2017", 830, 1420, 270))),
    ]
    assert columns(head)[:2] == ["UBND TỈNH KIÊN GIANG SỞ Y TẾ", "Số: 15/BC-SYT"]


def test_addressees_of_any_width_and_the_office_that_signs() -> None:
    rows = [
        Line((*row("Nơi nhận:", 214, 356, 619), *row("GIÁM ĐỐC", 1089, 1290, 619))),
        Line(tuple(row("- Các phòng chức năng và các đơn vị trực thuộc (để phối hợp);", 216, 880, 674))),
        Line(tuple(row("- Lưu: VT.", 215, 436, 720))),
        Line(tuple(row("Lê Hoàng Anh", 1160, 1417, 800))),
    ]
    got = columns(rows)
    assert got[0] == "Nơi nhận:"
    assert got[-2:] == ["GIÁM ĐỐC", "Lê Hoàng Anh"] or got[-1] == "GIÁM ĐỐC Lê Hoàng Anh"
    assert columns([Line(tuple(row("( Ấ", 1182, 1300, 590))), *rows])[-len(got) :] == got  # dirt above it is no part of it


def test_a_letterheads_province_is_told_by_its_name() -> None:
    from extractors.repair import repair_text

    assert repair_text("ỦY BAN NHÂN DÂN TÍNH BÌNH DƯƠNG")[0] == "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG"
    assert repair_text("TÍNH BÌNH QUÂN NĂM") == ("TÍNH BÌNH QUÂN NĂM", ())


def test_a_letter_that_the_language_does_not_have_is_doubted() -> None:
    from extractors.readers.ocr.text import STRANGE, mended

    (line,) = mended([Line((Word("điểm", (0, 0, 40, 20), 0.95), Word("wiñ", (50, 0, 90, 20), 0.94), Word("Ưu", (100, 0, 140, 20), 0.95), Word("ĐẶT", (150, 0, 190, 20), 0.95)))])
    assert [w.confidence for w in line.words] == [0.95, STRANGE, 0.95, 0.95]
