"""Which commune and province a document belongs to: from its issuer, head and text, checked against the register of places.

A commune name that stands in several provinces (245 do) needs evidence, else the answer is ``ambiguous``; an unknown name is
``unknown`` with the nearest ones; a name from before 1 July 2025 is ``former`` with the unit of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import islice

import regex

from extractors.fields.place_names import Former, Place, Register, key, prefix, register, spelling
from extractors.text import clean, dashes
from schemas import vocab
from schemas.values import PlaceMatch

_BODY = 300_000  # characters of the body that are looked at
_MENTIONS = 5_000  # of communes and of provinces in one text
_COMMUNE = regex.compile(r"(?<!\p{L})(?P<self>(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|đảng ủy|đảng uỷ|đảng bộ|hđnd|hội đồng nhân dân|địa bàn"
                         r"|ban chỉ đạo|công an)\s+(?:các\s+)?)?(?P<kind>xã|phường|đặc khu|thị trấn|(?<![\p{L}\d]\.\s?)(?-i:[XP])\.)\s*(?<=[\s.])", regex.IGNORECASE)
_KIND = {"x.": "xã", "p.": "phường"}
_PROVINCE = regex.compile(r"(?<!\p{L})(?P<self>(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|đảng bộ|hđnd|hội đồng nhân dân|địa bàn|công an)\s+)?"
                          r"(?P<kind>tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|tỉnh|thành phố|tp\.?)\s*", regex.IGNORECASE)
_PLACE_LINE = regex.compile(r"(?:^|(?<=\s))(?P<name>\p{Lu}[\p{L}\p{N}'’]*+(?:[ \-–]{1,3}[\p{Lu}\p{N}][\p{L}\p{N}'’]*+){0,5}+)\s*+[,.;]?\s*+"
                            r"(?i:ngày|ngay)(?!\p{L})")
_GENERIC_PROVINCE = regex.compile(r"(?<!\p{L})(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+(tỉnh|thành phố|tp)(?!\p{L})|(?<!\p{L})(tỉnh|thành)\s+(?:ủy|uỷ)",
                                  regex.IGNORECASE)
_PROVINCE_WORD = regex.compile(r"^(?i:tỉnh|thành phố|tp\.?)\s*(?!\p{Ll}*$)")
_COMMUNE_WORD = regex.compile(r"(?i)(xã|phường|đặc khu|thị trấn)\s+(?=\S)")
_COMMUNE_LEVEL = regex.compile(r"(?i)(?<!\p{L})(?:(?:xã|phường|đặc khu|thị trấn)(?!\p{L})|(?-i:[XP]\.\s?\p{Lu}))")
_PROVINCE_LEVEL = regex.compile(r"(?i)(?<!\p{L})(tỉnh|thành phố)(?!\p{L})")
_OFFICE_WORD = regex.compile(r"(?i)(ban|phòng|hội|đảng|ủy|uỷ|công|trung|văn|số|cộng|độc|kế|về|căn|khóa|nhiệm)\b")


def lookup_province(name: str) -> PlaceMatch:
    """A province by name, with or without tỉnh/thành phố; status ``former`` for one of the 63, with the province of today."""
    return _lookup_province(" ".join(clean(name).split()))


@vocab.memo(5_000)
def _lookup_province(name: str) -> PlaceMatch:
    reg = register()
    bare = _PROVINCE_WORD.sub("", name) or name
    for n in (bare, name):
        p = reg.provinces.get(key(n))
        if p:
            return PlaceMatch("known", "", p.name, p.code)
        f = reg.former_provinces.get(key(n))
        if f:
            now = reg.by_code[f.codes[0]]
            return PlaceMatch("known" if f.kind == "tên khác" else "former", "", now.name, now.code, "" if f.kind == "tên khác" else f.name)
    return PlaceMatch("unknown", nearest=_nearest(key(bare), list(reg.provinces.values())) if key(bare) else ())


def lookup_commune(name: str, province: str = "", kind: str = "") -> PlaceMatch:
    """A commune by name (without xã/phường), within ``province`` when given. ``commune`` is the name of the register.

    known: one unit fits (other marks than written: its name stands in ``nearest``); ambiguous: several do, listed in
    ``nearest``; former: a name until 30 June 2025 (``code`` empty when it was divided); unknown: none, nearest listed.
    """
    name = " ".join(clean(name).split())
    m = _COMMUNE_WORD.match(name)
    if m:
        kind, name = kind or m.group(1).lower(), name[m.end():]
    where = lookup_province(province) if province else None
    evidence = Counter({where.code: 10}) if where and where.code else Counter()
    return _resolve(name, kind.lower(), evidence, register(), strict=bool(where and where.code))


def _resolve(name: str, kind: str, evidence: Counter[str], reg: Register, *, strict: bool = False, hint: str = "") -> PlaceMatch:
    found = list(reg.communes.get(key(name), ()))
    here = [p for p in found if evidence[p.province_code]]
    exact = [p for p in here if spelling(p.name) == spelling(name)]
    chosen = exact or here
    former = _former(name, kind, evidence, reg)
    if not chosen:
        if former and (evidence or not found):
            return former
        if strict or not found:
            pool = [p for ps in reg.communes.values() for p in ps if not evidence or evidence[p.province_code]]
            return PlaceMatch("unknown", "", "", nearest=_nearest(key(name), pool) if key(name) else ())
        chosen = [p for p in found if spelling(p.name) == spelling(name)]
        if not chosen:  # only names with other marks, and no province to decide
            return PlaceMatch("unknown", nearest=tuple(p.label for p in found[:5]))
        if evidence and sum(evidence.values()) >= 6:  # the document speaks of other provinces only
            return PlaceMatch("ambiguous", chosen[0].name if len({p.name for p in chosen}) == 1 else "", nearest=tuple(p.label for p in chosen[:8]))
    if len({p.province_code for p in chosen}) > 1 and evidence:
        ranked = Counter({p.province_code: evidence[p.province_code] for p in chosen}).most_common()
        if ranked[0][1] >= 2 * ranked[1][1]:
            chosen = [p for p in chosen if p.province_code == ranked[0][0]]
    if len(chosen) > 1 and kind:
        chosen = [p for p in chosen if p.kind == kind] or chosen
    if len(chosen) > 1 and hint:
        chosen = [p for p in chosen if hint in _province_kinds(p, reg)] or chosen
    if len(chosen) > 1:
        return PlaceMatch("ambiguous", chosen[0].name if len({p.name for p in chosen}) == 1 else "",
                          chosen[0].province if len({p.province_code for p in chosen}) == 1 else "", nearest=tuple(p.label for p in chosen[:8]))
    p = chosen[0]
    return PlaceMatch("known", p.name, p.province, p.code, nearest=() if spelling(p.name) == spelling(name) else (p.label,))


def _province_kinds(p: Place, reg: Register) -> set[str]:
    """"tỉnh" or "thành phố"; both where a province became a city after 1 July 2025."""
    kinds = {reg.by_code[p.province_code].kind}
    f = reg.former_provinces.get(key(p.province))
    return kinds | ({f.kind} if f else set())


def _former(name: str, kind: str, evidence: Counter[str], reg: Register) -> PlaceMatch | None:
    olds = [f for f in reg.former_communes.get(key(name), ()) if not evidence or any(evidence[reg.by_code[c].province_code] for c in f.codes)]
    olds = [f for f in olds if spelling(f.name) == spelling(name)] or olds
    if kind:
        olds = [f for f in olds if f.kind == kind] or olds
    if not olds:
        return None
    places = list(dict.fromkeys(reg.by_code[c] for f in olds for c in f.codes))
    province = places[0].province if len({p.province_code for p in places}) == 1 else ""
    label = _label(olds[0]) if len(olds) == 1 else olds[0].name
    if len(places) == 1:
        return PlaceMatch("former", places[0].name, province, places[0].code, label)
    return PlaceMatch("former" if len(olds) == 1 else "ambiguous", "", province, "", label, tuple(p.label for p in places[:8]))


def _label(f: Former) -> str:
    return f"{f.kind} {f.name}, {f.district}, {f.province}"


def _nearest(name_key: str, pool: list[Place]) -> tuple[str, ...]:
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    best = process.extract(name_key[:60], [key(p.name) for p in pool], scorer=Levenshtein.distance, limit=5, score_cutoff=max(2, len(name_key) // 3))
    return tuple(dict.fromkeys(pool[i].label for _, _, i in best))


def find_place(issuer_text: str, head_text: str, body_text: str) -> PlaceMatch:
    """The commune (or, for a document of a province, only the province) that issued a document.

    ``issuer_text``: the lines that name the issuer; ``head_text``: the first page's head with the line "Võ Nhai, ngày …";
    ``body_text``: the rest. The issuer counts most, then the place line, then how often the text names "UBND xã …".
    """
    reg = register()
    zones = [(dashes(clean(t)), w) for t, w in ((issuer_text, 10), (head_text, 4), (body_text[:_BODY], 1))]
    evidence, old = _provinces(zones, reg)
    names, kinds = _communes(zones, reg)
    issuer = zones[0][0]
    line = _PLACE_LINE.search(zones[1][0]) or _PLACE_LINE.search(zones[0][0])
    written = line.group("name") if line else ""
    level = _COMMUNE_LEVEL.search(issuer)
    top = names.most_common(1)[0][1] if names else 0
    leads = top >= 9 and top >= 0.8 * sum(names.values())  # the text names one commune all the time
    if not level and (_PROVINCE_LEVEL.search(issuer) or (key(written) in reg.provinces and not leads)):
        return _province(evidence, written, old)
    if written and not (key(written) in reg.provinces and leads):
        k = key(written)
        names[k] += 6 if k in reg.communes or k in reg.former_communes else 2
        kinds.setdefault(k, (written, ""))
    if not names:
        return _province(evidence, written, old)
    best, votes = names.most_common(1)[0]
    if votes < 3 and not written and not level:  # other communes that the text only mentions
        return _province(evidence, written, old)
    name, kind = kinds[best]
    longer = _longer_name(issuer, name)
    if longer and key(longer) == key(written) and key(longer) not in reg.communes and key(longer) not in reg.former_communes:
        return PlaceMatch("unknown", "", _province(evidence, "").province, nearest=lookup_commune(longer).nearest or (name,))
    if longer and not names[key(longer)] and names[best] == _communes(zones[:1], reg)[0][best]:
        return PlaceMatch("unknown", "", _province(evidence, "").province, nearest=lookup_commune(name).nearest or (name,))
    found = _resolve(name, kind, evidence, reg, hint=_hint(zones))
    if found.status == "unknown" and not found.province and evidence:
        province = _province(evidence, "")
        return PlaceMatch("unknown", "", province.province, "", found.former, found.nearest)
    return found


def _province(evidence: Counter[str], written: str, old: Mapping[str, str] | None = None) -> PlaceMatch:
    """The province that has most evidence; ambiguous when two have about the same.

    ``old``: code -> former name, for provinces that the text calls only by a name from before 1 July 2025.
    """
    here = lookup_province(written) if written else None
    if here and here.code:
        return here
    ranked = evidence.most_common(2)
    if not ranked:
        return PlaceMatch("unknown")
    by = register().by_code
    if len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]:
        return PlaceMatch("ambiguous", nearest=tuple(by[c].name for c, _ in ranked))
    now, former = by[ranked[0][0]], (old or {}).get(ranked[0][0], "")
    return PlaceMatch("former", "", now.name, now.code, former, (now.name,)) if former else PlaceMatch("known", "", now.name, now.code)


def _provinces(zones: list[tuple[str, int]], reg: Register) -> tuple[Counter[str], dict[str, str]]:
    """Evidence for each province by code, and the former names ("" where today's name stands too)."""
    evidence: Counter[str] = Counter()
    old: dict[str, str] = {}
    for text, weight in zones:
        for m in islice(_PROVINCE.finditer(text), _MENTIONS):
            if not text[m.end():m.end() + 1].isupper():
                continue
            hit = prefix(text, m.end(), lambda k: k in reg.provinces or k in reg.former_provinces)
            if hit:
                found = lookup_province(hit[0])
                old[found.code] = found.former if old.get(found.code, found.former) else ""
                evidence[found.code] += weight * (3 if m.group("self") or "y" in key(m.group("kind"))[-1:] else 1)
    return evidence, old


def _communes(zones: list[tuple[str, int]], reg: Register) -> tuple[Counter[str], dict[str, tuple[str, str]]]:
    """Votes for commune names by key, and for each its most frequent spelling and kind."""
    votes: Counter[str] = Counter()
    forms: dict[str, Counter[tuple[str, str]]] = {}
    for text, weight in zones:
        for m in islice(_COMMUNE.finditer(text), _MENTIONS):
            if not (text[m.end():m.end() + 1].isupper() or text[m.end():m.end() + 1].isdigit()):
                continue
            hit = prefix(text, m.end(), lambda k: k in reg.communes or k in reg.former_communes)
            kind = m.group("kind").lower()
            if hit and kind in _KIND and not any(spelling(p.name) == spelling(hit[0]) for p in reg.communes.get(key(hit[0]), ())):
                hit = None  # "P. Chủ tịch"
            if hit is None and weight > 1 and kind not in _KIND:  # an unknown name counts only where the issuer stands
                unknown = regex.compile(r"\p{Lu}[\p{L}'’]*+(?: [\p{Lu}\p{N}][\p{L}'’]*+){0,3}+").match(text, m.end())
                hit = (unknown.group(), unknown.end()) if unknown and not _words_of_office(unknown.group()) else None
            if hit:
                k = key(hit[0])
                n = weight * (3 if m.group("self") else 1)
                votes[k] += n
                forms.setdefault(k, Counter())[hit[0], _KIND.get(kind, kind)] += n
    return votes, {k: c.most_common(1)[0][0] for k, c in forms.items()}


def _longer_name(issuer: str, name: str) -> str:
    """"XÃ XUÂN MAI ĐÀO" when only Xuân Mai is known: the words of the line that no office starts with, else ""."""
    m = regex.search(rf"{regex.escape(name)} +(\p{{Lu}}[\p{{L}}'’]*+)(?=\s*$)", issuer, regex.MULTILINE)
    return "" if m is None or _words_of_office(m.group(1)) else f"{name} {m.group(1)}"


def _words_of_office(words: str) -> bool:
    return bool(_OFFICE_WORD.match(words))


def _hint(zones: list[tuple[str, int]]) -> str:
    """"tỉnh" or "thành phố" when the text speaks of its own upper level only as the one."""
    said = Counter((m.group(1) or ("thành phố" if (m.group(2) or "").lower() == "thành" else "tỉnh")).lower().replace("tp", "thành phố")
                   for text, _ in zones for m in _GENERIC_PROVINCE.finditer(text))
    return next(iter(said)) if len(said) == 1 else ""
