"""The records of the dataset (contract.md), checked one by one with pydantic.

Column order here is column order in the CSV. Units: dates are ISO 8601 (EDTF where only a part is known), values are
numbers in the record's ``unit``, boxes are points from the top left of the page.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Confidence = Annotated[float, Field(ge=0.0, le=1.0)]


class Comparator(StrEnum):
    """How a target binds: exactly, at least, more than, at most, less than, from … to."""

    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    BETWEEN = "between"


#: comparator -> (has ``value_min``, has ``value_max``), as contract.md says.
BOUNDS: dict[str, tuple[bool, bool]] = {
    "eq": (True, True), "ge": (True, False), "gt": (True, False), "le": (False, True), "lt": (False, True), "between": (True, True),
}


class ValueKind(StrEnum):
    """What a target cell holds."""

    QUANTITY = "quantity"
    LEVEL = "level"  # words on a scale: "Thuộc nhóm khá của tỉnh"
    DELIVERABLE = "deliverable"  # a product: "Báo cáo"
    ASSIGNED = "assigned"  # "Theo chỉ tiêu tỉnh giao"
    NONE = "none"  # "-" or empty: no target


class DeadlineKind(StrEnum):
    """What the words of a deadline give (contract.md; docs/deadlines.md has an example of each)."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    PERIOD = "period"
    OPEN = "open"
    RECURRING = "recurring"
    ONGOING = "ongoing"
    CONDITIONAL = "conditional"
    RELATIVE = "relative"
    ON_REQUEST = "on_request"
    VAGUE = "vague"
    NONE = "none"
    INVALID = "invalid"


class Bound(StrEnum):
    """How the days of a deadline bind: "ngày", "chậm nhất", "trước", "trong", "đến hết", "từ"."""

    ON = "on"
    BY = "by"
    BEFORE = "before"
    WITHIN = "within"
    THROUGH = "through"
    FROM = "from"


class ReferenceRole(StrEnum):
    """Why a plan names a document."""

    BASIS = "basis"  # "Căn cứ …"
    IMPLEMENTS = "implements"  # the documents that this plan carries out
    ASSIGNS = "assigns"  # the document that gave this task
    SELF = "self"
    MENTION = "mention"


class ReferenceStatus(StrEnum):
    """What the check against ``known_documents.csv`` said."""

    VERIFIED = "verified"  # the registry has it, and number, type, date and issuer agree
    MISCITED = "miscited"  # the registry has it, but something disagrees (column ``problem``)
    UNKNOWN = "unknown"  # not in the registry: neither right nor wrong
    SELF = "self"  # the plan itself


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, use_enum_values=True)


class Located(_Record):
    """Where a record was read. Empty ``page`` and ``bbox``: the format has no pages."""

    page: int | None = Field(None, ge=1)
    bbox: str = ""  # "x0 y0 x1 y1"; parts on further pages follow as " | p3: x0 y0 x1 y1"
    block: int | None = Field(None, ge=0)
    row: int | None = Field(None, ge=0)
    col: int | None = Field(None, ge=0)
    source_text: str = ""
    confidence: Confidence = 1.0


class DocumentInfo(_Record):
    """A row of ``documents``: one input file, read or not."""

    document_id: str
    file_name: str
    sha256: str = ""
    media_type: str = ""
    pages: int | None = None
    text_source: str = ""
    status: str = "failed"  # success is earned
    error: str = ""
    doc_type: str = ""
    symbol: str = ""
    symbol_status: str = ""
    issued_on: str = ""
    issuer: str = ""
    issuer_level: str = ""
    commune: str = ""
    province: str = ""
    title: str = ""
    signer: str = ""
    signer_title: str = ""
    signed_by: str = ""
    signed_at: str = ""
    signature_status: str = ""
    # columns of ours, at the right
    plan_year: int | None = None
    place_code: str = ""
    duplicate_of: str = ""
    notes: str = ""
    confidence: Confidence = 1.0


class Indicator(Located):
    """A row of ``indicators``: one indicator and year. Values are in ``unit``."""

    document_id: str
    indicator_id: str
    part: str = ""
    section: str = ""
    ordinal: str = ""
    name: str
    catalog_id: str = ""
    year: int | None = Field(None, ge=1990, le=2100)
    comparator: Comparator | None = None
    value_min: float | None = None
    value_max: float | None = None
    unit: str = ""
    kind: ValueKind
    qualifier: str = ""
    raw_value: str = ""
    lead_units: str = ""
    coordinating_units: str = ""
    monitoring_units: str = ""
    # columns of ours, at the right
    denominator: str = ""
    scope: str = ""  # "table" or "text"
    catalog_score: float | None = None
    catalog_margin: float | None = None
    notes: str = ""

    @model_validator(mode="after")
    def _bounds(self) -> Indicator:
        """eq: both; ge/gt: only min; le/lt: only max; between: both, min ≤ max; other kinds: none (contract.md)."""
        lo, hi, c = self.value_min is not None, self.value_max is not None, self.comparator
        if self.kind != ValueKind.QUANTITY:
            if c is not None or lo or hi:
                raise ValueError(f"kind {self.kind} carries a value")
            return self
        if (lo, hi) != (BOUNDS[c] if c is not None else (False, False)):
            raise ValueError(f"comparator {c} does not go with min={self.value_min} max={self.value_max}")
        if lo and hi and self.value_min > self.value_max:  # type: ignore[operator]
            raise ValueError("value_min > value_max")
        return self


class Task(Located):
    """A row of ``tasks``: one row of a task table; its deadline repeats that of its first row in ``deadlines`` that has an end."""

    document_id: str
    task_id: str
    part: str = ""
    section: str = ""
    ordinal: str = ""
    name: str
    lead_units: str = ""
    coordinating_units: str = ""
    output: str = ""
    note: str = ""
    deadline_raw: str = ""
    deadline_kind: DeadlineKind | None = None
    deadline_start: str = ""
    deadline_end: str = ""
    # columns of ours, at the right
    monitoring_units: str = ""
    notes: str = ""


class Deadline(Located):
    """A row of ``deadlines``: of a task (``record_id``) or of running text. ``rrule``: RFC 5545; ``edtf``: ISO 8601-2."""

    document_id: str
    deadline_id: str
    record_id: str = ""
    raw: str = ""
    kind: DeadlineKind
    start: str = ""
    end: str = ""
    bound: Bound | None = None
    edtf: str = ""
    rrule: str = ""
    condition: str = ""
    action: str = ""
    notes: str = ""


class Reference(Located):
    """A row of ``references``: one mention of a document; ``symbol`` canonical, ``raw`` as written."""

    document_id: str
    reference_id: str
    raw: str
    symbol: str = ""
    type: str = ""
    issued_on: str = ""
    issuer: str = ""
    role: ReferenceRole = ReferenceRole.MENTION
    status: ReferenceStatus = ReferenceStatus.UNKNOWN
    registry_id: str = ""
    problem: str = ""


class Unit(_Record):
    """A row of ``units``: one organisation over all documents of a run."""

    unit_id: str
    name: str
    level: str = ""
    system: str = ""
    is_generic: bool = False
    mentions: int = 0
    variants: str = ""
    status: str = ""  # "known" or "new" (never seen; kept as written)


class Finding(Located):
    """A row of ``findings``: one failure of an audit rule, at the place it stands on."""

    finding_id: str
    rule: str
    severity: str
    document_id: str = ""
    record_id: str = ""
    message: str
    expected: str = ""
    actual: str = ""
    legal_basis: str = ""
    # columns of ours, at the right
    title: str = ""
    level: str = ""
    related: str = ""
