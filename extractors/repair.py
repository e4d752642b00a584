"""Puts right what reading a picture confuses, in the field's own language and nowhere else.

A word is changed only where vocabulary, the grammar of numbers and symbols, or neighbouring words leave one way to read it;
what it was is noted. Everything else stays as it was read, with its low confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import regex

from extractors.repair_case import right_case
from extractors.repair_codes import right_codes
from extractors.repair_tones import ANYWHERE, CERTAIN, SYLLABLE, known_pairs, right_tones
from extractors.text import fold_keep, new_tones
from schemas import vocab

#: Letters that the engine writes for a digit inside a number.
_DIGITS = str.maketrans({"O": "0", "o": "0", "D": "0", "l": "1", "I": "1", "|": "1", "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2"})
#: Letters of other alphabets that look like ours: Icelandic eth, Cyrillic.
_ALIKE = str.maketrans({"Ð": "Đ", "ð": "đ", "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "К": "K", "М": "M", "О": "O", "Р": "P", "Т": "T", "Х": "X"})


_LAW, _SESSION = regex.compile(r"\d/\d{4}/QH$"), regex.compile(r"^1\d[.,;:)]*$")
_TWO_STROKES = regex.compile(r"(?<=\d)//(?=\d)")
_PERCENT = regex.compile(r"^([<>=≥≤(]*)([\dOolI|]{1,4}(?:[.,][\dOolI|]{1,2})?)(%[.,;)]*)$")
_SYMBOL = regex.compile(r"^([(\"“]?)([\dOolISB]{0,5})((?:/\d{4})?[-/])(\p{Lu}[\p{L}\d]{0,4}+)([-/])(\p{Lu}[\p{L}\d-]{0,14}+)([.,;:)”\"]*)$")
#: A speck read as a mark inside the issuer's code: "119/KH-UE:ND".
_STRAY = regex.compile(r"(?<=\d[/-]\p{Lu}[\p{L}\-/]{1,8})[:;.,'’](?=\p{Lu}{1,4}$)")
_CUT_SYMBOL = regex.compile(r"[\d/]\p{Lu}{2,4}-$")
_ISSUER = regex.compile(r"^(\p{Lu}{2,5})([.,;:)”\"]*)$")
#: The stroke of a symbol read as a seven, or read twice: "71/7NQ-CP", "717NQ-CP".
_SEVEN = regex.compile(r"^([(\"“]?\d{1,4})(?:/7|7)(\p{Lu}[\p{L}]{1,4})-(\p{Lu}[\p{L}\d-]{1,14}+)([.,;:)”\"]*)$")
_DATE = regex.compile(r"^([\dOolI]{1,2})/([\dOolI]{1,2})/([\dOolI]{4})([.,;:)]*)$")
_ROMAN = {"H": "II", "HI": "III", "IH": "III", "1H": "III", "H1": "III", "IIl": "III", "lI": "II", "Il": "II", "ll": "II", "IL": "II", "IIL": "III"}
_ROMAN_MARK = regex.compile(r"^([HIL1l]{1,3})([.)]?)$")
#: A rest of a table's rule read as part of the word at the cell's edge: "120|", "[Khám".
_EDGED = regex.compile(r"^([|\[]*)([\p{L}\d][^|\[\]]*)([|\[]*)$")
_QUARTER = regex.compile(r"^([HI1l|]{1,3})((?:/\d{4})?[.,;:]?)$")
_JUNK = regex.compile(r"^['‘`´_|°˙]+(?=\p{L}{2})")
#: Icelandic eth behind another letter is no đ, which only begins words: "rð".
_ETH_INSIDE = regex.compile(r"(?<=\p{Ll})ð")
#: One letter written twice, the second time as a letter that Vietnamese does not have.
_DOUBLED = regex.compile(r"(?|([Nn])[Ññ]|([Đđ])[Ðð])")
_CORE = regex.compile(r"^(\P{L}*+)(\p{L}++)(\P{L}*+)$")


def repair_text(text: str, confidences: Sequence[float] | None = None) -> tuple[str, tuple[str, ...]]:
    """``text`` (words parted by single spaces) with certain misreadings put right, and notes ``repaired: was -> is``.

    ``confidences``: one for each word, 0–1; words read with certainty (≥ CERTAIN) are changed only by the grammar of
    numbers and symbols.
    """
    words, notes = repair_words(text.split(" "), confidences)
    return " ".join(w for w in words if w), notes


def repair_words(words: Sequence[str], confidences: Sequence[float] | None = None) -> tuple[list[str], tuple[str, ...]]:
    """As ``repair_text`` for a list of words; as many come back, so that places stay ("" for one joined to the word before it)."""
    sure = list(confidences) if confidences is not None else [0.0] * len(words)
    out = right_codes(words, sure)
    for i, word in enumerate(out):
        new = _by_grammar(word, i, out)
        if new == word and sure[i] < CERTAIN:
            new = _by_neighbours(word, out[i - 1] if i else "", out[i + 1] if i + 1 < len(out) else "")
        out[i] = new
    for i in range(len(out) - 1):
        if _LAW.search(out[i]) and _SESSION.match(out[i + 1]):  # "43/2013/QH 13": no law is of a National Assembly without its number
            out[i], out[i + 1] = out[i] + out[i + 1], ""
        if _CUT_SYMBOL.search(out[i]) and (m := _ISSUER.match(out[i + 1])):  # a symbol cut at the end of a line
            whole = _by_grammar(out[i] + m[1], i, out)
            if whole.startswith(out[i]) and len(whole) == len(out[i] + m[1]):
                out[i + 1] = whole[len(out[i]) :] + m[2]
    out = right_case(right_tones(right_case(out, sure), sure), sure)
    notes = [f"repaired: {was} -> {now}" for was, now in zip(words, out, strict=True) if was != now and now]
    return out, tuple(dict.fromkeys(notes))


def _by_grammar(word: str, at: int, words: Sequence[str]) -> str:
    if word in ("%o", "%0", "0/00", "o/oo", "%ọ"):
        return "‰"
    m = _EDGED.match(word)
    if m and (m[1] or m[3]) and not any(c in w for c in "[]" for k, w in enumerate(words) if k != at):
        word = m[2]
    word = _TWO_STROKES.sub("/", word.replace("\u2044", "/").replace("\u2215", "/")) if "/" in word or "\u2044" in word or "\u2215" in word else word
    word = _DOUBLED.sub(lambda m: m[1], word)
    if at == 0:
        m = _JUNK.match(word)
        if m and not any(c in w for w in words[1:] for c in "'’`´"):
            word = word[m.end() :]
        m = _ROMAN_MARK.match(word)
        if m and m[1] in _ROMAN and (len(words) == 1 or (m[2] and words[1].isupper() and len(words[1]) > 1)):
            return _ROMAN[m[1]] + m[2]
    if word.upper() in ("TÍNH", "TĨNH", "TÌNH", "TINH") and word[:1].isupper() and at + 2 < len(words) and _province(words[at + 1], words[at + 2]):
        return "TỈNH" if word.isupper() else "Tỉnh"
    if word.lower() in ("hãng", "hăng", "hẳng") and at + 1 < len(words) and words[at + 1].lower().rstrip(".,;:") in ("ngày", "tuần", "tháng", "quý", "năm"):
        return ("H" if word[0] == "H" else "h") + "ằng"
    m = _QUARTER.match(word) if at and words[at - 1].lower() == "quý" else None
    if m and m[1] not in ("1", "2", "3", "4"):
        number = m[1].replace("H", "II").replace("1", "I").replace("l", "I").replace("|", "I")
        return number + m[2] if len(number) <= 3 else word
    m = _PERCENT.match(word)
    if m:
        return m[1] + m[2].translate(_DIGITS) + m[3]
    m = _DATE.match(word)
    if m:
        return "/".join(g.translate(_DIGITS) for g in (m[1], m[2], m[3])) + m[4]
    word = _ETH_INSIDE.sub("õ", word)
    word = word.translate(_ALIKE) if any(c in "Ððб" or "А" <= c <= "Я" for c in word) else word
    m = _SEVEN.match(word)
    if m and m[2] in _codes() and m[3].split("-")[0] in _codes():
        whole = f"{m[1]}/{m[2]}-{m[3]}"
        if "/" in word or whole.lstrip("(\"“") in _symbols():  # "717NQ-CP": a stroke that is a seven, or one that is lost
            word = whole + m[4]
    m = _SYMBOL.match(_STRAY.sub("", word)) if _STRAY.search(word) else None
    m = m if m and _code(m[6]) in _codes() else _SYMBOL.match(word)
    if m:
        number = m[2].translate(_DIGITS)
        kind, issuer = _code(m[4]), "-".join(_code(p) for p in m[6].split("-"))
        return m[1] + number + m[3] + kind + m[5] + _issuer_of(kind, m[5], issuer) + m[7]
    return word


def _province(first: str, second: str) -> bool:
    """Whether two words, written like a name, begin the name of a province, of today or before 2025."""
    return first[:1].isupper() and (first.lower(), second.lower().strip(".,;:")) in _provinces()


@vocab.compiled
def _provinces() -> frozenset[tuple[str, str]]:
    names = {row["province"] for table in ("places", "places_former") for row in vocab.rows(table)}
    return frozenset((a.lower(), b.lower()) for a, b, *_ in (name.split() for name in names if " " in name))


@vocab.compiled
def _symbols() -> frozenset[str]:
    return frozenset(row["symbol"] for row in vocab.rows("known_documents"))


@vocab.compiled
def _known_ends() -> dict[tuple[str, str], frozenset[str]]:
    """Issuers' codes by (type code, sign between) in the symbols of known documents: ("NQ", "-") -> CP, …"""
    out: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in vocab.rows("known_documents"):
        m = _SYMBOL.match(row["symbol"])
        if m:
            out[m[4], m[5]].add(m[6])
    return {k: frozenset(v) for k, v in out.items()}


