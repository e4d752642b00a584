"""Headers: what each column is, by words, position, levels and contents."""

import pytest

from extractors.tables.headers import understand
from extractors.tables.model import Kind
from extractors.tables.profile import is_group_ordinal
from tests.makers import table

CASES = [
    # header rows, a body row, kind, roles
    ([["TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá"]], ["1", "Tỷ lệ A", "%", "90", "Phòng Kinh tế"], Kind.INDICATOR,
     ["ordinal", "indicator_name", "unit_of_measure", "target_value", "lead_unit"]),
    ([["STT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời gian hoàn thành"]], ["1", "Làm A", "Phòng Kinh tế", "", "Kế hoạch", "6/2026"], Kind.TASK,
     ["ordinal", "task_name", "lead_unit", "coord_unit", "output", "deadline"]),
    ([["TT", "Nội dung", "Đơn vị", "Sản phẩm", "Thời hạn"]], ["1", "Làm A", "Công an xã", "Báo cáo", "2026"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "output", "deadline"]),
    ([["TT", "Chỉ tiêu", "Đơn vị", "Năm 2026", "Năm 2030"]], ["1", "Tỷ lệ A", "%", "80", "100"], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "target_value", "target_value"]),
    ([["Số TT", "TÊN CHỈ TIÊU", "ĐVT", "Thực hiện năm 2025", "Kế hoạch năm 2026"]], ["1", "Số hộ", "hộ", "50", "60"], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "actual", "target_value"]),
    ([["STT", "Nội dung", "ĐVT", "Chỉ tiêu", "Đơn vị chủ trì"]], ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "≥ 80", "Văn phòng"], Kind.INDICATOR,
     ["ordinal", "indicator_name", "unit_of_measure", "target_value", "lead_unit"]),
    ([["TT", "NHIỆM VỤ", "CƠ QUAN CHỦ TRÌ, PHỐI HỢP", "TIẾN ĐỘ THỰC HIỆN"]], ["1", "Làm A", "Phòng A; Phòng B", "Quý II/2026"], Kind.TASK, ["ordinal", "task_name", "lead_and_coord_unit", "deadline"]),
    ([["S TT", "Tên nhiệm vụ", "Đơn vị chủ  trì", "Thời hạn hoàn thành"]], ["1", "Làm A", "Phòng A", "2026"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "deadline"]),
    ([["TT", "Chỉ tiêu (%)", "Mục tiêu đến năm 2030", "Đơn vị phụ trách"]], ["1", "Tỷ lệ A", "95", "Công an xã"], Kind.INDICATOR, ["ordinal", "indicator_name", "target_value", "lead_unit"]),
    ([["STT", "Chỉ tiêu", "Đến hết năm 2026", "Đến năm 2030", "Đơn vị chủ trì", "Đơn vị phối hợp, cung cấp số liệu", "Căn cứ/lý do đề xuất chỉ tiêu"]], ["1", "Tỷ lệ A", "≥ 75%", "100%", "Công an xã", "Phòng A", "Số 5"], Kind.INDICATOR,
     ["ordinal", "indicator_name", "target_value", "target_value", "lead_unit", "coord_unit", "evidence"]),
    ([["TT", "Chỉ tiêu", "Chủ trì", "Phối hợp", "Thời gian hoàn thành"]], ["1", "Tối thiểu 80% hồ sơ được nộp trực tuyến", "Công an xã", "Các ấp", "12/2026"], Kind.INDICATOR, ["ordinal", "indicator_name", "lead_unit", "coord_unit", "deadline"]),
    ([["TT", "Chỉ tiêu", "Chủ trì", "Phối hợp", "Thời gian hoàn thành"]], ["1", "Hoàn thiện hạ tầng số của xã", "Công an xã", "Các ấp", "12/2026"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "coord_unit", "deadline"]),
    ([["TT", "Nhóm mục tiêu", "Tên mục tiêu", "Đơn vị", "Đến năm 2030", "Tầm nhìn đến năm 2045"]], ["1", "Chính quyền số", "Mức độ hài lòng", "%", "95", "99"], Kind.INDICATOR,
     ["ordinal", "group", "indicator_name", "unit_of_measure", "target_value", "target_value"]),
    ([["STT", "Nội dung", "Ai làm", "Bao giờ", "Ra gì"]], ["01", "Ban hành kế hoạch", "Văn phòng", "Quý I/2026", "Kế hoạch"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "deadline", ""]),
    ([["TT", "Chỉ tiêu", "ĐVT", "Số lượng", "Ghi chú"]], ["1", "Số tổ công nghệ số", "tổ", "12", ""], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "target_value", "note"]),
    ([["Mục tiêu", "Chỉ tiêu", "Đơn vị", "Hiện trạng (2025)", "Mục tiêu (2026)", "Đầu mối"]], ["Chính quyền số", "Hồ sơ toàn trình", "%", "75", "85", "Văn phòng"], Kind.INDICATOR, ["group", "indicator_name", "unit_of_measure", "actual", "target_value", "lead_unit"]),
    ([["TT", "Nhiệm vụ", "Đơn vị thực hiện", "T1", "T2"]], ["1", "Làm A", "Văn phòng", "x", ""], Kind.TASK, ["ordinal", "task_name", "lead_unit", "deadline", "deadline"]),
    ([["STT", "Khâu đột phá", "Đơn vị chủ trì", "Hạn"]], ["01", "Ban hành kế hoạch", "Văn phòng", "31/01"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "deadline"]),
    ([["STT", "Nội dung", "Chỉ tiêu năm 2026", "Mục tiêu đến 2030", "Đơn vị phụ trách"]], ["1", "Tỷ lệ A", "≥ 70%", "90%", "Công an phường"], Kind.INDICATOR, ["ordinal", "indicator_name", "target_value", "target_value", "lead_unit"]),
    ([["STT", "Nội dung", "Chủ trì", "Kết quả", "Thời hạn"]], ["1", "Tổ chức tập huấn A", "Công an xã", "02 lớp", "6/2026"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "output", "deadline"]),
    ([["STT", "Nhiệm vụ", "Hoạt động/Kết quả đầu ra", "Chủ trì", "Thời gian"]], ["1", "Làm A", "Quyết định", "Sở A", "2026"], Kind.TASK, ["ordinal", "task_name", "output", "lead_unit", "deadline"]),
    ([["STT", "Nội dung", "Nhiệm vụ, sản phẩm", "Chủ trì", "Thời gian"]], ["1", "Làm A", "Quyết định", "Sở A", "2026"], Kind.TASK, ["ordinal", "task_name", "output", "lead_unit", "deadline"]),
    ([["Stt", "Chỉ tiêu", "Kế hoạch năm 2026", "Đơn vị tính", "Bộ phận chịu trách nhiệm"]], ["1", "Tỷ lệ A", "90", "%", "Văn phòng"], Kind.INDICATOR, ["ordinal", "indicator_name", "target_value", "unit_of_measure", "lead_unit"]),
    ([["STT", "Mục tiêu cụ thể", "Đến 31/12/2026", "Đến 31/12/2030"]], ["1", "Tỷ lệ A", "90%", "100%"], Kind.INDICATOR, ["ordinal", "indicator_name", "target_value", "target_value"]),
    ([["SIT", "Tên nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"]], ["1", "Làm A", "Phòng A", "2026"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "deadline"]),  # misread in a scan
    ([["Nhóm", "Tên nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"]], ["Hạ tầng", "Làm A", "Phòng A", "2026"], Kind.TASK, ["group", "task_name", "lead_unit", "deadline"]),
    ([["TT", "Tên nhiệm vụ", "Đơn vị chủ trì", "ơn vị p phối Đ Me,", "Thời hạn"]], ["1", "Làm A", "Phòng A", "Các thôn", "2026"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "coord_unit", "deadline"]),
    ([["TT", "Chỉ tiêu", "ĐVT", "Kết quả 2025", "Mục tiêu 2026"]], ["1", "Tỷ lệ A", "%", "60", "85"], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "actual", "target_value"]),
    ([["TT", "Chỉ tiêu", "Mục tiêu năm 2026", "Giải pháp thực hiện", "Cơ quan chủ trì", "Thời gian hoàn thành"]], ["1", "Tỷ lệ A", "≥ 85%", "Tuyên truyền, hướng dẫn", "Văn phòng", "12/2026"], Kind.INDICATOR,
     ["ordinal", "indicator_name", "target_value", "", "lead_unit", "deadline"]),
    ([["STT", "Nhiệm vụ", "Chỉ tiêu năm 2026", "Chủ trì", "Phối hợp"]], ["1", "Nâng tỷ lệ hồ sơ trực tuyến", "85%", "Văn phòng", "Các thôn"], Kind.TASK, ["ordinal", "task_name", "output", "lead_unit", "coord_unit"]),
    ([["STT", "Nội dung", "Cơ quan soạn thảo", "Cơ quan thẩm định", "Cấp ban hành", "Thời gian trình"]], ["1", "Nghị quyết A", "Phòng A", "Phòng B", "HĐND xã", "6/2026"], Kind.TASK,
     ["ordinal", "task_name", "lead_unit", "approver", "approver", "deadline"]),
    ([["STT", "Nhiệm vụ", "Cơ quan tham mưu", "Cơ quan kiểm tra, đôn đốc", "Thời hạn"]], ["1", "Làm A", "Văn phòng", "Phòng Nội vụ", "2026"], Kind.TASK, ["ordinal", "task_name", "lead_unit", "monitor_unit", "deadline"]),
    ([["TT", "Công việc", "Quý I", "Quý II", "Phụ trách"]], ["1", "Làm A", "x", "", "Phòng Kinh tế"], Kind.TASK, ["ordinal", "task_name", "deadline", "deadline", "lead_unit"]),
    ([["TT", "Công việc", "Thời hạn", "Phụ trách"]], ["1", "Làm A", "2026", "Đ/c Nguyễn Văn A"], Kind.TASK, ["ordinal", "task_name", "deadline", "monitor_unit"]),
    ([["STT", "Nội dung chỉ tiêu", "Năm 2026 (%)", "Năm 2027 (%)", "Đơn vị phụ trách"]], ["1", "Hộ có Internet", "75", "85", "Phòng Kinh tế"], Kind.INDICATOR, ["ordinal", "indicator_name", "target_value", "target_value", "lead_unit"]),
    ([["TT", "Nội dung", "ĐVT", "TH 2025", "KH 2026", "KH 2026/TH 2025 (%)"]], ["1", "Số tài khoản", "tài khoản", "40", "50", "125"], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "actual", "target_value", "actual"]),
    ([["TT", "Chỉ tiêu", "ĐVT", "KH 2026", "So với năm 2025 (%)"]], ["1", "Số tài khoản", "tài khoản", "50", "125"], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "target_value", "actual"]),
    ([["TT", "Chỉ số đánh giá", "Công thức tính", "Mục tiêu 2026 (%)", "Cơ quan chịu trách nhiệm"]], ["1", "Tỷ lệ A", "a/b x 100", "75", "Văn phòng"], Kind.INDICATOR, ["ordinal", "indicator_name", "evidence", "target_value", "lead_unit"]),
    ([["TT", "Nhóm chỉ tiêu/Chỉ tiêu cụ thể", "Đơn vị đo", "Giá trị cơ sở (2025)", "Giá trị mục tiêu 2026", "Tần suất báo cáo"]], ["1", "Tỷ lệ A", "%", "92", "95", "Hằng quý"], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "actual", "target_value", ""]),
    ([["TT", "Chỉ tiêu", "Năm 2026", "Cơ quan chủ trì", "Lãnh đạo phụ trách"]], ["1", "Tỷ lệ A", "95", "Văn phòng", "Đ/c Nguyễn Văn A"], Kind.INDICATOR, ["ordinal", "indicator_name", "target_value", "lead_unit", ""]),
    ([["Số TT", "Nội dung chỉ tiêu", "Đơn vị tính", "Hiện trạng 2024", "Ước TH 2025", "Năm 2026"]], ["1", "Tỷ lệ A", "%", "60", "85", "100"], Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "actual", "actual", "target_value"]),
]


