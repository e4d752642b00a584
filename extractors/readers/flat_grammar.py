"""What a cell of a plan's table can look like, seen by its words alone: the light grammar behind ``flat_rows``.

Reads the vocabularies that the field extractors read; decides columns, never values.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from extractors.readers import flat_times, grid, lines
from extractors.text import clean, fold
from schemas import vocab

#: Columns by what they hold; every role of table_headers.csv is one of these.
KINDS = {
    "ordinal": "ordinal", "indicator_name": "name", "task_name": "name", "group": "group",
    "target_value": "value", "actual": "value", "score": "value", "quantity": "value", "budget": "value", "year": "value",
    "unit_of_measure": "measure", "lead_unit": "unit", "coord_unit": "coord", "monitor_unit": "unit", "lead_and_coord_unit": "unit",
    "stretch": "tick", "deadline": "deadline", "deadline_start": "deadline", "deadline_end": "deadline", "output": "output", "legal_ref": "reference",
    "approver": "coord", "note": "free", "evidence": "free", "status": "free", "audience": "free", "place": "free", "unknown": "free",
}

_NUMBER = r"\d{1,3}(?:[.,]\d{1,3}){0,4}"
_VALUE = regex.compile(
    rf"(?:(?:phấn đấu|đạt|tối thiểu|ít nhất|trên|dưới|từ|khoảng|không quá|tăng|giảm|duy trì|hơn|đến|tối đa|vượt|bằng)\s+){{0,3}}+"
    rf"(?:>=|<=|[≥≤<>=~±])?\s?{_NUMBER}\s?%?(?:\s?(?:[-–÷/]|đến)\s?(?:dưới\s)?{_NUMBER})?\s?(?:%|‰)?"
    rf"(?:\s?\([\dGg% .,/\p{{L}}]{{1,30}}\))?(?:\s(?:trở lên|trở xuống|trở|%))?", regex.I)
_NONE = regex.compile(r"[-–—x…]|\.{2,5}|//|0")
_DATE = regex.compile(
    r"(?i)(?:(?:trước|sau|đến|hết|từ|trong|quý|tháng|năm|ngày|giai đoạn|cuối|đầu|và|những|các|tiếp theo|hằng|hàng|thường xuyên|định kỳ|hoàn thành)[\s,;:]*){0,8}+"
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]20\d\d|\d{1,2}[/.-]20\d\d|(?:[IVX]{1,4}|\d{1,2})\s?(?:/|năm)\s?20\d\d|20\d\d(?:\s?[-–]\s?20\d\d)?)"
    r"(?:[\s,;-]+(?:(?:và|những|năm|các|tiếp theo|trước|đến|hết|tháng|quý|ngày|thường xuyên|duy trì|liên tục)[\s,;]*|[\d/.-]+\s*){0,8}+)?")
_SMALL_UNIT = regex.compile(r"(?:các|cơ quan|đơn vị|phòng|ban|công an|ủy ban|uỷ ban|toàn|thủ trưởng|trung tâm|văn phòng|thôn|xóm|tổ)\s")
#: "34 tổ dân phố", "12 ấp": units by their number; "02 lần/năm": a time by its frequency
_COUNTED_UNIT = regex.compile(r"\d{1,3} (?:tổ|ấp|thôn|bản|khu phố|xóm|làng|buôn|khóm|trường|xã|phường|phòng|đơn vị)\b", regex.I)
_FREQUENCY = regex.compile(r"\d{1,2} (?:lần|đợt|cuộc|buổi)\s?/\s?(?:năm|quý|tháng|tuần)|\d{1,2} (?:tháng|năm|quý|tuần)/(?:\d{1,2} )?lần", regex.I)
#: "Chủ trì: … Phối hợp: …" in one cell: who does it, with what they do in front.
_ROLE = regex.compile(r"(?i)(?:[.;]\s*)?(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|phối hợp)\s*:")
_REFERENCE = regex.compile(r"\d{1,4}(?:/20\d\d)?\s?[-/]\s?\p{Lu}[\p{Lu}\d]{0,10}(?:[-/]\s?\p{Lu}[\p{L}\d]{1,12}){0,3}")
_BARE_NUMBER = regex.compile(r"\d{1,2} \p{Lu}")
_SENTENCES = regex.compile(r"\p{Ll}{2}[.!?…]\s\p{Lu}")
_WITH = regex.compile(r"(?i)phối hợp\s*:")
_NO_UNIT = regex.compile(r"(?<![,;(:] )(?<![,;(:])\s0\d\s\p{Ll}|\s[xX]$")
_LED_BY = regex.compile(r"(?i)(?:(?:cơ quan|đơn vị) )?chủ trì\s*:")
_UP_TO_COMMA = regex.compile(r"[^;,]+")
_CAPITAL = regex.compile(r" \p{Lu}")
_ROLE_INSIDE = regex.compile(r"(?<!^)\b(?:Chủ trì|Phối hợp)\s*:")
_AT_CAPITAL = regex.compile(r"(?<=\S\s)(?=\p{Lu})")
_BETWEEN_UNITS = regex.compile(r"[;\n]|(?<=\p{L}), (?=\p{Lu})")
_OPENS = regex.compile(r"[≥≤<>=\p{Lu}\d\-–—%‰(]|>=|<=")
_HEADS_UNIT = regex.compile(r"(?:Phòng|Trung tâm|Công an|Văn phòng|Sở|UBND|Ủy ban|Đảng ủy|Trạm|Ban|Các (?:phòng|sở|ban|đơn vị|thôn|xã)) \p{L}")


@vocab.compiled
def _cues() -> dict[str, dict[str, tuple[tuple[str, ...], ...]]]:
    """kind -> first folded word -> cues (folded words, longest first)."""
    out: dict[str, dict[str, set[tuple[str, ...]]]] = {}
    for row in vocab.rows("flat_cues"):
        words = tuple(fold(row["cue"]).split())
        if words:
            out.setdefault(row["column"], {}).setdefault(words[0], set()).add(words)
    return {k: {w: tuple(sorted(c, key=len, reverse=True)) for w, c in v.items()} for k, v in out.items()}


@vocab.compiled
def _unit_names() -> frozenset[str]:
    """Folded names of organisations in all their spellings; empty when that vocabulary is not shipped."""
    try:
        names = {fold(r["variant"]) for r in vocab.rows("unit_variants")}
        short = [(fold(r["word"]), fold(r["value"])) for r in vocab.rows("unit_words") if r["kind"] == "abbreviation"]
    except FileNotFoundError:
        return frozenset()
    return frozenset(names | {n.replace(long, abbreviation) for long, abbreviation in short for n in names if long in n})


@vocab.compiled
def _longest_name() -> int:
    return min(14, max((n.count(" ") + 1 for n in _unit_names()), default=1))


def inside_names(words: list[str]) -> frozenset[int]:
    """Places (index of the word after) inside a known organisation's name of two words or more: "Ủy ban | MTTQ Việt Nam xã"."""
    names, longest = _unit_names(), _longest_name()
    folded = [fold(w) for w in words]
    out: set[int] = set()
    for a, word in enumerate(words):
        if not word[:1].isalpha() or not (word[:1].isupper() or word in ("các", "phòng")):
            continue
        whole, end = folded[a], 0
        for b in range(a + 1, min(a + longest, len(words))):
            if words[b - 1][-1] in ";.":
                break
            whole = f"{whole} {folded[b]}" if folded[b] else whole
            if folded[b] and whole in names:
                end = b + 1
        out.update(range(a + 1, end))
    return frozenset(out)


