"""Evidence against a record that was read: what makes its confidence fall below the sure ones (≥ 0.9), said in its note.

Each sign was counted on plans with a truth made by hand: it must be rare among records that are right (docs/field_test.md).
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

from extractors.fields.units import MAYBE_TORN, MAYBE_TWO
from extractors.tables.model import BY_CONTENTS, Kind, Layout, LogicalRow, LogicalTable
from extractors.tables.profile import is_organisation
from extractors.text import fold
from schemas import vocab
from schemas.records import Comparator, DeadlineKind, ValueKind
from schemas.values import DeadlineValue, Quantity, UnitMention

#: The most that a record with evidence against it is worth.
DOUBTED = 0.85
_CAPITALS = regex.compile(r"(?<![\p{L}\d])\p{Lu}{2,}(?![\p{L}\d])")
#: Notes of a value that say that its words hold more than was read.
_MORE_THERE = regex.compile(r"ô còn số khác: (?!(?:năm )?20\d\d$)|có chữ số nhưng không phải giá trị đo được")
#: Nothing but marks behind a number: a piece of a rule
_DEBRIS = regex.compile(r"[\]\[|_~^\\{}]+")
#: Numbers that name a step, not an amount: "Cấp độ 2", "Mức độ 4".
_STEP = regex.compile(r"(?:đạt\s+)?(?:cấp(?: độ)?|mức(?: độ)?|loại|hạng|chuẩn|phiên bản|giai đoạn)\s+\d", regex.I)


def of_units(units: Iterable[UnitMention]) -> list[str]:
    """A new name with an abbreviation that no vocabulary has, or that begins as no body does (a bare "Sở"); a name over a comma that may be two: misread, torn, or nobody can tell."""
    units = list(units)
    unknown = [f"chưa biết “{u.name}” là cơ quan nào" for u in units if u.status == "new" and not (_usual_capitals().issuperset(_CAPITALS.findall(u.name)) and _begins_as_a_body(fold(u.name)))]
    return unknown + [f"“{u.name}” {why}" for u in units for why in (MAYBE_TWO, MAYBE_TORN) if why in u.notes]


def _begins_as_a_body(name: str) -> bool:
    return " " in name and f"{name} ".startswith(_heads())


@vocab.compiled
def _heads() -> tuple[str, ...]:
    """First words of bodies, each with the blank after it."""
    return tuple(f"{fold(r['word'])} " for r in vocab.rows("unit_words") if r["kind"] == "head")


@vocab.compiled
def _usual_capitals() -> frozenset[str]:
    """Abbreviations that full names of bodies hold: UBND, THCS, VNPT."""
    names = [r["name"] for r in vocab.rows("units")] + [r["word"] for r in vocab.rows("unit_words") if r["kind"] == "head"]
    return frozenset(c for name in names for c in _CAPITALS.findall(name))


def of_layout(layout: Layout) -> list[str]:
    """Columns that only their cells tell."""
    return [BY_CONTENTS] if any(BY_CONTENTS in c.notes for c in layout.columns if c.role != "note") else []


def of_table(table: LogicalTable) -> list[str]:
    """A column with words that nobody reads, in a table that seems to lack who leads, what comes out, until when; or one of bodies, whoever they are."""
    layout = table.layout
    wanted = [_LEADS] if table.kind is Kind.INDICATOR else [_LEADS, ("output",), ("deadline", "deadline_start", "deadline_end")]
    whole = all(layout.of(*roles) for roles in wanted)
    for c in layout.columns:
        if c.header and (not c.role or BY_CONTENTS in c.notes):
            texts = [t for r in table.rows if c.index in r.cells and (t := r.cells[c.index].text.strip())]
            if texts and (not whole or not c.role and 2 * sum(map(is_organisation, texts)) > len(texts)):
                return [f"cột “{c.header}” chưa được hiểu"]
    return []


_LEADS = ("lead_unit", "lead_and_coord_unit", "monitor_unit")


def of_name(name: str) -> list[str]:
    """A name of a table row that opens in lower case goes on from another row."""
    return ["tên bắt đầu bằng chữ thường, có thể thiếu phần trước"] if name[:1].islower() and name[1:2].isalpha() else []


def of_bare_row(row: LogicalRow) -> list[str]:
    """A row with nothing but its name where the table has columns for who leads, what comes out, until when: perhaps a heading."""
    asked = row.layout.of(*_LEADS, "coord_unit", "output", "deadline", "deadline_start", "deadline_end")
    filled = any(c.index in row.cells and row.cells[c.index].text.strip() for c in asked)
    return ["dòng chỉ có tên, có thể là tiêu đề nhóm"] if len(asked) > 1 and not filled else []


def of_quantity(q: Quantity) -> list[str]:
    """Numbers in the cell that no record holds."""
    if any(map(_MORE_THERE.match, q.notes)) and not _STEP.match(q.raw.strip()):
        return ["giá trị có thể chưa đủ"]
    if "khoảng viết ngược" in q.notes or q.kind is ValueKind.QUANTITY and _DEBRIS.fullmatch(q.qualifier):
        return ["giá trị có thể đọc sai"]
    return []


#: "Thuộc nhóm 10 xã dẫn đầu": a place not below the tenth, or a level in words; people read it either way
_LEADING_GROUP = regex.compile(r"(?<!\p{L})(?:nhóm|thuộc|trong|số)\s+\d{1,3}\s+\p{L}", regex.I)


def of_rank(q: Quantity) -> list[str]:
    """A group of leaders read as a place on a ranking."""
    return ["nhóm dẫn đầu đọc thành thứ hạng"] if q.unit == "hạng" and q.comparator is Comparator.LE and _LEADING_GROUP.search(q.raw) else []


def of_deadline(value: DeadlineValue | None) -> list[str]:
    """Words where a deadline should stand that are none."""
    return ["thời hạn không đọc được"] if value is not None and value.kind is DeadlineKind.INVALID else []


def lowered(confidence: float, doubts: Iterable[str]) -> float:
    """``confidence``, at most ``DOUBTED`` where there is a doubt."""
    return min(confidence, DOUBTED) if any(doubts) else confidence
