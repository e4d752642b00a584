"""The parts of a citation around its symbol: the type word before it, date and issuer after it.

Every function looks at a bounded window of the text, so a whole document costs linear time.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

import regex

from extractors.text import fold, new_tones
from schemas import vocab

_BLANK = r"[\s._…\\]{0,40}+"
_S = r"\s{0,4}+"
#: Date forms, most complete first. A blank day ("ngày      tháng 10 năm 2025", "ngày ___/11/2025") leaves a month.
_DATES = tuple(regex.compile(p, regex.IGNORECASE) for p in (
    rf"(?:ngày{_S})?(?P<d>\d{{1,2}}){_S}[-/.–]{_S}(?P<m>\d{{1,2}}){_S}[-/.–]{_S}(?P<y>(?:19|20)\d\d)(?!\d)",
    rf"ngày{_S}(?P<d>\d{{1,2}}){_S}tháng{_S}(?P<m>\d{{1,2}}){_S},?{_S}(?:năm|tháng|/){_S}(?P<y>(?:19|20)\d\d)(?!\d)",
    rf"(?:ngày{_BLANK})?tháng{_S}(?P<m>\d{{1,2}}){_S}(?:năm|/|-){_S}(?P<y>(?:19|20)\d\d)(?!\d)",
    rf"ngày{_BLANK}/?{_S}(?P<m>\d{{1,2}}){_S}/{_S}(?P<y>(?:19|20)\d\d)(?!\d)",
    rf"ngày{_BLANK}(?:tháng|/){_BLANK}(?:năm|/){_S}(?P<y>(?:19|20)\d\d)(?!\d)",
    rf"ngày{_BLANK}tháng{_BLANK}năm(?!\p{{L}})",
))
_BEFORE_DATE = regex.compile(r"\s{0,4}+[,(]?\s{0,4}+(?:(?:được\s+)?(?:ký\s+)?(?:ban\s+hành\s+)?)(?=ngày|tháng|\d)", regex.IGNORECASE)
_OF = regex.compile(r"\s{0,4}+[),]{0,2}+\s{0,4}+(?:của|do)\s+", regex.IGNORECASE)


@dataclass(slots=True)
class Date:
    """``iso``: ISO 8601, EDTF when the day or month is blank, "" when all is blank or ``problem`` says why."""

    iso: str
    end: int
    problem: str = ""


def date_at(text: str, pos: int) -> Date | None:
    """The date written exactly at ``pos``, in any spelling."""
    first = text[pos:pos + 1]
    for pattern in _DATES if first in ("n", "N") else _DATES[:1] if first.isdigit() else _DATES[2:3]:
        m = pattern.match(text, pos, min(len(text), pos + 130))
        if m:
            g = m.groupdict()
            return Date(*_iso(g.get("y"), g.get("m"), g.get("d"), m.end()))
    return None


def _iso(year: str | None, month: str | None, day: str | None, end: int) -> tuple[str, int, str]:
    if not year:
        return "", end, ""
    if not month:
        return year, end, ""
    y, m = int(year), int(month)
    if not 1 <= m <= 12 or (day and not 1 <= int(day) <= calendar.monthrange(y, m)[1]):
        return "", end, f"Ngày ban hành ghi không có thật ({(day + '/') if day else ''}{month}/{year})"
    return f"{y}-{m:02d}" + (f"-{int(day):02d}" if day else ""), end, ""


def date_after(text: str, pos: int) -> Date | None:
    """The date that follows a symbol: ``, ngày 22/12/2024``, ``(ngày 22 tháng 12 năm 2024)``, ``(22-12-2024)``."""
    m = _BEFORE_DATE.match(text, pos)
    return date_at(text, m.end()) if m else None


# ---------------------------------------------------------------------------------------------------------- issuer

_WORD = regex.compile(r"[\p{L}\d&/]+(?:-[\p{L}\d]+)*")
_GAP = regex.compile(r"(?:\s{1,4}+(?:[-–]\s{1,2})?|\s?,\s{1,3}|\.\s?(?=\p{Lu}))")


@vocab.compiled
def _stop_words() -> tuple[frozenset[str], frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Words that end an organisation's name ("về", "tại"), pairs of words that do ("ban hành", "quy định"), and those of the
    pairs that are no part of a name with a capital either ("Tỉnh ủy Bắc Ninh Triển khai")."""
    rows = vocab.rows("organisation_stop_words")
    return (frozenset(r["word"] for r in rows if not r["next"]), frozenset((r["word"], r["next"]) for r in rows if r["next"]),
            frozenset((r["word"], r["next"]) for r in rows if r["next"] and r.get("capital") == "yes"))


