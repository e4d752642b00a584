"""What a target cell says: a quantity with comparator and unit, a level in words, a product, a delegated target, or nothing.

Semantics of the bounds are those of contract.md (``schemas.records.Indicator``). Words that are not understood are kept
as a ``level`` with the words in ``qualifier``: a value or the words, never a guess.
"""

from __future__ import annotations

import math
from dataclasses import replace

import regex

from extractors.fields.amounts import NUMBER, Amount, amounts, denominators, parse_number, plain, units
from extractors.fields.ranks import rank_of_cell
from extractors.text import new_tones
from schemas import vocab
from schemas.records import Comparator, ValueKind
from schemas.values import Quantity

LONGEST = 2000  # a target cell is a few words; of anything longer only its beginning is looked at for numbers
_NONE = regex.compile(r"[-./…_ ]*|n\s*/?\s*a|không (?:giao|áp dụng|đánh giá|đặt chỉ tiêu|có chỉ tiêu|xác định)|chưa (?:giao|có số liệu|xác định|có chỉ tiêu|đặt ra)|kxđ|trống|\(trống\)",
                      regex.I)
_ASSIGNED = regex.compile(
    r"(?:(?:thực hiện|hoàn thành|đạt|phấn đấu|phấn đấu đạt|bảo đảm|đảm bảo|vượt|bằng|đạt và vượt|đạt hoặc vượt)\s+)*+(?:theo\s+|bằng\s+|đạt\s+)?"
    r"(?:mức\s+)?(?:chỉ tiêu|kế hoạch|kh|mục tiêu|số lượng|phân bổ|lộ trình|giao|chỉ đạo|hướng dẫn|yêu cầu|quy định|nhiệm vụ|nghị quyết|văn bản|sự phân công|tỷ lệ)?\s*(?:do |của |được )?"
    r"(?P<who>(?:ubnd |hđnd )?(?:tỉnh|trung ương|tw|huyện|thành phố|cấp trên|cấp tỉnh|cấp có thẩm quyền|bộ|ngành|sở|tỉnh ủy|chính phủ|trên|đảng ủy|xã)[^;\n]{0,60}?)?"
    r"\s*(?:giao|phân bổ|ban hành|quy định|hướng dẫn|phê duyệt|yêu cầu)?(?:\s+(?:hằng|hàng) năm)?(?:\s*(?:giao|phân bổ))?", regex.I)
_GIVEN = regex.compile(r"\b(?:giao|phân bổ)\b", regex.I)
_UPPER = regex.compile(r"\btheo\b.*\b(?:tỉnh|trung ương|cấp trên|cấp tỉnh|thành phố|huyện|chính phủ|bộ|sở|cấp có thẩm quyền)\b", regex.I)
_BRACKET = regex.compile(r"\(([^()]*)\)")
_SPLIT = regex.compile(r"\s*(?:;|\n|\s\|\s|(?<=[%)])\s*,(?=\s*[^\s\d]{0,24}\s?\d)|(?<=%)\s+và\s+(?=\d))\s*")
_SLASH = regex.compile(rf"^(?P<a>{NUMBER}\s*%)\s*/\s*(?P<b>{NUMBER}\s*%)$")
_RATIO = regex.compile(r"(?P<lead>[^\d]*?)(?P<a>\d{1,5})\s*/\s*(?P<b>\d{1,5})\s*(?P<rest>[^\d]*)")
#: words before a number that add nothing to it
_EMPTY_LEAD = regex.compile(r"(?:(?:phấn đấu|cố gắng|đạt|mức|ở mức|duy trì|giữ vững|hoàn thành|bảo đảm|đảm bảo|có|là|từ|khoảng|tỷ lệ|tỉ lệ|chiếm|bình quân|trung bình|cơ bản|"
                            r"mỗi năm|hằng năm|hàng năm|đến|còn|tổng số|chỉ tiêu|số lượng|thêm|kết quả|toàn xã|tối thiểu|ít nhất|và|vượt|để|được|triển khai|xây dựng|thành lập|tổ chức)\b[\s:,]*)*+", regex.I)
