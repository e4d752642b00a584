"""Where a cell of a ruled table stands in its lattice; readers of PDF and of pictures add its box in their own measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Place:
    """Row and column counted from 0, and how many of each the cell covers."""

    row: int
    col: int
    row_span: int
    col_span: int
