"""Tables whose rules are drawn in unusual ways, or only in part, as Word users and print drivers leave them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.document import Table
from tests.pdf_makers import PageMaker, make_pdf, picture, source
from tests.unit.test_pdf_reader import only_table, read_pages, rows_of

XS, YS = [60.0, 100.0, 330.0, 440.0, 540.0], [700.0, 670.0, 640.0, 610.0, 580.0]
ROWS = [["TT", "Noi dung", "Chu tri", "Thoi gian"], ["1", "First task", "Office", "Q1"], ["2", "Second task", "Police", "Q2"], ["3", "Third task", "", "Q3"]]
Draw = Callable[[PageMaker, float, float, float, float], object]


def words(page: PageMaker, xs: list[float] = XS, ys: list[float] = YS, rows: list[list[str]] = ROWS) -> PageMaker:
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text:
                page.text(xs[c] + 7, ys[r] - 18, text, 11)
    return page


def ruled(draw: Draw, xs: list[float] = XS, ys: list[float] = YS) -> PageMaker:
    page = PageMaker()
    for x in xs:
        draw(page, x, ys[-1], x, ys[0])
    for y in ys:
        draw(page, xs[0], y, xs[-1], y)
    return page


def pieces(length: float, gap: float, *, one_path: bool) -> Draw:
    def draw(page: PageMaker, x0: float, y0: float, x1: float, y1: float) -> None:
        boxes = []
        at = 0.0
        while at < max(x1 - x0, y1 - y0):
            boxes.append(f"{x0 + at} {y0 - 0.4} {length} 0.8 re" if y0 == y1 else f"{x0 - 0.4} {y0 + at} 0.8 {length} re")
            at += length + gap
        page.ops += [" ".join(boxes) + " f"] if one_path else [f"{b} f" for b in boxes]
    return draw


def dash_pattern(page: PageMaker, x0: float, y0: float, x1: float, y1: float) -> None:
    page.ops.append("[1 4] 0 d")
    page.line(x0, y0, x1, y1)
    page.ops.append("[] 0 d")


def thin_curve(page: PageMaker, x0: float, y0: float, x1: float, y1: float) -> None:
    """A filled shape of curves, hair-thin, as drawing programs export a line."""
    dx, dy = (0.0, 0.6) if y0 == y1 else (0.6, 0.0)
    page.ops.append(
        f"{x0} {y0} m {x0 + (x1 - x0) / 3} {y0 + (y1 - y0) / 3} {x0 + 2 * (x1 - x0) / 3} {y0 + 2 * (y1 - y0) / 3} {x1} {y1} c "
        f"{x1 + dx} {y1 + dy} l {x0 + 2 * (x1 - x0) / 3 + dx} {y0 + 2 * (y1 - y0) / 3 + dy} {x0 + (x1 - x0) / 3 + dx} {y0 + (y1 - y0) / 3 + dy} {x0 + dx} {y0 + dy} c h f"
    )


def double(gap: float) -> Draw:
    def draw(page: PageMaker, x0: float, y0: float, x1: float, y1: float) -> None:
        dx, dy = (0.0, gap) if y0 == y1 else (gap, 0.0)
        page.line(x0, y0, x1, y1).line(x0 + dx, y0 + dy, x1 + dx, y1 + dy)
    return draw


def stopping_short(gap: float) -> Draw:
    def draw(page: PageMaker, x0: float, y0: float, x1: float, y1: float) -> None:
        (page.line(x0 + gap, y0, x1 - gap, y1) if y0 == y1 else page.line(x0, y0 + gap, x1, y1 - gap))
    return draw


def cell_by_cell(gap: float) -> Draw:
    """Each rule in parts that end ``gap`` points before the crossings."""
    def draw(page: PageMaker, x0: float, y0: float, x1: float, y1: float) -> None:
        stops = XS if y0 == y1 else sorted(YS)
        for a, b in zip(stops, stops[1:], strict=False):
            (page.line(a + gap, y0, b - gap, y1) if y0 == y1 else page.line(x0, a + gap, x1, b - gap))
    return draw


@pytest.mark.parametrize("draw", [
    pieces(0.8, 1.6, one_path=False), pieces(0.8, 3.2, one_path=False), pieces(0.8, 1.6, one_path=True), pieces(6, 5, one_path=False),
    pieces(4, 6, one_path=True), dash_pattern, thin_curve, double(1.5), double(3.5), stopping_short(1), stopping_short(2), stopping_short(3),
    cell_by_cell(1), cell_by_cell(1.5),
], ids=[
    "dots", "sparse dots", "dots in one path", "dashes", "dashes in one path", "dash pattern", "thin curves", "double", "wide double", "short by 1", "short by 2",
    "short by 3", "parts short by 1", "parts short by 1.5",
])
def test_ways_to_draw_a_rule(tmp_path: Path, draw: Draw) -> None:
    assert rows_of(only_table(read_pages(tmp_path, words(ruled(draw))))) == ROWS


def test_rules_that_are_pictures(tmp_path: Path) -> None:
    page = PageMaker()
    for x in XS:
        page.ops.append(f"q 0.7 0 0 {YS[0] - YS[-1]} {x} {YS[-1]} cm /I7 Do Q")
    for y in YS:
        page.ops.append(f"q {XS[-1] - XS[0]} 0 0 0.7 {XS[0]} {y} cm /I7 Do Q")
    page.resources = "/XObject<</I7 7 0 R>>"
    document_path = make_pdf(tmp_path / "a.pdf", [words(page)], extra=[picture(b"\x00", 1, 1)])
    from extractors.readers.pdf import read

    assert rows_of(only_table(read(source(document_path)))) == ROWS


@pytest.mark.parametrize("shade", [0.2, 0.85])
def test_white_rules_on_one_shade(tmp_path: Path, shade: float) -> None:
    page = PageMaker().fill(XS[0], YS[-1], XS[-1] - XS[0], YS[0] - YS[-1], shade)
    page.ops.append("1 G")
    for x in XS[1:-1]:
        page.line(x, YS[-1], x, YS[0], 1)
    for y in YS[1:-1]:
        page.line(XS[0], y, XS[-1], y, 1)
    page.ops += ["0 G", "1 g" if shade < 0.5 else "0 g"]
    table = only_table(read_pages(tmp_path, words(page)))
    assert rows_of(table) == ROWS


def test_white_rules_on_white_are_none(tmp_path: Path) -> None:
    page = PageMaker()
    page.ops.append("1 G")
    for i in range(6):
        page.line(60, 700 - 30 * i, 540, 700 - 30 * i).line(60 + 96 * i, 550, 60 + 96 * i, 700)
    page.ops.append("0 G")
    document = read_pages(tmp_path, page.text(70, 680, "A sentence of running text on a page with white lines"))
    assert not list(document.tables())


def spans(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.row_span, c.col_span, c.text) for c in table.cells]


@pytest.mark.parametrize("wiped", [{1}, {2}, {1, 2, 3}], ids=str)
def test_vertical_rules_wiped_in_some_rows(tmp_path: Path, wiped: set[int]) -> None:
    page = PageMaker()
    for y in YS:
        page.line(XS[0], y, XS[-1], y)
    for r in range(4):
        for c, x in enumerate(XS):
            if r not in wiped or c in (0, 1, 4):
                page.line(x, YS[r + 1], x, YS[r])
    assert rows_of(only_table(read_pages(tmp_path, words(page)))) == ROWS


@pytest.mark.parametrize(("x", "text"), [(107, "Digital"), (150, "Digital infrastructure and data of the commune, 2026 to 2030"), (300, "Data of the commune")])
def test_a_merged_row_stays_merged(tmp_path: Path, x: float, text: str) -> None:
    page = PageMaker()
    for y in YS:
        page.line(XS[0], y, XS[-1], y)
    for r in range(4):
        for c, at in enumerate(XS):
            if r != 1 or c in (0, 1, 4):
                page.line(at, YS[r + 1], at, YS[r])
    words(page, rows=[ROWS[0], ["I", "", "", ""], *ROWS[2:]]).text(x, YS[1] - 18, text, 11)
    assert (1, 1, 1, 3, text) in spans(only_table(read_pages(tmp_path, page)))


def tall_body(page: PageMaker, *, numbers: bool = True, centred: bool = False) -> PageMaker:
    """Three rows of two lines in a body without horizontal rules; ``centred``: numbers beside the middle of their rows."""
    y = YS[1] - 14
    for n in (1, 2, 3):
        if numbers:
            page.text(XS[0] + 7, y - (14 if centred else 0), str(n), 11)
        page.text(XS[1] + 7, y, f"Task {n} that goes on", 11).text(XS[1] + 7, y - 14, "over a second line", 11).text(XS[1] + 7, y - 28, "and a third", 11)
        page.text(XS[2] + 7, y, f"Office {n}", 11).text(XS[3] + 7, y, f"Q{n}", 11)
        y -= 42
    return page


def framed() -> PageMaker:
    page = PageMaker()
    for y in (YS[0], YS[1], 530.0):
        page.line(XS[0], y, XS[-1], y)
    for x in XS:
        page.line(x, 530, x, YS[0])
    return words(page, rows=ROWS[:1])


def test_rows_without_rules_inside_a_ruled_grid(tmp_path: Path) -> None:
    rows = rows_of(only_table(read_pages(tmp_path, tall_body(framed()))))
    assert rows == [ROWS[0], *[[str(n), f"Task {n} that goes on over a second line and a third", f"Office {n}", f"Q{n}"] for n in (1, 2, 3)]]


@pytest.mark.parametrize("how", [{"numbers": False}, {"centred": True}], ids=["no numbers", "numbers in the middle"])
def test_rows_that_cannot_be_told_stay_one(tmp_path: Path, how: dict[str, bool]) -> None:
    assert only_table(read_pages(tmp_path, tall_body(framed(), **how))).n_rows == 2


def test_vertical_rules_only(tmp_path: Path) -> None:
    page = PageMaker()
    for x in XS:
        page.line(x, YS[-1], x, YS[0])
    document = read_pages(tmp_path, words(page).text(60, 780, "Text above the table").text(60, 500, "Text below it"))
    assert rows_of(only_table(document)) == ROWS and len(list(document.paragraphs())) == 2


def test_frame_and_rows_ruled_columns_white(tmp_path: Path) -> None:
    page = PageMaker()
    for y in YS:
        page.line(XS[0], y, XS[-1], y)
    page.line(XS[0], YS[-1], XS[0], YS[0]).line(XS[-1], YS[-1], XS[-1], YS[0])
    table = only_table(read_pages(tmp_path, words(page)))
    assert rows_of(table) == ROWS and table.notes == ("unruled",)


def test_a_frame_around_paragraphs_is_not_cut_into_columns(tmp_path: Path) -> None:
    page = PageMaker()
    for y in YS:
        page.line(XS[0], y, XS[-1], y)
    page.line(XS[0], YS[-1], XS[0], YS[0]).line(XS[-1], YS[-1], XS[-1], YS[0])
    for r, text in enumerate(("Note for the offices of the commune on this plan", "Send the report before the end of each month", "Ask the centre", "See the annex below")):
        page.text(XS[0] + 7, YS[r] - 18, text, 11)
    assert {t.n_cols for t in read_pages(tmp_path, page).tables()} <= {1}


def two_levels(page: PageMaker) -> PageMaker:
    """A header of two levels without any rule; its long heading over three columns."""
    xs = [60.0, 100.0, 300.0, 370.0, 440.0, 500.0]
    page.text(xs[0], 700, "TT").text(xs[1], 700, "Chi tieu").text(308, 700, "Chi tieu tung nam trong ke hoach", 10)
    for x, year in zip(xs[2:5], (2026, 2027, 2028), strict=True):
        page.text(x, 684, f"Nam {year}", 11)
    for n in (1, 2, 3, 4):
        page.text(xs[0], 684 - 20 * n, str(n)).text(xs[1], 684 - 20 * n, f"Target number {n}")
        for x in xs[2:5]:
            page.text(x, 684 - 20 * n, f"{10 * n}%", 11)
    return page


def test_header_of_two_levels_without_rules(tmp_path: Path) -> None:
    table = only_table(read_pages(tmp_path, two_levels(PageMaker())))
    assert (0, 2, 1, 3, "Chi tieu tung nam trong ke hoach") in spans(table)
    assert [c.text for c in table.cells if c.row == 1 and c.text] == ["Nam 2026", "Nam 2027", "Nam 2028"]
    assert [c.text for c in table.cells if c.row == 3] == ["2", "Target number 2", "20%", "20%", "20%"]


def test_headings_that_nearly_touch_are_columns(tmp_path: Path) -> None:
    """The gap between two headings is narrower than the columns' usual one; the values below tell."""
    page = PageMaker().text(60, 700, "TT", 11).text(100, 700, "Noi dung", 11).text(300, 700, "Co quan chu tri", 11).text(388, 700, "Thoi gian hoan thanh", 11)
    for n in (1, 2, 3, 4):
        page.text(60, 700 - 20 * n, str(n), 11).text(100, 700 - 20 * n, f"Task {n}", 11).text(300, 700 - 20 * n, "Office", 11).text(388, 700 - 20 * n, f"Q{n}", 11)
    assert rows_of(only_table(read_pages(tmp_path, page)))[2] == ["2", "Task 2", "Office", "Q2"]


