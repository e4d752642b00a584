"""Documents cited in a text: symbols in every spelling, laws by name, nicknames, and the blanks of drafts.

``find_references`` reads one paragraph, heading or cell; ``resolve`` (``reference_check``) looks at all mentions of one
document together and at the registry. Rules: Decree 30/2020/NĐ-CP, Guideline 36-HD/VPTW; the forms that are read and
those that must not be are in ``tests/corpus/references.yml``.
"""

from __future__ import annotations

import bisect
from itertools import pairwise

import regex

from extractors.fields import citation_parts as parts
from extractors.fields.own_number import parse_own_number
from extractors.fields.reference_check import resolve
from extractors.fields.reference_forms import LIST_GAP, Draft, blanks, laws, nicknames, symbols
from extractors.fields.registry import agrees
from extractors.fields.symbols import REPAIRS, parse_symbol
from schemas import vocab
from schemas.records import ReferenceRole, ReferenceStatus
from schemas.values import ReferenceMention

__all__ = ["find_references", "parse_own_number", "parse_symbol", "resolve"]

#: cells and sentences up to this many characters are remembered: plans of one province repeat each other's
MEMO = 400
_CAPTION = regex.compile(r"(?:^|[\n(\[*_])\s*(?:phụ\s+lục(?:\s+(?:số\s+)?[\dIVX]{1,4})?\s+)?(?:được\s+)?(?:ban\s+hành\s+)?(?:đính\s+)?kèm\s+theo\s*$", regex.IGNORECASE)
_OWN_LINE = regex.compile(r"(?:^|\n)[\s*_#|]*(?:SỐ|Số)\s*:?\s*$")
_AFTER_OWN = regex.compile(r"[\s*_|]*(?:$|\n|\p{Lu}[\p{L}\s.-]{1,40},\s*ngày)")
_AMENDS = regex.compile(r"[\s,]{0,3}(?:về\s+(?:việc\s+)?)?(?i:sửa đổi|bổ sung|cập nhật|thay thế|điều chỉnh)[^;().\d“”]{0,80}?(?=\scủa\s)")
_BEFORE_BRACKET = regex.compile(
    r"(?<!\p{L})(?P<issuer>(?:Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Ban|Tỉnh ủy|Thành ủy|Đảng ủy|Sở|Bộ|Chính phủ|Thủ tướng|Quốc hội)[^,;.()\n\d]{0,60}?)\s*\([*_]*$")
_LOCAL = regex.compile(r"(?:UBND|Ủy ban nhân dân|HĐND|Hội đồng nhân dân|Đảng ủy|Phòng|Ban Chỉ đạo)(?!\p{L})", regex.I)
_WORK_ON = regex.compile(r"(?<!\p{L})(?:kế hoạch|chương trình|báo cáo|quyết định|đề án|hướng dẫn|công văn)\s[^.;,\n]{0,80}?(?:thực hiện|triển khai|về)(?:\s[^.;,\n\d]{0,30})?$", regex.I)
_ANNOUNCED = regex.compile(r"(?P<issuer>\p{Lu}[^,;.()\n\d]{3,60}?)\s+(?:đã\s+)?(?:(?:ký\s+)?ban\s+hành\s+(?:\S+\s){0,3}?|có\s+)$")
#: what a body says in a letter or a proposal, before the letter's number
_SAID_AT = regex.compile(r"(?<!\p{L})(?i:đề\s+nghị|đề\s+xuất|kiến\s+nghị|chỉ\s+đạo|tham\s+mưu|ý\s+kiến|yêu\s+cầu|hướng\s+dẫn|báo\s+cáo|thống\s+nhất|chấp\s+thuận|phê\s+duyệt"
                         r"|kết\s+luận|thông\s+báo)(?:\s+(?!của\s)\p{L}++){0,4}\s+của\s+(?:đồng\s+chí\s+|ông\s+|bà\s+)?")
_AT = regex.compile(r"\s*,?\s+tại\s+(?:các\s+)?(?:văn bản\s+)?")
_SAID_LEAD = regex.compile(r"(?:^|[\n.;,(]\s*)(?:[-+*•–]\s*)?[*_\s]*(?:(?P<basis>Căn cứ(?:\s+vào)?|Theo|Xét|Trên cơ sở)|Thực hiện|Triển khai(?: thực hiện)?)\s+(?:các\s+|nội dung\s+|sự\s+)?$", regex.IGNORECASE)
_KEY = regex.compile(r"(?:(?P<basis>[Cc]ăn cứ|CĂN CỨ)|(?P<does>(?:Thực hiện|THỰC HIỆN|[Tt]riển khai(?: thực hiện)?|TRIỂN KHAI|Tiếp tục thực hiện"
                     r"|Tổ chức (?:thực hiện|triển khai)|Thi hành)))\s+(?:(?:các|nội dung)\s+)?")