@pytest.mark.parametrize(("header", "body", "kind", "roles"), CASES, ids=[" | ".join(c[0][0]) for c in CASES])
def test_roles(header, body, kind, roles):
    layout = understand(table([*header, body, body]))
    assert layout is not None
    assert layout.kind is kind
    assert [c.role for c in layout.columns] == roles
    assert layout.header_rows == len(header)


def test_two_levels_with_years_under_a_spanning_header():
    grid = table(
        [["STT", "Chỉ tiêu", "Phấn đấu theo từng giai đoạn", "", "", "Cơ quan chủ trì theo dõi, đánh giá"], ["", "", "Năm 2025", "Năm 2030", "Năm 2035", ""], ["1", "Tỷ lệ A", "80%", "90%", "100%", "Công an xã"]],
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 3), (0, 5): (2, 1)},
    )
    layout = understand(grid)
    assert layout.header_rows == 2
    assert [(c.role, c.year) for c in layout.columns] == [("ordinal", None), ("indicator_name", None), ("target_value", 2025), ("target_value", 2030), ("target_value", 2035), ("lead_unit", None)]


def test_counts_and_shares_of_one_year_are_both_targets():
    grid = table(
        [["TT", "Nội dung chỉ tiêu", "Năm 2026", "", "Năm 2030", "", "Chủ trì"], ["", "", "Số lượng", "Tỷ lệ (%)", "Số lượng", "Tỷ lệ (%)", ""], ["1", "Hộ dùng hóa đơn điện tử", "120", "60", "200", "100", "Phòng Kinh tế"]],
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2), (0, 4): (1, 2), (0, 6): (2, 1)},
    )
    assert [(c.role, c.year, c.unit) for c in understand(grid).columns[2:6]] == [("target_value", 2026, ""), ("target_value", 2026, "%"), ("target_value", 2030, ""), ("target_value", 2030, "%")]


