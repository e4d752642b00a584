"""Deadlines: a cell of a deadline column, and due dates and reporting rhythms in running text.

Kinds, bounds and the meaning of ``start``/``end`` are those of contract.md; catalogue of forms: tests/corpus/deadlines.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import regex

from extractors.fields.amounts import plain
from extractors.fields.dates import FROM_PLAN
from extractors.fields.deadline_grammar import Phrase, class_pattern, phrases
from schemas import vocab
from schemas.records import Bound
from schemas.records import DeadlineKind as K
from schemas.values import DeadlineMention, DeadlineValue

LONGEST_CELL = 4000
#: sentences up to this many characters are remembered: plans of one province repeat each other's
MEMO = 400
#: documents and what they are dated with: not a deadline
_CITED = regex.compile(
    r"(?-i:\d[\w.]{0,12}\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?[A-ZĐ][\p{Lu}\d]{0,10}(?:\s?[-/]\s?[\p{Lu}Đđ\d]{1,12}){0,3}|\d[\w.]{0,8}-[A-ZĐ]{2,4}/\p{Lu}[\p{Lu}Đđ]*)"
    r"|(?<!\p{L})(?:nghị quyết|nghị định|quyết định|chỉ thị|thông tư|thông báo|công văn|luật|tờ trình|kết luận|hướng dẫn|quy định|chương trình|kế hoạch|đề án|văn bản)\s+(?:hành động\s+)?(?:số\s+)?[\w./-]{1,24}?(?<=\d[\w./-]{0,22})(?=[\s,;.)]|$)",
    regex.I)
_DAYS_ON_END = regex.compile(r"\d\s+ngày\s+(?P<on>liên\s+tục|liên\s+tiếp)", regex.I)
_CITED_DATE = regex.compile(r"\s*,?\s*(?:ngày\s+)?\d{1,2}(?:\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4})", regex.I)


#: a year that a narrow column broke: "30/9/202 6"
_YEAR_CUT = regex.compile(r"(?<=\d\s?/\s?)(20\d?|2)\s(\d{1,3})(?!\d|\s?[/.-]\s?\d)")
_SAYS_ANYTHING = regex.compile(r"[\p{L}\d]")
_LIKE_A_DATE = regex.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|(?:ngày|tháng|quý)\s*\d", regex.I)
_WORDS = regex.compile(r"[\p{L}\d¤]+")
_SENTENCE_END = regex.compile(r"[.;\n]\s+")
_REPORT = regex.compile(r"báo cáo", regex.I)
_FINER_THAN_YEAR = regex.compile(r"\d\s*/|tháng|ngày", regex.I)
_DONE_BY = regex.compile(r"(?:hoàn thành|xong)(?:\s+(?:việc|trước|trong))?\s*$", regex.I)
_SHARE = regex.compile(r"\d\s*%")
_BEGINS = regex.compile(r"bắt đầu|khởi động")
_CLOCK = regex.compile(r"\b\d{1,2}\s*(?:h|giờ|g)\s*(?:\d{2})?(?:\s*phút)?(?!\p{L})", regex.I)


def _masked(text: str) -> str:
    """``plain`` text with cited documents (and their dates) blotted out, same length."""
    text = plain(text)
    out = list(text)
    for m in _DAYS_ON_END.finditer(text) if "liên" in text else ():
        out[m.start("on"):m.end()] = " " * (m.end() - m.start("on"))  # "09 ngày liên tục": how many, not standing work
    for m in _CITED.finditer(text) if "/" in text or "-" in text else ():
        end = m.end()
        date = _CITED_DATE.match(text, end)
        end = date.end() if date else end
        out[m.start():end] = "¤" * (end - m.start())
    return "".join(out)


def parse_deadline(text: str, *, plan_year: int | None, issued_on: str = "") -> list[DeadlineValue]:
    """Read one cell of a deadline column.

    Always at least one value: an empty cell is ``none``, a cell without any time ``invalid``. ``plan_year`` stands in
    where the words name no year (said in ``notes``); without it such dates have only their EDTF (``XXXX-12-15``).
    """
    return list(_read_cell(text, plan_year, issued_on))


@vocab.memo(10_000)
def _read_cell(text: str, plan_year: int | None, issued_on: str) -> tuple[DeadlineValue, ...]:
    raw = text.strip()
    if not raw or class_pattern("none").fullmatch(raw.lower()) or not _SAYS_ANYTHING.search(raw):
        return (DeadlineValue(K.NONE, raw),)
    s = _masked(_YEAR_CUT.sub(lambda m: m[1] + m[2] if len(m[1] + m[2]) == 4 else m[0], text[:LONGEST_CELL]))
    found = phrases(s, plan_year, issued_on)
    if any(p.value.kind is not K.VAGUE for p in found):
        found = [p for p in found if p.value.kind is not K.VAGUE or p.value.start]
    if not found:
        bad = _LIKE_A_DATE.search(s)
        return (DeadlineValue(K.INVALID, raw, notes=("ngày tháng không có thật",) if bad else ()),)
    left = _left_over(s, found)
    strong = any(p.bound_words or p.value.kind not in (K.YEAR, K.PERIOD, K.RELATIVE, K.VAGUE, K.DATE) for p in found)
    words = _WORDS.findall(left)
    steps = sum(p.value.kind in _DATED for p in found) if ";" in s or "đợt" in s.lower() else 1
    if len(words) > (14 if strong else 4) * max(1, steps):
        return (DeadlineValue(K.INVALID, raw, notes=("ô chứa nội dung khác, không phải thời hạn",)),)
    note = (f"chữ khác trong ô: {' '.join(left.split())[:80]}",) if words and "¤" not in left else ("ô có dẫn văn bản",) if words else ()
    values = []
    for p in found:
        one = raw if len(found) == 1 else text[p.start:p.end].strip()
        values.append(replace(p.value, raw=one, notes=(*p.value.notes, *note)))
    return tuple(dict.fromkeys(values))


_UNIT_OF_TIME = regex.compile(r"tháng|quý|năm(?!\s*\d{4}$)|\bT\.?\d|\bQ\.?[\dIV]", regex.I)
#: kinds with a first and a last day
_DATED = frozenset({K.DATE, K.MONTH, K.QUARTER, K.HALF, K.YEAR, K.PERIOD})


def spanned(values: Sequence[DeadlineValue]) -> DeadlineValue | None:
    """Several milestones of one task ("Khởi động quý IV/2026; tổng kết năm 2030") as one ``period``.

    From the first day of the first to the last day of the last; None where there are not two, or where one holds the
    others ("Năm 2026 (quý III)").
    """
    steps = [v for v in values if v.kind in _DATED and v.end]
    if len(steps) < 2 or any(v.kind is K.OPEN for v in values):
        return None
    start, end = min(v.start or v.end for v in steps), max(v.end for v in steps)
    if any((v.start or v.end) <= start and v.end >= end for v in steps):
        return None
    notes = tuple(dict.fromkeys(n for v in steps for n in v.notes))
    return DeadlineValue(K.PERIOD, "; ".join(dict.fromkeys(v.raw for v in steps)), start, end, Bound.WITHIN, f"{start}/{end}", notes=(*notes, "nhiều mốc: từ mốc đầu đến mốc cuối"))


def in_a_row(values: Sequence[DeadlineValue]) -> DeadlineValue | None:
    """A bare list of months, quarters or years that follow one another ("Tháng 6, 7/2026", "Quý I, II/2026") as one ``period``.

    None for any other list, and where each has its own word ("Quý II, Quý III"): that is work done again.
    """
    if len(values) < 2 or len(_UNIT_OF_TIME.findall(" ".join(dict.fromkeys(v.raw for v in values)))) > 1 or len({v.kind for v in values}) > 1 or values[0].kind not in (K.MONTH, K.QUARTER, K.YEAR) or not all(v.start and v.end for v in values):
        return None
    for a, b in pairwise(values):
        if date.fromisoformat(a.end) + timedelta(days=1) != date.fromisoformat(b.start):
            return None
    first, last = values[0], values[-1]
    notes = tuple(dict.fromkeys(n for v in values for n in v.notes))
    return DeadlineValue(K.PERIOD, "; ".join(dict.fromkeys(v.raw for v in values)), first.start, last.end, Bound.WITHIN, f"{first.edtf}/{last.edtf}", notes=notes)


def _left_over(s: str, found: list[Phrase]) -> str:
    kept, at = [], 0
    for p in sorted(found, key=lambda p: p.start):
        kept.append(s[at:p.start])
        at = max(at, p.end)
    kept.append(s[at:])
    rest = " ".join(kept)
    rest = class_pattern("bound").sub(" ", _CLOCK.sub(" ", rest))
    return class_pattern("filler").sub(" ", rest).strip(" .,;:()-/+")


# ---- running text -------------------------------------------------------------------------------------------------
_OF_TIME = r"\s(?:ngày|tuần|tháng|quý|năm|\d)"
#: every alternative begins with a letter of its own: the search then skips all others at once
_TRIGGER = re.compile(
    r"rước\s(?:ngày|\d|tháng|quý|năm|khi)|hậm nhất|uộn nhất|ạn\s(?:cuối|chót|nộp|gửi|hoàn)|hời hạn|đến\s(?:hết|ngày)|ết\s(?:ngày|tháng|quý)|ừ\s(?:ngày|tháng|quý|\d)|kể từ|"
    + "".join(word + _OF_TIME + "|" for word in ("hằng", "hàng", "Hằng", "Hàng", "mỗi", "Mỗi", "ừng")) +
    r"ịnh k[ỳì]|được yêu cầu|có yêu cầu|theo yêu cầu|đột xuất|/\s?lần|một lần|lần/|rong\s(?:ngày|tháng|quý|vòng|năm)|ào\s(?:ngày|tháng|quý)|sau khi|ngày làm việc|qu[ýí]\s?[IV1-4]|Qu[ýí]\s?[IV1-4]")
#: what every trigger holds, for one pass of an automaton over the text, three times as fast as the pattern
_TRIGGER_WORDS = (
    "rước ngày", "rước tháng", "rước quý", "rước năm", "rước khi", *(f"rước {d}" for d in "0123456789"), "hậm nhất", "uộn nhất", "ạn cuối", "ạn chót", "ạn nộp",
    "ạn gửi", "ạn hoàn", "hời hạn", "đến hết", "đến ngày", "ết ngày", "ết tháng", "ết quý", "ừ ngày", "ừ tháng", "ừ quý", *(f"ừ {d}" for d in "0123456789"), "kể từ",
    *(f"{w} {t}" for w in ("hằng", "hàng", "Hằng", "Hàng", "mỗi", "Mỗi", "ừng") for t in ("ngày", "tuần", "tháng", "quý", "năm", *"0123456789")),
    "ịnh k", "ó yêu cầu", "ược yêu cầu", "heo yêu cầu", "ột xuất", "lần", "rong ngày", "rong tháng", "rong quý", "rong vòng", "rong năm", "ào ngày",
    "ào tháng", "ào quý", "au khi", "gày làm việc", *(f"{q} {n}" for q in ("quý", "quí", "Quý", "Quí") for n in "IV1234"), *(f"{q}{n}" for q in ("quý", "quí", "Quý", "Quí") for n in "IV1234"))


@cache
def _trigger_words():  # type: ignore[no-untyped-def]
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word in _TRIGGER_WORDS:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def _triggers(text: str) -> Iterable[re.Match[str]]:
    """Where a deadline may stand. Texts with blanks other than the space are searched in full."""
    if len(text) < 5_000 and text.isprintable() and next(_trigger_words().iter(text), None) is None:
        return ()
    return _TRIGGER.finditer(text)


_BREAK = regex.compile(r"[;\n]|(?<!\d)\.(?=\s|$)|\.(?=\s+\p{Lu})|:(?=\s)")
_PAST = regex.compile(r"(?<!\p{L})(?:đã|tính|kể|số liệu|hiệu lực|thi hành|áp dụng|thành lập|sáp nhập|sinh|(?<!tổ )(?<!đoàn )công tác|ban hành ngày|so với|cùng kỳ)\b[^,;]{0,24}$", regex.I)
#: what a rhythm must be about to be a duty to report or meet; "ngân sách hằng năm" is none
_DUTY = regex.compile(r"(?<!\p{L})(?:báo cáo|giao ban|họp|sơ kết|tổng kết|định k[ỳì]|gửi|nộp|cập nhật|tổng hợp|công bố|rà soát|kiểm tra|đánh giá|theo dõi|thống kê|đối chiếu)(?!\p{L})", regex.I)
_NOUN = regex.compile(r"(?<!\p{L})(?:ngân sách|kinh phí|dự toán|kế hoạch|chương trình|công tác|chi|thu|mục tiêu|chỉ tiêu|tăng|giảm|bình quân|trung bình|thu nhập|khen thưởng|thi đua|xếp loại|chất lượng|"
                      r"theo quy định|đại hội|chuyên đề|hoạt động|cuộc sống|công việc|điều hành|nhiệm vụ)(?:\s+(?:cụ thể|thường xuyên|nhà nước|được giao|công tác|viên chức|cán bộ))?\s*$", regex.I)
_DO = regex.compile(r"(?<!\p{L})(?:hoàn thành|xong|ban hành|triển khai|thực hiện|tổ chức|trình|gửi|nộp|báo cáo|xây dựng|phê duyệt|tham mưu|diễn ra|khai mạc|đăng ký|rà soát|cập nhật|thành lập|kiện toàn|tổng kết|sơ kết|nghỉ(?!\s+(?:hưu|việc|phép|mát))|trực(?!\s+(?:tuyến|thuộc|tiếp|quan)))(?!\p{L})", regex.I)
_PERIODIC = regex.compile(r"định\s+kỳ", regex.I)
_HORIZON = regex.compile(r"^(?:cho\s+)?(?:đến|tới|đến hết|hết|vào|trong|giai đoạn|từ|tầm nhìn đến|cuối|đến cuối)?\s*(?:hết\s+|cuối\s+)?(?:năm\s*)?(?:19|20)\d\d", regex.I)


def find_deadlines(text: str, *, plan_year: int | None, issued_on: str = "") -> list[DeadlineMention]:
    """Due dates and reporting rhythms in running text, with offsets into ``text``.

    Left out: dates of cited documents, the document's own date, terms of office, years of targets ("đến năm 2030").
    """
    return list(_cached(text, plan_year, issued_on) if len(text) <= MEMO else _found(text, plan_year, issued_on))


def _found(text: str, plan_year: int | None, issued_on: str) -> tuple[DeadlineMention, ...]:
    out, labelled = _labelled(text, plan_year, issued_on)
    done = -1
    for t in _triggers(text):
        if t.start() < done or any(a <= t.start() < b for a, b in labelled):
            continue
        start, end = _clause(text, max(t.start(), done))
        start, done = max(start, done), end
        clause = _masked(text[start:end])
        times = phrases(clause, plan_year, issued_on)
        doing = _verb_before(text, start) if text[start - 1:start] == ";" else ""
        for p in times:
            if _is_due(f"{doing}{clause}", _shifted(p, len(doing))) if doing else _is_due(clause, p):
                at, to = start + p.start, _closed(text, start + p.start, start + p.end)
                action = _action(text[start:end], p, times) or _sentence_before(text, start)
                out.append(DeadlineMention(at, to, replace(p.value, raw=text[at:to].strip()), action))
    return tuple(sorted(out, key=lambda m: m.start)) if out else ()


_cached = vocab.memo(10_000)(_found)


def _closed(text: str, start: int, end: int) -> int:
    """``end``, or behind the bracket that closes there: "Hằng quý (trước ngày 25 của tháng cuối quý)"."""
    return end + 1 if text[end:end + 1] == ")" and "(" in text[start:end] and ")" not in text[start:end] else end


#: "Thời gian hoàn thành: Quý I/2026", "(Tiến độ: trước 30/6)": what stands after the colon is due, whatever its form
_LABEL = regex.compile(r"(?<!\p{L})(?:thời\s+(?:gian|hạn|điểm)|tiến\s+độ|hạn)(?:\s+(?:và|dự\s+kiến|thực\s+hiện|hoàn\s+thành|triển\s+khai|tổ\s+chức|báo\s+cáo|trình|gửi|nộp|xử\s+lý|cuối|chót|ban\s+hành)){0,3}\s*:\s*", regex.I)
_LABEL_END = regex.compile(r"[;\n)]|(?<!\d)\.(?=\s|$)|\.(?=\s+\p{Lu}|\s*$)")
_NOT_LABELLED = frozenset({K.VAGUE, K.NONE, K.INVALID})


def _labelled(text: str, plan_year: int | None, issued_on: str) -> tuple[list[DeadlineMention], list[tuple[int, int]]]:
    """Deadlines behind a label, with the sentence before the label as action; and the stretches of text so read."""
    out: list[DeadlineMention] = []
    read: list[tuple[int, int]] = []
    if "(" in text:
        if "hường xuyên" in text:
            _standing(text, plan_year, issued_on, out, read)
        if _IN_BRACKETS_FIRST.search(text):
            _alone_in_brackets(text, plan_year, issued_on, out, read)
    labels = list(_LABEL.finditer(text)) if ":" in text else ()
    for i, m in enumerate(labels):
        limit = min(labels[i + 1].start() if i + 1 < len(labels) else len(text), m.end() + 200)
        stop = _LABEL_END.search(text, m.end(), limit)
        end = stop.start() if stop else limit
        if end - m.end() < 2:
            continue
        found = [p for p in phrases(_masked(text[m.end():end]), plan_year, issued_on) if p.value.kind not in _NOT_LABELLED]
        if not found:
            continue
        action = _sentence_before(text, m.start())
        read.append((m.start(), end))
        for p in found:
            at, to = m.end() + p.start, m.end() + p.end
            out.append(DeadlineMention(at, to, replace(p.value, raw=text[at:to].strip()), action))
    return out, read


#: "(thực hiện thường xuyên)", "(thường xuyên từ quý III năm 2026)" behind a duty, where the sentence ends
_IN_BRACKETS = regex.compile(r"\(\s*(?P<when>(?:(?:được\s+)?(?:thực hiện|triển khai|duy trì|tiến hành)\s+)?thường xuyên[^()]{0,80})\)(?=\s*(?:[.;,]|$))", regex.I)


def _standing(text: str, plan_year: int | None, issued_on: str, out: list[DeadlineMention], read: list[tuple[int, int]]) -> None:
    for m in _IN_BRACKETS.finditer(text):
        found = phrases(_masked(m["when"]), plan_year, issued_on)
        action = _sentence_before(text, m.start())
        if len(found) != 1 or not action or len(_WORDS.findall(_left_over(m["when"], found))) > 2:
            continue
        read.append(m.span())
        at, to = m.start("when") + found[0].start, m.start("when") + found[0].end
        out.append(DeadlineMention(at, to, replace(found[0].value, raw=text[at:to].strip()), action))


#: "tổ chức Ngày hội khởi nghiệp (tháng 9/2026)": a month, quarter or day with its year that stands alone in brackets behind a duty
_WHEN_ALONE = re.compile(r"\(\s*(?:dự\s+kiến\s+|vào\s+|trong\s+)?(?P<when>(?:tháng|quý|ngày)\s[^()]{1,40}?|(?:1[0-2]|0?[1-9])/20\d\d)\s*\)", re.I)
_IN_BRACKETS_FIRST = re.compile(r"\(\s*(?:[dD]ự|[vV]ào|[tT]rong|[tT]háng|[qQ]uý|[nN]gày|\d{1,2}/20)")


def _alone_in_brackets(text: str, plan_year: int | None, issued_on: str, out: list[DeadlineMention], read: list[tuple[int, int]]) -> None:
    """Times of the plan alone in brackets, of the plan's year or later; what happened before it or is only named (10/10) is none."""
    for m in _WHEN_ALONE.finditer(text):
        found = phrases(_masked(m["when"]), plan_year, issued_on)
        low = _clause(text, m.start())[0]
        before = _masked(text[low:m.start()])
        value = found[0].value if len(found) == 1 else None
        if value is None or value.kind not in (K.DATE, K.MONTH, K.QUARTER, K.PERIOD) or not value.end or (plan_year and int(value.end[:4]) < plan_year):
            continue
        if "¤" in before[-12:] or (value.kind is K.DATE and FROM_PLAN in value.notes) or not _DO.search(before) or _PAST.search(before[-40:]) or _left_over(_masked(m["when"]), found):
            continue
        action = _sentence_before(text, m.start())
        if action:
            read.append(m.span())
            at, to = m.start("when"), m.end("when")
            out.append(DeadlineMention(at, to, replace(value, raw=text[at:to].strip()), action))