_TREND = regex.compile(r"\b(tăng thêm|tăng|giảm|gấp|nâng|rút ngắn|cắt giảm)\b", regex.I)
_SAID = regex.compile(r"\b(phấn đấu|duy trì|bình quân|trung bình|mỗi năm|hằng năm|hàng năm)\b", regex.I)
_SHARE_NAME = regex.compile(r"\s*(?:\W|\d)*(?:tỷ|tỉ)\s+(?:lệ|trọng)\b|.{0,60}\((?:%|tỷ lệ %)\)|phần trăm", regex.I)
_YEAR = regex.compile(
    r"^(?:(?:năm|đến năm|giai đoạn)?\s*(?P<y>(?:19|20)\d\d(?:\s*-\s*(?:19|20)\d\d)?)\s*[:：=]\s*|(?:(?:phấn đấu|đến|tới|trong|vào|hết|cuối)\s+){0,4}năm\s+(?P<y>(?:19|20)\d\d)(?:\s*,\s*|\s+(?=[\p{L}\d≥≤<>~])))", regex.I
)
#: a time where a value should stand
_WHEN = regex.compile(r"(?:(?:phấn đấu|đến|tới|trong|vào|hết|cuối)\s+){0,4}năm\s+(?:19|20)\d\d", regex.I)
_ONLY_YEAR = regex.compile(r"(?:(?:đến|vào|trong|hết|cuối)\s+)*(?:năm\s+)?20\d\d", regex.I)
_BLANKS = regex.compile(r"\s+")
_SPACES = regex.compile(r"[^\S\n]{2,}")  # a run of them is tried from each of its blanks
_DIGIT = regex.compile(r"\d")
_SHARE_OF = regex.compile(r"^(?:t[ỷỉ]\s+lệ|phần\s+trăm)\s*(?=\(?%)", regex.I)
_OF_WHAT = regex.compile(r"^(?:/|trên|của|so với)\s*|^tổng số\s+", regex.I)
_OR_MORE = regex.compile(r"\(\s*(trở\s+(?:lên|xuống))\s*\)", regex.I)
_COUNTED = regex.compile(r"\d+\s+\p{L}+(?:\s\p{L}+)?(?:\s?/\s?\p{L}+)?")
#: figures that are no amount: years, symbols of documents, numbered things
_NO_AMOUNT = regex.compile(r"\b(?:năm\s+)?20\d\d\b|\b\d+[/-]\S*|\bsố\s+\d+\S*")
_BY_PLAN = regex.compile(r"\btheo\b|chỉ tiêu|kế hoạch|tỉnh|cấp", regex.I)
_GIVER = regex.compile(r"\b(trung ương|chính phủ|tỉnh ủy|ubnd tỉnh|tỉnh|thành phố|huyện|cấp trên|cấp có thẩm quyền|bộ|sở|ngành)\b", regex.I)
#: up to three words behind a number that name things; the others say where, when, of what
_THINGS = regex.compile(r"(?!(?:so|của|trở|vào|đến|tới|năm|quý|tháng|trong|tại|cho|và|hoặc|mỗi|trên|dưới|được|là|để|theo|cấp|thuộc|với|từ|lần|lên|xuống|hạng|nhóm|đầu|toàn|cả|tỉnh|xã|phường|thành)(?!\p{L}))\p{Ll}{2,}(?:\s\p{L}+){0,2}", regex.I)
_NEGATIVE = regex.compile(r"-\d")
_SPACED = regex.compile(r"(\D*)(\d{1,3}(?: \d{3})+)(?!\d)(.*)")
_GENERATION = regex.compile(r"[GgKk](?!\p{L})")
_NUMBERED = regex.compile(r"\b(?:mức|mức độ|cấp độ|loại|giai đoạn|hạng mục|phiên bản|phần|đợt|bước|số|quý|tháng|ngày|điều)$", regex.I)