def _issuer_of(kind: str, sign: str, issuer: str) -> str:
    """The one issuer of documents of this type whose code looks like ``issuer`` (NQ-GB → NQ-CP), when ``issuer`` is nobody's code."""
    known = _known_ends().get((kind, sign), frozenset())
    if issuer in known or issuer in _codes() or len(issuer) > 4:
        return issuer
    alike = [k for k in known if _skeleton(k).translate(_ALIKE_IN_SHORT) == _skeleton(issuer).translate(_ALIKE_IN_SHORT)]
    return alike[0] if len(alike) == 1 else issuer


@vocab.compiled
def _codes() -> frozenset[str]:
    """Codes of document types and issuers (Decree 30/2020/NĐ-CP, Annex III and party practice)."""
    out = {r["code"] for r in vocab.rows("issuer_codes") if r.get("match", "exact") != "prefix"}
    for r in vocab.rows("document_types"):
        out.update(c.strip() for c in r["codes"].split(";"))
    return frozenset(c for c in out if c)


@vocab.compiled
def _codes_by_skeleton() -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = defaultdict(list)
    for c in sorted(_codes()):
        out[_skeleton(c)].append(c)
    return {k: tuple(v) for k, v in out.items()}


#: Letters that are taken for one another in capitals, as one.
_CONFUSED = str.maketrans({"0": "O", "Q": "O", "D": "O", "1": "I", "L": "I", "J": "I", "E": "B", "8": "B", "P": "B", "R": "B", "F": "T"})
#: More of them, where few codes come into question.
_ALIKE_IN_SHORT = str.maketrans({"G": "C", "T": "I"})


