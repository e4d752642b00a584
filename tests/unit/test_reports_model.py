"""Rows of the reports: verdict of a cell, order of findings, copies counted once, deadlines, references."""

from __future__ import annotations

import pytest

from pipeline.reports import labels
from pipeline.reports.labels import VERDICT, WORST_FIRST
from pipeline.reports.model import build
from pipeline.reports.places import boxes, columns
from schemas.document import Box
from tests.report_makers import comparison, dataset, deadline, document, finding, indicator, reference, unit


@pytest.mark.parametrize(
    ("page", "text", "want"),
    [
        ("3", "1.0 2.0 3.5 4.0", (Box(3, (1.0, 2.0, 3.5, 4.0)),)),
        ("3", "1 2 3 4 | p4: 5 6 7 8", (Box(3, (1, 2, 3, 4)), Box(4, (5, 6, 7, 8)))),
        ("", "1 2 3 4", ()),
        ("3", "", ()),
        ("3", "1 2 3", ()),
        ("3", "nan nan nan nan", ()),
        ("3", "5 5 5 9", ()),  # no width
    ],
)
def test_boxes_of_columns(page: str, text: str, want: tuple[Box, ...]) -> None:
    assert boxes(page, text) == want


def test_boxes_go_back_to_the_same_columns() -> None:
    text = "1.0 2.0 3.5 4.0 | p4: 5.0 6.0 7.0 8.0"
    assert columns(boxes("3", text)) == ("3", text)
    assert columns(()) == ("", "")


def test_every_verdict_has_its_place_in_the_order() -> None:
    assert set(WORST_FIRST) == set(VERDICT)


def test_below_one_upper_target_is_below_whatever_the_others_say() -> None:
    report = build(dataset(
        documents=[document("a")], indicators=[indicator("a", 1, value_min="70", comparator="ge")],
        comparison=[comparison("a", 1, verdict="meets", upper_label="57-NQ/TW", upper_value_min="60"), comparison("a", 1, verdict="below", upper_label="KH tỉnh", upper_value_min="80")],
    ))
    (row,) = report.matrix
    assert row.cells["a"].verdict == "below"
    assert row.cells["a"].text == "≥ 70%"
    assert {u[0] for u in row.uppers} == {"57-NQ/TW", "KH tỉnh"}
    assert report.plans[0].verdicts == {"below": 1}


def test_no_upper_target_is_no_judgement() -> None:
    report = build(dataset(documents=[document("a")], indicators=[indicator("a", 1)], comparison=[comparison("a", 1, verdict="not_comparable")]))
    assert report.matrix[0].cells["a"].verdict == "alone"


def test_missing_has_no_words_of_its_own() -> None:
    report = build(dataset(documents=[document("a")], comparison=[comparison("a", None, verdict="missing", upper_label="57-NQ/TW", upper_value_min="60")]))
    cell = report.matrix[0].cells["a"]
    assert (cell.verdict, cell.text, cell.records) == ("missing", "", [])


def test_findings_stand_by_place_then_severity_then_page() -> None:
    report = build(dataset(
        documents=[document("b", commune="Bình An"), document("a", commune="An Phú")],
        findings=[finding("b", 1, severity="error", page="1"), finding("a", 2, severity="info", page="1"), finding("a", 3, severity="error", page="9"), finding("a", 4, severity="error", page="2")],
    ))
    assert [f["finding_id"] for f in report.findings] == ["F4", "F3", "F2", "F1"]
    assert dict(report.plans[0].severities) == {"error": 2, "info": 1}


def test_the_same_bytes_under_two_names_are_one_plan_and_a_copy_is_told() -> None:
    rows = [document("a", file_name="1.pdf"), document("a", file_name="2.pdf", duplicate_of="1.pdf"), document("b", file_name="3.docx")]
    report = build(dataset(documents=rows), duplicates={"b": "a"})
    assert [(p.id, p.repeats) for p in report.plans] == [("a", ""), ("b", "a")]
    assert report.plans[1].label == "An Phú (3.docx)"


def test_a_plan_that_came_twice_is_reproached_once() -> None:
    """A copy's findings are told where its first file has not got them: the page does not make another finding."""
    report = build(dataset(
        documents=[document("a"), document("b", file_name="b.pdf")],
        findings=[finding("a", 1, rule="R", message="Phụ lục I, mục 2: sai."), finding("b", 2, rule="R", message="Phụ lục I, mục 2, trang 5: sai."),
                  finding("b", 3, rule="R", message="Phụ lục I, mục 3, trang 5: sai."), finding("b", 4, rule="S", message="Phụ lục I, mục 2, trang 5: sai.")],
    ), duplicates={"b": "a"})
    assert sorted(f["finding_id"] for f in report.findings) == ["F1", "F3", "F4"]
    assert [sum(p.severities.values()) for p in report.plans] == [1, 2]


def test_dated_deadlines_come_first_and_undated_follow() -> None:
    report = build(dataset(documents=[document("a")], deadlines=[deadline("a", 1, kind="ongoing", end="", start=""), deadline("a", 2, end="2026-06-30"), deadline("a", 3, end="2026-01-31"), deadline("a", 4, kind="none", end="", start="")]))
    assert [d["deadline_id"] for d in report.deadlines] == ["a-D3", "a-D2", "a-D1"]


def test_references_are_counted_by_document_and_the_plan_itself_is_none() -> None:
    report = build(dataset(
        documents=[document("a"), document("b", commune="Bình An")],
        references=[reference("a", 1), reference("b", 2, status="miscited", problem="sai ngày"), reference("b", 3), reference("a", 4, status="self", role="self", symbol="1/KH-UBND")],
    ))
    (row,) = report.references
    assert (row["symbol"], row["plans"], row["mentions"], row["miscited"], row["status"], row["problems"]) == ("57-NQ/TW", "2", "3", "1", "verified", "sai ngày")


def test_units_know_what_they_lead() -> None:
    report = build(dataset(documents=[document("a")], indicators=[indicator("a", 1, lead_units="Phòng Kinh tế; Công an xã"), indicator("a", 2, lead_units="Công an xã")], units=[unit("Phòng Kinh tế"), unit("Công an xã")]))
    assert [(u["name"], u["leads"]) for u in report.units] == [("Công an xã", "2"), ("Phòng Kinh tế", "1")]


def test_typed_frames_and_those_read_from_csv_give_the_same_rows() -> None:
    from schemas.dataset import frame

    tables = dataset(documents=[document("a")], indicators=[indicator("a", 1)], comparison=[comparison("a", 1, verdict="meets", upper_label="x", upper_value_min="60")], findings=[finding("a", 1)])
    typed = {name: frame(name, [{k: (None if v == "" else v) for k, v in r.items()} for r in t.to_dict("records")]) for name, t in tables.items()}
    one, two = build(tables), build(typed)
    assert one.matrix[0].cells["a"].text == two.matrix[0].cells["a"].text
    assert one.findings == two.findings


def test_an_empty_dataset_gives_an_empty_report() -> None:
    report = build(dataset())
    assert (report.plans, report.findings, report.matrix, report.deadlines) == ([], [], [], [])


@pytest.mark.parametrize(("symbol", "status", "shown"), [
    ("12/KH-UBND", "full", "12/KH-UBND"), ("", "full", "(số không đọc chắc)"), ("", "blank", "(để trống số)"), ("", "missing", ""), ("", "", ""),
])
def test_a_plan_without_its_number_says_why(symbol, status, shown):
    assert labels.own_symbol({"symbol": symbol, "symbol_status": status}) == shown
