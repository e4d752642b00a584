"""Text and tables of PDF pages made by hand: each page is about one thing that real plans do."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

import pytest

from extractors.readers.page import PageBlocks, ReadOptions
from extractors.readers.pdf import read, render_page
from schemas.document import Document, Page, Paragraph, Role, SourceFile, Table
from tests.pdf_makers import PageMaker, make_pdf, source

XS, YS = [60.0, 120.0, 360.0, 520.0], [700.0, 660.0, 620.0, 580.0]
ROWS = [["TT", "Task", "Unit"], ["1", "First task", "Office"], ["2", "Second task", ""]]


def read_pages(tmp_path: Path, *pages: PageMaker, options: ReadOptions | None = None) -> Document:
    document = read(source(make_pdf(tmp_path / "a.pdf", list(pages))), options)
    for page in document.pages:
        assert page.ledger is None or page.ledger.lost == page.ledger.leftover == 0, "glyphs lost"
    return document


def rows_of(table: Table) -> list[list[str]]:
    return [[c.text if c else "" for c in row] for row in table.grid()]


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


@pytest.mark.parametrize("thin", [False, True], ids=["strokes", "thin fills"])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_ruled_table_whatever_rotate_says(tmp_path: Path, thin: bool, rotate: int) -> None:
    page = PageMaker(rotate=rotate).grid(XS, YS, ROWS, thin_fills=thin)
    plain = only_table(read_pages(tmp_path, PageMaker().grid(XS, YS, ROWS)))
    document = read_pages(tmp_path, page)
    table = only_table(document)
    assert rows_of(table) == ROWS == rows_of(plain) if rotate == 0 else rows_of(table) == ROWS
    width, height = document.pages[0].width, document.pages[0].height
    assert (width < height) == (rotate % 180 == 0)
    for cell in table.cells:
        x0, y0, x1, y1 = cell.boxes[0].bbox
        assert 0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height


def test_odd_boxes_move_the_origin(tmp_path: Path) -> None:
    page = PageMaker(box=(-50, 100, 545, 942), crop=(-20, 300, 545, 900)).text(0, 850, "Heading").grid(XS[:3], YS, [r[:2] for r in ROWS])
    document = read_pages(tmp_path, page)
    assert (document.pages[0].width, document.pages[0].height) == (565, 600)
    first = next(document.paragraphs())
    assert first.text == "Heading"
    x0, y0, _, y1 = first.boxes[0].bbox
    assert x0 == pytest.approx(20, abs=1.5) and y0 < 50 < y1 + 3
    assert only_table(document).boxes[0].bbox == pytest.approx((80, 200, 380, 320), abs=1)


def test_sideways_table_on_a_page_without_rotate(tmp_path: Path) -> None:
    page = PageMaker()
    for i, words in enumerate(["Plan of the commune", "Indicators and units", "Third line of text"]):
        page.turned(100 + 20 * i, 100, words)
    document = read_pages(tmp_path, page)
    assert [p.text for p in document.paragraphs()] == ["Plan of the commune", "Indicators and units", "Third line of text"]
    box = next(document.paragraphs()).spans[0].bbox
    assert 80 < box[0] < 105 and 700 < box[3] < 745, "places are those of the page as displayed"


def test_merged_cells_have_spans(tmp_path: Path) -> None:
    page = PageMaker()
    for x, top, bottom in ((60, 700, 580), (200, 700, 580), (300, 660, 580), (400, 700, 580)):
        page.line(x, bottom, x, top)
    for y, x0 in ((700, 60), (660, 200), (620, 60), (580, 60)):
        page.line(x0, y, 400, y)
    page.text(70, 650, "Name").text(210, 680, "Years").text(210, 640, "2025").text(310, 640, "2030").text(70, 600, "A").text(210, 600, "1")
    table = only_table(read_pages(tmp_path, page))
    spans = {c.text: (c.row, c.col, c.row_span, c.col_span) for c in table.cells if c.text}
    assert spans["Name"] == (0, 0, 2, 1) and spans["Years"] == (0, 1, 1, 2) and spans["2030"] == (1, 2, 1, 1)
    assert rows_of(table)[0] == ["Name", "Years", "Years"]


def test_boxes_fills_and_underlines_are_no_table(tmp_path: Path) -> None:
    page = PageMaker().fill(50, 600, 300, 100, 1.0).fill(360, 600, 100, 100, 0.9).line(100, 500, 300, 500).line(100, 480, 300, 480)
    page.box_line(50, 300, 400, 80).text(60, 340, "A framed sentence.").text(60, 650, "Over a white patch.")
    document = read_pages(tmp_path, page)
    assert not list(document.tables())
    assert {p.text for p in document.paragraphs()} == {"A framed sentence.", "Over a white patch."}


def test_table_on_two_pages_stays_two_tables(tmp_path: Path) -> None:
    document = read_pages(tmp_path, PageMaker().grid(XS, YS, ROWS), PageMaker().grid(XS, YS, ROWS))
    assert [t.boxes[0].page for t in document.tables()] == [1, 2]


BODY = ["The plan sets out what the commune will do in the coming year and who", "does it, by when, and with which result to be shown at the end of the", "year."]


def prose(page: PageMaker, lines: list[str], top: float = 780, x: float = 80) -> PageMaker:
    for i, words in enumerate(lines):
        page.text(x, top - 16 * i, words, 13)
    return page


def test_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    first = prose(PageMaker().text(295, 815, "1"), [*BODY, *BODY[:2]], 60 + 16 * 5)
    second = prose(PageMaker().text(295, 815, "2"), ["half", *BODY])
    document = read_pages(tmp_path, first, second)
    texts = [p.text for p in document.paragraphs()]
    assert texts == [" ".join(BODY), " ".join([*BODY[:2], "half"]), " ".join(BODY)]
    over = list(document.paragraphs())[1]
    assert [b.page for b in over.boxes] == [1, 2]
    assert over.boxes_of(over.text.index("half"), len(over.text))[0].page == 2
    assert [b.text for b in document.blocks if isinstance(b, Paragraph) and b.role is Role.PAGE_NUMBER] == ["1", "2"]


def test_running_heads_are_set_aside_and_kept(tmp_path: Path) -> None:
    pages = [prose(PageMaker().text(80, 815, "Plan of Vo Nhai"), [f"Text number {i} stands here."]) for i in range(4)]
    document = read_pages(tmp_path, *pages)
    assert [p.text for p in document.paragraphs()] == [f"Text number {i} stands here." for i in range(4)]
    assert sum(b.role is Role.HEADER for b in document.blocks if isinstance(b, Paragraph)) == 4


@pytest.mark.parametrize(("end", "start", "joined"), [
    ("Resolution 57-", "NQ/TW of the Politburo", "57-NQ/TW"), ("in 2025 -", "2030 the commune", "2025 - 2030"),
    ("decision 12/QD-", "UBND of the commune", "12/QD-UBND"), ("resolution 71", "/NQ-CP of the State", "71/NQ-CP"),
])
def test_numbers_broken_over_lines(tmp_path: Path, end: str, start: str, joined: str) -> None:
    filler = "The plan sets out what the commune will do to put in effect the "
    document = read_pages(tmp_path, prose(PageMaker(), [filler + end, start + " and so on, as the plan sets out what the comm", "une does."]))
    assert joined in next(document.paragraphs()).text


def test_letterhead_left_column_first(tmp_path: Path) -> None:
    page = PageMaker().text(90, 780, "PEOPLE'S COMMITTEE", 12).text(330, 780, "SOCIALIST REPUBLIC OF VIET NAM", 12, font="F2")
    page.text(100, 764, "VO NHAI COMMUNE", 12, font="F2").text(360, 764, "Independence - Freedom", 12, font="F2")
    page.text(105, 740, "No: 119/KH-UBND", 12).text(350, 740, "Vo Nhai, 14 November 2025", 12)
    page.text(252, 700, "THE PLAN", 14, font="F2")
    prose(page, BODY, 670)
    document = read_pages(tmp_path, page)
    head = [p.text for p in document.paragraphs() if p.role is Role.LETTERHEAD]
    assert head[:3] == ["PEOPLE'S COMMITTEE", "VO NHAI COMMUNE", "No: 119/KH-UBND"]
    title = next(p for p in document.paragraphs() if p.text == "THE PLAN")
    assert title.role is Role.BODY and title.bold


def test_pages_without_text_say_why(tmp_path: Path) -> None:
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n\x00\nendstream"
    scan = PageMaker(ops=["q 595 0 0 842 0 0 cm /I Do Q"], resources="/XObject<</I 9 0 R>>")
    document = read(source(make_pdf(tmp_path / "s.pdf", [scan, PageMaker()], extra=[image])))
    assert [p.needs_ocr for p in document.pages] == ["no_text", ""]
    assert [(n.code, n.page) for n in document.notes] == [("page_needs_ocr", 1)]


def test_page_reader_takes_over_what_needs_ocr(tmp_path: Path) -> None:
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n\x00\nendstream"
    scan = PageMaker(ops=["q 595 0 0 842 0 0 cm /I Do Q"], resources="/XObject<</I 9 0 R>>")
    path = make_pdf(tmp_path / "s.pdf", [scan, PageMaker().text(80, 700, "Native")], extra=[image])
    asked: list[int] = []

    def eyes(file: SourceFile, number: int, options: ReadOptions) -> PageBlocks:
        from schemas.document import Page, TextSource

        asked.append(number)
        return PageBlocks(Page(number, 595, 842, TextSource.OCR), [Paragraph("seen")])

    document = read(source(path), ReadOptions(page_reader=eyes))
    assert asked == [1] and [p.text for p in document.paragraphs()] == ["seen", "Native"]
    assert [b.block for b in document.blocks] == [0, 1]
    read(source(path), ReadOptions(page_reader=eyes, ocr="always"))
    assert asked == [1, 1, 2]
    read(source(path), ReadOptions(page_reader=eyes, ocr="never"))
    assert asked == [1, 1, 2]


def test_crop_of_the_page_shows_the_cell(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [PageMaker(rotate=90).grid(XS, YS, ROWS)])
    table = only_table(read(source(path)))
    by_text = {c.text: c for c in table.cells}
    assert (render_page(path, 1, 72, by_text["Office"].spans[0].bbox) < 128).any(), "ink where the word is said to be"
    empty = next(c for c in table.cells if not c.text).boxes[0].bbox
    inner = (empty[0] + 2, empty[1] + 2, empty[2] - 2, empty[3] - 2)
    assert not (render_page(path, 1, 72, inner) < 128).any(), "no ink in the empty cell"
    assert render_page(path, 1, 7200, max_pixels=1_000_000).size <= 3_100_000


def test_plain_engine_gives_the_same_cells(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [PageMaker().grid(XS, YS, ROWS).text(80, 760, "Before the table")])
    fast, plain = read(source(path)), read(source(path), ReadOptions(engine="plain"))
    assert rows_of(only_table(fast)) == rows_of(only_table(plain)) == ROWS
    for a, b in zip(only_table(fast).cells, only_table(plain).cells, strict=True):
        assert a.boxes[0].bbox == pytest.approx(b.boxes[0].bbox, abs=0.6)
    assert [p.text for p in fast.paragraphs()] == [p.text for p in plain.paragraphs()] == ["Before the table"]


def test_long_files_are_read_in_windows_with_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors.readers.pdf import reader

    pages = []
    for i in range(9):
        page = PageMaker().text(80, 815, "Plan of Vo Nhai").text(295, 20, str(i + 1))
        lines = ["half of it stands here", *BODY, *BODY[:2]] if i else [*BODY, *BODY[:2]]
        pages.append(prose(page, lines, 40 + 16 * len(lines)))
    whole = read_pages(tmp_path, *pages)
    monkeypatch.setattr(reader, "WINDOW", 4)
    parts = read_pages(tmp_path, *pages)
    assert [(type(b), b.text, b.role, b.boxes) for b in whole.blocks if isinstance(b, Paragraph)] == [
        (type(b), b.text, b.role, b.boxes) for b in parts.blocks if isinstance(b, Paragraph)
    ]
    assert [b.block for b in parts.blocks] == list(range(len(parts.blocks)))
    assert [list(r) for r in reader._windows(9)] == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert any([b.page for b in p.boxes] == [3, 4] for p in parts.paragraphs()), "a paragraph goes on over the border of windows"


FAULTS = [ZeroDivisionError("tables"), TypeError("tables"), KeyError("tables"), AttributeError("tables")]


@pytest.mark.parametrize("error", FAULTS, ids=lambda e: type(e).__name__)
@pytest.mark.parametrize("step", ["native.find_grids", "native.fill_grids", "native.find_unruled", "native.move_overprints", "blocks._table"])
def test_fault_in_finding_tables_keeps_the_text_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception) -> None:
    """The second of three pages breaks: its words become paragraphs, the tables of the others stay."""
    pages = [PageMaker().text(295, 815, str(i)).text(80, 760, words).grid(XS, YS, ROWS) for i, words in enumerate(("Before it.", "Words above.", "At the end."), 1)]
    calls: list[str] = []
    module, name = step.split(".")
    whole = getattr(import_module(f"extractors.readers.pdf.{module}"), name)

    def breaking(*arguments: object) -> object:
        calls.append(step)
        if len(calls) == 2:
            raise error
        return whole(*arguments)

    monkeypatch.setattr(f"extractors.readers.pdf.{step}", breaking)
    document = read_pages(tmp_path, *pages)
    assert [t.boxes[0].page for t in document.tables()] == [1, 3]
    text = " ".join(p.text for p in document.paragraphs() if p.boxes[0].page == 2)
    assert all(word in text for word in ("Words above.", "Second task", "Office"))
    (note,) = [n for n in document.notes if n.code == "table_not_understood"]
    assert note.page == 2 and "không tìm được bảng" in note.message and type(error).__name__ in note.message
    assert not any(p.needs_ocr for p in document.pages) and len(calls) >= 3
    assert [b.block for b in document.blocks] == list(range(len(document.blocks)))


@pytest.mark.parametrize("error", FAULTS, ids=lambda e: type(e).__name__)
def test_fault_in_carrying_a_table_on_leaves_the_page_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    pages = [prose(PageMaker().grid(XS, [300.0, 260.0, 220.0, 180.0], ROWS), BODY) for _ in range(2)]
    whole = read_pages(tmp_path, *pages)

    def broken(grids: object, below: object, here: list, *_: object) -> None:
        here.append(here[0])
        raise error

    monkeypatch.setattr("extractors.readers.pdf.reader.carry_on", broken)
    assert read_pages(tmp_path, *pages).blocks == whole.blocks


def test_page_that_nothing_is_understood_of_is_kept_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr("extractors.readers.pdf.blocks.measure", broken)
    page = prose(PageMaker(), BODY).line(80, 700, 300, 700)
    document = read_pages(tmp_path, page)
    assert [p.text for p in document.paragraphs()] == BODY
    assert [(n.code, n.page) for n in document.notes] == [("table_not_understood", 1)]


def test_memory_that_runs_out_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("extractors.readers.pdf.native.find_grids", full)
    with pytest.raises(MemoryError):
        read_pages(tmp_path, PageMaker().grid(XS, YS, ROWS))


def test_garbage_collection_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PageMaker().text(80, 700, "Words")
    read_pages(tmp_path, page)
    assert gc.isenabled()
    gc.disable()
    try:
        read_pages(tmp_path, page)
        assert not gc.isenabled()
    finally:
        gc.enable()
    monkeypatch.setattr("extractors.readers.pdf.reader.find_furniture", lambda pages: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read_pages(tmp_path, page)
    assert gc.isenabled()


def test_progress_is_told_after_a_page_was_read_as_a_picture(tmp_path):
    """Not before: a scan of 60 pages would stand at 60 of 60 from its first second."""
    from PIL import Image

    path = tmp_path / "scan.pdf"
    pages = [Image.new("L", (200, 280), 255 - n) for n in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    told: list[object] = []

    def seen(source, number, options):
        told.append(number)
        return PageBlocks(Page(number, 200.0, 280.0))

    options = ReadOptions(ocr="always", page_reader=seen, progress=lambda n, of: told.append((n, of)))
    read(SourceFile(path, path.name, "0" * 64, path.stat().st_size, "application/pdf"), options)
    assert told == [1, (1, 3), 2, (2, 3), 3, (3, 3)]