def _skeleton(code: str) -> str:
    return fold_keep(code).upper().replace("VV", "W").translate(_CONFUSED)


def _code(code: str) -> str:
    """The one known code that looks like ``code``; ``code`` itself when it is known or none or several do."""
    known = _codes()
    if code in known or len(code) < 2:
        return code
    doubled = {code[:i] + code[i + 1 :] for i in range(len(code) - 1) if fold_keep(code[i]) == fold_keep(code[i + 1]) or code[i : i + 2] in ("PĐ", "BĐ")}
    once = sorted(c for c in (_same_letters(d) for d in doubled) if c)
    if len(set(once)) == 1:
        return once[0]  # the engine wrote one letter twice: ĐĐU, NÑQ
    if len(code) == 2 and not any(c.isdigit() for c in code):
        return code  # too short to tell a misreading from a code that is not listed
    same = _codes_by_skeleton().get(_skeleton(code), ())
    return same[0] if len(same) == 1 else code


def _same_letters(code: str) -> str:
    """``code`` or the one known code with the same letters but for marks."""
    if code in _codes():
        return code
    same = [c for c in _codes() if fold_keep(c) == fold_keep(code)]
    return same[0] if len(same) == 1 else ""


@vocab.compiled
def _pairs() -> tuple[frozenset[tuple[str, str]], dict[tuple[str, str], frozenset[str]], dict[tuple[str, str], frozenset[str]]]:
    """Pairs of neighbouring words in the vocabularies: all; by (word before, bare word); by (bare word, word after)."""
    pairs = known_pairs()
    after: dict[tuple[str, str], set[str]] = defaultdict(set)
    before: dict[tuple[str, str], set[str]] = defaultdict(set)
    for a, b in pairs:
        after[a, fold_keep(b)].add(b)
        before[fold_keep(a), b].add(a)
    return pairs, {k: frozenset(v) for k, v in after.items()}, {k: frozenset(v) for k, v in before.items()}


