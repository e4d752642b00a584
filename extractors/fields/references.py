"""Documents cited in a text: symbols in every spelling, laws by name, nicknames, and the blanks of drafts.

``find_references`` reads one paragraph, heading or cell; ``resolve`` (``reference_check``) looks at all mentions of one
document together and at the registry. Rules: Decree 30/2020/NĐ-CP, Guideline 36-HD/VPTW; the forms that are read and
those that must not be are in ``tests/corpus/references.yml``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from extractors.fields import citation_parts as parts
from extractors.fields.reference_check import resolve
from extractors.fields.registry import agrees, registry
from extractors.fields.symbols import CODE, REPAIRS, SEP, SYMBOL, WRONGLY_CITED, Symbol, codes, interpret, parse_symbol
from schemas.records import ReferenceRole, ReferenceStatus
from schemas.values import ReferenceMention
from schemas.vocab import compiled

__all__ = ["find_references", "parse_own_number", "parse_symbol", "resolve"]

#: Not inside a word, a date, a time, a path or another number.
_CANDIDATE = regex.compile(rf"(?:(?<![\p{{L}}\d])|(?<=số))(?<![\p{{L}}\d][-–—/_=])(?<!\d[.:,]){SYMBOL}")
_GLUED = regex.compile(rf"(?<![\p{{L}}\d])(?:NQ|QĐ|KH|NĐ|CT|KL|TB|CV){SYMBOL}")
_NUMBER_WORD = regex.compile(r"(?:số|SỐ|Số|văn bản|VB)[\s:.*]{0,4}$")
#: Numbers of forms and standards, not of documents.
_FORM = regex.compile(r"(?:mẫu|biểu|phiếu|bảng|mã|hình|TCVN|QCVN|TCCS|ISO)(?:\s+(?:mẫu|biểu|hiệu|đơn))?(?:\s+số)?[\s:]*$", regex.IGNORECASE)
_BLANK_NUMBER = r"(?:[\s.…_\\]|(?<![\p{L}\d])[xX]{1,4}(?![\p{L}\d])){0,60}+"
_BLANK = regex.compile(rf"(?<!\p{{L}})(?i:số)\s{{0,3}}:?(?P<blank>{_BLANK_NUMBER})(?P<tail>[/–-]\s?{CODE}{SEP}{CODE}(?:-{CODE}){{0,2}})")
_CAPTION = regex.compile(r"(?:^|[\n(\[*_])\s*(?:ban\s+hành\s+)?(?:đính\s+)?kèm\s+theo\s*$", regex.IGNORECASE)
_OWN_LINE = regex.compile(r"(?:^|\n)[\s*_#|]*(?:SỐ|Số)\s*:?\s*$")
_AFTER_OWN = regex.compile(r"[\s*_|]*(?:$|\n|\p{Lu}[\p{L}\s.-]{1,40},\s*ngày)")
_LIST_GAP = regex.compile(r"\s*(?:,|;|và|&|\+|,\s*và)\s*(?:số\s*:?\s*)?")
_AMENDS = regex.compile(r"[\s,]{0,3}(?:về\s+(?:việc\s+)?)?(?:sửa đổi|bổ sung|cập nhật|thay thế|điều chỉnh)[^;().\d“”]{0,80}?(?=\scủa\s)")
_BEFORE_BRACKET = regex.compile(
    r"(?<!\p{L})(?P<issuer>(?:Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Ban|Tỉnh ủy|Thành ủy|Đảng ủy|Sở|Bộ|Chính phủ|Thủ tướng|Quốc hội)[^,;.()\n\d]{0,60}?)\s*\([*_]*$")
_ANNOUNCED = regex.compile(r"(?P<issuer>\p{Lu}[^,;.()\n\d]{3,60}?)\s+(?:đã\s+)?(?:ký\s+)?ban\s+hành\s+(?:\S+\s){0,3}?$")
_KEY = regex.compile(r"(?:(?P<basis>[Cc]ăn cứ|CĂN CỨ)|(?P<does>(?:Thực hiện|THỰC HIỆN|[Tt]riển khai(?: thực hiện)?|TRIỂN KHAI|Tiếp tục thực hiện"
                     r"|Tổ chức (?:thực hiện|triển khai)|Thi hành)))\s+(?:(?:các|nội dung)\s+)?")
_KEY_BEFORE = regex.compile(r"(?:^|[\n.;,]\s*)(?:[-+*•–]\s*)?(?:[*_#(\s]|Tiếp tục)*$")
_CLAUSE_END = regex.compile(r"[.;]\s|\n\s*\n|[.;]$")

#: Legal documents: the year has been part of the symbol since 1997 (Law on Promulgation of Legal Documents 1996, Decree 101/CP).
_ALWAYS_DATED = frozenset(("NĐ", "TT", "TTLT"))
_HAS_YEAR = regex.compile(r"/(?:19|20)\d\d/")

_NICK_NUMBER = regex.compile(r"(?<![\d.,:/])(?:(?<=\p{L})|(?<=\p{L}[\s-])|(?<=\p{L}[\s-]\s)|(?<=số: )|(?<=, )|(?<=; ))(?P<n>\d{2,4})(?![\d%]|[.,]\d|\s?[/-]\s?\d)(?P<cp>/(?:CP|QĐ-TTg|TTg)(?!\p{L}))?")
_LAST_WORD = regex.compile(r"(\p{L}{2,7})[\s:.-]{0,3}$")
_MEASURE = regex.compile(r"\s*(?:ngày|tháng|năm|giờ|phút|triệu|tỷ|tỉ|nghìn|đồng|người|lần|lượt|nhiệm vụ|chỉ tiêu|thôn|xã|hộ|đơn vị|văn bản|cuộc|lớp|buổi|trang|nội dung|"
                         r"nhóm|giải pháp|mục tiêu|điểm|loại|bước|quý|kỳ|khóa|khoá|dự án|đề án|kế hoạch|chương|điều|khoản|nghị quyết|G\b)", regex.IGNORECASE)
_LAW = regex.compile(r"(?<!\p{L})(?:(?:Bộ luật|Luật|LUẬT|BỘ LUẬT|Pháp lệnh|Hiến pháp|HIẾN PHÁP)\s)")
_LAW_TAIL = regex.compile(r"\s{0,3}(?:\((?:sửa đổi|hợp nhất)\))?(?:\s{0,3}(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?")
_LAW_UNKNOWN = regex.compile(r"(?:Bộ luật|Luật|Pháp lệnh)\s+(?=\p{Lu}\p{Ll}|sửa đổi)(?P<name>[^;.()\n“”\d]{3,170}?)(?=,?\s+(?:số\s+\d|ngày\s|năm\s(?:19|20)\d\d))")


@dataclass(slots=True)
class _Draft:
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


def find_references(text: str, *, context: str = "body") -> list[ReferenceMention]:
    """Every document that ``text`` (NFC, cleaned) cites, in reading order, with offsets into ``text``.

    ``context`` says what the text is: ``title`` (the document's own title: it implements what it names), ``basis``,
    ``annex_caption``, ``assign_column`` ("Lưu ý", "Văn bản giao việc"), ``letterhead``, ``body``. Never raises.
    """
    drafts = _symbols(text)
    taken = [(d.start, d.core) for d in drafts]
    drafts += _blanks(text, taken)
    drafts += _laws(text, drafts)
    drafts += _nicknames(text, sorted((d.start, d.core) for d in drafts))
    drafts.sort(key=lambda d: d.start)
    for i, d in enumerate(drafts):
        _surroundings(text, d, drafts[i + 1].start if i + 1 < len(drafts) else len(text))
    keys = _keys(text) if drafts and context not in ("title", "basis", "assign_column") else []
    return [_mention(text, d, context, keys) for d in drafts]


def _keys(text: str) -> list[tuple[int, str]]:
    """Where "Căn cứ …" and "Thực hiện …" open a clause: (end of the words, "basis" or "does")."""
    return [(m.end(), "basis" if m["basis"] else "does") for m in _KEY.finditer(text)
            if _KEY_BEFORE.search(text, max(0, m.start() - 24), m.start())]


# ------------------------------------------------------------------------------------------------------------ symbols


def _symbols(text: str) -> list[_Draft]:
    out: list[_Draft] = []
    pos = 0
    while m := _CANDIDATE.search(text, pos):
        d = _symbol(text, m, out[-1] if out else None)
        if d:
            out.append(d)
            pos = d.core
        else:
            pos = m.end("number") if m.end("number") > m.start() else m.start() + 1
    if any(a in text for a in ("NQ", "QĐ", "KH", "NĐ", "CT", "KL", "TB", "CV")):
        for m in _GLUED.finditer(text):
            symbol = interpret(m["number"], m["tail"], evident=True)
            if symbol and not any(d.start < m.end() and m.start() < d.core for d in out[-50:]):
                out.append(_draft(symbol, m.start(), m.end(), None, text))
    return out


def _symbol(text: str, m: regex.Match, last: _Draft | None) -> _Draft | None:
    if _FORM.search(text, max(0, m.start() - 20), m.start()):
        return None
    word = parts.type_word_before(text, m.start())
    in_list = last is not None and m.start() - last.core < 40 and bool(_LIST_GAP.fullmatch(text, last.core, m.start()))
    said = bool(word) or in_list or bool(_NUMBER_WORD.search(text, max(0, m.start() - 12), m.start()))
    said = said or bool(regex.match(r"\s?,?\s?\(?ngày\s", text[m.end():m.end() + 8]))
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
    if word is None and in_list and last and symbol.type_code in ("", "QĐ") and last.type_code == symbol.type_code:
        return _draft(symbol, m.start(), end, None, text, inherited=last.type)
    return _draft(symbol, m.start(), end, word, text)


def _int(number: str) -> int:
    digits = "".join(c for c in number if c.isdigit())
    return int(digits) if digits else -1


def _draft(symbol: Symbol, start: int, end: int, word: parts.TypeWord | None, text: str, inherited: str = "") -> _Draft:
    said = [REPAIRS[r] for r in symbol.repairs if REPAIRS[r]]
    d = _Draft(start, end, symbol.canonical, type_code=symbol.type_code, issuer_code=symbol.issuer_code,
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
    import bisect

    i = bisect.bisect_right(taken, (end, -1))
    return all(not (s < end and start < e) for s, e in taken[max(0, i - 2):i + 1])


def _blanks(text: str, taken: list[tuple[int, int]]) -> list[_Draft]:
    """Numbers left open in drafts: "Số:      /KH-UBND", "Kế hoạch số ___ /KH-UBND", "Số -KH/BCĐ"."""
    out = []
    for m in _BLANK.finditer(text):
        symbol = interpret("1", m["tail"], evident=True)
        if symbol and symbol.type_code and _free(m.start(), m.end(), taken):
            word = parts.type_word_before(text, m.start("blank"))
            start = word.start if word else m.start()
            kind = codes().types.get(symbol.type_code, "")
            out.append(_Draft(start, m.end(), type=word.name if word and symbol.type_code in word.codes else kind, type_code=symbol.type_code,
                              issuer_code=symbol.issuer_code, blank=True, problem="Số văn bản để trống"))
    return out


def _laws(text: str, drafts: list[_Draft]) -> list[_Draft]:
    """Laws by name. One whose symbol follows ("Luật Giao dịch điện tử số 20/2023/QH15") is that symbol's mention."""
    out: list[_Draft] = []
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
        link = regex.compile(r"[\s,]{0,3}(?:\(\s?)?(?:Luật\s+)?(?:số\s*:?\s*)?").match(text, after)
        follows = starts.get(link.end()) if link else None
        if follows is None and link:
            follows = next((starts[p] for p in (link.end(), after + 1, after + 2) if p in starts), None)
        if follows and follows.symbol and (follows.issuer_code.startswith(("QH", "UBTVQH")) or "-" not in follows.symbol):
            follows.start, follows.type = m.start(), kind
            pos = follows.core
            continue
        from extractors.text import fold

        ids = registry().laws.get(fold(known.group()), ()) if known else ()
        year = tail["year"] if tail else None
        if year:
            ids = tuple(i for i in ids if i.partition("@")[2].startswith(year)) or ()
        d = _Draft(m.start(), after, type=kind, registry_id=ids[0] if len(ids) == 1 else "")
        if year:
            d.issued_on = year
        out.append(d)
        pos = after
    return out


@compiled
def _last_words() -> frozenset[str]:
    """Last words of all kinds of document, as they stand before a short number."""
    from schemas import vocab

    words = {w for r in vocab.rows("document_types") for w in (r["name"].split()[-1].lower(), *r["abbreviations"].lower().split("; "))}
    return frozenset(words - {""} | {"số"})


def _nicknames(text: str, taken: list[tuple[int, int]]) -> list[_Draft]:
    """Short forms: "NQ57", "Nghị quyết 57", "Đề án 06/CP", "Kế hoạch số 129"; lists of them ("Nghị quyết 57, 59, 66 và 68")."""
    out: list[_Draft] = []
    last: tuple[int, parts.TypeWord] | None = None
    for m in _NICK_NUMBER.finditer(text):
        number = int(m["n"])
        before = text[max(0, m.start() - 12):m.start()]
        word = None
        if last and m.start() - last[0] < 16 and regex.fullmatch(r"\s*(?:,|;|và|, và)\s*(?:số\s*)?", text[last[0]:m.start()]):
            word = parts.TypeWord(last[1].name, last[1].codes, m.start(), numbered=last[1].numbered)
        else:
            w = _LAST_WORD.search(before)
            if not w or w[1].lower() not in _last_words():
                continue
            word = parts.type_word_before(text, m.start())
        if word is None or word.name == "Văn bản" or (1945 <= number <= 2100 and not word.numbered) or _MEASURE.match(text, m.end()):
            continue
        if regex.match(r"\s?[-/–]\s?[A-ZĐ]{1,4}[-/]", text[m.end():m.end() + 8]) and not m["cp"]:
            continue
        known = registry().nicknames.get((word.name, number), ())
        small = text[word.start].islower() and not word.numbered
        if (not known and not word.numbered) or (small and text[word.start:m.start()].strip() != "đề án"):
            continue
        if not known and not word.name[0].isupper():
            continue
        if not _free(word.start, m.end(), taken):
            continue
        always = [i for i, when in known if when == "always"]
        out.append(_Draft(word.start, m.end(), type=word.name, registry_id=always[0] if len(always) == 1 else ""))
        last = (m.end(), word)
    return out


# --------------------------------------------------------------------------------------------------------- surroundings


def _surroundings(text: str, d: _Draft, limit: int) -> None:
    """Date and issuer of a draft; ``limit`` is where the next one starts."""
    end = d.core
    date = parts.date_after(text, end)
    if date and date.end <= limit:
        d.issued_on, end = date.iso or d.issued_on, date.end
        d.problem = "; ".join(filter(None, (d.problem, date.problem)))
        d.wrong = d.wrong or bool(date.problem)
    if d.type_code in _ALWAYS_DATED and not _HAS_YEAR.search(d.symbol) and "1998" <= d.issued_on[:4] and "-" not in d.symbol.split("/")[0]:
        written, (number, rest) = d.symbol, d.symbol.split("/", 1)
        d.symbol, d.wrong = f"{number}/{d.issued_on[:4]}/{rest}", True
        d.problem = "; ".join(filter(None, (d.problem, f"Ký hiệu ghi “{written}”, đúng là “{d.symbol}” ({REPAIRS['year_missing']})")))
    found = parts.issuer_after(text, end)
    if found and found[1] <= limit:
        d.issuer, end = found
        if not (date and date.end <= limit):
            late = parts.date_after(text, end)
            if late and late.end <= limit:
                d.issued_on, end = late.iso, late.end
    elif not d.issuer and d.issuer_code:
        d.issuer, end = _far_issuer(text, d, end, limit)
    d.end = end
    if not d.issued_on and not d.issuer and d.symbol:
        _announced(text, d)


def _far_issuer(text: str, d: _Draft, end: int, limit: int) -> tuple[str, int]:
    """Issuers that stand elsewhere, believed only when they go with the code in the symbol."""
    m = _AMENDS.match(text, end, min(limit, end + 160))
    if m and (found := parts.issuer_after(text, m.end())) and found[1] <= limit and agrees(found[0], d.issuer_code):
        return found[0], end
    b = _BEFORE_BRACKET.search(text, max(0, d.start - 75), d.start)
    if b and agrees(b["issuer"], d.issuer_code):
        return " ".join(b["issuer"].split()), end
    return "", end


def _announced(text: str, d: _Draft) -> None:
    """"Ngày 22/12/2024, Bộ Chính trị đã ban hành Nghị quyết số 57-NQ/TW": date and issuer stand before."""
    m = _ANNOUNCED.search(text, max(0, d.start - 110), d.start)
    if not m or not agrees(m["issuer"], d.issuer_code):
        return
    d.issuer = " ".join(m["issuer"].split())
    lead = text[max(0, m.start() - 40):m.start()]
    at = max(lead.rfind("gày"), 0) - 1
    date = parts.date_at(lead, at) if at >= 0 else None
    if date and not lead[date.end:].strip(" ,"):
        d.issued_on = date.iso


def _mention(text: str, d: _Draft, context: str, keys: list[tuple[int, str]]) -> ReferenceMention:
    role = _role(text, d, context, keys)
    status = ReferenceStatus.SELF if role == ReferenceRole.SELF else ReferenceStatus.MISCITED if d.wrong else ReferenceStatus.UNKNOWN
    return ReferenceMention(d.start, d.end, text[d.start:d.end], d.symbol, d.type, d.issued_on, d.issuer, role, status, d.registry_id, d.problem)


def _role(text: str, d: _Draft, context: str, keys: list[tuple[int, str]]) -> ReferenceRole:
    window = max(0, d.start - 60)
    caption = _CAPTION.search(text, window, d.start)
    if caption and (caption.start() > window or window == 0):
        return ReferenceRole.SELF
    if context in ("annex_caption", "letterhead") and (d.blank or context == "letterhead"):
        return ReferenceRole.SELF
    own = _OWN_LINE.search(text, window, d.start + (2 if d.blank else 0))
    if own and (own.start() > window or window == 0) and d.type_code and (d.blank or _AFTER_OWN.match(text, d.core)):
        return ReferenceRole.SELF
    if context in ("title", "basis", "assign_column"):
        return {"title": ReferenceRole.IMPLEMENTS, "basis": ReferenceRole.BASIS, "assign_column": ReferenceRole.ASSIGNS}[context]
    import bisect

    i = bisect.bisect_right(keys, (d.start, "~")) - 1
    if i >= 0 and d.start - keys[i][0] < 1500:
        at, kind = keys[i]
        direct = kind == "basis" or parts.type_word_at(text, at)
        if direct and not _CLAUSE_END.search(text, at, d.start):
            return ReferenceRole.BASIS if kind == "basis" else ReferenceRole.IMPLEMENTS
    return ReferenceRole.MENTION


# --------------------------------------------------------------------------------------------------------- own number

_OWN = regex.compile(rf"(?:^|(?<=\n)|(?<=\s))[*_#|\s]{{0,6}}(?:S[ốôỐÔ6]|SỐ)[\s]{{0,3}}[:.]?[\s*_]{{0,3}}(?:{SYMBOL}|(?P<blank>{_BLANK_NUMBER})(?P<open>[/–-]\s?{CODE}{SEP}{CODE}(?:-{CODE}){{0,2}}))")
_WHOLE = regex.compile(rf"\s*{SYMBOL}\s*")


def parse_own_number(text: str) -> tuple[str, str]:
    """(canonical symbol, status) of the document's own number in its letterhead.

    ``full``: the symbol is there; ``blank``: the place is there but the number is not ("Số:      /KH-UBND", "Số -KH/BCĐ"),
    symbol ""; ``missing``: no such line. A number that a kind of document introduces ("Nghị quyết số …") is a citation.
    """
    for m in _OWN.finditer(text):
        if parts.type_word_before(text, m.end("blank") if m["open"] else m.start("number")):
            continue
        if m["open"]:
            symbol = interpret("1", m["open"], evident=True)
            if symbol and symbol.type_code:
                return "", "blank"
        else:
            symbol = interpret(m["number"], m["tail"], evident=True)
            if symbol:
                return symbol.canonical, "full"
    whole = _WHOLE.fullmatch(text)
    symbol = interpret(whole["number"], whole["tail"], evident=False) if whole else None
    return (symbol.canonical, "full") if symbol else ("", "missing")
