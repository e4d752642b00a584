"""What one line of a plan is by its words alone: marker, heading, goal, annex title, caption, type line.

Numbering of parts and headings follows NĐ 30/2020/NĐ-CP, Phụ lục I, mục II (phần, chương, mục, điều, khoản, điểm) and
HD 36-HD/VPTW for the Party ("I-", "1-").
"""

from __future__ import annotations

import regex

from extractors.tables.years import year_phrase
from extractors.text import fold
from schemas.document import Paragraph, Table

#: Number line, motto, place-and-date line: the head of a document in formats that only know paragraphs.
HEAD_LINE = regex.compile(r"^[*_\s]*(?:số\s*:?[\s._…\d\p{L}]*[-/]\s*\p{Lu}[\p{L}\d/\-&]*\s*$|cộng h(?:òa|oà) xã hội|độc lập\s*[-–]|đảng cộng sản việt nam|[\p{L}\s.]{2,40},\s*ngày\b.{0,40}năm\b)", regex.I)

_ANNEX = regex.compile(
    r"^\s*(?P<word>phụ\s*lục|p\s*h\s*ụ\s+l\s*ụ\s*c|phụ\s+biểu|biểu\s+số|biểu\s+mẫu\s+số|biểu|danh\s+mục)\b\s*(?:số\s*)?[:.]?\s*(?P<number>[IVXLC]{1,6}\b|\d{1,2}(?:[.\-]\d{1,2})?\b|[A-ZĐ]\b)?(?P<rest>.*)$",
    regex.I | regex.S,
)
MARKER = regex.compile(
    r"^\s*(?:(?P<article>điều\s+\d{1,3}\s*[.:])|(?P<chapter>(?:phần|chương|mục)\s+(?:thứ\s+)?[IVXLC\d]+(?:\p{Lu}|\b)[.:]?)|(?P<roman>[IVX]{1,6}\s*[.\-–/)]+)|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,4}\s*[.)\-–]?)|(?P<arabic>\d{1,2}\s*[.\-–/])"
    r"|(?P<letter>[a-zđA-HĐ]\s*[).,\-/])|(?P<paren>\(\s*(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\s*\)|\d{1,2}\s*\))|(?P<dash>[-–—+*•●▪])(?!\d))\s*(?=\S)",
    regex.I,
)
AUTHORITY = regex.compile(r"^(?:CHỦ TỊCH|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|ĐẢNG ỦY|ĐẢNG UỶ|ĐẢNG BỘ|BAN CHỈ ĐẠO|UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|GIÁM ĐỐC|CHÍNH PHỦ|THỦ TƯỚNG|BỘ TRƯỞNG|TRƯỞNG BAN)\b")
#: A line of a signature block: on whose behalf, the office of who signs.
SIGNATORY = regex.compile(r"^(?:(?:T/?M|KT|TL|TUQ|Q)\s*\.?\s+\p{Lu}|(?:PHÓ\s+)?(?:CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC|TRƯỞNG|CHÁNH)|KIÊM$)")
#: A person's name alone on its line.
PERSON = regex.compile(r"(?:\p{Lu}[\p{Ll}'’]*)(?:\s\p{Lu}[\p{Ll}'’]*){1,5}")
LEVELS = {"chapter": 1, "article": 2, "roman": 2, "arabic": 3, "dotted": 4, "letter": 6, "paren": 7, "dash": 8}
SENTENCE_END = regex.compile(r"[.;!?…]\s*$")
TERMINAL = regex.compile(r"[.;:!?…,”\")/\]]\s*$|\./\.?\s*$")
_GOALS = regex.compile(r"\b(?:muc tieu|chi tieu)\b")
_NOT_GOALS = regex.compile(r"\b(?:yeu cau|nhiem vu|giai phap|to chuc thuc hien|kinh phi|quan diem|muc dich|phan cong|trach nhiem|noi nhan|pham vi|doi tuong|thuc trang|ket qua thuc hien|danh gia)\b")
#: Headings of sections that look back: what they report is no target.
LOOKS_BACK = regex.compile(
    r"^(?:(?:khai quat|danh gia|nhung|mot so|cac)\s+)*(?:ket qua(?! (?:du kien|can dat|dau ra|mong doi|phan dau|giai quyet|yeu cau))|danh gia (?:ket qua|tinh hinh|thuc trang|chung|viec|cong tac|hien trang)|thuc trang|hien trang|tinh hinh|dac diem|ton tai|han che|nguyen nhan|bai hoc|kho khan|(?:boi canh|su can thiet|co so thuc tien)(?!.*\b(?:muc tieu|chi tieu)))\b"
)
#: A line that opens a list of goals without a number of its own: "Mục tiêu cơ bản đến năm 2030:", "Các chỉ tiêu chủ yếu".
_GOAL_LEAD = regex.compile(r"(?:(?:cac|mot so|nhung|he thong)\s+)?(?:muc tieu|chi tieu)\b")
#: Goals numbered inside a paragraph: "Về kinh tế: (1) Tốc độ … (2) Thu ngân sách …".
_INNER = regex.compile(r"(?:^|(?<=[\s.;:,]))\((?P<n>\d{1,2})\)\s*(?=\p{Lu}|\d)")
_TERM = regex.compile(r"nhiệm kỳ\s+20\d\d\s*[-–—]\s*(20\d\d)", regex.I)
MONEY = regex.compile(r"\b(?:kinh phi|du toan|khai toan|nguon von|von dau tu|ngan sach)\b")
CHAPTER_ALONE = regex.compile(r"^\s*(?:phần|chương)\s+(?:thứ\s+)?(?:[IVX\d]{1,5}|nhất|hai|ba|tư|năm)\s*[.:]?\s*$", regex.I)
GENERAL = regex.compile(r"\b(?:muc tieu chung|muc tieu tong quat|muc tieu tong the)\b")



