"""Indicator matching: the corpus, the gold plans, what keeps indicators apart, and what no input may do."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.indicator_names import UnitKind, normal_name, unit_kind
from extractors.fields.indicators import match_indicator, nearest
from extractors.fields.tfidf import TfIdf, word_ngrams
from schemas import vocab

CORPUS = yaml.safe_load((Path(__file__).parents[1] / "corpus/indicators.yml").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[2] / "../shared"


def got(case: dict[str, str]) -> str:
    return match_indicator(
        case["name"], unit=case.get("unit", ""), qualifier=case.get("qualifier", ""), section=case.get("section", "")
    ).catalog_id


@pytest.mark.parametrize("case", CORPUS, ids=lambda c: c["name"][:60])
def test_corpus(case: dict[str, str]) -> None:
    assert got(case) == case["id"]


def test_corpus_is_large_enough_and_names_known_indicators() -> None:
    known = {r["canonical_id"] for r in vocab.rows("indicators")} | {""}
    assert len(CORPUS) >= 200
    assert sum(not c["id"] for c in CORPUS) >= 60
    assert {c["id"] for c in CORPUS} <= known


@pytest.mark.skipif(not (SHARED / "gold").exists(), reason="gold plans are not on this machine")
def test_gold_plans() -> None:
    wrong = []
    for path in sorted((SHARED / "gold").glob("*/indicators.csv")):
        with path.open(encoding="utf-8-sig", newline="") as f:
            for r in csv.DictReader(f):
                found = match_indicator(r["name"], unit=r["unit"], qualifier=r["qualifier"], section=r["section"])
                if found.catalog_id != r["catalog_id"]:
                    wrong.append((r["name"], r["catalog_id"], found))
    assert not wrong


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hồ sơ TTHC nộp trực tuyến", "Hồ sơ TTHC xử lý trực tuyến"),
        ("TTHC được cung cấp dịch vụ công trực tuyến toàn trình", "Hồ sơ TTHC xử lý trực tuyến toàn trình"),
        ("Người dân, doanh nghiệp sử dụng dịch vụ công trực tuyến", "Dân số trưởng thành sử dụng dịch vụ công trực tuyến"),
        ("Người dân có chữ ký số", "Cán bộ, công chức có chữ ký số"),
        ("Văn bản được ký số", "Cán bộ, công chức được cấp chữ ký số"),
        ("Người dân được định danh số", "Người dân có tài khoản định danh điện tử"),
        ("Dân số trưởng thành tiếp cận dịch vụ số", "Dân số trưởng thành thường xuyên sử dụng dịch vụ số"),
        ("CBCC cấp xã được bồi dưỡng kỹ năng số căn bản", "CBCCVC làm chủ kỹ năng số, ứng dụng công nghệ"),
        ("Hộ gia đình được phủ cáp quang", "Thôn được phủ cáp quang"),
        ("Chi ngân sách cho khoa học, công nghệ và chuyển đổi số", "Chi ngân sách cho chuyển đổi số"),
        ("Số hóa kết quả giải quyết TTHC", "Số hóa kết quả giải quyết TTHC còn hiệu lực"),
        ("Chỉ số chuyển đổi số cấp xã", "Chỉ số chuyển đổi số cấp tỉnh"),
    ],
)
def test_different_objects_are_different_indicators(one: str, other: str) -> None:
    a, b = match_indicator(one).catalog_id, match_indicator(other).catalog_id
    assert a
    assert b
    assert a != b


def test_qualifier_tells_the_generation_and_overrides_the_name() -> None:
    name = "Tỷ lệ phủ sóng mạng băng rộng di động"
    assert match_indicator(name, qualifier="5G").catalog_id == "INF.5G"
    assert match_indicator(name, qualifier="mạng 6G").catalog_id == "INF.6G"
    assert match_indicator("Tỷ lệ phủ sóng mạng 5G", qualifier="và sẵn sàng 6G").catalog_id == "INF.5G"
    assert match_indicator(name + " (5G/6G)", qualifier="5G").catalog_id == "INF.5G"
    assert match_indicator(name + " (5G/6G)").catalog_id == ""  # which of the two is not said


def test_unit_keeps_counts_and_shares_apart() -> None:
    name = "Hồ sơ thủ tục hành chính nộp trực tuyến"
    assert match_indicator(name, unit="%").catalog_id == "GOV.ONLINE_SUBMIT"
    assert match_indicator(name, unit="hồ sơ").catalog_id == ""
    assert match_indicator("Số hồ sơ nộp trực tuyến").catalog_id == ""


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("%", UnitKind.SHARE), ("% dân số", UnitKind.SHARE), ("Tỷ lệ", UnitKind.SHARE), ("phần trăm", UnitKind.SHARE), ("hồ sơ", UnitKind.COUNT),
     ("người/vạn dân", UnitKind.COUNT), ("", UnitKind.ANY), ("Nhóm", UnitKind.ANY), ("thôn (hoặc %)", UnitKind.ANY)],
)
def test_unit_kind(unit: str, kind: UnitKind) -> None:
    assert unit_kind(unit) is kind


def test_a_short_sub_row_takes_the_words_of_its_heading_and_a_long_one_does_not() -> None:
    heading = "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn"
    assert match_indicator("Cấp xã", unit="%", section=heading).catalog_id == "GOV.ONTIME"
    assert match_indicator("Cấp xã", unit="%").catalog_id == ""
    assert match_indicator("Số hộ chăn nuôi gia súc tập trung tại các thôn", section=heading).catalog_id == ""


def test_value_words_spelling_and_tones_do_not_matter() -> None:
    forms = ["Tỷ lệ giao dịch không dùng tiền mặt", "Tỉ lệ giao dịch không dùng tiền mặt ≥ 80%.", "Phấn đấu đến năm 2030, giao dịch không dùng tiền mặt đạt trên 80%",
             unicodedata.normalize("NFD", "giao dịch KHÔNG DÙNG TIỀN MẶT")]
    assert {match_indicator(f).catalog_id for f in forms} == {"ECO.CASHLESS"}


def test_score_and_margin_are_of_the_best_candidate() -> None:
    m = match_indicator("Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến", unit="%")
    assert m.candidates[0] == (m.catalog_id, m.score)
    second = m.candidates[1][1] if len(m.candidates) > 1 else 0.0
    assert m.margin == pytest.approx(m.score - second, abs=1e-3)


def test_users_vocabulary_is_used_and_forgotten(tmp_path: Path) -> None:
    name = "Tỷ lệ nhà văn hóa có tủ sách số"
    assert match_indicator(name).catalog_id == ""
    header = "canonical_id,pillar,canonical_name_vi,unit,direction,domain,levels,denominator,note,must,must_not,source,date\n"
    (tmp_path / "indicators.csv").write_text(header + "X.SHELF,Xã hội số,Nhà văn hóa có tủ sách số,%,up,0-100,all,,,tu sach so,,xã,2026\n", encoding="utf-8")
    try:
        vocab.use_folder(tmp_path)
        assert match_indicator(name).catalog_id == "X.SHELF"
    finally:
        vocab.use_folder(None)
    assert match_indicator(name).catalog_id == ""


def test_nearest_is_a_hint_in_falling_order() -> None:
    found = nearest("Tỷ lệ hồ sơ trực tuyến")
    assert len(found) == 3
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    assert nearest("") == ()


@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_any_text_gives_an_answer_in_range(name: str, unit: str, qualifier: str) -> None:
    m = match_indicator(name, unit=unit, qualifier=qualifier)
    assert 0.0 <= m.score <= 1.0
    assert 0.0 <= m.margin <= 1.0


@pytest.mark.parametrize("text", ["a" * 1_000_000, "tỷ lệ " * 200_000, "%" * 500_000, "\x00\u202e" * 100_000, "😀" * 100_000])
def test_hostile_text_is_cut_and_matches_nothing(text: str) -> None:
    assert match_indicator(text).catalog_id == ""
    assert len(normal_name(text).words) <= 1_000


def test_tfidf_words_it_never_saw_lower_the_similarity() -> None:
    model = TfIdf([["ho", "so"], ["chu", "ky"]], word_ngrams)
    alone, more = model.similarities(["ho", "so"]), model.similarities(["ho", "so", "fdi"])
    assert alone[0] == pytest.approx(1.0)
    assert 0 < more[0] < alone[0]
    assert model.similarities(["fdi"]).tolist() == [0.0, 0.0]
    assert model.similarities(["ho", "so"], [1]).tolist() == [0.0]
