"""What stands between the end of a line and the next one; where a line begins anew."""

import pytest

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.layout import zones
from extractors.readers.pdf.lines import Line, joint, make_line, make_rows
from extractors.readers.pdf.paragraphs import Column, join_words, split

JOINED = [("nghiệ", "p"), ("thôn", "g"), ("th", "ông"), ("GR", "DP"), ("HĐND&U", "BND"), ("57-", "NQ/TW"), ("VH-", "XH"), ("Đ", "ảng."), ("57-NQ/T", "W"), ("57-NQ/T", "W."), ("119/KH-UB", "ND"), ("757/QĐ-T", "Tg"), ("79/2021/N", "Đ-CP,"), ("765/Q", "Đ-TTg"), ("22/12/202", "4"), ("22/12/2", "024),")]
APART = [("hoạt", "động"), ("Phòng", "Kinh"), ("đến", "2030"), ("5G", "và"), ("y", "tế"), ("an", "toàn,"), ("các", "ngành"), ("HĐND", "UBND"), ("AI", "phục"), ("-", "Tỷ"), ("57-NQ/TW", "W"), ("22/12/20", "24"), ("22/12/202", "45"), ("2024", "5"), ("119/KH", "UBND"), ("57-NQ/T", "Ngày"), ("79/2021/N", "Đảng-CP"), ("12/KH", "KH-UBND")]


@pytest.mark.parametrize(("before", "after"), JOINED)
def test_words_broken_by_the_column_are_whole_again(before, after):
    assert joint(before, after) == ""


@pytest.mark.parametrize(("before", "after"), APART)
def test_words_stay_apart(before, after):
    assert joint(before, after) == " "


def line(text: str, base: float, x0: float, x1: float) -> Line:
    """Bold words of one width each between ``x0`` and ``x1``."""
    words = text.split()
    step = (x1 - x0) / len(words)
    return make_line([
        Word(w, x0 + i * step, base - 11, x0 + (i + 1) * step - 3, base + 3, base, 12, True, 0, len(w), shown=(x0 + i * step, base - 11, x0 + (i + 1) * step - 3, base + 3))
        for i, w in enumerate(words)
    ], 1)


@pytest.mark.parametrize(("above", "below", "together"), [
    ("Độc lập - Tự do - Hạnh phúc", "Phước Trà, ngày 07 tháng 05 năm 2025", False),
    ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC", False),
    ("ĐẢNG CỘNG SẢN VIỆT NAM", "TỈNH THÁI NGUYÊN", False),
    ("Trung tâm Phục vụ hành chính", "Phước Trà, ngày   tháng 05 năm 2025", False),
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", False),
    ("BAN CHỈ ĐẠO VỀ PHÁT TRIỂN KHOA HỌC,", "CÔNG NGHỆ VÀ CHUYỂN ĐỔI SỐ", True),
    ("Triển khai Nghị quyết về khoa học", "công nghệ, ngày hội đổi mới sáng tạo", True),
])
def test_lines_of_a_letterhead_without_room_left(above: str, below: str, together: bool) -> None:
    """The lines fill their column, so that the room left tells nothing."""
    column = Column(300.0, 520.0, 14.0, centered=True)
    groups = split([line(above, 100, 300, 520), line(below, 114, 300, 520)], column)
    assert [len(g) for g in groups] == ([2] if together else [1, 1])


def test_a_title_as_wide_as_the_text_ends_where_the_preamble_begins() -> None:
    column = Column(85.0, 532.0, 15.0, indent=16.0)
    wide, rest = line("Triển khai thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị trên địa", 199, 91, 532), line("bàn xã giai đoạn 2026 - 2030, tầm nhìn đến năm 2045", 214, 101, 523)
    preamble = line("Thực hiện Kế hoạch số 48/KH-UBND ngày 25 tháng 02 năm 2026", 232, 85, 531)
    preamble.bold = False
    assert [len(g) for g in split([wide, rest, preamble], column)] == [2, 1]


def test_spans_point_at_the_words_whatever_joins_them() -> None:
    lines = [line("Nghị quyết 57-", 100, 0, 90), line("NQ/TW và thôn", 114, 0, 90), line("g 208 /KH-UBND", 128, 0, 90)]
    text, spans = join_words(lines, frozenset({2}))
    assert text == "Nghị quyết 57-NQ/TW và thôn\ng 208/KH-UBND"
    assert [text[s.start : s.end] for s in spans] == [w.text for ln in lines for w in ln.words]
    assert [(s.bbox, s.page, s.confidence) for s in spans] == [(w.shown, 1, 1.0) for ln in lines for w in ln.words]
    assert join_words(lines)[0] == "Nghị quyết 57-NQ/TW và thông 208/KH-UBND"


@pytest.mark.parametrize(("gap", "sides"), [(16.0, 2), (3.0, 1)])
def test_sides_of_a_letterhead_that_nearly_touch(gap: float, sides: int) -> None:
    upper, motto = line("ỦY BAN NHÂN DÂN XÃ BẾN", 70, 85, 250), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 70, 247 + gap, 536)
    words = [*upper.words, *motto.words, *line("LỨC", 86, 155, 182).words, *line("Độc lập - Tự do - Hạnh phúc", 86, 326, 485).words]
    rows = make_rows(words, 1)
    assert [len(r) for r in rows] == [1, 2]
    first = zones(rows, Column(85.0, 540.0, 14.0), page_top=True)[0]
    assert len(first.columns) == sides
    assert sides == 1 or [[ln.text for ln in c] for c in first.columns] == [["ỦY BAN NHÂN DÂN XÃ BẾN", "LỨC"], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]]
