"""Cuts a cell into the items of its list: what is a separator, what belongs to a name, what is only a remark.

Rules: ``;``, bullets and lines that start with an organisation word separate; ``,`` ``và`` ``/`` ``&`` separate only before a word
that starts an organisation (``unit_words.csv``, kind ``head``) or a known name, for they also stand inside names; a bracket holds
another unit when it starts like one, else a remark; words such as "chủ trì" (kind ``note``) are remarks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from extractors.fields.unit_lexicon import WORD, Head, Lexicon, lexicon, words_of
from extractors.fields.unit_scan import Hit
from extractors.text import fold_keep

_PIECE = regex.compile(r"(?P<hard>;|•|·|…|\n\s*[-–+*•]\s|\n\s*\(?\d{1,2}[.)]\s|\.\s*\n|\.(?=\s+\p{Lu}))|(?P<line>\n)"
                       r"|(?P<open>\()|(?P<close>\))|(?P<dash>\s[-–—]\s|[-–](?=\n))|(?P<soft>,(?!(?<=phòng,)\s*chống)|(?<![Đđ])/|&|\+|:|(?<!\p{L})và(?!\p{L}))", regex.IGNORECASE)
#: Kinds that carry the bare name of a place or branch; others take such words as part of their name.
_PLACED = frozenset({"enterprise", "police", "military", "health", "committee", "council", "front", "mass_organisation", "association", "court",
                     "procuracy", "agency"})
#: "Các phòng, ban thuộc UBND xã": the group's owner, not a second unit of the list
_BELONGS = regex.compile(r"\s(?:trực\s+)?(?:thuộc|của)\s*$", regex.IGNORECASE)
_NUMBERED_AREA = regex.compile(r"khu vực (?:\d{1,2}|[IVX]{1,5})$", regex.IGNORECASE)
_VILLAGE = r"(?:thôn|xóm|ấp|bản|buôn|bon|làng|plei|plây|phum|sóc|khóm|khối phố|khối|khu phố|khu dân cư|khu|tổ dân cư|tổ dân phố|tdp|tiểu khu)"
#: "Tổ CNSCĐ 12 ấp", "12 bản, tiểu khu": how many there are of them
VILLAGES = regex.compile(rf"\d{{1,3}}(?:/\d{{1,3}})?\s+{_VILLAGE}(?:(?:,|\s+và)\s+{_VILLAGE}){{0,3}}", regex.IGNORECASE)
#: "tiểu khu" of "Các bản, tiểu khu": a kind of village, none by name; and words that end in one
_SOME_VILLAGES = regex.compile(_VILLAGE, regex.IGNORECASE)
_ENDS_IN_VILLAGES = regex.compile(rf"(?<!\p{{L}}){_VILLAGE}$", regex.IGNORECASE)
#: "UBND 45 xã, phường", "102 xã, phường"
PLACES = regex.compile(r"(?:(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Đảng ủy|Đảng uỷ)\s+)?\d{1,3}(?:/\d{1,3})?\s+(?:xã|phường|đặc khu)(?:\s*(?:,|/|và)\s*(?:xã|phường|đặc khu)){0,2}", regex.IGNORECASE)
#: "Tổ CNSCĐ thôn, buôn", "Tổ CNSCĐ ấp 3": where they are
_OF_VILLAGE = regex.compile(rf"(?:(?:ở|tại)\s+)?(?:(?:các|mỗi|từng)\s+)?(?i:{_VILLAGE})(?:\s+(?:số\s+)?[\p{{Lu}}\d][\p{{L}}\d]*){{0,4}}")
#: "UBND các xã, phường": first words of the bodies that only places have
_OF_PLACES = frozenset({("ubnd",), ("hđnd",), ("ủy",), ("đảng",)})
_LEVELS = frozenset({"xã", "phường", "khu", "đặc khu", "thị trấn"})
#: what a department, ministry … has inside, and how that owner is written where only one can be meant
_OF_OWNERS = frozenset({"inspectorate", "mass_organisation", "association", "committee", "organisation", "working_group", "steering_committee", "office", "centre", "front"})
_OWNER = regex.compile(r"Sở|Bộ|Cục|Chi cục|Tổng cục|[Cc]ơ quan|[Nn]gành|Trường|Viện|Công ty|Tổng công ty|Tập đoàn")
_ENDS_SHORT = regex.compile(r"\p{Lu}{2,}$")
#: single kinds of body and public that are a division's field as well ("Tổ chức phi chính phủ", "Bảo hiểm xã hội")
_FIELD_KINDS = frozenset({"department", "inspectorate", "group", "school"})
_STANDING = regex.compile(r"(?:cơ quan|đơn vị|là)?\s*thường trực\s*(?:của\s*)?$", regex.IGNORECASE)
#: "Cơ quan thường trực BCĐ (Phòng VHXH)": the unit in brackets, in the role told before it
_ROLE = regex.compile(r"(?:cơ quan|đơn vị|bộ phận)\s+thường trực(?:\s+(?:của\s+)?(?:ban chỉ đạo|bcđ)[^;\n(]{0,80})?\s*\(\s*$", regex.IGNORECASE)
_IN_CHARGE = regex.compile(r"(?<!\p{L})(?:phụ trách|phân công theo dõi)(?:\s+(?:lĩnh vực|mảng|khối|công tác|về)){0,2}\s*$", regex.IGNORECASE)
_BRANCH = regex.compile(r"(?:chi nhánh|phòng giao dịch|PGD|CN)\s", regex.IGNORECASE)
_DEPARTMENT = regex.compile(r"Sở(?!\p{L})")
#: "Hợp tác xã trên địa bàn": which of them
_AROUND = regex.compile(r"trên địa bàn(?!\p{L})", regex.IGNORECASE)
_MANY = regex.compile(r"(?:các|những|mọi|một số|toàn thể|toàn bộ|tất cả)(?!\p{L})", regex.IGNORECASE)
_BOARDS = regex.compile(r"(?:các|hai|02|2)\s+ban(?:\s[\p{L} ]{1,30})?", regex.IGNORECASE)
_COMMA = regex.compile(r"\s*(?:,|\bvà\b|&)\s*")
_PERSON = regex.compile(r"(?:đ/c|đồng chí|ông|bà|anh|chị)\s", regex.IGNORECASE)
_TRIM = " \t\n,.:-–—+*•·…\"'“”"


@dataclass(frozen=True, slots=True)
class Item:
    """One organisation at ``start:end``. ``whole``: it is exactly the known unit ``hit``."""

    start: int
    end: int
    hit: Hit | None = None
    head: Head | None = None
    whole: bool = False
    generic: bool = False
    doubtful: bool = False  # it may be two names of a list


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    sep: str  # what stands before it: "", hard, line, open, close, dash, soft (several: the strongest)
    comma: bool  # the soft separator was a comma or "và"


def _pieces(text: str, start: int, end: int) -> list[_Piece]:
    """Trimmed pieces of ``text[start:end]`` with the separator before each; the last one may be empty (what stands before a hit)."""
    order = ["", "dash", "soft", "line", "close", "open", "hard"]
    out: list[_Piece] = []
    at, sep, comma = start, "", False
    for m in [*_PIECE.finditer(text, start, end), None]:
        stop = m.start() if m else end
        a, b = _trim(text, at, stop)
        if a < b or m is None:
            out.append(_Piece(a, b, sep, comma))
            sep, comma = "", False
        if m:
            kind = m.lastgroup or ""
            sep = max(sep, kind, key=order.index)
            comma = comma or m.group().lower() in (",", "và", "&")
            at = m.end()
    return out


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def _is_note(words: tuple[str, ...], lex: Lexicon) -> bool:
    """All words are remarks, taken greedily from the left."""
    i = 0
    while i < len(words):
        for n in range(min(8, len(words) - i), 0, -1):
            if " ".join(words[i:i + n]) in lex.notes:
                i += n
                break
        else:
            return False
    return True


def _head_at(text: str, start: int, end: int, lex: Lexicon) -> Head | None:
    """The organisation word that the piece starts with (longest), as written or without any marks; None for words that only look like one."""
    words = [w.group() for _, w in zip(range(4), WORD.finditer(text, start, min(end, start + 60)), strict=False)]
    marked = not all(w.isascii() for w in words)
    for n in range(len(words), 0, -1):
        written = words_of(" ".join(words[:n]))
        head = lex.heads.get(" ".join(written))
        if head is not None and not (marked and words_of(head.word) != written):
            return None if "not" in head.flags else head
    return None


def items(text: str, hits: list[Hit]) -> list[Item]:
    """The list of the cell, in order. ``hits`` come from ``unit_scan.scan(text, cell=True)``."""
    lex = lexicon()
    out: list[Item] = []
    at, bracket = 0, False
    for hit in [*hits, None]:
        stop = hit.start if hit else len(text)
        pieces = _pieces(text, at, stop)
        for i, p in enumerate(pieces):
            last = i == len(pieces) - 1
            if p.sep in ("open", "close"):
                bracket = p.sep == "open"
            if p.start < p.end:
                first = i == 0 and bool(out) and out[-1].end <= p.start and at > 0
                around = first and out[-1].hit is not None and out[-1].hit.unit.system == "generic" and _AROUND.match(text, p.start) is not None
                remark = not around and bool(out) or bracket or (bool(hits) and not (last and not text[p.end:stop].strip()))
                if not (remark and _is_note(words_of(text[p.start:p.end]), lex)):
                    _take(text, p, out, lex, adjacent=first, bracket=bracket)
        if hit is None:
            break
        tail = pieces[-1].sep if pieces[-1].start == pieces[-1].end else ""
        if not (out and out[-1].hit is not None and hit.unit.kind == "steering_committee" and _STANDING.search(text, at, hit.start)):  # "(cơ quan thường trực BCĐ)"
            _take_hit(text, hit, out, lex, tail)
        at = hit.end
    return out


def _take(text: str, p: _Piece, out: list[Item], lex: Lexicon, *, adjacent: bool, bracket: bool) -> None:
    words = words_of(text[p.start:p.end])
    if not words:
        return
    head = _head_at(text, p.start, p.end, lex)
    prev = out[-1] if out else None
    lower = text[p.start].islower()
    soft = p.sep in ("", "soft", "dash") or (p.sep == "line" and head is None)
    group = any(" ".join(words[:n]) in lex.groups for n in (1, 2, 3))
    if bracket and prev is not None and _PERSON.match(text, p.start):
        return  # "(đ/c Hà)": who does it, not another unit
    if bracket and head is None:
        if prev is None:
            out.append(Item(p.start, p.end))
        return
    if prev is not None and soft and not bracket and p.sep != "" and _SOME_VILLAGES.fullmatch(text, p.start, p.end) and _ENDS_IN_VILLAGES.search(text, prev.start, prev.end):
        some = prev.generic or prev.hit is None or prev.hit.unit.is_generic  # "Các bản, tiểu khu", and not "Tổ CNSCĐ các bản, tiểu khu"
        out[-1] = replace(prev, end=p.end, whole=prev.whole and not some, generic=some)
        return
    if prev is not None and adjacent and p.sep == "" and not bracket and _owned(text, prev, p.start, p.end):
        out[-1] = Item(prev.start, p.end, head=_head_at(text, prev.start, prev.end, lex))  # "Thanh tra Sở"
        return
    if prev is not None and p.sep in ("", "dash") and prev.hit is not None and prev.whole and prev.hit.unit.system == "enterprise" and _BRANCH.match(text, p.start, p.end):
        out[-1] = replace(prev, end=p.end)  # "Agribank chi nhánh Mường La"
        return
    if prev is not None and p.sep == "" and adjacent and words == ("các", "cấp"):
        out[-1] = replace(prev, end=p.end, whole=False, generic=True)  # "Hội Nông dân các cấp"
        return
    if (prev is not None and prev.hit is not None and prev.whole and prev.hit.unit.level == "village" and not prev.hit.unit.is_generic
            and (adjacent if p.sep == "" else soft and (prev.end > prev.hit.end or _is_level(words_of(text[prev.start:prev.end])[-1:]))) and _OF_VILLAGE.fullmatch(text, p.start, p.end)):
        out[-1] = replace(prev, end=p.end)  # "Tổ CNSCĐ thôn, buôn"
        return
    if prev is not None and soft and not bracket:
        if p.sep == "" and adjacent and text[p.start].isupper() and _named_one(text, prev, lex):
            out[-1] = Item(prev.start, p.end, head=_head_at(text, prev.start, prev.end, lex))  # "Hợp tác xã Chè La Bằng"
            return
        if prev.generic or (prev.hit is not None and prev.hit.unit.is_generic):
            if _only_places(text, prev) and p.sep and not _is_level(words):
                out.append(Item(p.start, p.end, head=head, generic=True))
                return
            if (lower and group and not (head and "generic" in head.flags)) or (head is None and (lower or p.sep == "" or not prev.whole)) or (head is not None and head.kind == "person" and lower and p.sep == "" and adjacent):
                out[-1] = replace(prev, end=p.end, whole=False, generic=True)
                return
        elif prev.hit is not None and prev.whole and head is None:
            if p.comma and _is_level(words) and _is_level(words_of(text[prev.start:prev.end])[-1:]):
                out[-1] = replace(prev, end=p.end, whole=False, generic=True)  # "Công an xã, phường"
                return
            if p.sep == "" and adjacent and (words[0] in lex.stops or " ".join(words[:2]) in lex.stops or words[0] in lex.notes):
                return  # words after a name without a separator: a remark about it
            if p.sep == "" and adjacent and (_NUMBERED_AREA.search(text[prev.start:p.end]) or VILLAGES.fullmatch(text, p.start, p.end)):
                out[-1] = replace(prev, end=p.end)
                return
            if p.sep == "" and adjacent and text[p.start].isupper() and prev.hit.unit.kind in _PLACED:
                out[-1] = replace(prev, end=p.end)  # the name of its place: "VNPT Võ Nhai"
                return
            if (_extends(prev.hit) or (p.sep == "" and adjacent)) and (p.sep in ("", "dash") or p.comma):
                out[-1] = Item(prev.start, p.end, head=_head_at(text, prev.start, prev.end, lex))
                return
        elif prev.hit is None and head is None and (p.sep != "soft" or p.comma):
            out[-1] = replace(prev, end=p.end)
            return
        elif prev.hit is None and head is not None and p.comma and "field" in head.flags and (lower or head.kind == "person") and _division(text, prev):
            out[-1] = replace(prev, end=p.end, doubtful=True)  # "Phòng Đào tạo, cán bộ"
            return
    some = head is not None and head.kind == "village" and _SOME_VILLAGES.fullmatch(text, p.start, p.end) is not None
    out.append(Item(p.start, p.end, head=head, generic=some or (head is not None and "generic" in head.flags)))


def _owned(text: str, prev: Item, start: int, end: int) -> bool:
    """"Thanh tra | Sở", "Công đoàn | Sở": a body inside the one that is named only by its kind, never a bare "Sở" beside it."""
    return (prev.hit is not None and prev.whole and not prev.hit.unit.is_generic and prev.hit.end == prev.hit.core_end
            and prev.hit.unit.kind in _OF_OWNERS and _OWNER.fullmatch(text, start, end) is not None)


def _division(text: str, item: Item) -> bool:
    """A name that begins as a division's does and goes on in words: what follows a comma may still be its field."""
    return (item.hit is None and item.head is not None and "extend" in item.head.flags and item.head.kind in ("office", "agency", "centre")
            and not _ENDS_SHORT.search(text, item.start, item.end))