#: Anywhere in a cell: words that only a signature block holds.
_SIGNATURE_WORDS = regex.compile(r"^\s*(?:T/?M|KT|TL|TUQ|Q)\s*\.|\b(?:chữ ký|ký tên|đã ký|nơi nhận|họ và tên|CHỦ TỊCH|BÍ THƯ|TRƯỞNG BAN|TRƯỞNG PHÒNG|NGƯỜI GHI)\b", regex.M)


def is_layout(table: Table) -> bool:
    """One cell, or one or two rows that sign: no data."""
    if len([c for c in table.cells if c.text.strip()]) <= 1:
        return True
    return table.n_rows <= 3 and table.n_cols <= 3 and any(_SIGNATURE_WORDS.search(c.text) for c in table.cells)


def follows(before: str, after: str) -> bool:
    """Whether ``after`` is the next marker of the same list: "b)" -> "c)", "2." -> "3."."""
    a, b = (regex.sub(r"[^\p{L}\d]", "", t).lower() for t in (before, after))
    if a.isdigit() and b.isdigit():
        return int(b) == int(a) + 1
    letters = "abcdđeghiklmnopqrstuvxy"
    return len(a) == len(b) == 1 and a in letters and b in letters and letters.index(b) == letters.index(a) + 1


def goal_words(text: str) -> bool | None:
    f = fold(text[:200])
    if _GOALS.search(f) and not regex.match(r"(?:yeu cau|nhiem vu|giai phap|to chuc)", f):
        return True
    return False if _NOT_GOALS.search(f) else None


def heading_year(text: str) -> int | None:
    """The year a heading gives; the term of office counts where goals are set for it ("Các chỉ tiêu chủ yếu nhiệm kỳ 2025 - 2030")."""
    period = year_phrase(text)
    if period is None and (term := _TERM.search(text)) and _GOALS.search(fold(text[: term.start()])) and not regex.search(r"nghị quyết|đại hội", text, regex.I):
        return int(term[1])
    return period.year if period else None


def opens_goals(rest: str) -> bool:
    """A short line that says that goals follow, and holds none."""
    return len(rest) < 200 and not regex.search(r"\d\s*%", rest) and (rest.endswith(":") or len(rest) < 110 and not TERMINAL.search(rest)) and bool(_GOAL_LEAD.match(fold(rest[:60])))


#: An item of a list by years: "Năm 2027: 12 xã", "Đến hết năm 2030: 90%".
OF_YEAR = regex.compile(r"(?:(?:đến|hết|cuối|trong)\s+){0,2}năm\s+20\d\d\s*[:,]", regex.I)
_LIST_TAIL = regex.compile(r"(?:[\s,;:(]|(?<!\p{L})(?:theo từng năm|từng năm|qua các năm|hằng năm|hàng năm|các năm|cụ thể|như sau|là|theo lộ trình|lộ trình|sau đây)(?!\p{L}))++$", regex.I)


