"""Organisations: who leads, who coordinates. A cell or a text in, canonical units out; what is unknown stays as written.

Names follow 150/2025/NĐ-CP and 118/2025/NĐ-CP (State), 298-QĐ/TW and 137-QĐ/TW (Party); see docs/units.md. An office is not its
committee: Tỉnh ủy, Ban Thường vụ Tỉnh ủy and Văn phòng Tỉnh ủy are three units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import regex

from extractors.fields.unit_cells import PLACES, VILLAGES, Item, items
from extractors.fields.unit_lexicon import WORD, Head, Lexicon, lexicon
from extractors.fields.unit_scan import Hit, place_after, scan
from extractors.text import clean, fold
from schemas import vocab
from schemas.values import UnitMention

_MAX_CELL = 20_000  # characters; a longer "cell" is running text
#: note of a name that goes on over a comma where a list may be meant
MAYBE_TWO = "có thể là tên hai cơ quan"
#: note of "HĐND&UBND xã": the office of both has lost its first word
MAYBE_TORN = "có thể thiếu chữ “Văn phòng” phía trước"
#: cells and sentences up to this many characters are remembered: plans of one province repeat each other's
MEMO = 400
_FORMS = ((" xã", ("phường", "đặc khu", "thị trấn")), (" tỉnh", ("thành phố", "tp")))
_GROUPED = regex.compile(r"(?<!\p{L})(?:(?:các\s+)?(?P<head>sở|bộ|phòng)(?:,?\s+(?:ban|ngành|và|cơ quan|đơn vị),?){0,3}\s*:\s*"
                         r"|các\s+(?P<head>sở|bộ|phòng)\s+(?=(?-i:\p{Lu})))", regex.IGNORECASE)
_GROUP_END = regex.compile(r"[;\n]|\.\s")
_COMMA = regex.compile(r"\s*(?:,|(?<!\p{L})và(?!\p{L})|&)\s*", regex.IGNORECASE)
_NUMBERED = ("thôn", "xóm", "ấp", "khu phố", "tổ dân phố", "khóm", "khối", "tiểu khu")
_BLANK = regex.compile(r"\s")
_DANGLING = regex.compile(r"(?:\s*(?:\svà|,))+$")
_WORD_BEFORE = regex.compile(r"\p{L}+(?=\s$)")
_TEXT_NAME = regex.compile(r"[\p{L}\p{N}&]++(?:(?:\s+|\s?[-–/]\s?|,\s)[\p{L}\p{N}&]++){0,11}+")
_TWICE_ALL = regex.compile(r"^(?i:(các)\s+các)\b")
_MANGLED = regex.compile(r"^(?i:các\s+)(?i:quan,|cơ qaun,)")
_BLANKS = regex.compile(r"\s+")
_BEFORE_SIGN = regex.compile(r"\s+([,;.)])")
_NUMBER = regex.compile(r"\d{1,2}|[IVX]{1,5}")
_SHORT = regex.compile(r"(?<![\p{L}\d])\p{Lu}[\p{Lu}&]*\p{Lu}(?![\p{L}\d])")
_AREA_BEFORE = regex.compile(r"khu vực\s+", regex.IGNORECASE)
_AREA = regex.compile(r"khu vực$", regex.IGNORECASE)
_COMMUNIST = regex.compile(r"tncs|cộng sản")
_COMMITTEE = regex.compile(r"ban chỉ đạo|bcđ")
_LEVEL_WORD = regex.compile(r"(?<!\p{L})(?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố|tp)(?!\p{L})")
_LEVELS_BEFORE = regex.compile(r"(?:(?:chi nhánh|cn|phòng giao dịch|pgd|khu vực|của|tại|xã|phường|đặc khu|thị trấn|huyện|quận|tỉnh|thành phố|tp)\.?(?:\s+|$))*+", regex.IGNORECASE)
#: centres whose names differ from province to province
_AS_WRITTEN = frozenset({"XA.TTCUDVC", "XA.TTVHTT"})
#: bodies beside the enterprises that bear the name of the place they serve, which is no commune's
_OWN_PLACE = frozenset({"BHXHCS", "CNVPDKDD", "DBP", "THUECS", "TKECS"})
_TWO_BLANKS = regex.compile(r" {2,}")


def split_units(cell_text: str, level: str = "") -> list[UnitMention]:
    """All organisations of one cell of a lead or coordinating column, in order; offsets refer to ``cell_text``.

    ``level`` is the level of the document's issuer (``commune``, ``province``, ``national`` or "") and decides names that
    mean another unit at each level ("Công an", "Ban Chỉ đạo"); without it they get a unit without level.
    A unit that is in no vocabulary has status ``new``, id ``NEW.<slug>`` and its name as written. Never raises; linear time.
    """
    return list(_split(cell_text, level) if len(cell_text) <= MEMO else _split_now(cell_text, level))


def find_units(text: str, level: str = "") -> list[UnitMention]:
    """Organisations named in running text, in order, without overlap: known names, and patterned ones ("Chi cục Thủy lợi").

    A person's office ("Chủ tịch UBND xã") is read as the organisation; unknown names need a capital after the head word.
    """
    return list(_cached(text, level) if len(text) <= MEMO else _found(text, level))


def _found(text: str, level: str) -> tuple[UnitMention, ...]:
    hits, heads = scan(text, level)
    found = [_mention(text, h) for h in hits]
    if not heads:
        return tuple(found)
    edges = [h.start for h in hits]
    free = 0
    for start, end, head in heads:
        written = text[start:end]
        if start < free or not written[0].isupper() or (written.isupper() and not head.word.isupper()):
            continue  # "cơ sở Đảng", "CỘNG HÒA XÃ HỘI …"
        stop = _next(edges, start, len(text))
        name_end = _text_name(text, start, end, stop)
        if name_end:
            m = _new(text, start, name_end, head)
            if m:
                found.append(m)
                free = name_end
    found.sort(key=lambda m: m.start)
    return tuple(found)


_cached = vocab.memo(10_000)(_found)


def render(mentions: Iterable[UnitMention]) -> str:
    """Canonical names joined by ``; `` (columns ``lead_units`` …), each name once, order kept."""
    return "; ".join(dict.fromkeys(m.name.replace(";", ",") for m in mentions))


def _split_now(text: str, level: str) -> tuple[UnitMention, ...]:
    if not WORD.search(text):
        return ()
    if len(text) > _MAX_CELL:
        return tuple(find_units(text, level))
    out: list[UnitMention] = []
    at = 0  # text before it is read
    for grouped in _GROUPED.finditer(text):
        stop = _GROUP_END.search(text, grouped.end())
        end = stop.start() if stop else len(text)
        listed = _listed(text, grouped.end(), end, grouped.group("head").capitalize(), level) if grouped.start() >= at else []
        if listed:
            out += (_moved(m, at) for m in _split_plain(text[at:grouped.start()], level))
            out += listed
            at = end
    out += (_moved(m, at) for m in _split_plain(text[at:], level))
    said = _one_level({m.level for m in out}) if at and not level else ""
    return _split_now(text, said) if said and not all(m.level for m in out) else tuple(out)


_split = vocab.memo(20_000)(_split_now)


def _one_level(levels: set[str]) -> str:
    """The level that all units with a level have, "" when they differ: it speaks for the bare names of the cell too."""
    levels = levels & {"commune", "province", "national"}
    return next(iter(levels)) if len(levels) == 1 else ""


def _moved(m: UnitMention, by: int) -> UnitMention:
    return replace(m, start=m.start + by, end=m.end + by)


def _listed(text: str, start: int, end: int, head: str, level: str) -> list[UnitMention]:
    """"Các sở: Nội vụ, Tài chính": names that share one head word. [] when the first is not a known name with that head."""
    cuts = [start, *(m.end() for m in _COMMA.finditer(text, start, end))]
    ends = [*(m.start() for m in _COMMA.finditer(text, start, end)), end]
    out: list[UnitMention] = []
    i = 0
    while i < len(cuts):
        for j in range(min(i + 3, len(cuts)) - 1, i - 1, -1):  # names hold commas themselves
            raw = text[cuts[i]:ends[j]].strip(" .,")
            found = _split_plain(f"{head} {raw}", level) if raw and len(raw) < 120 else ()
            if len(found) == 1 and found[0].status == "known" and found[0].end == len(head) + 1 + len(raw) and not found[0].is_generic:
                at = text.index(raw, cuts[i])
                out.append(replace(found[0], start=at, end=at + len(raw), raw=raw))
                i = j
                break
        else:
            if not out:
                return []
            out.extend(_moved(m, cuts[i]) for m in _split_plain(text[cuts[i]:ends[i]], level))
        i += 1
    return out


def _split_plain(text: str, level: str) -> tuple[UnitMention, ...]:
    hits, _ = scan(text, level, cell=True)
    if not level and any(not h.unit.level for h in hits):  # "Công an, Phòng Kinh tế, Hội Nông dân xã"
        said = _one_level({h.unit.level for h in hits})
        if said:
            hits, _ = scan(text, said, cell=True)
    out: list[UnitMention] = []
    for item in items(text, hits):
        m = _of_item(text, item)
        if m and not any(m.unit_id == o.unit_id and fold(m.name) == fold(o.name) and (m.raw == o.raw or m.is_generic or _same_place(m, o)) for o in out):
            torn = out and m.unit_id.endswith("UBND") and out[-1].unit_id.endswith("HDND") and text[out[-1].end:m.start].strip() == "&"
            out.append(replace(m, notes=(*m.notes, MAYBE_TORN)) if torn else m)
    return tuple(out)


def _same_place(a: UnitMention, b: UnitMention) -> bool:
    """Two mentions of one unit are one, unless each names its own place ("UBND xã A; UBND xã B")."""
    last = [r.raw.split()[-1] for r in (a, b)]
    return not (a.raw != b.raw and all(w[:1].isupper() and not w.isupper() for w in last) and fold(last[0]) != fold(last[1]))


def _of_item(text: str, item: Item) -> UnitMention | None:
    raw = text[item.start:item.end]
    if item.hit is not None and item.whole:
        known = _mention(text, replace(item.hit, end=item.end))
        rest = text[item.hit.end:item.end].strip()
        number = _AREA_BEFORE.sub("", rest)
        area = " khu vực" if (number != rest or _AREA.search(text, item.start, item.hit.end)) and not known.name.endswith("khu vực") else ""
        return replace(known, name=f"{known.name}{area} {number}") if _NUMBER.fullmatch(number) or VILLAGES.fullmatch(number) else known
    if item.generic:
        name = _in_full(raw)
        first = item.hit.unit if item.hit else None
        return UnitMention(item.start, item.end, raw, f"GEN.{_slug(name)}", name, first.level if first else "", "generic", True,
                           "known" if first else "new")
    near = _near(_in_full(raw))
    if near:
        unit = lexicon().units[near]
        return UnitMention(item.start, item.end, raw, unit.unit_id, _in_full(raw) if unit.is_generic else unit.name, unit.level, unit.system,
                           unit.is_generic, "known", ("gần giống tên trong danh mục",))
    if item.end - item.start < 2:
        return None
    counted = "village" if VILLAGES.fullmatch(raw) else "commune" if PLACES.fullmatch(raw) else ""
    if counted:  # "16 tổ dân phố", "102 xã, phường"
        name = _tidy(raw)
        return UnitMention(item.start, item.end, raw, f"GEN.{_slug(name)}", name, counted, "generic", True, "known")
    new = _new(text, item.start, item.end, item.head)
    return replace(new, notes=(*new.notes, MAYBE_TWO)) if new is not None and item.doubtful else new


def _mention(text: str, hit: Hit) -> UnitMention:
    raw, unit = text[hit.start:hit.end], hit.unit
    core = text[hit.start:hit.core_end]
    name = _named(unit.name, raw, core if unit.system == "generic" else "")
    if unit.unit_id.startswith("DIV.") or unit.unit_id in _AS_WRITTEN:
        name = unit.name if fold(core) == fold(unit.name) or _SHORT.search(core) and not set(_SHORT.findall(core)) <= set(_SHORT.findall(unit.name)) else _tidy(core)
    elif len(raw) > len(core) and (unit.system == "enterprise" or unit.unit_id in _OWN_PLACE) and _elsewhere(raw[len(core):]):
        name = _in_full(raw)  # "VNPT Mường La": which of its branches
    return UnitMention(hit.start, hit.end, raw, unit.unit_id, name, unit.level, unit.system, unit.is_generic, "known",
                       (hit.note,) if hit.note else ())


@lru_cache(maxsize=50_000)
def _named(name: str, raw: str, generic: str) -> str:
    return _generic_name(generic) if generic else _in_form(name, raw)


def _elsewhere(tail: str) -> bool:
    """What follows the name of an enterprise names one of its branches by its place, not only by a level ("Bưu điện tỉnh")."""
    place = _LEVELS_BEFORE.sub("", tail.strip(" ()"))
    return place[:1].isupper() and not place.isupper()


def in_form(mentions: Iterable[UnitMention], form: str) -> list[UnitMention]:
    """Names of a level that only the plan tells, in the plan's own form: "Công an" of a ward ("phường") is "Công an phường", not "… xã".

    ``form``: "phường", "đặc khu" or "thị trấn" for a commune's plan, "thành phố" for a city's, "" changes nothing.
    """
    tail = {"phường": " xã", "đặc khu": " xã", "thị trấn": " xã", "thành phố": " tỉnh"}.get(form, "")
    form = "" if form == "đặc khu" else f" {form}"  # of which there are thirteen: their plans leave the words out
    return [replace(m, name=f"{m.name[: -len(tail)]}{form}") if tail and m.status == "known" and not m.is_generic and m.name.endswith(tail)
            and tail[1:] not in clean(m.raw).lower().split() else m for m in mentions]


def _in_form(name: str, raw: str) -> str:
    """"Công an xã" is "Công an phường" in a ward; "Tỉnh ủy" is "Thành ủy" in a city."""
    low = clean(raw).lower()
    if name.startswith("Tổ Giúp việc Ban Chỉ đạo") and not _COMMITTEE.search(low):
        name = name.replace(" Ban Chỉ đạo", "", 1)  # no words that are not there
        if name.endswith((" xã", " tỉnh")) and not _LEVEL_WORD.search(low):
            return "Tổ Giúp việc"
    if name.startswith("Đoàn Thanh niên") and _COMMUNIST.search(low):
        name = name.replace("Đoàn Thanh niên", "Đoàn Thanh niên Cộng sản Hồ Chí Minh", 1)  # its whole name, where the plan writes that
    if name.endswith("Tỉnh ủy") and "thành" in low:
        return name[: -len("Tỉnh ủy")] + "Thành ủy"
    if name.endswith(" tỉnh") and len(name.split()) > 5 and fold(raw) == fold(name[: -len(" tỉnh")]):
        return name[: -len(" tỉnh")]  # a whole name written without its level stays so; the unit's id tells the level
    for tail, others in _FORMS:
        if name.endswith(tail):
            for other in others:
                if regex.search(rf"(?<!\p{{L}}){other}(?!\p{{L}})", low):
                    return f"{name[: -len(tail)]} {'thành phố' if other == 'tp' else other}"
    return name


def _generic_name(raw: str) -> str:
    """Words as written, with the slips mended that change nothing ("Các các phòng", "Các quan, đơn vị")."""
    name = _TWICE_ALL.sub(r"\1", _tidy(raw))
    name = _MANGLED.sub("Các cơ quan,", name)
    return name[:1].upper() + name[1:]


def _tidy(raw: str) -> str:
    """One line, first letter capital, no marks of lists at either end; hyphen and line break inside a word are closed."""
    s = _BLANKS.sub(" ", raw).strip(" ,;.:-–+*•/&\"'")
    s = _BEFORE_SIGN.sub(r"\1", s)
    s = s.replace(";", ",").replace("|", " ")
    if s.count("(") != s.count(")"):
        s = s.replace("(", " ").replace(")", " ")
    s = _TWO_BLANKS.sub(" ", s).strip(" ,.-–")
    return s[:1].upper() + s[1:]


def _in_full(raw: str) -> str:
    """The tidy name of a unit that is in no vocabulary, with the short forms that mean one thing written out ("Ban QL Khu du lịch …")."""
    pattern, full = lexicon().expand
    return pattern.sub(lambda m: full[m.group()], _tidy(raw))


def _slug(name: str) -> str:
    return fold(name).replace(" ", "-")[:80] or "x"


def _new(text: str, start: int, end: int, head: Head | None) -> UnitMention | None:
    raw = text[start:end]
    name = _in_full(raw)
    if not WORD.search(name):
        return None
    generic = head is not None and "generic" in head.flags
    return UnitMention(start, end, raw, ("GEN." if generic else "NEW.") + _slug(name), name, head.level if head else "",
                       head.system if head else "", generic, "new")


@vocab.memo(20_000)
def _near(name: str) -> str:
    """unit_id of the one unit whose spelling differs by a slip of the pen or of OCR, else "".

    At most 1 edit in 12 letters (2 from 24, 3 from 36), the same head word and the same digits, and the next unit at
    least 2 edits further away.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    key = fold(name)
    words = key.split(" ")
    allowed = min(3, len(key) // 12)
    choices = lexicon().by_head.get(words[0], ())
    if not allowed or len(key) > 200 or not choices:
        return ""
    digits = [w for w in words if w.isdigit()]
    best: dict[str, int] = {}
    for spelling, distance, i in process.extract(key, [c[0] for c in choices], scorer=Levenshtein.distance, limit=12, score_cutoff=allowed + 2):
        if [w for w in spelling.split(" ") if w.isdigit()] == digits and abs(len(spelling.split(" ")) - len(words)) <= 1:
            unit = choices[i][1]
            best[unit] = min(distance, best.get(unit, 99))
    ranked = sorted(best.items(), key=lambda kv: kv[1])
    if not ranked or ranked[0][1] > allowed or (len(ranked) > 1 and ranked[1][1] - ranked[0][1] < 2):
        return ""
    return ranked[0][0]


def _next(edges: list[int], start: int, default: int) -> int:
    from bisect import bisect_left

    i = bisect_left(edges, start)
    return edges[i] if i < len(edges) else default


def _text_name(text: str, start: int, after_head: int, limit: int) -> int:
    """End of a name that starts at ``start`` and whose head ends at ``after_head``, in running text, or 0.

    It stops at punctuation, verbs (``unit_words.csv``, kind ``stop``) and the next unit.
    """
    lex = lexicon()
    before = _WORD_BEFORE.search(text[max(0, start - 12):start])
    if before and "not" in getattr(lex.heads.get(fold(before.group() + " " + text[start:after_head])), "flags", ()):
        return 0  # "Xã Hội"
    m = _BLANK.match(text, after_head, limit)
    m = m and _TEXT_NAME.match(text, m.end(), min(limit, after_head + 160))
    if not m or not (m.group()[0].isupper() or (m.group()[0].isdigit() and text[start:after_head].lower() in _NUMBERED)):
        return 0
    for n in (1, 2):  # "Bộ Chỉ số"
        if _head_folded(fold(" ".join([text[start:after_head], *m.group().split()[:n]])), lex) == "not":
            return 0
    end, words = 0, list(WORD.finditer(m.group()))
    for i, w in enumerate(words):
        low = w.group().lower()
        after = words[i + 1].group() if i + 1 < len(words) else ""
        pair = f"{low} {after.lower()}"
        gap = m.group()[words[i - 1].end():w.start()] if i else ""
        joined = i and ("," in gap or words[i - 1].group().lower() == "và")
        if low in lex.stops or pair in lex.stops or ("," in gap and not w.group()[0].isupper()):
            break
        if low == "và" and not after[:1].isupper():
            break
        if joined and (_head_folded(fold(low), lex) or _head_folded(fold(pair), lex)):
            break
        end = m.start() + w.end()
    tail = _DANGLING.search(text, after_head, end) if end else None
    end = tail.start() if tail else end
    return place_after(text, end, limit) if end > after_head else 0


def _head_folded(folded: str, lex: Lexicon) -> str:
    head = lex.heads.get(folded)
    return "" if head is None else "not" if "not" in head.flags else "head"
