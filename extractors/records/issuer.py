"""The issuing body: from the letterhead, the annex captions, the symbol, the body; written as in running text.

"ỦY BAN NHÂN DÂN / XÃ VÕ NHAI" -> "Ủy ban nhân dân xã Võ Nhai"; of two bodies the lower one issues (NĐ 30/2020/NĐ-CP,
Phụ lục I, mục II.2: the body above is the one it belongs to).
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.fields.units import split_units
from extractors.text import fold, new_tones, one_line
from schemas import vocab
from schemas.values import PlaceMatch

_MOTTO = regex.compile(r"cong hoa xa hoi|doc lap tu do|dang cong san viet nam|^ngay |ngay.*thang|^[*_\- ]*$|^(?:ban )?du thao\b|^hoa toc$|^khan$|^mat$")
_MOTTO_WORDS = "cong hoa xa hoi chu nghia viet nam doc lap tu do hanh phuc"
_NUMBER = regex.compile(r"số\b", regex.I)  # folded, "Số" and "Sở" are one


@dataclass(frozen=True, slots=True)
class _Words:
    """``issuer_words.csv`` made ready. ``head``: first words of a body; ``proper``: what keeps a capital inside its name, by its small letters."""

    head: regex.Pattern[str]
    proper: dict[str, str]
    levels: tuple[tuple[str, regex.Pattern[str]], ...]  # first words of bodies, folded, that tell their level


@vocab.compiled
def _words() -> _Words:
    rows = vocab.rows("issuer_words")
    of = {kind: [r["word"] for r in rows if r["kind"] == kind] for kind in ("head", "national", "ministry", "province")}
    return _Words(
        regex.compile(rf"^(?:{'|'.join(map(regex.escape, of['head']))})\b", regex.I),
        {r["word"]: r["value"] for r in rows if r["kind"] == "proper"},
        tuple((level, regex.compile(rf"(?:{'|'.join(map(fold, of[level]))})\b")) for level in ("national", "ministry", "province")),
    )


#: "UBND XÃ A BAN CHỈ ĐẠO …": two bodies that a page left on one line
_SECOND_BODY = regex.compile(
    r"(?<=^(?:UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|ĐẢNG BỘ|ĐẢNG ỦY|ĐẢNG UỶ|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|THÀNH UỶ)\s[^\n]{2,40}(?<!VÀ|[-–]))\s+"
    r"(?=(?:ĐẢNG ỦY|ĐẢNG UỶ|BAN|SỞ|PHÒNG|VĂN PHÒNG|TRUNG TÂM|CÔNG AN|TỔ|CHI BỘ|TRƯỜNG)\s)", regex.M
)
#: What stands beside the issuer when a converter or a tab stop puts both sides of the head on one line.
_BESIDE = regex.compile(r"\s+(?:CỘNG H(?:ÒA|OÀ) XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT|Độc lập\s*[-–]|ĐỘC LẬP\s*[-–])")
#: "ỦY" as OCR reads it, or not at all: there is no Ban nhân dân.
_COMMITTEE = regex.compile(r"^(?:[UÚÙỦŨỤ][YỲÝỶỸỴ]\s+)?BAN\s+NH[AÂ]N\s+D[AÂ]N\b")
#: "TỈNH" with its hook misread, before the name of one.
_PROVINCE = regex.compile(r"(?<=^|ỦY BAN NHÂN DÂN |UBND |HỘI ĐỒNG NHÂN DÂN |HĐND )T[ÍÌĨỊI]NH(?=\s\p{Lu})")
#: The rest of an own symbol whose number is written by hand: "/KH-SYT".
_SYMBOL_REST = regex.compile(r"^[^\p{L}]*/\s?\p{Lu}{1,4}[-–]\p{Lu}")
_SIGNED = regex.compile(r"^(?:T/?M|KT|TL|TUQ)\s*\.?\s+\p{Lu}|^(?:T/?M|KT|TL|TUQ)\.")


def letterhead_issuers(head: list[str]) -> list[str]:
    """Bodies named in the head, from the upper to the lower, one string each, in the letters of the head."""
    out: list[str] = []
    for line in head:
        for part in _SECOND_BODY.sub("\n", "\n".join(map(one_line, line.split("\n")))).split("\n"):
            if _SYMBOL_REST.match(part):
                continue
            part = _PROVINCE.sub("TỈNH", _COMMITTEE.sub("ỦY BAN NHÂN DÂN", _BESIDE.split(part, maxsplit=1)[0].strip(" *_-–")))
            folded = fold(part)
            if out and _TITLE_LINE.match(folded):
                return out
            if _SIGNED.match(part):
                return out
            if " " in folded and f" {folded} " in f" {_MOTTO_WORDS} ":
                continue  # a motto broken over lines
            if not folded or _MOTTO.search(folded) or _NUMBER.match(part) or len(part) > 200:
                continue
            letters = [c for c in part if c.isalpha()]
            upper = sum(c.isupper() for c in letters) * 10 >= 8 * len(letters)
            if not upper:
                continue
            if _words().head.match(part) and not (out and _goes_on(out[-1])):
                out.append(part)
            elif out and len(" ".join([out[-1], part])) < 300 and not _TITLE_LINE.match(folded):
                out[-1] = f"{out[-1]} {part}"
    return out


_TITLE_LINE = regex.compile(r"^(?:ke hoach|nghi quyet|quyet dinh|chuong trinh|phu luc|bao cao|chi thi|huong dan|thong bao)\b")


def _goes_on(above: str) -> bool:
    """The line above ends in the middle of a name: "BAN CHỈ ĐẠO VỀ", "ỦY BAN NHÂN DÂN" + … is complete without."""
    return bool(regex.search(r"(?:\b(?:VỀ|VÀ|CỦA|THỰC HIỆN|PHÁT TRIỂN|CHO|TRIỂN KHAI)|,)\s*$", above))


def issuer_name(heads: list[str], captions: list[str], symbol: str, body: str, place: PlaceMatch) -> str:
    """The issuer with its place; "" when neither head, captions, symbol nor body name one."""
    written = " ".join([*heads, *captions, body])
    if heads:
        name = _named(sentence_case(heads[-1], place))
        name = _spelled(name) if name.startswith(("UBND ", "HĐND ")) else name
        if len(name.split()) <= 2 and (whole := _by_code(symbol)) and fold(whole).startswith(fold(name)):
            name = whole  # "VĂN PHÒNG" over "36-HD/VPTW"
        if place.former and len(heads) > 1 and not _OWN_PLACE.search(name) and (above := _OWN_PLACE_TO_END.search(sentence_case(heads[-2], place))):
            return f"{name} {above.group()}"  # a province of before the merger, as the head above has it
        return _with_place(name, written, place)
    for line in captions:
        m = regex.search(r"\bcủa\s+(.{3,140}?)\s*[)\]]*\s*\.?\s*$", one_line(line), regex.I)
        if m and _words().head.match(m.group(1)):
            return _with_place(sentence_case(_spelled(m.group(1)), place), written, place)
    by_code = _by_code(symbol)
    if by_code:
        return _with_place(by_code, written, place)
    m = _ISSUES.search(body)
    return _with_place(sentence_case(_spelled(m.group(1)), place), written, place) if m else ""


#: Who issues the plan, in its preamble. Names hold neither figures nor what one body asks of another.
_ISSUES = regex.compile(
    r"\b((?:Ủy ban nhân dân|UBND|Đảng ủy|Ban Chỉ đạo)(?:\s+(?!(?:yêu cầu|đề nghị|giao|chỉ đạo|hướng dẫn|ngày|số|các)\b)[^\s.;:|\d]+){0,14}?)\s+(?:xây dựng|ban hành)\s+[Kk]ế hoạch"
)


def _by_code(symbol: str) -> str:
    """Name of the body that the symbol's last part stands for."""
    code = regex.split(r"[/\-]", symbol)[-1] if symbol else ""
    if code == "TW":
        return "Ban Chấp hành Trung ương"
    return next((r["name"] for r in vocab.rows("issuer_codes") if code and r["code"] == code and r["match"] == "exact"), "")


