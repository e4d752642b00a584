"""Real files under ../shared: what issue 3 says of each. Skipped where the folder is absent."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from extractors.readers.page import ReadOptions
from extractors.readers.pdf import read
from schemas.document import Document, Role, SourceFile

SHARED = Path(__file__).parents[2] / "../shared"
pytestmark = pytest.mark.skipif(not (SHARED / "real/pdf").exists(), reason="shared material is not here")


@cache
def document(name: str) -> Document:
    path = SHARED / name
    return read(SourceFile(path, path.name, "", path.stat().st_size, "application/pdf"))


def texts(doc: Document, *roles: Role) -> list[str]:
    return [p.text for p in doc.paragraphs() if not roles or p.role in roles]


@pytest.mark.parametrize("name", ["plans/dong-phu.pdf", "plans/thuan-an.pdf", "plans/vo-nhai.pdf", *(
    f"real/pdf/{n}.pdf" for n in ("angiang_kh_102_2020", "gialai_qd_326", "hoacuong_kh_ct34_2025", "quangngai_tb_2024", "ubnd_danhmuc_chung_tables")
)])
def test_every_glyph_is_somewhere_and_text_is_nfc(name: str) -> None:
    doc = document(name)
    for page in doc.pages:
        assert page.ledger is not None and page.ledger.lost == 0 and page.ledger.leftover == 0, page
    for p in doc.paragraphs():
        assert unicodedata.is_normalized("NFC", p.text)
        assert all(p.text[s.start : s.end].strip() == p.text[s.start : s.end] != "" for s in p.spans)


@pytest.mark.parametrize("plan", ["dong-phu", "thuan-an", "vo-nhai"])
def test_paragraphs_and_whole_rows_equal_the_docx(plan: str) -> None:
    from docx import Document as Docx

    def normal(text: str) -> str:
        return re.sub(r"(?<=[-/])\s+|\s+", lambda m: "" if m.start() and m.string[m.start() - 1] in "-/" else " ", unicodedata.normalize("NFC", text)).strip()

    twin, doc = Docx(str(SHARED / f"plans/{plan}.docx")), document(f"plans/{plan}.pdf")
    expected = [normal(p.text) for p in twin.paragraphs if p.text.strip()]
    assert [normal(p.text) for p in doc.paragraphs() if p.role is not Role.LETTERHEAD] == expected
    words = " ".join(c.text for t in doc.tables() for c in t.cells)
    for table in twin.tables[1:]:
        for row in table.rows:
            assert all(token in words for cell in row.cells for token in cell.text.split()), "a word of the table is lost"


@pytest.mark.parametrize("plan", ["dong-phu", "thuan-an", "vo-nhai"])
def test_title_is_bold_and_centred(plan: str) -> None:
    title = next(p for p in document(f"plans/{plan}.pdf").paragraphs() if p.text == "KẾ HOẠCH")
    assert title.bold and title.centered and title.role is Role.BODY


def test_number_and_date_in_the_signature_fields() -> None:
    doc = document("real/pdf/hoacuong_kh_ct34_2025.pdf")
    assert texts(doc, Role.STAMP) == ["Số: 208/KH-PKTHTĐT", "Hoà Cường, ngày 10 tháng 10 năm 2025"]
    assert [s.status for s in doc.signatures] == ["intact"] * 6
    assert doc.signatures[1].signer.startswith("Hà Ngọc Đức") and doc.signatures[1].signed_at == "2025-10-17T09:32:41+07:00"
    assert "Ban Cơ yếu" not in doc.signatures[1].signer and "CA phục vụ các cơ quan Nhà nước G2" in doc.signatures[1].chain


def test_stamped_number_of_another_tool() -> None:
    doc = document("real/pdf/quangngai_tb_2024.pdf")
    assert {"Số: 565/TB-UBND", "Quảng Ngãi, ngày 15 tháng 11 năm 2024"} <= set(texts(doc, Role.STAMP))
    assert any("2061/QĐ-UBND" in t for t in texts(document("real/pdf/ubnd_danhmuc_chung_tables.pdf"), Role.STAMP))


@pytest.mark.parametrize("name", ["angiang_kh_102_2020", "quangngai_tb_2024", "gialai_qd_326"])
def test_boxes_and_white_fills_are_no_table(name: str) -> None:
    assert not list(document(f"real/pdf/{name}.pdf").tables())


def test_tampered_file_is_called_changed(tmp_path: Path) -> None:
    data = bytearray((SHARED / "real/pdf/angiang_kh_102_2020.pdf").read_bytes())
    data[3000] ^= 1
    path = tmp_path / "tampered.pdf"
    path.write_bytes(data)
    assert [s.status for s in document("real/pdf/angiang_kh_102_2020.pdf").signatures] == ["intact"]
    assert [s.status for s in read(SourceFile(path, path.name, "", len(data), "application/pdf")).signatures] == ["changed"]


def test_letters_read_in_the_wrong_alphabet_are_put_right() -> None:
    doc = document("real/pdf/gialai_qd_326.pdf")
    words = " ".join(texts(doc))
    assert "Gia Lai, ngày 26 tháng 01 năm 2026" in words and "công tác bồi thường" in words and "‡" not in words
    assert "charmap_repaired" in {n.code for n in doc.notes}


def test_lost_letter_marks_the_page() -> None:
    doc = document("real/pdf/nd_47_2020_broken_tounicode.pdf")
    assert doc.pages[0].needs_ocr == "broken_tounicode"
    assert all("ƣ" not in t for t in texts(doc))


def test_text_left_by_bad_ocr_marks_the_page() -> None:
    assert [p.needs_ocr for p in document("real/scan/binhduong_tb_badocr.pdf").pages] == ["bad_ocr_layer"] * 2


def test_wide_sheet_from_excel() -> None:
    tables = list(document("real/pdf/ubnd_danhmuc_chung_tables.pdf").tables())
    assert [t.boxes[0].page for t in tables] == list(range(1, 9)) and {t.n_cols for t in tables} == {9}
    assert next(c.text for c in tables[0].cells if c.row == 2 and c.col == 2).startswith("Tiếp nhận văn bản đến, phát hành văn bản đi")


@pytest.mark.parametrize("plan", ["dong-phu", "vo-nhai"])
def test_plain_engine_agrees_cell_by_cell(plan: str) -> None:
    path = SHARED / f"plans/{plan}.pdf"
    plain = read(SourceFile(path, path.name, "", 0, "application/pdf"), ReadOptions(engine="plain"))
    for a, b in zip(document(f"plans/{plan}.pdf").tables(), plain.tables(), strict=True):
        assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in a.cells] == [(c.row, c.col, c.row_span, c.col_span, c.text) for c in b.cells]
