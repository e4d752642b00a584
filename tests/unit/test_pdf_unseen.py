"""Text that does not show, and numbers that show but are no text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractors.readers.page import PageBlocks, ReadOptions
from extractors.readers.pdf import read, reader, render_page
from schemas.document import Document, Page, Paragraph, Role, SourceFile
from tests.pdf_makers import PageMaker, make_pdf, picture, source

WORDS = "The plan sets out what the commune will do"


def leftovers(document: Document) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Paragraph) and b.role is Role.LEFTOVER]


def codes(document: Document) -> list[str]:
    return [n.code for n in document.notes]


@pytest.mark.parametrize("hide", [
    lambda p: p.white(80, 600, "keyword stuffing"), lambda p: p.text(80, 600, "keyword stuffing", mode=3),
    lambda p: p.text(80, 900, "keyword stuffing"), lambda p: p.text(80, 600, "keyword stuffing", 0.5),
    lambda p: p.text(80, 700, "keyword stuffing", mode=3),
], ids=["white", "mode 3", "off the page", "tiny", "mode 3 under text"])
def test_hidden_text_is_kept_apart(tmp_path: Path, hide) -> None:  # type: ignore[no-untyped-def]
    page = PageMaker().text(80, 700, WORDS)
    hide(page)
    document = read(source(make_pdf(tmp_path / "a.pdf", [page])))
    assert [p.text for p in document.paragraphs()] == [WORDS]
    assert leftovers(document) == ["keyword stuffing"] and codes(document) == ["hidden_text"]
    ledger = document.pages[0].ledger
    assert ledger and ledger.lost == 0 and ledger.leftover == len("keywordstuffing")


@pytest.mark.parametrize("show", [
    lambda p: p.fill(70, 590, 200, 30, 0.2).white(80, 600, "white on dark"),
    lambda p: p.image(0, 0, 595, 842, 7).text(80, 600, "white on dark", mode=3),
    lambda p: p.image(60, 580, 300, 50, 7).white(80, 600, "white on dark"),
], ids=["dark fill", "text layer over a scan", "on a picture"])
def test_text_that_shows_or_lies_over_a_picture_is_read(tmp_path: Path, show) -> None:  # type: ignore[no-untyped-def]
    page = PageMaker()
    for i in range(9):
        page.text(80, 780 - 16 * i, WORDS)
    show(page)
    document = read(source(make_pdf(tmp_path / "a.pdf", [page], extra=[picture(b"\x80" * 4, 2, 2)])))
    assert "white on dark" in " ".join(p.text for p in document.paragraphs()) and not leftovers(document) and "hidden_text" not in codes(document)


def letterhead(number: bytes | None, size: tuple[int, int] = (2, 1)) -> tuple[PageMaker, list[bytes]]:
    """A letterhead with blank number and day; over the number's place lies a picture."""
    page = PageMaker().text(80, 780, "UBND", 12, font="F2").text(330, 780, "VIET NAM", 12, font="F2")
    page.text(80, 740, "Số:", 13, font="F3").text(150, 740, "/KH-UBND", 13).text(330, 740, "ngày 14 tháng 11 năm 2025", 13, font="F3")
    page.text(80, 600, WORDS)
    if number is None:
        return page, []
    return page.image(106, 737, 40, 14, 7), [picture(number, *size)]


def digits(tmp_path: Path) -> tuple[bytes, tuple[int, int]]:
    path = make_pdf(tmp_path / "digits.pdf", [PageMaker(box=(0, 0, 40, 14)).text(8, 3, "119", 13)])
    grey = render_page(path, 1, 300)[:, :, 0]
    return np.ascontiguousarray(grey).tobytes(), (grey.shape[1], grey.shape[0])


def no_pages(file: SourceFile, number: int, options: ReadOptions) -> PageBlocks:
    return PageBlocks(Page(number, 0, 0))


def test_number_in_a_picture_is_noted(tmp_path: Path) -> None:
    grey, size = digits(tmp_path)
    page, extra = letterhead(grey, size)
    document = read(source(make_pdf(tmp_path / "a.pdf", [page], extra=extra)))
    (note,) = document.notes
    assert (note.code, note.page) == ("number_in_picture", 1) and "số văn bản" in note.message
    assert any(p.text == "Số: /KH-UBND" for p in document.paragraphs())


@pytest.mark.parametrize("grey", [None, b"\xff\xff"], ids=["no picture", "a white picture"])
def test_blank_number_without_ink_is_blank(tmp_path: Path, grey: bytes | None) -> None:
    page, extra = letterhead(grey)
    assert not read(source(make_pdf(tmp_path / "a.pdf", [page], extra=extra))).notes


@pytest.mark.parametrize(("seen", "expected", "role"), [("119", "Số: 119/KH-UBND", Role.STAMP), ("lIg", "Số: /KH-UBND", Role.LETTERHEAD)])
def test_number_in_a_picture_is_read_where_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: str, expected: str, role: Role) -> None:
    grey, size = digits(tmp_path)
    page, extra = letterhead(grey, size)
    path = make_pdf(tmp_path / "a.pdf", [page], extra=extra)

    def eyes(patch: np.ndarray, dpi: float) -> list[tuple[str, tuple[int, int, int, int], float]]:
        middle = round((126 - 80 + 4) * dpi / 72)
        return [("Số:", (0, 10, 50, 60), 0.9), (seen, (middle - 40, 10, middle + 40, 60), 0.75), ("/KH-UBND", (middle + 100, 10, middle + 300, 60), 0.9)]

    monkeypatch.setattr(reader, "_read_patch", eyes)
    document = read(source(path), ReadOptions(page_reader=no_pages))
    line = next(p for p in document.paragraphs() if p.text.startswith("Số:"))
    assert (line.text, line.role) == (expected, role) and codes(document) == ["number_in_picture"]
    assert line.confidence == (0.75 if role is Role.STAMP else 1.0)
    if role is Role.STAMP:
        assert line.confidence_of(4, 7) == 0.75 and 100 < line.boxes_of(4, 7)[0].bbox[0] < 150


def test_number_in_a_picture_with_the_engine(tmp_path: Path) -> None:
    pytest.importorskip("tesserocr")
    grey, size = digits(tmp_path)
    page, extra = letterhead(grey, size)
    document = read(source(make_pdf(tmp_path / "a.pdf", [page], extra=extra)), ReadOptions(page_reader=no_pages))
    assert "Số: 119/KH-UBND" in [p.text for p in document.paragraphs() if p.role is Role.STAMP]
