"""Our way through pdfplumber's steps gives what its ``TableFinder`` gives, whatever the rules."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfplumber.table import TableFinder

from extractors.readers.pdf.finder import find_cells
from extractors.readers.pdf.tables import SNAP, _edge

#: Few stops, some nearer than the tolerances, so that rules meet, nearly meet, and overlap.
STOP = st.sampled_from([10.0, 11.5, 14.0, 50.0, 52.0, 90.0, 130.0, 131.0, 200.0])
RULE = st.tuples(STOP, STOP, STOP, st.booleans()).map(
    lambda t: (min(t[0], t[1]), t[2] - 0.25, max(t[0], t[1]) + 1, t[2] + 0.25) if t[3] else (t[2] - 0.25, min(t[0], t[1]), t[2] + 0.25, max(t[0], t[1]) + 1)
)


@given(st.lists(RULE, max_size=40))
@settings(max_examples=300, deadline=None)
def test_same_cells_as_pdfplumber(rules: list[tuple[float, float, float, float]]) -> None:
    edges = [e for e in map(_edge, rules) if e]
    page = SimpleNamespace(edges=edges, bbox=(0, 0, 300, 300))
    theirs = TableFinder(page, {"snap_tolerance": SNAP, "intersection_tolerance": 3})  # type: ignore[arg-type]
    assert find_cells(edges, SNAP) == [t.cells for t in theirs.tables]


def test_a_grid_has_its_cells() -> None:
    edges = [e for e in map(_edge, [(x - 0.2, 0.0, x + 0.2, 100.0) for x in (0, 50, 100)] + [(0.0, y - 0.2, 100.0, y + 0.2) for y in (0, 50, 100)]) if e]
    assert find_cells(edges, SNAP) == [[(0, 0, 50, 50), (0, 50, 50, 100), (50, 0, 100, 50), (50, 50, 100, 100)]]
