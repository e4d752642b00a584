"""The forms in which a document is cited: by symbol, with a blank number, as a law by name, by a short number.

Each function reads a whole text and returns drafts (where, what); date, issuer and role are added in ``references``.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, replace

import regex

from extractors.fields import citation_parts as parts
from extractors.fields.registry import registry
from extractors.fields.symbols import BLANK_NUMBER, CODE, REPAIRS, SEP, SYMBOL, WRONGLY_CITED, Symbol, codes, interpret
from extractors.text import fold
from schemas import vocab
from schemas.records import ReferenceRole

#: Not inside a word, a date, a time, a path or another number.
_CANDIDATE = regex.compile(rf"(?:(?<![\p{{L}}\d])|(?<=số))(?<![\p{{L}}\d][-–—/_=])(?<!\d[.:,]){SYMBOL}")
#: what every candidate holds, for a cheap look: the end of a number before a separator or two capitals
_CANDIDATE_FIRST = re.compile(r"[0-9０-９][OolI]{0,4}[a-eđ]?(?:\s{0,3}\\?[/⁄∕‐‑‒–—―−-]\s{0,3}(?:[A-Za-zĐđÐðƉƯÂ&]|(?:19|20)\d\d\s{0,3}\\?[/⁄∕‐‑‒–—―−-])|\s?[A-ZĐÐƉ]{2})")
_LONGEST_NUMBER = 12  # characters before the last digit of a number
_GLUED = regex.compile(rf"(?<![\p{{L}}\d])(?:NQ|QĐ|KH|NĐ|CT|KL|TB|CV)-?{SYMBOL}")
_GLUED_FIRST = re.compile(r"(?:NQ|QĐ|KH|NĐ|CT|KL|TB|CV)-?[OoIl\d]")  # a cheap look
#: "823/PV11(CS)": who in that body wrote the letter
_OFFICE = re.compile(r"\([A-ZĐ]{1,6}\d{0,2}\)")
_NUMBER_WORD = re.compile(r"(?:số|SỐ|Số|văn bản|VB)[\s:.*]{0,4}$")
_MORE_PARTS = regex.compile(r"\p{L}\d*\s*[-/–—‑][^-/–—‑]+[-/–—‑]")
#: Numbers of forms and standards, not of documents.
_FORM = regex.compile(r"(?:mẫu|biểu|phiếu|bảng|mã|hình|TCVN|QCVN|TCCS|ISO)(?:\s+(?:mẫu|biểu|hiệu|đơn))?(?:\s+số)?[\s:]*$", regex.IGNORECASE)
_FORM_FIRST = re.compile("mẫu|biểu|phiếu|bảng|mã|hình|TCVN|QCVN|TCCS|ISO", re.IGNORECASE)
_BLANK = regex.compile(rf"(?<!\p{{L}})(?i:số)\s{{0,3}}:?(?P<blank>{BLANK_NUMBER})(?P<tail>[/–-]\s?{CODE}{SEP}{CODE}(?:-{CODE}){{0,2}})")
_BLANK_FIRST = re.compile(r"[ốỐ]\s{0,3}:?[\s.…_\\xX]*[/–-]")  # a cheap look
LIST_GAP = regex.compile(r"\s*(?:,|;|và|&|\+|,\s*và)\s*(?:số\s*:?\s*)?")
#: Kinds whose short form carries the year: "Nghị định 42/2022".
WITH_YEAR = frozenset(("Nghị định", "Nghị quyết", "Quyết định", "Thông tư", "Chỉ thị", "Luật"))
#: begins with the digit, so that the search skips all else at once; what stands before it is looked at from there
_NICK_NUMBER = re.compile(
    r"(?P<n>[0-9０-９](?<![\d.,:/].)(?:(?<=[^\W\d_].)|(?<=[^\W\d_][\s-].)|(?<=[^\W\d_][\s-]\s.)|(?<=số: .)|(?<=[,;] .))\d{1,3})"
    r"(?:(?P<year>/(?:19|20)\d\d)(?![\d/]|\s?[-–]\s?[^\W_])|(?![\d%]|[.,]\d|\s?[/-]\s?\d))(?P<cp>/(?:CP|QĐ-TTg|TTg)(?![^\W\d_]))?")
_LAST_WORD = re.compile(r"([^\W\d_]{2,7})[\s:.-]{0,3}$")
_NEXT_NUMBER = re.compile(r"\s*(?:,|;|và|, và)\s*(?:số\s*)?")
_SYMBOL_FOLLOWS = re.compile(r"\s?[-/–]\s?[A-ZĐ]{1,4}[-/]")
_DATED = re.compile(r"\s?,?\s?\(?ngày\s")
_LAW_LINK = regex.compile(r"[\s,]{0,3}(?:\(\s?)?(?:Luật\s+)?(?:số\s*:?\s*)?")
_MEASURE = regex.compile(r"\s*(?:ngày|tháng|năm|giờ|phút|triệu|tỷ|tỉ|nghìn|đồng|người|lần|lượt|nhiệm vụ|chỉ tiêu|thôn|xã|hộ|đơn vị|văn bản|cuộc|lớp|buổi|trang|nội dung|"
                         r"nhóm|giải pháp|mục tiêu|điểm|loại|bước|quý|kỳ|khóa|khoá|dự án|đề án|kế hoạch|chương|điều|khoản|nghị quyết|G\b)", regex.IGNORECASE)
_LAW = regex.compile(r"(?<!\p{L})(?:(?:Bộ luật|Luật|LUẬT|BỘ LUẬT|Pháp lệnh|Hiến pháp|HIẾN PHÁP)\s)")
_LAW_TAIL = regex.compile(r"\s{0,3}(?:\((?:sửa đổi|hợp nhất)\))?(?:\s{0,3}(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?")
_LAW_UNKNOWN = regex.compile(r"(?:Bộ luật|Luật|Pháp lệnh)\s+(?=\p{Lu}\p{Ll}|sửa đổi)(?P<name>[^;.()\n“”\d]{3,170}?)(?=,?\s+(?:số\s+\d|ngày\s|năm\s(?:19|20)\d\d))")


@dataclass(slots=True)
class Draft:
    """A mention under construction; ``core`` is where its symbol or name ends."""

    start: int
    core: int
    symbol: str = ""
    type: str = ""
    type_code: str = ""
    issuer_code: str = ""
    registry_id: str = ""
    problem: str = ""
    wrong: bool = False
    blank: bool = False
    issued_on: str = ""
    issuer: str = ""
    end: int = 0
    said: bool = False  # the issuer stands before: "theo đề nghị của Sở Nội vụ tại Tờ trình số …"
    role: ReferenceRole | None = None  # where those words tell it


# ------------------------------------------------------------------------------------------------------------ symbols


def symbols(text: str) -> list[Draft]:
    out: list[Draft] = []
    first = _CANDIDATE_FIRST.search(text)
    glued = first is not None and _GLUED_FIRST.search(text)
    pos = 0
    while first and (m := _CANDIDATE.search(text, max(pos, first.start() - _LONGEST_NUMBER))):
        d = _symbol(text, m, out[-1] if out else None)
        if d:
            out.append(d)
            pos = d.core
        else:
            pos = m.end("number") if m.end("number") > m.start() else m.start() + 1
        first = _CANDIDATE_FIRST.search(text, pos)
    if glued:
        for m in _GLUED.finditer(text):
            symbol = interpret(m["number"], m["tail"], evident=True)
            if symbol and not any(d.start < m.end() and m.start() < d.core for d in out[-50:]):
                out.append(_draft(symbol, m.start(), m.end(), None, text))
    return out


def _symbol(text: str, m: regex.Match, last: Draft | None) -> Draft | None:
    if interpret(m["number"], m["tail"], type_hint="NQ", evident=True) is None and interpret(m["number"], m["tail"], type_hint="CV", evident=True) is None and not _MORE_PARTS.search(m["tail"]):
        return None  # nothing that stands beside it could make it a symbol
    if _FORM_FIRST.search(text, max(0, m.start() - 20), m.start()) and _FORM.search(text, max(0, m.start() - 20), m.start()):
        return None
    word = parts.type_word_before(text, m.start())
    in_list = last is not None and m.start() - last.core < 40 and bool(LIST_GAP.fullmatch(text, last.core, m.start()))
    said = bool(word) or in_list or bool(_NUMBER_WORD.search(text, max(0, m.start() - 12), m.start()))
    said = said or bool(_DATED.match(text, m.end(), m.end() + 8))
    tail, end = m["tail"], m.end()
    hint = word.codes[0] if word and word.codes else ""
    symbol = None
    while True:  # a trailing "-VP" may be a dash before the next word: give segments back until the rest is a symbol
        if word and (word.name, _int(m["number"])) in registry().nicknames and tail.upper().strip() in ("/CP", "/TTG"):
            return None
        symbol = interpret(m["number"], tail, type_hint=hint if hint != "ĐA" else "", evident=said)
        cut = max(tail.rfind(c) for c in "/-–—")
        if symbol or cut <= 0:
            break
        tail = tail[:cut].rstrip()
        end = m.end("number") + len(tail)
        if not tail:
            return None
    if symbol is None:
        return None
    if not symbol.type_code and symbol.system == "state" and (bracket := _OFFICE.match(text, end)):
        symbol, end = replace(symbol, issuer_code=symbol.issuer_code + bracket.group()), bracket.end()
    if word is None and in_list and last and symbol.type_code in ("", "QĐ") and last.type_code == symbol.type_code:
        return _draft(symbol, m.start(), end, None, text, inherited=last.type)
    return _draft(symbol, m.start(), end, word, text)


def _int(number: str) -> int:
    digits = "".join(c for c in number if c.isdigit())
    return int(digits) if digits else -1


def _draft(symbol: Symbol, start: int, end: int, word: parts.TypeWord | None, text: str, inherited: str = "") -> Draft:
    said = [REPAIRS[r] for r in symbol.repairs if REPAIRS[r]]
    d = Draft(start, end, symbol.canonical, type_code=symbol.type_code, issuer_code=symbol.issuer_code,
               wrong=bool(WRONGLY_CITED & set(symbol.repairs)))
    if said:
        d.problem = f"Ký hiệu ghi “{' '.join(text[start:end].split())}”, đúng là “{symbol.canonical}” ({', '.join(dict.fromkeys(said))})"
    default = codes().types.get(symbol.type_code, "") if symbol.type_code else ""
    d.type = inherited or default
    if word:
        d.start = word.start
        d.issuer = word.issuer
        generic = not word.codes and word.name == "Văn bản"
        if symbol.type_code and word.codes and symbol.type_code not in word.codes and symbol.type_code in codes().types and default:
            d.type, d.wrong = word.name, True
            clash = f"Tên loại “{word.name}” không khớp ký hiệu “{symbol.type_code}” trong “{symbol.canonical}”"
            d.problem = "; ".join(filter(None, (d.problem, clash)))
        elif generic and (default or symbol.system == "state"):
            d.type = default or "Công văn"
        elif symbol.type_code in ("QĐ", "NQ") and symbol.type_code != word.codes[0] and not (symbol.system == "party" and word.name == "Quy định"):
            d.type = default  # "Đề án 06/QĐ-TTg", "Kế hoạch số …/QĐ-UBND": the document itself is the decision
        elif not generic:
            d.type = word.name
    elif symbol.system == "state" and not symbol.type_code:
        d.type = "Công văn"
    return d


# --------------------------------------------------------------------------------------------------- blanks and names


def _free(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    i = bisect.bisect_right(taken, (end, -1))
    return all(not (s < end and start < e) for s, e in taken[max(0, i - 2):i + 1])


def blanks(text: str, taken: list[tuple[int, int]]) -> list[Draft]:
    """Numbers left open in drafts: "Số:      /KH-UBND", "Kế hoạch số ___ /KH-UBND", "Số -KH/BCĐ"."""
    out = []
    for m in _BLANK.finditer(text) if _BLANK_FIRST.search(text) else ():
        symbol = interpret("1", m["tail"], evident=True)
        if symbol and symbol.type_code and _free(m.start(), m.end(), taken):
            word = parts.type_word_before(text, m.start("blank"))
            start = word.start if word else m.start()
            kind = codes().types.get(symbol.type_code, "")
            out.append(Draft(start, m.end(), type=word.name if word and symbol.type_code in word.codes else kind, type_code=symbol.type_code,
                              issuer_code=symbol.issuer_code, blank=True, problem="Số văn bản để trống"))
    return out


def laws(text: str, drafts: list[Draft]) -> list[Draft]:
    """Laws by name. One whose symbol follows ("Luật Giao dịch điện tử số 20/2023/QH15") is that symbol's mention."""
    out: list[Draft] = []
    if not ("uật" in text or "LUẬT" in text or "Pháp lệnh" in text or "iến pháp" in text or "HIẾN PHÁP" in text):
        return out  # none of the words of ``_LAW``
    starts = {d.start: d for d in drafts}
    pos = 0
    while m := _LAW.search(text, pos):
        pos = m.end()
        kind = " ".join(m.group().split()).capitalize()
        known = registry().law_name.match(text, m.start())
        unknown = None if known else _LAW_UNKNOWN.match(text, m.start(), min(len(text), m.start() + 220))
        if not known and not unknown:
            continue
        end = known.end() if known else unknown.end()  # type: ignore[union-attr]
        tail = _LAW_TAIL.match(text, end)
        after = tail.end() if tail and (tail["year"] or "(" in tail.group()) else end
        link = _LAW_LINK.match(text, after)
        follows = starts.get(link.end()) if link else None
        if follows is None and link:
            inside = range(max(m.start() + 1, after - 10), after)  # "… quy phạm pháp| luật số 64/2025/QH15": its last word taken for the kind
            follows = next((starts[p] for p in (link.end(), after + 1, after + 2, *inside) if p in starts and ";" not in text[after:p]), None)
        if follows and follows.symbol and (follows.issuer_code.startswith(("QH", "UBTVQH")) or "-" not in follows.symbol):
            follows.start, follows.type = m.start(), kind
            pos = follows.core
            continue
        ids = registry().laws.get(fold(known.group()), ()) if known else ()
        year = tail["year"] if tail else None
        if year:
            ids = tuple(i for i in ids if i.partition("@")[2].startswith(year)) or ()
        d = Draft(m.start(), after, type=kind, registry_id=next(iter(ids)) if len(ids) == 1 else "")
        if year:
            d.issued_on = year
        out.append(d)
        pos = after
    return out


