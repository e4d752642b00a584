"""Evidence against a record: sure (≥ 0.9) or not, and why."""

import pytest

from extractors.outline import outline
from extractors.records import extract
from schemas.records import DocumentInfo
from tests.makers import document, table

TASKS, INDICATORS = ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"], ["TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Chủ trì"]


def read(header, row):
    result = extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", table([header, row, ["9", "Dòng khác", *row[2:]]]))), DocumentInfo(document_id="d", file_name="d"))
    return (result.tasks or result.indicators)[0]


@pytest.mark.parametrize(
    ("header", "row", "why"),
    [
        (TASKS, ["1", "Làm A", "LLPVHCC", "2026"], "chưa biết “LLPVHCC” là cơ quan nào"),
        (TASKS, ["1", "Làm A", "Phòng Kinh tế; Ban GHZ Khu du lịch", "2026"], "chưa biết “Ban GHZ Khu du lịch” là cơ quan nào"),
        (TASKS, ["1", "Làm A", "Đội tuyển; Sở", "2026"], "chưa biết “Sở” là cơ quan nào"),
        (TASKS, ["1", "Làm A", "Phòng Chăm sóc, cán bộ", "2026"], "“Phòng Chăm sóc, cán bộ” có thể là tên hai cơ quan"),
        (TASKS, ["1", "Làm A", "HĐND&UBND xã", "2026"], "“Ủy ban nhân dân xã” có thể thiếu chữ “Văn phòng” phía trước"),
        (TASKS, ["1", "Về nhân lực", "", ""], "dòng chỉ có tên, có thể là tiêu đề nhóm"),
        (TASKS, ["1", "Làm A", "Phòng Kinh tế", "xã Hòa An"], "thời hạn không đọc được"),
        (TASKS, ["1", "hành chính đủ điều kiện", "Phòng Kinh tế", "2026"], "tên bắt đầu bằng chữ thường, có thể thiếu phần trước"),
        (["TT", "Nhiệm vụ", "Ai làm", "Bao giờ", "Ghi chú"], ["1", "Làm A", "Phòng Kinh tế", "Quý I/2026", ""], "có cột hiểu theo nội dung, tiêu đề chưa biết"),
        (["TT", "Nhiệm vụ", "Hoạt động", "Chủ trì", "Thời hạn"], ["1", "Cải cách thể chế", "Kiểm tra, rà soát", "Sở Tư pháp", "Quý I/2026"], "cột “Hoạt động” chưa được hiểu"),
        (["TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Phía nào"], ["1", "Tỷ lệ A", "%", "90", "Bà con trong thôn"], "cột “Phía nào” chưa được hiểu"),
        (["TT", "Chỉ tiêu", "ĐVT", "Năm 2026", "Chủ trì", "tơn M sát,"], ["1", "Tỷ lệ A", "%", "90", "Phòng Kinh tế", "Công an xã"], "cột “tơn M sát,” chưa được hiểu"),
        (["TT", "Khâu đột phá", "Chủ trì", "Thời hạn"], ["1", "Ban hành kế hoạch", "Phòng Kinh tế", "Quý I/2026"], "có cột hiểu theo nội dung, tiêu đề chưa biết"),
        (INDICATORS, ["1", "Tỷ lệ cán bộ dùng chữ ký số", "", "Lãnh đạo 100%, chuyên viên 80%", "Văn phòng"], "giá trị có thể chưa đủ"),
        (["STT", "Chỉ tiêu", "Đạt/Không đạt", "Minh chứng"], ["1", "Có trang thông tin điện tử", "Đạt", "Quyết định"], "bảng không có cột giá trị"),
        (INDICATORS, ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "", "Văn phòng"], "ô giá trị để trống"),
        (INDICATORS, ["1", "Xếp hạng chuyển đổi số", "", "Thuộc nhóm 10 xã dẫn đầu", "Văn phòng"], "nhóm dẫn đầu đọc thành thứ hạng"),
    ],
)
def test_doubt_is_said_and_lowers_the_confidence(header, row, why):
    record = read(header, row)
    assert record.confidence < 0.9
    assert why in record.notes


def test_words_that_are_no_deadline_are_doubted_in_their_own_row_too():
    header, row = ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"], ["1", "Làm A", "Phòng Kinh tế", "xã Hòa An"]
    result = extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", "Nội dung.", table([header, row, ["2", "Làm B", "Phòng Kinh tế", "Quý I/2026"]]))), DocumentInfo(document_id="d", file_name="d"))
    assert [(str(d.kind), d.confidence >= 0.9) for d in result.deadlines] == [("invalid", False), ("quarter", True)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (TASKS, ["1", "Làm A", "Bảo tàng tỉnh; Đ/c Huỳnh Tấn Lộc; Trường THCS Nguyễn Du", "2026"]),
        (TASKS, ["1", "Làm A", "HĐND, UBND xã; Văn phòng HĐND&UBND", "2026"]),
        (TASKS, ["1", "e-Cabinet cho UBND xã", "Trường THCS Lê Lợi", "Thường xuyên"]),
        (INDICATORS, ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "-", "Văn phòng"]),
        (INDICATORS, ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "≥ 80", "VNPT"]),
        (INDICATORS, ["1", "Thu ngân sách", "", "Tăng 10% so với năm 2025", "Phòng Kinh tế"]),
        (INDICATORS, ["1", "An toàn hệ thống thông tin", "", "Cấp độ 2", "Công an xã"]),
        (INDICATORS, ["1", "Xếp hạng chuyển đổi số", "", "Top 30", "Công an xã"]),
    ],
)
def test_what_stands_there_whole_is_sure(header, row):
    assert read(header, row).confidence >= 0.9
