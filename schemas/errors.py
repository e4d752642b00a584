"""Errors that cost one document only: a stable code and a Vietnamese sentence that says what to do."""

from __future__ import annotations

#: code -> what the user can do, in Vietnamese. One place: CLI, documents.csv and docs are derived from it.
ADVICE: dict[str, str] = {
    "empty": "Tệp rỗng. Đề nghị gửi lại tệp gốc.",
    "not_found": "Không tìm thấy tệp. Kiểm tra lại đường dẫn.",
    "unreadable": "Không mở được tệp (quyền truy cập hoặc lỗi ổ đĩa). Kiểm tra quyền đọc rồi chạy lại.",
    "unsupported": "Định dạng này chưa được hỗ trợ. Lưu lại thành DOCX hoặc PDF rồi chạy lại.",
    "truncated": "Tệp bị cắt cụt hoặc hỏng. Tải lại hoặc xin lại tệp gốc.",
    "encrypted": "Tệp có mật khẩu. Bỏ mật khẩu rồi gửi lại.",
    "no_text": "Không đọc được chữ nào trong tệp. Kiểm tra bản quét hoặc xin tệp có lớp chữ.",
    "no_pages": "Tệp không có trang nào. Xin lại tệp gốc.",
    "too_large": "Tệp vượt giới hạn an toàn (dung lượng, số trang hoặc số đối tượng). Tách nhỏ tệp hoặc tăng giới hạn.",
    "bomb": "Tệp nén giải ra quá lớn, có dấu hiệu bom nén. Không xử lý; kiểm tra nguồn gửi.",
    "unsafe_path": "Tệp nén chứa đường dẫn ra ngoài thư mục. Không giải nén; kiểm tra nguồn gửi.",
    "ocr_needed": "Trang không có lớp chữ. Chạy lại với --ocr auto để nhận dạng chữ.",
    "ocr_failed": "Nhận dạng chữ không thành công. Quét lại rõ hơn (300 dpi, thẳng trang) rồi chạy lại.",
    "missing_tool": "Thiếu chương trình phụ trợ trên máy (LibreOffice hoặc Tesseract). Chạy `make install`.",
    "convert_failed": "LibreOffice không chuyển đổi được tệp. Mở bằng Word, lưu lại thành DOCX rồi chạy lại.",
    "timeout": "Xử lý quá thời gian cho phép. Chạy riêng tệp này với --timeout lớn hơn.",
    "memory": "Xử lý vượt bộ nhớ cho phép. Chạy riêng tệp này với --memory lớn hơn.",
    "crash": "Tiến trình đọc tệp bị dừng đột ngột. Tệp có thể hỏng; xin lại tệp gốc.",
    "internal": "Lỗi trong chương trình. Gửi tệp và nhật ký cho nhóm phát triển.",
}


class DocumentError(Exception):
    """Raised by readers and extractors when one document cannot be read. ``code`` must be a key of ADVICE."""

    def __init__(self, code: str, detail: str = "") -> None:
        if code not in ADVICE:
            raise KeyError(f"unknown error code {code!r}: add it to schemas.errors.ADVICE")
        self.code, self.detail = code, detail
        super().__init__(self.sentence)

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str]]:
        return type(self), (self.code, self.detail)  # survives the way back from a worker process

    @property
    def sentence(self) -> str:
        """``code: advice (detail)`` as written to column ``error`` of ``documents``."""
        return f"{self.code}: {ADVICE[self.code]}" + (f" ({self.detail})" if self.detail else "")
