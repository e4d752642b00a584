"""What a line of a Vietnamese administrative document can be: list item, heading, unfinished sentence.

Used by the readers of text, where wrapping and page breaks cut paragraphs into pieces.
"""

from __future__ import annotations

import regex

from schemas import vocab

#: Beginnings that open a new paragraph: list markers, numbered headings, legal parts, fixed openings (NĐ 30/2020/NĐ-CP, Phụ lục I).
ITEM = regex.compile(
    r"(?:[-–—−+•●▪■◦∙·*►➢✓]\s*(?=\S)"
    r"|\(?\d{1,3}(?:\.\d{1,3}){0,4}[.)](?!\d)\s*(?=\S)"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}\s+(?=\p{Lu})"
    r"|\d{1,2}\s*[-–]\s+(?=\p{Lu})"
    r"|\(?(?:[ivx]{1,5}|[a-zđ])[.,)]\s+(?=\S)|[a-zđ]\d?\)\s*(?=\S)"
    r"|(?:[IVXL]{1,6}|[A-ZĐ])\s?(?:[.)/]|[-–](?=\s))\s*(?=\S)"
    r"|(?:Điều|Chương|Mục|Phần|Khoản)\s+[\dIVXLA-Z]{1,5}\s*[.:]"
    r"|(?i:phụ\s+lục|biểu(?:\s+số)?|mẫu\s+số|bảng(?:\s+số)?)\s*[\dIVX]{0,5}\s*(?:[:.–-]|$)"
    r"|Căn cứ\s|Xét\s+đề nghị|Theo đề nghị|Thực hiện (?:Nghị|Kế|Quyết|Chương|Thông|Công|Chỉ|Kết)\p{L}*|Nơi nhận\s*:?|Kính gửi\s*:?|Trên đây là"
    r"|(?:TM|KT|TL|TUQ|Q)\.\s*\p{Lu}|T/M\s+\p{Lu}|Số\s*:?\s{0,3}[\d…._ ]{0,12}[-/]\s*\p{Lu})")
_MARKER = regex.compile(r"[-–—−+•●▪■◦∙·*►➢✓\s]*")
_END = regex.compile(r"[.;:!?]['\"”’)\]*_\s]*$")
_HEADING = regex.compile(r"(?:[IVXL]{1,6}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2}){0,3})\s?[.)/–-]?\s+\S")
PAGE_NUMBER = regex.compile(r"(?i)\s*(?:[-–—]\s*\d{1,4}\s*[-–—]|(?:trang|page)\s*:?\s*\d{1,4}(?:\s*(?:/|của|of)\s*\d{1,4})?|\d{1,3}\s*/\s*\d{1,3}|\d{1,3})\s*")


@vocab.compiled
def _dangling() -> frozenset[str]:
    return frozenset(r["word"] for r in vocab.rows("dangling_words"))


def is_item(line: str) -> bool:
    """Opens a new paragraph by its marker or its first words."""
    return bool(ITEM.match(line.lstrip()))


def is_page_number(line: str) -> bool:
    """'7', '- 7 -', 'Trang 3/12' alone on a line."""
    return bool(PAGE_NUMBER.fullmatch(line))


def is_capitals(line: str) -> bool:
    """All letters are capitals, and there are at least three."""
    letters = [c for c in line if c.isalpha()]
    return len(letters) >= 3 and not any(c.islower() for c in letters)


def ends_sentence(line: str) -> bool:
    """Ends with a full stop, semicolon, colon … (a closing quote or bracket may follow)."""
    return bool(_END.search(line[-12:]))


def starts_lower(line: str) -> bool:
    """The first letter is a small one and is the first sign but for an opening bracket or quote."""
    s = line.lstrip().lstrip("(“\"‘'[*_")
    return bool(s) and s[0].islower() and not is_item(line)


def is_dangling(line: str) -> bool:
    """The last word cannot end a sentence ("của", "và", "Bộ", "Nghị"), or a bracket or quote is still open."""
    line = line[-600:]
    words = line.rstrip(" *_").rsplit(None, 1)
    last = words[-1] if words else ""
    if last in _dangling() or (is_capitals(line) and last.lower() in _dangling()):
        return True
    return last.endswith((",", "-", "/", "–")) and not last.endswith("./") or line.count("(") > line.count(")") or line.count("“") > line.count("”")


def goes_on(before: str, after: str, same_width: bool = False) -> bool:
    """True when the paragraph ``before`` was cut and ``after`` is its rest.

    A small first letter after an unfinished line is enough; a capital or a digit needs a word before it that cannot end a
    sentence, or (``same_width``) a line as long as its neighbours.
    """
    if not before or not after or is_item(after):
        return False
    if is_capitals(before) != is_capitals(after) and not any(c.isdigit() for c in after.split(" ", 1)[0]):
        return False
    if ends_sentence(before):
        return same_width and starts_lower(after) and before.rstrip(" *_").endswith((";", ","))
    if starts_lower(after) or same_width:
        return True
    return is_dangling(before) and (is_capitals(before) or not before.rstrip(" *_").endswith(","))