@vocab.compiled
def _measures() -> frozenset[str]:
    try:
        return frozenset(clean(r["alias"]).lower() for r in vocab.rows("measure_units"))
    except FileNotFoundError:
        return frozenset({"%"})


@vocab.compiled
def _abbreviated() -> frozenset[str]:
    """Folded cues of up to three letters that are written in capitals: "CA", "TT", "VP"."""
    cues = [row["cue"] for row in vocab.rows("flat_cues")]
    return frozenset({fold(c) for c in cues if len(c) < 4 and c.isupper()} - {fold(c) for c in cues if len(c) < 4 and not c.isupper()})


def starts_with_cue(kind: str, text: str) -> bool:
    """``text`` opens with words that a cell of this kind opens with."""
    words = tuple(fold(text[:80]).split()[:6])
    if kind == "measure" and text[:1] in "%‰":
        return True
    for cue in _cues().get(kind, {}).get(words[0], ()) if words else ():
        if words[:len(cue)] == cue and (len(cue) > 1 or len(cue[0]) > 3 or cue[0] not in _abbreviated() or text[:len(cue[0])].isupper()):
            return True  # "CA" is no "Cà Mau"
    return False


def is_value(text: str) -> bool:
    """A whole cell of a number column: '≥ 80%', '100% (5G)', '15-17%', '-'."""
    return bool(_NONE.fullmatch(text) or _VALUE.fullmatch(text))


