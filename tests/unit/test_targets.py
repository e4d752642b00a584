"""Targets in running text: the corpus, headings that give a year, goals without figures, hostile text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.targets import find_targets, is_qualitative_goal, year_of_heading
from schemas.records import Indicator

CORPUS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "corpus/targets.yml").read_text(encoding="utf-8"))
PLANS = Path(__file__).parents[2] / "../shared/plans"


def test_corpus_is_large_enough() -> None:
    assert sum(bool(c["want"]) for c in CORPUS) >= 60
    assert sum(not c["want"] for c in CORPUS) >= 25


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: c["text"][:50])
def test_sentence(case: dict[str, Any]) -> None:
    text = case["text"]
    got = find_targets(text, default_year=case.get("default"), in_goals=case.get("goals", True))
    assert [[text[t.clause_start:t.clause_end], t.quantity.comparator, t.quantity.value_min, t.quantity.value_max, t.quantity.unit, t.year] for t in got] == case["want"]
    for t in got:
        assert t.clause_start <= t.start + 1 and t.end <= t.clause_end
        assert t.quantity.raw == text[t.start:t.end]


@pytest.mark.parametrize("case", [c for c in CORPUS if not c["want"]], ids=lambda c: c["text"][:50])
def test_what_is_no_target_is_none_outside_goals_either(case: dict[str, Any]) -> None:
    assert find_targets(case["text"], in_goals=False) == []


@pytest.mark.parametrize(("heading", "year"), [
    ("1. Mục tiêu: Số liệu chỉ tiêu được tính đến cuối năm 2026.", 2026), ("**1\\. Đến năm 2030**", 2030), ("2. Tầm nhìn đến năm 2045", 2045), ("I Đến năm 2025", 2025), ("2. Mục tiêu cụ thể đến năm 2030", 2030),
    ("Mục tiêu cụ thể năm 2026", 2026), ("CHỈ TIÊU NĂM 2026", 2026), ("1. Mục tiêu đến hết năm 2027", 2027), ("Giai đoạn 2026 - 2030", 2030), ("Phấn đấu đến năm 2030 đạt các chỉ tiêu sau:", 2030),
    ("II. MỤC TIÊU", None), ("1.1. Về phát triển hạ tầng", None), ("I. KẾT QUẢ THỰC HIỆN NĂM 2025", None), ("Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị", None),
    ("thực hiện Nghị quyết Đại hội đại biểu Đảng bộ lần thứ I, nhiệm kỳ 2025 - 2030", None), ("Đồng Phú, ngày 05 tháng 3 năm 2026", None), ("", None)])
def test_year_of_heading(heading: str, year: int | None) -> None:
    assert year_of_heading(heading) == year


@pytest.mark.parametrize("text", [
    "Tiếp nhận và triển khai Ứng dụng AI, IoT, Big Data... trong quản lý môi trường, đô thị thông minh; nâng cao chất lượng sống người dân.",
    "- Hoàn thành xây dựng, kết nối, chia sẻ đồng bộ cơ sở dữ liệu quốc gia, cơ sở dữ liệu các ngành.",
    "- Phổ cập kỹ năng số cơ bản cho người dân trong độ tuổi lao động trên địa bàn xã.",
    "+ Từng bước hình thành công dân số, xã hội số, kinh tế số trên địa bàn phường.",
    "(3) Thuộc nhóm các xã dẫn đầu của tỉnh về chỉ số chuyển đổi số."])
def test_goal_without_a_figure(text: str) -> None:
    assert is_qualitative_goal(text)


@pytest.mark.parametrize("text", [
    "1.3. Phát triển Khoa học, Công nghệ", "I- MỤC TIÊU, YÊU CẦU", "1.4. Phát triển chuyển đổi số", "(1) Tỷ lệ phủ sóng 5G trên địa bàn đạt từ 60% dân số trở lên.", "2. Mục tiêu cụ thể: (Chi tiết tại Phụ lục I đính kèm).",
    "Căn cứ Nghị quyết số 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị.", "Phòng Văn hóa - Xã hội", "Xác định các mục tiêu cụ thể như sau:", "", "Thực hiện Kế hoạch số 129/KH-UBND ngày 14/11/2025 của UBND tỉnh Thái Nguyên."])
def test_what_is_no_goal(text: str) -> None:
    assert not is_qualitative_goal(text)


@pytest.mark.skipif(not PLANS.exists(), reason="shared plans are not here")
def test_numbered_goals_of_a_real_plan() -> None:
    """Every numbered item of the goals of one plan is one target; the alarm threshold further down is none."""
    text = (PLANS / "dong-phu.txt").read_text(encoding="utf-8")
    head, _, rest = text.partition("2. Yêu cầu")
    items = [line for line in head.splitlines() if line.startswith("(")]
    found = [find_targets(line, default_year=2026, in_goals=True) for line in items]
    assert len(items) == 31
    assert [len(f) for f in found] == [1] * 31
    assert not [t for line in rest.splitlines() for t in find_targets(line)]


PIECES = ["100", "% ", "đạt ", "tỷ lệ ", "từ ", "trở lên", ", ", "và ", "; ", "năm 2030 ", "≥ ", "hồ sơ ", ": ", "đến hết ", "ít nhất một ", "mô hình", "\n", ".", "để ", "trong đó ", "\u202e", "😀", "/", "$\\geq"]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=200), st.booleans())
def test_any_text_is_read_and_fits_the_record(text: str, in_goals: bool) -> None:
    for t in find_targets(text, default_year=2026, in_goals=in_goals):
        assert 0 <= t.clause_start <= t.clause_end <= len(text)
        assert 0 <= t.start < t.end <= len(text)
        q = t.quantity
        Indicator(document_id="d", indicator_id="i", name="n", kind=q.kind, comparator=q.comparator, value_min=q.value_min, value_max=q.value_max, unit=q.unit, year=None)
    year_of_heading(text)
    is_qualitative_goal(text)


@pytest.mark.parametrize("bait", ["100% " * 20_000, "đạt 5%, " * 10_000, "tỷ lệ " * 60_000 + "5%", "năm 2030 " * 10_000 + "5%", "1" * 300_000 + "%", "để " * 60_000 + "5%", "(" * 100_000 + "5%", "a " * 500_000 + "90%"])
def test_bait_comes_back(bait: str) -> None:
    assert isinstance(find_targets(bait, in_goals=True), list)


@pytest.mark.parametrize("text", ["100% hồ sơ người hy sinh trước năm 1975 được số hóa.", "Đến hết quý I/1985 đạt 100% hộ dân.", "Đến năm 1985 đạt 80%, đến năm 1988 đạt 90%."])
def test_a_year_of_history_is_no_year_of_a_target(text: str) -> None:
    assert {t.year for t in find_targets(text)} == {None}