def _only_places(text: str, item: Item) -> bool:
    """"UBND các xã, phường": a group that goes on over levels, not over "doanh nghiệp"."""
    first = WORD.search(text, item.start, item.end)
    return first is not None and words_of(first.group())[:1] in _OF_PLACES


def _is_level(words: tuple[str, ...]) -> bool:
    return " ".join(words) in _LEVELS


def _named_one(text: str, prev: Item, lex: Lexicon) -> bool:
    """A kind of organisation in the singular, which the vocabulary has as a group ("Hợp tác xã"), and which bears names."""
    if prev.hit is None or not prev.whole or not prev.hit.unit.is_generic:
        return False
    word = fold_keep(text[prev.start:prev.end])
    head = lex.heads.get(word)
    return head is not None and "named" in head.flags


def _extends(hit: Hit) -> bool:
    """Names of offices and departments go on over a comma ("Phòng Kinh tế, Nông nghiệp và Môi trường"); those of police do not."""
    return hit.unit.kind in ("office", "department", "centre", "ministry") and hit.unit.system in ("state", "party") and hit.end == hit.core_end


def _listed_division(prev: Item) -> bool:
    return prev.hit is not None and prev.whole and prev.hit.unit.unit_id.startswith("DIV.")


def _part_of_department(prev: Item) -> bool:
    hit = prev.hit
    return hit is not None and prev.whole and hit.end == hit.core_end and not hit.unit.is_generic and hit.unit.level != "commune" and hit.unit.kind in _OF_OWNERS