_KEY_BEFORE = regex.compile(r"(?:^|[\n.;,]\s*)(?:[-+*•–]\s*)?(?:[*_#(\s]|Tiếp tục)*$")
_CLAUSE_END = regex.compile(r"(?:(?P<more>;)|\.)(?:\s+|$)|\n\s*\n")

#: Legal documents: the year has been part of the symbol since 1997 (Law on Promulgation of Legal Documents 1996, Decree 101/CP).
_ALWAYS_DATED = frozenset(("NĐ", "TT", "TTLT"))
_HAS_YEAR = regex.compile(r"/(?:19|20)\d\d/")



def find_references(text: str, *, context: str = "body") -> list[ReferenceMention]:
    """Every document that ``text`` (NFC, cleaned) cites, in reading order, with offsets into ``text``.

    ``context`` says what the text is: ``title`` (the document's own title: it implements what it names), ``basis``,
    ``annex_caption``, ``assign_column`` ("Lưu ý", "Văn bản giao việc"), ``letterhead``, ``body``. Never raises.
    """
    return list(_cached(text, context) if len(text) <= MEMO else _found(text, context))


def _found(text: str, context: str) -> tuple[ReferenceMention, ...]:
    drafts = symbols(text)
    drafts += blanks(text, [(d.start, d.core) for d in drafts])
    drafts += laws(text, drafts)
    drafts += nicknames(text, sorted((d.start, d.core) for d in drafts))
    if not drafts:
        return ()
    drafts.sort(key=lambda d: d.start)
    for i, d in enumerate(drafts):
        _surroundings(text, d, drafts[i + 1].start if i + 1 < len(drafts) else len(text))
    for d, after in reversed(list(pairwise(drafts))):
        if after.issuer and not d.issuer and d.issuer_code and ";" not in text[d.end:after.start] and LIST_GAP.fullmatch(text, d.end, after.start) \
                and agrees(after.issuer, d.issuer_code):
            d.issuer = after.issuer  # "Kết luận số 83-KL/TW và Nghị quyết số 57-NQ/TW của Bộ Chính trị"
    for d, after in pairwise(drafts):
        if d.said and not after.issuer and LIST_GAP.fullmatch(text, d.end, after.start) \
                and (after.issuer_code.split("-")[0] == d.issuer_code.split("-")[0] or agrees(d.issuer, after.issuer_code)):
            after.issuer, after.said, after.role = d.issuer, True, d.role  # "của Sở Nội vụ tại Tờ trình số … và Công văn số …"
        elif d.said and not after.issuer and (gap := LIST_GAP.match(text, d.end, after.start)) and (end := parts.issuer_at(text, gap.end())) > gap.end() \
                and _AT.fullmatch(text, end, after.start):
            after.issuer, after.said, after.role = " ".join(text[gap.end():end].split()), True, d.role  # "… và Sở Tài chính tại Công văn số …"
    keys = _keys(text) if context not in ("title", "basis", "assign_column") else []
    return tuple(_mention(text, d, context, keys) for d in drafts)


_cached = vocab.memo(10_000)(_found)


def _keys(text: str) -> list[tuple[int, str]]:
    """Where "Căn cứ …" and "Thực hiện …" open a clause: (end of the words, "basis" or "does")."""
    return [(m.end(), "basis" if m["basis"] else "does") for m in _KEY.finditer(text)
            if _KEY_BEFORE.search(text, max(0, m.start() - 24), m.start())]


def _surroundings(text: str, d: Draft, limit: int) -> None:
    """Date and issuer of a draft; ``limit`` is where the next one starts."""
    end = d.core
    date = parts.date_after(text, end)
    if date and date.end <= limit:
        d.issued_on, end = date.iso or d.issued_on, date.end
        d.problem = "; ".join(filter(None, (d.problem, date.problem)))
        d.wrong = d.wrong or bool(date.problem)
    if d.type_code in _ALWAYS_DATED and not _HAS_YEAR.search(d.symbol) and d.issued_on[:4] >= "1998" and "-" not in d.symbol.split("/")[0]:
        written, (number, rest) = d.symbol, d.symbol.split("/", 1)
        d.symbol, d.wrong = f"{number}/{d.issued_on[:4]}/{rest}", True
        d.problem = "; ".join(filter(None, (d.problem, f"Ký hiệu ghi “{written}”, đúng là “{d.symbol}” ({REPAIRS['year_missing']})")))
    found = parts.issuer_after(text, end)
    if found and _LOCAL.match(found[0]) and agrees(found[0], d.issuer_code) is False and _WORK_ON.search(text, max(0, d.start - 120), d.start):
        found = None  # "Kế hoạch thực hiện Nghị quyết số 57-NQ/TW của UBND xã": the plan is the commune's, not the resolution
    if found and found[1] <= limit:
        d.issuer, end = found
        if not (date and date.end <= limit):
            late = parts.date_after(text, end)
            if late and late.end <= limit:
                d.issued_on, end = late.iso, late.end
    elif not d.issuer and d.issuer_code:
        d.issuer, end = _far_issuer(text, d, end, limit)
    d.end = end
    if not d.issuer and d.symbol and not _said_at(text, d):
        _announced(text, d)


