"""What every record builder gets, and what one document becomes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from extractors.outline import Outline
from extractors.records.naming import Naming, naming_of
from extractors.tables.model import LogicalRow
from extractors.text import one_line
from schemas.document import Cell, Place, TextSource
from schemas.records import Deadline, DocumentInfo, Indicator, Reference, Task
from schemas.values import UnitMention


@dataclass(slots=True)
class DocumentResult:
    """All records of one document. ``paragraphs``, ``tables``, ``pages``, ``notes`` are rows of the tables of the same name."""

    info: DocumentInfo
    indicators: list[Indicator] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    units: list[UnitMention] = field(default_factory=list)
    paragraphs: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """One document on its way: builders read ``outline`` and earlier results, and append to ``result``."""

    outline: Outline
    result: DocumentResult
    counters: Counter[str] = field(default_factory=Counter)
    _naming: Naming | None = None

    @property
    def document_id(self) -> str:
        """Id of the document, from its content."""
        return self.result.info.document_id

    @property
    def plan_year(self) -> int | None:
        """The year the plan is for; None until ``document_info`` has read it, or when it gives none."""
        return self.result.info.plan_year

    @property
    def issued_on(self) -> str:
        """The plan's own date (ISO 8601 or EDTF) or ""."""
        return self.result.info.issued_on

    @property
    def naming(self) -> Naming:
        """What the plan tells about names of organisations; to be asked for once ``document_info`` has been read."""
        if self._naming is None:
            self._naming = naming_of(self.outline, self.result.info)
        return self._naming

    @property
    def merges_lost(self) -> bool:
        """A text file, which cannot show merged cells."""
        return self.outline.document.text_source is TextSource.TEXT

    def new_id(self, letter: str) -> str:
        """``<document>-<letter><number>``: stable for the same content and version."""
        self.counters[letter] += 1
        return f"{self.document_id}-{letter}{self.counters[letter]:04d}"

    def note(self, code: str, message: str, page: int | None = None) -> None:
        """Adds a row of ``notes``: a stable ``code``, a Vietnamese sentence, the page it is about."""
        self.result.notes.append({"document_id": self.document_id, "code": code, "message": message, "page": page})


def located(place: Place, source_text: str, confidence: float) -> dict[str, Any]:
    """The columns of ``Located``: the first box in ``bbox``, boxes on further pages after `` | p<page>: ``."""
    boxes = [" ".join(f"{v:.1f}" for v in b.bbox) for b in place.boxes]
    further = "".join(f" | p{b.page}: {t}" for b, t in zip(place.boxes[1:], boxes[1:], strict=True))
    return {
        "page": place.page, "bbox": boxes[0] + further if boxes else "", "block": place.block, "row": place.row, "col": place.col,
        "source_text": one_line(source_text), "confidence": share(confidence),
    }


def share(confidence: float) -> float:
    """A confidence as it is written: 0–1, three digits."""
    return round(max(0.0, min(confidence, 1.0)), 3)


def row_confidence(row: LogicalRow, *cells: Cell | None) -> float:
    """Lowest confidence of the cells that made the record; a row joined over pages is a little less sure."""
    lowest = min((c.confidence for c in cells if c is not None and c.text.strip()), default=1.0)
    return lowest * (0.99 if row.parts > 1 else 1.0) * (0.9 if "ô gộp từ trang trước" in row.notes else 1.0)
