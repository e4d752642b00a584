"""DOCX: what Word shows is what the Document holds."""

import re
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

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


@pytest.mark.parametrize(("widths", "spans", "n_cols"), [
    ((567, 3000, 1294, 1, 1295), ((1, 1, 1, 2), (1, 1, 2, 1), (1, 1, 2, 1)), 4),  # the border of the last column, one twip off in one row
    ((567, 40, 3000, 1294, 1295), ((1, 2, 1, 1), (2, 1, 1, 1), (1, 2, 1, 1)), 4),
    ((0, 0, 0, 0), ((1, 1, 1, 1),) * 3, 4),  # widths that nobody set
    ((567, 60, 3000, 1294), ((1, 1, 1, 1),) * 3, 4),  # narrow, with words of its own
])
def test_slivers_between_columns_are_no_columns(make, widths, spans, n_cols):
    words = iter("abcdefghijkl")
    rows = "".join("<w:tr>" + "".join(f'<w:tc><w:tcPr><w:gridSpan w:val="{n}"/></w:tcPr><w:p><w:r><w:t>{next(words)}</w:t></w:r></w:p></w:tc>' for n in row) + "</w:tr>" for row in spans)
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    doc = make(lambda d: d.element.body.insert(0, parse_xml(f'<w:tbl {nsdecls("w")}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>')))
    table = next(b for b in doc.blocks if isinstance(b, Table))
    assert table.n_cols == n_cols
    assert [(c.row, c.col, c.col_span, c.text) for c in table.cells] == [(n // 4, n % 4, 1, w) for n, w in enumerate("abcdefghijkl")]


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


def styled(d, xml):
    """Puts a style into the document's styles part."""
    d.styles.element.append(parse_xml(xml.replace("<w:style ", f"<w:style {nsdecls('w')} ", 1)))


def test_heading_styles_are_known_by_name_whatever_their_id(make):
    """A Vietnamese Word translates the ids of its styles, not their names."""
    def change(d):
        styled(d, '<w:style w:type="paragraph" w:styleId="u9x"><w:name w:val="Heading 9"/><w:basedOn w:val="Normal"/></w:style>')
        styled(d, '<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>')
        styled(d, '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Mục"/><w:basedOn w:val="u1"/><w:pPr><w:jc w:val="left"/></w:pPr></w:style>')
        styled(d, '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="a"/><w:basedOn w:val="b"/></w:style>')
        styled(d, '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="b"/><w:basedOn w:val="a"/></w:style>')
        for style in ("u1", "Muc", "u9x", "a"):
            add_xml(d, f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>')

    got = {b.text: (b.role, b.level, b.bold, b.centered) for b in make(change).blocks}
    assert got["u1"] == (Role.HEADING, 1, True, True)
    assert got["Muc"] == (Role.HEADING, 1, True, False)
    assert got["u9x"] == (Role.HEADING, 9, False, False)
    assert got["a"] == (Role.BODY, None, False, False)  # styles based on each other


def test_bold_of_a_run_wins_over_its_style_and_that_over_the_paragraphs(make):
    def change(d):
        styled(d, '<w:style w:type="paragraph" w:styleId="P"><w:name w:val="P"/><w:rPr><w:b/></w:rPr></w:style>')
        styled(d, '<w:style w:type="character" w:styleId="thin"><w:name w:val="thin"/><w:rPr><w:b w:val="0"/></w:rPr></w:style>')
        for name, run in (("style", ""), ("run", '<w:rPr><w:b w:val="0"/></w:rPr>'), ("character", '<w:rPr><w:rStyle w:val="thin"/></w:rPr>')):
            add_xml(d, f'<w:p><w:pPr><w:pStyle w:val="P"/></w:pPr><w:r>{run}<w:t>{name}</w:t></w:r></w:p>')

    assert {b.text: b.bold for b in make(change).blocks} == {"style": True, "run": False, "character": False}


def test_lists_of_a_style_that_another_is_based_on(make):
    def change(d):
        styled(d, '<w:style w:type="paragraph" w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="ListNumber"/></w:style>')
        for t in ("Hai", "Một"):
            add_xml(d, f'<w:p><w:pPr><w:pStyle w:val="Con"/></w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>')

    assert texts(make(change)) == ["1. Một", "2. Hai"]


def test_cells_merged_the_old_way(make):
    def change(d):
        t = d.add_table(1, 3)
        for c, text in zip(t._tbl.tr_lst[0].tc_lst, ("a", "", "b"), strict=True):
            c.p_lst[0].add_r().text = text
        for c, kind in zip(t._tbl.tr_lst[0].tc_lst, ("restart", "continue"), strict=False):
            c.get_or_add_tcPr().append(parse_xml(f'<w:hMerge {nsdecls("w")} w:val="{kind}"/>'))

    (table,) = make(change).tables()
    assert [(c.text, c.col, c.col_span) for c in table.cells] == [("a", 0, 2), ("b", 2, 1)]


TCVN3 = ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Th«ng t\u00ad cña Bé Néi vô", "KÕ ho¹ch ph¸t triÓn")
UNICODE = ["Cộng hoà xã hội chủ nghĩa Việt Nam", "Thông tư của Bộ Nội vụ", "Kế hoạch phát triển"]


def test_old_font_of_the_default_style(make):
    def change(d):
        fonts = d.styles.element.find(".//{*}docDefaults").find(".//{*}rFonts")
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        fonts.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}ascii", ".VnTime")
        for t in reversed(TCVN3):
            add_xml(d, f'<w:p><w:r><w:t xml:space="preserve">{t}</w:t></w:r></w:p>')

    doc = make(change)
    assert texts(doc) == UNICODE
    assert [n.code for n in doc.notes] == ["legacy_encoding"]


def test_old_text_under_a_new_font_is_known_by_its_words(make):
    doc = make(lambda d: [add_xml(d, f'<w:p><w:r><w:rPr><w:rFonts w:ascii="Times New Roman"/></w:rPr><w:t xml:space="preserve">{t}</w:t></w:r></w:p>') for t in ("Ủy ban nhân dân", *reversed(TCVN3))])
    assert texts(doc) == [*UNICODE, "Ủy ban nhân dân"]


def without(path, names, relations):
    """A copy of the package without the parts of these names and without the relationships to them, if told so."""
    bare = path.with_name("bare.docx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w") as new:
        for name in old.namelist():
            if not name.startswith(names):
                data = old.read(name)
                new.writestr(name, re.sub(relations, b"", data) if relations and name == "_rels/.rels" else data)
    return bare


def test_a_file_without_properties_is_given_none(tmp_path):
    """python-docx makes up an author and the time of reading."""
    path = write_docx(tmp_path / "a.docx", "# KẾ HOẠCH")
    assert read(path).properties
    assert read(without(path, "docProps/core", rb"<Relationship [^>]*core-properties[^>]*/>")).properties == {}


def test_a_relationship_to_a_part_that_is_not_there_does_no_harm(tmp_path):
    path = write_docx(tmp_path / "a.docx", "# KẾ HOẠCH")
    assert texts(read(without(path, "docProps", None))) == texts(read(path))
    with pytest.raises(DocumentError) as e:
        read(without(path, "word/document.xml", None))
    assert e.value.code == "truncated"


@pytest.mark.parametrize("torn", ["x", "", "-1", "²", "9" * 5_000])
def test_a_number_that_is_none_costs_a_marker_and_not_the_document(make, torn):
    """Level, start and span as a torn file holds them."""
    def change(d):
        d.add_paragraph("Xây dựng hạ tầng số", style="List Number")
        d.add_table(1, 2).cell(0, 0).text = "80%"
        numbering = d.part.numbering_part.element
        for tag, attribute in (("w:lvl", "w:ilvl"), ("w:start", "w:val"), ("w:lvlOverride", "w:ilvl")):
            for x in numbering.iter(qn(tag)):
                x.set(qn(attribute), torn)
        for x in (*d.styles.element.iter(qn("w:ilvl")), *d.styles.element.iter(qn("w:outlineLvl"))):
            x.set(qn("w:val"), torn)
        add_xml(d, f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{torn}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Rà soát</w:t></w:r></w:p>')

    doc = make(change)
    assert [t.rpartition(" ")[2] for t in texts(doc)] == ["soát", "số"] and [b.cells[0].text for b in doc.blocks if isinstance(b, Table)] == ["80%"]