def _take_hit(text: str, hit: Hit, out: list[Item], lex: Lexicon, tail: str) -> None:
    prev = out[-1] if out else None
    between = text[prev.end:hit.start] if prev else ""
    party = hit.unit.system == "party" and hit.unit.kind == "committee"
    if prev is not None and prev.hit is None and not between.strip() and "\n" not in between and (prev.head is not None or party):
        # "Chủ tịch UBND xã", "Chi bộ Công an xã", "Ban Tuyên giáo Đảng ủy": one item
        out[-1] = Item(prev.start, hit.end, head=prev.head, generic=prev.generic)
        return
    if prev is not None and between == " " and hit.unit.kind == "department" and _DEPARTMENT.match(text, hit.start) and _part_of_department(prev):
        out[-1] = Item(prev.start, hit.end, head=_head_at(text, prev.start, prev.end, lex))  # "Thanh tra Sở Xây dựng"
        return
    if prev is not None and _COMMA.fullmatch(between) and (_division(text, prev) or (text[hit.start].islower() and _listed_division(prev))) and hit.unit.kind in _FIELD_KINDS and hit.end == hit.core_end and not _MANY.match(text, hit.start):
        out[-1] = Item(prev.start, hit.end, head=_head_at(text, prev.start, prev.end, lex), doubtful=True)  # "Phòng Tổ chức biên chế và Tổ chức phi chính phủ"
        return
    if prev is not None and between == " " and hit.unit.kind in ("council", "committee") and _BOARDS.fullmatch(text, prev.start, prev.end):
        out[-1] = Item(prev.start, hit.end, generic=True)  # "Các Ban HĐND xã"
        return
    if prev is not None and prev.generic and text[hit.start].islower() and hit.unit.kind == "health" and not hit.unit.level and _COMMA.fullmatch(between):
        out[-1] = replace(prev, end=hit.end)  # "Các bệnh viện, trung tâm y tế"
        return
    if prev is not None and prev.whole and hit.unit.is_generic and hit.unit.level == "village" and not between.strip() and "\n" not in between:
        out[-1] = replace(prev, end=hit.end)  # "Tổ công nghệ số cộng đồng các thôn"
        return
    if prev is not None and "\n" not in between and not hit.unit.is_generic and _BELONGS.search(text, prev.start, hit.start):
        if prev.whole and prev.hit is not None and prev.hit.unit.system == "generic":
            out[-1] = replace(prev, end=hit.end, hit=replace(prev.hit, end=hit.end))
            return
        if _listed_division(prev):
            out[-1] = Item(prev.start, hit.end, head=_head_at(text, prev.start, prev.end, lex))  # "Chi cục Kiểm lâm thuộc Sở Nông nghiệp và Môi trường"
            return
        if prev.generic:
            out[-1] = replace(prev, end=hit.end)
            return
    if prev is not None and prev.hit is None and _ROLE.fullmatch(text, prev.start, hit.start):
        out[-1] = Item(hit.start, hit.end, hit=hit, whole=True)
        return
    if prev is not None and prev.hit is None and hit.unit.is_generic and PLACES.fullmatch(text, prev.start, hit.end):
        out[-1] = Item(prev.start, hit.end)
        return
    if prev is not None and "\n" not in between and ";" not in between and _IN_CHARGE.search(text, prev.start, hit.start):
        out[-1] = Item(prev.start, hit.end, head=prev.head)  # "Phó Chủ tịch UBND xã phụ trách văn hóa - xã hội": a post, not a unit more
        return
    generic = hit.unit.is_generic and hit.unit.system == "generic"
    starts = _head_at(text, hit.start, hit.end, lex)
    if (prev is not None and generic and text[hit.start].islower() and not (starts and "generic" in starts.flags)
            and tail in ("soft", "dash") and not _only_places(text, prev) and (prev.generic or (prev.hit is not None and prev.hit.unit.system == "generic"))):
        out[-1] = replace(prev, end=hit.end, whole=False, generic=True)
        return
    out.append(Item(hit.start, hit.end, hit=hit, whole=True))
