"""Rules merged by us give pdfplumber's ``TableFinder`` the cells that it finds in the bare ones, whatever the rules; no word is lost on the way."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfplumber.table import TableFinder

from extractors.readers.pdf.borders import missing_sides
from extractors.readers.pdf.carried import carry_on
from extractors.readers.pdf.characters import Word
from extractors.readers.pdf.finder import edges_of, find_cells, merge
from extractors.readers.pdf.lines import make_rows
from extractors.readers.pdf.shading import shaded_rules
from extractors.readers.pdf.tables import SNAP, fill_grids, find_grids
from extractors.readers.pdf.unruled import find_unruled

#: Few stops, some nearer than the tolerances, so that rules meet, nearly meet, and overlap.
STOP = st.sampled_from([10.0, 11.5, 14.0, 50.0, 52.0, 90.0, 130.0, 131.0, 200.0])
RULE = st.tuples(STOP, STOP, STOP, st.booleans()).map(
    lambda t: (min(t[0], t[1]), t[2] - 0.25, max(t[0], t[1]) + 1, t[2] + 0.25) if t[3] else (t[2] - 0.25, min(t[0], t[1]), t[2] + 0.25, max(t[0], t[1]) + 1)
)


def theirs(rules: list[tuple[float, float, float, float]]) -> list[list[tuple[float, ...]]]:
    edges = [
        {"x0": x0, "x1": x1, "top": (y0 + y1) / 2, "bottom": (y0 + y1) / 2, "width": x1 - x0, "height": 0.0, "orientation": "h", "object_type": "line"}
        if x1 - x0 >= y1 - y0
        else {"x0": (x0 + x1) / 2, "x1": (x0 + x1) / 2, "top": y0, "bottom": y1, "width": 0.0, "height": y1 - y0, "orientation": "v", "object_type": "line"}
        for x0, y0, x1, y1 in rules
    ]
    page = SimpleNamespace(edges=edges, bbox=(0, 0, 300, 300))
    found = TableFinder(page, {"snap_tolerance": SNAP, "intersection_tolerance": 3})  # type: ignore[arg-type]
    return [sorted(tuple(round(v, 6) for v in c) for c in t.cells) for t in found.tables]


def ours(rules: list[tuple[float, float, float, float]]) -> list[list[tuple[float, ...]]]:
    flat, upright = edges_of(rules)
    return [sorted(tuple(round(v, 6) for v in c) for c in t) for t in find_cells(merge(flat, SNAP, SNAP), merge(upright, SNAP, SNAP))]


@given(st.lists(RULE, max_size=40))
@settings(max_examples=400, deadline=None)
def test_same_cells_as_pdfplumber(rules: list[tuple[float, float, float, float]]) -> None:
    assert ours(rules) == theirs(rules)


def test_a_grid_has_its_cells() -> None:
    rules = [(x - 0.2, 0.0, x + 0.2, 100.0) for x in (0, 50, 100)] + [(0.0, y - 0.2, 100.0, y + 0.2) for y in (0, 50, 100)]
    assert ours(rules) == [[(0, 0, 50, 50), (0, 50, 50, 100), (50, 0, 100, 50), (50, 50, 100, 100)]]


def test_rules_of_one_line_are_one_whatever_the_rounding() -> None:
    """x + (mean - x) is not always the mean: pdfplumber then takes parts of one rule for rules of two lines."""
    xs, ys = (0.1, 50.1, 100.3), (0.1, 33.3, 77.7)
    shaken = [(x + d - 0.2, a, x + d + 0.2, b) for x in xs for d, a, b in ((0.1, 0.0, 40.0), (0.2, 39.0, 78.0), (0.7, 10.0, 20.0))]
    shaken += [(a, y + d - 0.2, b, y + d + 0.2) for y in ys for d, a, b in ((0.1, 0.0, 60.0), (0.2, 59.0, 101.0), (0.7, 10.0, 20.0))]
    (table,) = ours(shaken)
    assert len(table) == 4


def test_a_region_around_a_stray_rule_does_not_lie_over_the_cells_in_it() -> None:
    stray = [(10.0, 9.75, 51.0, 10.25), (13.75, 10.0, 14.25, 51.0), (10.0, 89.75, 51.0, 90.25), (9.75, 10.0, 10.25, 91.0), (49.75, 10.0, 50.25, 91.0), (14.0, 49.75, 51.0, 50.25)]
    wide = [(x - 0.25, 90.0, x + 0.25, 130.0) for x in (10, 30, 50)] + [(10.0, 129.75, 51.0, 130.25)]
    for g in find_grids([*stray, *wide]):
        taken = [(r, c) for cell in g.cells for r in range(cell.row, cell.row + cell.row_span) for c in range(cell.col, cell.col + cell.col_span)]
        assert len(taken) == len(set(taken)) >= 3


TEXT = st.sampled_from(["TT", "1", "2", "3", "I", "II.", "Nội dung", "Chủ trì", "Thời gian", "nhiệm vụ", "Rà soát hồ sơ của xã", "≥ 80%", "12/2025", "a)"])
PLACE = st.tuples(st.sampled_from([12, 52, 55, 92, 131, 160]), st.integers(1, 19), TEXT, st.booleans())
FILL = st.tuples(STOP, STOP, STOP, STOP).map(lambda t: (min(t[:2]), min(t[2:]), max(t[:2]), max(t[2:])))


def words_of(places: list[tuple[int, int, str, bool]]) -> list[Word]:
    out = []
    for x, line, text, bold in places:
        at, base = float(x), 12.0 * line
        for part in text.split():
            out.append(Word(part, at, base - 9, at + 5 * len(part), base + 3, base, 10, bold, 0, len(part)))
            at += 5 * len(part) + 3
    return out


@given(st.lists(RULE, max_size=25), st.lists(PLACE, max_size=30), st.lists(FILL, max_size=8))
@settings(max_examples=300, deadline=None)
def test_every_word_is_once_in_a_cell_or_outside(rules: list[tuple[float, float, float, float]], places: list[tuple[int, int, str, bool]], fills: list[tuple[float, float, float, float]]) -> None:
    words = words_of(places)
    grids = find_grids(rules)
    added = missing_sides(rules, grids, words) + shaded_rules(fills, grids, words, (300.0, 300.0))
    if added:
        grids = find_grids([*rules, *added])
    rest = fill_grids(grids, words)
    rows = make_rows(rest)
    more = find_unruled(rows)
    left = [id(w) for w in rest if id(w) not in {id(w) for g in more for c in g.cells for w in c.words}]
    held = [id(w) for g in (*grids, *more) for c in g.cells for w in c.words]
    assert sorted(held + left) == sorted(map(id, words))
    for g in (*grids, *more):
        taken = [(r, c) for cell in g.cells for r in range(cell.row, cell.row + cell.row_span) for c in range(cell.col, cell.col + cell.col_span)]
        assert len(taken) == len(set(taken)) and all(r < g.n_rows and c < g.n_cols for r, c in taken)
    again: list = []
    onward = carry_on([*grids, *more], [], again, make_rows(words_of(places)), (300.0, 300.0))
    kept = [w for r in onward for ln in r for w in ln.words] + [w for g in again for c in g.cells for w in c.words]
    assert len(kept) == len(words)