@vocab.compiled
def _names_about() -> regex.Pattern:
    """Bodies in whose name a "về" stands ("Ủy ban Quốc gia về chuyển đổi số")."""
    names = [n for r in vocab.rows("issuer_codes") for n in (r["name"], *map(str.strip, r["names"].split(";"))) if " về " in n]
    words = "|".join(regex.escape(n, literal_spaces=True).replace(" ", r"\s{1,4}") for n in sorted(names, key=len, reverse=True))
    return regex.compile(rf"(?:(?:Chủ tịch|Phó Chủ tịch|Trưởng ban|Văn phòng)\s+)?(?i:{words})(?!\p{{L}})" if names else r"(?!)")


#: Organisations whose name is complete as it stands: what follows in small letters is no longer name.
_COMPLETE = frozenset(fold(n) for n in (
    "Chính phủ", "Thủ tướng Chính phủ", "Thủ tướng", "Bộ Chính trị", "Ban Bí thư", "Quốc hội", "Chủ tịch nước", "Ủy ban Thường vụ Quốc hội",
    "Văn phòng Chính phủ", "Trung ương Đảng", "Đảng"))
_GOES_ON = frozenset(("khóa", "khoá", "ủy", "uỷ", "bộ", "viên"))  # "Đảng ủy", "Đảng bộ", "Trung ương Đảng khóa XIII"
#: "Sở Kế hoạch và Đầu tư", "Phòng Tài chính - Kế hoạch": there the words are no kind of document
_BEFORE_PLANNING = ("sở ", "bộ ", "phòng ", "tài chính ")
_AREA = frozenset(("tỉnh", "xã", "phường", "huyện", "quận", "phố", "khu", "trấn", "tp", "tx"))
_START_SMALL = regex.compile(
    r"(?:tỉnh|thành|đảng|huyện)\s+[uủ][ỷyỳ]?|[uủ][ỷy]\s+ban|hội\s+đồng|ban\s+(?:thường|chấp|chỉ|bí)|chính\s+phủ|bộ\s+\p{L}|sở\s+\p{L}|thủ\s+tướng|"
    r"phòng\s+\p{Lu}|trung\s+tâm\s+\p{Lu}|quốc\s+hội|cơ\s+quan\s+thường|văn\s+phòng|tỉnh(?!\p{L})|thành\s+phố|trung\s+ương")
#: Commas that belong to a name.
_COMMA_NAME = regex.compile(
    r"(?:văn hóa|khoa học|lao động|kinh tế|tài nguyên|nông nghiệp|xây dựng|văn phòng|bộ chính trị|giáo dục|dân tộc|gia đình|thể thao|công nghệ|chính trị|bộ trưởng)"
    r"\s?,\s+(?:thể thao|thông tin|công nghệ|thương binh|hạ tầng|ban bí thư|khoa học|du lịch|gia đình|tôn giáo|đô thị|đổi mới|văn hóa|chủ nhiệm)",
    regex.IGNORECASE)


