"""The register of places: 34 provinces and 3,321 communes since 1 July 2025 (202/2025/QH15 and the resolutions under it),
and the names they replaced. Codes are those of the General Statistics Office."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import regex

from extractors.text import fold, new_tones
from schemas import vocab

PROVINCE_KINDS = ("tỉnh", "thành phố")
_LETTERS = regex.compile(r"[\p{L}\p{N}]+")
_WORD = regex.compile(r"[\p{L}\p{N}'’]+")
_BETWEEN_WORDS = regex.compile(r"[^\s\-–]")


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative unit of today."""

    code: str
    kind: str
    name: str
    province_code: str
    province: str

    @property
    def label(self) -> str:
        return self.name if self.code == self.province_code else f"{self.kind} {self.name} ({self.province})"


@dataclass(frozen=True, slots=True)
class Former:
    """A unit until 30 June 2025 and where it lies today (several codes: it was divided)."""

    kind: str
    name: str
    district: str
    province: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    by_code: dict[str, Place]
    communes: dict[str, tuple[Place, ...]]  # by key
    provinces: dict[str, Place]
    former_communes: dict[str, tuple[Former, ...]]
    former_provinces: dict[str, Former]
    longest: int  # words of the longest name


def key(name: str) -> str:
    """Letters and digits only, without marks: "Ea H'Leo", "EA H’LEO" and "Ea Hleo" are one."""
    return fold(name).replace(" ", "")


def spelling(name: str) -> str:
    """For telling "Đông Phú" from "Đồng Phú": lower-case letters with marks, tone placement made one, no blanks and apostrophes."""
    return "".join(_LETTERS.findall(new_tones(name.lower())))


@vocab.compiled
def register() -> Register:
    """Raises ValueError when a code is there twice or a former name points to no place."""
    by_code: dict[str, Place] = {}
    communes: dict[str, list[Place]] = defaultdict(list)
    provinces: dict[str, Place] = {}
    for r in vocab.rows("places"):
        p = Place(r["code"], r["kind"], r["name"], r["province_code"], r["province"])
        if p.code in by_code:
            raise ValueError(f"places.csv: code {p.code} is there twice")
        by_code[p.code] = p
        if p.kind in PROVINCE_KINDS:
            provinces[key(p.name)] = p
        else:
            communes[key(p.name)].append(p)
    old: dict[str, list[Former]] = defaultdict(list)
    old_provinces: dict[str, Former] = {}
    for r in vocab.rows("places_former"):
        f = Former(r["kind"], r["name"], r["district"], r["province"], tuple(r["codes"].split()))
        if not f.codes or any(c not in by_code for c in f.codes):
            raise ValueError(f"places_former.csv: {f.kind} {f.name} points to {f.codes}, which is not in places.csv")
        if f.province:
            old[key(f.name)].append(f)
        else:
            old_provinces[key(f.name)] = f
    names = [p.name for p in by_code.values()] + [f.name for fs in old.values() for f in fs]
    return Register(by_code, {k: tuple(v) for k, v in communes.items()}, provinces, {k: tuple(v) for k, v in old.items()},
                    old_provinces, max((len(_WORD.findall(n)) for n in names), default=1))


def prefix(text: str, at: int, known) -> tuple[str, int] | None:  # type: ignore[no-untyped-def]
    """Longest known name that starts at ``at``: (name as written, end). ``known(key) -> bool``.

    Needed because headings are all capitals and run on: "ĐẢNG ỦY XÃ ĐỒNG PHÚ BAN CHỈ ĐẠO".
    """
    ends: list[int] = []
    pos = at
    for m in _WORD.finditer(text, at, min(len(text), at + 60)):
        if _BETWEEN_WORDS.search(text[pos:m.start()]) or not (m.group()[0].isupper() or m.group()[0].isdigit()):
            break
        pos = m.end()
        ends.append(pos)
        if len(ends) >= register().longest:
            break
    for end in reversed(ends):
        if known(key(text[at:end])):
            return " ".join(text[at:end].split()), end
    return None
