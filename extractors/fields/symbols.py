"""Symbols of documents: reading them in every spelling, and the one canonical spelling.

Sources: Decree 30/2020/NĐ-CP Annex I.II.3 and III (State: ``number[/year]/TYPE-ISSUER``, letters ``number/ISSUER-UNIT``);
Guideline 36-HD/VPTW (Party: ``number-TYPE/ISSUER``); Law on Promulgation of Legal Documents (National Assembly:
``number/year/QHnn``). Numbers below 10 carry one zero (Decree 30), so ``6/QĐ-TTg`` and ``006/QĐ-TTg`` are ``06/QĐ-TTg``.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from schemas import vocab

_DASH = "‐‑‒–—―−-"
_ONE = rf"(?:[/⁄∕](?:\s?[/⁄∕])?+|[{_DASH}])"  # a slash that a hand or a scan doubled is one
#: One separator; ``\`` before it is a Markdown escape, around it the blanks of a line or page break.
SEP = rf"\s{{0,3}}+\\?{_ONE}\s{{0,3}}+"
#: Letters of a code, with the look-alikes Ð (Icelandic) and Ɖ that old fonts put for Đ, and Ư of "TƯ".
LETTER = r"[A-Za-zĐđÐðƉƯÂ&]"
#: Codes that hold figures: "QH 13" with a blank too many, "BCĐ389QNg" (the steering committees 389 and 138 of provinces).
CODE = rf"(?:QH\s1\d|BCĐ\d{{3}}[A-ZĐ][A-Za-zĐđ]{{0,4}}|{LETTER}{{1,14}}\d{{0,3}})(?![\p{{L}}\d])"
#: A number: digits (with the O, o, l, I of bad OCR), ``66.7``, ``1.498`` (thousands), ``2074a``.
NUMBER = r"[OoIl]?\d[\dOolI]{0,4}(?:\.\d{1,3}(?!\d))?(?:[a-eđ](?![\p{L}\d]))?"
#: A full candidate. Whether it is a symbol is decided by the vocabulary, in ``interpret``.
SYMBOL = rf"(?P<number>{NUMBER})(?P<tail>(?:{SEP}(?:(?:19|20)\d\d{SEP})?|[ ]?(?=[A-ZĐÐƉ]{{2}})){CODE}(?:{SEP}{CODE})?(?:[/{_DASH}]{CODE}){{0,3}})"

#: What stands in the place of a number that is still to be filled in: blanks, dots, underscores, "xx".
BLANK_NUMBER = r"(?:[\s.…_\\]|(?<![\p{L}\d])[xX]{1,4}(?![\p{L}\d])){0,60}+"

_SYMBOL_ONLY = regex.compile(SYMBOL)
_SPLIT = regex.compile(rf"(\s*\\?{_ONE}\s*|\s+)")
_PARTED = regex.compile(r"(?<=QH)\s+(?=\d)")
_STEERING = regex.compile(r"BCĐ\d{3}[A-ZĐ][A-Za-zĐđ]{0,4}")
_NUMBER_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_LOOK_ALIKE = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "Ư": "W", "Â": "A"})
_SESSION = regex.compile(r"([A-Za-zĐđ]+?)(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document's symbol in parts. ``system``: ``state``, ``party`` or ``assembly``; ``type_code`` is "" for letters
    of the State and for the National Assembly; ``repairs`` names what had to be put right (keys of ``REPAIRS``)."""

    number: str
    year: int | None
    type_code: str
    issuer_code: str  # "TW", "BKHCN-BTTTT", "QH15"; with the unit: "BKHCN-CĐSQG"
    system: str
    repairs: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        if self.system == "party":
            return f"{self.number}-{self.type_code}/{self.issuer_code}"
        year = f"/{self.year}" if self.year else ""
        return f"{self.number}{year}/" + "-".join(p for p in (self.type_code, self.issuer_code) if p)

    def __str__(self) -> str:
        return self.canonical


