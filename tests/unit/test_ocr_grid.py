"""Ruled tables are found in ink: merged cells, gaps, skew, no outer rules; boxes and underlines are no tables."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.ocr.cells import without_rules
from extractors.readers.ocr.grid import find_grids, find_rules
from tests.unit.pictures import ruled

DPI = 200
XS, YS = [60, 160, 620, 800, 1000], [50, 130, 260, 330, 420]


def grids(ink: np.ndarray) -> list[tuple[int, int, int]]:
    return [(g.n_rows, g.n_cols, len(g.cells)) for g in find_grids(find_rules(ink, DPI), DPI)]


def test_plain_grid() -> None:
    assert grids(ruled(XS, YS)) == [(4, 4, 16)]


@pytest.mark.parametrize(
    ("missing", "cells"),
    [
        ({("v", 2, 0), ("v", 3, 0)}, 14),  # header over three columns
        ({("h", 1, 0), ("h", 2, 0)}, 14),  # cell over three rows
        ({("v", 1, 2), ("v", 2, 2), ("v", 3, 2)}, 13),  # section row over the whole width
        ({("h", 1, 1), ("h", 1, 2), ("v", 2, 0), ("v", 2, 1)}, 13),  # two by two
    ],
)
def test_merged_cells(missing: set[tuple[str, int, int]], cells: int) -> None:
    assert grids(ruled(XS, YS, missing)) == [(4, 4, cells)]


def test_rules_of_a_low_header_row() -> None:
    """Years under one head: the rules between them are shorter than any rule looked for."""
    ink = ruled(XS, [50, 90, 130, 260, 330], {("v", 2, 0), ("v", 3, 0), ("v", 2, 2), ("v", 3, 2)})
    assert grids(ink) == [(4, 4, 12)]


def test_a_stem_in_line_with_a_column_parts_no_section_row() -> None:
    ink = ruled(XS, [50, 130, 172, 260, 330], {("v", i, 1) for i in (1, 2, 3)})
    ink[134:165, 619:624] = 1  # the stem of a bold capital with its mark, where the rows above and below have a rule
    assert grids(ink) == [(4, 4, 13)]


def test_gaps_and_skew_are_forgiven() -> None:
    ink = ruled(XS, YS, width=3)
    ink[:, 300:318] = 0  # a fold
    ink[200:212, :] = 0
    turn = cv2.getRotationMatrix2D((500, 250), 0.25, 1)
    assert grids(cv2.warpAffine(ink, turn, (ink.shape[1], ink.shape[0]))) == [(4, 4, 16)]


def test_no_outer_rules() -> None:
    open_sides = {("v", 0, i) for i in range(4)} | {("v", 4, i) for i in range(4)}
    assert grids(ruled(XS, YS, open_sides)) == [(4, 4, 16)]


@pytest.mark.parametrize("drawn", ["box", "underline", "frame", "nothing"])
def test_what_is_no_table(drawn: str) -> None:
    ink = np.zeros((900, 1200), np.uint8)
    if drawn == "box":
        cv2.rectangle(ink, (200, 200), (420, 270), 1, 3)  # HỎA TỐC
    elif drawn == "underline":
        ink[300:303, 200:600] = 1
    elif drawn == "frame":
        cv2.rectangle(ink, (20, 20), (1180, 880), 1, 4)
    assert grids(ink) == []


def test_a_frame_round_the_page_does_not_hide_the_table() -> None:
    ink = np.zeros((700, 1300), np.uint8)
    cv2.rectangle(ink, (10, 10), (1290, 690), 1, 3)
    table = ruled(XS, YS)
    ink[100 : 100 + table.shape[0], 100 : 100 + table.shape[1]] |= table
    assert grids(ink) == [(4, 4, 16)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(60, 260), min_size=2, max_size=7), st.lists(st.integers(40, 160), min_size=2, max_size=10))
def test_any_lattice_comes_back(widths: list[int], heights: list[int]) -> None:
    xs, ys = list(np.cumsum([40, *widths])), list(np.cumsum([40, *heights]))
    if xs[-1] - xs[0] < 170:
        return
    found = grids(ruled([int(x) for x in xs], [int(y) for y in ys]))
    assert found == [(len(heights), len(widths), len(heights) * len(widths))]


def test_rules_go_and_letters_on_them_stay() -> None:
    ink = ruled(XS, YS)
    grey = np.where(ink > 0, 0, 255).astype(np.uint8)
    grey[100:137, 300:306] = 0  # a descender that crosses the rule at 130
    rules = find_rules((grey < 128).astype(np.uint8), DPI)
    out = without_rules(grey, rules, find_grids(rules, DPI), DPI)
    assert (out[100:137, 301:305] < 100).mean() > 0.9
    out[95:142, 295:311] = 255
    assert (out < 128).sum() < 40


def letters(ink: np.ndarray, xs: list[int], ys: list[int]) -> np.ndarray:
    """Something as large as print in the middle of every lattice cell."""
    for y0, y1 in zip(ys, ys[1:], strict=False):
        for x0, x1 in zip(xs, xs[1:], strict=False):
            cv2.rectangle(ink, ((x0 + x1) // 2 - 8, (y0 + y1) // 2 - 8), ((x0 + x1) // 2 + 8, (y0 + y1) // 2 + 8), 1, 2)
    return ink


OUTER = {("v", i, r) for i in (0, 4) for r in range(4)} | {("h", i, c) for i in (0, 4) for c in range(4)}


def test_rules_inside_only() -> None:
    assert grids(letters(ruled(XS, YS, OUTER), XS, YS)) == [(4, 4, 16)]


def test_rules_that_reach_over_the_last_one_with_nothing_beside_them_end_no_row() -> None:
    assert grids(letters(ruled(XS, YS, OUTER), XS, YS[1:-1])) == [(2, 4, 8)]


def test_row_over_all_columns_of_a_table_with_rules_inside_only() -> None:
    ys = [50, 130, 210, 250, 330, 420]
    missing = {("v", i, r) for i in (0, 4) for r in range(5)} | {("h", i, c) for i in (0, 5) for c in range(4)} | {("v", i, 2) for i in (1, 2, 3)}
    assert grids(letters(ruled(XS, ys, missing), XS, ys)) == [(5, 4, 17)]


def test_two_whole_tables_above_one_another_stay_two() -> None:
    table = ruled(XS, YS)
    assert grids(np.vstack([table[:-20], table])) == [(4, 4, 16), (4, 4, 16)]


@pytest.mark.parametrize("width", [2, 5, 9])
def test_thick_rules_are_rules(width: int) -> None:
    assert grids(ruled(XS, YS, width=width)) == [(4, 4, 16)]
