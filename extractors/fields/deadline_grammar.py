"""Phrases of time: calendar stretches with what binds them, rhythms, standing work, events, offsets from an event.

``phrases`` turns a text into ``Phrase`` objects, each one deadline. Both readers (a cell; running text) use it.
Convention for bounds (contract.md): "trước 15/02/2026" ends on that day; "trước tháng 6/2026" ends on 31 May.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import regex

from extractors.fields.dates import FROM_PLAN, Stretch, stretches
from extractors.fields.recurrence import rhythms
from extractors.text import new_tones
from schemas import vocab
from schemas.records import Bound
from schemas.records import DeadlineKind as K
from schemas.values import DeadlineValue

_NUM = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "mười": 10, "mười lăm": 15, "ba mươi": 30}
_EVENT = r"(?P<event>[^.;\n()]{2,160})"
_OFFSET = regex.compile(
    r"""(?<!\p{L})(?P<lead>(?:≤|<=)\s*|(?:chậm\s+nhất|muộn\s+nhất|không\s+quá|tối\s+đa|trong\s+vòng|trong\s+thời\s+(?:hạn|gian)|nội\s+trong|trong|sau|trước)\s+(?:là\s+|tối\s+đa\s+|không\s+quá\s+)?)?
    (?<![\d/.,-])(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|mười|mười\s+lăm|ba\s+mươi)\s*(?P<u>ngày(?:\s+làm\s+việc|\s+lịch)?|tuần|tháng|năm|giờ)(?:\s+làm\s+việc)?
    (?!\s*(?:đầu|cuối|một\s+lần|/|0?1\s*lần|\d{4}))(?P<next>\s+(?:tiếp\s+theo|tới|sau(?!\s+(?:khi|ngày|đó))|kế\s+tiếp))?(?!\p{L})
    (?:,?\s*(?P<rel>kể\s+từ\s+(?:khi|ngày|thời\s+điểm)|kể\s+từ|tính\s+từ\s+(?:khi|ngày)|tính\s+từ|sau\s+khi|sau\s+ngày|sau|từ\s+khi|từ\s+ngày|trước\s+khi|trước\s+ngày)\s+(?P<anchor>[^.;\n]{2,160}))?""",
    regex.I | regex.X | regex.V1)
_CONDITION = regex.compile(
    rf"(?<!\p{{L}})(?P<w>ngay\s+sau\s+khi|ngay\s+khi|sau\s+khi|khi|(?-i:[Ss]au|[Tt]rước)(?=\s+(?:[Đđ]ại\s+hội|[Hh]ội\s+nghị|[Kk]ỳ\s+họp|[Bb]ầu\s+cử|[Ss]áp\s+nhập|[Ss]ắp\s+xếp|[Tt]ết|[Kk]hai\s+giảng(?!\s+năm\s+học\s+\d)|năm\s+học\s+mới))|(?:đến\s+|cho\s+đến\s+)?(?:trước|sau)\s+thời\s+điểm(?!\s+(?:\d|ngày|tháng|quý|năm))|(?-i:[Ss]au|[Tt]rước)(?=\s+(?:mở|đóng)\s+thầu)|tùy\s+theo|tùy\s+thuộc(?:\s+vào)?|phụ\s+thuộc(?:\s+vào)?|trên\s+cơ\s+sở|căn\s+cứ(?!\s+(?:vào\s+)?(?:nội\s+dung\s+)?(?:kế\s+hoạch|chương\s+trình|nghị\s+quyết|quyết\s+định|chỉ\s+thị)(?:\s+hành\s+động)?\s+này\b)(?:\s+vào)?)\s+{_EVENT}", regex.I)
_BY_ORDER = regex.compile(rf"(?<!\p{{L}})theo\s+(?:(?:thời\s+(?:gian|hạn)|tiến\s+độ)\s+)?(?P<k>(?:sự\s+)?(?:yêu\s+cầu|chỉ\s+đạo|đề\s+nghị|phân\s+công|điều\s+động|triệu\s+tập|nhu\s+cầu|phát\s+sinh))(?:\s+(?!yêu\s+cầu){_EVENT})?", regex.I)
_BY_PAPER = regex.compile(r"(?<!\p{L})theo\s+(?P<k>(?:thời\s+(?:gian|hạn)\s+(?:quy\s+định\s+)?(?:tại|của|trong)\s+)?(?:văn\s+bản|hướng\s+dẫn|thông\s+báo|công\s+văn|kế\s+hoạch|lộ\s+trình|tiến\s+độ|chương\s+trình|đề\s+án|dự\s+án|quy\s+định|lịch|quyết\s+định|nghị\s+quyết|(?-i:QĐ|NQ|VB|CV|HD|KH)(?![\p{L}\d/-])|mùa\s+vụ|thời\s+vụ|đợt|thực\s+tế|tình\s+hình))"
                          r"(?P<event>\s+[^.;\n()]{2,160})?", regex.I)
#: a cheap look, over text in small letters
_OFFSET_FIRST = re.compile(r"(?:\d|một|hai|ba|bốn|năm|sáu|bảy|mười|lăm|mươi)\s*(?:ngày|tuần|tháng|năm|giờ)")
_CONDITION_FIRST = re.compile(r"khi\s|sau\s|trước\s|tùy\s|phụ\s|trên\s+cơ|căn\s")
_ON_REQUEST = regex.compile(r"(?:khi\s+)?(?:có|được)\s+(?:yêu\s+cầu|chỉ\s+đạo|đề\s+nghị)|đột\s+xuất|khi\s+cần(?:\s+thiết)?", regex.I)
_OPEN_AFTER = regex.compile(r"\s*,?\s*(?:trở\s+đi|về\s+sau|(?:và|đến)\s+(?:các|những)\s+năm\s+(?:tiếp\s+theo|sau|tiếp|kế\s+tiếp)|và\s+(?:các\s+)?năm\s+tiếp\s+theo|và\s+(?:các\s+)?năm\s+sau|,?\s*những\s+năm\s+tiếp\s+theo|-\s*$)", regex.I)
_RANGE = regex.compile(r"\s*(?:\([^()]{0,30}\)\s*)?(?:-|đến(?:\s+hết)?(?:\s+ngày)?|cho\s+đến(?:\s+hết)?|tới(?:\s+hết)?|và\s+kết\s+thúc(?:\s+(?:vào|trước|ngày))?|kết\s+thúc(?:\s+(?:vào|trước|ngày))?|→|~)\s*(?:trước\s+|cuối\s+)?", regex.I)
_LIST = regex.compile(r"\s*(?:\([^()]{0,30}\)\s*)?(?:,|;|&|\+|/|và|hoặc)\s*", regex.I)
_YEARLY = regex.compile(r"\s*,?\s*(?:của\s+)?(?:hằng|hàng|mỗi|các)\s+năm(?!\p{L})|\s*,?\s*của\s+năm\s+(?:báo\s+cáo|kế\s+hoạch|sau)", regex.I)
_UNTIL_TAIL = regex.compile(r"(?:hằng|hàng)\s+(?:tháng|quý)", regex.I)
_MONTH_DAY = regex.compile(r"-(\d\d)-(\d\d)$")
_TERM = regex.compile(r"(?:giai\s+đoạn|nhiệm\s+kỳ|thời\s+kỳ)\s*$", regex.I)
_LETTERS = regex.compile(r"văn|hướng|thông báo|công văn|(?-i:QĐ|VB|CV|HD)|quyết định(?=$)", regex.I)
_NEEDED = regex.compile(r"cần", regex.I)
_HAVE_OR_GET = regex.compile(r"^(?:có|được)\s+", regex.I)
_HAVE = regex.compile(r"^có\s+", regex.I)
_BLANKS = regex.compile(r"\s+")
_ALL_DAY = "24/7"  # no day of July, unless a word before it says so
_TO_A_DAY = regex.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{4})?\s*(?:\([^()]{0,30}\)\s*)?(?:cho\s+)?(?:đến|tới)\s", regex.I)
_THIS_PLAN = regex.compile(r"(?:ngày\s+)?(?:ký|ban\s+hành)(?:\s+(?:ban\s+hành))?\s*(?:$|kế\s+hoạch\s+này|văn\s+bản\s+này|,|\()|kế\s+hoạch\s+này|ngày\s+(?:ký\s+)?ban\s+hành\s+kế\s+hoạch\s+này", regex.I)
_WHEN = regex.compile(r"^khi (?:có |được )?", regex.I)


@dataclass(slots=True)
class Phrase:
    start: int
    end: int
    value: DeadlineValue
    bound_words: str = ""  # the words before the date that bind it ("trước ngày"); "" in a bare date
    bare_day: bool = False


_LAST_WORD = re.compile(r"([^\W_]+)[\s:,]*\Z")


@vocab.compiled
def _bound_words() -> tuple[regex.Pattern[str], dict[str, str], frozenset[str]]:
    """Pattern for bound words at the end of a text, bound of each, and the words with which such a text ends."""
    words = {new_tones(r["word"]).lower(): r["value"] for r in vocab.rows("deadline_words") if r["class"] == "bound"}
    alt = "|".join(regex.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))
    return regex.compile(rf"(?<!\p{{L}})(?P<w>{alt})(?:\s+\d{{1,2}}\s*(?:h|giờ|g|:)\s*\d{{0,2}}(?:\s*phút)?(?:\s+(?:sáng|trưa|chiều|tối))?)?(?:\s+(?:vào|là|khoảng|thời\s+gian|ngày|các)){{0,2}}[\s:,]*$", regex.I), words, \
        frozenset({w.split(" ")[-1] for w in words} | {"vào", "là", "khoảng", "gian", "ngày", "các", "h", "giờ", "g", "phút", "sáng", "trưa", "chiều", "tối"})


@vocab.compiled
def class_pattern(name: str) -> regex.Pattern[str]:
    """Words of one class of deadline_words.csv as one pattern, longest first."""
    words = sorted({new_tones(r["word"]) for r in vocab.rows("deadline_words") if r["class"] == name}, key=len, reverse=True)
    return regex.compile(r"(?<!\p{L})(?:" + "|".join(regex.escape(w).replace(r"\ ", r"\s+") for w in words) + r")(?!\p{L})", regex.I)


def bound_before(text: str, at: int) -> tuple[int, str, str]:
    """(start of the bound words, bound, the words) that stand right before ``at``; (at, "", "") where none do."""
    window = text[max(0, at - 40):at]
    pattern, bounds, ends = _bound_words()
    last = _LAST_WORD.search(window)
    if last is None or not (last[1].lower() in ends or last[1][0].isdigit()):
        return at, "", ""
    m = pattern.search(window)
    if m is None:
        return at, "", ""
    word = " ".join(m["w"].lower().split())
    return at - len(window) + m.start(), bounds[word], word


def _iso(d: date | None, s: Stretch) -> str:
    return "" if d is None or s.no_year else d.isoformat()


def bind(s: Stretch, bound: str, raw: str, words: str = "") -> DeadlineValue:
    """One stretch with its bound as a deadline."""
    kind, edtf, notes = s.kind, s.edtf, s.notes
    first: date | None = s.first
    last: date | None = s.last
    b = Bound(bound) if bound else Bound.WITHIN if kind in (K.HALF, K.PERIOD) else Bound.BY
    if (s.part == "trong" and not bound) or (kind is K.PERIOD and bound in ("from", "by") and s.lexed_range):
        b = Bound.WITHIN
    elif s.part and b in (Bound.BY, Bound.WITHIN) and kind is not K.DATE:
        if s.part == "hết":
            b, first, edtf = Bound.THROUGH, None, f"../{s.last.isoformat()}"
        elif kind is K.YEAR and s.part in ("đầu", "giữa"):
            return DeadlineValue(K.VAGUE, raw, _iso(s.first, s) if s.part == "đầu" else "", "", b, edtf, notes=notes)
        elif kind is K.YEAR:
            first, edtf = None, f"../{s.last.isoformat()}"
    elif bound in ("by", "through", "before") and kind is not K.DATE:
        if bound == "before" and words != "chậm nhất trước":
            last = s.first - timedelta(days=1)
            notes = (*notes, "trước kỳ này: hết ngày liền trước")
        edtf = f"../{(last or s.last).isoformat()}" if bound != "by" or kind is not K.YEAR else f"{edtf}~"
        first = None
    elif bound == "from":
        kind, last, edtf = K.OPEN, None, f"{edtf.partition('/')[0]}/.."
    elif kind is K.DATE and b in (Bound.BY, Bound.BEFORE, Bound.THROUGH):
        first, edtf = None, f"../{edtf}"
    if s.no_year:
        edtf = edtf.replace("0004", "XXXX")
        first_iso = last_iso = ""
    else:
        first_iso, last_iso = _iso(first, s), _iso(last, s)
    return DeadlineValue(kind, raw, first_iso, last_iso, b, edtf, notes=notes)


def _stretch_phrases(text: str, plan_year: int | None) -> list[Phrase]:
    found = stretches(text, plan_year)
    out: list[Phrase] = []
    i = 0
    carried = ("", "")
    previous_end = -1
    while i < len(found):
        s = found[i]
        same = [t for t in found[i:] if t.start == s.start]
        at, bound, words = bound_before(text, s.start)
        if not bound and previous_end >= 0 and _LIST.fullmatch(text[previous_end:s.start]):
            bound, words = carried
        j = i + len(same)
        if len(same) == 1 and j < len(found):
            span = _range(text, s, found[j], at, bound)
            if span is not None:
                out.append(span)
                previous_end, carried, i = span.end, ("", ""), j + 1
                continue
        tail = _YEARLY.match(text, s.end)
        for t in same:
            if t.bare_day and not bound and text[t.start:t.end] == _ALL_DAY:
                continue
            if tail and t.kind in (K.DATE, K.MONTH, K.QUARTER):
                out.append(Phrase(at, tail.end(), _yearly(t, bound, text[at:tail.end()]), words))
                continue
            opened = _OPEN_AFTER.match(text, s.end)
            if opened:
                value = bind(t, "from", text[at:opened.end()])
                out.append(Phrase(at, opened.end(), value, words))
                continue
            out.append(Phrase(at, s.end, bind(t, bound, text[at:s.end].strip(), words), words, t.bare_day))
        previous_end, carried = out[-1].end if out else -1, (bound, words)
        i = j
    return _merge_yearly(text, out)


def _merge_yearly(text: str, found: list[Phrase]) -> list[Phrase]:
    """"trước ngày 15/6 và 15/12 hằng năm": the rhythm written once, last, holds for all of the list."""
    out: list[Phrase] = []
    for p in reversed(found):
        nxt = out[-1] if out else None
        if (nxt and nxt.value.kind is K.RECURRING and p.value.kind is K.DATE and FROM_PLAN in p.value.notes + (FROM_PLAN,) * (not p.value.end)
                and _LIST.fullmatch(text[p.end:nxt.start])):
            m = _MONTH_DAY.search(p.value.edtf)
            if m:
                rule = f"FREQ=YEARLY;BYMONTH={int(m[1])};BYMONTHDAY={int(m[2])}"
                value = replace(nxt.value, raw=text[p.start:nxt.end], rrule=f"{rule} | {nxt.value.rrule}", bound=p.value.bound)
                out[-1] = Phrase(p.start, nxt.end, value, p.bound_words)
                continue
        if nxt and nxt.value.kind is K.RECURRING and p.value.kind is K.RECURRING and nxt.start == p.start and nxt.end == p.end:
            out[-1] = replace(nxt, value=replace(nxt.value, rrule=f"{p.value.rrule} | {nxt.value.rrule}"))
            continue
        out.append(p)
    return out[::-1]


def _yearly(s: Stretch, bound: str, raw: str) -> DeadlineValue:
    months = ",".join(str(m) for m in range(s.first.month, s.last.month + 1))
    rule = f"FREQ=YEARLY;BYMONTH={months}" + (f";BYMONTHDAY={s.first.day}" if s.kind is K.DATE else "")
    return DeadlineValue(K.RECURRING, raw.strip(), bound=Bound(bound) if bound and bound != "from" else Bound.ON, rrule=rule)


def _range(text: str, a: Stretch, b: Stretch, at: int, bound: str) -> Phrase | None:
    gap = _RANGE.fullmatch(text[a.end:b.start])
    if gap is None or b.last < a.first or a.no_year != b.no_year:
        return None
    if bound not in ("", "from", "within") or (text[a.end:b.start].strip() == "-" and a.kind is not b.kind):
        return None
    through = "hết" in gap.group().lower()
    coarse = a.kind is b.kind and a.kind is not K.PERIOD
    edtf = f"{a.edtf}/{b.edtf}" if coarse else f"{a.first.isoformat()}/{b.last.isoformat()}"
    s = replace(a, end=b.end, kind=K.PERIOD, last=b.last, edtf=edtf, notes=tuple(dict.fromkeys(a.notes + b.notes)))
    start = _TERM.search(text[:at][-20:])
    begin = at - len(start.group()) if start else at
    raw = text[begin:b.end].strip()
    opened = _OPEN_AFTER.match(text, b.end)
    if opened:
        return Phrase(begin, opened.end(), bind(a, "from", text[begin:opened.end()]), "từ")
    return Phrase(begin, b.end, bind(s, "through" if through else "", raw) if not through else
                  replace(bind(s, "", raw), bound=Bound.THROUGH), "từ" if bound == "from" else "")


def _rhythm_phrases(text: str) -> list[Phrase]:
    out = []
    for r in rhythms(text):
        at, bound, words = (r.start, r.bound, r.bound) if r.bound else bound_before(text, r.start) if r.by_date else (r.start, "", "")
        b = Bound(bound) if bound and bound != "from" else Bound.ON if r.by_date else None
        out.append(Phrase(at, r.end, DeadlineValue(K.RECURRING, text[at:r.end].strip(), bound=b, rrule=" | ".join(r.rules), notes=r.notes), words))
    return out


def _event_phrases(text: str, plan_year: int | None, issued_on: str) -> list[Phrase]:
    out: list[Phrase] = []
    low = text.lower()
    for m in _OFFSET.finditer(text) if _OFFSET_FIRST.search(low) else ():
        alone = not (m["lead"] or m["rel"] or m["next"])
        p = None if alone and m.group().strip() != text.strip(" .;") else _offset(m, plan_year, issued_on)
        if p:
            out.append(p)
    for m in _CONDITION.finditer(text) if _CONDITION_FIRST.search(low) else ():
        out.append(_condition(m))
    if "theo" not in low:
        return out
    for m in _BY_ORDER.finditer(text):
        words = " ".join(x for x in (m["k"], (m["event"] or "").strip()) if x)
        out.append(Phrase(m.start(), m.end(), DeadlineValue(K.ON_REQUEST, m.group().strip(), condition=words.strip(" ,"))))
    for m in _BY_PAPER.finditer(text):
        event = (m["event"] or "").strip(" ,")
        paper = _LETTERS.match(m["k"])
        kind = K.CONDITIONAL if paper and event else K.VAGUE
        out.append(Phrase(m.start(), m.end(), DeadlineValue(kind, m.group().strip(), condition=f"{m['k']} {event}".strip())))
    return out


def _condition(m: regex.Match[str]) -> Phrase:
    event = m["event"].strip(" ,")
    if m["w"].lower() in ("sau", "trước"):  # "sau Tết, báo cáo trước 10 giờ ngày 05/02": a feast or a meeting, not what follows the comma
        event = m["event"].partition(",")[0].rstrip()
        end = m.start("event") + len(event)
        return Phrase(m.start(), end, DeadlineValue(K.CONDITIONAL, m.group()[:end - m.start()], condition=event))
    if _ON_REQUEST.match(event) or (m["w"].lower() == "khi" and _NEEDED.match(event)):
        value = DeadlineValue(K.ON_REQUEST, m.group().strip(), condition=_HAVE_OR_GET.sub("", event))
    else:
        value = DeadlineValue(K.CONDITIONAL, m.group().strip(), condition=_HAVE.sub("", event))
    return Phrase(m.start(), m.start() + len(m.group().rstrip(" ,")), value)


def _offset(m: regex.Match[str], plan_year: int | None, issued_on: str) -> Phrase | None:
    lead = _BLANKS.sub(" ", (m["lead"] or "").strip().lower())
    rel = _BLANKS.sub(" ", (m["rel"] or "").lower())
    n = int(m["n"]) if m["n"].isdigit() else _NUM[_BLANKS.sub(" ", m["n"].lower())]
    unit = m["u"].lower()
    if not lead and not rel and not m["next"] and unit != "ngày" and not m["n"].isdigit():
        return None
    if not lead and rel.startswith("trước") and unit in ("tháng", "năm") and (m["anchor"] or "")[:1].isdigit():
        return None  # "sơ kết 6 tháng trước ngày 15/6": which report, not how long before
    if rel.startswith(("từ", "kể từ", "tính từ")) and _TO_A_DAY.match(m["anchor"] or ""):
        return None  # "trong 05 ngày, từ ngày 06/02 đến hết ngày 10/02": its days are told
    days = {"ngày": 1, "tuần": 7}.get(unit.split()[0])
    work = "làm việc" in m.group()
    iso = f"PT{n}H" if unit == "giờ" else f"P{n}{'D' if days == 1 else 'W' if days else 'M' if unit == 'tháng' else 'Y'}"
    notes = [iso, *(["ngày làm việc"] if work else [])]
    anchor = (m["anchor"] or "").strip(" ,")
    condition = _HAVE.sub("", anchor)
    start = end = edtf = ""
    bound = Bound.BEFORE if rel.startswith("trước") or lead == "trước" else Bound.WITHIN
    known = _anchor_day(anchor, issued_on, plan_year)
    if known and days and not work and not rel.startswith("trước"):
        start, end = known.isoformat(), (known + timedelta(days=n * days)).isoformat()
        edtf = f"{start}/{end}"
    if m["next"] and plan_year and unit == "năm":
        start, end, edtf = f"{plan_year + 1}-01-01", f"{plan_year + n}-12-31", f"{plan_year + 1}/{plan_year + n}"
        notes.append(FROM_PLAN)
    return Phrase(m.start(), m.start() + len(m.group().rstrip(" ,")), DeadlineValue(K.RELATIVE, m.group().strip(), start, end, bound, edtf, condition=condition, notes=tuple(notes)), lead or rel)


def _anchor_day(anchor: str, issued_on: str, plan_year: int | None) -> date | None:
    """Day of the event where the words fix it: a full date, or the issue of this very plan."""
    if _THIS_PLAN.match(anchor):
        try:
            return date.fromisoformat(issued_on)
        except ValueError:
            return None
    s = stretches(anchor[:40], plan_year)
    return s[0].first if s and s[0].start == 0 and s[0].kind is K.DATE and s[0].year_given else None


@vocab.compiled
def _standing_words():  # type: ignore[no-untyped-def]
    """Automaton over all words of the three classes, for one look at a text in small letters."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for r in vocab.rows("deadline_words"):
        if r["class"] in ("ongoing", "request", "vague"):
            word = new_tones(r["word"]).lower()
            automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def _word_phrases(text: str) -> list[Phrase]:
    if text.isprintable() and "  " not in text and next(_standing_words().iter(text.lower()), None) is None:
        return []
    out = [Phrase(m.start(), m.end(), DeadlineValue(K.ONGOING, m.group())) for m in class_pattern("ongoing").finditer(text)]
    out += [Phrase(m.start(), m.end(), DeadlineValue(K.ON_REQUEST, m.group(), condition=_WHEN.sub("", m.group())))
            for m in class_pattern("request").finditer(text)]
    out += [Phrase(m.start(), m.end(), DeadlineValue(K.VAGUE, m.group(), condition="lộ trình" if "lộ trình" in m.group().lower() else ""))
            for m in class_pattern("vague").finditer(text)]
    return out


