"""The words that people read in the reports, in one place: workbook and HTML use the same."""

from __future__ import annotations

from collections.abc import Mapping

SEVERITY = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Lưu ý"}
SEVERITIES = tuple(SEVERITY)
STATUS = {"ok": "Đọc tốt", "partial": "Đọc được một phần", "failed": "Không đọc được"}
LEVEL = {"document": "Văn bản", "record": "Bản ghi", "series": "Chuỗi năm", "between": "Giữa các kế hoạch"}

#: Verdict of a cell of the matrix -> (sign, words). ``alone``: no upper target for that year, so nothing to judge.
#: The sign keeps the meaning where colours are not seen (black-and-white print, colour blindness).
VERDICT = {
    "below": ("▼", "Thấp hơn cấp trên"),
    "meets": ("✓", "Đạt"),
    "exceeds": ("▲", "Cao hơn cấp trên"),
    "missing": ("∅", "Thiếu chỉ tiêu"),
    "not_comparable": ("≠", "Không so sánh được"),
    "alone": ("·", "Cấp trên không đặt cho năm này"),
}
#: Of several verdicts on one cell the first of these is shown: whoever is below one upper target is below.
WORST_FIRST = ("below", "meets", "exceeds", "not_comparable", "missing", "alone")

DEADLINE = {
    "date": "Ngày", "month": "Tháng", "quarter": "Quý", "half": "Nửa năm", "year": "Năm", "period": "Giai đoạn", "open": "Từ ngày trở đi",
    "recurring": "Định kỳ", "ongoing": "Thường xuyên", "conditional": "Theo điều kiện", "relative": "Tính từ sự kiện", "on_request": "Khi có yêu cầu",
    "vague": "Không rõ", "none": "Không ghi", "invalid": "Ngày không có thật", "": "",
}
BOUND = {"on": "đúng", "by": "chậm nhất", "before": "trước", "within": "trong", "through": "đến hết", "from": "từ", "": ""}
REFERENCE = {"verified": "Khớp danh mục", "miscited": "Dẫn sai", "unknown": "Chưa có trong danh mục", "self": "Chính văn bản này"}
UNIT_LEVEL = {"national": "Trung ương", "ministry": "Bộ, ngành", "province": "Tỉnh", "commune": "Xã", "district": "Huyện", "village": "Thôn, tổ", "school": "Trường học", "": ""}
SYSTEM = {"state": "Nhà nước", "party": "Đảng", "front": "Mặt trận, đoàn thể", "enterprise": "Doanh nghiệp", "generic": "Chung", "": ""}

#: What stands for an own number that is not given: why.
NO_SYMBOL = {"full": "(số không đọc chắc)", "blank": "(để trống số)"}

NO_SOURCE = "Không có tệp gốc bên cạnh báo cáo (chạy lại với --sources)"
NO_PAGE = "Định dạng không có trang; xem nguyên văn"
NOT_PLACED = "Chưa định vị được đoạn này trên bản in"
OVER_LIMIT = "Bỏ ảnh vì báo cáo đã đủ {limit} MB ảnh; mở tệp gốc ở trang này"
NO_PLACE = "Phát hiện về cả văn bản, không gắn với một chỗ"
RENDER_FAILED = "Không dựng được ảnh trang ({why})"


def own_symbol(document: Mapping[str, str]) -> str:
    """The plan's number and symbol, or in brackets why there is none; "" for a document without any."""
    return document["symbol"] or NO_SYMBOL.get(document.get("symbol_status", ""), "")
