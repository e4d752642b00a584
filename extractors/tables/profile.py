"""What the cells of a column look like, without reading them as fields: ordinals, values, measures, organisations, prose."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.text import fold, one_line

_ROMAN = r"(?=[IVXLC])(?:X{0,3})(?:IX|IV|V?I{0,3})"
_ORDINAL = regex.compile(rf"\(?(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}|{_ROMAN}|[a-zđA-ZĐ]|[-–+*•])[.)/]?\s*$")
_ROMAN_ONLY = regex.compile(rf"(?:{_ROMAN}|[A-HĐ])[.)/]?\s*$")
_DASH_ONLY = regex.compile(r"[-–—+*•]$")
_NUMBER = regex.compile(r"\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s*$")
_VALUE = regex.compile(
    r"(?:(?:phấn đấu|đạt|trên|dưới|hơn|tối thiểu|ít nhất|không quá|từ|khoảng|đến|tăng|giảm)\s+){0,3}(?:[≥≤><=~]|>=|<=)?\s*\d[\d.,]*\s*(?:%|‰)?(?:\s*[-–]\s*\d[\d.,]*\s*%?)?(?:\s*\([^)]{1,20}\))?(?:\s*\p{L}+){0,4}\.?$|[-–]$|x$|không$|có$|báo cáo$|thuộc nhóm\b",
    regex.I,
)
_MEASURES = {
    "%", "‰", "nguoi", "ho", "thon", "xa", "to", "lop", "cuoc", "lan", "luot", "diem", "diem %", "mo hinh", "doanh nghiep", "dn", "ho so", "van ban", "trieu dong", "ty dong", "dong", "ha", "tan", "km", "m2",
    "co so", "truong", "tram", "san pham", "nhiem vu", "de tai", "nguoi/van dan", "thu hang", "hang", "xep hang", "nhom", "buoi", "tin bai", "tin, bai", "bai", "hoc sinh", "can bo", "dang vien", "tai khoan",
    "he thong", "bo", "chiec", "cai", "mbps", "gb/s", "gbps", "tbps", "ty le", "ty le %", "phan tram", "so luong", "don vi", "muc", "cap", "tieu chi", "nam", "thang", "ngay", "gio", "phut", "to chuc", "tuyen", "trung tam", "giai phap", "hop tac xa", "htx", "usd", "co/khong",
}
_ORGANISATION = regex.compile(
    r"(?:các |những )?(?:phòng|sở|ban|bộ|văn phòng|trung tâm|công an|ủy ban|uỷ ban|ubnd|hđnd|mttq|hội|đoàn|đảng|chi bộ|tổ|trạm|trường|bch|bcđ|tt ?pvhcc|vp|cơ quan|đơn vị|thôn|xóm|ấp|bản|khu phố|tổ dân phố|cục|chi cục|thanh tra|vnpt|viettel|công ty|doanh nghiệp|ngân hàng|cán bộ|công chức|lãnh đạo|chủ tịch|phó chủ tịch|bí thư|tỉnh|xã|phường)\b",
    regex.I,
)

#: What offices put into a cell to say "here".
TICKS = frozenset({"x", "v", "✓", "√", "✔", "+", "●", "•"})


def is_ordinal(text: str) -> bool:
    """A number, letter, Roman numeral or dash that opens a row: "1", "2.3", "IV", "a)", "-"."""
    return bool(_ORDINAL.match(text.strip()))


def is_group_ordinal(text: str) -> bool:
    """Roman numerals and capital letters: the marks of group rows."""
    return bool(_ROMAN_ONLY.match(text.strip()))


def is_dash(text: str) -> bool:
    """A lone list mark: "-", "+", "•"."""
    return bool(_DASH_ONLY.match(text.strip()))


def is_number(text: str) -> bool:
    """An ordinal in digits: "1", "1.2.", "(3)"."""
    return bool(_NUMBER.match(text.strip()))


def is_ordinal_header(text: str) -> bool:
    """The head of the column of ordinals: "TT", "STT", "Số thứ tự"."""
    return fold(text).replace(" ", "") in {"tt", "stt", "sott", "sothutu"}


def is_column_numbers(texts: list[str]) -> bool:
    """A row that numbers the columns: (1) (2) (3) …, 1 2 3 …, A B 1 2 …, (7)=(5)/(6)."""
    if len(texts) < 2:
        return False
    inner = [t.strip().strip("()[]").split("=")[0].strip("() ") for t in texts]
    if not all(regex.fullmatch(r"\d{1,2}|[A-ZĐ]", t) for t in inner):
        return False
    numbers = [int(t) for t in inner if t.isdigit()]
    if len(numbers) < 2:
        return len(inner) >= 3 and not numbers
    return all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False)) and numbers[0] in (1, 2)


def is_value(text: str) -> bool:
    """A target cell by its looks: "≥ 80%", "5-7", "có", "báo cáo", "-"."""
    text = one_line(text)
    return bool(text) and len(text) <= 80 and bool(_VALUE.match(text))


def is_measure(text: str) -> bool:
    """A unit of measure by its looks: "%", "người/vạn dân", "mô hình"."""
    f = fold(text) if text.strip() not in ("%", "‰") else text.strip()
    return f in _MEASURES or text.strip().startswith("%") or "/" in text and len(text) <= 20 and not any(c.isdigit() for c in text) and not is_organisation(text)


def is_organisation(text: str) -> bool:
    """Words that begin as names of organisations do: "Phòng …", "Các cơ quan …"."""
    return bool(_ORGANISATION.match(text.strip()))


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares (0–1) of the non-empty cells that look like …; ``mean_length`` in characters."""

    filled: int
    ordinals: float
    values: float
    measures: float
    organisations: float
    mean_length: float


def of(texts: list[str]) -> Profile:
    """Profile of a column's cells (the first 200 count)."""
    cells = [t.strip() for t in texts[:200] if t.strip()]
    n = len(cells) or 1
    return Profile(
        len(cells), sum(map(is_ordinal, cells)) / n, sum(map(is_value, cells)) / n, sum(map(is_measure, cells)) / n,
        sum(map(is_organisation, cells)) / n, sum(map(len, cells)) / n,
    )
