"""Targets in running text: goals written as sentences and list items ("Phấn đấu đến hết năm 2025, 100% …, 80% …").

An invented indicator is worse than a missed one: alarm thresholds, results of the past, conditions of law, money, ages and
speeds inside a name are left out (``target_context``). Each target is tied to its clause, which becomes the indicator's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extractors.fields.amounts import Amount, amounts, plain
from extractors.fields.ranks import ranks
from extractors.fields.target_context import YearSpan, is_target, year_spans
from extractors.fields.target_shapes import (
    Span,
    brackets,
    compared,
    explained,
    none_left,
    one_name,
    outside,
    titled,
    with_shared_bounds,
    with_shared_units,
    within,
)
from schemas import vocab
from schemas.records import ValueKind
from schemas.values import Quantity, Target

#: "…; đến năm 2035 đạt 95%": a further year and value of the same name
_SAME_NAME = r"\s*(?:và\s+)?(?:phấn\s+đấu\s+)?(?:(?:đến|vào|trong|tới)\s+)?(?:hết\s+|cuối\s+)?(?:(?:quý\s+[IVX1-4]+|tháng\s+\d{1,2})\s*/\s*|(?:quý\s+[IVX1-4]+\s+)?năm\s+)?(?:19|20)\d\d\s*[:,]?\s*(?:\p{L}+\s+){0,3}[≥>]?\s*\d[\d.,]*\s*%?\s*(?:[.;,]|$)"
_SENTENCE = regex.compile(rf";(?!{_SAME_NAME})|" r"\n|(?<![\d.])\.(?=\s+[\p{Lu}\d“\"(+-]|\s*$)|(?<=\d%?)\.(?=\s+\p{Lu}|\s*$)|(?<=\.\.)\.(?=\s+\p{Lu})|(?<=[\s.;,:])(?=\(\d{1,2}\)\s*\p{Lu})")
#: "thu hút doanh nghiệp theo nguyên tắc: có …; có …": what follows the colon are conditions, no goals
_CONDITIONS = regex.compile(r"(?<!\p{L})(?:nguyên tắc|điều kiện|tiêu chí|tiêu chuẩn)(?:\s+(?:sau|như sau|cụ thể))?\s*:(?=\s)", regex.I)
_LIST_END = regex.compile(r"\.\s+(?=\p{Lu})|\n")
_MARKER = regex.compile(r"\s*(?:[-+*•–−▪►]+\s*|\(?\d{1,3}[.)]\s+|\(\d{1,3}\)\s*|\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+|\p{L}[.)]\s+|\([a-zđ]\)\s*|[IVX]{1,5}[.)-]\s+|Chỉ\s+tiêu\s+\d{1,3}\s*[:.]\s*)+", regex.I)
#: said once before a list of targets; not part of a target's name
_PREAMBLE = regex.compile(
    r"(?:(?:ph[ấâ]n\s+đ[ấâầ]u|(?:theo\s+đó\s*,?\s*)?(?:(?:tỉnh|huyện|xã|phường|thành\s+phố|đặc\s+khu|UBND\s+\p{L}+)\s+)?(?:đặt|đề)\s+(?:ra\s+)?mục\s+tiêu|mục\s+tiêu(?:\s+(?:cụ\s+thể|chung|phấn\s+đấu))?|chỉ\s+tiêu|cụ\s+thể|trong\s+đó|theo\s+đó|bảo\s+đảm|đảm\s+bảo|hướng\s+tới)\s*:?\s*,?\s*)?+"
    r"(?:(?:đến|tới|trong|hết|vào|từ|tính\s+đến|cho\s+đến|giai\s+đoạn)\s+)?(?:(?:hết|cuối)\s+)?(?:ngày\s+\d{1,2}\s*/\s*\d{1,2}\s*/\s*)?(?:quý\s+[IVX1-4]+(?:\s*/\s*|\s+))?(?:tháng\s+\d{1,2}\s*/\s*)?(?:năm|giai\s+đoạn)?\s*(?:19|20)\d\d(?:\s*-\s*(?:19|20)\d\d)?"
    r"(?:\s+(?:và\s+các\s+năm\s+tiếp\s+theo))?\s*(?:,|:|-|;)?\s*(?:phấn\s+đấu(?:\s+đạt)?\s*:?\s*(?:có\s+)?|có\s+(?=\d|ít|tối|trên))?", regex.I)
_JOIN = regex.compile(r"\s*(?:,|;|và|đồng thời|cùng với|trong đó|trong đó có)\s+", regex.I)
#: words allowed between a separator and a value that opens its own clause ("…, có ít nhất 80% hồ sơ")
_LEAD_IN = regex.compile(r"(?:(?:có|đạt|trên|là|khoảng|từ|phấn đấu|bảo đảm|đảm bảo|duy trì|hoàn thành|cung cấp|xử lý|số hóa|tổ chức|xây dựng|thành lập|triển khai|ứng dụng|tái sử dụng|bố trí|thu hút|giảm|tăng|cắt giảm|kết nạp|phát triển|công nhận|hỗ trợ|đào tạo|bồi dưỡng|tập huấn|mỗi \p{L}{1,12}(?: \p{L}{1,12}){0,3})\s*(?:mới\s+|thêm\s+|được\s+|có\s+|đạt\s+|cho\s+)?){0,2}", regex.I)
#: "lĩnh vực đất đai, xây dựng đạt tối thiểu 90%": construction, not to build
_NOUN_REACHES = regex.compile(r"(?:xây dựng|triển khai|tổ chức|ứng dụng|đào tạo|bồi dưỡng|tập huấn|số hóa|xử lý|hỗ trợ|phát triển|thu hút|công nhận|bố trí)\s+đạt(?!\p{L})", regex.I)
_PURPOSE = regex.compile(r"(?<!\p{L})(?:để|nhằm)\s+(?=(?:\p{L}+\s+){1,3}$)", regex.I)
_CUT_TAIL = regex.compile(r"\s*,?\s*(?:và|đồng thời)\s+tiếp\s+tục\s", regex.I)
_ONLY_YEAR = regex.compile(r"\s*(?:%|người|hồ sơ)?\s*(?:\(?\s*(?:vào|trong|đến|của|cho)?\s*(?:hết\s+|cuối\s+)?(?:năm\s+)?(?:19|20)\d\d\)?)?\s*(?:,|;|và|-)*\s*(?:và\s+)?(?:(?:vào|trong|đến|tới)\s+)?(?:hết\s+|cuối\s+)?"
                          r"(?:(?:năm\s+)?(?:19|20)\d\d\s*(?:là|đạt|:|,)?\s*)?(?:đạt\s+|tăng\s+lên\s+|lên\s+|là\s+)?", regex.I)
_YEAR_AFTER = regex.compile(r"\s*\(?(?:(?!và\s|đồng)[^\s,;.\d()]{1,12}\s+){0,5}", regex.I)
_DEBRIS = regex.compile(r"(?:\s|\([^()\d]{0,3}\d?[^()]{0,3}\)|[|])+")
_WORD = regex.compile(r"\p{L}{2,}")
#: what may be a goal without a figure
_IN_WORDS = re.compile("không còn|nông thôn mới|đô thị", re.I)
_DIGIT = re.compile(r"\d|ít nhất|tối thiểu", re.I)
#: sentences up to this many characters are remembered: plans of one province repeat each other's
MEMO = 400
_MOST = 40  # figures in one sentence
_LONGEST = 1500  # characters of one sentence
_OPENING = regex.compile(r"(?:(?:trong đó\s*:?|và|đồng thời|cùng với|cũng như)\s+)+", regex.I)
_TAIL_JOIN = regex.compile(r"(?:\s*(?:[,;]|và|đồng thời|trong đó)\s*)+$")
#: words after which only a colon and the targets themselves follow
_ENDS_LEAD = regex.compile(r"(?<!\p{L})(?:(?:các|những|một số)\s+(?:mục tiêu|chỉ tiêu)(?:\s+(?:chủ yếu|cơ bản|cụ thể|sau|chính|như|như sau|sau đây)){0,2}|như sau|cụ thể(?:\s+(?:là|như sau))?|trong đó)\s*$", regex.I)
#: "các năm tiếp theo tăng 5%/năm": not the year before it
_LATER_YEARS = regex.compile(r"(?<!\p{L})(?:các|những)\s+năm\s+(?:tiếp\s+theo|sau|còn\s+lại|kế\s+tiếp)(?!\p{L})", regex.I)
_OPENS_LIST = regex.compile(r"phấn đấu|mục tiêu|chỉ tiêu|sau|cụ thể|như sau|đạt$", regex.I)
_SOME_YEAR = regex.compile(r"20\d\d|19\d\d")
_OWN_VALUE = regex.compile(r"\s*:\s*(?:\p{L}+\s+){0,2}")  # "(năm 2030: 100%)": the year of that value alone
#: "tổ chức 03 hội nghị … với khoảng 300 lượt người tham gia"
_ATTENDED = regex.compile(r"(?<!\p{L})với(?:\s+(?:sự tham gia của|tổng số|quy mô|sự tham dự của))?\s*$", regex.I)
_ONE_NAME = regex.compile(r"\s*/\s*|\s*,?\s*(?:xuống\s+)?còn\s+")
_STRONG_JOIN = regex.compile(r"đồng thời|trong đó|cùng với|;", regex.I)
_NAME_FIRST = regex.compile(r"(?:tỷ|tỉ)\s+(?:lệ|trọng)|số\s+lượng|đạt|chiếm|:|tăng|giảm|duy trì|≥|≤|được", regex.I)
_NEW_NAME = regex.compile(r"(?:tỷ|tỉ)\s+(?:lệ|trọng)|đạt|:", regex.I)
_NAME_STARTS = regex.compile(r"(?:tỷ|tỉ)\s+(?:lệ|trọng)|số\s|quy mô|chỉ số|phấn đấu", regex.I)
_CHANGE = regex.compile(r"(?<!\p{L})(tăng|giảm|cắt giảm|rút ngắn)(?:\s+(?:thêm|trung bình|bình quân|từ|ít nhất|tối thiểu|trên|hơn))*\s*$", regex.I)
_COUNTED_TO = regex.compile(r"tính\s+đến|số\s+liệu", regex.I)
_LOOKS_BACK = regex.compile(r"(?<!\p{L})(?:kết quả|đánh giá|tình hình|thực trạng|hiện trạng|căn cứ)(?!\p{L})", regex.I)
_GOAL_WORDS = regex.compile(r"mục tiêu|chỉ tiêu|phấn đấu", regex.I)
_VISION = regex.compile(r"[\W\d]*(?:[IVX]+[.-]\s*)?(?:mục\s+tiêu\s*,?\s*)?(?:tầm\s+nhìn|định\s+hướng)", regex.I)
#: "(năm 2025: 78%)", "(tăng 15% so với năm 2025)": where it stands today, or how far from there
_ASIDE = regex.compile(r"\((?:(?:thực hiện |kết quả |ước )*năm (?P<y>20\d\d)\b|(?P<now>hiện nay|hiện tại|hiện đạt|hiện trạng|đến nay|(?:tăng|giảm|cao hơn|vượt)\b[^()]{0,60}\bso với|(?:tăng|giảm|nâng)\s+(?:lên\s+)?từ\s+(?:mức\s+)?\d))[^()]{0,80}\)", regex.I)
_NUMBERED_HEADING = regex.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})+\.?|[IVX]+[.-]|\d{1,2}\.)\s")


@dataclass(slots=True)
class _Found:
    amount: Amount
    start: int  # of its clause, in the sentence
    end: int


def find_targets(text: str, *, default_year: int | None = None, in_goals: bool = False) -> list[Target]:
    """Targets of ``text`` (a paragraph, a list item, a task's name), one for each value and year.

    ``in_goals``: the paragraph stands under a goals heading (MỤC TIÊU, CHỈ TIÊU), where counts without strong words and
    plain figures after a colon are targets too. ``default_year`` (``year_of_heading``) is used where the text gives none.
    """
    return list(_cached(text, default_year, in_goals) if len(text) <= MEMO else _found(text, default_year, in_goals))


def _found(text: str, default_year: int | None, in_goals: bool) -> tuple[Target, ...]:
    low = text.lower()
    if not _may_hold(low, in_goals):
        return ()
    s = plain(text)
    out: list[Target] = []
    carried: int | None = None
    at = 0
    listed = (0, 0) if in_goals else _conditions(s)
    for stop in _stops(s):
        sentence = s[at:stop]
        if listed[0] <= at < listed[1]:
            at = stop
            continue
        if _DIGIT.search(sentence) or in_goals and _IN_WORDS.search(sentence):
            years = year_spans(sentence)
            asides = _asides(sentence, default_year or carried)
            if asides:
                sentence = _blanked(sentence, asides)
                years = [y for y in years if not any(a <= y.start < b for a, b in asides)]
            if _may_hold(low[at:stop] if len(low) == len(text) else sentence.lower(), in_goals):
                out += [_shift(t, text, at) for t in _sentence(sentence, years, carried, default_year, in_goals)]
            heads = [y for y in years if y.target]
            carried = heads[-1].year if heads else carried
        at = stop
    return tuple(out)


_cached = vocab.memo(10_000)(_found)


def _asides(s: str, year: int | None) -> list[tuple[int, int]]:
    """Brackets that tell the figure of today or of a year before ``year``."""
    return [m.span() for m in _ASIDE.finditer(s) if m["now"] or year and int(m["y"]) < year] if "(" in s else []


def _blanked(s: str, spans: list[tuple[int, int]]) -> str:
    """Figures in the spans become blanks, so that no offset moves."""
    for a, b in spans:
        s = s[:a] + re.sub(r"[\d%]", " ", s[a:b]) + s[b:]
    return s


def _conditions(s: str) -> tuple[int, int]:
    """Where the list of conditions stands that a colon opens; (0, 0) where there is none."""
    m = _CONDITIONS.search(s)
    if not m:
        return 0, 0
    end = _LIST_END.search(s, m.end(), m.end() + _LONGEST)
    return m.end(), end.start() if end else m.end() + _LONGEST


def _stops(s: str) -> Iterator[int]:
    """Ends of the sentences; what runs on past ``_LONGEST`` characters is cut, so that work stays linear."""
    at = 0
    for stop in (*outside(brackets(s), _SENTENCE.finditer(s)), len(s)):
        while stop - at > _LONGEST:
            at = max(s.rfind(" ", at + 1, at + _LONGEST), at + _LONGEST // 2)
            yield at
        yield stop
        at = stop


def _may_hold(low: str, in_goals: bool) -> bool:
    """Cheap look at lower-case words before anything is parsed. Every search stands by itself: a loop over them costs thrice as much."""
    if "%" in low or "phần trăm" in low or "％" in low:
        return True
    if in_goals:
        return _DIGIT.search(low) is not None or _IN_WORDS.search(low) is not None
    return ("ít nhất" in low or "tối thiểu" in low or "phấn đấu" in low or "chỉ tiêu" in low or "mỗi " in low
            or (" dân" in low and ("vạn dân" in low or "000 dân" in low or "100 dân" in low or "nghìn dân" in low or "ngàn dân" in low)))


def _shift(t: Target, text: str, by: int) -> Target:
    a, b = t.clause_start + by, t.clause_end + by
    while b > a and text[b - 1].isspace():
        b -= 1
    b += text[b:b + 1] == "$"  # the closing sign of a formula belongs to it
    q = Quantity(t.quantity.kind, text[t.start + by:t.end + by], t.quantity.comparator, t.quantity.value_min, t.quantity.value_max, t.quantity.unit,
                 t.quantity.denominator, t.quantity.qualifier, t.quantity.notes)
    return Target(t.start + by, t.end + by, a, b, q, t.year, t.notes)


def _sentence(s: str, years: list[YearSpan], carried: int | None, default: int | None, in_goals: bool) -> list[Target]:
    places = ranks(s)
    every = sorted([*(a for a in amounts(s) if not any(r.start <= a.number_start < r.end for r in places)), *places], key=lambda a: a.start) if places else list(amounts(s))
    if len(every) > _MOST:
        return []  # a table without its lines
    every = with_shared_units(s, every)
    inside = brackets(s)
    gone = none_left(s) if in_goals else []
    found: list[Amount] = []
    for a in every:
        if is_target(s, a, in_goals=in_goals) and not explained(s, a, found, inside) and not compared(s, a, found) and not any(w[0] <= a.start < w[1] for w, _ in gone):
            found.append(a)
    in_words = [_level(s, words, clause, years, carried, default) for words, clause in gone]
    if not found:
        title = titled(s) if in_goals and not gone else None
        return [_level(s, title, (_head(s), len(s.rstrip())), years, carried, default)] if title else in_words
    if any(a.unit_kind == "percent" for a in found):
        found = [a for a in found if a.unit_kind not in ("speed", "") or a.lead]
    found = [b for a, b in zip([None, *found], found, strict=False) if a is None or not _detail(s, a, b)]
    found = with_shared_bounds(s, found)
    head = _head(s)
    if any(_DEBRIS.fullmatch(s, a.end, b.start) for a, b in zip(found, found[1:], strict=False)):
        return []  # figures side by side without words: the rest of a table, not a sentence
    spans = _clauses(s, found, head)
    out = []
    for f in spans:
        a = f.amount
        if len(_WORD.findall(s[f.start:a.number_start] + " " + s[a.end:f.end] + " " + a.denominator + (" " + a.unit if a.unit_kind == "rate" else ""))) < (0 if _one_of_many(s, f, found) else 2):
            continue
        year, notes = _year(s, f, found, years, carried, default)
        q = Quantity(ValueKind.QUANTITY, s[a.start:a.end], a.comparator, a.low, a.high, a.unit, a.denominator, _qualifier(s, f), a.notes)
        stop = next((f.start + len(_TAIL_JOIN.sub("", s[f.start:c[0]])) for _, c in gone if a.end <= c[0] < f.end), f.end)
        out.append(Target(a.start, a.end, f.start, max(stop, a.end), q, year, notes))
    return sorted(out + in_words, key=lambda t: t.start) if in_words else out


def _level(s: str, words: Span, clause: Span, years: list[YearSpan], carried: int | None, default: int | None) -> Target:
    """A goal in words ("không còn hộ nghèo"); the year is the last one named before it, else that of the list."""
    before = [y for y in years if y.target and y.end <= words[0]] or [y for y in years if y.target and words[1] <= y.start < words[1] + 12]
    year = before[-1].year if before else carried if carried is not None else default
    start = min(clause[0], words[0])
    return Target(words[0], words[1], start, max(clause[1], words[1]), Quantity(ValueKind.LEVEL, s[words[0]:words[1]], qualifier=s[words[0]:words[1]]), year, ("mục tiêu bằng lời, không có số",))


def _one_of_many(s: str, f: _Found, found: list[Amount]) -> bool:
    """"xây dựng 01 mô hình …, 01 trường học số và 01 chợ 4.0": a further count of the list needs no more words than its unit."""
    return f.amount.unit_kind == "count" and f.start == f.amount.start and any(x.unit_kind == "count" and x.end <= f.start for x in found)


def _detail(s: str, a: Amount, b: Amount) -> bool:
    """A count that only describes what ``a`` counts: "100% hệ thống được bảo vệ 4 lớp", "01 Tổ từ 5 đến 7 thành viên"."""
    if b.unit_kind != "count" or a.unit == b.unit:
        return False
    if a.unit_kind == "percent":
        return not b.lead and not _JOIN.search(s, a.end, b.start + 1)
    return a.unit_kind == "count" and (bool(b.lead) and s[a.end:b.start].isspace() or bool(_ATTENDED.search(s, a.end, b.start)))


def _head(s: str) -> int:
    """Where the first clause begins: after list markers and a preamble such as "Phấn đấu đến hết năm 2025,"."""
    m = _MARKER.match(s)
    at = m.end() if m else len(s) - len(s.lstrip())
    p = _PREAMBLE.match(s, at)
    if p and p.end() > at and p.end() < len(s):
        at = p.end()
    return at


def _clauses(s: str, found: list[Amount], head: int) -> list[_Found]:
    end = len(s.rstrip())
    starts = [_first_start(s, found[0], head)]
    for a, b in zip(found, found[1:], strict=False):
        starts.append(_boundary(s, a, b))
    out = []
    for i, a in enumerate(found):
        stop = next((x for x in starts[i + 1:] if x > starts[i]), end)
        shared = starts[i] == -1
        start = next(x for x in reversed(starts[:i + 1]) if x != -1) if shared else starts[i]
        stop = next((x for x in starts[i + 1:] if x != -1), end)
        cut = _CUT_TAIL.search(s, a.end, stop)
        stop = cut.start() if cut else stop
        if stop < end or cut:
            stop = start + len(_TAIL_JOIN.sub("", s[start:stop]))
        stop = start + len(s[start:stop].rstrip(" ;,"))
        opening = _OPENING.match(s, start, a.start)
        out.append(_Found(a, opening.end() if opening else start, max(stop, a.end)))
    return out


def _first_start(s: str, a: Amount, head: int) -> int:
    """"… điều chỉnh dự toán để bố trí ít nhất 1%": the clause of purpose; else after a colon that opens a list; else the head."""
    head = min(head, a.start)
    before = s[head:a.start]
    purposes = list(_PURPOSE.finditer(before))
    if purposes:
        return head + purposes[-1].end()
    colon = before.rfind(": ")
    if colon >= 0 and _ENDS_LEAD.search(before[:colon]):
        return head + colon + 2  # "… phấn đấu thực hiện các chỉ tiêu: Tổng thu …"
    if colon >= 0 and (not before[colon + 2:].strip() or _value_first(before[colon + 2:])):
        if len(before[:colon].split()) >= 2 and before[colon + 2:].strip() == "" and not _OPENS_LIST.search(before[:colon]):
            return head  # "Tỷ lệ giao dịch …: 100%"
        return head + colon + 2
    return head


def _value_first(between: str) -> bool:
    return not _NOUN_REACHES.search(between) and bool(_LEAD_IN.fullmatch(between.strip() + " " if between.strip() else ""))


def _boundary(s: str, a: Amount, b: Amount) -> int:
    """Start of the clause of ``b`` after ``a``; -1 where both share one name ("80% năm 2026, 90% năm 2027")."""
    gap = s[a.end:b.start]
    if one_name(s, a, b):
        return -1
    if _ONLY_YEAR.fullmatch(gap) and _SOME_YEAR.search(gap) or _ONE_NAME.fullmatch(gap):
        return -1
    joins = list(_JOIN.finditer(s, a.end, b.start + 1))
    joins = [j for j in joins if j.end() <= b.start]
    if joins and (inside := brackets(s)):
        joins = [j for j in joins if (around := within(inside, j.start())) is None or around[1] > b.start]
    if not joins:
        return -1
    last = joins[-1]
    if _value_first(s[last.end():b.start]):
        return last.end()  # value before its name: "100% A, 80% B"
    strong = [j for j in joins if _STRONG_JOIN.search(j.group())]
    if strong:
        return strong[-1].end()
    named_first = _NAME_FIRST.search(s[last.end():b.start])
    after = joins[0]
    if s[a.end:after.start()].strip() and not _NEW_NAME.search(s[after.end():b.start]):
        after = last
    for j in joins:  # name before value: the first separator after which the next name starts
        if _NAME_STARTS.match(s[j.end():b.start]):
            return j.end()
    return after.end() if named_first else last.end()


def _year(s: str, f: _Found, found: list[Amount], years: list[YearSpan], carried: int | None, default: int | None) -> tuple[int | None, tuple[str, ...]]:
    """Year of one target: right after the value, else the last one before it, else one anywhere in its clause, else carried."""
    a = f.amount
    nxt = min((x.start for x in found if x.start > a.start), default=len(s))
    usable = [y for y in years if y.target and not any(x is not a and y.end <= x.start <= y.end + 12 and _OWN_VALUE.fullmatch(s, y.end, x.start) for x in found)]
    after = [y for y in usable if a.end <= y.start < min(nxt, a.end + 40) and _YEAR_AFTER.fullmatch(s, a.end, y.start)]
    before = [y for y in usable if y.end <= a.start]
    later = [y for y in usable if a.end <= y.start < f.end]
    if (then := _LATER_YEARS.search(s, f.start, a.start)) and not any(y.start >= then.end() for y in usable):
        return default, ()
    chosen = after[0] if after else before[-1] if before else later[0] if later else None
    if chosen:
        return chosen.year, chosen.notes
    year = carried if carried is not None else default
    return year, (("năm lấy từ câu hoặc đề mục trước",) if year is not None else ())


def _qualifier(s: str, f: _Found) -> str:
    m = _CHANGE.search(s[max(f.start, f.amount.start - 30):f.amount.number_start].removesuffix(f.amount.lead))
    return m[1].lower() if m else ""


def year_of_heading(text: str) -> int | None:
    """Target year that a heading or an opening sentence gives to the list under it.

    "Số liệu chỉ tiêu được tính đến cuối năm 2026" → 2026; "giai đoạn 2026-2030" → 2030; None where there is none, where
    the words look back (kết quả, đánh giá), or where the paragraph is too long to be a heading.
    """
    s = plain(text[:600])
    if len(s) > 260 and not _COUNTED_TO.search(s):
        return None
    if _LOOKS_BACK.search(s) and not _GOAL_WORDS.search(s):
        return None
    years = year_spans(s)
    usable = [y for y in years if y.target]
    if not usable and _VISION.match(s):
        usable = years  # a vision with a heading of its own, not the tail of another year's
    return usable[0].year if usable else None


_VERB = regex.compile(
    r"(?:tiếp nhận|tiếp tục|triển khai|nâng cao|nâng|xây dựng|đẩy mạnh|phát triển|hoàn thành|hoàn thiện|phổ cập|bảo đảm|đảm bảo|tăng cường|mở rộng|ứng dụng|hình thành|thúc đẩy|đưa|thu hút|"
    r"tổ chức|phấn đấu|khuyến khích|hỗ trợ|duy trì|giữ vững|cải thiện|kết nối|tạo|từng bước|chuyển đổi|số hóa|cung cấp|phối hợp|huy động|khai thác|phủ sóng|quản lý|thực hiện|đổi mới|đào tạo|bồi dưỡng|cơ bản|thuộc nhóm|đạt|trở thành)(?!\p{L})",
    regex.I)
_NOT_GOAL = regex.compile(r":\s*$|như sau|căn cứ|thực hiện (?:nghị quyết|kế hoạch|quyết định|chỉ thị)|\(?(?:chi tiết|có danh mục|kèm theo)|phụ lục|nghị quyết số|kế hoạch số|^\s*(?:mục tiêu|yêu cầu|mục đích|chỉ tiêu|quan điểm)", regex.I)


def is_qualitative_goal(text: str) -> bool:
    """An item of a goals list that states what is to be reached without any figure ("Tiếp nhận và triển khai Ứng dụng AI …").

    For items between numbered indicators only; headings, pointers to annexes and legal bases are no goals.
    """
    s = plain(text).strip()
    marker = _MARKER.match(s)
    body = s[marker.end():].strip(" *_") if marker else s.strip(" *_")
    if not 30 <= len(body) <= 600 or body.isupper() or _NOT_GOAL.search(body):
        return False
    if not _VERB.match(body) or len(body.split()) < 7:
        return False
    numbered_heading = _NUMBERED_HEADING.match(s)
    if numbered_heading and not body.endswith((".", ";")):
        return False
    return not find_targets(text, in_goals=True)
