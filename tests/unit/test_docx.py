"""DOCX: what Word shows is what the Document holds."""

import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractors.readers import docx as reader
from extractors.readers.docx_numbering import render
from pipeline import detect
from schemas.document import Paragraph, Role, SourceFile, Table
from schemas.errors import DocumentError
from tests.makers import write_docx


def read(path):
    return reader.read(SourceFile(path, path.name, "0" * 64, path.stat().st_size, detect.DOCX))


def texts(document):
    return [b.text for b in document.blocks if isinstance(b, Paragraph)]


@pytest.fixture
def make(tmp_path):
    def _make(change):
        d = docx.Document()
        change(d)
        path = tmp_path / "x.docx"
        d.save(str(path))
        return read(path)

    return _make


def add_xml(d, xml):
    d.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def test_tracked_changes_are_accepted(make):
    doc = make(lambda d: add_xml(d, '<w:p><w:r><w:t xml:space="preserve">đạt </w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>70</w:delText></w:r></w:del><w:ins w:id="2" w:author="a"><w:r><w:t>80</w:t></w:r></w:ins><w:r><w:t>%</w:t></w:r></w:p>'))
    assert texts(doc)[0] == "đạt 80%"


def test_special_characters_of_runs(make):
    doc = make(lambda d: add_xml(d, '<w:p><w:r><w:t>57</w:t><w:noBreakHyphen/><w:t>NQ/TW </w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t> 80%</w:t></w:r></w:p>'))
    assert texts(doc)[0] == "57-NQ/TW≥ 80%" or texts(doc)[0] == "57-NQ/TW ≥ 80%"


def test_numbering_made_by_word(make):
    def change(d):
        for t in ("Một", "Hai"):
            d.add_paragraph(t, style="List Number")
        d.add_paragraph("Gạch", style="List Bullet")

    assert texts(make(change)) == ["1. Một", "2. Hai", "- Gạch"]


@pytest.mark.parametrize(("n", "fmt", "shown"), [(4, "upperRoman", "IV"), (9, "lowerRoman", "ix"), (3, "lowerLetter", "c"), (27, "upperLetter", "AA"), (7, "decimalZero", "07"), (12, "decimal", "12"), (40, "upperRoman", "XL")])
def test_number_formats(n, fmt, shown):
    assert render(n, fmt) == shown


def test_merged_cells_both_ways(make):
    def change(d):
        t = d.add_table(3, 3)
        for r in range(3):
            for c in range(3):
                t.cell(r, c).text = f"{r}{c}"
        t.cell(0, 0).merge(t.cell(0, 1)).text = "ngang"
        t.cell(1, 2).merge(t.cell(2, 2)).text = "dọc"

    grid = next(make(change).tables()).grid()
    assert grid[0][0] is grid[0][1] and grid[0][0].text == "ngang"
    assert grid[1][2] is grid[2][2] and grid[1][2].text == "dọc" and grid[1][2].row_span == 2


def test_nested_table_follows_its_parent(make):
    def change(d):
        outer = d.add_table(1, 1)
        inner = outer.cell(0, 0).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "trong", "nhà"
        outer.cell(0, 0).paragraphs[0].text = "ngoài"

    tables = list(make(change).tables())
    assert [[c.text for c in t.cells] for t in tables] == [["ngoài"], ["trong", "nhà"]]


def test_letterhead_set_as_table_is_paragraphs_left_then_right(tmp_path):
    doc = read(write_docx(tmp_path / "a.docx", [["ỦY BAN NHÂN DÂN\nXÃ A\nSố: 1/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nA, ngày 01 tháng 02 năm 2026"]], "# KẾ HOẠCH"))
    assert [b.text for b in doc.blocks if isinstance(b, Paragraph) and b.role is Role.LETTERHEAD] == ["ỦY BAN NHÂN DÂN", "XÃ A", "Số: 1/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "A, ngày 01 tháng 02 năm 2026"]
    assert not any(isinstance(b, Table) for b in doc.blocks)


def test_text_box_is_read_once(make):
    box = (
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
        + nsdecls("w") + "><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent><w:p><w:r><w:t>DỰ THẢO</w:t></w:r></w:p></w:txbxContent></wps:txbx></mc:Choice>"
        "<mc:Fallback><v:textbox><w:txbxContent><w:p><w:r><w:t>DỰ THẢO</w:t></w:r></w:p></w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    doc = make(lambda d: d.element.body.insert(0, parse_xml(box)))
    assert [(b.text, b.role) for b in doc.blocks if isinstance(b, Paragraph)] == [("DỰ THẢO", Role.TEXTBOX)]


def test_headers_and_footers_are_furniture(make):
    def change(d):
        d.add_paragraph("Thân")
        d.sections[0].header.paragraphs[0].text = "DỰ THẢO"
        d.sections[0].footer.paragraphs[0].text = "2"

    doc = make(change)
    assert [p.text for p in doc.paragraphs()] == ["Thân"]
    assert {(b.text, b.role) for b in doc.blocks} == {("Thân", Role.BODY), ("DỰ THẢO", Role.HEADER), ("2", Role.FOOTER)}


@pytest.mark.parametrize("keep", [0, 10, 400])
def test_truncated_file_says_so(tmp_path, keep):
    path = write_docx(tmp_path / "a.docx", "# KẾ HOẠCH")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DocumentError) as e:
        read(path)
    assert e.value.code == "truncated"


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        with z.open("word/document.xml", "w", force_zip64=True) as f:
            for _ in range(80):
                f.write(b" " * 2**20)
    with pytest.raises(DocumentError) as e:
        read(path)
    assert e.value.code == "bomb"
