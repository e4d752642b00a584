"""Why a run could not be finished, in words that say what to do. An error of one document never comes here: it has its row."""

from __future__ import annotations

import errno
from pathlib import Path

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_WORDS_OF_FULL = ("No space left", "File too large", "Disk quota")  # of libraries that give no number
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_CROWDED = {errno.EMFILE: "mở quá nhiều tệp cùng lúc; tăng giới hạn bằng `ulimit -n`", errno.ENFILE: "máy đang mở quá nhiều tệp",
            errno.EAGAIN: "máy không cho mở thêm tiến trình; giảm --workers", errno.ENOMEM: "máy hết bộ nhớ; giảm --workers hoặc --memory"}


def why(error: BaseException, out: Path) -> str:
    """One Vietnamese clause on what failed: writing below ``out``, reading something else, memory, the way to other machines."""
    if isinstance(error, MemoryError):
        return _CROWDED[errno.ENOMEM]
    if not isinstance(error, OSError):
        return f"lỗi trong chương trình ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
    if error.errno in _FULL or any(w in str(error) for w in _WORDS_OF_FULL):
        return f"không ghi được kết quả: đĩa đầy hoặc vượt hạn mức ({error})"
    if error.errno in _CROWDED:
        return _CROWDED[error.errno]
    if isinstance(error, (ConnectionError, TimeoutError)):
        return f"không nối được tới cụm máy hoặc kho dữ liệu ({error})"
    name = str(error.filename or "")
    ours = bool(name) and Path(name).absolute().is_relative_to(out.absolute())
    if error.errno in _DENIED:
        return f"không ghi được kết quả: không có quyền ghi {name}" if ours else f"không có quyền đọc {name or error}"
    if isinstance(error, FileNotFoundError):
        return f"không còn thấy {name or error}"
    return f"không ghi được kết quả ({error})" if ours else f"không đọc được {name + ': ' if name else ''}{error.strerror or error}"