def phrases(text: str, plan_year: int | None, issued_on: str = "") -> list[Phrase]:
    """Deadlines of ``text`` (``amounts.plain`` form) in order, none overlapping; the longer reading wins."""
    layers = [_rhythm_phrases(text), _stretch_phrases(text, plan_year), _event_phrases(text, plan_year, issued_on), _word_phrases(text)]
    taken: list[Phrase] = []
    # a yearly date or a dated rhythm beats the plain stretch or rhythm inside it; events swallow what stands in them
    ranked = sorted(((p, layer) for layer, ps in enumerate(layers) for p in ps), key=lambda x: (_weight(x[0]), x[0].start - x[0].end, x[1], x[0].start))
    for p, layer in ranked:
        clash = [t for t in taken if t.start < p.end and p.start < t.end]
        same = clash and layer == 1 and all(t.start == p.start and t.end == p.end for t in clash)
        if not clash or same:
            taken.append(p)
    taken.sort(key=lambda p: (p.start, p.value.start, p.value.end))
    return _combine(text, taken)


def _weight(p: Phrase) -> int:
    k = p.value.kind
    if k is K.RELATIVE and p.value.condition:
        return 0
    if k is K.RECURRING:
        return 1
    if k in (K.CONDITIONAL, K.ON_REQUEST) and len(p.value.condition) > 0 and p.value.raw.lower().split()[0] in ("sau", "trước", "ngay", "khi", "theo", "tùy", "trên", "căn", "phụ"):
        return 2
    if k is K.VAGUE and p.value.condition:
        return 4
    return {K.RELATIVE: 5, K.ONGOING: 6, K.VAGUE: 7}.get(k, 3)