def _named(name: str) -> str:
    """Capitals of a known body as its canonical name has them."""
    for m in split_units(name):
        if m.status == "known" and len(m.name.split()) >= 2:
            words = name.split()
            for at in range(1, len(words) + 1):
                if fold(" ".join(words[:at])) == fold(m.name):
                    return " ".join([m.name, *words[at:]])
    return name


def _spelled(text: str) -> str:
    text = regex.sub(r"\bUBND\b", "Ủy ban nhân dân", text)
    return regex.sub(r"\bHĐND\b", "Hội đồng nhân dân", text)


def _with_place(name: str, written: str, place: PlaceMatch) -> str:
    """Adds the place a body is of, when the name does not hold it and the head or the document does."""
    if not name or fold(place.commune or place.province or "\0") in fold(name):
        return name
    if _OWN_PLACE.search(name) or name.startswith("Trường ") or _level_told(name) in ("national", "ministry"):
        return name  # its own place may bear another name today, or be in no register
    if place.commune:
        kind = _kind(place, written)
        tail = f"{kind} {place.commune}".strip()
        if name.split()[-1] in ("xã", "phường"):
            name = " ".join(name.split()[:-1])
        return f"{name} {tail}"
    if place.province and regex.match(r"(?:ủy ban|hội đồng|tỉnh ủy|ban chỉ đạo|sở )", name, regex.I):
        return f"{name} {place.province}" if name == "Tỉnh ủy" else f"{name} {_rank(place.province)} {place.province}" if not name.endswith("tỉnh") else f"{name} {place.province}"
    return name