@vocab.compiled
def _deliverable() -> regex.Pattern[str]:
    words = sorted({new_tones(r["word"]) for r in vocab.rows("deliverables")}, key=len, reverse=True)
    return regex.compile(r"(?:(?:\d{1,3}|các|ban hành|xây dựng|có|dự thảo)\s+)?(?:" + "|".join(regex.escape(w) for w in words) + r")(?![\p{L}\d])", regex.I)


@vocab.compiled
def _levels() -> list[tuple[regex.Pattern[str], int]]:
    found = sorted(((new_tones(r["word"]), int(r["rank"])) for r in vocab.rows("levels")), key=lambda p: -len(p[0]))
    return [(regex.compile(rf"(?<!\p{{L}}){regex.escape(w)}(?!\p{{L}})", regex.I), n) for w, n in found]


def level_rank(words: str) -> int | None:
    """Rank 1 (low) to 5 (leading) of a level in words ("Thuộc nhóm khá của tỉnh" → 3), None where it has no scale."""
    text = plain(words)
    ranks = [(m.start(), -len(m.group()), rank) for pattern, rank in _levels() if (m := pattern.search(text))]
    return min(ranks)[2] if ranks else None


def canonical_unit(raw: str) -> tuple[str, str]:
    """(unit, denominator) of a unit cell: "% dân số" → ("%", "dân số"); unknown words are kept as written."""
    s = _BLANKS.sub(" ", plain(raw)).strip(" .:;")
    s = s[1:-1].strip() if s.startswith("(") and s.endswith(")") else s
    if not s or _NONE.fullmatch(s):
        return "", ""
    s = _SHARE_OF.sub("", s).replace("(%)", "%")
    got = units().get(s.lower())
    if got:
        return got[0], ""
    if s.startswith("%") or s.lower().startswith("phần trăm"):
        rest = s.removeprefix("%").strip() if s.startswith("%") else s[9:].strip()
        rest = _OF_WHAT.sub("", rest).strip(" ()")
        return "%", denominators().get(rest.lower(), rest)
    return " ".join(w if w.isupper() or any(c.isupper() for c in w[1:]) else w.lower() for w in s.split(" ")), ""


def parse_value(text: str, *, unit: str = "", name: str = "") -> list[Quantity]:
    """Read one target cell. ``unit`` is the cell of the unit column, ``name`` the indicator's name (both optional).

    Always at least one Quantity; several where the cell holds several ("≤ 3 Đông Nam Á; ≤ 50 Thế giới").
    """
    return list(_values(text, unit, _is_share(name)))


@vocab.memo(10_000)
def _is_share(name: str) -> bool:
    """The name says that its value is a share ("Tỷ lệ …")."""
    return _SHARE_NAME.match(plain(name)) is not None


@vocab.memo(10_000)
def _values(text: str, unit: str, share: bool) -> tuple[Quantity, ...]:
    s = _SPACES.sub(" ", plain(text)).strip().strip("*_ ").strip()
    if _NONE.fullmatch(s):
        if new_tones(unit.strip()).lower() in _papers():
            return (Quantity(ValueKind.DELIVERABLE, text.strip(), qualifier=unit.strip(), notes=("sản phẩm ghi ở cột đơn vị tính",)),)
        return (Quantity(ValueKind.NONE, text.strip()),)
    parts = [p for p in _SPLIT.split(s) if p.strip(" .,;")]
    slash = _SLASH.match(s)
    if slash:
        parts = [slash["a"], slash["b"]]
    if len(parts) > 1:
        got = tuple(_one(p.strip(), unit, share) for p in parts)
        if sum(q.kind is ValueKind.QUANTITY for q in got) > 1 or all(q.kind in (ValueKind.QUANTITY, ValueKind.ASSIGNED) for q in got):
            return got
    return (_one(s, unit, share),)


