"""The workbook: sheets, text that stays text, links, filters, print setup, limits of Excel; read back with openpyxl."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from pipeline.reports import workbook
from pipeline.reports.model import build
from pipeline.reports.sheets import AGAINST, CALENDAR, FINDINGS, MATRIX, OVERVIEW, SHEETS
from pipeline.reports.sources import Found
from schemas.document import SourceFile
from tests.report_makers import comparison, dataset, deadline, document, finding, indicator, reference, unit

HOSTILE = ['=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://example.org", "_x0041_", "a\x01b", "{=1+1}"]


def made(tmp_path: Path, **tables: list[dict[str, str]]) -> openpyxl.Workbook:
    report = build(dataset(**tables))
    files = {p.id: Found(SourceFile(tmp_path / "nguồn" / p.row["file_name"], p.row["file_name"], p.row["sha256"], 1, "application/pdf"), tmp_path / "nguồn" / p.row["file_name"], True) for p in report.plans}
    path = workbook.write(report, files, tmp_path / "out", html="bao-cao.html", today=date(2026, 1, 2))
    return openpyxl.load_workbook(path)


def full() -> dict[str, list[dict[str, str]]]:
    return {
        "documents": [document("a"), document("b", commune="Bình An", status="failed", error="encrypted: Tệp có mật khẩu.")], "indicators": [indicator("a", 1)],
        "comparison": [comparison("a", 1, verdict="below", upper_label="57-NQ/TW", upper_value_min="90")], "findings": [finding("a", 1, page="3"), finding("a", 2, severity="info")],
        "deadlines": [deadline("a", 1), deadline("a", 2, kind="ongoing", start="", end="")], "references": [reference("a", 1)], "units": [unit("Công an xã")],
    }


def test_sheets_headers_filters_frozen_panes_and_print_setup(tmp_path: Path) -> None:
    book = made(tmp_path, **full())
    assert book.sheetnames == [name for name, _ in SHEETS]
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
        assert "&P" in sheet.oddFooter.center.text


@pytest.mark.parametrize(("plans", "across"), [(1, 1), (12, 1), (13, 2), (30, 3)])
def test_a_page_of_the_printed_matrix_holds_a_dozen_plans(tmp_path: Path, plans: int, across: int) -> None:
    ids = [f"d{n:02d}" for n in range(plans)]
    book = made(tmp_path, documents=[document(i, commune=f"Xã {i}") for i in ids], indicators=[indicator(i, 1) for i in ids],
                comparison=[comparison(i, 1, verdict="below", upper_label="57-NQ/TW", upper_value_min="90") for i in ids])
    setup = book[MATRIX].page_setup
    assert (setup.fitToWidth or 1, setup.fitToHeight) == (across, 0)  # 1 is not written: the default


def test_reasons_stand_in_the_order_of_the_columns(tmp_path: Path) -> None:
    """By the Vietnamese alphabet: Đ before Y."""
    names = {"a": "Yên Thành", "b": "Đắk Mil", "c": "An Phú"}
    book = made(tmp_path, documents=[document(i, commune=n) for i, n in names.items()], indicators=[indicator(i, 1) for i in names],
                comparison=[comparison(i, 1, verdict="below", upper_label="57-NQ/TW", upper_value_min="90") for i in names])
    wanted = ["An Phú", "Đắk Mil", "Yên Thành"]
    assert [c.value for c in book[MATRIX][2]][4:7] == wanted
    assert [row[2].value for row in book[AGAINST].iter_rows(min_row=2, max_row=4)] == wanted


def test_a_matrix_cell_has_sign_colour_and_a_link_to_its_reason(tmp_path: Path) -> None:
    book = made(tmp_path, **full())
    cell = book[MATRIX]["E3"]
    assert cell.value == "≥ 70% ▼"
    assert cell.fill.start_color.rgb == "FFF8CBC6"
    assert cell.hyperlink.location == f"'{AGAINST}'!A2"
    reason = book[AGAINST][2]
    assert [c.value for c in reason][3:8] == ["≥ 70%", "≥ 90%", "57-NQ/TW", "▼ Thấp hơn cấp trên", "lý do"]


def test_links_to_page_picture_and_between_sheets(tmp_path: Path) -> None:
    book = made(tmp_path, **full())
    page, picture = book[FINDINGS]["H2"], book[FINDINGS]["I2"]
    assert (page.value, page.hyperlink.target, page.hyperlink.location) == ("tr. 3", r"..\ngu%E1%BB%93n\a.pdf", "page=3")  # as Excel writes it; LibreOffice reads it too
    assert (picture.hyperlink.target, picture.hyperlink.location) == ("bao-cao.html", "F1")
    names = [row for row in book[OVERVIEW].iter_rows() if row[0].hyperlink is not None]
    assert names[0][0].hyperlink.location == f"'{FINDINGS}'!A2"


def test_dates_are_dates_and_undated_deadlines_follow(tmp_path: Path) -> None:
    sheet = made(tmp_path, **full())[CALENDAR]
    assert sheet["A2"].value == datetime(2026, 6, 30)
    assert sheet["A2"].number_format == "dd/mm/yyyy"
    assert sheet["A3"].value is None


def test_a_failed_document_has_its_row_with_the_advice(tmp_path: Path) -> None:
    sheet = made(tmp_path, **full())[OVERVIEW]
    assert any("Tệp có mật khẩu" in str(c.value) for row in sheet.iter_rows() for c in row)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_documents_are_never_formulas(tmp_path: Path, words: str) -> None:
    tables = full()
    tables["documents"][0] |= {"commune": words, "symbol": words, "file_name": words + ".pdf"}
    tables["findings"][0] |= {"message": words, "expected": words, "actual": words, "title": words}
    tables["indicators"][0] |= {"kind": "level", "raw_value": words, "comparator": "", "value_min": ""}
    tables["deadlines"][0] |= {"raw": words, "action": words, "condition": words}
    tables["references"][0] |= {"symbol": words, "issuer": words, "issued_on": words}
    tables["units"][0] |= {"name": words, "variants": words}
    made(tmp_path, **tables)
    with zipfile.ZipFile(tmp_path / "out" / "bao-cao.xlsx") as z:
        sheets = [z.read(n).decode() for n in z.namelist() if n.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any("<f>" in s or "<f " in s for s in sheets)


def test_long_text_is_cut_with_a_mark() -> None:
    assert len(workbook.short("x" * 40_000)) == workbook.MAX_TEXT
    assert workbook.short("x" * 40_000).endswith("…")
    assert workbook.short("x" * workbook.MAX_TEXT) == "x" * workbook.MAX_TEXT


def test_links_over_excels_limit_are_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_LINKS", 1)
    tables = full()
    tables["findings"] = [finding("a", n) for n in range(4)]
    book = made(tmp_path, **tables)
    assert sum(c.hyperlink is not None for row in book[FINDINGS].iter_rows() for c in row) == 1
    assert any("không gắn liên kết" in str(c.value) for row in book[OVERVIEW].iter_rows() for c in row)


def test_equal_data_give_equal_bytes(tmp_path: Path) -> None:
    report = build(dataset(**full()))
    one, two = (workbook.write(report, {}, tmp_path / n, today=date(2026, 1, 2)).read_bytes() for n in ("x", "y"))
    names = zipfile.ZipFile(io.BytesIO(one)).namelist()
    assert all(zipfile.ZipFile(io.BytesIO(one)).read(n) == zipfile.ZipFile(io.BytesIO(two)).read(n) for n in names)


def test_an_empty_dataset_opens(tmp_path: Path) -> None:
    book = made(tmp_path)
    assert book.sheetnames == [name for name, _ in SHEETS]
