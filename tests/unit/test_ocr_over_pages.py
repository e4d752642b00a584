"""A paragraph that a page break parts is one again; what begins anew, and what a table parts, stays apart."""

from __future__ import annotations

import pytest

from extractors.readers.ocr.over_pages import join_over
from schemas.document import Block, Box, Paragraph, Role, Table
from schemas.spans import Span, Spans

LINE = (80.0, 700.0, 520.0, 740.0)


def para(text: str, page: int, end: float = 515.0, role: Role = Role.BODY, **more: bool) -> Paragraph:
    """A paragraph in LINE whose last word ends at ``end``."""
    at = text.rfind(" ") + 1
    spans = (Span(0, at - 1, page, (80, 700, 300, 712), 0.95), Span(at, len(text), page, (400, 725, end, 738), 0.9)) if at else (Span(0, len(text), page, LINE, 0.9),)
    return Paragraph(text, Spans(spans), (Box(page, LINE),), 0.95, (), 0, role, **more)


def test_text_places_and_confidence_of_both_parts() -> None:
    before: list[Block] = [para("Đẩy mạnh ứng dụng dữ liệu", 1), para("- 1 -", 1, role=Role.PAGE_NUMBER)]
    number, rest = para("2", 2, role=Role.PAGE_NUMBER), para("số trong quản lý.", 2)
    rest.confidence = 0.7
    left = join_over(before, [number, rest])
    assert left == [number]
    joined = before[0]
    assert isinstance(joined, Paragraph)
    assert joined.text == "Đẩy mạnh ứng dụng dữ liệu số trong quản lý."
    assert [joined.text[s.start : s.end] for s in joined.spans] == ["Đẩy mạnh ứng dụng dữ", "liệu", "số trong quản", "lý."]
    assert [s.page for s in joined.spans] == [1, 1, 2, 2]
    assert [b.page for b in joined.boxes] == [1, 2]
    assert joined.confidence == 0.7


def test_a_symbol_cut_by_the_page_is_whole_again() -> None:
    last = para("theo Nghị quyết số 57-NQ/", 1)
    assert join_over([last], [para("TW ngày 22/12/2024", 2)]) == []
    assert last.text == "theo Nghị quyết số 57-NQ/TW ngày 22/12/2024"


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (para("Hết một câu ở đây.", 1), para("số trong quản lý.", 2)),
        (para("một dòng cuối ngắn", 1, end=300.0), para("số trong quản lý.", 2)),
        (para("Đẩy mạnh ứng dụng dữ liệu", 1), para("Tổ chức thực hiện", 2)),
        (para("Đẩy mạnh ứng dụng dữ liệu", 1), para("a) số trong quản lý.", 2)),
        (para("Đẩy mạnh ứng dụng dữ liệu", 1), para("1. số trong quản lý.", 2)),
        (para("KẾ HOẠCH CHUYỂN ĐỔI SỐ", 1), para("năm 2026", 2)),
        (para("Đẩy mạnh ứng dụng dữ liệu", 1, centered=True), para("số trong quản lý.", 2)),
        (para("Đẩy mạnh ứng dụng dữ liệu", 1, role=Role.LETTERHEAD), para("số trong quản lý.", 2)),
        (Table(0, 1, 1, []), para("số trong quản lý.", 2)),
        (para("Đẩy mạnh ứng dụng dữ liệu", 1), Table(0, 1, 1, [])),
    ],
)
def test_what_stays_apart(last: Block, first: Block) -> None:
    before = [last]
    was = getattr(last, "text", "")
    assert join_over(before, [first]) == [first]
    assert before == [last]
    assert getattr(last, "text", "") == was


def test_nothing_before_or_after() -> None:
    assert join_over([], [para("số", 1)]) != []
    assert join_over([para("số", 1)], []) == []
