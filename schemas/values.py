"""Normal forms that the field extractors return: what a string of words means, with offsets into that string."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.records import Bound, Comparator, DeadlineKind, ReferenceRole, ReferenceStatus, ValueKind


@dataclass(frozen=True, slots=True)
class Quantity:
    """One target value. ``value_min``/``value_max`` follow the comparator (eq: both; ge/gt: min; le/lt: max)."""

    kind: ValueKind
    raw: str
    comparator: Comparator | None = None
    value_min: float | None = None
    value_max: float | None = None
    unit: str = ""  # "%", "người/vạn dân" …
    denominator: str = ""  # "dân số", "thôn", "GRDP" …
    qualifier: str = ""  # "5G"; the words of a level or deliverable
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A target found in running text: ``start:end`` is the value; ``clause_start:clause_end`` its clause (the name)."""

    start: int
    end: int
    clause_start: int
    clause_end: int
    quantity: Quantity
    year: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineValue:
    """``start``/``end``: first and last day covered, ISO 8601 or ""."""

    kind: DeadlineKind
    raw: str
    start: str = ""
    end: str = ""
    bound: Bound | None = None
    edtf: str = ""
    rrule: str = ""
    condition: str = ""
    notes: tuple[str, ...] = ()  # e.g. "year from plan"


@dataclass(frozen=True, slots=True)
class DeadlineMention:
    """A deadline in running text at ``start:end``; ``action`` = what is due."""

    start: int
    end: int
    value: DeadlineValue
    action: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceMention:
    """One mention of a document at ``start:end``. ``issued_on`` ISO or EDTF; ``issuer`` as written after "của"."""

    start: int
    end: int
    raw: str
    symbol: str = ""
    type: str = ""
    issued_on: str = ""
    issuer: str = ""
    role: ReferenceRole = ReferenceRole.MENTION
    status: ReferenceStatus = ReferenceStatus.UNKNOWN
    registry_id: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnitMention:
    """One organisation named at ``start:end``. ``name`` canonical, or as written when ``status`` is ``new``."""

    start: int
    end: int
    raw: str
    unit_id: str
    name: str
    level: str = ""
    system: str = ""
    is_generic: bool = False
    status: str = "known"
    notes: tuple[str, ...] = ()  # why a spelling that is not in the vocabulary was taken for this unit


@dataclass(frozen=True, slots=True)
class IndicatorMatch:
    """Best catalogue indicator. ``catalog_id`` is "" when the score or the margin to the next one is too small."""

    catalog_id: str
    score: float  # 0–1
    margin: float  # score minus that of the best other indicator
    candidates: tuple[tuple[str, float], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """An administrative unit found in words. ``status``: known | ambiguous | unknown | former (before 2025-07-01)."""

    status: str
    commune: str = ""  # without xã/phường/đặc khu
    province: str = ""  # without tỉnh/thành phố
    code: str = ""  # GSO code of the commune, else of the province
    former: str = ""
    nearest: tuple[str, ...] = ()
