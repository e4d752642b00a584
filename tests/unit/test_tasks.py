"""Tasks: deadlines of several columns, marks under years and quarters."""

import pytest

from extractors.outline import outline
from extractors.records import extract
from schemas.records import DocumentInfo
from tests.makers import document, table


def tasks(header, *rows):
    return extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", table([header, *rows]))), DocumentInfo(document_id="d", file_name="d")).tasks


@pytest.mark.parametrize(
    ("heads", "marks", "start", "end"),
    [
        (["Quý I", "Quý II", "Quý III", "Quý IV"], ["", "", "x", ""], "2026-07-01", "2026-09-30"),
        (["Quý I", "Quý II", "Quý III", "Quý IV"], ["x", "x", "x", "x"], "2026-01-01", "2026-12-31"),
        (["2025", "2026", "2027-2030"], ["x", "x", ""], "2025-01-01", "2026-12-31"),
        (["2025", "2026", "2027-2030"], ["", "", "X"], "2027-01-01", "2030-12-31"),
        (["Bắt đầu", "Kết thúc"], ["10/9/2026", "30/9/2026"], "2026-09-10", "2026-09-30"),
    ],
)
def test_deadline_of_several_columns(heads, marks, start, end):
    (task,) = tasks(["TT", "Nội dung công việc", "Đơn vị chủ trì", *heads], ["1", "Làm A", "Phòng Kinh tế", *marks])
    assert (task.deadline_start, task.deadline_end) == (start, end)


@pytest.mark.parametrize("mark", ["nt", "-nt-", "Như trên", "″", "(nt)", "N.T"])
def test_ditto_repeats_the_cell_above(mark):
    first, second, third = tasks(
        ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian"], ["1", "Làm A", "Phòng Kinh tế", "Công an xã", "Quý I/2026"], ["2", "Làm B", mark, "", mark], ["3", "Làm C", mark, mark, "6/2026"]
    )
    assert (second.lead_units, second.coordinating_units, second.deadline_end) == ("Phòng Kinh tế", "", "2026-03-31")
    assert (third.lead_units, third.coordinating_units) == ("Phòng Kinh tế", "")
    assert mark in second.source_text and "dòng trên" in second.notes
    assert first.notes == ""


def test_ditto_under_nothing_names_nobody():
    (task,) = tasks(["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", "Làm A", "nt", "2026"])
    assert task.lead_units == ""