@vocab.compiled
def _count_units() -> set[str]:
    return {u for u, kind in units().values() if kind == "count"}


@vocab.compiled
def _papers() -> set[str]:
    """Kinds of papers: in the unit column of a row without a value they are what is due, not what is counted."""
    return {new_tones(r["word"]).lower() for r in vocab.rows("deliverables") if r["document"] == "yes"}


def _one(s: str, unit: str, share: bool) -> Quantity:
    raw = s
    if _WHEN.fullmatch(s):
        return Quantity(ValueKind.LEVEL, raw, qualifier=s, notes=("ô chỉ ghi thời gian, không ghi mức",))
    year = _YEAR.match(s)
    notes: list[str] = [f"năm ghi trong ô: {year['y']}"] if year else []
    s = s[year.end():] if year else s
    s = _OR_MORE.sub(r"\1", s)
    inside = [b.strip() for b in _BRACKET.findall(s) if b.strip()]
    body = _BLANKS.sub(" ", _BRACKET.sub(" ", s)).strip(" .,;:")
    if body and (own := next((b for b in inside if _ONLY_YEAR.fullmatch(b)), "")):
        inside.remove(own)
        notes.append(f"năm ghi trong ô: {own[-4:]}")
    qualifier = "; ".join(inside)
    if body.startswith("- "):
        body = body[2:]
    if not body and inside:
        body, qualifier = inside[0], "; ".join(inside[1:])
    assigned = _assigned(body)
    if assigned is not None:
        return Quantity(ValueKind.ASSIGNED, raw, qualifier=qualifier, notes=(*notes, *assigned))
    if _deliverable().match(body) and not _COUNTED.fullmatch(body):
        return Quantity(ValueKind.DELIVERABLE, raw, qualifier=s.strip(" .;"), notes=tuple(notes))
    got = rank_of_cell(body, raw) or _quantity(body, raw, unit, share)
    if got is None:
        if _DIGIT.search(body):
            notes.append("có chữ số nhưng không phải giá trị đo được")
        return Quantity(ValueKind.LEVEL, raw, qualifier=s.strip(" .;"), notes=tuple(notes))
    return replace(got, qualifier="; ".join(x for x in (got.qualifier, qualifier) if x), notes=(*notes, *got.notes))


def _assigned(body: str) -> tuple[str, ...] | None:
    """Notes of a delegated target ("Theo chỉ tiêu tỉnh giao"), or None."""
    if len(body) > 300 or _DIGIT.search(_NO_AMOUNT.sub(" ", body)):
        return None
    m = _ASSIGNED.fullmatch(body)
    given = _GIVEN.search(body) and _BY_PLAN.search(body)
    if (m and (given or (m["who"] and body.lower().startswith("theo")))) or given or (_UPPER.search(body) and body.lower().startswith(("theo", "thực hiện theo"))):
        who = _GIVER.search(body)
        return (f"giao bởi {who[1].lower()}",) if who else ()
    return None


