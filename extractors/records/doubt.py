"""Evidence against a record that was read: what makes its confidence fall below the sure ones (≥ 0.9), said in its note.

Each sign was counted on plans with a truth made by hand: it must be rare among records that are right (docs/field_test.md).
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

from schemas.records import DeadlineKind
from schemas.values import DeadlineValue, Quantity, UnitMention

#: The most that a record with evidence against it is worth.
DOUBTED = 0.85
_ABBREVIATION = regex.compile(r"\p{Lu}{4,}")
#: Notes of a value that say that its words hold more than was read.
_MORE_THERE = ("ô còn số khác", "có chữ số nhưng không phải giá trị đo được")


def of_units(units: Iterable[UnitMention]) -> list[str]:
    """An abbreviation that nobody knows stands alone for a body: misread, or spelled out by nobody."""
    return [f"chưa biết “{u.name}” là cơ quan nào" for u in units if u.status == "new" and any(map(_ABBREVIATION.fullmatch, u.name.split())) and len(u.name.split()) <= 2]


def of_name(name: str) -> list[str]:
    """A name of a table row that opens in lower case goes on from another row."""
    return ["tên bắt đầu bằng chữ thường, có thể thiếu phần trước"] if name[:1].islower() and name[1:2].isalpha() else []


def of_quantity(q: Quantity) -> list[str]:
    """Numbers in the cell that no record holds."""
    return ["giá trị có thể chưa đủ"] if any(n.startswith(_MORE_THERE) for n in q.notes) else []


def of_deadline(value: DeadlineValue | None) -> list[str]:
    """Words where a deadline should stand that are none."""
    return ["thời hạn không đọc được"] if value is not None and value.kind is DeadlineKind.INVALID else []


def lowered(confidence: float, doubts: Iterable[str]) -> float:
    """``confidence``, at most ``DOUBTED`` where there is a doubt."""
    return min(confidence, DOUBTED) if any(doubts) else confidence
