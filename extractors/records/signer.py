"""Who signed: the signature block at the end of the body (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.7)."""

from __future__ import annotations

import regex

from extractors.outline import BODY_PART, Item
from extractors.text import fold, one_line

_TITLE = regex.compile(
    r"^(?:(?:T/?M|TM|KT|TL|TUQ|Q|T/M)\s*\.\s*)?(?:.{0,60}\s)?(?:PHÓ\s+)?(?:CHỦ TỊCH|BÍ THƯ|TRƯỞNG (?:BAN|PHÒNG)(?:\s.{0,60})?|PHÓ TRƯỞNG BAN(?:\s.{0,60})?|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG|TRƯỞNG PHÒNG|"
    r"TỔ TRƯỞNG|HIỆU TRƯỞNG|TỔNG BÍ THƯ|THƯỜNG TRỰC)(?:\s+(?:THƯỜNG TRỰC|UBND|ĐẢNG ỦY))?$"
)
_ON_BEHALF = regex.compile(r"^(?:(?:T/?M|KT|TL|TUQ|Q)\s*\.\s*|(?:T/M|K/T|T/L|TM|KT|TL|TUQ)\s+)\p{Lu}")
_NAME = regex.compile(r"^(?:\p{Lu}[\p{Ll}]{0,8}|Y|H['’]\p{L}+)(?:\s+\p{Lu}[\p{Ll}'’]{0,8}){1,5}$")
_RANK = regex.compile(r"^(?:đồng chí|đ/c|ts\.?|ths\.?|pgs\.?|ông|bà|bs\.?|\(?đã ký\)?)\s*[:.]?\s*", regex.I)
#: First words that start organisations, places or lists, not people's names.
_NOT_NAMES = {"phong", "so", "ban", "uy", "van", "trung", "cong", "hoi", "cac", "nhu", "luu", "noi", "ke", "nghi", "phu", "bieu", "danh", "dang", "mat", "thuong", "chu", "pho", "bi", "tinh", "xa", "phuong", "truong"}
#: Words of offices and bodies that no person's name holds together.
_OFFICE = regex.compile(r"\b(?:chu tich|bi thu|giam doc|truong ban|truong phong|pho ban|ubnd|hdnd|uy ban|dang uy|hoi dong|thuong vu|chanh van phong|ban chi dao|da ky)\b")
_FAMILY = {
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong", "ly", "luong", "lo", "vang", "giang", "nong", "ha", "trinh", "dinh", "dao", "doan", "lam", "mai", "to", "truong", "cao", "ta",
    "thai", "chu", "quach", "ma", "sung", "vi", "hua", "trieu", "be", "hau", "lu", "luu", "tong", "kieu", "nghiem", "phung", "lai", "khuat", "mac", "dam", "than", "tang", "chau", "ton", "la", "thach", "kim", "son", "danh", "y", "ksor", "rah",
    "siu", "ro", "a", "sin", "cu", "mua", "thao", "cam", "deo", "quang", "bach", "van", "ninh", "au", "nghia", "kha", "tieu", "ung", "diep", "giap", "hoa", "huong", "khong", "tu", "ong", "cong", "trang", "mo", "lieu", "vuong", "viet",
}


def find_signer(items: list[Item]) -> tuple[str, str]:
    """(name, title) of who signed, "" each when not there. Reads from the recipients to the first annex."""
    block = [i.paragraph.text for i in items if i.part == BODY_PART]
    tail = [one_line(t) for text in block[-45:] for t in text.split("\n")]
    titles: list[str] = []
    name = ""
    for line in tail:
        line = line.strip("* _.·ˆ|'`~-–:;,")  # specks that OCR reads beside a line
        if (_TITLE.match(line) or _ON_BEHALF.match(line)) and len(line) < 120:
            if name:
                titles, name = [], ""
            titles.append(line)
        elif titles and not name and line.lower() in ("kiêm", "kiem"):
            titles.append(line)
        elif titles and not name:
            candidate = _RANK.sub("", line).strip()
            if _is_name(candidate):
                name = candidate
        elif titles and name:
            continue
    if not name:
        name, titles = _from_one_line(tail) or ("", titles)
    return name, " ".join(titles)


def _is_name(text: str) -> bool:
    if not 4 <= len(text) <= 40:
        return False
    if text.isupper():
        text = text.title()
    if not _NAME.match(text) or _OFFICE.search(fold(text)):
        return False
    first = fold(text).split()[0]
    return first in _FAMILY or first not in _NOT_NAMES


_ONE_LINE = regex.compile(r"(?P<title>(?:(?:TM|KT|TL|TUQ)\s*\.\s*)?(?:\p{Lu}+\s){1,8}?(?:CHỦ TỊCH|BÍ THƯ|TRƯỞNG BAN|GIÁM ĐỐC|TRƯỞNG PHÒNG))\s+(?P<name>\p{Lu}\p{Ll}{1,8}(?:\s\p{Lu}\p{Ll}{0,8}){1,4})\s*$")


def _from_one_line(tail: list[str]) -> tuple[str, list[str]] | None:
    """Title and name that a converter left on one line: "PHÓ CHỦ TỊCH Trần Thị Hương Ly"."""
    for line in reversed(tail):
        m = _ONE_LINE.search(line) if len(line) < 300 else None
        if m and _is_name(m["name"]):
            return m["name"], [m["title"]]
    return None
