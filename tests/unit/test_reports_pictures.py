"""Strips of pages: grouping, limits, what stands in the picture; office documents placed on their print."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reports import crops, labels, pictures, places, sources
from pipeline.reports.align import align
from pipeline.reports.model import build
from schemas.document import Box, Cell, Document, Paragraph, SourceFile, Table
from schemas.spans import Span, Spans
from tests.paths import sample
from tests.pdf_makers import PageMaker, make_pdf
from tests.report_makers import dataset, document, finding, indicator


def want(key: str, page: int, y0: float, y1: float, priority: int = 0) -> crops.Want:
    return crops.Want(key, (Box(page, (100.0, y0, 200.0, y1)),), priority)


def test_near_records_share_a_strip_and_far_ones_do_not() -> None:
    found = crops.strips("d", [want("a", 1, 100, 110, 2), want("b", 1, 120, 130, 0), want("c", 1, 600, 610), want("d", 2, 100, 110)])
    assert [(s.page, [k for k, _ in s.marks], s.priority) for s in found] == [(1, ["a", "b"], 0), (1, ["c"], 0), (2, ["d"], 0)]
    assert (found[0].y0, found[0].y1) == (88.0, 142.0)


def test_a_record_over_two_pages_has_a_strip_on_each() -> None:
    two = crops.Want("a", (Box(1, (10.0, 700.0, 90.0, 780.0)), Box(2, (10.0, 50.0, 90.0, 80.0))), 0)
    assert [s.page for s in crops.strips("d", [two])] == [1, 2]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 800), st.floats(1, 700)), max_size=40))
def test_every_record_is_on_a_strip_that_holds_its_top_and_strips_stay_low(rows: list[tuple[int, float, float]]) -> None:
    wants = [want(str(n), p, y, y + h) for n, (p, y, h) in enumerate(rows)]
    found = crops.strips("d", wants)
    assert sorted(k for s in found for k, _ in s.marks) == sorted(w.key for w in wants)
    for s in found:
        assert s.y1 - s.y0 <= max(crops.MERGED, crops.TALLEST + 2 * crops.MARGIN) + 1e-6
        assert all(s.y0 <= box[1] <= s.y1 for _, box in s.marks)


def test_over_the_limit_the_serious_ones_of_every_document_are_kept() -> None:
    found = [s for d in ("x", "y") for s in crops.strips(d, [want(f"{d}{n}", n + 1, 100, 110, n) for n in range(4)])]
    kept, left = crops.choose(found, int(found[0].guess * 4.5))
    assert sorted(k for s in kept for k, _ in s.marks) == ["x0", "x1", "y0", "y1"]
    assert len(left) == 4


def test_highlights_are_percents_of_what_is_seen() -> None:
    s = crops.Strip("d", 1, 100.0, 200.0, 0, (("a", (150.0, 120.0, 250.0, 140.0)), ("b", (0.0, 50.0, 50.0, 60.0))), x0=100.0, x1=300.0)
    assert crops.highlights(s, "a") == [[25.0, 20.0, 50.0, 20.0]]
    assert crops.highlights(s, "b")[0][2] == 0.0


def pdf(path: Path) -> Path:
    page = PageMaker()
    page.text(100, 700, "Muc tieu 70 phan tram", 14)
    page.text(100, 300, "Khac", 14)
    return make_pdf(path, [page])


def test_a_strip_shows_the_ink_that_stands_there(tmp_path: Path) -> None:
    from extractors.readers.pdf.render import render_page

    file = pdf(tmp_path / "a.pdf")
    rows = np.flatnonzero(render_page(file, 1, 72).min(axis=(1, 2)) < 128)
    top = float(rows[0])
    (drawn,) = crops.draw(file, "application/pdf", crops.strips("d", [crops.Want("a", (Box(1, (100.0, top, 250.0, top + 14)),), 0)]))
    picture = cv2.imdecode(np.frombuffer(drawn.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert (picture < 100).sum() > 150
    assert picture.shape[0] == pytest.approx((drawn.y1 - drawn.y0) * crops.DPI / 72, abs=1.5)
    (left, _, width, _), = crops.highlights(drawn, "a")
    assert left >= 0
    assert left + width <= 100.01


def test_a_page_that_is_not_there_gives_nothing_and_the_others_stay(tmp_path: Path) -> None:
    file = pdf(tmp_path / "a.pdf")
    drawn = crops.draw(file, "application/pdf", crops.strips("d", [want("a", 1, 100, 110), want("b", 9, 100, 110)]))
    assert [s.page for s in drawn] == [1]


def test_a_picture_file_is_cut_in_its_own_points(tmp_path: Path) -> None:
    grey = np.full((1650, 1275), 255, np.uint8)  # A letter page at 150 dpi
    grey[300:330, 200:900] = 0
    cv2.imwrite(str(tmp_path / "a.png"), grey)
    from extractors.readers.image import picture_of

    _, (width, height) = picture_of(tmp_path / "a.png", 1)
    scale = width / 1275
    box = Box(1, (200 * scale, 300 * scale, 900 * scale, 330 * scale))
    (drawn,) = crops.draw(tmp_path / "a.png", "image/png", crops.strips("d", [crops.Want("a", (box,), 0)]))
    picture = cv2.imdecode(np.frombuffer(drawn.picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    (left, top, w, h), = crops.highlights(drawn, "a")
    inside = picture[int(top / 100 * picture.shape[0]) + 2:int((top + h) / 100 * picture.shape[0]) - 2, int(left / 100 * picture.shape[1]) + 2:int((left + w) / 100 * picture.shape[1]) - 2]
    assert inside.mean() < 40
    assert height > width


# -- office documents on their print ---------------------------------------------------------------------------------

def worded(text: str, page: int, y: float) -> Paragraph:
    """A paragraph whose n-th letter stands at 10 n points."""
    spans, at = [], 0
    for w in text.split(" "):
        spans.append(Span(at, at + len(w), page, (10.0 * at, y, 10.0 * (at + len(w)), y + 10)))
        at += len(w) + 1
    return Paragraph(text, Spans(spans))


def doc(*blocks: Paragraph | Table) -> Document:
    for n, b in enumerate(blocks):
        b.block = n
    return Document(SourceFile(Path(), "x", "", 0, ""), list(blocks))


def test_words_are_found_through_breaks_numbers_and_headers() -> None:
    ours = doc(Paragraph("Tỷ lệ phủ sóng đạt 70% dân số"), Paragraph("Báo cáo kết quả thực hiện"))
    print_ = doc(worded("1 Tỷ lệ phủ", 1, 100), worded("sóng đạt 70% dân số", 2, 50), worded("Trang 2", 2, 0), worded("Báo cáo kết quả thực hiện", 2, 70))
    placed = align(ours, print_)
    assert placed.boxes(0) == (Box(1, (20.0, 100, 110.0, 110)), Box(2, (0.0, 50, 190.0, 60)))
    assert placed.boxes(0, words="70% dân số") == (Box(2, (90.0, 50, 190.0, 60)),)
    assert [b.page for b in placed.boxes(1)] == [2]
    assert placed.share == 1.0


def test_what_is_not_on_the_print_has_no_place() -> None:
    placed = align(doc(Paragraph("Hoàn toàn khác"), Paragraph("Báo cáo kết quả")), doc(worded("Báo cáo kết quả", 1, 10)))
    assert placed.boxes(0) == ()
    assert placed.boxes(1) != ()
    assert placed.boxes(7) == ()


def test_a_cell_without_words_shows_its_row() -> None:
    cells = [Cell("Tỷ lệ phủ sóng", row=0, col=0), Cell("-", row=0, col=1), Cell("Dân số số", row=1, col=0)]
    placed = align(doc(Table(0, 2, 2, cells)), doc(worded("Tỷ lệ phủ sóng", 1, 10), worded("- Dân số số", 1, 30)))
    assert placed.boxes(0, 0, 1) == placed.boxes(0, 0, 0) == (Box(1, (0.0, 10, 140.0, 20)),)


def test_why_there_is_no_picture() -> None:
    report = build(dataset(documents=[document("a"), document("t", media_type="text/plain")], findings=[finding("a", 1), finding("a", 2, page="", bbox="", block=""), finding("t", 3, page="", bbox="")]))
    text = sources.Found(SourceFile(Path("t.txt"), "t.txt", "t" * 8, 1, "text/plain"), None, True)
    why = pictures.make(report, {"t": text}, 5).why
    assert why == {"F1": labels.NO_SOURCE, "F2": labels.NO_PLACE, "F3": labels.NO_PAGE}


def test_a_broken_file_costs_only_its_own_pictures(tmp_path: Path) -> None:
    good, bad = pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf"
    bad.write_bytes(b"%PDF-1.7\nbroken")
    report = build(dataset(documents=[document("a"), document("b", commune="Bình An")], findings=[finding("a", 1), finding("b", 2)], indicators=[indicator("a", 1)]))
    found = {i: sources.Found(SourceFile(p, p.name, i * 8, 1, "application/pdf"), p, True) for i, p in (("a", good), ("b", bad))}
    made = pictures.make(report, found, 5)
    assert set(made.strips) == {"F1"}
    assert made.why["F2"].startswith("Không dựng được ảnh trang")


def test_over_the_limit_is_told_with_the_limit(tmp_path: Path) -> None:
    file = pdf(tmp_path / "a.pdf")
    report = build(dataset(documents=[document("a")], findings=[finding("a", 1)]))
    made = pictures.make(report, {"a": sources.Found(SourceFile(file, "a.pdf", "a" * 8, 1, "application/pdf"), file, True)}, 0.0)
    assert (made.strips, made.left_out) == ({}, 1)
    assert made.why["F1"] == labels.OVER_LIMIT.format(limit="0")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_records_of_a_docx_get_page_and_box_from_its_print(tmp_path: Path) -> None:
    """Every target of a sample plan finds its place; its value stands in that place on the printed page."""
    import pypdfium2

    from pipeline.one import read_one

    file = sample("dong-phu.docx")
    result = read_one(file, ocr="never")
    rows = [{k: "" if v is None else str(v) for k, v in i.model_dump(mode="json").items()} for i in result.indicators]
    info = {k: "" if v is None else str(v) for k, v in result.info.model_dump(mode="json").items()}
    report = build(dataset(documents=[info], findings=[finding(info["document_id"], n, page="", bbox="", block=r["block"], row=r["row"], col=r["col"], source_text=r["source_text"]) for n, r in enumerate(rows)]))
    found = sources.find([info], file.parent, tmp_path / "scratch")
    sources.print_office(found, tmp_path)
    pictures.place(report, found)
    with pypdfium2.PdfDocument(tmp_path / sources.PRINTS / f"{info['document_id']}.pdf") as printed:
        texts = {}
        for f in report.findings:
            (box, *_) = places.boxes(f["page"], f["bbox"])
            page = printed[box.page - 1]
            x0, y0, x1, y1 = box.bbox
            texts[f["finding_id"]] = page.get_textpage().get_text_bounded(x0 - 1, page.get_height() - y1 - 1, x1 + 1, page.get_height() - y0 + 1)
    numbers = [(r["value_min"] or r["value_max"], texts[f"F{n}"]) for n, r in enumerate(rows) if r["kind"] == "quantity"]
    assert len(numbers) > 20
    right = [f"{float(v):g}".replace(".", ",") in t.replace(".", "") for v, t in numbers]
    assert sum(right) >= 0.95 * len(right)


def test_links_are_relative_and_escaped(tmp_path: Path) -> None:
    file = tmp_path / "kế hoạch #1 <b>.pdf"
    found = sources.Found(SourceFile(file, file.name, "", 1, "application/pdf"), file, True)
    address = sources.link(found, tmp_path / "out", "3")
    assert address.startswith("../k%E1%BA%BF%20ho%E1%BA%A1ch%20%231%20%3Cb%3E.pdf")
    assert address.endswith("#page=3")
    gone = sources.Found(SourceFile(file, "a.zip/b.pdf", "", 1, "application/pdf"), file, False)
    assert sources.link(gone, tmp_path) == ""
    assert sources.link(None, tmp_path) == ""


def test_a_changed_file_is_not_taken_for_the_plan(tmp_path: Path) -> None:
    file = pdf(tmp_path / "a.pdf")
    import hashlib

    row = {"document_id": "a", "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    assert set(sources.find([row], tmp_path, tmp_path / "scratch")) == {"a"}
    file.write_bytes(file.read_bytes() + b"\n% changed\n")
    assert sources.find([row], tmp_path, tmp_path / "scratch") == {}
