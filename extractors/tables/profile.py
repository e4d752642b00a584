"""What the cells of a column look like, without reading them as fields: ordinals, values, measures, organisations, prose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import regex

from extractors.text import fold, one_line
from schemas import vocab

_ROMAN = r"(?=[IVXLC])(?:X{0,3})(?:IX|IV|V?I{0,3})"
_ORDINAL = regex.compile(rf"\(?(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}|{_ROMAN}|[a-zđA-ZĐ]|[-–+*•])[.)/]?\s*$")
_ROMAN_ONLY = regex.compile(rf"(?:{_ROMAN}|[A-HĐ])[.)/]?\s*$")
_DASH_ONLY = regex.compile(r"[-–—+*•]$")
_NUMBER = regex.compile(r"\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s*$")
#: A point or stretch of time: "Quý II/2026", "Trước 30/6", "Tháng 3-5", "2026-2030", "Thường xuyên", "Hằng năm".
_TIME = regex.compile(
    r"(?:(?:trước|trong|đến|hết|từ|cuối|đầu|chậm nhất)\s+){0,3}(?:(?:ngày|tháng|quý|năm|giai đoạn|mùa)\s+[\dIVX]|\d{1,2}\s*/\s*(?:\d{1,2}(?:\s*/\s*\d{4})?|\d{4})(?!\d)|20[1-6]\d(?:\s*[-–]\s*20[1-6]\d)?$|T\d{1,2}\b|Q[1-4]\b)"
    r"|(?:thường xuyên|hàng|hằng|định kỳ|cả năm|trong năm|trong tháng|trong quý|khi có|sau khi)\b", regex.I
)
_COLUMN_NUMBER = regex.compile(r"\d{1,2}|[A-ZĐ]")


@dataclass(frozen=True, slots=True)
class _Words:
    """``table_cell_words.csv`` made ready. ``looks``: what was found out about a cell's words, kept for the next table that holds them."""

    measures: frozenset[str]
    ordinal_headers: frozenset[str]
    ticks: frozenset[str]
    value: regex.Pattern[str]
    organisation: regex.Pattern[str]
    looks: dict[str, tuple[bool, bool, bool, bool, bool]]


@vocab.compiled
def _words() -> _Words:
    by_kind: dict[str, list[str]] = {}
    for row in vocab.rows("table_cell_words"):
        by_kind.setdefault(row["kind"], []).append(row["word"])
    first = {k: "|".join(map(regex.escape, sorted(v, key=len, reverse=True))) for k, v in by_kind.items()}  # longest first
    other = "|".join(regex.escape(r["word"]) for r in vocab.rows("unit_words") if r["kind"] == "not_unit")  # "Ban hành", "Bộ tiêu chí"
    return _Words(
        measures=frozenset(f for w in by_kind["measure"] if (f := fold(w))),
        ordinal_headers=frozenset(fold(w).replace(" ", "") for w in by_kind["ordinal_header"]),
        ticks=frozenset(by_kind["tick"]),
        value=regex.compile(
            rf"(?:(?:{first['value_lead']})\s+){{0,3}}(?:[≥≤><=~]|>=|<=)?\s*\d[\d.,]*\s*(?:%|‰)?(?:\s*[-–]\s*\d[\d.,]*\s*%?)?(?:\s*\([^)]{{1,20}}\))?(?:\s*\p{{L}}+){{0,4}}\.?$"
            rf"|(?:{first['value']})$|(?:{first['value_opening']})\b",
            regex.I,
        ),
        organisation=regex.compile(rf"(?:(?:các |những )|(?!(?:{other})\b))(?:{first['organisation']})\b", regex.I),
        looks={},
    )


def is_tick(text: str) -> bool:
    """What offices put into a cell to say "here": "x", "✓"."""
    return text.strip().lower() in _words().ticks


def is_ordinal(text: str) -> bool:
    """A number, letter, Roman numeral or dash that opens a row: "1", "2.3", "IV", "a)", "-"."""
    return _looks(text.strip())[0]


def is_group_ordinal(text: str) -> bool:
    """Roman numerals and capital letters: the marks of group rows; specks that a scan reads as quotes beside them ("I\"") are none."""
    return bool(_ROMAN_ONLY.match(text.strip(" \"'‘’“”`´|")))


def is_dash(text: str) -> bool:
    """A lone list mark: "-", "+", "•"."""
    return bool(_DASH_ONLY.match(text.strip()))


