"""Tables over pages, rows cut by a page, group rows."""

import pytest

from extractors.outline import outline
from extractors.records import extract
from extractors.tables.join import Joiner
from extractors.tables.rows import typed_rows
from schemas.records import DocumentInfo
from tests.makers import document, table

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


WORDED = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Phối hợp", "Sản phẩm", "Hoàn thành"]


@pytest.mark.parametrize("below", [
    [["2", "Đưa 100% sản phẩm lên sàn", "Phòng Kinh tế", "Bưu điện", "100% sản phẩm được đưa lên", "30/10/2026"]],
    [["", "số năm 2026", "", "", "15/12/2026", ""], ["2", "Làm B.", "Phòng B", "Các thôn", "Báo cáo", "2026"]],
    [["2", "Làm B.", "Phòng B", "Các thôn", "Báo cáo", "2026"], ["VI", "Nhóm sản phẩm", "", "", "", ""], ["3", "Xây dựng sản phẩm", "Đơn vị chủ trì sản xuất", "Cơ quan phối hợp", "Kết quả sản phẩm", "2026"]],
])
def test_a_row_that_speaks_of_products_and_times_is_no_header(below):
    _, tables = rows_of(table([WORDED, ["1", "Kế hoạch chuyển đổi", "Phòng A", "Các thôn", "Kế hoạch", "30/9/2026"]], page=1), table(below, page=2))
    assert len(tables) == 1
    assert [r.ordinal for r in tables[0]] == [str(i + 1) for i in range(1 + sum(r[0].isdigit() for r in below))]


UNNUMBERED = ["Nội dung", "Phân công nhiệm vụ", "Tiến độ", "Sản phẩm đầu ra"]


@pytest.mark.parametrize(("above", "below", "whole"), [
    (["1. Lớp dữ liệu: vận hành liên", "Chủ trì: Sở A. Phối hợp: Công an", "Quý IV/2026", "Quy chế."], ["tục hệ thống.", "tỉnh.", "", ""], True),
    (["1. Lớp dữ liệu.", "Chủ trì: Sở A. Phối hợp: Công an", "Quý IV/2026", "Quy chế."], ["", "tỉnh.", "", ""], True),
    (["1. Lớp dữ liệu.", "Chủ trì: Sở A.", "Quý IV/2026", "Quy chế."], ["tuyên truyền.", "Sở B", "", ""], False),
    (["1. Lớp dữ liệu", "Chủ trì: Sở A.", "Quý IV/2026", "Quy chế."], ["2. Nhân lực", "Chủ trì: Sở B.", "", ""], False),
])
def test_a_row_cut_by_the_page_in_a_table_without_ordinals(above, below, whole):
    last = ["9. Nhân lực.", "Chủ trì: Sở C.", "2027", "Kế hoạch."]
    _, (rows,) = rows_of(table([UNNUMBERED, above], page=1), table([below, last], page=2))
    assert len(rows) == 3 - whole
    assert not whole or rows[0].row.text("lead_unit") == "Chủ trì: Sở A. Phối hợp: Công an tỉnh."


def test_another_header_under_a_table_begins_another_table():
    joiner, _ = rows_of(table([HEADER, ["1", "Làm A.", "Phòng A", "2025"]], page=1), table([["TT", "Chỉ tiêu", "ĐVT", "Năm 2026"], ["1", "Tỷ lệ A", "%", "80"]], page=2))
    assert [t.kind for t in joiner.tables] == ["task", "indicator"]


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


def test_a_header_cut_inside_its_row_by_the_page():
    joiner, (rows,) = rows_of(table([["TT", "Danh mục nhiệm", "Đơn vị chủ trì", "Thời hạn"]], page=1), table([["", "vụ", "", ""], ["1", "Làm A.", "Phòng A", "2025"]], page=2))
    assert [(r.name, r.section) for r in rows] == [("Làm A.", "")]
    assert joiner.tables[0].blocks == [0, 1]


def test_a_first_part_too_small_to_understand():
    head = ["TT", "Mục tiêu", "Đơn vị tính", "Năm 2025", "Năm 2030"]
    body = [["", "hạ tầng", "", "", ""], ["1.1", "Tỷ lệ phủ sóng 5G trên địa bàn", "%", "30", "99"], ["1.2", "Tỷ lệ hộ có cáp quang", "%", "60", "90"]]
    _, (rows,) = rows_of(table([head, ["1", "Phát triển", "", "", ""]], page=1), table(body, page=2))
    assert [(r.ordinal, r.section) for r in rows] == [("1.1", "Phát triển hạ tầng"), ("1.2", "Phát triển hạ tầng")]


def test_rows_may_take_back_what_a_header_promised():
    _, tables = rows_of(table([["TT", "Tên thôn", "Chỉ tiêu VNeID (%)", "Chỉ tiêu sổ sức khỏe (%)"]], page=1), table([["1", "Thôn A", "95", "90"], ["2", "Thôn B", "90", "85"]], page=2))
    assert [len(t) for t in tables if t] == [] or all(r.name not in ("95", "90", "85") for t in tables for r in t)


def test_a_numbered_row_after_a_numbered_group_has_no_group():
    grid = table([INDICATORS, ["I", "Kinh tế", "", "", ""], ["1", "Hạ tầng", "", "", ""], ["1.1", "Tỷ lệ A", "%", "1", "Phòng A"], ["2", "Tỷ lệ B", "%", "2", "Phòng A"]])
    _, (rows,) = rows_of(grid)
    assert [(r.ordinal, r.section) for r in rows] == [("1.1", "Hạ tầng"), ("2", "Kinh tế")]