def is_unit(text: str) -> int:
    """2 when every part (between ';', ',' or a line) is a known organisation, 1 when each opens like one, else 0."""
    text = _ROLE.sub(" ; ", text).strip(" ;.") or text
    whole = fold(text)
    if whole in _unit_names():
        return 2
    if text[0].islower() and not _SMALL_UNIT.match(text):
        return 0
    parts = [p for p in _BETWEEN_UNITS.split(text) if p.strip()]
    known = [fold(p) in _unit_names() or bool(_COUNTED_UNIT.match(p.strip())) for p in parts]
    if known and all(known):
        return 2
    return 1 if parts and all(k or starts_with_cue("unit", p.strip(" -+.")) for k, p in zip(known, parts, strict=True)) else 0


def is_deadline(text: str) -> bool:
    """A whole cell of a column of times: "Quý I/2026", "Trước 30/6/2026", "02 lần/năm"."""
    text = text.strip(" .;")
    return bool(_DATE.fullmatch(text) or _FREQUENCY.fullmatch(text)) or flat_times.is_time(text)


def _time_and_more(text: str) -> bool:
    """"Quý III/2026 50 camera", "Thường xuyên, hằng năm Ủy ban …": a whole time, and then another cell."""
    words = text.split()
    return any(
        (words[i][:1].isupper() or words[i][:1].isdigit()) and (is_deadline(" ".join(words[:i])) or words[:i] == ["Thường", "xuyên"] or i == 2 and words[0] == "Quý") and not is_deadline(" ".join(words[i:]))
        for i in range(1, min(len(words), 12))
    )


