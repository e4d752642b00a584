"""Who does it: the lead, coordinating and monitoring organisations of one table row."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from extractors.fields.units import render
from extractors.records.naming import Naming
from extractors.tables.model import LogicalRow
from extractors.text import one_line
from schemas.values import UnitMention

_CHAIRS = regex.compile(r"chủ trì", regex.I)
_COORDINATES = regex.compile(r"\b(?:đơn vị |cơ quan )?(?:chủ trì,?\s*)?(?:phối hợp(?:\s+(?:với|cùng|thực hiện))*)\s*[:\-–]?\s*", regex.I)
_LEADS = regex.compile(r"^\s*[-–+•]?\s*(?:đơn vị |cơ quan )?(?:chủ trì)\s*[:\-–]\s*|\s*[,;]?\s*(?:chủ trì(?: thực hiện)?)\s*[,;.]?\s*$|\(\s*chủ trì\s*\)", regex.I)


@dataclass(slots=True)
class Assignment:
    lead: list[UnitMention] = field(default_factory=list)
    coordinating: list[UnitMention] = field(default_factory=list)
    monitoring: list[UnitMention] = field(default_factory=list)

    def columns(self) -> dict[str, str]:
        return {"lead_units": render(self.lead), "coordinating_units": render(self.coordinating), "monitoring_units": render(self.monitoring)}

    def all(self) -> list[UnitMention]:
        return [*self.lead, *self.coordinating, *self.monitoring]


def assignment(row: LogicalRow, naming: Naming) -> Assignment:
    """Reads every unit column of a row. "X chủ trì, phối hợp với Y" in one cell gives lead X and coordinating Y.

    ``naming``: of the plan (``Context.naming``); its level decides names that mean another unit at each level ("Công an").
    """
    out = Assignment()
    for column in row.layout.columns:
        cell = row.cells.get(column.index)
        if cell is None or not cell.text.strip():
            continue
        if column.role in ("lead_unit", "lead_and_coord_unit"):
            lead, coordinating = _split_lead(cell.text)
            out.lead += naming.units(lead)
            if coordinating:
                out.coordinating += naming.units(coordinating)
            elif column.role == "lead_and_coord_unit" and len(out.lead) > 1:
                # "Cơ quan chủ trì, phối hợp" with a plain list: the first named leads (NĐ 30/2020 custom)
                out.coordinating += out.lead[1:]
                del out.lead[1:]
        elif column.role == "coord_unit":
            out.coordinating += naming.units(cell.text)
        elif column.role == "monitor_unit":
            out.monitoring += naming.units(cell.text)
    return out


def _split_lead(text: str) -> tuple[str, str]:
    line = text.strip()
    m = _COORDINATES.search(line)
    if m and m.start() > 0:
        return _LEADS.sub("", line[: m.start()].rstrip(" ,;.-–\n")).strip(), line[m.end() :].strip()
    return _LEADS.sub("", line).strip() if _CHAIRS.search(line) and len(one_line(line)) > 12 else line, ""