def _quantity(body: str, raw: str, unit: str, share: bool) -> Quantity | None:
    ratio = _RATIO.fullmatch(body)
    if ratio and not (1990 <= int(ratio["b"]) <= 2100 and int(ratio["a"]) <= 12) and body not in ("24/7", "24/24"):
        return _of_total(ratio, raw, unit)
    negative = bool(_NEGATIVE.match(body))
    body = body[1:] if negative else body
    spaced = _SPACED.fullmatch(body)
    if spaced:
        body = spaced[1] + spaced[2].replace(" ", "") + spaced[3]
    found = list(amounts(body[:LONGEST], cell=True))
    if not found or (found[0].unit_kind != "percent" and _GENERATION.match(body[found[0].number_start + 1:][:1])):
        return None
    a = found[0]
    before, after = body[:a.start].strip(" :,-"), body[a.end:].strip(" :,.")
    lead_rest = before[_end(_EMPTY_LEAD, before):].strip()
    trend = _TREND.search(before)
    if lead_rest and trend is None and len(lead_rest) > 40:
        return None  # a sentence that mentions a figure, not a value
    if _NUMBERED.search(before) and not a.unit:
        return None  # "Mức độ 4", "Quyết định số 12"
    said = _SAID.search(before)
    qualifier = [trend[1].lower()] if trend else [said[1].lower()] if said else []
    if lead_rest and not trend and not said:
        qualifier.append(lead_rest)
    u, den, kind, notes = _unit_of(a, unit, share)
    if not u and not share and not kind and _THINGS.fullmatch(after) and not lead_rest:
        u = after.lower()  # "Tối thiểu 10 chi bộ": what follows the number is what is counted
    if after and after.lower() != u.lower():
        qualifier.append(after)
    if len(found) > 1:
        notes.append("ô còn số khác: " + "; ".join(body[x.start:x.end] for x in found[1:]))
    low, high = a.low, a.high
    if kind == "count" or u in _count_units():
        value = body[a.number_start:]
        m = regex.match(NUMBER, value)
        if m and "," in m.group() and low is not None:
            n, note = parse_number(m.group(), whole=True)
            if note and parse_number(m.group())[0] == a.value and a.comparator is not Comparator.BETWEEN:
                low, high = (n if low is not None else None), (n if high is not None else None)
                notes.append(note)
    if negative:
        low, high = (None if high is None else -high), (None if low is None else -low)
        if a.comparator is not Comparator.BETWEEN:
            low, high = (-a.value if a.low is not None else None), (-a.value if a.high is not None else None)
    if any(x is not None and not math.isfinite(x) for x in (low, high)):
        return None
    return Quantity(ValueKind.QUANTITY, raw, a.comparator, low, high, u, den, "; ".join(qualifier), tuple(dict.fromkeys((*a.notes, *notes))))


def _unit_of(a: Amount, column: str, share: bool) -> tuple[str, str, str, list[str]]:
    """Unit and denominator: the cell's own words first, then the unit column, then "Tỷ lệ" in the name."""
    notes: list[str] = []
    given, den = canonical_unit(column)
    if a.unit:
        if given and given != a.unit and not (given.startswith("%") and a.unit.startswith("%")):
            notes.append(f"đơn vị trong ô ({a.unit}) khác cột đơn vị tính ({given})")
        return (given if given.startswith("%/") else a.unit), a.denominator or (den if given == a.unit else ""), a.unit_kind, notes
    if given:
        return given, a.denominator or den, "", notes
    if share and 0 <= a.value <= 100:
        return "%", a.denominator, "percent", ["đơn vị suy từ tên chỉ tiêu"]
    return "", a.denominator, "", notes


def _of_total(m: regex.Match[str], raw: str, unit: str) -> Quantity | None:
    """"12/12 xã": a count out of a total; in a % column its share."""
    a, b = float(m["a"]), float(m["b"])
    lead = m["lead"].strip(" :")
    if lead and lead.lower() not in ("đạt", "phấn đấu", "≥", "hoàn thành", "có"):
        return None
    u, _ = canonical_unit(m["rest"].strip(" .,") or unit)
    c = Comparator.GE if lead == "≥" else Comparator.EQ
    if canonical_unit(unit)[0] == "%" and b:
        a, u = round(100 * a / b, 4), "%"
        note = f"tính từ {m['a']}/{m['b']}"
        return Quantity(ValueKind.QUANTITY, raw, c, a, a if c is Comparator.EQ else None, u, "", "", (note,))
    return Quantity(ValueKind.QUANTITY, raw, c, a, a if c is Comparator.EQ else None, u, f"{m['b']} {u}".strip())


def _end(pattern: regex.Pattern[str], s: str) -> int:
    m = pattern.match(s)
    return m.end() if m else 0
