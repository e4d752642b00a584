"""Tables whose rules are not all drawn, and what looks like a table and is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.document import Role, Table
from tests.pdf_makers import PageMaker
from tests.unit.test_pdf_reader import only_table, read_pages, rows_of

XS, YS = [60.0, 100.0, 330.0, 440.0, 540.0], [700.0, 670.0, 640.0, 610.0, 580.0]
ROWS = [["TT", "Noi dung", "Chu tri", "Thoi gian"], ["1", "First task", "Office", "Q1"], ["2", "Second task", "Police", "Q2"], ["3", "Third task", "", "Q3"]]
SIDES = ("left", "right", "top", "bottom")


def cells_of(table: Table) -> list[list[str]]:
    return rows_of(table)


def lined(missing: set[str], *, inner_h: bool = True, inner_v: bool = True, gap: float = 0.0) -> PageMaker:
    """The table with some of its rules; ``gap`` draws each rule twice, so many points apart."""
    page = PageMaker()
    for i, x in enumerate(XS):
        if {0: "left", len(XS) - 1: "right"}.get(i, "") in missing or (0 < i < len(XS) - 1 and not inner_v):
            continue
        for d in {0.0, gap}:
            page.line(x + d, YS[-1], x + d, YS[0] + gap)
    for i, y in enumerate(YS):
        if {0: "top", len(YS) - 1: "bottom"}.get(i, "") in missing or (0 < i < len(YS) - 1 and not inner_h):
            continue
        for d in {0.0, gap}:
            page.line(XS[0], y + d, XS[-1] + gap, y + d)
    for r, row in enumerate(ROWS):
        for c, words in enumerate(row):
            if words:
                page.text(XS[c] + 7, YS[r] - 18, words, 11)
    return page


@pytest.mark.parametrize("missing", [
    {"left"}, {"right"}, {"top"}, {"bottom"}, {"left", "right"}, {"top", "bottom"}, {"left", "top"}, set(SIDES),
], ids=lambda m: "+".join(sorted(m)))
def test_missing_outer_borders(tmp_path: Path, missing: set[str]) -> None:
    document = read_pages(tmp_path, lined(missing).text(60, 780, "Text above the table").text(60, 500, "Text below it"))
    assert rows_of(only_table(document)) == ROWS
    assert [p.text for p in document.paragraphs()] == ["Text above the table", "Text below it"]


@pytest.mark.parametrize("gap", [1.5, 2.5, 4.0])
def test_double_rules_are_one_border(tmp_path: Path, gap: float) -> None:
    assert rows_of(only_table(read_pages(tmp_path, lined(set(), gap=gap)))) == ROWS


def test_rows_ruled_columns_white(tmp_path: Path) -> None:
    table = only_table(read_pages(tmp_path, lined({"left", "right"}, inner_v=False)))
    assert rows_of(table) == ROWS and table.notes == ("unruled",)


def test_rules_above_and_below_header_and_at_the_end_only(tmp_path: Path) -> None:
    page = lined({"left", "right"}, inner_v=False, inner_h=False).line(XS[0], YS[1], XS[-1], YS[1])
    assert rows_of(only_table(read_pages(tmp_path, page))) == ROWS


@pytest.mark.parametrize("white_gap", [0.0, 1.5])
def test_coloured_cells(tmp_path: Path, white_gap: float) -> None:
    page = PageMaker()
    for r in range(4):
        for c in range(4):
            page.fill(XS[c], YS[r + 1], XS[c + 1] - XS[c] - white_gap, 30 - white_gap, 0.7 if r == 0 else 0.9)
    page.ops += lined(set(SIDES), inner_h=False, inner_v=False).ops
    assert rows_of(only_table(read_pages(tmp_path, page))) == ROWS


def test_coloured_bands_with_white_rows_between(tmp_path: Path) -> None:
    page = PageMaker()
    for r in (0, 2):
        page.fill(XS[0], YS[r + 1], XS[-1] - XS[0], 30, 0.8)
    page.ops += lined(set(SIDES), inner_h=False, inner_v=False).ops
    assert rows_of(only_table(read_pages(tmp_path, page))) == ROWS


def test_borderless_table_under_known_header(tmp_path: Path) -> None:
    page = lined(set(SIDES), inner_h=False, inner_v=False).text(60, 780, "Text above the table").text(60, 500, "Text below it")
    document = read_pages(tmp_path, page)
    assert rows_of(only_table(document)) == ROWS
    assert [p.text for p in document.paragraphs()] == ["Text above the table", "Text below it"]


def test_borderless_rows_of_several_lines(tmp_path: Path) -> None:
    page = PageMaker()
    for x, words in zip((60, 110, 340, 450), ROWS[0], strict=True):
        page.text(x, 700, words, 12, font="F2")
    y = 670.0
    for n in (1, 2, 3):
        page.text(62, y, str(n)).text(110, y, f"Task number {n} which is long and goes").text(340, y, "Office of").text(450, y, "Q1/2026")
        page.text(110, y - 15, "on over the line").text(340, y - 15, "the commune")
        y -= 45
    page.text(62, y, "A paragraph that follows the table and runs across all of its columns, as text does.")
    document = read_pages(tmp_path, page)
    rows = rows_of(only_table(document))
    assert rows[2] == ["2", "Task number 2 which is long and goes on over the line", "Office of the commune", "Q1/2026"]
    assert len(rows) == 4 and len(list(document.paragraphs())) == 1


def test_name_of_a_group_runs_across_a_borderless_table(tmp_path: Path) -> None:
    page = PageMaker()
    for x, words in zip((60, 110, 340, 450), ROWS[0], strict=True):
        page.text(x, 700, words, 12, font="F2")
    page.text(62, 680, "I. DIGITAL INFRASTRUCTURE OF THE COMMUNE AND ALL OF ITS VILLAGES, 2026", 11, font="F2")
    for n in (1, 2, 3):
        page.text(62, 680 - 20 * n, str(n)).text(110, 680 - 20 * n, f"Task {n}").text(340, 680 - 20 * n, "Office").text(450, 680 - 20 * n, "Q1/2026")
    table = only_table(read_pages(tmp_path, page))
    wide = next(c for c in table.cells if c.text.startswith("I. DIGITAL"))
    assert (wide.row, wide.col_span, table.n_rows) == (1, 4, 5)


def letterhead(page: PageMaker) -> PageMaker:
    page.text(80, 780, "UBND XA VO NHAI", 12, font="F2").text(330, 780, "CONG HOA XA HOI CHU NGHIA", 12, font="F2")
    page.text(90, 764, "So: 119/KH-UBND").text(350, 764, "Doc lap - Tu do")
    return page.line(100, 758, 170, 758).line(370, 758, 470, 758)


def signatures(page: PageMaker) -> PageMaker:
    page.text(80, 300, "Noi nhan:", 12, font="F2").text(380, 300, "TM. UY BAN NHAN DAN", 12, font="F2")
    for i, words in enumerate(("- Nhu tren;", "- Cac phong;", "- Luu: VT.")):
        page.text(80, 284 - 14 * i, words, 11)
    return page.text(400, 284, "CHU TICH", 12, font="F2").text(395, 220, "Nguyen Van A", 12, font="F2")


def leaflet(page: PageMaker) -> None:
    """A banner over a side bar and a text box, all coloured and touching."""
    page.fill(40, 700, 515, 80, 0.7).fill(40, 300, 150, 400, 0.85).fill(190, 500, 365, 200, 0.9)
    page.text(60, 740, "DIGITAL COMMUNE").text(50, 650, "Contacts").text(200, 650, "What the plan is about, in a few words")


def bars(page: PageMaker) -> None:
    """A stacked bar chart with its legend and axis."""
    for i in range(6):
        page.fill(80 + 60 * i, 300, 40, 60 + 10 * i, 0.3).fill(80 + 60 * i, 360 + 10 * i, 40, 50, 0.6).text(85 + 60 * i, 285, f"20{26 + i}", 9)
        page.line(70, 300 + 30 * i, 440, 300 + 30 * i, 0.2).text(50, 297 + 30 * i, f"{10 * i}", 9)
    page.line(70, 300, 70, 480)


def form(page: PageMaker) -> None:
    """Lines to write on, one under another."""
    for i, words in enumerate(("1. Name of the office:", "2. Head of the office:", "3. Number of staff:", "4. Telephone:", "5. Remarks:")):
        page.text(70, 700 - 24 * i, words).line(60, 695 - 24 * i, 540, 695 - 24 * i)


def newspaper(page: PageMaker) -> None:
    """Two columns of running text under bold headings side by side."""
    page.text(60, 720, "What has been done", 12, font="F2").text(310, 720, "What remains", 12, font="F2")
    for i in range(14):
        page.text(60, 700 - 15 * i, f"The commune has read line {i} of it", 11).text(310, 700 - 15 * i, f"and will read line {i + 20} of it", 11)


def numbered(page: PageMaker) -> None:
    """A numbered list whose items end with dates at the right margin."""
    page.text(60, 720, "The offices shall report as follows", 12, font="F2")
    for n in range(1, 9):
        page.text(60, 720 - 20 * n, f"{n}.").text(85, 720 - 20 * n, f"The office number {n} reports to the chair").text(470, 720 - 20 * n, f"{n}/2026")


@pytest.mark.parametrize("draw", [
    letterhead, signatures, leaflet, bars, form, newspaper, numbered,
    lambda p: [p.text(80 + 120 * c, 700 - 18 * r, f"word{r}{c}") for r in range(6) for c in range(4)],  # columns, but no header
    lambda p: [p.text(80, 700 - 18 * r, f"{r + 1}. Task of the office").text(400, 700 - 18 * r, "page 3") for r in range(6)],
    lambda p: [p.line(80, 700 - 40 * r, 500, 700 - 40 * r).text(80, 710 - 40 * r, "A heading with a line under it") for r in range(5)],
    lambda p: [p.fill(60, 500, 480, 200, 0.9).text(80, 650, "A box with a note in it"), p.fill(60, 300, 480, 100, 0.9).text(80, 350, "Another")],
    lambda p: p.line(300, 700, 300, 600).line(200, 600, 400, 600).line(200, 600, 200, 560).line(400, 600, 400, 560).text(180, 540, "left").text(380, 540, "right"),
], ids=["letterhead", "signatures", "leaflet", "bars", "form", "newspaper", "numbered list", "columns", "contents", "headings", "boxes", "chart"])
def test_what_is_no_table(tmp_path: Path, draw) -> None:  # type: ignore[no-untyped-def]
    page = PageMaker()
    draw(page)
    document = read_pages(tmp_path, page)
    assert not list(document.tables())
    assert all(p.role in (Role.BODY, Role.LETTERHEAD) for p in document.paragraphs())


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("rules", [0, 3])
def test_unruled_english_table_loses_nothing(tmp_path: Path, right: bool, rules: int) -> None:
    """ICDAR-2013 style: not taken for a table (no known header), every word kept once."""
    page = PageMaker().text(60, 780, "Spending by department, in thousands of dollars.")
    for r in range(12):
        for c in range(6):
            words = f"{(r + 1) * 1000 + c}"
            page.text(60 + 80 * c + (40 - 5 * len(words) if right else 0), 740 - 14 * r, words if r and c else f"Head{r}{c}", 9)
    for y in (752, 737, 580)[:rules]:
        page.line(60, y, 540, y)
    document = read_pages(tmp_path, page)
    words = " ".join([*(p.text for p in document.paragraphs()), *(c.text for t in document.tables() for c in t.cells)]).split()
    assert all(words.count(f"{(r + 1) * 1000 + c}") == 1 for r in range(1, 12) for c in range(1, 6))


@pytest.mark.parametrize(("second", "want"), [
    ("Police", "Office of the\nPolice"),  # would have fitted on the line before: a paragraph of its own
    ("Committeesandmore", "Office of the Committeesandmore"),  # too wide for the line before: wrapped
    ("clerk", "Office of the clerk"),  # a lower-case word begins no paragraph
])
def test_line_of_a_cell_that_had_room_before_it_is_a_paragraph(tmp_path: Path, second: str, want: str) -> None:
    page = lined(set()).text(XS[2] + 7, YS[3] - 12, "Office of the", 9).text(XS[2] + 7, YS[3] - 23, second, 9)
    table = only_table(read_pages(tmp_path, page))
    assert cells_of(table)[3][2] == want
