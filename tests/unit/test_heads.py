"""Tables of targets as offices head them: every record of a table, from its head and its rows to values and bodies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.outline import outline
from extractors.records import extract
from schemas.document import Table
from schemas.records import DocumentInfo, Indicator
from tests.makers import document, table

CORPUS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "corpus/heads.yml").read_text(encoding="utf-8"))


def drawn(head: list[list[str]], rows: list[list[str]]) -> Table:
    """The grid with its merged cells: equal neighbours of a head are one, "^" hangs from above."""
    cells = [list(r) for r in head + rows]
    n, spans = len(cells[0]), {}
    for r, row in enumerate(head + rows):
        for c, text in enumerate(row):
            if text == "^" or r < len(head) and c and text and row[c - 1] == text:
                cells[r][c] = ""
                continue
            right, down = c, r
            while r < len(head) and right + 1 < n and text and row[right + 1] == text:
                right += 1
            while down + 1 < len(cells) and (head + rows)[down + 1][c] == "^":
                down += 1
            if (right, down) != (c, r):
                spans[(r, c)] = (down - r + 1, right - c + 1)
    return table(cells, spans=spans)


def read(*blocks: str | Table) -> list[Indicator]:
    made = document("ỦY BAN NHÂN DÂN XÃ TÂN LẬP", "Tân Lập, ngày 12 tháng 01 năm 2026", "KẾ HOẠCH", "Chuyển đổi số xã Tân Lập giai đoạn 2026 - 2030", "Nội dung.", *blocks)
    return extract(outline(made), DocumentInfo(document_id="d", file_name="d")).indicators


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: c["key"])
def test_records_of_a_table(case: dict[str, Any]) -> None:
    got = read("PHỤ LỤC", case["title"], drawn(case["head"], case["rows"]))
    assert [[i.name, i.year, i.comparator or "", i.value_min, i.value_max, i.unit, i.lead_units, i.coordinating_units, i.monitoring_units] for i in got] == case["want"]


@pytest.mark.parametrize(("above", "unit"), [(["PHỤ LỤC", "CHỈ TIÊU", "Đơn vị tính: %"], "%"), (["PHỤ LỤC I", "CHỈ TIÊU NĂM 2026 (ĐVT: %)"], "%"), (["II. CHỈ TIÊU", "Các chỉ tiêu như sau:", "(Đơn vị: %)"], "%"),
                                              (["II. CHỈ TIÊU", "Đơn vị thực hiện: Phòng Kinh tế"], ""), (["II. CHỈ TIÊU", "Đơn vị: Phòng Kinh tế"], "")])
def test_a_unit_over_the_table_is_that_of_its_figures(above, unit):
    got = read(*above, table([["TT", "Chỉ tiêu", "Năm 2026"], ["1", "Hộ có Internet băng rộng", "70"], ["2", "Hộ có điện thoại thông minh", "50"]]))
    assert [(i.unit, i.value_min) for i in got] == [(unit, 70.0), (unit, 50.0)]


@pytest.mark.parametrize(("head", "sure"), [("2025", False), ("Mục tiêu 2025", True), ("2026", True)])
def test_a_year_before_the_plan_may_be_what_was_reached(head, sure):
    got = read(table([["TT", "Chỉ tiêu", "Đơn vị", head, "2030", "Chủ trì"], ["1", "Tỷ lệ A", "%", "93", "96", "Phòng Kinh tế"], ["2", "Tỷ lệ B", "%", "90", "95", "Phòng Kinh tế"]]))
    assert (got[0].confidence >= 0.9) is sure and (("trước năm ban hành" in got[0].notes) is not sure)
    assert got[1].confidence >= 0.9


def test_a_later_value_is_of_what_the_clause_before_names():
    got = read("I. MỤC TIÊU", "1. Mục tiêu năm 2026", "- 55% người dân trưởng thành có chữ ký số; đến năm 2030 đạt 75%.", "- Trên 98% người dân đủ điều kiện có tài khoản VNeID mức độ 2.")
    assert [(i.year, i.catalog_id) for i in got][:2] == [(2026, "SOC.ESIGN"), (2030, "SOC.ESIGN")]


def test_a_bare_plan_beside_what_was_done_is_of_the_year_reported():
    rows = table([["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch", "Thực hiện 10 tháng", "Ước thực hiện cả năm"], ["1", "Số lượt khám", "lượt", "500", "420", "510"], ["2", "Tỷ lệ A", "%", "90", "80", "91"]])
    made = ["I. KẾT QUẢ THỰC HIỆN", "1. Tình hình thực hiện 10 tháng, ước thực hiện cả năm 2025", rows]
    assert [(i.year, i.value_min) for i in read(*made)] == [(2025, 500.0), (2025, 90.0)]
    assert {i.year for i in read("I. TÌNH HÌNH", rows)} == {None}


def test_a_form_with_counts_lists_no_tasks():
    form = table([["STT", "Nội dung", "Số lượng", "Ghi chú"], ["1", "Giường bệnh kế hoạch", "", ""], ["2", "Giường bệnh thực kê", "", ""]])
    made = document("BÁO CÁO", "Tình hình sử dụng giường bệnh", "Nội dung.", form)
    result = extract(outline(made), DocumentInfo(document_id="d", file_name="d"))
    assert not result.tasks and not result.indicators


def test_misread_column_numbers_are_head():
    got = read(table([["TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Năm 2027", "Chủ trì"], ["1", "2", "sŸ⁄", "4", "5", "6"], ["1", "Tỷ lệ A", "%", "90", "95", "Phòng Kinh tế"]]))
    assert [(i.name, i.value_min) for i in got] == [("Tỷ lệ A", 90.0), ("Tỷ lệ A", 95.0)]


@pytest.mark.parametrize("value", ["99,82 - 90,27", "110,52 118,39", "10,50]"])
def test_a_cell_with_more_than_its_number_is_doubted(value):
    got = read(table([["TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Chủ trì"], ["1", "Tỷ lệ A", "%", value, "Phòng Kinh tế"], ["2", "Tỷ lệ B", "%", "90", "Phòng Kinh tế"]]))
    assert got[0].confidence < 0.9 <= got[1].confidence


def test_strokes_read_as_letters_repeat_the_unit_above():
    rows = table([["TT", "Chỉ tiêu", "ĐVT", "Năm 2026"], ["1", "Tỷ lệ A", "%", "90"], ["2", "Tỷ lệ B", "tt", "80"]])
    for c in rows.cells:
        c.confidence = 0.8
    assert [i.unit for i in read(rows)] == ["%", "%"]


def test_no_goal_is_set_for_a_year_that_was_past():
    got = read("I. MỤC TIÊU", "1. Mục tiêu năm 2026", "- Năm 2025 toàn xã có 58% hộ gia đình dùng cáp quang; phấn đấu năm 2026 đạt 70%.", "- 90% văn bản được ký số.")
    assert [(i.year, i.value_min) for i in got] == [(2026, 70.0), (2026, 90.0)]


def test_a_column_without_the_year_that_the_others_have_is_doubted():
    got = read(table([["TT", "Chỉ tiêu", "Kế hoạch của tỉnh", "Mục tiêu của xã đến 2030", "Chủ trì"], ["1", "Tỷ lệ A", "85%", "90%", "Phòng Kinh tế"], ["2", "Tỷ lệ B", "80%", "85%", "Phòng Kinh tế"]]))
    assert [(i.year, i.confidence >= 0.9) for i in got][:2] == [(None, False), (2030, True)]