def list_subject(text: str) -> str:
    """What a list is about that the line opens: "Số xã hoàn thành theo từng năm, cụ thể như sau:" -> "Số xã hoàn thành"."""
    if len(text) > 400:
        return ""  # no line that opens a list
    found = next((m for m in _LIST_TAIL.finditer(text) if m.end() == len(text)), None)
    subject = text[: found.start()] if found else text
    return subject if len(subject.split()) > 2 and len(subject) < 250 and not _GOAL_LEAD.match(fold(subject[:60])) else ""


def inner_items(text: str) -> list[int]:
    """Where "(1)", "(2)" … stand that count on inside one paragraph; [] where they are fewer than two or jump."""
    found = list(_INNER.finditer(text)) if "(" in text else []
    numbers = [int(m["n"]) for m in found]
    if len(found) < 2 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return []
    return [m.start() for m in found]


#: A title whose type word does not stand alone: "KẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2026".
_TITLED = regex.compile(
    r"^\s*(?:KẾ\s+HOẠCH|NGHỊ\s+QUYẾT|QUYẾT\s+ĐỊNH|CHƯƠNG\s+TRÌNH|CHỈ\s+THỊ|THÔNG\s+BÁO|HƯỚNG\s+DẪN|BÁO\s+CÁO|ĐỀ\s+ÁN|PHƯƠNG\s+ÁN|DỰ\s+ÁN|QUY\s+CHẾ|KẾT\s+LUẬN)(?:\s+HÀNH\s+ĐỘNG)?\s+(?=\S)"
)


def type_in_title(text: str) -> str:
    """The type word that opens a title on the same line ("KẾ HOẠCH " of "KẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2026"), or ""."""
    m = _TITLED.match(text)
    return m.group() if m and len(text) < 300 else ""


def is_type_line(text: str) -> bool:
    """A line that holds nothing but the type of the document: "KẾ HOẠCH", "KẾ HOẠCH HÀNH ĐỘNG", "N G H Ị  Q U Y Ế T"."""
    f = fold(text).replace(" ", "")
    return f in _TYPE_LINES


_TYPE_LINES = {
    "kehoach", "kehoachhanhdong", "nghiquyet", "quyetdinh", "chuongtrinh", "chuongtrinhhanhdong", "chithi", "thongbao", "huongdan", "baocao", "dean", "congvan", "totrinh", "quyche", "quydinh", "ketluan", "phuongan", "kehoachtrienkhai",
    "thongbaoketluan", "duan", "congdien", "kehoachthuchien", "nghidinh", "thongtu",
}


def annex_of(p: Paragraph) -> str:
    """Name of the annex that this paragraph opens ("Phụ lục II"), or ""."""
    text = p.text.strip()
    m = _ANNEX.match(text)
    if not m or len(text) > 500:
        return ""
    word, number, rest = fold(m.group("word")).replace(" ", ""), m.group("number"), m.group("rest").strip()
    if word == "danhmuc":  # "DANH MỤC NHIỆM VỤ …" as the only title of an annex
        return "Danh mục" if text.isupper() and p.centered and len(text) < 200 else ""
    if word == "bieu" and not number:  # "BIỂU CHỈ TIÊU" as the only title of an annex
        return "Biểu" if text.isupper() and p.centered and len(text) < 120 else ""
    if rest and not number and not (rest[0] in ":.-–(" or rest.isupper() or text.isupper()):
        return ""
    if rest and number and not (rest[0] in ":.-–(" or rest[:1].isupper() or text.isupper() or p.centered or p.bold):
        return ""
    if regex.match(r"(?:kèm theo|đính kèm|này|của kế hoạch|nêu trên|ban hành)\b", rest, regex.I) and not (p.centered or p.bold):
        return ""
    label = {"phuluc": "Phụ lục", "phubieu": "Phụ biểu"}.get(word, "Biểu")
    return f"{label} {number.upper()}".strip() if number else label


_CAPTION = regex.compile(r"^\s*[(\[*_]*\s*(?:ban hành\s+)?(?:đính\s+)?kèm\s+theo\s+(?:kế hoạch|nghị quyết|quyết định|công văn|chương trình|tờ trình|báo cáo|văn bản|thông báo|hướng dẫn|đề án|chỉ thị)\b", regex.I)


def is_annex_caption(text: str) -> bool:
    """"(Kèm theo Kế hoạch số …/KH-UBND ngày … của …)"."""
    return len(text) < 500 and bool(_CAPTION.match(text))


def holds_caption(text: str) -> bool:
    """A caption stands in it, at its start or after the title that a reader put into one paragraph with it."""
    return len(text) < 900 and any(is_annex_caption(text[m.start() :]) for m in regex.finditer(r"[(\[]", text))
