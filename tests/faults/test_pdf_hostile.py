"""Hostile and damaged PDFs: a clear code, bounded work, the other pages kept."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from extractors.readers.page import ReadOptions
from extractors.readers.pdf import read, render_page
from extractors.readers.pdf.guard import check_file
from schemas.errors import DocumentError
from tests.pdf_makers import PageMaker, make_pdf, source, stream, write

GOOD = PageMaker().text(100, 700, "Good page")


def texts(path: Path) -> tuple[list[str], list[str]]:
    document = read(source(path))
    return [p.text for p in document.paragraphs()], [p.needs_ocr for p in document.pages]


def test_form_that_draws_itself_costs_only_its_page(tmp_path: Path) -> None:
    form = stream(b"/X Do /X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 9 0 R>>>>")
    path = make_pdf(tmp_path / "a.pdf", [PageMaker(ops=["/X Do"], resources="/XObject<</X 9 0 R>>"), GOOD], extra=[form])
    assert texts(path) == (["Good page"], ["unreadable", ""])
    with pytest.raises(DocumentError, match="too_large"):
        render_page(path, 1)


def test_forms_that_multiply_cost_only_their_page(tmp_path: Path) -> None:
    head = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>"
    forms = [stream(b"/X Do " * 10, head.format(10 + i)) for i in range(8)] + [stream(b"", "/Type/XObject/Subtype/Form/BBox[0 0 1 1]")]
    path = make_pdf(tmp_path / "a.pdf", [PageMaker(ops=["/X Do"], resources="/XObject<</X 9 0 R>>"), GOOD], extra=forms)
    assert texts(path) == (["Good page"], ["unreadable", ""])


def test_innocent_nested_forms_are_read(tmp_path: Path) -> None:
    inner = stream(b"BT /F1 12 Tf 100 600 Td (Inside) Tj ET", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>")
    outer = stream(b"/Y Do", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</Y 8 0 R>>>>")
    path = make_pdf(tmp_path / "a.pdf", [PageMaker(ops=["/X Do"], resources="/XObject<</X 7 0 R>>")], extra=[outer, inner])
    assert texts(path) == (["Inside"], [""])


def test_page_that_inflates_to_gigabytes_costs_only_itself(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m " * 1_000_000) for _ in range(60)) + packer.flush()
    bomb = f"<</Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream"
    path = make_pdf(tmp_path / "a.pdf", [PageMaker(), GOOD])
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[4 0 R 6 0 R]/Count 2>>", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>", bomb,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 7 0 R>>", stream("\n".join(GOOD.ops).encode()),
    ]
    assert texts(write(path, objects)) == (["Good page"], ["unreadable", ""])


def test_stream_packed_twice_that_no_page_shows_is_refused(tmp_path: Path) -> None:
    packed = zlib.compress(zlib.compress(b"\x00" * 300_000_000, 9), 9)
    bomb = f"<</Filter[/FlateDecode/FlateDecode]/Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream"
    with pytest.raises(DocumentError, match="bomb"):
        read(source(make_pdf(tmp_path / "a.pdf", [GOOD], extra=[bomb])))


def test_page_of_too_many_objects_costs_only_itself(tmp_path: Path) -> None:
    crowd = PageMaker(ops=[f"{i % 600} {i // 600} m {i % 600 + 5} {i // 600} l S" for i in range(40_000)])
    path = make_pdf(tmp_path / "a.pdf", [crowd, GOOD], compress=True)
    document = read(source(path))
    assert [p.needs_ocr for p in document.pages] == ["unreadable", ""]
    assert "40000" in document.notes[0].message and document.notes[0].page == 1


def test_page_of_a_million_objects_costs_only_itself(tmp_path: Path) -> None:
    crowd = PageMaker(ops=[f"{i % 600} {i // 600 % 800} m {i % 600 + 5} {i // 600 % 800} l S" for i in range(1_000_000)])
    document = read(source(make_pdf(tmp_path / "a.pdf", [crowd, GOOD], compress=True)))
    assert [p.needs_ocr for p in document.pages] == ["unreadable", ""] and [p.text for p in document.paragraphs()] == ["Good page"]
    assert "1000000" in document.notes[0].message


FONT, WHOLE = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", stream("\n".join(GOOD.ops).encode())


def page_object(contents: int, more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R%s>>" % (contents, more)


@pytest.mark.parametrize(("objects", "pages"), [
    ([b"<</Type/Pages/Kids[2 0 R 4 0 R]/Count 2>>", FONT, page_object(5), WHOLE], ["", "unreadable"]),
    ([b"<</Type/Pages/Kids[4 0 R]/Count 1>>", FONT, page_object(5), WHOLE.replace(b"/Length %d" % len("\n".join(GOOD.ops)), b"/Length 5 0 R")], [""]),
    ([b"<</Type/Pages/Kids[4 0 R 6 0 R]/Count 2>>", FONT, page_object(5), b"[5 0 R 5 0 R]", page_object(7), WHOLE], ["", ""]),
    ([b"<</Type/Pages/Kids[4 0 R]/Count 1>>", FONT, page_object(5, b"/X " + b"[" * 100_000 + b"]" * 100_000), WHOLE], [""]),
], ids=["page tree in itself", "stream length in itself", "contents in themselves", "100,000 arrays deep"])
def test_objects_that_hold_themselves(tmp_path: Path, objects: list[bytes], pages: list[str]) -> None:
    assert texts(write(tmp_path / "a.pdf", [b"<</Type/Catalog/Pages 2 0 R>>", *objects])) == (["Good page"], pages)


def test_state_saved_without_end(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [PageMaker(ops=["q " * 300_000]).text(100, 600, "Deep"), GOOD], compress=True)
    assert texts(path) == (["Deep", "Good page"], ["", ""])


def test_hatching_is_no_table_and_text_is_kept(tmp_path: Path) -> None:
    page = PageMaker().text(100, 20, "Under the map")
    for i in range(150):
        page.line(50 + 3.5 * i, 100, 50 + 3.5 * i, 800).line(50, 100 + 4.5 * i, 580, 100 + 4.5 * i)
    document = read(source(make_pdf(tmp_path / "a.pdf", [page])))
    assert not list(document.tables()) and [n.code for n in document.notes] == ["too_many_rules"]
    assert [p.text for p in document.paragraphs()] == ["Under the map"]


def test_pairs_of_rules_beyond_counting_are_no_table(tmp_path: Path) -> None:
    page = PageMaker().text(100, 20, "Under the drawing")
    for i in range(2_500):
        page.line(50 + 0.2 * i, 100 + i % 7 * 90, 50 + 0.2 * i, 140 + i % 7 * 90, 0.05).line(50 + i % 9 * 50, 100 + 0.27 * i, 80 + i % 9 * 50, 100 + 0.27 * i, 0.05)
    document = read(source(make_pdf(tmp_path / "a.pdf", [page], compress=True)))
    assert [p.text for p in document.paragraphs()] == ["Under the drawing"]


def damage(whole: bytes, how: str) -> bytes:
    start = whole.rindex(b"xref\n0 ")
    return {
        "numbers": whole.replace(b"0000000", b"9999999"), "start": whole.replace(b"startxref\n", b"startxref\n9"), "no start": whole[: whole.rindex(b"startxref")],
        "before itself": whole.replace(b"/Size", b"/Prev %d/Size" % start), "before nothing": whole.replace(b"/Size", b"/Prev 9/Size"),
        "size": whole.replace(b"/Size", b"/Size 999999999/Was"), "led": b"HTTP/1.1 200 OK\r\n\r\n" + whole, "tail": whole + b"\x00" * 5_000,
    }[how]


@pytest.mark.parametrize("how", ["numbers", "start", "no start", "before itself", "before nothing", "size", "led", "tail"])
def test_damaged_xref(tmp_path: Path, how: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(damage(make_pdf(tmp_path / "whole.pdf", [GOOD, GOOD]).read_bytes(), how))
    assert texts(path) == (["Good page", "Good page"], ["", ""])


@pytest.mark.parametrize(("content", "code"), [
    (b"", "empty"), (b"hello", "truncated"), (b"%PDF-1.7\n", "truncated"), (b"%PDF-1.7\n1 0 obj\n<</Type/Catalog", "truncated"),
])
def test_code_of_what_is_no_pdf(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as error:
        read(source(path))
    assert error.value.code == code


def test_no_pages_no_file_too_many_pages(tmp_path: Path) -> None:
    for path, options, code in (
        (make_pdf(tmp_path / "none.pdf", []), None, "no_pages"), (tmp_path / "missing.pdf", None, "not_found"),
        (make_pdf(tmp_path / "many.pdf", [GOOD] * 4), ReadOptions(max_pages=3), "too_large"),
    ):
        with pytest.raises(DocumentError) as error:
            read(source(path), options)
        assert error.value.code == code


@pytest.mark.parametrize("engine", ["fast", "plain"])
def test_password(tmp_path: Path, engine: str) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    path, locked = make_pdf(tmp_path / "a.pdf", [GOOD]), tmp_path / "locked.pdf"
    with path.open("rb") as f, locked.open("wb") as out:
        writer = copy_into_new_writer(PdfFileReader(f))
        writer.encrypt("owner", "user")
        writer.write(out)
    with pytest.raises(DocumentError) as error:
        read(source(locked), ReadOptions(engine=engine))
    assert error.value.code == "encrypted"


@pytest.mark.parametrize("catalog", [
    b"/OpenAction<</S/JavaScript/JS(app.alert(1);while(1);)>>", b"/AA<</WC<</S/JavaScript/JS(this.getField(0))>>>>", b"/OpenAction<</S/Launch/F(/bin/sh)>>",
    b"/Names<</EmbeddedFiles<</Names[(evil.exe)8 0 R]>>/JavaScript<</Names[(x)<</S/JavaScript/JS(app.alert(1))>>]>>>>",
    b"/AcroForm<</Fields[]/XFA 7 0 R>>", b"/Collection<</D(evil.exe)>>/AF[8 0 R]",
], ids=["script at opening", "script at closing", "launch", "attachment", "xfa", "portfolio"])
def test_scripts_and_attachments_are_left_alone(tmp_path: Path, catalog: bytes) -> None:
    attached = stream(b"MZ evil " * 99, "/Type/EmbeddedFile")
    path = make_pdf(tmp_path / "a.pdf", [GOOD], extra=[attached, b"<</Type/Filespec/F(evil.exe)/EF<</F 7 0 R>>>>"])
    path.write_bytes(path.read_bytes().replace(b"<</Type/Catalog", b"<</Type/Catalog" + catalog))
    assert texts(path) == (["Good page"], [""])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf"]


def test_check_is_silent_on_a_plain_file(tmp_path: Path) -> None:
    assert check_file(make_pdf(tmp_path / "a.pdf", [GOOD]))(0) == ""
