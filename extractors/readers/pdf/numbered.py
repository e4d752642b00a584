"""Table rows told by their numbers, where no rule parts them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.columns import column
from extractors.readers.pdf.vocabulary import is_ordinal_header

_ARABIC = regex.compile(r"^\(?(\d{1,3})[.)]?$")
_ROMAN = regex.compile(r"^([IVXL]{1,6})[.)]?$")
_OTHER = regex.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3}){1,3}|[A-ZĐ]|\p{Ll})[.)]?$")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


def is_number(text: str) -> bool:
    """An ordinal as plans write it: 1, 1., (1), 1.2, II, A, a)."""
    return bool(_ARABIC.match(text) or _ROMAN.match(text) or _OTHER.match(text))


def counted(text: str) -> int:
    """The number of an Arabic ordinal; 0 for others."""
    m = _ARABIC.match(text)
    return int(m[1]) if m else 0


def counts(texts: Sequence[str]) -> bool:
    """Do ``texts`` number rows? Arabic ones go up by one or begin anew at 1, Roman ones go up by one; all are ordinals.

    One slip in four steps is let pass: people insert rows and forget to count anew.
    """
    arabic = roman = steps = slips = 0
    for text in texts:
        if m := _ARABIC.match(text):
            n = int(m[1])
            slips += arabic > 0 and n not in (arabic + 1, 1)
            steps += arabic > 0 and n == arabic + 1
            arabic = n
        elif m := _ROMAN.match(text):
            n = _roman(m[1])
            slips += roman > 0 and n != roman + 1
            steps += roman > 0 and n == roman + 1
            roman = n
        elif not _OTHER.match(text):
            return False
    return steps > 0 and 4 * slips <= steps


def _roman(text: str) -> int:
    values = [_VALUES[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def rows_by_numbers(lines: Sequence[Sequence[Word]], middles: Sequence[float], *, first: bool, least: int = 2) -> list[tuple[int, int]]:
    """(from, to) in ``lines`` of each table row; [] when that cannot be told.

    ``lines`` are those of one cell row; words left of ``middles[0]`` are numbers. A row begins with the line of its number:
    every such line has words in the next column that begin a sentence, so numbers centred on their rows are not believed.
    Lines before the first number are a heading (TT) or the rest of a row; ``first``: there may be none. ``least``: fewest numbers.
    """
    starts: list[int] = []
    texts: list[str] = []
    heading: list[str] = []
    for i, line in enumerate(lines):
        own = [w for w in line if column(w, middles) == 0]
        if not own:
            continue
        if not starts and not is_number(own[0].text):
            heading += [w.text for w in own]
            continue
        if len(own) > 1 or not is_number(own[0].text):
            return []
        after = min((w for w in line if column(w, middles) > 0), key=lambda w: w.x0, default=None)
        if after is None or after.text[:1].islower():
            return []
        starts.append(i)
        texts.append(own[0].text)
    if heading:
        return _pairs(starts, lines) if starts and is_ordinal_header(" ".join(heading)) and (len(starts) == 1 or counts(texts)) else []
    if len(starts) < least or (len(starts) > 1 and not counts(texts)) or (first and starts[0]):
        return []
    return _pairs(starts, lines)


def _pairs(starts: Sequence[int], lines: Sequence[Sequence[Word]]) -> list[tuple[int, int]]:
    return list(pairwise([*([0] if starts[0] else []), *starts, len(lines)]))
