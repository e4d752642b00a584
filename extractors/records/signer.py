"""Who signed: the signature block at the end of the body (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.7)."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extractors.outline import BODY_PART, Item
from extractors.text import fold, one_line
from schemas import vocab

_ON_BEHALF = regex.compile(r"^(?:(?:T/?M|KT|TL|TUQ|Q)\s*\.\s*|(?:T/M|K/T|T/L|TM|KT|TL|TUQ)\s+)\p{Lu}")
_NAME = regex.compile(r"^(?:\p{Lu}[\p{Ll}]{0,8}|Y|H['’]\p{L}+)(?:\s+\p{Lu}[\p{Ll}'’]{0,8}){1,5}$")


@dataclass(frozen=True, slots=True)
class _Words:
    """``signature_words.csv`` made ready. ``offices``: words of offices and bodies that no person's name holds together."""

    title: regex.Pattern[str]
    one_line: regex.Pattern[str]  # title and name that a converter left on one line: "PHÓ CHỦ TỊCH Trần Thị Hương Ly"
    address: regex.Pattern[str]  # "Đồng chí", "TS.", "(đã ký)" before a name
    offices: regex.Pattern[str]  # folded
    families: frozenset[str]  # folded
    not_names: frozenset[str]  # folded first words that start organisations, places or lists


@vocab.compiled
def _words() -> _Words:
    by_kind: dict[str, list[str]] = {}
    for row in vocab.rows("signature_words"):
        by_kind.setdefault(row["kind"], []).append(row["word"])
    joined = {kind: "|".join(map(regex.escape, sorted(words, key=len, reverse=True))) for kind, words in by_kind.items()}
    folded = {kind: frozenset(map(fold, words)) for kind, words in by_kind.items()}
    behalf = r"(?:(?:T/?M|KT|TL|TUQ|Q)\s*\.\s*)?"
    return _Words(
        title=regex.compile(rf"^{behalf}(?:.{{0,60}}\s)?(?:PHÓ\s+)?(?:{joined['title']})(?:(?<=TRƯỞNG (?:BAN|PHÒNG))\s.{{0,60}})?(?:\s+(?:THƯỜNG TRỰC|UBND|ĐẢNG ỦY))?$"),
        one_line=regex.compile(rf"(?P<title>{behalf}(?:\p{{Lu}}+\s){{0,8}}?(?:{joined['title']}))\s+(?P<name>\p{{Lu}}\p{{Ll}}{{1,8}}(?:\s\p{{Lu}}\p{{Ll}}{{0,8}}){{1,4}})\s*$"),
        address=regex.compile(rf"^(?:{joined['address']})(?!\p{{L}})\.?\s*[:.]?\s*", regex.I),
        offices=regex.compile(rf"\b(?:{'|'.join(sorted(folded['office']))})\b"),
        families=folded["family"],
        not_names=folded["not_name"],
    )


def find_signer(items: list[Item], *, misread: bool = False) -> tuple[str, str]:
    """(name, title) of who signed, "" each when not there. Reads from the recipients to the first annex.

    ``misread``: marks of the words may be wrong ("GIÁM ĐÓC"), and "Nơi nhận:" may share a line with the title.
    """
    block = [i.paragraph.text for i in items if i.part == BODY_PART]
    words = _words()
    tail = [one_line(t) for text in block[-45:] for t in text.split("\n")]
    titles: list[str] = []
    name = ""
    for line in tail:
        line = line.strip("* _.·ˆ|'`~-–:;,")  # specks that OCR reads beside a line
        if misread:
            line = _respelled(_BESIDE.sub("", line))
        if (words.title.match(line) or _ON_BEHALF.match(line)) and len(line) < 120:
            if name:
                titles, name = [], ""
            titles += [line] if titles[-1:] != [line] else []
        elif titles and not name and line.lower() in ("kiêm", "kiem"):
            titles.append(line)
        elif titles and not name:
            candidate = words.address.sub("", line).strip()
            if _is_name(candidate):
                name = candidate
        elif titles and name:
            continue
    if not name:
        name, titles = _from_one_line(tail) or ("", titles)
    return name, " ".join(titles)


#: What the recipients' column puts on the line of the title.
_BESIDE = regex.compile(r"^n[ơo]i nh[ậâa]n\s*[:;.]?\s*", regex.I)


def _respelled(line: str) -> str:
    """A title in capitals by its letters alone, with the marks the vocabulary has: "-^T GIÁM ĐÓC" is GIÁM ĐỐC; "PHÓ CHÚ TỊCH" stays a deputy."""
    words = line.split()
    if not line.isupper() or len(words) > 8:
        return line
    words = ["PHÓ" if fold(w) == "pho" else w for w in words]
    first = len(words)
    for title in _titles():
        n = len(title.split())
        for at in range(len(words) - n + 1):
            if fold(" ".join(words[at : at + n])) == fold(title):
                words[at : at + n] = title.split()
                first = min(first, at)
    strokes = first < len(words) and len(before := fold(" ".join(words[:first]))) <= 2 and before not in _ON_BEHALF_WORDS
    return " ".join(words[first:] if strokes else words)


#: Short words before a title that say on whose behalf; any others of two letters are strokes of a pen.
_ON_BEHALF_WORDS = frozenset({"kt", "tm", "tl", "q"})


@vocab.compiled
def _titles() -> tuple[str, ...]:
    """Titles of signers in capitals, the longest first."""
    return tuple(sorted((r["word"] for r in vocab.rows("signature_words") if r["kind"] == "title"), key=len, reverse=True))


def may_lack_words(name: str) -> bool:
    """Of two words, or without a family name in front: a seal may cover the first, or it was misread ("Nâng Văn Thiết")."""
    words = name.split()
    return len(words) == 2 or fold(words[0]) not in _words().families


def _is_name(text: str) -> bool:
    if not 4 <= len(text) <= 40:
        return False
    if text.isupper():
        text = text.title()
    if not _NAME.match(text) or _words().offices.search(fold(text)):
        return False
    first = fold(text).split()[0]
    return first in _words().families or first not in _words().not_names


def _from_one_line(tail: list[str]) -> tuple[str, list[str]] | None:
    """Title and name that a converter left on one line: "PHÓ CHỦ TỊCH Trần Thị Hương Ly"."""
    for line in reversed(tail):
        m = _words().one_line.search(line) if len(line) < 300 else None
        if m and _is_name(m["name"]):
            return m["name"], [m["title"]]
    return None