@lru_cache(maxsize=100_000)
def cost(kind: str, text: str) -> float:
    """How badly ``text`` (one cell, wrapped lines joined) fits a column of ``kind``; 0 = surely one, 6 = hardly."""
    if not text:
        return {"name": 7.0, "group": 1.0, "value": 3.0, "measure": 1.5, "unit": 2.8, "coord": 1.2, "deadline": 2.2, "output": 1.5, "tick": 0.5}.get(kind, 1.2)
    if kind not in ("name", "group") and flat_times.is_ditto(text):
        return 0.2
    n = text.count(" ") + 1
    open_end = 2.0 if lines.is_dangling(text) and not is_value(text) and not (kind in ("unit", "coord") and text.endswith(" Sở")) else 0.0
    open_end += 1.2 if flat_times.trailing_number(text) and kind in ("name", "output", "unit", "coord") else 0.0
    open_end += 2.0 if text.rsplit(" ", 1)[-1] in ("Năm", "Quý", "Tháng", "Trước", "Ngày", "Từ") and kind != "free" else 0.0
    open_end += 2.0 if _ROLE.search(text[-16:]) and text[-1] == ":" else 0.0
    open_end += 2.0 if text[-1] in ";," and kind in ("unit", "coord", "deadline", "value", "measure") else 0.0
    if kind == "name":
        open_end += 1.5 if text.rsplit(" ", 1)[-1] in ("cấp", "mức", "loại", "những", "các") else 0.0
        return open_end + (1.5 if n < 3 else 0.0) + max(0, n - 60) * 0.1 + (4.0 if is_value(text) or is_deadline(text) else 0.0) + _tail(text) + swallowed(text)
    if kind == "group":
        return open_end + (3.0 if is_value(text) or is_deadline(text) else 0.0) + (1.5 if text[0].islower() else 0.0) + max(0, n - 12) * 0.3 + swallowed(text)
    if kind == "tick":
        return 0.0 if n == 1 and len(text) < 3 else 2.0 + n
    if kind == "value":
        if is_value(text):
            return 0.0
        if text[-1] in "≥≤<>=" or text.rsplit(" ", 1)[-1] in ("Top", "Tốp", "Trên", "Dưới", "Từ", "Đạt", "Đến", "Tối", "từ", "trên", "dưới", "đạt"):
            return 6.0
        open_end += _more_than_value(text)
        starts = 0.6 if text[0].isdigit() and n <= 6 and not is_deadline(text) else 0.8 if starts_with_cue("value", text) else 1.6 if n <= 3 and text[0].isupper() else 3.0
        return open_end + starts + max(0, n - 8) * 0.35 + (1.5 if text[0].islower() and not starts_with_cue("value", text) else 0.0)
    if kind == "measure":
        if text.lower() in _measures():
            return 0.0
        return open_end + (2.5 if n > 1 and is_value(text.rsplit(" ", 1)[-1]) and any(c.isdigit() for c in text) else 0.0) + (0.5 if starts_with_cue("measure", text) else 1.0 if n <= 2 and not any(c.isdigit() for c in text) else 2.5) + max(0, n - 3) * 0.8 + (2.0 if is_value(text) else 0.0)
    if kind in ("unit", "coord"):
        grade = is_unit(text)
        if is_value(text) or is_deadline(text):
            return 6.0
        if _LED_BY.match(text):
            return open_end + 0.3 + (0.0 if _WITH.search(text) else 0.7) + 4.0 * is_deadline(text.rsplit(". ", 1)[-1])
        more = 2.0 if grade < 2 and _known_then_capital(text) else 0.0
        more += 2.0 if _SENTENCES.search(text) and not _WITH.search(text) else 0.0
        more += 1.5 if grade < 2 and flat_times.inner_unit(text) else 2.0 if flat_times.is_bare_unit(text) else 0.0
        more += 1.5 if grade < 2 and _NO_UNIT.search(text) else 0.0
        return open_end + more + {2: 0.0, 1: 0.7, 0: 4.0 if text[0].islower() or n > 12 else 2.2}[grade] + (0.0 if grade == 2 else max(0, n - 12) * 0.25)
    if kind == "deadline":
        if is_deadline(text):
            return 0.0
        foreign = 2.5 if _time_and_more(text) else 3.0 if _REFERENCE.search(text) and not starts_with_cue("deadline", text[text.find(" ") + 1:]) else 0.0
        return open_end + foreign + (0.5 if starts_with_cue("deadline", text) and n > 1 else 4.5) + max(0, n - 10) * 0.4
    if kind == "output":
        wrong = 3.0 if is_deadline(text) or is_unit(text) == 2 else 0.0
        opens = 0.4 if starts_with_cue("output", text) else 2.0 if _BARE_NUMBER.match(text) else 0.8 if text[0].isdigit() else 1.5
        return wrong + open_end + swallowed(text) + opens + (1.5 if text[0].islower() else 0.0) + min(1.5, max(0, n - 25) * 0.05)
    if kind == "reference":
        return open_end + (0.0 if _REFERENCE.search(text) else 2.5)
    return 1.0 + open_end + (0.8 if text[0] in "-–" else 0.0) + swallowed(text) + max(0, n - 12) * 0.15 + (1.0 if _COUNTED_UNIT.match(text) and _CAPITAL.search(text) else 0.0)