@vocab.compiled
def _last_words() -> frozenset[str]:
    """Last words of all kinds of document, as they stand before a short number."""
    words = {w for r in vocab.rows("document_types") for w in (r["name"].split()[-1].lower(), *r["abbreviations"].lower().split("; "))}
    return frozenset(words - {""} | {"số"})


#: "CT số 17, 18": short for "chỉ tiêu" or "chương trình" as well, a citation only where issuer or date follows
_INDICATOR = frozenset(("CT ", "CTr"))
_ISSUED = regex.compile(r"\s{0,3}(?:của\s|do\s|[,(]?\s?ngày\s|[,(]?\s?\d{1,2}[/.-]\d)", regex.IGNORECASE)

#: "Đề án 06 năm 2026": a year after a nickname, no measure; "Kế hoạch 05 năm 2026 - 2030" is one
_OF_YEAR = regex.compile(r"\s*năm\s+(?:19|20)\d\d(?!\d|\s*[-–]\s*(?:19|20)\d\d)", regex.IGNORECASE)


def nicknames(text: str, taken: list[tuple[int, int]]) -> list[Draft]:
    """Short forms: "NQ57", "Nghị quyết 57", "Đề án 06/CP", "Kế hoạch số 129"; lists of them ("Nghị quyết 57, 59, 66 và 68")."""
    out: list[Draft] = []
    last: tuple[int, parts.TypeWord] | None = None
    for m in _NICK_NUMBER.finditer(text):
        if _SYMBOL_FOLLOWS.match(text, m.end(), m.end() + 8) and not m["cp"]:
            continue
        number = int(m["n"])
        word = None
        if last and m.start() - last[0] < 16 and _NEXT_NUMBER.fullmatch(text, last[0], m.start()):
            word = parts.TypeWord(last[1].name, last[1].codes, m.start(), numbered=last[1].numbered)
        else:
            w = _LAST_WORD.search(text[max(0, m.start() - 12):m.start()])
            if not w or w[1].lower() not in _last_words():
                continue
            word = parts.type_word_before(text, m.start())
        if word is None or word.name == "Văn bản" or (1945 <= number <= 2100 and not word.numbered):
            continue
        if m["year"] and word.name not in WITH_YEAR:
            continue
        if word.numbered and text[word.start:word.start + 3] in _INDICATOR and not m["year"] and not _ISSUED.match(text, m.end()):
            last = None
            continue
        date = parts.date_after(text, m.end())
        dated = bool(m["year"]) or (date is not None and len(date.iso) == 10)
        known = registry().nicknames.get((word.name, number), ()) if not m["year"] else ()
        always = [i for i, when in known if when == "always"]
        if not dated and _MEASURE.match(text, m.end()) and not (always and _OF_YEAR.match(text, m.end())):
            continue
        small = text[word.start].islower() and not word.numbered
        if (not known and not word.numbered and not dated) or (small and not dated and text[word.start:m.start()].strip() != "đề án"):
            continue
        if not known and not word.name[0].isupper():
            continue
        if not _free(word.start, m.end(), taken):
            continue
        out.append(Draft(word.start, m.end(), type=word.name, registry_id=always[0] if len(always) == 1 else ""))
        last = (m.end(), word)
    return out