#: What was wrong with a symbol as written -> words for the auditor ("" = only a matter of looks, not reported).
REPAIRS = {
    "order": "dấu phân cách đặt sai vị trí",
    "separator": "thiếu dấu phân cách",
    "type_missing": "thiếu tên viết tắt loại văn bản",
    "type_inserted": "thừa tên viết tắt loại văn bản",
    "year_inserted": "thừa năm trong ký hiệu",
    "year_missing": "thiếu năm trong ký hiệu",
    "thousands": "số văn bản có dấu chấm phân cách hàng nghìn",
    "ocr": "chữ hoặc số bị đọc nhầm",
    "padding": "",
    "spacing": "",
    "dash": "",
    "case": "",
}
#: Repairs that mean the author cited the document wrongly (the others are the typist's, scanner's or converter's).
WRONGLY_CITED = frozenset({"order", "type_missing", "type_inserted", "year_inserted", "year_missing"})


def skeleton(code: str) -> str:
    """A code as OCR and capitals leave it: ``NĐ``, ``ND`` and ``nđ`` are one; so are ``TW`` and ``TVV``. For matching only."""
    return code.upper().replace("Đ", "D").replace("VV", "W").replace("0", "O").replace("1", "I")


@dataclass(frozen=True, slots=True)
class _Codes:
    types: dict[str, str]  # code -> full name
    type_by_skeleton: dict[str, str]  # only where one code has that skeleton
    issuers: dict[str, str]  # code -> system
    issuer_by_skeleton: dict[str, str]
    prefixes: tuple[tuple[str, str], ...]  # longest first
    numbered: dict[str, str]  # "QH" -> system