def _far_issuer(text: str, d: Draft, end: int, limit: int) -> tuple[str, int]:
    """Issuers that stand elsewhere, believed only when they go with the code in the symbol."""
    m = _AMENDS.match(text, end, min(limit, end + 160))
    if m and (found := parts.issuer_after(text, m.end())) and found[1] <= limit and agrees(found[0], d.issuer_code):
        return found[0], end
    bracket = text[max(0, d.start - 75):d.start].rstrip("*_\n").endswith("(")
    b = _BEFORE_BRACKET.search(text, max(0, d.start - 75), d.start) if bracket else None
    if b and agrees(b["issuer"], d.issuer_code):
        return " ".join(b["issuer"].split()), end
    return "", end


def _said_at(text: str, d: Draft) -> bool:
    """"Theo đề nghị của Sở Nội vụ tại Tờ trình số …", "chỉ đạo của UBND tỉnh tại Công văn số …": the issuer stands before."""
    lo = max(0, d.start - 160)
    if text.find(" tại ", d.start - 10, d.start) < 0:
        return False
    m = next(reversed(list(_SAID_AT.finditer(text, lo, d.start))), None)
    end = parts.issuer_at(text, m.end()) if m else 0
    if m is None or end <= m.end() or not _AT.fullmatch(text, end, d.start) or agrees(text[m.end():end], d.issuer_code) is False:
        return False
    d.issuer, d.said = " ".join(text[m.end():end].split()), True
    if lead := _SAID_LEAD.search(text, max(0, m.start() - 30), m.start()):
        d.role = ReferenceRole.BASIS if lead["basis"] else ReferenceRole.IMPLEMENTS
    return True


def _announced(text: str, d: Draft) -> None:
    """"Ngày 22/12/2024, Bộ Chính trị đã ban hành Nghị quyết số 57-NQ/TW": date and issuer stand before."""
    lo = max(0, d.start - 110)
    m = _ANNOUNCED.search(text, lo, d.start) if text.find("hành", lo, d.start) >= 0 or text.find("có ", max(lo, d.start - 10), d.start) >= 0 else None
    if not m or not agrees(m["issuer"], d.issuer_code):
        return
    d.issuer = " ".join(m["issuer"].split())
    if d.issued_on:
        return
    lead = text[max(0, m.start() - 40):m.start()]
    at = max(lead.rfind("gày"), 0) - 1
    date = parts.date_at(lead, at) if at >= 0 else None
    if date and not lead[date.end:].strip(" ,"):
        d.issued_on = date.iso


def _mention(text: str, d: Draft, context: str, keys: list[tuple[int, str]]) -> ReferenceMention:
    role = _role(text, d, context, keys)
    status = ReferenceStatus.SELF if role == ReferenceRole.SELF else ReferenceStatus.MISCITED if d.wrong else ReferenceStatus.UNKNOWN
    return ReferenceMention(d.start, d.end, text[d.start:d.end], d.symbol, d.type, d.issued_on, d.issuer, role, status, d.registry_id, d.problem)


def _role(text: str, d: Draft, context: str, keys: list[tuple[int, str]]) -> ReferenceRole:
    window = max(0, d.start - 60)
    before = text[window:d.start + (2 if d.blank else 0)].rstrip()
    caption = _CAPTION.search(text, window, d.start) if before[-4:].lower() == "theo" or d.blank else None
    if caption and (caption.start() > window or window == 0):
        return ReferenceRole.SELF
    if context in ("annex_caption", "letterhead") and (d.blank or context == "letterhead"):
        return ReferenceRole.SELF
    own = _OWN_LINE.search(text, window, d.start + (2 if d.blank else 0)) if before.removesuffix(":").rstrip()[-2:] in ("Số", "SỐ") else None
    if own and (own.start() > window or window == 0) and d.type_code and (d.blank or _AFTER_OWN.match(text, d.core)):
        return ReferenceRole.SELF
    if context in ("title", "basis", "assign_column"):
        return {"title": ReferenceRole.IMPLEMENTS, "basis": ReferenceRole.BASIS, "assign_column": ReferenceRole.ASSIGNS}[context]
    i = bisect.bisect_right(keys, (d.start, "~")) - 1
    if i >= 0 and d.start - keys[i][0] < 1500:
        at, kind = keys[i]
        direct = kind == "basis" or parts.type_word_at(text, at)
        if direct and not any(not m["more"] or not parts.type_word_at(text, m.end()) for m in _CLAUSE_END.finditer(text, at, d.start)):
            return ReferenceRole.BASIS if kind == "basis" else ReferenceRole.IMPLEMENTS
    return d.role or ReferenceRole.MENTION