def test_a_group_column_gives_the_section_also_where_its_merge_is_lost():
    grid = table([["TT", "Nhiệm vụ chung", "Nhiệm vụ cụ thể", "Cơ quan chủ trì", "Thời hạn"], ["1", "Thể chế", "1.1. Làm A", "Phòng A", "2025"], ["", "", "1.2. Làm B", "Phòng A", "2025"]])
    _, (rows,) = rows_of(grid)
    assert [(r.ordinal, r.name, r.section) for r in rows] == [("1.1", "Làm A", "Thể chế"), ("1.2", "Làm B", "Thể chế")]


def test_a_row_cut_by_the_page_in_a_table_without_numbers():
    head = ["Tháng", "Nội dung công việc", "Đơn vị thực hiện"]
    _, (rows,) = rows_of(table([head, ["Tháng 01", "Họp Ban Chỉ", "Phòng A"]], page=1), table([["", "đạo, phân công nhiệm vụ", ""], ["Tháng 3", "Tập huấn kỹ năng số", "Phòng A"]], page=2))
    assert [r.name for r in rows] == ["Họp Ban Chỉ đạo, phân công nhiệm vụ", "Tập huấn kỹ năng số"]


def test_a_group_heading_merged_over_name_and_output_beside_a_code():
    header = ["TT", "Mã", "Nhiệm vụ", "Sản phẩm đầu ra"]
    _, (rows,) = rows_of(table([header, ["I", "A01", "VĂN THƯ, LƯU TRỮ", ""], ["1", "A0101", "Tiếp nhận văn bản đến", "Lượt văn bản"]], spans={(1, 2): (1, 2)}))
    assert [(r.ordinal, r.section) for r in rows] == [("1", "VĂN THƯ, LƯU TRỮ")]


def test_a_group_number_read_wrong_is_known_by_the_count_of_the_rows_around_it():
    grid = table([INDICATORS, ["1", "Phát triển hạ tầng", "", "", ""], ["1", "Tỷ lệ A", "%", "62", "Phòng A"], ["2", "Tỷ lệ B", "%", "62", "Phòng A"], ["1", "Phát triển nguồn lực", "", "", ""], ["3", "Tỷ lệ C", "%", "100", "Phòng A"]])
    _, (rows,) = rows_of(grid)
    assert [(r.ordinal, r.section) for r in rows] == [("1", "Phát triển hạ tầng"), ("2", "Phát triển hạ tầng"), ("3", "Phát triển nguồn lực")]


def test_a_numbered_row_without_a_value_stays_a_record():
    grid = table([INDICATORS, ["1", "Tỷ lệ A", "%", "62", "Phòng A"], ["2", "Tỷ lệ B", "", "", ""], ["3", "Tỷ lệ C", "%", "100", "Phòng A"]])
    _, (rows,) = rows_of(grid)
    assert [r.ordinal for r in rows] == ["1", "2", "3"]


def test_a_dash_before_a_sub_row_is_no_part_of_its_name():
    head = ["TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Chủ trì"]
    _, (rows,) = rows_of(table([head, ["1", "Tỷ lệ cán bộ được tập huấn:", "", "", ""], ["", "- Cấp xã", "%", "100", "Phòng A"], ["", "- Máy chủ;\n- Đường truyền", "%", "90", "Phòng A"]]))
    assert [(r.ordinal, r.name, r.name_start, r.section) for r in rows] == [("", "Cấp xã", 2, "Tỷ lệ cán bộ được tập huấn:"), ("", "- Máy chủ; - Đường truyền", 0, "Tỷ lệ cán bộ được tập huấn:")]


def test_a_repeated_header_drawn_over_the_first_cell_gives_its_words_back():
    head = ["TT", "Chỉ tiêu", "Năm 2030", "Cơ quan chủ trì theo dõi, đánh giá"]
    again = ["TT", "Chỉ tiêu", "Năm 2030", "Cơ quan chủ trì theo dõi,"]
    _, (rows,) = rows_of(table([head, ["1", "Tỷ lệ A", "90%", "Phòng A"]], page=1), table([again, ["2", "Tỷ lệ B", "80%", "đánh giá Phòng Kinh tế"], ["3", "Tỷ lệ C", "70%", "đánh giá"]], page=2))
    assert [r.row.text("lead_unit") for r in rows] == ["Phòng A", "Phòng Kinh tế", "đánh giá"]


def test_title_printed_again_over_the_part_on_the_next_page_parts_no_table():
    head = ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"]
    title = "BIỂU PHÂN CÔNG NHIỆM VỤ NĂM 2026"
    first = table([head, ["1", "Làm A.", "Phòng A", "Quý I/2026"], ["2", "Cử công chức tham gia các lớp", "Phòng B", "Quý II/2026"]], page=1)
    second = table([head, ["", "bồi dưỡng kỹ năng số.", "", ""], ["3", "Làm C.", "Phòng C", "Quý III/2026"]], page=2)
    result = extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", title, first, title, second)), DocumentInfo(document_id="d", file_name="d"))
    assert [t.name for t in result.tasks] == ["Làm A.", "Cử công chức tham gia các lớp bồi dưỡng kỹ năng số.", "Làm C."]
    assert [p["text"] for p in result.paragraphs].count(title) == 2
    other = extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", title, first, "BIỂU KHÁC CỦA NĂM 2026", second)), DocumentInfo(document_id="d", file_name="d"))
    assert len(other.tasks) == 4