def _unique(codes: dict[str, str]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for c in codes:
        found.setdefault(skeleton(c), set()).add(c)
    return {s: next(iter(cs)) for s, cs in found.items() if len(cs) == 1}


@vocab.compiled
def codes() -> _Codes:
    """Type and issuer codes of the vocabulary, ready for look-up."""
    types: dict[str, str] = {}
    for r in vocab.rows("document_types"):
        for c in filter(None, (x.strip() for x in r["default_for"].split(";"))):
            types[c] = r["name"]
        for c in filter(None, (x.strip() for x in r["codes"].split(";"))):
            types.setdefault(c, "")
    for r in vocab.rows("document_types"):  # a code no row claims as its default takes the first name that may use it
        for c in filter(None, (x.strip() for x in r["codes"].split(";"))):
            types[c] = types[c] or r["name"]
    rows = vocab.rows("issuer_codes")
    issuers = {r["code"]: r["system"] for r in rows if r["match"] == "exact"}
    prefixes = tuple(sorted(((r["code"], r["system"]) for r in rows if r["match"] == "prefix"), key=lambda p: -len(p[0])))
    numbered = {r["code"]: r["system"] for r in rows if r["match"] == "numbered"}
    return _Codes(types, _unique(types), issuers, _unique(issuers), prefixes, numbered)


def _type_code(code: str) -> tuple[str, str]:
    """(canonical type code or "", repair or "")."""
    known = codes()
    if code in known.types:
        return code, ""
    c = known.type_by_skeleton.get(skeleton(code), "")
    return c, ("" if not c else "case" if c.upper() == code.upper() else "ocr")


def _issuer_code(code: str) -> tuple[str, str, str]:
    """(canonical issuer code, system or "" when the vocabulary does not know it, repair or "")."""
    known = codes()
    if code in known.issuers:
        return code, known.issuers[code], ""
    m = _SESSION.fullmatch(code)
    if m:
        for base, system in known.numbered.items():
            if skeleton(m[1]) == skeleton(base):
                return base + m[2], system, "" if m[1] == base else "case" if m[1].upper() == base else "ocr"
    c = known.issuer_by_skeleton.get(skeleton(code), "")
    if c:
        return c, known.issuers[c], "case" if c.upper() == code.upper() else "ocr"
    for prefix, system in known.prefixes:
        if len(code) > len(prefix) and code.startswith(prefix) and (code.upper() == code or _STEERING.fullmatch(code)):
            return code, system, ""
    return code, "", ""


def _number(raw: str) -> tuple[str, list[str]]:
    repairs = []
    digits = raw.translate(_NUMBER_LETTERS)
    if digits != raw:
        repairs.append("ocr")
    whole, dot, part = digits.partition(".")
    if dot and len(part) == 3:  # 1.498/KH-UBND
        whole, dot, part = whole + part, "", ""
        repairs.append("thousands")
    letter = whole[len(whole.rstrip("abcdeđ")):]
    plain = whole[: len(whole) - len(letter)]
    padded = plain if len(plain) > 3 and plain[0] == "0" and plain[1] != "0" else (plain.lstrip("0") or "0").zfill(2)  # "0155": registers of four digits
    if padded != plain:
        repairs.append("padding")
    return padded + letter + dot + part, repairs


@vocab.compiled
def _memo() -> dict[tuple[str, str, str, bool], Symbol | None]:
    """Symbols already read: a document names the same few again and again. Emptied with the vocabulary."""
    return {}


def interpret(number: str, tail: str, *, type_hint: str = "", evident: bool = False) -> Symbol | None:
    """The symbol that ``number`` and ``tail`` (everything after it) spell, or None when they are something else.

    ``type_hint``: type code of the word before ("Nghị quyết 06/TU" -> ``NQ``). ``evident``: a type word, "số" or a
    date stands beside it, so an issuer that the vocabulary does not know is believed.
    """
    key, memo = (number, tail, type_hint, evident), _memo()
    if key not in memo:
        if len(memo) >= 20_000:
            memo.clear()
        memo[key] = _interpret(*key)
    return memo[key]


def _interpret(number: str, tail: str, type_hint: str, evident: bool) -> Symbol | None:
    tail = tail.translate(_LOOK_ALIKE) if not tail.isascii() else tail
    whole = _PARTED.sub("", tail)
    parts = _SPLIT.split(whole)
    seps, segments = list(parts[1::2]), parts[2::2]
    if parts[0]:  # no separator at all after the number: 57NQ/TW
        seps, segments = ["", *seps], [parts[0], *segments]
    marks = ["/" if any(c in s for c in "/⁄∕") else "-" if s.strip() else "" for s in seps]
    num, repairs = _number(number)
    if whole != tail or any(s != s.strip() or "\\" in s for s in seps):
        repairs.append("spacing")
    if any(c in s for s in seps for c in _DASH[:-1]):
        repairs.append("dash")
    year = None
    if len(segments) > 1 and segments[0].isdigit():
        year = int(segments[0])
        segments, marks = segments[1:], marks[1:]
    first, rest = segments[0], segments[1:]
    if not marks[0] and first.upper() != first and first not in codes().types:
        return None
    system_of_first = _issuer_code(first)
    if system_of_first[1] == "assembly":
        return _assembly(num, year, "", system_of_first, rest, repairs)
    type_code, type_repair = _type_code(first)
    if type_code and rest:
        return _typed(num, year, type_code, type_repair, rest, marks, repairs, evident, bool(seps and "spacing" in repairs))
    if not type_code and evident and rest and marks[0] == "/" and _letter(first, rest):
        return Symbol(num, year, "", "-".join([system_of_first[0], *rest]), "state", tuple(repairs))
    if not type_code and rest and marks[0] == "/" and marks[1] == "-" and first in codes().issuers and _letter(first, rest):
        return Symbol(num, year, "", "-".join(segments), "state", tuple(repairs))
    if not rest and evident and (fused := _fused(first)):  # 57-NQTW: the second separator is lost
        return _typed(num, year, fused[0], "", [fused[1]], ["", "/" if codes().issuers[fused[1]] == "party" else "-"], repairs, True, False)
    if not rest and type_hint and system_of_first[1] in ("party", "state") and first.upper() == first and (
            first in codes().issuers or system_of_first[2]):
        return _untyped(num, year, type_hint, system_of_first, repairs)
    if not rest and type_hint == "CV" and evident and marks[0] == "/" and first.upper() == first and len(first) > 2:
        return Symbol(num, year, "", first, "state", tuple(repairs))  # "Công văn số 823/PV11": letters carry no type (Decree 30/2020)
    if rest and type_hint and evident and marks[:2] in (["/", "-"], ["-", "/"]) and first.upper() == first and len(first) > 1:
        issuer = _issuer_code(rest[0])
        if issuer[1]:  # a type code nobody listed, between a type word and a known issuer
            return Symbol(num, year, first, "-".join([issuer[0], *rest[1:]]), "state" if marks[0] == "/" else "party", tuple(repairs))
    return None


def _fused(code: str) -> tuple[str, str] | None:
    """``NQTW`` -> (NQ, TW): a type code and an issuer code run together, where there is one way to part them."""
    ways = [(code[:i], code[i:]) for i in range(2, min(len(code), 8)) if code[:i] in codes().types and codes().issuers.get(code[i:], "any") != "any"]
    return ways[0] if len(ways) == 1 else None


def _letter(first: str, rest: list[str]) -> bool:
    """State letters are ``number/ISSUER-UNIT``: both in capitals, the issuer known at least by its kind."""
    return bool(_issuer_code(first)[1] in ("state", "any") and first.upper() == first and len(rest[0]) > 1 and rest[0][0].isupper())


def _assembly(num: str, year: int | None, type_code: str, issuer: tuple[str, str, str], rest: list[str],
              repairs: list[str]) -> Symbol | None:
    if rest or year is None:
        return None
    if issuer[2]:
        repairs.append(issuer[2])
    if type_code:
        repairs.append("type_inserted")
    return Symbol(num, year, "", issuer[0], "assembly", tuple(repairs))


def _typed(num: str, year: int | None, type_code: str, type_repair: str, rest: list[str], marks: list[str],
           repairs: list[str], evident: bool, spaced: bool) -> Symbol | None:
    code, system, issuer_repair = _issuer_code(rest[0])
    if system == "assembly" and year is not None and code.startswith("QH"):
        return _assembly(num, year, type_code, (code, system, issuer_repair), rest[1:], repairs)
    lower = rest[0].upper() != rest[0] and not system and issuer_repair == "" and code not in codes().issuers
    if not system and (lower or len(rest[0]) < 2 or not (evident or (len(rest[0]) > 2 and not spaced and not type_repair))):
        return None  # "02 BC/tháng", "10 HĐ/DN": nothing says that this is a symbol
    if not evident and (not marks[0] or rest[0].islower()) and code not in codes().issuers:
        return None
    repairs += [r for r in (type_repair, issuer_repair) if r and r not in repairs]
    if not marks[0]:
        repairs.append("separator")
    wanted = {"state": ["/", "-"], "assembly": ["/", "-"], "party": ["-", "/"]}.get(system)
    if year is not None:
        wanted = ["/", "-"]
    if wanted is None:  # the issuer does not tell; the separators do
        wanted = ["-", "/"] if marks[0] == "-" or (not marks[0] and marks[1] == "/") else ["/", "-"]
    if marks[1] != wanted[1] or (marks[0] and marks[0] != wanted[0]):
        repairs.append("order")
    if wanted[0] == "-":  # Party: joint issuers by "-", "/nb" after a slash
        tail = "".join(("/" if m == "/" else "-") + s for m, s in zip(marks[2:], rest[1:], strict=False))
        return Symbol(num, year, type_code, code + tail, "party", tuple(repairs))
    return Symbol(num, year, type_code, "-".join([code, *rest[1:]]), "state", tuple(repairs))


def _untyped(num: str, year: int | None, type_code: str, issuer: tuple[str, str, str], repairs: list[str]) -> Symbol:
    """``Nghị quyết 06/TU``: the type code is dropped, the word before tells it."""
    system = "party" if issuer[1] == "party" else "state"
    if system == "state" and type_code == "CV":  # "Công văn số 197/STTTT": letters of the State carry no type (Decree 30/2020)
        return Symbol(num, year, "", issuer[0], system, (*repairs, *([issuer[2]] if issuer[2] else [])))
    return Symbol(num, year, type_code, issuer[0], system, (*repairs, *([issuer[2]] if issuer[2] else []), "type_missing"))


def parse_symbol(raw: str) -> Symbol | None:
    """A string that is one symbol and nothing else (a cell, a heading, user input); None when it is not."""
    m = _SYMBOL_ONLY.fullmatch(raw.strip())
    return interpret(m["number"], m["tail"], evident=True) if m else None
