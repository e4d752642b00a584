"""Tables over pages, rows cut by a page, group rows."""

import pytest

from extractors.tables.join import Joiner
from extractors.tables.rows import typed_rows
from tests.makers import table

HEADER = ["TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]
INDICATORS = ["TT", "Chỉ tiêu", "ĐVT", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá"]


def rows_of(*parts, between=False):
    joiner = Joiner()
    for i, part in enumerate(parts):
        part.block = i
        joiner.add(part)
        if between:
            joiner.interrupt()
    return joiner, [list(typed_rows(t)) for t in joiner.tables]


def test_repeated_header_is_dropped_and_the_table_goes_on():
    joiner, (rows,) = rows_of(table([HEADER, ["1", "Làm A.", "Phòng A", "2025"]], page=1), table([HEADER, ["2", "Làm B.", "Phòng B", "2026"]], page=2))
    assert [r.ordinal for r in rows] == ["1", "2"]
    assert joiner.tables[0].header_repeats == 1


def test_a_part_without_header_takes_the_layout_of_the_part_before():
    _, (rows,) = rows_of(table([HEADER, ["1", "Làm A.", "Phòng A", "2025"]]), table([["2", "Làm B.", "Phòng B", "2026"]]))
    assert [r.name for r in rows] == ["Làm A.", "Làm B."]


def test_content_between_two_tables_keeps_them_apart():
    joiner, tables = rows_of(table([HEADER, ["1", "Làm A.", "Phòng A", "2025"]]), table([HEADER, ["1", "Làm B.", "Phòng B", "2026"]]), between=True)
    assert len(joiner.tables) == 2 and all(len(t) == 1 for t in tables)


CUTS = [
    (["1", "Rà soát, công bố danh mục thủ tục", "Phòng Văn hóa -", "2025"], ["", "hành chính đủ điều kiện.", "Xã hội", ""], "Rà soát, công bố danh mục thủ tục hành chính đủ điều kiện.", "Phòng Văn hóa - Xã hội"),
    (["1", "Làm A.", "Phòng VH-", "2025"], ["", "", "XH", ""], "Làm A.", "Phòng VH-XH"),
    (["1", "Phối hợp với Bộ", "Công an xã", "2025"], ["", "Công an và", "", ""], "Phối hợp với Bộ Công an và", "Công an xã"),
]


@pytest.mark.parametrize(("above", "below", "name", "lead"), CUTS)
def test_a_row_cut_by_the_page_is_one_row(above, below, name, lead):
    _, (rows,) = rows_of(table([HEADER, above], page=1), table([HEADER, below, ["2", "Làm B.", "Phòng B", "2026"]], page=2))
    assert [r.ordinal for r in rows] == ["1", "2"]
    assert rows[0].name == name
    assert rows[0].row.text("lead_unit") == lead
    assert {b.page for b in rows[0].row.cell("lead_unit").boxes} == {1, 2} or not below[2]


def test_a_group_heading_after_a_page_break_is_no_cut_row():
    part = table([["", "Về nhân lực cho chuyển đổi số", "", ""], ["2", "Làm B.", "Phòng B", "2026"]], spans={(0, 1): (1, 3)}, page=2)
    _, (rows,) = rows_of(table([HEADER, ["1", "Làm A.", "Phòng A", "2025"]], page=1), part)
    assert [(r.ordinal, r.section) for r in rows] == [("1", ""), ("2", "Về nhân lực cho chuyển đổi số")]


def test_group_rows_give_year_and_section():
    grid = table([INDICATORS, ["I", "Đến năm 2025", "", "", ""], ["-", "Phát triển hạ tầng", "", "", ""], ["1.", "Tỷ lệ A", "%", "≥ 62", "Phòng A"], ["II", "Đến hết năm 2030", "", "", ""],
                  ["-", "Phát triển hạ tầng", "", "", ""], ["2.", "Tỷ lệ A", "%", "100", "Phòng A"]])
    _, (rows,) = rows_of(grid)
    assert [(r.ordinal, r.year, r.section) for r in rows] == [("1", 2025, "Phát triển hạ tầng"), ("2", 2030, "Phát triển hạ tầng")]


def test_decimal_numbering_makes_the_row_above_a_group():
    _, (rows,) = rows_of(table([HEADER, ["1", "Phát triển hạ tầng", "", ""], ["1.1", "Làm A", "Phòng A", "2025"], ["2", "Phát triển dữ liệu", "", ""], ["2.1", "Làm B", "Phòng B", "2026"]]))
    assert [(r.ordinal, r.section) for r in rows] == [("1.1", "Phát triển hạ tầng"), ("2.1", "Phát triển dữ liệu")]


def test_a_numbered_row_without_lead_stays_a_task():
    _, (rows,) = rows_of(table([HEADER, ["1", "Làm A", "", ""], ["2", "Làm B", "Phòng B", "2026"]]))
    assert [r.ordinal for r in rows] == ["1", "2"]


def test_a_table_nobody_understands_is_kept_for_the_report():
    joiner, tables = rows_of(table([["Họ và tên", "Quê quán"], ["Nguyễn Văn A", "Thái Nguyên"]]))
    assert tables == [] and len(joiner.not_understood) == 1
