"""Tasks: deadlines of several columns, marks under years and quarters."""

import pytest

from extractors.outline import outline
from extractors.records import extract
from schemas.document import TextSource
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
        (["2026", "2027", "2028", "2029-2030"], ["", "", "x", "x"], "2028-01-01", "2030-12-31"),
        (["T1", "T2", "T3", "T4"], ["", "x", "x", ""], "2026-02-01", "2026-03-31"),
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


def test_start_and_end_under_one_heading():
    grid = table([["TT", "Nhiệm vụ", "Chủ trì", "Thời gian thực hiện", ""], ["", "", "", "Bắt đầu", "Hoàn thành"], ["1", "Làm A", "Phòng Kinh tế", "01/2026", "12/2027"], ["2", "Làm B", "Phòng Kinh tế", "Thường xuyên", ""]],
                 spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (2, 1), (0, 3): (1, 2), (3, 3): (1, 2)})
    first, second = extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", grid)), DocumentInfo(document_id="d", file_name="d")).tasks
    assert (first.deadline_kind, first.deadline_start, first.deadline_end) == ("period", "2026-01-01", "2027-12-31")
    assert (second.deadline_kind, second.deadline_raw) == ("ongoing", "Thường xuyên")


def test_groups_over_lettered_rows_and_totals_are_no_tasks():
    got = tasks(["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", "Hoàn thiện thể chế", "", ""], ["a)", "Ban hành quy chế", "Sở Tư pháp", "2026"], ["2", "Nền tảng số", "", ""], ["a)", "Nâng cấp hệ thống", "Sở Nội vụ", "2026"], ["", "Tổng kinh phí dự kiến: 45.000 triệu đồng", "", ""])
    assert [(t.section, t.name) for t in got] == [("Hoàn thiện thể chế", "Ban hành quy chế"), ("Nền tảng số", "Nâng cấp hệ thống")]


ROWS = (["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["I", "Hạ tầng", "", ""], ["1", "Làm A", "Phòng Kinh tế", "2026"], ["2", "Làm B", "", ""], ["II", "Dữ liệu", "", ""], ["3", "Làm C", "", "2027"])


def tasks_of(source):
    made = document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", table([list(r) for r in ROWS]))
    made.text_source = source
    return extract(outline(made), DocumentInfo(document_id="d", file_name="d")).tasks


def test_merged_lead_is_lost_in_a_text_file():
    a, b, c = tasks_of(TextSource.TEXT)
    assert (a.lead_units, b.lead_units, c.lead_units) == ("Phòng Kinh tế", "Phòng Kinh tế", "")
    assert "ô gộp" in b.notes and b.confidence < 0.9 and b.deadline_raw == ""


def test_an_empty_lead_stays_empty_where_merges_show():
    assert [t.lead_units for t in tasks_of(TextSource.NATIVE)] == ["Phòng Kinh tế", "", ""]


def test_the_unit_of_measure_may_stand_in_the_name():
    found = extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", table([
        ["TT", "Chỉ tiêu", "Năm 2026"], ["1", "Số tổ công nghệ số (tổ)", "12"], ["2", "Doanh thu kinh tế số (tỷ đồng)", "5,5"], ["3", "Hồ sơ trực tuyến (nếu có)", "80%"],
    ]))), DocumentInfo(document_id="d", file_name="d")).indicators
    assert [(i.value_min, i.unit) for i in found] == [(12, "tổ"), (5.5, "tỷ đồng"), (80, "%")]


def test_a_point_of_time_heads_a_column_of_values():
    found = extract(outline(document("KẾ HOẠCH", "Về việc A năm 2025", "Nội dung.", table([
        ["TT", "Chỉ tiêu", "ĐVT", "Mục tiêu đến tháng 6/2026", "Mục tiêu đến 31/12/2026", "Quý II năm 2027"], ["1", "Hồ sơ trực tuyến", "%", "40", "60", "80"],
    ]))), DocumentInfo(document_id="d", file_name="d")).indicators
    assert [(i.value_min, i.year) for i in found] == [(40, 2026), (60, 2026), (80, 2027)]


def indicators_of(*blocks):
    return extract(outline(document("KẾ HOẠCH", "Về việc A giai đoạn 2026 - 2030", "Nội dung.", *blocks)), DocumentInfo(document_id="d", file_name="d"))


@pytest.mark.parametrize("head", ["Thời hạn", "Mốc hoàn thành", "Lộ trình", "Năm hoàn thành"])
def test_targets_with_lead_and_deadline_stay_targets_when_some_have_no_figure(head):
    got = indicators_of(table([
        ["STT", "Chỉ tiêu", "Mục tiêu", "Đơn vị chủ trì theo dõi", "Đơn vị phối hợp", head],
        ["1", "Hồ sơ trực tuyến", "≥ 75%", "Văn phòng", "Các thôn", "31/12/2027"], ["2", "Số thôn thông minh", "4/9 thôn", "Phòng Kinh tế", "Các thôn", "Quý IV/2027"],
        ["3", "Tỷ trọng kinh tế số", "-", "Phòng Kinh tế", "", "Năm 2027"], ["4", "Xếp hạng chuyển đổi số", "Duy trì", "Văn phòng", "", "Năm 2027"],
    ]))
    assert not got.tasks
    assert [(i.raw_value, i.year) for i in got.indicators] == [("≥ 75%", 2027), ("4/9 thôn", 2027), ("-", 2027), ("Duy trì", 2027)]
    assert [d.record_id for d in got.deadlines] == [i.indicator_id for i in got.indicators]


def test_a_deadline_of_several_years_gives_a_target_none():
    got = indicators_of(table([["STT", "Chỉ tiêu", "Mục tiêu", "Thời hạn"], ["1", "Hồ sơ trực tuyến", "75%", "2026 - 2028"], ["2", "Số thôn thông minh", "4 thôn", "2026, 2027"]]))
    assert [i.year for i in got.indicators] == [None, None]


def test_a_list_by_years_has_the_name_of_its_first_line():
    got = indicators_of("I. MỤC TIÊU", "- Số thôn thông minh theo từng năm, cụ thể như sau:", "- Năm 2026: 3 thôn, khu phố.", "- Năm 2027: 5 thôn.")
    assert [(i.name, i.value_min, i.unit, i.year) for i in got.indicators] == [("Số thôn thông minh", 3, "thôn", 2026), ("Số thôn thông minh", 5, "thôn", 2027)]


def test_what_stood_on_a_day_before_the_plan_is_no_target():
    text = outline(document("Số: 12/KH-UBND", "Tân Lập, ngày 10 tháng 02 năm 2026", "KẾ HOẠCH", "Về việc A năm 2026", "I. MỤC TIÊU", "- Đến ngày 30/6/2025, toàn xã có 7 thôn đạt chuẩn.", "- Đến ngày 31/12/2026, toàn xã có 9 thôn đạt chuẩn."))
    got = extract(text, DocumentInfo(document_id="d", file_name="d")).indicators
    assert [(i.value_min, i.year) for i in got] == [(9, 2026)]