_LIST_MARK = regex.compile(r"^\s*(?:[-–+*•]|\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[a-zđ])\s*[.)\-/](?=\s|$))\s*")


def _sentence_before(text: str, at: int) -> str:
    """The words before ``at`` back to a full stop or semicolon, without a list marker: what a deadline that stands alone is about."""
    low = max(0, at - 600)
    before = _SENTENCE_END.split(text[low:at].rstrip(" .;,(-–\n"))[-1]
    if low and len(before) > 590:  # no end of a sentence there: not from inside a word
        before = before.partition(" ")[2]
    action = _shown(_LIST_MARK.sub("", before))
    return action if len(action) > 4 else ""  # "3" of "3. Thời gian: …" is no action


_JOINED = regex.compile(r"(?:\s*(?:[,;]|(?<!\p{L})(?:và|hoặc|&)(?!\p{L})))+\s*$|^(?:\s*(?:[,;]|(?:và|hoặc|&)(?!\p{L})))+", regex.I)


def _shown(action: str) -> str:
    """At most 200 characters from the front, where it stands what is due; a bracket that does not close is taken out."""
    if "(" in action and action.rfind("(") > action.rfind(")"):
        head, _, tail = action.rpartition("(")
        action = f"{head} {tail}"
    action = " ".join(action.split())
    return action if len(action) <= 200 else action[:199].rpartition(" ")[0] + "…"