_OWN_PLACE = regex.compile(r"\b(?:xã|phường|đặc khu|thị trấn|quận|huyện|thị xã|tỉnh|thành phố)\s+\p{Lu}")

_OWN_PLACE_TO_END = regex.compile(rf"{_OWN_PLACE.pattern}.{{0,40}}$")


def _level_told(name: str) -> str:
    """The level that the first words of a body tell: national | ministry | province | "" """
    folded = fold(name)
    return next((level for level, first in _words().levels if first.match(folded)), "")


def _rank(province: str) -> str:
    return next((r["kind"] for r in vocab.rows("places") if r["name"] == province and r["code"] == r["province_code"]), "tỉnh")


def _kind(place: PlaceMatch, written: str) -> str:
    """xã, phường or đặc khu, as the document writes it before the name; else as in the register of places."""
    m = regex.search(rf"(xã|phường|đặc khu|thị trấn)\s+{regex.escape(place.commune)}(?!\p{{L}})", written, regex.I)
    if m:
        return m.group(1).lower()
    return next((r["kind"].lower() for r in vocab.rows("places") if r["code"] == place.code), "")


#: An abbreviation without a vowel: THCS, VNPT, KH&CN.
_LETTERS_ONLY = regex.compile(r"[bcdghklmnpqrstvx]{2,}")
#: A school and its own name.
_SCHOOL = regex.compile(r"(?<=^trường )((?:(?:tiểu học|trung học(?: cơ sở| phổ thông)?|mầm non|mẫu giáo|phổ thông|dân tộc|nội trú|bán trú|và|THCS|THPT|PTDTBT|PTDTNT)[ -]+)+)(.+)$")
_COMMON = regex.compile(r"\b(?:và|về|của|mới|trực|thuộc|hội|công|phát|chuyển|khoa)\b")


def sentence_case(text: str, place: PlaceMatch) -> str:
    """Capitals of a letterhead as in running text; place names and proper words keep theirs."""
    text = new_tones(one_line(text))
    letters = [c for c in text if c.isalpha()]
    if sum(c.isupper() for c in letters) * 10 >= 8 * len(letters):
        text = " ".join(w if _LETTERS_ONLY.fullmatch(fold(w).replace(" ", "")) else w.lower() for w in text.split())
        text = _SCHOOL.sub(lambda m: m[1] + m[2].title(), text)
        for low, proper in _words().proper.items():
            text = regex.sub(rf"(?<!\p{{L}}){low}(?!\p{{L}})", proper, text)
        text = regex.sub(r"\bban chỉ đạo\b", "Ban Chỉ đạo", text)
        text = regex.sub(r"\bđảng bộ\b", "Đảng bộ", text, flags=regex.I)
        for name in (place.commune, place.province):
            if name:
                text = regex.sub(rf"(?<!\p{{L}}){regex.escape(new_tones(name).lower())}(?!\p{{L}})", name, text)
        # a place that today's register does not hold under this name
        text = regex.sub(r"\b(xã|phường|đặc khu|thị trấn|huyện|tỉnh|thành phố)((?:\s(?:[-–]\s)?\p{Ll}+){1,4})$", lambda m: m[1] + m[2].title() if not _COMMON.search(m[2]) else m[0], text)
        text = text[:1].upper() + text[1:]
    return text


def issuer_level(issuer: str, place: PlaceMatch) -> str:
    """national | ministry | province | commune | "" """
    f = fold(issuer)
    if not f:
        return ""
    told = _level_told(issuer)
    if told in ("national", "ministry"):
        return told
    if regex.search(r"\b(?:xa|phuong|dac khu|thi tran)\b(?! hoi)", f):
        return "commune"
    if told == "province" or regex.search(r"\b(?:tinh|thanh pho)\b", f):
        return "province"
    if place.commune:
        return "commune"
    return "province" if place.province else ""
