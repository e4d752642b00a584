"""Shapes of sentences with targets that a list of amounts does not show: brackets, a unit said once for two years, goals of none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import regex

from extractors.fields.amounts import Amount
from schemas.records import Comparator

Span = tuple[int, int]

_BRACKET = regex.compile(r"\([^()\n]{1,300}\)")
#: a bracket that explains the figure before it: its count, its change, its share, its prices
_EXPLAINS = regex.compile(
    r"\(\s*(?:(?:tức|là|bằng|tương đương|tương ứng|khoảng|với|gồm|tăng|giảm|chiếm|cao hơn|thấp hơn|vượt|theo giá|giá so sánh|giá hiện hành|bình quân|hiện có)(?!\p{L})|\d[\d.,]*\s*/\s*\d)", regex.I)
#: "… vào năm 2027 và 22.000 vào năm 2030": a further figure of the same things
_YEAR_IN = regex.compile(r"(?<!\d)20\d\d(?!\d)")
_JOINED = regex.compile(r"(?:,|;|(?<!\p{L})và|(?<!\p{L})đến)\s*(?:đạt\s+|lên\s+|tăng\s+lên\s+)?$", regex.I)
_OWN_YEAR = regex.compile(r"\s*(?:(?:vào|đến|trong|tới|cho|hết|cuối)\s+){1,3}(?:năm\s+)?20\d\d(?!\d)|\s*năm\s+20\d\d(?!\d)", regex.I)
_IS_YEAR = regex.compile(r"(?:19|20)\d\d")
_PART = regex.compile(r"\d{1,4}\s?/\s?\d{1,4}(?!\d)")
_AS_SHARE = regex.compile(r"\((?:đạt|bằng|tương đương|tỷ lệ)?\s*(?:tỷ lệ\s+)?\d[\d.,]*\s*%\s*\)", regex.I)
_SO_MUCH_MORE = regex.compile(r"[,;(-]\s*(?:và\s+|tức\s+)?(?:tăng|giảm|cao hơn|thấp hơn|vượt|hơn)(?:\s+(?:thêm|khoảng|trên|ít nhất|tối thiểu|hơn|từ|gần|được))*\s*$", regex.I)
_THAN = regex.compile(r"\s*(?:điểm phần trăm\s+)?(?:so với|dự toán|kế hoạch)(?!\p{L})", regex.I)
#: what stands between two figures of one list: ", …" or "… và "
_LISTED = regex.compile(r"(?P<what>[^,;.:()%\d]*)(?:,|(?<!\p{L})và(?!\p{L}))\s*", regex.I)
_PREDICATE = regex.compile(r"(?<!\p{L})(?:được|bị|có|đạt|là|biết|sử dụng|tham gia|ứng dụng|thực hiện|nộp|đăng ký|cài đặt|kết nối|triển khai|trả|hoàn thành|phủ sóng|trực tuyến|phải)(?!\p{L})", regex.I)
SHARED_BOUND = "cận dưới nêu ở số đứng trước, hiểu là chung cho cả dãy"
SAME_UNIT = "đơn vị lấy từ số đứng trước"
_NONE_LEFT = regex.compile(
    r"(?<!\p{L})(?:cơ\s+bản\s+)?không\s+còn\s+(?=(?:hộ|xã|phường|thôn|ấp|bản|xóm|khu|nhà|trường|hồ sơ|người|trẻ|tình trạng|điểm|địa bàn|vùng|trường hợp|cơ sở|văn bản|tảo hôn)(?!\p{L}))", regex.I)
_CLAUSE_END = regex.compile(r"\s*(?:[,;.](?=\s|$)|(?<!\p{L})và\s+(?=\d|tỷ|tỉ|có|đạt|ít nhất|tối thiểu|trên))", regex.I)
_CLAUSE_START = regex.compile(r"(?:[,;:]|(?<!\p{L})và)\s+", regex.I)
#: "xã đạt chuẩn nông thôn mới nâng cao", "phường đạt chuẩn văn minh đô thị": a title to be reached
_TITLE = regex.compile(
    r"(?<!\p{L})(?:đạt|hoàn thành|được công nhận|trở thành|giữ vững|duy trì)\s+(?:(?:và|danh hiệu|tiêu chí|các|chuẩn|là|xã|phường)\s+){0,4}(?:nông thôn mới(?:\s+(?:nâng cao|kiểu mẫu|hiện đại|thông minh))?|văn minh đô thị|đô thị\s+(?:văn minh|loại\s+[IVX]+))(?!\p{L})", regex.I)

_AIMED = regex.compile(r"(?<!\p{L})(?:phấn đấu|mục tiêu|xây dựng|giữ vững|duy trì|(?:đến|tới|vào)\s+(?:(?:hết|cuối)\s+)?năm)(?!\p{L})", regex.I)
_REPORTED = regex.compile(r"(?<!\p{L})(?:trong đó|đã|hiện có|hiện nay|kết quả)(?!\p{L})", regex.I)


def brackets(s: str) -> list[Span]:
    """Where brackets stand that close again in the same line."""
    return [m.span() for m in _BRACKET.finditer(s)] if "(" in s else []


def within(spans: list[Span], at: int) -> Span | None:
    """The bracket around ``at``, or None."""
    return next((b for b in spans if b[0] < at < b[1]), None)


def outside(spans: list[Span], stops: Iterable[regex.Match[str]]) -> Iterator[int]:
    """Ends of the matches that stand in none of the brackets; one pass over both."""
    at = 0
    for m in stops:
        while at < len(spans) and spans[at][1] <= m.start():
            at += 1
        if at == len(spans) or not spans[at][0] < m.start() < spans[at][1]:
            yield m.end()


def explained(s: str, a: Amount, earlier: list[Amount], spans: list[Span]) -> bool:
    """``a`` stands in a bracket that explains a figure right before it: "58,9% (66/112 thôn, tăng thêm 20 thôn)"."""
    around = within(spans, a.number_start)
    if around is None or not any(e.end <= around[0] for e in earlier) or _YEAR_IN.search(s, *around):
        return False
    return bool(_EXPLAINS.match(s, around[0]))


def compared(s: str, a: Amount, earlier: list[Amount]) -> bool:
    """"… đạt 85%, tăng 12% so với năm 2025": how far the target before it is from a base, no target of its own."""
    return bool(earlier) and bool(_SO_MUCH_MORE.search(s, earlier[-1].end, a.number_start)) and bool(_THAN.match(s, a.end))


def with_shared_bounds(s: str, found: list[Amount]) -> list[Amount]:
    """"Ít nhất 60% cán bộ và 40% người dân được bồi dưỡng": one predicate, so the bound said first holds for each."""
    out = found[:1]
    for b in found[1:]:
        a = out[-1]
        bound = a.comparator in (Comparator.GE, Comparator.GT) and (a.lead or SHARED_BOUND in a.notes) and b.comparator is Comparator.EQ and not b.lead and b.low is not None
        if bound and a.unit == b.unit and a.unit_kind == b.unit_kind == "percent" and b.value < 100 and (gap := _LISTED.fullmatch(s, a.end, b.start)) and len(gap["what"].split()) <= 8 and not _PREDICATE.search(gap["what"]):
            b = replace(b, comparator=a.comparator, high=None, notes=(*b.notes, SHARED_BOUND))
        out.append(b)
    return out


def told_as_share(s: str, a: Amount) -> bool:
    """"12/12 thôn có … (đạt 100%)": a part of a whole whose share follows in a bracket."""
    return bool(_PART.match(s, a.number_start)) and bool(_AS_SHARE.search(s, a.end))


def is_part(s: str, a: Amount) -> bool:
    """"12/12 thôn": so many out of a total."""
    return a.unit_kind == "count" and bool(_PART.match(s, a.number_start))


def with_shared_units(s: str, found: list[Amount]) -> list[Amount]:
    """A bare figure with a year of its own counts what the figure before it counts: "150 trường … năm 2027 và 200 vào năm 2030"."""
    out: list[Amount] = []
    last: Amount | None = None
    for a in found:
        bare = not a.unit_kind
        if bare and _IS_YEAR.fullmatch(s, a.number_start, a.end):
            out.append(a)
            continue
        if bare and last is not None and _OWN_YEAR.match(s, a.end) and _JOINED.search(s, last.end, a.start) and _YEAR_IN.search(s, last.end, a.start):
            a = replace(a, unit=last.unit, unit_kind=last.unit_kind, denominator=last.denominator, notes=(*a.notes, SAME_UNIT))
        last = a if a.unit_kind in ("count", "rate", "money", "area") else None
        out.append(a)
    return out


def one_name(s: str, a: Amount, b: Amount) -> bool:
    """Both figures tell one thing in two years: "550/100.000 trẻ em và 500/100.000 trẻ em vào năm 2030"."""
    if SAME_UNIT in b.notes:
        return True
    return a.unit == b.unit and a.unit_kind == b.unit_kind == "rate" and s[a.end:b.start].strip().lower() in ("và", ",") and bool(_OWN_YEAR.match(s, b.end))


def none_left(s: str) -> list[tuple[Span, Span]]:
    """(words, clause) of each goal that something is no longer there: "không còn hộ nghèo", "không còn xã dưới 15 tiêu chí"."""
    out = []
    for m in _NONE_LEFT.finditer(s):
        end = _CLAUSE_END.search(s, m.end())
        stop = end.start() if end else len(s.rstrip())
        starts = [c.end() for c in _CLAUSE_START.finditer(s, max(0, m.start() - 60), m.start())]
        out.append(((m.start(), stop), (starts[-1] if starts else m.start(), stop)))
    return out


def titled(s: str) -> Span | None:
    """Where a sentence names a title to be reached, with no figure: "đạt xã nông thôn mới nâng cao"."""
    m = _TITLE.search(s) if _AIMED.search(s) and not _REPORTED.search(s) else None
    return m.span() if m else None