def _clause(s: str, at: int) -> tuple[int, int]:
    """Bounds of the clause around ``at``: between sentence or list breaks, at most 400 characters each way."""
    low = max(0, at - 400)
    start = low
    for m in _BREAK.finditer(s, low, at):
        start = m.end()
    stop = _BREAK.search(s, at, min(len(s), at + 400))
    return start, stop.start() if stop else min(len(s), at + 400)


def _verb_before(text: str, start: int) -> str:
    """The verb that the clause before a semicolon begins with and the next one may leave out: "Tổ chức Ngày hội trong tháng 9; hội chợ trong tháng 11"."""
    low = _clause(text, start - 1)[0] if start > 1 else start
    verb = _DO.match(_LIST_MARK.sub("", text[low:start - 1]).lstrip()) or _DO.search(text, low, start - 1)
    return f"{verb.group()} " if verb else ""


def _shifted(p: Phrase, by: int) -> Phrase:
    return replace(p, start=p.start + by, end=p.end + by)


def _is_due(clause: str, p: Phrase) -> bool:
    k, before = p.value.kind, clause[:p.start]
    if _PAST.search(before[-40:]):
        return False
    if k is K.RECURRING:
        if p.value.raw.lower().startswith("theo") and not _REPORT.search(before[-60:]):
            return False
        if p.value.bound is not None and p.bound_words:
            return True
        near = before[-90:]
        if p.start <= 6:
            return bool(p.value.start and _PERIODIC.search(p.value.raw)) or bool(_DUTY.search(clause[p.end:p.end + 160]))
        return p.value.raw.lower().startswith("định kỳ") or (bool(_DUTY.search(near)) and not _NOUN.search(near))
    if k is K.ON_REQUEST:
        return bool(_REPORT.search(clause)) and "yêu cầu" in p.value.raw.lower()
    if k is K.RELATIVE:
        return bool(p.value.condition) and bool(_DO.search(before[-120:]) or _DO.search(clause[p.end:p.end + 80]) or p.value.end)
    if k in (K.VAGUE, K.ONGOING, K.CONDITIONAL, K.NONE, K.INVALID):
        return False
    if k in (K.YEAR, K.PERIOD) and _HORIZON.match(p.value.raw) and "quý" not in p.value.raw.lower() and not _FINER_THAN_YEAR.search(p.value.raw):
        return bool(_DONE_BY.search(before + clause[p.start:p.start])) and "đến" not in p.value.raw.lower() \
            and not _SHARE.search(clause)
    if k is K.YEAR and p.value.bound is not Bound.BEFORE:
        return False
    words = p.bound_words
    if k is K.OPEN:
        return bool(_BEGINS.match(words)) and bool(_DO.search(clause))
    if words in ("", "từ") and k is not K.PERIOD:
        return False
    if p.bare_day and not words:
        return False
    if k is K.PERIOD or words in ("trong", "vào", "vào ngày", "trong ngày", "ngay trong ngày", "đến", "tới", "đến ngày", "hết", "đến hết"):
        return bool(_DO.search(clause)) and not _SHARE.search(clause[p.end:])
    return True


def _action(clause: str, p: Phrase, times: list[Phrase]) -> str:
    """What is due: the words of the clause around its times."""
    before = _JOINED.sub("", _LIST_MARK.sub("", _without(clause, 0, p.start, times))).strip(" ,.(-*+")
    after = _JOINED.sub("", _without(clause, p.end, len(clause), times)).strip(" ,.)*")
    return _shown(before if len(before) >= 12 or not after else f"{before} {after}".strip())


def _without(clause: str, start: int, end: int, times: list[Phrase]) -> str:
    """``clause[start:end]`` without the other times in it ("trước ngày 20/6 và 20/11")."""
    kept, at = [], start
    for t in times:
        if start <= t.start and t.end <= end:
            kept.append(_JOINED.sub("", clause[at:t.start]))
            at = t.end
    return " ".join([*kept, clause[at:end]])
