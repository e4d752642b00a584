"""Target cells: the corpus, bounds of the contract, hostile text."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.amounts import format_number, parse_number, plain
from extractors.fields.quantities import canonical_unit, level_rank, parse_value
from schemas import vocab
from schemas.records import Indicator
from schemas.values import Quantity

CORPUS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "corpus/quantities.yml").read_text(encoding="utf-8"))
CELLS = [(form, group) for group in CORPUS for form in group["forms"]]
ATTRIBUTE = {"min": "value_min", "max": "value_max"}


def _check_bounds(q: Quantity) -> None:
    """The record accepts it: bounds go with the comparator (contract.md)."""
    Indicator(document_id="d", indicator_id="i", name="n", kind=q.kind, comparator=q.comparator, value_min=q.value_min, value_max=q.value_max, unit=q.unit)
    assert all(x is None or math.isfinite(x) for x in (q.value_min, q.value_max))


def test_corpus_is_large_enough() -> None:
    assert len(CELLS) >= 200


@pytest.mark.parametrize(("form", "group"), CELLS, ids=[f"{i}:{f[:40]}" for i, (f, _) in enumerate(CELLS)])
def test_cell(form: str, group: dict[str, Any]) -> None:
    got = parse_value(form, unit=group.get("unit", ""), name=group.get("name", ""))
    assert len(got) == len(group["want"]), got
    for q, w in zip(got, group["want"], strict=True):
        _check_bounds(q)
        w = {"comparator": None, "min": None, "max": None, **w}
        assert {k: getattr(q, ATTRIBUTE.get(k, k)) for k in w} == w


@pytest.mark.parametrize(("words", "rank"), [("Thuộc nhóm thấp của tỉnh", 1), ("Thuộc nhóm giữa của tỉnh", 2), ("Thuộc nhóm khá của tỉnh", 3), ("Duy trì thuộc nhóm khá của tỉnh", 3),
                                             ("Thuộc nhóm cao của tỉnh", 4), ("Dẫn đầu toàn tỉnh", 5), ("Mức trên trung bình", 3), ("Báo cáo", None), ("Cơ bản đáp ứng", None)])
def test_levels_are_ordered(words: str, rank: int | None) -> None:
    assert level_rank(words) == rank


@pytest.mark.parametrize(("raw", "want"), [("%", ("%", "")), ("% dân số", ("%", "dân số")), ("% GRDP", ("%", "GRDP")), ("Người/vạn dân", ("người/vạn dân", "")), ("Tỷ lệ %", ("%", "")), ("Tỷ lệ (%)", ("%", "")), ("(%)", ("%", "")), ("Mô hình", ("mô hình", "")),
                                           ("%/năm", ("%/năm", "")), ("% TTHC đủ điều kiện", ("%", "TTHC đủ điều kiện")), ("Thành phố, Tỉnh", ("thành phố, tỉnh", "")), ("", ("", "")), ("-", ("", "")), ("DN", ("doanh nghiệp", ""))])
def test_units(raw: str, want: tuple[str, str]) -> None:
    assert canonical_unit(raw) == want


@pytest.mark.parametrize("name", ["comparators", "measure_units", "levels", "deliverables", "deadline_words"])
def test_vocabulary_is_sorted_and_without_double_rows(name: str) -> None:
    rows = [tuple(r.values()) for r in vocab.rows(name)]
    assert rows == sorted(set(rows))


def test_an_alias_with_two_meanings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "measure_units.csv").write_text("unit,alias,kind,source,date\nhộ,người,count,test,2026-01-01\n", encoding="utf-8")
    vocab.use_folder(tmp_path)
    try:
        with pytest.raises(ValueError, match="người"):
            parse_value("3 người")
    finally:
        vocab.use_folder(None)


def test_a_users_unit_is_known(tmp_path: Path) -> None:
    (tmp_path / "measure_units.csv").write_text("unit,alias,kind,source,date\nlồng bè,lồng bè,count,test,2026-01-01\n", encoding="utf-8")
    vocab.use_folder(tmp_path)
    try:
        assert parse_value("≥ 40 lồng bè")[0].unit == "lồng bè"
    finally:
        vocab.use_folder(None)


@given(st.decimals(0, 99_999_999, places=2), st.sampled_from(["{}", "{} %", "đạt {}", "Phấn đấu {}", "({})"]))
def test_numbers_written_the_vietnamese_way_come_back(x: Any, form: str) -> None:
    assert parse_number(format_number(float(x)))[0] == float(x)
    q = parse_value(form.format(format_number(float(x))))[0]
    assert (q.value_min, q.value_max) == (float(x), float(x))


PIECES = ["≥", "> ", "100", "%", "1.000", ",5", " - ", "từ ", "đến ", "trở lên", "tối thiểu ", "người", "/", "(5G)", "; ", "\n", "$\\geq ", "\\%$", "báo cáo", "giao", "dân số ", "\u202e", "😀", "9" * 400]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=120), st.sampled_from(["", "%", "người", "Báo cáo", "???"]))
def test_any_cell_is_read_and_fits_the_record(text: str, unit: str) -> None:
    values = parse_value(text, unit=unit)
    assert values
    for q in values:
        _check_bounds(q)


@given(st.text(max_size=300))
def test_plain_keeps_places(text: str) -> None:
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize("bait", ["1.000." * 30_000, "≥ " * 100_000, "từ 1 đến " * 20_000, "(" * 100_000, "theo " * 50_000, "9" * 300_000, "đạt " * 50_000, "\\" * 100_000])
def test_bait_comes_back(bait: str) -> None:
    assert parse_value(bait)
