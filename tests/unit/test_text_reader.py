"""Markdown, plain text and markup: what a reader sees is what the Document holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import markup
from extractors.readers import html, text
from extractors.readers.decode import decode
from schemas.document import Paragraph, Role, SourceFile, Table
from schemas.errors import DocumentError

SHARED = Path(__file__).parents[2] / "../shared"


def source(path: Path) -> SourceFile:
    data = path.read_bytes()
    return SourceFile(path, path.name, hashlib.sha256(data).hexdigest(), len(data), "text/plain")


def blocks(words: str) -> list[Paragraph | Table]:
    return text.blocks_of(words)[0]


@pytest.mark.parametrize(("marked", "shown"), [
    (r"$\geq 95\%$", "≥ 95%"),
    (r"$\geq95\%$ và $\leq 3$", "≥95% và ≤ 3"),
    (r"$\text{đạt} \geqslant 15$", "đạt ≥ 15"),
    (r"\geq 80\%", "≥ 80%"),
    ("$15-17\\%$", "15-17%"),
    ("từ $5 triệu và $6 triệu", "từ $5 triệu và $6 triệu"),
    ("m<sup>2</sup>, CO$_{2}$", "m², CO2"),
    ("<b>I</b>", "I"),
    ("a < b và <Tên đơn vị>", "a < b và <Tên đơn vị>"),
    ("HĐND&amp;UBND, HĐND&UBND", "HĐND&UBND, HĐND&UBND"),
    (r"số \_\_\_\_ /KH-UBND", "số ____ /KH-UBND"),
    ("**Phòng *Kinh tế***", "Phòng Kinh tế"),
    ("***Nơi nhận:***", "Nơi nhận:"),
    ("2 * 3 * 4", "2 * 3 * 4"),
    ("ten_tep_anh.png", "ten_tep_anh.png"),
    ("[Nghị quyết 57](https://a.vn/x?y=1)", "Nghị quyết 57"),
    ("[đã ký] (dấu)", "[đã ký] (dấu)"),
    ("![](_page_0_Picture_1.jpeg)", ""),
    ("dòng một<br>dòng hai", "dòng một\ndòng hai"),
    (r"1\. Mục \- tiêu", "1. Mục - tiêu"),
    ("&ge; 80 &lt; 90", "≥ 80 < 90"),
])
def test_markup_shows_what_a_reader_sees(marked: str, shown: str) -> None:
    assert markup.plain(marked) == shown


@given(st.text(alphabet="*_$\\<>[]()`~|#&; aé1\n", max_size=400))
@settings(max_examples=300, deadline=None)
def test_markup_never_adds_letters(words: str) -> None:
    letters = [c for c in markup.plain(words) if c.isalnum()]
    rest = iter(c for c in words if c.isalnum())
    assert all(any(c == r for r in rest) for c in letters)


@pytest.mark.parametrize("hostile", ["*a" * 200_000, "<b " * 100_000, "$" * 300_000, "[" * 200_000, "\\_" * 200_000, "| " * 200_000])
def test_hostile_markup_is_linear(hostile: str) -> None:
    assert isinstance(markup.plain(hostile), str)  # a pattern that is not linear would run into the test's time limit


def test_page_break_in_a_paragraph_is_mended() -> None:
    got = blocks("- Quán triệt các vấn đề cốt lõi, nhiệm vụ, giải pháp của Nghị\n\nquyết số 57-NQ/TW bảo đảm ngắn gọn.\n\n- Mời chuyên gia.\n")
    assert [b.text for b in got] == ["- Quán triệt các vấn đề cốt lõi, nhiệm vụ, giải pháp của Nghị quyết số 57-NQ/TW bảo đảm ngắn gọn.", "- Mời chuyên gia."]


@pytest.mark.parametrize(("before", "after", "joined"), [
    ("Trên đây là kế hoạch thực hiện Nghị quyết số 57-NQ/TW của Bộ", "Chính trị về đột phá phát triển khoa học.", True),
    ("Trên đây là kế hoạch thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024", "Chính phủ giao nhiệm vụ.", False),
    ("Căn cứ Kế hoạch số 05-KH/ĐU ngày 11/9/2025 của Ban Chấp hành Đảng bộ xã,", "Ban Chỉ đạo ban hành kế hoạch.", False),
    ("Nâng cấp đường truyền trong cơ quan Đảng, Nhà nước, cơ sở y tế, bảo", "đảm phục vụ hiệu quả.", True),
    ("Các nhiệm vụ, giải pháp được tổ chức thực hiện như sau:", "a) thông tin tuyên truyền", False),
])
def test_which_paragraphs_go_on(before: str, after: str, joined: bool) -> None:
    assert (len(blocks(f"{before}\n\n{after}\n")) == 1) is joined


def test_tab_table_keeps_empty_cells_and_a_repeated_header_opens_a_new_part() -> None:
    head = "TT\tChỉ tiêu\tĐơn vị tính\tKết quả\n"
    got = blocks(f"Phụ lục\n\n{head}<b>I</b>\t<b>Đến năm 2025</b>\t\t\n1.\tTỷ lệ phủ sóng\t%\t$\\geq 15$\n\n{head}2.\tBáo cáo AI\tBáo cáo\t\n")
    tables = [b for b in got if isinstance(b, Table)]
    assert [t.n_rows for t in tables] == [3, 2]
    assert [c.text for c in tables[0].cells if c.row == 2] == ["1.", "Tỷ lệ phủ sóng", "%", "≥ 15"]
    assert [c.text for c in tables[0].cells if c.row == 1] == ["I", "Đến năm 2025", "", ""]
    assert [c.text for c in tables[1].cells if c.row == 1] == ["2.", "Báo cáo AI", "Báo cáo", ""]


def test_pipe_table_with_escaped_bar_and_header() -> None:
    (table,) = blocks("| TT | Tên | Kết quả |\n|:---|:---:|---:|\n| **I** | a \\| b | |\n| 1 | x<br>y | 2 |\n")
    assert isinstance(table, Table)
    assert [c.text for c in table.cells] == ["TT", "Tên", "Kết quả", "I", "a | b", "", "1", "x\ny", "2"]
    assert [c.header for c in table.cells if c.row == 0] == [True, True, True]


def test_html_table_inside_markdown_keeps_spans() -> None:
    got = blocks('Trước\n\n<table>\n<tr><td rowspan="2">TT</td><td colspan="2">Kết quả</td></tr>\n<tr><td>Năm 2025</td><td>Năm 2030</td></tr>\n'
                 "<tr><td>1</td><td>&ge; 80</td><td>100</td></tr></table> sau\n")
    table = got[1]
    assert isinstance(table, Table)
    assert [(c.text, c.row, c.col, c.row_span, c.col_span) for c in table.cells][:2] == [("TT", 0, 0, 2, 1), ("Kết quả", 0, 1, 1, 2)]
    assert table.cells[-2].text == "≥ 80"
    assert [b.text for b in got if isinstance(b, Paragraph)] == ["Trước", "sau"]


def test_absurd_spans_are_bounded() -> None:
    (table,) = html.fragment_tables('<table><tr><td colspan="999999999" rowspan="99999999">a</td><td>b</td></tr></table>')
    assert table.n_cols <= 201 and table.n_rows == 1


def test_headings_and_page_numbers_have_their_roles() -> None:
    got = blocks("## **II. MỤC TIÊU**\n\nNội dung.\n\n7\n\n### *a, phát triển*\n")
    assert [(b.text, b.role, b.level) for b in got if isinstance(b, Paragraph)] == [
        ("II. MỤC TIÊU", Role.HEADING, 2), ("Nội dung.", Role.BODY, None), ("7", Role.PAGE_NUMBER, None), ("a, phát triển", Role.HEADING, 3)]


def test_heading_repeated_in_the_cut_does_not_part_the_sentence() -> None:
    cut = "Phát triển các ứng dụng tiện ích, nền tảng số phục vụ công tác chỉ đạo của hệ thống chính"
    got = [b for b in blocks(f"## KẾ HOẠCH\n\n{cut}\n\n## KẾ HOẠCH\n\ntrị trên địa bàn.\n") if isinstance(b, Paragraph)]
    assert [b.text for b in got if b.role == Role.BODY] == [f"{cut} trị trên địa bàn."]
    assert sum(b.role == Role.HEADER for b in got) == 1


@pytest.mark.parametrize(("data", "words", "code"), [
    ("Kế hoạch".encode(), "Kế hoạch", ""),
    ("\ufeffKế hoạch".encode(), "Kế hoạch", ""),
    ("Kế hoạch".encode("utf-16"), "Kế hoạch", ""),
    (("Kế hoạch " * 20).encode("utf-16-le"), "Kế hoạch " * 20, ""),
    ("Kế hoạch của xã".encode()[:-1], "Kế hoạch của x", "truncated"),
    ("Céng hoµ x· héi chñ nghÜa ViÖt Nam".encode("cp1252"), "Cộng hoà xã hội chủ nghĩa Việt Nam", "legacy_encoding"),
])
def test_bytes_become_the_right_words(data: bytes, words: str, code: str) -> None:
    got, notes = decode(data)
    assert got == words
    assert [n.code for n in notes] == ([code] if code else [])


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"\x00\x01\x02" * 4000, "unsupported"), (b" \n\t\n ", "no_text")])
def test_bad_files_say_what_is_wrong(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as e:
        text.read(source(path))
    assert e.value.code == code


@pytest.mark.parametrize("name", ["plans/vo-nhai.txt", "plans/dong-phu.txt", "upper/NQ03-NQ-CP_full_with_appendices.md",
                                  "real/text/KH_3260-KH-DDQH15_NQ57_DangDoanQuocHoi.md"])
def test_no_word_of_a_real_file_is_lost(name: str) -> None:
    """Words (letters and digits) of the file without its markup = words of the blocks, in number."""
    path = SHARED / name
    if not path.exists():
        pytest.skip("shared material is not here")
    document = text.read(source(path))
    got: list[str] = []
    for b in document.blocks:
        for words in [c.text for c in b.cells] if isinstance(b, Table) else [b.text]:
            got += _words(words)
    want = _words(markup.plain(path.read_text(encoding="utf-8")))
    assert sorted(got) == sorted(want)


def _words(words: str) -> list[str]:
    from extractors.text import clean, fold
    return list(fold(clean(words).replace("-\n", "").replace("/\n", "")).replace(" ", ""))


def test_upper_tables_have_all_their_rows() -> None:
    path = SHARED / "upper/NQ03-NQ-CP_full_with_appendices.md"
    if not path.exists():
        pytest.skip("shared material is not here")
    tables = [t for t in text.read(source(path)).tables() if t.kind == "data"]
    assert [(t.n_rows, t.n_cols) for t in tables] == [(60, 5), (151, 6)]