def _more_than_value(text: str) -> float:
    """2.5 when words after a whole value open another cell: "95 100", "Trên 54 Theo chỉ tiêu", "100 Phòng Kinh tế"."""
    words = text.split()
    for i in range(1, min(len(words), 7)):
        if is_value(" ".join(words[:i])):
            rest = " ".join(words[i:])
            if is_value(rest) and rest not in "-–" or rest[0].isupper() and (starts_with_cue("value", rest) or starts_with_cue("unit", rest)) or rest[0] in "≥≤<>":
                return 2.5
    return 0.0


def _tail(text: str) -> float:
    """A name that ends with a value or with a known organisation has swallowed the next cell."""
    words = text.split()
    last = words[-1]
    score = 0.0
    if len(words) > 3 and (last in "-–%≥≤" or (is_value(last) and "%" in last)):
        score += 2.5
    return score


def swallowed(text: str) -> float:
    """1.5 when the end of the text, from a capital on, is a deadline or a known organisation: it is the next cell's."""
    if _ROLE_INSIDE.search(text):
        return 5.0
    starts = [m.start() for m in _AT_CAPITAL.finditer(text)]
    return 1.5 if any(_is_other_cell(text[i:]) for i in starts[-4:]) else 0.0


def _is_other_cell(rest: str) -> bool:
    n = rest.count(" ") + 1
    if n > 12:
        return False
    return is_deadline(rest) or fold(rest) in _unit_names() or (2 <= n <= 8 and starts_with_cue("deadline", rest) and not lines.is_dangling(rest))


def _known_then_capital(text: str) -> bool:
    """'Phòng VH - XH Văn bản triển khai': a known organisation and then the opening of another cell."""
    words = text.split()
    for i in range(1, min(len(words), 12)):
        if words[i][:1].isupper() and words[i - 1][-1] not in ";," and fold(" ".join(words[:i])) in _unit_names():
            name = _UP_TO_COMMA.match(" ".join(words[i:]))
            return not (name and name.group().istitle() and len(name.group().split()) <= 3)  # "VNPT Quảng Ngãi": a place, no other cell
    return False


def opens_cell(text: str) -> bool:
    """A place inside a line where a new cell may open: a value, a capital, or an organisation."""
    return bool(_OPENS.match(text)) or text in ("các", "x") or flat_times.is_ditto(text)


def heads_unit(line: str) -> bool:
    """The line opens with the head of an organisation's name and a name after it: "Phòng Nghiệp vụ Y"."""
    return bool(_HEADS_UNIT.match(line))


@vocab.compiled
def _abbreviations() -> frozenset[str]:
    return frozenset(r["word"] for r in vocab.rows("unit_words") if r["kind"] == "abbreviation") | frozenset(r["value"] for r in vocab.rows("unit_words") if r["kind"] == "abbreviation")


def mended(text: str) -> str:
    """An abbreviation that the edge of its cell cut, "HĐND&UB⏎ND", put together."""
    return regex.sub(r"(\p{Lu}{1,6})\n(\p{Lu}{1,4})(?![\p{L}])", lambda m: m[1] + m[2] if m[1] + m[2] in _abbreviations() else m[0], text)


def opens_value(word: str, before: str) -> bool:
    """A small word that opens a figure right after another figure: "45 | từ 65% trở lên"."""
    return before[-1:] in "0123456789%-" and word in ("từ", "trên", "dưới", "đạt", "tối", "ít", "khoảng", "giảm", "tăng", "hơn", "không")