#: Vocabularies of words as plans write them (those of the audit are patterns). Named one by one, so that a reading is known to rest on them.
_WORDS = (
    "broken_abbreviations", "comparators", "dangling_words", "deadline_words", "deliverables", "ditto_marks", "document_types", "flat_cues", "indicator_variants", "indicators", "issuer_codes",
    "known_documents", "law_names", "levels", "measure_units", "national_targets", "places", "places_former", "signature_words", "table_headers", "unit_variants", "unit_words", "units", "word_pairs", "word_pairs_everyday",
)


@vocab.compiled
def known_words() -> frozenset[str]:
    """Every word of these vocabularies: what is in none of them is likely to be no word."""
    out: set[str] = set()
    for name in _WORDS:
        out.update(regex.findall(r"\p{L}++", " ".join(v for row in vocab.rows(name) for v in row.values()).lower()))
    return frozenset(new_tones(w) for w in out)


def _by_neighbours(word: str, before: str, after: str) -> str:
    """Tone and vowel marks of a word that is in no vocabulary: changed when its neighbours know one word with the same letters."""
    m = _CORE.match(word)
    core = new_tones(m[2].lower()) if m else ""
    if not m or len(core) < 2 or core in known_words() or not SYLLABLE.match(fold_keep(core)):
        return word  # those of the language: extractors.repair_tones
    left, right = (new_tones(w.lower()).strip("“”\"'(),.;:") for w in (before, after))
    if before[-1:] in ".;:," or m[1]:
        left = ""
    if m[3]:
        right = ""
    pairs, by_left, by_right = _pairs()
    if (left, core) in pairs or (core, right) in pairs or not (left or right):
        return word
    lefts, rights = by_left.get((left, fold_keep(core)), frozenset()), by_right.get((fold_keep(core), right), frozenset())
    if lefts and rights and not lefts & rights:  # of two neighbours that disagree one that goes with anything says nothing
        lefts, rights = (frozenset() if left in ANYWHERE else lefts), (frozenset() if right in ANYWHERE else rights)
    fits = lefts & rights if left and right else lefts | rights
    fits = fits or lefts | rights
    if len(fits) != 1:
        return word
    new = next(iter(fits))
    cased = new.upper() if m[2].isupper() else new.capitalize() if m[2][:1].isupper() else new
    return m[1] + cased + m[3]
