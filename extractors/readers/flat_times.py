"""Times, values and organisations as whole cells of flat text, told by their words one by one."""

from __future__ import annotations

import regex

from schemas import vocab

#: Words of which a time is made; a small or a great first letter, in any order.
_TIME_WORDS = frozenset(regex.split(r"\s", (
    "trước sau đến hết từ trong quý tháng năm ngày giai đoạn cuối đầu và những các tiếp theo hằng hàng thường xuyên định kỳ hoàn thành học giữa tuần vụ mùa cả vào kể là khoảng chậm nhất lần mỗi xong liên tục "
    "duy trì suốt kỳ triển khai hai một sáu chín nửa đợt ngay khi")))
_NUMBER = regex.compile(r"\d{1,2}(?:[/.-]\d{1,2}){0,2}(?:[/.-]20\d\d)?|20\d\d(?:[-–/]20\d\d)?|\d{1,2}[-–]\d{1,2}/20\d\d|[-–&]")
_ROMAN = regex.compile(r"(?:I|II|III|IV)(?:/20\d\d|[-–](?:I|II|III|IV)(?:/20\d\d)?)?")
#: What makes a time of the words: a number, a span, a habit.
_HABIT = regex.compile(r"(?:hằng|hàng|mỗi) (?:ngày|tuần|tháng|quý|năm)|thường xuyên|liên tục|cả năm|trong năm|định kỳ|cuối năm|đầu năm|đột xuất", regex.I)
_PUNCTUATION = regex.compile(r"[,;:.](?=\s|$)")
#: Words before a bare number at the end of a phrase that belongs to it: "giai đoạn 2", "cấp độ 3", "mức độ 2".
_COUNTS = frozenset(regex.split(r"\s", "đoạn độ số cấp mức quý tháng năm lần khóa kỳ loại mục bậc vùng bước phần đợt nhóm hạng thứ quyết định luật khu kèm và đến - – từ trên dưới nghị tuổi sở trạm xã phường biểu lục lớp việt"))
_HEADS_OF_UNITS = frozenset(("Phòng", "Trung", "Các", "Trạm", "Hội", "Văn", "Ban", "Ủy", "Uỷ"))
_BEFORE_UNITS = frozenset(regex.split(r"\s", "đạo trưởng chức bộ thuộc của và cùng với các phó viên trực phòng việc tịch đốc từ do đảng phụ"))
_BARE_UNITS = frozenset(("VP", "P.", "Văn phòng", "Phòng", "Trung tâm", "Sở", "Ban", "Ủy ban", "Uỷ ban", "Hội", "Trạm", "Trường", "Các", "Chi cục", "Văn", "Hội Liên hiệp"))
_NUMBERED = frozenset(("tháng", "quý", "ngày", "tuần", "đợt", "và", "đến", "-", "–"))


@vocab.compiled
def _dittos() -> frozenset[str]:
    return frozenset(r["mark"].lower() for r in vocab.rows("ditto_marks"))


def is_ditto(text: str) -> bool:
    """A cell that says "as above": "nt", "-nt-", "Như trên"."""
    return len(text) < 30 and (text.lower() in _dittos() or text.lower().strip(" -–.()[]") in _dittos())


def is_time(text: str) -> bool:
    """Every word belongs to a time, and there is one that fixes it: "Quý II và Quý III/2026", "Thường xuyên, hằng năm", "6 tháng cuối năm"."""
    words = _PUNCTUATION.sub(" ", text[:200]).split()
    if not 0 < len(words) <= 16:
        return False
    fixed = bool(_HABIT.search(text))
    for n, word in enumerate(words):
        bare = word.strip("()")
        if bare.isdigit() and len(bare) < 3:
            before, after = words[n - 1].lower() if n else "", words[n + 1] if n + 1 < len(words) else ""
            if before not in _NUMBERED and not before.endswith(("-", "–")) and after not in ("tháng", "lần", "ngày", "tuần", "năm"):
                return False
            fixed = fixed or before in ("quý", "tháng", "ngày") or after in ("tháng", "lần")
        elif _NUMBER.fullmatch(bare):
            fixed = fixed or any(c in bare for c in "/.") or len(bare) == 4
        elif _ROMAN.fullmatch(bare):
            if not any(w.lower() == "quý" for w in words[:n]):
                return False
            fixed = True
        elif bare.lower() not in _TIME_WORDS:
            return False
    return fixed and not (len(words) == 1 and words[0].isdigit() and len(words[0]) < 4)


def trailing_number(text: str) -> bool:
    """A bare number after words it does not belong to: "Quyết định kiện toàn 1" holds the next cell's number."""
    words = text.split()
    return len(words) > 2 and words[-1].strip(",;").isdigit() and len(words[-1]) < 4 and words[-2].lower().strip(",;") not in _COUNTS and words[-2][-1] not in "-–/"


def inner_unit(text: str) -> bool:
    """An organisation begins inside the text with nothing before it that parts the two: "Sở Phòng Kế hoạch"."""
    words = text.split()
    return any(
        w in _HEADS_OF_UNITS and words[i - 1][-1] not in ",;:-–+/(.&" and words[i - 1].lower() not in _BEFORE_UNITS and not (w in ("Ủy", "Uỷ") and words[i - 1].lower() in ("ủy", "uỷ"))
        for i, w in enumerate(words) if i)


def is_bare_unit(text: str) -> bool:
    """The first word of an organisation's name alone: the name goes on."""
    return text in _BARE_UNITS