_IN_BRACKET = regex.compile(r"\s*\(\s*")
_AND_YEAR = regex.compile(r"\s*(?:,|;|và)\s*(?:(?:hằng|hàng|cả|một|0?1)\s*)?năm\s*\(\s*", regex.I)
_EVERY_FROM = regex.compile(r"\s*,?\s*(?:định\s+kỳ\s*)?(?:vào\s*)?(?:(?:các\s+)?(?:buổi\s+)?(?:sáng|chiều|tối)\s*)?", regex.I)


def _half_and_year(text: str, prev: Phrase, p: Phrase) -> Phrase | None:
    """"Định kỳ 6 tháng (trước 15/6), năm (trước 15/12)": the dates in brackets are days of every year."""
    a, b = prev.value, p.value
    day = _MONTH_DAY.search(b.edtf) if a.kind is K.RECURRING and b.kind is K.DATE and (FROM_PLAN in b.notes or not b.end) else None
    if day is None:
        return None
    first = _IN_BRACKET.fullmatch(text, prev.end, p.start) and a.rrule in ("FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY")
    if not first and not (text[prev.end - 1:prev.end] == ")" and "BYMONTHDAY" in a.rrule and _AND_YEAR.fullmatch(text, prev.end, p.start)):
        return None
    rule = f"FREQ=YEARLY;BYMONTH={int(day[1])};BYMONTHDAY={int(day[2])}"
    end = p.end + 1 if text[p.end:p.end + 1] == ")" else p.end
    return Phrase(prev.start, end, replace(a, raw=text[prev.start:end], bound=b.bound, rrule=rule if first else f"{a.rrule} | {rule}"), p.bound_words)


