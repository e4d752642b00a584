"""Deadlines: the corpus, round trips, hostile text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.dates import quarter_span
from extractors.fields.deadlines import find_deadlines, parse_deadline
from extractors.outline import outline
from extractors.records import extract
from extractors.records.tasks import main_deadline
from extractors.text import one_line
from schemas.records import Bound, DeadlineKind, DocumentInfo
from schemas.values import DeadlineValue
from tests.makers import document, table

CORPUS: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "corpus/deadlines.yml").read_text(encoding="utf-8"))
CELLS = [(form, group) for group in CORPUS["cells"] for form in group["forms"]]


def _year(group: dict[str, Any]) -> int | None:
    return group.get("plan_year", CORPUS["plan_year"])


def _shown(v: DeadlineValue, keys: list[str]) -> dict[str, str]:
    return {k: str(getattr(v, k) or "") for k in keys}


def test_corpus_is_large_enough() -> None:
    assert len({form for form, _ in CELLS}) >= 300
    assert sum(not t["want"] for t in CORPUS["texts"]) >= 12


@pytest.mark.parametrize(("form", "group"), CELLS, ids=[f"{i}:{f[:40]}" for i, (f, _) in enumerate(CELLS)])
def test_cell(form: str, group: dict[str, Any]) -> None:
    got = parse_deadline(form, plan_year=_year(group), issued_on=CORPUS["issued_on"])
    want = [{"start": "", "end": "", **w} for w in group["want"]]
    assert len(got) == len(want), got
    for g, w in zip(got, want, strict=True):
        assert _shown(g, list(w)) == {k: str(v or "") for k, v in w.items()}


@pytest.mark.parametrize("case", CORPUS["texts"], ids=lambda c: c["text"][:40])
def test_running_text(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_deadlines(text, plan_year=2026, issued_on=CORPUS["issued_on"])
    assert [[text[m.start:m.end], str(m.value.kind), m.value.rrule or m.value.end] for m in found] == case["want"]
    assert all(m.action for m in found)


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("7. Hằng năm báo cáo kết quả thực hiện về UBND xã.", ["báo cáo kết quả thực hiện về UBND xã"]),
        ("Các đơn vị báo cáo trước ngày 20/6 và 20/11 về Phòng Văn hóa - Xã hội.", ["Các đơn vị báo cáo"] * 2),
        ("Kiện toàn Ban Chỉ đạo (Hoàn thành trước ngày 15/3/2026)", ["Kiện toàn Ban Chỉ đạo"]),
        ("1. Quán triệt trách nhiệm người đứng đầu " + "trong công tác cải cách " * 9 + ", hoàn thành trong quý III năm 2026.",
         [("Quán triệt trách nhiệm người đứng đầu " + "trong công tác cải cách " * 9)[:199].rpartition(" ")[0] + "…"]),
    ],
)
def test_what_is_due_is_told_from_its_front(text: str, actions: list[str]) -> None:
    assert [m.action for m in find_deadlines(text, plan_year=2026)] == actions


def test_year_from_the_plan_is_said() -> None:
    v = parse_deadline("Quý II", plan_year=2027)[0]
    assert (v.start, v.end) == ("2027-04-01", "2027-06-30")
    assert "năm lấy theo kế hoạch" in v.notes
    assert "năm lấy theo kế hoạch" not in parse_deadline("Quý II/2027", plan_year=2026)[0].notes


def test_every_dated_value_has_a_bound() -> None:
    for form, group in CELLS:
        for v in parse_deadline(form, plan_year=_year(group), issued_on="2026-03-05"):
            assert v.bound is not None or not (v.start or v.end), form


DAYS = st.dates(date(2020, 1, 1), date(2049, 12, 31))
DAY_FORMS = ["{d}/{m}/{y}", "{d:02d}/{m:02d}/{y}", "ngày {d} tháng {m} năm {y}", "ngày {d:02d}/{m}/{y}", "{d:02d}-{m:02d}-{y}", "{d}.{m}.{y}", "Ngày {d:02d} tháng {m:02d} năm {y}"]
BOUND_FORMS = {Bound.BEFORE: ["trước ", "Trước ngày ", "hoàn thành trước ", "xong trước ngày "], Bound.BY: ["", "chậm nhất ", "Chậm nhất là ngày ", "muộn nhất ", "đến "], Bound.THROUGH: ["đến hết ", "hết ngày ", "Đến hết ngày "]}


@given(DAYS, st.sampled_from(DAY_FORMS), st.sampled_from([(b, w) for b, ws in BOUND_FORMS.items() for w in ws]))
def test_a_day_in_any_spelling_is_the_same_deadline(day: date, form: str, bound: tuple[Bound, str]) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year)
    if bound[1].rstrip().endswith("ngày"):
        written = written.removeprefix("ngày ").removeprefix("Ngày ")
    got = parse_deadline(bound[1] + written, plan_year=2026)
    assert [(v.kind, v.start, v.end, v.bound) for v in got] == [(DeadlineKind.DATE, "", day.isoformat(), bound[0])]


@given(st.integers(2020, 2049), st.integers(1, 4), st.sampled_from(["Quý {r}/{y}", "quý {q}/{y}", "Quý {r} năm {y}", "quý {q} năm {y}", "Q{q}/{y}", "Quý {r}-{y}", "Quí {r}/{y}"]))
def test_a_quarter_in_any_spelling(year: int, quarter: int, form: str) -> None:
    v = parse_deadline(form.format(y=year, q=quarter, r=["I", "II", "III", "IV"][quarter - 1]), plan_year=None)
    first, last = quarter_span(year, quarter)
    assert [(x.kind, x.start, x.end, x.edtf) for x in v] == [(DeadlineKind.QUARTER, first.isoformat(), last.isoformat(), f"{year}-{32 + quarter}")]


@given(st.integers(2020, 2049), st.integers(1, 12), st.sampled_from(["{m}/{y}", "{m:02d}/{y}", "Tháng {m}/{y}", "tháng {m:02d} năm {y}", "T{m}/{y}", "tháng {m}-{y}"]))
def test_a_month_in_any_spelling(year: int, month: int, form: str) -> None:
    v = parse_deadline(form.format(y=year, m=month), plan_year=None)
    assert [(x.kind, x.edtf, x.start) for x in v] == [(DeadlineKind.MONTH, f"{year}-{month:02d}", f"{year}-{month:02d}-01")]


PIECES = ["trước ", "ngày ", "15/", "12", "/2026", "tháng ", "quý ", "II", " hằng ", "năm", "6 tháng ", "cuối ", "và ", ", ", "; ", "-", "đến hết ", "thường xuyên", " khi có ", "yêu cầu", "99", "\u202e", "😀", "\n", "("]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=200))
def test_any_text_is_read_without_raising(text: str) -> None:
    values = parse_deadline(text, plan_year=2026, issued_on="2026-03-05")
    assert values
    for v in values:
        assert not (v.start and v.end) or v.start <= v.end
    for m in find_deadlines(text, plan_year=2026, issued_on="2026-03-05"):
        assert 0 <= m.start < m.end <= len(text)


@pytest.mark.parametrize("bait", ["ngày " * 20_000, "1/" * 50_000, "trước " * 20_000, "hằng tháng, " * 10_000, "tháng 1, " * 20_000, "15/12/2026 - " * 8_000, "(" * 100_000, "khi có " * 20_000, "a" * 1_000_000, "thời hạn: " * 10_000])
def test_bait_comes_back(bait: str) -> None:
    """Would not end within the test run if anything here were worse than linear."""
    assert parse_deadline(bait, plan_year=2026)
    assert isinstance(find_deadlines(bait, plan_year=2026), list)


@pytest.mark.parametrize(("text", "action"), [
    ("Giao Sở Nội vụ xây dựng Đề án. Thời gian hoàn thành: Quý I/2026.", "Giao Sở Nội vụ xây dựng Đề án"),
    ("- Tham mưu thành lập Tổ giúp việc; hoàn thành chậm nhất ngày 20/9/2026.", "Tham mưu thành lập Tổ giúp việc"),
    ("1- Đảng ủy xây dựng Đề án, trình Ban Thường vụ trong tháng 6/2026.", "Đảng ủy xây dựng Đề án, trình Ban Thường vụ"),
    ("d) Thời gian hoàn thành: tháng 8/2026.", ""),
])
def test_what_is_due(text: str, action: str) -> None:
    (found,) = find_deadlines(text, plan_year=2026)
    assert found.action == action


def test_a_year_that_a_narrow_column_broke_is_one() -> None:
    assert parse_deadline("Trước 30/9/202 6", plan_year=2025)[0].end == "2026-09-30"
    assert parse_deadline("Trước 30/9/20 26", plan_year=2025)[0].end == "2026-09-30"


@pytest.mark.parametrize(
    ("words", "kind", "start", "end"),
    [
        ("Đợt 1: trước 15/5/2026; đợt 2: trước 31/10/2026", "period", "2026-05-15", "2026-10-31"),
        ("Lập danh mục quý III/2026; thẩm định hồ sơ, trình phê duyệt danh mục, bố trí vốn quý I/2027; nghiệm thu, bàn giao, quyết toán năm 2028.", "period", "2026-07-01", "2028-12-31"),
        ("Quý II/2026; hằng quý đến 2029", "period", "2026-04-01", "2029-12-31"),
        ("Quý II/2026 và Quý IV/2026", "quarter", "2026-04-01", "2026-06-30"),
        ("Tháng 6, tháng 12 năm 2026", "month", "2026-06-01", "2026-06-30"),
        ("Tháng 6/2026; tháng 12/2026", "month", "2026-06-01", "2026-06-30"),
        ("Năm 2026 (quý III/2026)", "year", "2026-01-01", "2026-12-31"),
        ("Tháng 12/2026; Thường xuyên", "month", "2026-12-01", "2026-12-31"),
    ],
)
def test_several_milestones_are_the_time_from_the_first_to_the_last(words: str, kind: str, start: str, end: str) -> None:
    plan = document(table([["TT", "Nội dung công việc", "Đơn vị chủ trì", "Thời hạn"], ["1", "Làm A", "Phòng Kinh tế", words]]))
    (task,) = extract(outline(plan), DocumentInfo(document_id="d", file_name="d")).tasks
    assert (str(task.deadline_kind), task.deadline_start, task.deadline_end) == (kind, start, end)


UNSEEN = yaml.safe_load((Path(__file__).parents[1] / "corpus" / "deadlines_unseen.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", UNSEEN["cells"], ids=lambda c: c["cell"])
def test_cell_of_a_task_of_another_plan(case: dict[str, Any]) -> None:
    found = main_deadline(parse_deadline(one_line(case["cell"]), plan_year=UNSEEN["plan_year"], issued_on=UNSEEN["issued_on"]), one_line(case["cell"]))
    assert found is not None
    assert (found.kind.value, found.start, found.end) == (case["kind"], case.get("start", ""), case.get("end", ""))


@pytest.mark.parametrize("case", UNSEEN["texts"], ids=lambda c: c["text"][:60])
def test_sentence_of_another_plan(case: dict[str, Any]) -> None:
    found = find_deadlines(one_line(case["text"]), plan_year=UNSEEN["plan_year"], issued_on=UNSEEN["issued_on"])
    assert [[m.value.start, m.value.end] for m in found] == case["want"]
    assert all(m.action or m.value.raw.lower().startswith("hoàn thành") for m in found)