def test_unknown_headings_after_tt_are_a_table_where_rows_count(tmp_path: Path) -> None:
    page = PageMaker()
    for x, text in zip((60, 110, 300, 420), ("TT", "Alpha", "Beta", "Gamma"), strict=True):
        page.text(x, 700, text)
    for n in (1, 2, 3, 4):
        page.text(60, 700 - 20 * n, str(n)).text(110, 700 - 20 * n, f"Thing {n}").text(300, 700 - 20 * n, f"Side {n}").text(420, 700 - 20 * n, "x")
    assert rows_of(only_table(read_pages(tmp_path, page)))[4] == ["4", "Thing 4", "Side 4", "x"]


def unruled_page(numbers: range, header: bool, *, after: str = "", y: float = 780) -> PageMaker:
    page = PageMaker()
    if header:
        for x, text in zip((60, 110, 330, 450), ROWS[0], strict=True):
            page.text(x, y, text, 11, font="F2")
    for i, n in enumerate(numbers, start=1):
        page.text(60, y - 20 * i, str(n), 11).text(110, y - 20 * i, f"Task {n}", 11).text(330, y - 20 * i, "Office", 11).text(450, y - 20 * i, f"Q{n}", 11)
    return page.text(60, y - 20 * (len(numbers) + 3), after, 11) if after else page


