"""Numbers with comparator and unit in Vietnamese text: the ground that target cells and target sentences share.

Numbers follow Vietnamese usage (decimal comma, dot between thousands; NĐ 30/2020/NĐ-CP Annex I writes them so).
``plain`` changes notation only, character for character, so offsets stay those of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extractors.text import dashes, new_tones
from schemas import vocab
from schemas.records import Comparator

NUMBER = r"(?:\d{1,3}(?:\.\d{3})++(?:,\d++)?(?![\d.,]*\d)|\d++(?:[.,]\d++)?)"
WORD_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
#: multiplies a count ("1,1 triệu lượt"); money keeps its own unit
SCALES = {"nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9}
#: "quí", "kì" beside the more usual "quý", "kỳ"
_SPELLED = regex.compile(r"(?<!\p{L})(?:qu[íÍ]|k[ìÌ])(?!\p{L})", regex.I)
_SPELLED_FIRST = re.compile("[qQ][uU][íÍ]|[kK\u212A][ìÌ]")  # a cheap look
_Y_OF = {"í": "ý", "Í": "Ý", "ì": "ỳ", "Ì": "Ỳ"}
_LATEX = regex.compile(r"\\(?:geqslant|geq|ge|leqslant|leq|le|%|approx|sim|gt|lt)(?![a-z])|\\(?=[-.*_#&+()\[\]])|\$|＞=?|＜=?|>\s?=|=\s?>|<\s?=|=\s?<|[％﹪]")
#: every one of them begins with one of these
_LATEX_FIRST = re.compile(r"[\\$＞＜>=<％﹪]")
_LATEX_SIGNS = {"g": "≥", "l": "≤", "%": "%", "a": "≈", "s": "≈"}
_DIGIT = regex.compile(r"\d(?<![\p{L}\d.,_].)(?<!(?<!%\s?)/\s?.)")
_ORDINAL = re.compile(r"(?<![^\W\d_])(?:tháng|ngày|quý|điều|khoản|mục|phần|chương|phụ lục|biểu|mẫu|thứ|khóa|kỳ|lần|(?<!tổng )số|nhóm|nq|qđ|tiết|điểm|đề án)\s*$",
                      re.I)
_AT_LEAST = re.compile("ít nhất|tối thiểu", re.IGNORECASE)
_THOUSANDS = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMAS = regex.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_BLANKS = regex.compile(r"\s+")
_OR_MORE = regex.compile(r"\s*trở\s+(?:lên|xuống)$", regex.I)
_TIME_OR_PART = re.compile(r"\s*tháng\s+\d|\s*/\s*\d")
_YEAR_ONLY = re.compile(r"(?:19|20)\d\d")  # "năm 2025 còn 14,6%"
#: what makes a number a year, whatever noun follows ("đến năm 2030 xã …"), and a name behind one ("đến 2030 xã Bình …")
_YEAR_BEFORE = regex.compile(r"(?<!\p{L})(?:năm|giai đoạn|thời kỳ|nhiệm kỳ)\s+(?:(?:19|20)\d\d\s*(?:-|đến|và|,)\s*(?:năm\s+)?)?$", regex.I)
_PLACE_AFTER = regex.compile(r"\s(?i:xã|phường|tỉnh|thành phố|huyện|thị xã|thị trấn|đặc khu|thôn|ấp|bản|tổ)\s+(?!OCOP|VNeID|NTM)\p{Lu}")
#: "550/100.000 trẻ em": so many of so many people
_PER_MANY = regex.compile(r"\s?/\s?(?P<n>1\.?000|10\.?000|100\.?000)\s+(?P<what>trẻ(?: đẻ sống| em(?: dưới \d{1,2} tuổi)?| sơ sinh)?|ca(?: đẻ| sinh)?|dân|người(?: dân)?|phụ nữ|bà mẹ|học sinh|lao động|phương tiện|hộ)(?!\p{L})", regex.I)
#: "13/13 ấp": so many out of a total
_OUT_OF = regex.compile(r"(?P<a>\d{1,4})\s?/\s?(?P<b>\d{1,4})(?![\d/.,-]|\s*-)\s+(?=\p{L})")
#: what a quantity is for each of, behind its unit
_EACH = regex.compile(r"(?:\s?/\s?(?:1\s+|01\s+)?(?:năm|tháng|quý|tuần|ngày|người|hộ|ha|héc ta|lao động|xã|phường|thôn|ấp|km2|vạn dân)(?![\p{L}\d])){1,2}", regex.I)
_EACH_BLANKS = regex.compile(r"\s*/\s*(?:0?1\s+)?")
_BASES = frozenset({"ha", "km2", "m2", "đơn vị"})
#: "1/3 số thôn", "1/5 tổng giá trị": a share told as a fraction
_FRACTION = regex.compile(r"(?P<a>[1-9])\s?/\s?(?P<b>[2-9]|10)\s+(?=(?:tổng\s|số\s|diện tích|dân số))", regex.I)
_DAY_BEFORE = regex.compile(r"(?<!\p{L})(?:ngày|trước|từ|hạn|sáng|chiều|dịp|lễ|đợt)\s*$", regex.I)
_CHANGE_FOLLOWS = regex.compile(r"\s*\)?\s*,?\s*(?:tăng\s+|nâng\s+|giảm\s+)?(?:lên|xuống|còn)\s", regex.I)
_CHANGED_TO = regex.compile(r"\s*(?:\(?\s*(?:vào\s+|của\s+|trong\s+|ở\s+)?(?:cuối\s+)?năm\s+(?:19|20)\d\d\s*\)?\s*,?\s*)?(?:tăng\s+|nâng\s+|giảm\s+)?(?:lên|xuống|còn|xuống còn|lên đến|lên tới)\s*(?:mức\s*)?", regex.I)


@dataclass(slots=True)
class Amount:
    """``start:end`` covers comparator, number(s), unit, denominator and "trở lên". Bounds follow ``comparator``."""

    start: int
    end: int
    number_start: int
    comparator: Comparator
    low: float | None
    high: float | None
    unit: str = ""  # canonical
    unit_kind: str = ""  # percent, rate, money, speed, count … of measure_units.csv
    denominator: str = ""
    lead: str = ""  # the comparator words as written
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        got = self.low if self.low is not None else self.high
        return 0.0 if got is None else got


def plain(text: str) -> str:
    """Dashes, tone placement, LaTeX and ASCII signs in one form; every character keeps its place."""
    text = new_tones(dashes(text))
    if ("í" in text or "Í" in text or "ì" in text or "Ì" in text) and _SPELLED_FIRST.search(text):
        text = _SPELLED.sub(lambda m: m.group()[:-1] + _Y_OF[m.group()[-1]], text)
    if not _LATEX_FIRST.search(text) or not _LATEX.search(text):
        return text

    def sign(m: regex.Match[str]) -> str:
        s = m.group().replace(" ", "")
        if s == "\\":
            return " "
        if s[0] == "\\":
            one = {"\\gt": ">", "\\lt": "<"}.get(s) or _LATEX_SIGNS[s[1]]
            return one.rjust(len(m.group())) if one == "%" else one.ljust(len(m.group()))
        one = {"$": " ", "％": "%", "﹪": "%", "＞": ">", "＜": "<"}.get(s) or ("≥" if ">" in s or "＞" in s else "≤")
        return one.ljust(len(m.group()))

    return _LATEX.sub(sign, text)


def parse_number(raw: str, *, whole: bool = False, share: bool = False) -> tuple[float, str]:
    """Value of a number as written and a note where the notation is not the Vietnamese one.

    ``whole``: what is counted has no fractions, so a comma before three digits separates thousands.
    """
    if raw.isdigit():
        return float(raw), ""
    s = raw.replace(" ", "")
    if _THOUSANDS.fullmatch(s) and not s.startswith("0."):
        return float(s.replace(".", "").replace(",", ".")), "số phần trăm có dấu chấm hàng nghìn" if share else ""
    if whole and _COMMAS.fullmatch(s):
        return float(s.replace(",", "")), "dấu phẩy đọc là phân cách hàng nghìn"
    note = "dấu chấm đọc là dấu thập phân" if "." in s else ""
    return float(s.replace(",", ".")), note


def format_number(x: float) -> str:
    """``1.5`` → "1,5", ``2000`` → "2.000"."""
    s = f"{x:,.6f}".rstrip("0").rstrip(".")
    return s.translate(str.maketrans(",.", ".,"))


def _words(items: list[str]) -> str:
    return "|".join(regex.escape(w).replace(r"\ ", " ").replace(" ", r"\s+") for w in sorted(items, key=len, reverse=True))


def _one_meaning(pairs: list[tuple[str, str]], what: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for word, meaning in pairs:
        if out.setdefault(word.lower(), meaning) != meaning:
            raise ValueError(f"{what}: {word!r} means both {out[word.lower()]!r} and {meaning!r}")
    return out


@vocab.compiled
def comparators() -> dict[str, str]:
    """Word → comparator (eq, ge, gt, le, lt)."""
    return _one_meaning([(new_tones(r["word"]), r["comparator"]) for r in vocab.rows("comparators")], "comparators.csv")


@vocab.compiled
def units() -> dict[str, tuple[str, str]]:
    """Alias → (canonical unit, kind), denominators left out."""
    rows = [r for r in vocab.rows("measure_units") if r["kind"] != "denominator"]
    _one_meaning([(new_tones(r["alias"]), r["unit"]) for r in rows], "measure_units.csv")
    return {new_tones(r["alias"]).lower(): (r["unit"], r["kind"]) for r in rows}


@vocab.compiled
def denominators() -> dict[str, str]:
    return {new_tones(r["alias"]).lower(): r["unit"] for r in vocab.rows("measure_units") if r["kind"] == "denominator"}


#: words between a comparator and its number, and second comparators ("đạt trên")
_BETWEEN = ("đạt", "có", "là", "từ", "khoảng", "bằng", "còn", "mức", "được")
_SECOND = ("trên", "từ", "dưới")


_TAIL_GROUPS = ("p1", "strict", "n2", "scale", "unit", "plus", "den", "post", "far")
_FIRST_TOKEN = re.compile(r"\w+|\W")


@dataclass(frozen=True, slots=True)
class _Patterns:
    lead: regex.Pattern[str]
    lead_first: re.Pattern[str]  # words with which a lead begins
    lead_ends: tuple[str, ...]  # with one of these a lead that is not empty ends
    signs: frozenset[str]
    tail: regex.Pattern[str]
    bare: re.Pattern[str]  # a number and what comes next; the groups of ``tail`` are all there, and empty
    tail_first: frozenset[str]  # what may come next where there is a unit, denominator, scale or range
    words: regex.Pattern[str]


@vocab.compiled
def _patterns() -> _Patterns:
    comp = comparators()
    words_of = [w for w in comp if w[0].isalpha()]
    word = _words(words_of)
    sign = "[" + "".join(regex.escape(w) for w in comp if len(w) == 1 and not w.isalpha()) + "]"
    lead = rf"(?:(?<![\p{{L}}\d])(?P<w>{word})(?P<between>\s+(?:{'|'.join(_BETWEEN)}))?(?:\s+(?P<w2>{'|'.join(_SECOND)}))?\s*)?(?P<s>{sign})?\s*$"
    kinds: dict[str, list[str]] = {}
    for alias, (_, kind) in units().items():
        kinds.setdefault("percent" if kind == "percent" else "other", []).append(alias)
    pct = _words(kinds["percent"])
    unit = rf"(?:{_words(kinds['other'])})(?![\p{{L}}\d])"
    scale = "|".join(SCALES)
    den = _words(list(denominators()))
    to = rf"\s*(?:-|÷|~|->|→|đến|tới|lên đến|lên tới)\s*(?P<strict>dưới\s+)?(?P<n2>{NUMBER})"
    tail = (rf"(?P<n1>{NUMBER})"
            rf"(?:(?P<p1>\s*(?:{pct}))(?:{to}\s*(?P<unit>{pct})?)?"
            rf"|(?:{to})?(?:\s*(?P<scale>{scale})(?![\p{{L}}\d])(?!\s*(?:đồng|đ\b|VN[ĐD]|USD|đô)))?(?:\s*(?P<unit>{pct}|{unit}))?)"
            rf"(?P<plus>\s?[+↑](?![\p{{L}}\d]))?"
            rf"(?:\s+(?:trên\s+)?(?:tổng\s+số\s+)?(?P<den>{den})(?![\p{{L}}\d]))?"
            rf"(?:\s+(?P<post>trở\s+(?:lên|xuống))(?!\p{{L}})|(?P<far>\s[^.,;:\d\n]{{1,60}}?\strở\s+(?:lên|xuống))(?!\p{{L}}))?")
    number_words = "|".join(WORD_NUMBERS)
    words = rf"(?<![\p{{L}}])(?:ít nhất|tối thiểu)(?:\s+(?:có|là|đạt|thêm))?\s+(?P<n>{number_words})\s+(?P<unit>{unit})"
    flags = regex.IGNORECASE | regex.V1
    ends = {w.split()[-1] for w in (*words_of, *_BETWEEN, *_SECOND)} | {w for w in comp if len(w) == 1 and not w.isalpha()}
    signs = frozenset(w for w in comp if len(w) == 1 and not w.isalpha())
    first = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted({re.escape(w.split()[0]) for w in words_of}))})(?![^\W_])", re.IGNORECASE)
    bare = re.compile(rf"(?P<n1>{NUMBER})(?=\s*(?P<next>\w+|\W|$))" + "".join(f"(?P<{g}>(?!))?" for g in _TAIL_GROUPS))
    nexts = {m.group().lower() for w in (*units(), *denominators(), *SCALES) if (m := _FIRST_TOKEN.match(w))}
    nexts |= {"trên", "tổng", "trở", "đến", "tới", "lên", "-", "÷", "~", "→", "+", "↑"}
    return _Patterns(regex.compile(lead, flags), first, tuple(sorted(ends)), signs, regex.compile(tail, flags), bare, frozenset(nexts), regex.compile(words, flags))


def _comparator(lead: regex.Match[str] | None, post: str, ranged: bool) -> tuple[Comparator, str]:
    sign = comparators().get((lead["s"] or "") if lead else "", "")
    first = _BLANKS.sub(" ", (lead["w"] or "").lower()) if lead else ""
    second = (lead["w2"] or "").lower() if lead else ""
    word = comparators().get(first, "")
    if post:
        return (Comparator.GE if post.lower().endswith("lên") else Comparator.LE), ""
    if ranged:
        return Comparator.BETWEEN, ""
    if sign and sign != "eq":
        return Comparator(sign), ""
    if second and word in ("", "eq"):
        word = comparators()[second]
    note = f"gần đúng: {first}" if word == "eq" and first and first != "bằng" else ""
    return Comparator(word or "eq"), note


def _lead_before(window: str) -> regex.Match[str] | None:
    """The comparator words and sign with which ``window`` ends; None where there are none."""
    p, ending = _patterns(), window.rstrip()
    if not ending.lower().endswith(p.lead_ends):
        return None
    for first in p.lead_first.finditer(window):
        if first.group().lower() == "trên" and window[:first.start()].rstrip().lower().endswith("cấp"):
            continue  # "ngân sách cấp trên 70%": the upper level, not more than
        if lead := p.lead.match(window, first.start()):
            return lead
    return p.lead.match(window, len(ending) - 1) if ending[-1] in p.signs else None


def _build(text: str, at: int, m: re.Match[str] | regex.Match[str]) -> Amount:
    """Amount whose number starts at ``at``; ``m`` is the tail match, the lead is read backwards."""
    lead = _lead_before(text[max(0, at - 48):at])
    end = m.end()
    if lead is None and end == m.end("n1"):  # a bare number
        low, note = parse_number(m["n1"])
        return Amount(at, end, at, Comparator.EQ, low, low, notes=(note,) if note else ())
    lead_text = lead.group() if lead else ""
    start = at - len(lead_text.lstrip())
    number, number2, unit_raw, percent, scale, post, far, plus, den_raw = m.group("n1", "n2", "unit", "p1", "scale", "post", "far", "plus", "den")
    unit_raw = unit_raw or percent
    unit, kind = units().get(" ".join(unit_raw.lower().split()), ("", "")) if unit_raw else ("", "")
    if percent and not kind:
        unit, kind = "%", "percent"
    whole, share = kind == "count", kind == "percent"
    low, n1 = parse_number(number, whole=whole, share=share)
    high: float | None = None
    notes = [n1]
    if number2:
        high, n2 = parse_number(number2, whole=whole, share=share)
        notes.append(n2)
    if scale:
        factor = SCALES[scale.lower()]
        low, high = round(low * factor, 6), None if high is None else round(high * factor, 6)
    post = post or ("lên" if far and far.lower().rstrip().endswith("lên") else "xuống" if far else "lên" if plus else "")
    comparator, note = _comparator(lead, post, high is not None)
    notes.append(note)
    if m["strict"]:
        notes.append("không kể cận trên")
    lo, hi = _bounds(comparator, low, high)
    if comparator is Comparator.GT and share and low >= 100:
        # "phủ sóng trên 100% thôn": a preposition (of all villages), not a comparator; a share cannot pass 100 %
        comparator, lo, hi = Comparator.EQ, low, low
        notes.append("“trên 100%” đọc là toàn bộ")
    if comparator is Comparator.BETWEEN and high is not None and low > high:
        lo, hi = high, low
        notes.append("khoảng viết ngược")
    den = denominators().get(" ".join(den_raw.lower().split()), "") if den_raw else ""
    if far and not den and share:
        den = _OR_MORE.sub("", far.strip()).strip()
    if kind == "count" and den and den_raw:
        end = m.end("unit")  # "3 mô hình hợp tác xã": a count has no denominator
        den = ""
    return Amount(start, end, at, comparator, lo, hi, unit, kind, den, lead_text.strip(), tuple(n for n in notes if n))


def _bounds(c: Comparator, low: float, high: float | None) -> tuple[float | None, float | None]:
    if c is Comparator.BETWEEN:
        return low, high
    if c is Comparator.EQ:
        return low, low
    return (low, None) if c in (Comparator.GE, Comparator.GT) else (None, low)


def amounts(text: str, *, cell: bool = False) -> Iterator[Amount]:
    """Every number of ``text`` (already ``plain``) with what stands around it, left to right, none overlapping.

    Dates, document symbols and words such as "5G" or "24/7" are left out; whether an amount is a target is for the
    caller to judge.
    """
    p = _patterns()
    pos = 0
    out: list[Amount] = []
    for d in _DIGIT.finditer(text):
        if d.start() < pos:
            continue
        m = p.bare.match(text, d.start())
        if m is None or m["next"].lower() in p.tail_first or "trở" in text[m.end():m.end() + 75].lower():
            m = p.tail.match(text, d.start())
        if m is None:
            continue
        if m.end() > m.end("n1") and _is_year(text, m):
            m = p.bare.match(text, d.start()) or m
        number_end = m.end("n1")
        if text[number_end:number_end + 2].strip()[:1] == "/" and (part := None if cell else _shared(text, m)):
            pos = part.end
            out.append(part)
            continue
        after = text[number_end:number_end + 2]
        if not (m["p1"] or m["n2"] or m["unit"] or m["scale"]) and (after[:1].isalpha() or (after[:1] in "/-_" and after[1:].isalnum())):
            continue  # 5G, 24/7, 57-NQ/TW, 15/12
        if not (m["p1"] or m["unit"]) and _ORDINAL.search(text[max(0, d.start() - 12):d.start()]):
            continue  # tháng 3, Điều 5, số 12
        if not m["n2"] and m["unit"] is None and not m["p1"] and _TIME_OR_PART.match(text, number_end, number_end + 12):
            continue
        a = _build(text, d.start(), m)
        if a.unit_kind not in (("", "percent", "rate", "count") if cell else ("", "percent", "rate")) and (each := _EACH.match(text, a.end)):
            words = _EACH_BLANKS.sub("/", each.group().strip())
            a = replace(a, end=each.end(), unit=a.unit + words.lower()) if "/" not in a.unit else a
        pos = a.end
        if not (a.value == 1 and a.lead.lower() == "trên" and a.unit in _BASES):  # "giá trị … trên 1 ha đất": what the value is of
            out.append(a)
    if _AT_LEAST.search(text):
        for m in _patterns().words.finditer(text):
            n = float(WORD_NUMBERS[m["n"].lower()])
            unit, kind = units()[_BLANKS.sub(" ", m["unit"].lower())]
            if not any(a.start < m.end() and m.start() < a.end for a in out):
                out.append(Amount(m.start(), m.end(), m.start("n"), Comparator.GE, n, None, unit, kind, lead=text[m.start():m.start("n")].strip()))
    if len(out) < 2:
        yield from out
        return
    yield from _changes(text, sorted(out, key=lambda a: a.start))


def _is_year(text: str, m: re.Match[str] | regex.Match[str]) -> bool:
    """The number is a year, whatever unit seems to follow: "đến năm 2030 xã …", "đến 2030 xã Bình …"."""
    if not _YEAR_ONLY.fullmatch(m["n1"]) or m["p1"]:
        return False
    at = m.start("n1")
    return bool(_YEAR_BEFORE.search(text[max(0, at - 32):at])) or bool(_PLACE_AFTER.match(text, m.end("n1")))


def _shared(text: str, m: re.Match[str] | regex.Match[str]) -> Amount | None:
    """"550/100.000 trẻ em" and "13/13 ấp"; None for a date or anything else with a stroke."""
    if many := _PER_MANY.match(text, m.end("n1")):
        a = _build(text, m.start("n1"), m)
        return replace(a, end=many.end(), unit=f"/{many['n']} {many['what'].lower()}", unit_kind="rate")
    if (part := _FRACTION.match(text, m.start("n1"))) and int(part["a"]) < int(part["b"]) and not _DAY_BEFORE.search(text[max(0, part.start() - 12):part.start()]):
        a = _build(text, part.start(), _patterns().bare.match(text, part.start()) or m)
        share = round(100 * int(part["a"]) / int(part["b"]), 2)
        lo, hi = _bounds(a.comparator, share, None)
        words = part.group().strip()
        return replace(a, end=part.end("b"), low=lo, high=hi, unit="%", unit_kind="percent", notes=(*a.notes, f"phân số {words} đọc là {format_number(share)}%"))
    part = _OUT_OF.match(text, m.start("n1"))
    if part is None or int(part["a"]) > int(part["b"]) or _DAY_BEFORE.search(text[max(0, part.start() - 12):part.start()]):
        return None
    tail = _patterns().tail.match(text, part.start("b"))
    unit, kind = units().get(" ".join(tail["unit"].lower().split()), ("", "")) if tail and tail["unit"] else ("", "")
    if tail is None or kind != "count" or _PLACE_AFTER.match(text, part.end("b")):
        return None
    a = _build(text, part.start(), _patterns().bare.match(text, part.start()) or m)
    return replace(a, end=tail.end("unit"), unit=unit, unit_kind=kind, denominator=f"{part['b'].lstrip('0')} {unit}")


def _between_years(text: str, a: Amount) -> bool:
    """A bare year told as such between two levels: "từ 68% năm 2025 lên 80%"."""
    return not a.unit_kind and bool(_YEAR_ONLY.fullmatch(text, a.number_start, a.end)) and bool(_YEAR_BEFORE.search(text[max(0, a.number_start - 32):a.number_start])) and bool(_CHANGE_FOLLOWS.match(text, a.end))


def _changes(text: str, found: list[Amount]) -> Iterator[Amount]:
    """"từ 50% lên 60%": one amount, the new value."""
    skip: Amount | None = None
    kept = [a for a in found if not _between_years(text, a)]
    for a, b in pairwise([*kept, None]):
        if a is skip or a is None:
            continue
        if b is not None and a.lead.lower() in ("từ", "") and not _YEAR_ONLY.fullmatch(text, a.number_start, a.end) and _CHANGED_TO.fullmatch(text[a.end:b.number_start].removesuffix(b.lead)):
            skip = b
            unit = (b.unit or a.unit, b.unit_kind or a.unit_kind)
            yield replace(b, start=a.start, unit=unit[0], unit_kind=unit[1], notes=(*b.notes, f"mức cũ {format_number(a.value)}"))
        else:
            yield a
