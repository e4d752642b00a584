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


def test_hatching_is_no_table_and_text_is_kept(tmp_path: Path) -> None:
    page = PageMaker().text(100, 20, "Under the map")
    for i in range(150):
        page.line(50 + 3.5 * i, 100, 50 + 3.5 * i, 800).line(50, 100 + 4.5 * i, 580, 100 + 4.5 * i)
    document = read(source(make_pdf(tmp_path / "a.pdf", [page])))
    assert not list(document.tables()) and [n.code for n in document.notes] == ["too_many_rules"]
    assert [p.text for p in document.paragraphs()] == ["Under the map"]


def test_damaged_files(tmp_path: Path) -> None:
    whole = make_pdf(tmp_path / "a.pdf", [GOOD, GOOD]).read_bytes()
    bad_xref = tmp_path / "xref.pdf"
    bad_xref.write_bytes(whole.replace(b"0000000", b"9999999"))
    assert texts(bad_xref) == (["Good page", "Good page"], ["", ""])
    led = tmp_path / "led.pdf"
    led.write_bytes(b"HTTP/1.1 200 OK\r\n\r\n" + whole)
    assert texts(led)[0] == ["Good page", "Good page"]


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


def test_script_and_attachment_are_left_alone(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [GOOD])
    data = path.read_bytes().replace(b"<</Type/Catalog", b"<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
    path.write_bytes(data)
    assert texts(path) == (["Good page"], [""])


def test_check_is_silent_on_a_plain_file(tmp_path: Path) -> None:
    assert check_file(make_pdf(tmp_path / "a.pdf", [GOOD]))(0) == ""
