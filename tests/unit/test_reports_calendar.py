"""The calendar: which deadlines become events, stable ids, escaped words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reports import calendar
from pipeline.reports.model import build
from tests.report_makers import dataset, deadline, document, indicator

STAMP = datetime(2026, 1, 2, tzinfo=UTC)


def events(tmp_path: Path, rows: list[dict[str, str]]) -> list[icalendar.Event]:
    report = build(dataset(documents=[document("a")], indicators=[indicator("a", 1, lead_units="Phòng Kinh tế; Công an xã")], deadlines=rows))
    path, n = calendar.write(report, {}, tmp_path, stamp=STAMP)
    found = list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
    assert len(found) == n
    return found


@pytest.mark.parametrize(
    ("kind", "end", "want"),
    [
        ("date", "2026-06-30", date(2026, 6, 30)), ("quarter", "2026-03-31", date(2026, 3, 31)), ("period", "2026-12-31", date(2026, 12, 31)), ("conditional", "2026-05-01", date(2026, 5, 1)), ("month", "", None),
        ("recurring", "2026-12-31", None), ("ongoing", "2026-12-31", None), ("invalid", "2026-02-30", None), ("date", "2026-02-30", None), ("open", "2026-12-31", None), ("none", "", None),
    ],
)
def test_only_what_is_due_on_a_day_is_an_event(tmp_path: Path, kind: str, end: str, want: date | None) -> None:
    found = events(tmp_path, [deadline("a", 1, kind=kind, end=end, start="")])
    assert [e.decoded("dtstart") for e in found] == ([want] if want else [])


def test_an_event_is_all_day_with_place_lead_source_and_stable_id(tmp_path: Path) -> None:
    (e,) = events(tmp_path, [deadline("a", 7, record_id="a-I1", condition="có văn bản của tỉnh")])
    assert e["dtstart"].params["VALUE"] == "DATE"
    assert e.decoded("dtend") == date(2026, 7, 1)
    assert str(e["uid"]) == "a-D7@kehoach.local"
    assert str(e["summary"]) == "An Phú: Báo cáo kết quả"
    words = str(e["description"])
    assert all(w in words for w in ("Phòng Kinh tế; Công an xã", "trước ngày 30/6/2026", "1/KH-UBND a.pdf, trang 2", "có văn bản của tỉnh"))
    assert e["dtstamp"].dt == STAMP


def test_equal_deadlines_give_equal_files(tmp_path: Path) -> None:
    report = build(dataset(documents=[document("a")], deadlines=[deadline("a", 1), deadline("a", 2)]))
    one, two = (calendar.write(report, {}, tmp_path / n, stamp=STAMP)[0].read_bytes() for n in ("x", "y"))
    assert one == two


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300))
def test_any_words_survive_and_break_nothing(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    (e,) = events(tmp_path_factory.mktemp("ics"), [deadline("a", 1, raw=words + " x")])
    assert str(e["uid"]) == "a-D1@kehoach.local"
    assert e.decoded("dtstart") == date(2026, 6, 30)