def _begins_on(text: str, prev: Phrase, p: Phrase) -> Phrase | None:
    """"Từ ngày 05/9/2026, định kỳ vào sáng thứ Bảy hằng tuần": a rhythm and the day it begins."""
    a, b = prev.value, p.value
    if a.kind is not K.OPEN or not a.start or b.kind is not K.RECURRING or b.start or b.end or not _EVERY_FROM.fullmatch(text, prev.end, p.start):
        return None
    return Phrase(prev.start, p.end, replace(b, raw=text[prev.start:p.end], start=a.start, edtf=a.edtf, notes=tuple(dict.fromkeys(a.notes + b.notes))), p.bound_words)


def _combine(text: str, found: list[Phrase]) -> list[Phrase]:
    """Standing work or a rhythm with the stretch it runs in ("Thường xuyên trong 6 tháng cuối năm") is one deadline."""
    out: list[Phrase] = []
    for p in found:
        prev = out[-1] if out else None
        gap = text[prev.end:p.start].strip(" ,(") if prev else ""
        if prev is not None:
            a, b = prev.value, p.value
            joined = _half_and_year(text, prev, p) or _begins_on(text, prev, p)
            if joined is not None:
                out[-1] = joined
                continue
            runs, span = (a, b) if a.kind in (K.ONGOING, K.RECURRING) else (b, a)
            dated = span.kind in (K.HALF, K.YEAR, K.PERIOD, K.QUARTER, K.MONTH, K.OPEN) and bool(span.start)
            inside = p.bound_words or gap.lower() in ("trong", "từ") or b.bound in (Bound.WITHIN, Bound.FROM) or runs is b
            if runs.kind in (K.ONGOING, K.RECURRING) and span is not runs and dated and len(gap) <= 12 and inside and ";" not in gap and not (runs.start or runs.end) \
                    and (runs is a or gap == "" or gap.lower() in ("và duy trì", "duy trì", "thực hiện", "triển khai")) and not (runs is b and "," in text[prev.end:p.start]):
                if span.kind is K.OPEN and runs is b and runs.kind is K.RECURRING:
                    out.append(p)
                    continue
                value = replace(runs, raw=text[prev.start:p.end], start=span.start, end=span.end, bound=span.bound, edtf=span.edtf, notes=tuple(dict.fromkeys(a.notes + b.notes)))
                out[-1] = Phrase(prev.start, p.end, value, prev.bound_words)
                continue
            if a.kind is K.RECURRING and b.kind is K.ON_REQUEST and len(gap) <= 8 and ";" not in gap:
                out[-1] = replace(prev, end=p.end, value=replace(a, raw=text[prev.start:p.end], condition=b.condition if b.condition.lower() != "đột xuất" else "đột xuất"))
                continue
            if a.kind is K.RECURRING and a.condition == "đột xuất" and b.kind is K.ON_REQUEST and len(gap) <= 3:
                out[-1] = replace(prev, end=p.end, value=replace(a, raw=text[prev.start:p.end], condition=b.condition))
                continue
            if a.kind is K.ON_REQUEST and b.kind is K.ON_REQUEST and len(gap) <= 6:
                best = b if a.condition.lower() in ("", "đột xuất") else a
                out[-1] = replace(prev, end=p.end, value=replace(best, raw=text[prev.start:p.end]))
                continue
            if a.kind is K.RECURRING and b.kind is K.RECURRING and "BYMONTHDAY" in b.rrule and "BY" not in a.rrule and len(gap) <= 8 \
                    and " | " not in a.rrule and ";" not in text[prev.end:p.start]:
                out[-1] = replace(p, start=prev.start, value=replace(b, raw=text[prev.start:p.end]))
                continue
            if a.kind is K.RECURRING and b.kind is K.RECURRING and gap.lower() in ("", "và", "hoặc") and ";" not in text[prev.end:p.start] and a.bound is b.bound:
                rules = " | ".join(dict.fromkeys([*a.rrule.split(" | "), *b.rrule.split(" | ")]))
                out[-1] = replace(prev, end=p.end, value=replace(a, raw=text[prev.start:p.end], rrule=rules, notes=a.notes + b.notes))
                continue
            if {a.kind, b.kind} == {K.ONGOING} and len(gap) <= 4:
                out[-1] = replace(prev, end=p.end, value=replace(a, raw=text[prev.start:p.end]))
                continue
            if a.kind is K.VAGUE and not a.condition and b.kind is K.ON_REQUEST and gap.lower() in ("hoặc", "và", "", "hay"):
                out[-1] = replace(p, start=prev.start, value=replace(b, raw=text[prev.start:p.end]))
                continue
            if b.kind is K.VAGUE and not b.condition and not gap and a.kind is not K.VAGUE:
                continue
        out.append(p)
    return out