def test_a_row_of_column_numbers_is_header():
    layout = understand(table([["TT", "Chỉ tiêu", "ĐVT", "Năm 2026"], ["(1)", "(2)", "(3)", "(4)"], ["1", "Tỷ lệ A", "%", "80"]]))
    assert layout.header_rows == 2


def test_years_under_results_are_no_targets():
    grid = table(
        [["TT", "Chỉ tiêu", "Thực hiện", "", "Kế hoạch", ""], ["", "", "Năm 2023", "Năm 2024", "Năm 2025", "Năm 2026"], ["1", "Tỷ lệ A", "70", "75", "80", "90"]],
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2), (0, 4): (1, 2)},
    )
    assert [(c.role, c.year) for c in understand(grid).columns[2:]] == [("actual", 2023), ("actual", 2024), ("target_value", 2025), ("target_value", 2026)]


@pytest.mark.parametrize("rows", [[["Họ và tên", "Chức vụ", "Số điện thoại"], ["Nguyễn Văn A", "Chủ tịch", "0912"]], [["a", "b"], ["c", "d"]], [["Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"]]])
def test_tables_of_another_kind_give_no_records(rows):
    layout = understand(table(rows))
    assert layout is None or layout.kind is Kind.OTHER


def roles(rows, **kw):
    layout = understand(table(rows, **kw))
    return layout.kind, [c.role for c in layout.columns]