def issuer_at(text: str, pos: int) -> int:
    """End of the organisation's name that starts at ``pos``; ``pos`` itself when no name starts there.

    The name stops before verbs ("về việc", "ban hành", "thực hiện" …), before another document ("và Kế hoạch …"), at
    punctuation that is not part of a name, and where an area's name is complete ("UBND tỉnh Thái Nguyên triển khai").
    """
    limit = min(len(text), pos + 170)
    m = _WORD.match(text, pos, limit)
    if not m or not (m.group()[0].isupper() or _START_SMALL.match(text, pos, limit)):
        return pos
    end, area, words, n = pos, 0, "", 0
    stop, stop_two, stop_always = _stop_words()
    while m and n < 18:
        word, low = m.group(), m.group().lower()
        nxt = _WORD.match(text, m.end() + 1, limit)
        pair = (low, nxt.group().lower() if nxt and text[m.end()].isspace() else "")
        capital = word[0].isupper()
        loud = word.isupper() and len(word) > 1
        if n and capital and pair in stop_always:
            break
        if low == "về" and n and (whole := _names_about().match(text, pos, limit)) and whole.end() > end:
            return whole.end()
        if n and (not capital or loud) and ((low in stop and not (low == "triển" and words.endswith("phát "))) or (pair in stop_two and not words.endswith(("sở ", "bộ ")) and pair != ("chỉ", "đạo"))):
            break
        if n and pair == ("chỉ", "đạo") and not words.endswith(("ban ", "tổ ")):
            break
        if n and not (low == "kế" and words.endswith(_BEFORE_PLANNING)) and type_word_at(text, m.start(), limit):
            break
        if low in ("và", "&") and (not nxt or not nxt.group()[0].isupper() or type_word_at(text, nxt.start(), limit)
                                   or nxt.group().lower() in stop or (nxt.group().lower(), "") in stop_two):
            break
        if n and not capital and low not in _GOES_ON and pair != ("chính", "phủ") and (area == 2 or (fold(words) in _COMPLETE)) and low not in _AREA:
            break
        area = 1 if low in _AREA else 2 if area and capital else area
        if area == 1 and low not in _AREA:
            area = 0
        end, n, words = m.end(), n + 1, words + low + " "
        gap = _GAP.match(text, end, limit)
        if not gap:
            break
        if "." in gap.group() and low not in ("tp", "tx", "tt"):
            break
        if "," in gap.group() and not _comma_in_name(text, pos, end, limit):
            break
        if "\n\n" in gap.group():
            break
        m = nxt if gap.end() == end + 1 else _WORD.match(text, gap.end(), limit)
    return end


def _comma_in_name(text: str, start: int, comma: int, limit: int) -> bool:
    return any(m.start() < comma < m.end() for m in _COMMA_NAME.finditer(text, max(start, comma - 20), min(limit, comma + 20)))


def issuer_after(text: str, pos: int) -> tuple[str, int] | None:
    """(issuer as written, end) after "của" or "do" at ``pos``; None when nothing is named there."""
    m = _OF.match(text, pos)
    if not m:
        return None
    end = issuer_at(text, m.end())
    return (" ".join(text[m.end():end].split()), end) if end > m.end() else None


# ------------------------------------------------------------------------------------------------------- type words


@dataclass(slots=True)
class TypeWord:
    """A document's kind as a word: ``name`` from the vocabulary ("Kế hoạch hành động"), ``codes`` it may carry."""

    name: str
    codes: tuple[str, ...]
    start: int
    numbered: bool = False  # "số" stands between the word and the number
    issuer: str = ""  # "Nghị quyết của Bộ Chính trị số …"


_LINK = regex.compile(r"(?:[\s*_]{0,4}\(?(?:(?<![\p{L}\d])(?i:s[ốô])[\s:.*]{0,4})?|-)$")
_OF_ISSUER = regex.compile(r"\s(?i:của)\s(?P<issuer>[^,;.:()\n\d]{3,60})$")