def opens_measure(words: list[str]) -> bool:
    """The first one, two or three words are a unit of measure written small: "tàu", "mô hình"."""
    return words[0][0].islower() and any(" ".join(words[:n]).lower().rstrip(",;") in _measures() for n in (1, 2, 3))


# --- headers ---------------------------------------------------------------------------------------


@vocab.compiled
def _phrases() -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    return {tuple(k.split()): v for k, v in grid.header_roles().items() if k}


@vocab.compiled
def _longest_phrase() -> int:
    return max(map(len, _phrases()))


def header_at(words: tuple[str, ...], i: int) -> list[tuple[int, str]]:
    """(end, role) of each header phrase that begins at word ``i`` of folded ``words``, longest first."""
    out: list[tuple[int, str]] = []
    for n in range(min(_longest_phrase(), len(words) - i), 0, -1):
        piece = words[i:i + n]
        if piece in _phrases():
            out.append((i + n, _phrases()[piece][0][0]))
        elif n <= 5 and grid.is_year(" ".join(piece)):
            out.append((i + n, "year"))
    return out


def roles_of(header: str, indicator_table: bool) -> str:
    """The role of one header in an indicator or a task table ("Kết quả" is a target in one and a product in the other)."""
    folded = fold(header)
    if grid.is_year(folded):
        return "year"
    options = grid.header_roles().get(folded, ())
    wanted = "indicator" if indicator_table else "task"
    for role, table in options:
        if table in (wanted, "any"):
            return role
    return options[0][0] if options else "unknown"


# --- ordinals --------------------------------------------------------------------------------------

_ORDINAL = regex.compile(r"(\d{1,2}[a-d](?=[.)]?$)|\d{1,3}(?:\.\d{1,3}){0,3})[.)]?|([IVXL]{1,6})[.)]?|([A-HĐ])[.)]?|([a-hđ])[.)]|([-–+*])")


def ordinal(token: str) -> tuple[str, tuple[int, ...]] | None:
    """Kind (``n`` arabic, ``r`` roman, ``A``, ``a``, ``-``) and numbers of a row's ordinal, or None."""
    m = _ORDINAL.fullmatch(token)
    if not m:
        return None
    if m[1]:
        if m[1][-1].isalpha():  # "2a" after "2"
            return "n", (int(m[1][:-1]), "abcd".index(m[1][-1]) + 1)
        return "n", tuple(int(x) for x in m[1].split("."))
    if m[2]:
        return "r", (_roman(m[2]),)
    if m[3]:
        return "A", ("ABCDĐEFGH".index(m[3]),)
    return ("a", ("abcdđefgh".index(m[4]),)) if m[4] else ("-", (0,))


def _roman(s: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[c] for c in s]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))


def follows(kind: str, number: tuple[int, ...], last: dict[str, tuple[int, ...]], previous: str) -> float:
    """Cost of meeting this ordinal after those met (``last``: kind -> numbers); 0 = the expected next one."""
    if kind in "-+":
        return 0.6
    before = last.get(kind)
    if before is None and kind == "n" and (through := last.get("through")) and number == (*through[:-1], through[-1] + 1):
        return 0.0  # the counting goes on through the groups
    if before is None:
        return 0.0 if number in ((1,), (0,), (1, 1)) else 1.5 if kind == "n" and number[-1] < 200 else 3.0
    if kind == "n":
        if number == (*before[:-1], before[-1] + 1) or number == (*before, 1) or (len(number) < len(before) and number[-1] == before[len(number) - 1] + 1):
            return 0.0
        if number in ((1,), (1, 1)) and previous != "n":
            return 0.0
        if len(number) == len(before) > 1 and number == (*before[:-2], before[-2] + 1, 1):  # the heading of "2.1" has no number
            return 1.0
        return 2.0 if len(number) == len(before) and before < number <= (*before[:-1], before[-1] + 3) else 7.0
    if number[0] == before[0] + 1:
        return 0.0
    return 1.5 if number[0] == 0 or number[0] == 1 else 5.0