def test_unruled_table_goes_on_over_the_page_without_its_header(tmp_path: Path) -> None:
    pages = [unruled_page(range(1, 6), True), unruled_page(range(6, 9), False, after="Text that follows the table and runs across its columns.")]
    first, second = read_pages(tmp_path, *pages).tables()
    assert [r[0] for r in rows_of(first)] == ["TT", "1", "2", "3", "4", "5"]
    assert rows_of(second) == [[str(n), f"Task {n}", "Office", f"Q{n}"] for n in (6, 7, 8)] and second.notes == ("unruled",)


@pytest.mark.parametrize("second", [
    unruled_page(range(1, 4), False), unruled_page(range(7, 10), False),
    PageMaker().text(60, 780, "6. The offices of the commune shall report to the chair before the end of", 11).text(60, 764, "each quarter, and the centre shall put the reports together for the", 11),
], ids=["counts anew", "a number is missing", "a paragraph with the next number"])
def test_what_does_not_count_on_is_not_the_same_table(tmp_path: Path, second: PageMaker) -> None:
    assert len(list(read_pages(tmp_path, unruled_page(range(1, 6), True), second).tables())) == 1


def test_row_over_all_columns_of_a_table_without_outer_borders(tmp_path: Path) -> None:
    """Inner borders only, and "Part two" merged over all columns: no vertical rule joins what stands above and below it."""
    rows = [ROWS[0], ROWS[1], ["", "", "Part two", ""], ROWS[2], ROWS[3]]
    ys = [700.0, 670.0, 640.0, 610.0, 580.0, 550.0]
    page = PageMaker()
    for x in XS[1:-1]:
        page.line(x, 700, x, 640).line(x, 610, x, 550)
    for y in ys[1:-1]:
        page.line(XS[0], y, XS[-1], y)
    words(page, ys=ys, rows=rows).text(60, 780, "Text above the table").text(60, 500, "Text below it")
    document = read_pages(tmp_path, page)
    table = only_table(document)
    assert [r for i, r in enumerate(rows_of(table)) if i != 2] == [r for i, r in enumerate(rows) if i != 2]
    assert [(c.text, c.col_span) for c in table.cells if c.row == 2] == [("Part two", 4)]
    assert [p.text for p in document.paragraphs()] == ["Text above the table", "Text below it"]