@vocab.compiled
def _type_words() -> tuple[dict[str, tuple[str, tuple[str, ...]]], dict[str, tuple[str, tuple[str, ...]]], regex.Pattern, int, frozenset[str]]:
    """Names in small letters, abbreviations, a pattern for names at a place, the most words a name has, and last words of all."""
    names: dict[str, tuple[str, tuple[str, ...]]] = {}
    short: dict[str, tuple[str, tuple[str, ...]]] = {}
    for r in vocab.rows("document_types"):
        codes = tuple(filter(None, (c.strip() for c in r["codes"].split(";"))))
        names[new_tones(r["name"]).lower()] = (r["name"], codes)
        for a in filter(None, (a.strip() for a in r["abbreviations"].split(";"))):
            short[a] = (r["name"], codes)
    full = sorted((r["name"] for r in vocab.rows("document_types")), key=len, reverse=True)
    lasts = frozenset({n.split(" ")[-1] for r in vocab.rows("document_types") for n in (r["name"].lower(), new_tones(r["name"]).lower())}
                      | {a.lower() for a in short})
    words = "|".join(regex.escape(n, literal_spaces=True).replace(" ", r"\s{1,4}") for n in full)
    return names, short, regex.compile(rf"(?:(?i:{words}))(?!\p{{L}})"), max(n.count(" ") for n in names) + 1, lasts


_FIRST_WORD = re.compile(r"[^\W\d_]+")


@vocab.compiled
def _type_firsts() -> frozenset[str]:
    """First words of all kinds of document, in small letters."""
    return frozenset(r["name"].split()[0].lower() for r in vocab.rows("document_types"))


def type_word_at(text: str, pos: int, limit: int | None = None) -> bool:
    """Does a kind of document ("Kế hoạch", "Nghị quyết" …, with a capital) start at ``pos``?"""
    first = _FIRST_WORD.match(text, pos) if text[pos:pos + 1].isupper() else None
    if first is None or first.group().lower() not in _type_firsts():
        return False
    return bool(_type_words()[2].match(text, pos, len(text) if limit is None else limit))


def type_word_before(text: str, pos: int) -> TypeWord | None:
    """The word for the kind of document right before ``pos`` ("Nghị quyết số ", "NQ ", "Kế hoạch hành động ")."""
    lo = max(0, pos - 60)
    before = text[max(lo, pos - 5):pos]
    if before[1:] == " số " and before[0].isalpha():  # the usual two, without the pattern
        at, numbered = pos - 4, True
    elif before[-1:] == " " and before[-2:-1].isalpha() and before[-3:-1].lower() not in ("số", "sô"):
        at, numbered = pos - 1, False
    else:
        link = _LINK.search(text, max(lo, pos - 12), pos)
        at = link.start() if link else pos
        numbered = bool(link) and "s" in text[at:pos].lower()
    found = _type_word_ending(text, lo, at)
    if found is None and numbered and (m := _OF_ISSUER.search(text, max(0, at - 75), at)):
        found = _type_word_ending(text, max(0, m.start() - 40), m.start())
        if found:
            return TypeWord(found[1][0], found[1][1], found[0], True, " ".join(m["issuer"].split()))
    return TypeWord(found[1][0], found[1][1], found[0], numbered) if found else None


_LAST_TOKEN = re.compile(r"(?:[^\W\d_]|-)+\Z")


def _type_word_ending(text: str, lo: int, end: int) -> tuple[int, tuple[str, tuple[str, ...]]] | None:
    """(start, kind) of the longest type word that ends exactly at ``end``."""
    names, short, _, most, lasts = _type_words()
    words: list[str] = []
    starts: list[int] = []
    at = end
    for word in reversed(text[lo:end].split()[-most:]):
        token = word if word.isalpha() else m.group() if (m := _LAST_TOKEN.search(word)) else ""
        if not token or (not words and (not text.endswith(token, lo, end) or (at - len(token) > lo and token.lower() not in lasts))):
            break
        at = text.rfind(token, lo, at)
        words.append(token)
        starts.append(at)
        if token != word:
            break
    if not words:
        return None
    low = new_tones(" ".join(reversed(words))).lower()
    for i in range(len(words) - 1, -1, -1):
        if kind := names.get(low):
            return starts[i], kind
        low = low[len(words[i]) + 1:]
    abbreviated = short.get(words[0])
    return (starts[0], abbreviated) if abbreviated else None
