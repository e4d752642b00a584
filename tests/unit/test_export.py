"""Files: safe in a spreadsheet, the same for a program, whole or not at all."""

import io
import os

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.columns import from_rows
from pipeline.export import atomic, csv, excel, parquet, write
from pipeline.store import ROW_GROUP, StoredDataset
from schemas.dataset import TABLES, check, frame

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


@given(st.one_of(TEXT, st.builds(lambda a, b: a + b, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'", "'=", "''"]), TEXT)))
def test_what_a_program_reads_back_is_what_was_written(text):
    assert csv.original(csv.harmless(text)) == text


@given(st.builds(lambda a, b: a + b, st.sampled_from(["=", "+", "@", "\t", "\r"]), TEXT))
def test_no_cell_starts_a_formula(text):
    cell = csv.harmless(text)
    assert cell[0] == "'" or csv._PLAIN.match(cell)


@pytest.mark.parametrize(("text", "cell"), [("-", "-"), ("-5", "-5"), ("=1+1", "'=1+1"), ("- Tỷ lệ", "'- Tỷ lệ"), ("+84 912", "'+84 912"), ("@a", "'@a"), ("57-NQ/TW", "57-NQ/TW")])
def test_cells(text, cell):
    assert csv.harmless(text) == cell


@pytest.fixture
def dataset():
    rows = {name: [] for name in TABLES}
    rows["documents"] = [{"document_id": "d1", "file_name": "a.docx", "status": "ok", "symbol_status": "full", "confidence": 1.0, "title": "=HYPERLINK(\"x\")", "pages": 3}]
    rows["indicators"] = [{"document_id": "d1", "indicator_id": "d1-I0001", "name": "Tỷ lệ; \"A\"\nhai dòng", "kind": "quantity", "comparator": "ge", "value_min": 1.5, "year": 2030, "confidence": 0.99, "raw_value": "≥ 1,5%"}]
    return {name: frame(name, r) for name, r in rows.items()}


def test_csv_is_for_excel_and_for_programs(dataset, tmp_path):
    csv.write(dataset, tmp_path)
    data = (tmp_path / "indicators.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r" not in data
    table = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert list(table.columns) == list(TABLES["indicators"].columns)
    assert table.iloc[0][["name", "value_min", "value_max", "year"]].tolist() == ["Tỷ lệ; \"A\"\nhai dòng", "1.5", "", "2030"]


def test_excel_has_headings_filters_and_no_formula(dataset, tmp_path):
    excel.write(dataset, tmp_path)
    book = openpyxl.load_workbook(tmp_path / excel.FILE_NAME)
    sheet = book["Văn bản"]
    assert sheet["A1"].value == "Mã văn bản" and sheet.freeze_panes == "A2" and sheet.auto_filter.ref
    assert not any(c.data_type == "f" for s in book for row in s.iter_rows() for c in row)
    assert "=HYPERLINK(\"x\")" in [c.value for c in sheet[2]]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "MAX_ROWS", 3)
    dataset["notes"] = frame("notes", [{"document_id": "d1", "code": "x", "message": f"số {k}"} for k in range(7)])
    excel.write(dataset, tmp_path)
    book = openpyxl.load_workbook(tmp_path / excel.FILE_NAME)
    sheets = [book[n] for n in ("Ghi chú xử lý", "Ghi chú xử lý (2)", "Ghi chú xử lý (3)")]
    assert [[row[2] for row in s.iter_rows(min_row=2, values_only=True)] for s in sheets] == [["số 0", "số 1", "số 2"], ["số 3", "số 4", "số 5"], ["số 6"]]
    assert {s["C1"].value for s in sheets} == {"Nội dung"} and "Ghi chú xử lý (4)" not in book


def test_pieces_of_csv_are_the_file_whatever_their_order(dataset, tmp_path):
    (tmp_path / "d").mkdir()
    stored = StoredDataset(tmp_path / "d")
    dataset["notes"] = frame("notes", [{"document_id": "d1", "code": "x", "message": f"=số {k}", "page": k} for k in range(ROW_GROUP + 3)])
    for name, table in dataset.items():
        stored[name] = table
    csv.write(dataset, tmp_path / "a")

    def backwards(task, things):
        return ((t, task(t)) for t in reversed(things))

    files = write(stored, tmp_path / "b", ("csv", "parquet"), backwards)
    assert len(files) == 2 * len(TABLES)
    for name in TABLES:
        assert (tmp_path / "a" / f"{name}.csv").read_bytes() == (tmp_path / "b" / f"{name}.csv").read_bytes() == to_csv_of(dataset[name])
        assert (tmp_path / "b" / f"{name}.parquet").read_bytes() == stored.path(name).read_bytes()


def to_csv_of(table):
    return csv.to_csv(table).encode("utf-8-sig")


def test_equal_data_give_equal_bytes(dataset, tmp_path):
    for writer in (csv, parquet, excel):
        a = [p.read_bytes() for p in writer.write(dataset, tmp_path / "a")]
        b = [p.read_bytes() for p in writer.write(dataset, tmp_path / "b")]
        assert a == b, writer.__name__


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    atomic.write_bytes(path, b"old")
    monkeypatch.setattr(os, "fsync", lambda fd: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError):
        atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_the_door_lets_good_data_through_and_names_bad(dataset):
    assert check(dataset) == []
    dataset["indicators"].loc[0, "kind"] = "guess"
    dataset["indicators"].loc[0, "document_id"] = "nobody"
    problems = " ".join(check(dataset))
    assert "indicators.kind" in problems and "nobody" in problems


def test_unknown_columns_are_an_error():
    with pytest.raises(KeyError):
        frame("units", [{"unit_id": "x", "colour": "red"}])
    with pytest.raises(KeyError):
        frame("units", [{"unit_id": "x"}] * 99 + [{"unit_id": "x", "colour": "red"}])


@pytest.mark.parametrize("make", [frame, from_rows])
def test_words_in_a_number_column_are_an_error_and_no_empty_cell(make):
    with pytest.raises(ValueError, match="mười"):
        make("units", [{"unit_id": "x", "mentions": "mười"}])
    for empty in (None, "", float("nan")):
        assert len(make("units", [{"unit_id": "x", "mentions": empty}])) == 1
