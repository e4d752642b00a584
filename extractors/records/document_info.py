"""Document information: own number, date, issuer, place, title, signer.

Where they stand: NĐ 30/2020/NĐ-CP Phụ lục I (State) and HD 36-HD/VPTW (Party): issuer and number at the top left, place
and date at the top right, type and title under them, signer at the end. When the head is missing or its number lies in a
signature field, stamps, annex captions and the body count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from extractors.fields.places import find_place
from extractors.fields.references import parse_own_number
from extractors.outline import Item
from extractors.outline_lines import is_type_line, type_in_title
from extractors.records.context import Context, share
from extractors.records.doubt import DOUBTED
from extractors.records.head_lines import HEAD_ITEMS, LEGIBLE, HeadLine, head_lines
from extractors.records.issuer import issuer_level, issuer_name, letterhead_issuers
from extractors.records.signer import find_signer, may_lack_words
from extractors.tables.years import year_phrase
from extractors.text import fold, one_line
from schemas import vocab
from schemas.document import Role, TextSource

_DATE_WORDS = regex.compile(
    r"ngày\s*(?P<d>[\d_.…\s]{0,12}?)\s*(?:tháng\s*(?P<m>[\d_.…]{1,6})?\s*năm\s*(?P<y>20\d\d|[\d_.…]{2,6})|/\s*(?P<m2>[\d_.…]{1,6})\s*/\s*(?P<y2>20\d\d)|-\s*(?P<m3>\d{1,2})\s*-\s*(?P<y3>20\d\d))",
    regex.I,
)
_PLAIN_DATE = regex.compile(r"(?<!\d)(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>20\d\d)(?!\d)")
#: Before the day of something else than this document: one that is cited, or a deadline.
_OTHER_DAY = regex.compile(r"(?:\d[\w.]*[/-]\p{Lu}[\p{L}\d/&-]*[,;]?|\b(?:trước|sau|từ|đến|quá|kể|hạn|chậm nhất|vào|là|trong|hết|cuối|hôm|tại|theo))\s*$", regex.I)
_NUMBER_LINE = regex.compile(r"\W*(?:số|sỐ)\b", regex.I)
#: The date line of a scan whose day, or day and month, are pen strokes: "ngày Í /tháng 1] năm 2017".
_MISREAD_DAY = regex.compile(r"\bngày\s+[^\s\p{L}]{0,4}\p{L}?[^\s\p{L}]{0,4}(?:\s\S{1,2})?\s*(?:\W?tháng\s+(?P<m>\S{1,3})\s+)?năm\s+(?P<y>20\d\d)\b", regex.I)
#: The end of an own symbol whose number was not read: "Số:⁄‡6 /CT-UBND", "/KH-SYT".
_OPEN_SYMBOL = regex.compile(r"^\s*(?:S\S{0,2}\s*[:.;]?)?[^\n]{0,12}?\s*[/⁄]\s?\p{Lu}{1,4}[-–]\p{Lu}[\p{L}&]{1,15}\b")


@dataclass(frozen=True, slots=True)
class _Own:
    """The own number; ``read`` is what stands in its place when that is not legible, ``confidence`` that of the words (0–1)."""

    symbol: str = ""
    status: str = "missing"
    read: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class _Day:
    """The own date (ISO 8601 or EDTF, "" when none); ``illegible``: there is one that was not read whole."""

    edtf: str = ""
    illegible: bool = False
    confidence: float = 1.0


def extract(context: Context) -> None:
    """Fills the ``DocumentInfo`` of the result; what is not there stays empty."""
    info = context.result.info
    items = context.outline.items
    pictured = context.outline.document.text_source is TextSource.OCR
    lines = head_lines(items)
    head = [line.text for line in lines]
    captions = [HeadLine(i.paragraph.text, i.paragraph) for i in items if i.context == "annex_caption"]
    stamps = [HeadLine(i.paragraph.text, i.paragraph) for i in items if i.paragraph.role is Role.STAMP]
    own = _own_number(lines, captions, stamps, pictured=pictured)
    info.symbol, info.symbol_status = own.symbol, own.status
    if own.read:
        context.note("symbol_illegible", f"Số của văn bản viết tay hoặc bị che, không đọc chắc được (đọc ra “{own.read}”); đề nghị xem bản gốc.", 1)
    day = _issued_on(lines, captions, stamps)
    info.issued_on = day.edtf
    penned = day.illegible or bool(own.read) and 0 < len(day.edtf) < 10  # who writes the number with a pen writes the day with it
    if penned:
        context.note("date_illegible", "Ngày ban hành viết tay hoặc bị che, không đọc được đủ ngày, tháng, năm; đề nghị xem bản gốc.", 1)
    info.title = _title(items)
    caption_texts = [line.text for line in captions]
    info.doc_type = _doc_type(own.symbol, items, caption_texts)
    body = " ".join(i.paragraph.text for i in items if i.context in ("body", "title", "basis"))[:20_000]
    head_text = "\n".join([*head, *caption_texts])
    own_issuer = letterhead_issuers(head)
    place = find_place("\n".join([*own_issuer, *caption_texts]), head_text, body)
    info.commune, info.province, info.place_code = place.commune, place.province, place.code
    info.issuer = issuer_name(own_issuer, caption_texts, own.symbol, body, place)
    info.issuer_level = issuer_level(info.issuer, place)
    if info.issuer_level in ("national", "ministry"):
        info.commune = info.province = info.place_code = ""  # "Hà Nội, ngày …" is where it was signed, not whose it is
    elif place.status == "unknown" and not (place.former or place.commune or place.province or place.nearest):
        context.note("place_missing", "Không tìm thấy tên xã, phường hay tỉnh của đơn vị ban hành trong văn bản.")
    elif place.status in ("ambiguous", "unknown", "former"):
        context.note(f"place_{place.status}", _PLACE_NOTE[place.status].format(name=place.former or place.commune or place.province or "?", nearest=", ".join(place.nearest[:5]) or "không có"))
    info.signer, info.signer_title = find_signer(items, misread=pictured)
    covered = _covered(info.signer) if pictured else ""
    if covered:
        context.note("signer_illegible", covered)
    info.plan_year = _plan_year(info.title, info.issued_on)
    info.confidence = share(min(own.confidence, day.confidence, _of_words(items, lines, own_issuer, info.signer), DOUBTED if covered or penned else 1.0))
    signatures = context.outline.document.signatures
    info.signed_by = "; ".join(s.signer for s in signatures)
    info.signed_at = "; ".join(s.signed_at for s in signatures)
    info.signature_status = "; ".join(s.status for s in signatures)


def _covered(signer: str) -> str:
    """What to say of a signer in a scan whose name the seal or the pen covers, wholly or in part; "" where nothing speaks for it."""
    if not signer:
        return "Không đọc được họ tên người ký (dấu hoặc chữ ký che); đề nghị xem bản gốc."
    return f"Họ tên người ký “{signer}” có thể thiếu hoặc sai chữ vì dấu, chữ ký che; đề nghị xem bản gốc." if may_lack_words(signer) else ""


def _of_words(items: list[Item], head: list[HeadLine], issuers: list[str], signer: str) -> float:
    """Lowest confidence (0–1) of the paragraphs that title, issuer and signer were read from; 1 for native text."""
    sure = [i.paragraph.confidence for i in items if i.context == "title"]
    sure += [line.paragraph.confidence for line in head if issuers and any(line.text and line.text in body for body in issuers)]
    sure += [i.paragraph.confidence for i in items if signer and signer in i.paragraph.text]
    return min(sure, default=1.0)


def _title(items: list[Item]) -> str:
    """What the plan is about (trích yếu), without the type word; the type word alone when nothing else is there."""
    lines = [i.paragraph.text for i in items if i.context == "title"]
    about = [t for t in lines if not is_type_line(t) and any(c.isalpha() for c in t)]
    if about and lines[:1] == about[:1]:
        about = [about[0][len(type_in_title(about[0])) :], *about[1:]]
    text = one_line(" ".join(about or lines))
    if regex.search(r"như sau\s*:?$", text) and (m := _PREAMBLE.search(text, 60)):
        text = text[: m.start()]  # title and preamble set as one paragraph
    return text.rstrip(" ;,")[:1000]


#: Where the preamble begins when nothing parts it from the title.
_PREAMBLE = regex.compile(r"(?<=[\p{Ll}”\"]) (?=(?:Triển khai|Thực hiện|Căn cứ) (?:thực hiện )?(?:Kế hoạch|Nghị quyết|Quyết định|Chương trình|Chỉ thị|Công văn)\b)")


_PLACE_NOTE = {
    "ambiguous": "Tên địa danh “{name}” có ở nhiều tỉnh và văn bản không nêu tỉnh; có thể là: {nearest}.",
    "unknown": "Địa danh “{name}” không có trong danh mục đơn vị hành chính hiện nay; gần nhất: {nearest}.",
    "former": "Địa danh “{name}” là tên trước ngày 01/7/2025; nay thuộc: {nearest}.",
}


def _own_number(head: list[HeadLine], captions: list[HeadLine], stamps: list[HeadLine], *, pictured: bool) -> _Own:
    """The number in the head, else in a signature field or stamp, else in an annex caption; blank places count as found.

    In a page read from its picture (``pictured``) a number that is not legible counts as there, but not as read: status ``full``, symbol "".
    """
    best = _Own()
    for group in (head, stamps, captions):
        for line in group:
            text = line.text
            if group is captions:
                m = regex.search(r"số\s*:?.{0,60}?(?=\s*(?:ngày|của|\)|$))", text, regex.I)
                text = "S" + m.group()[1:] if m else ""  # inside a sentence the word stands without its capital
            if not text:
                continue
            symbol, status = parse_own_number(text)
            if status == "full":
                number = regex.split(r"[/\-]", symbol)[0]
                sure = line.confidence_of(number)
                printed = regex.search(rf"(?<!\d){regex.escape(number)}[/\-–]", text)  # a pen leaves room before the printed "/KH-UBND"
                if not pictured or group is captions or sure >= LEGIBLE or printed:
                    return _Own(symbol, status, confidence=sure)
                best = _Own("", "full", one_line(text), sure)
            elif status == "blank" and best.status == "missing":
                best = _Own("", "blank")
            elif pictured and group is head and best.status == "missing" and (m := _OPEN_SYMBOL.match(text)):
                best = _Own("", "full", one_line(m.group()), min(LEGIBLE, line.confidence()))
    return best


def _issued_on(head: list[HeadLine], captions: list[HeadLine], stamps: list[HeadLine]) -> _Day:
    """ISO date, or EDTF with what is known (``2025-10``). The most precise of head, stamp and caption; the head wins ties."""
    found: list[_Day] = []
    for group in (head, stamps, captions):
        for line in group:
            text = line.text
            if group is not captions and len(text) > 200:
                continue
            text = _overprinted(text)
            for m in _DATE_WORDS.finditer(text):
                if group is head and _OTHER_DAY.search(text, max(0, m.start() - 80), m.start()) and not _NUMBER_LINE.match(text):
                    continue
                sure = line.confidence_of(m["d"].strip())
                legible = sure >= LEGIBLE or group is captions
                d = _edtf(m["d"] if legible else "", m["m"] or m["m2"] or m["m3"], m["y"] or m["y2"] or m["y3"])
                if d:
                    unread = len(d) < 10 and sure < 1 and any(c.isalnum() for c in m["d"])
                    found.append(_Day(d, unread, sure if legible else 1.0))
            if group is head and line.confidence() < 1 and not found and (m := _MISREAD_DAY.search(text)):
                found.append(_Day(_edtf("", m["m"] if (m["m"] or "").isdecimal() else "", m["y"]), illegible=True))
            if group is stamps:
                found += [_Day(d, confidence=line.confidence()) for m in _PLAIN_DATE.finditer(text) if (d := _edtf(m["d"], m["m"], m["y"]))]
        if any(len(d.edtf) == 10 for d in found):
            break
    return max(found, key=lambda d: len(d.edtf), default=_Day())


def _overprinted(line: str) -> str:
    """A signature field prints its date over the blanks of the form: "ngày 10tháng tháng 10năm năm 2025"."""
    line = regex.sub(r"(?<=\d)(?=(?:tháng|năm)\b)", " ", line)
    return regex.sub(r"\b(ngày|tháng|năm)(?:\s+\1\b)+", r"\1", line, flags=regex.I)


def _edtf(day: str | None, month: str | None, year: str | None) -> str:
    d, m, y = (regex.sub(r"\D", "", x or "") for x in (day, month, year))
    if len(y) != 4:
        return ""
    if not m or not 1 <= int(m) <= 12:
        return y
    if not d or not 1 <= int(d) <= 31:
        return f"{y}-{int(m):02d}"
    try:
        return date(int(y), int(m), int(d)).isoformat()
    except ValueError:
        return f"{y}-{int(m):02d}"


def _doc_type(symbol: str, items: list[Item], captions: list[str]) -> str:
    """Code of the type (``KH``): of the symbol, else of the type line, else of the words an annex caption uses."""
    codes = {c for r in vocab.rows("document_types") for c in _codes(r)}
    for part in regex.split(r"[/\-]", symbol)[1:]:
        if part in codes:
            return part
    for i in items[:HEAD_ITEMS]:
        if i.context == "title" and (code := _type_code(i.paragraph.text)):
            return code
    for line in captions:
        m = regex.search(r"kèm theo\s+(.{3,60}?)\s+(?:số|ngày|của)\b", line, regex.I)
        if m and (code := _type_code(m.group(1))):
            return code
    return ""


def _type_code(words: str) -> str:
    f = fold(words)
    best = ""
    code = ""
    for r in vocab.rows("document_types"):
        name = fold(r["name"])
        if (f == name or f.startswith(name + " ")) and len(name) > len(best):
            best, code = name, next(iter(_codes(r)), "")
    return code


def _codes(row: dict[str, str]) -> list[str]:
    return [c.strip() for c in f"{row['default_for']};{row['codes']}".split(";") if c.strip()]


def _plan_year(title: str, issued_on: str) -> int | None:
    """The year the plan is for: of its title ("năm 2026"), else of its own date."""
    period = year_phrase(title)
    if period and not period.span:
        return period.year
    return int(issued_on[:4]) if issued_on else None