def is_number(text: str) -> bool:
    """An ordinal in digits: "1", "1.2.", "(3)"."""
    return bool(_NUMBER.match(text.strip()))


def is_ordinal_header(text: str) -> bool:
    """The head of the column of ordinals: "TT", "STT", "Số thứ tự"."""
    return fold(text).replace(" ", "") in _words().ordinal_headers


def is_column_numbers(texts: list[str]) -> bool:
    """A row that numbers the columns: (1) (2) (3) …, 1 2 3 …, A B 1 2 …, (7)=(5)/(6)."""
    if len(texts) < 2:
        return False
    inner = [t.strip().strip("()[]").split("=")[0].strip("() ") for t in texts]
    if not all(_COLUMN_NUMBER.fullmatch(t) for t in inner):
        return _mostly_counts_on(inner)
    numbers = [int(t) for t in inner if t.isdigit()]
    if len(numbers) < 2:
        return len(inner) >= 3 and not numbers
    return all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False)) and numbers[0] in (1, 2)


def _mostly_counts_on(inner: list[str]) -> bool:
    """At least four cells, and two of three, that bear the number of their place, beside nothing but scraps: "1 | 2 | sŸ⁄ | 4 | 5"."""
    offsets = [int(t) - k for k, t in enumerate(inner) if t.isdigit() and len(t) <= 2]
    right = max((offsets.count(o) for o in (1, 2)), default=0)
    return right >= 4 and right * 3 >= 2 * len(inner) and all(len(t) <= 4 for t in inner)


def is_value(text: str) -> bool:
    """A target cell by its looks: "≥ 80%", "5-7", "có", "báo cáo", "-"."""
    return _looks(text.strip())[1]


def is_measure(text: str) -> bool:
    """A unit of measure by its looks: "%", "người/vạn dân", "mô hình"."""
    return _looks(text.strip())[2]


def is_organisation(text: str) -> bool:
    """Words that begin as names of organisations do: "Phòng …", "Các cơ quan …"."""
    return _looks(text.strip())[3]


_KEPT = 50_000  # texts whose looks are remembered


def _looks(text: str) -> tuple[bool, bool, bool, bool, bool]:
    """(ordinal, value, measure, organisation, time) of a stripped text. Plans copy one another: most texts were met before."""
    words = _words()
    known = words.looks.get(text)
    if known is None:
        line = one_line(text)
        f = fold(text)
        organisation = f not in words.measures and bool(words.organisation.match(text))  # "tổ", "thôn" alone are counted
        known = (
            bool(_ORDINAL.match(text)),
            bool(line) and len(line) <= 80 and bool(words.value.match(line)),
            f in words.measures or text.startswith(("%", "‰")) or "/" in text and len(text) <= 20 and not any(c.isdigit() for c in text) and not organisation,
            organisation,
            len(line) <= 60 and bool(_TIME.match(line)),
        )
        if len(words.looks) >= _KEPT:
            words.looks.clear()
        words.looks[text] = known
    return known


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares (0–1) of the non-empty cells that look like …; ``mean_length`` in characters."""

    filled: int
    ordinals: float
    values: float
    measures: float
    organisations: float
    times: float
    mean_length: float


def of(texts: list[str]) -> Profile:
    """Profile of a column's cells (the first 200 count)."""
    cells = Counter(s for t in texts[:200] if (s := t.strip()))
    total = sum(cells.values())
    counts = [0, 0, 0, 0, 0]
    for text, times in cells.items():
        for i, yes in enumerate(_looks(text)):
            if yes:
                counts[i] += times
    n = total or 1
    ordinals, values, measures, organisations, moments = (count / n for count in counts)
    return Profile(total, ordinals, values, measures, organisations, moments, sum(len(t) * k for t, k in cells.items()) / n)


class Body:
    """The cells under a header, column by column, and what each column looks like, looked at once for both kinds of table."""

    __slots__ = ("_shapes", "_texts")

    def __init__(self, columns: list[list[str]]) -> None:
        self._texts = columns
        self._shapes: dict[int, Profile] = {}

    def __getitem__(self, index: int) -> list[str]:
        return self._texts[index]

    def shape(self, index: int) -> Profile:
        """``of`` the cells of one column."""
        known = self._shapes.get(index)
        if known is None:
            known = self._shapes[index] = of(self._texts[index])
        return known