FUNDS = [
    [["TT", "Nội dung", "Tổng kinh phí (triệu đồng)", "Năm 2026", "Năm 2027", "Nguồn vốn"], ["1", "Trung tâm dữ liệu", "120.000", "60.000", "60.000", "Ngân sách tỉnh"]],
    [["TT", "Nội dung chi", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền", "Ghi chú"], ["1", "Máy scan", "Cái", "2", "15.000.000", "30.000.000", ""]],
    [["TT", "Họ và tên", "Chức vụ", "Nhiệm vụ được phân công"], ["1", "Quàng Văn Hặc", "Chủ tịch UBND xã", "Trưởng ban, chỉ đạo chung"]],
    [["TT", "Tên thôn", "Tổng số hộ", "Chỉ tiêu tài khoản VNeID (%)", "Chỉ tiêu hồ sơ sức khỏe điện tử (%)"], ["1", "Thôn Đầm Môn", "420", "95", "90"], ["2", "Thôn Vĩnh Yên", "310", "95", "85"]],
]


@pytest.mark.parametrize("rows", FUNDS, ids=lambda r: r[0][1])
def test_funds_people_and_places_are_neither_indicators_nor_tasks(rows):
    assert understand(table(rows)).kind is Kind.OTHER


def test_a_project_with_funds_lead_and_time_stays_a_task():
    assert roles([["TT", "Danh mục dự án", "Cơ quan chủ trì", "Thời gian", "Kinh phí"], ["1", "Trung tâm dữ liệu", "Sở Tài chính", "2026", "120.000"]])[0] is Kind.TASK


def test_a_word_for_targets_over_prose_is_the_name():
    kind, got = roles([["Stt", "Mục tiêu", "Đơn vị", "2026", "2027"], ["1", "Tỷ lệ hồ sơ trực tuyến toàn trình", "%", "60", "65"], ["2", "Số doanh nghiệp công nghệ số", "Doanh nghiệp", "150", "200"]])
    assert (kind, got) == (Kind.INDICATOR, ["ordinal", "indicator_name", "unit_of_measure", "target_value", "target_value"])


def test_general_and_specific_tasks():
    rows = [["TT", "Nhiệm vụ chung", "Nhiệm vụ cụ thể", "Sản phẩm", "Đơn vị chủ trì", "Thời gian"], ["1", "Cải cách thể chế", "1.1. Kiểm tra văn bản", "Kế hoạch", "Phòng A", "Quý I"], ["", "", "1.2. Theo dõi thi hành", "Báo cáo", "Phòng A", "Quý II"]]
    assert roles(rows, spans={(1, 0): (2, 1), (1, 1): (2, 1)}) == (Kind.TASK, ["ordinal", "group", "task_name", "output", "lead_unit", "deadline"])


def test_who_approves_is_no_product():
    assert roles([["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian", "Cấp trình, ban hành"], ["1", "Ban hành Nghị quyết", "Ban A", "Quý IV", "Ban Chấp hành"]])[1][-1] == "approver"


SUB = [["TT", "Nội dung chỉ tiêu", "ĐVT", "Chỉ tiêu năm 2026", "", "", "Cơ quan chủ trì"], ["", "", "", "Quý I", "6 tháng", "Cả năm", ""], ["1", "Tỷ lệ A", "%", "60", "70", "≥ 80", "Phòng A"]]


@pytest.mark.parametrize("spans", [{(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (2, 1), (0, 3): (1, 3), (0, 6): (2, 1)}, {}], ids=["merged", "merges lost"])
def test_sub_headers_without_known_words(spans):
    layout = understand(table(SUB, spans=spans))
    assert layout.header_rows == 2
    assert [(c.role, c.year, c.qualifier) for c in layout.columns[3:6]] == [("target_value", 2026, "Quý I"), ("target_value", 2026, "6 tháng"), ("target_value", 2026, "Cả năm")]


def test_a_lone_target_column_needs_no_qualifier_and_two_have_one():
    assert understand(table([["TT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2025"], ["1", "Tỷ lệ A", "%", "90"]])).columns[3].qualifier == ""
    two = understand(table([["TT", "Tên chỉ tiêu", "ĐVT", "Chỉ tiêu tỉnh giao", "Chỉ tiêu xã phấn đấu"], ["1", "Tỷ lệ A", "%", "85", "90"]]))
    assert [c.qualifier for c in two.columns[3:]] == ["Chỉ tiêu tỉnh giao", "Chỉ tiêu xã phấn đấu"]


def test_per_cent_in_the_words_of_a_header():
    assert [c.unit for c in understand(table([["STT", "Nội dung", "Tỷ lệ % năm 2026", "Kế hoạch (%) 2027", "Cơ quan thực hiện"], ["1", "Hồ sơ trực tuyến", "80", "90", "Văn phòng"]])).columns] == ["", "", "%", "%", ""]


@pytest.mark.parametrize(("text", "group"), [("I", True), ("IV.", True), ('I"', True), ("'II", True), ("B", True), ("1", False), ('1"', False), ("IX a", False)])
def test_marks_of_group_rows(text, group):
    assert is_group_ordinal(text) == group
