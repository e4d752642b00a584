"""The fields as spaCy components: span groups, values, offsets."""

from __future__ import annotations

import unicodedata

import pytest
import spacy
from spacy.language import Language

from extractors.fields.spacy_components import COMPONENTS, composed, find_places, lines, make_nlp
from schemas.records import Comparator

TEXT = (
    "Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị.\n"
    "Phấn đấu đến năm 2030, tỷ lệ giao dịch không dùng tiền mặt đạt trên 80%.\n"
    "Phòng Văn hóa - Xã hội báo cáo UBND xã Võ Nhai, tỉnh Thái Nguyên trước ngày 15/02/2026."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return make_nlp()


def test_all_components_in_one_pipeline(nlp: Language) -> None:
    assert tuple(nlp.pipe_names) == COMPONENTS
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert set(doc.spans) == {"references", "deadlines", "targets", "units", "places"}


def test_reference(nlp: Language) -> None:
    doc = nlp(TEXT)
    (span,) = doc.spans["references"]
    assert "57-NQ/TW" in span.text
    assert (span._.value.symbol, span._.value.issued_on, span.label_) == ("57-NQ/TW", "2024-12-22", "REFERENCE")


def test_target(nlp: Language) -> None:
    doc = nlp(TEXT)
    (span,) = doc.spans["targets"]
    assert "không dùng tiền mặt" in span.text
    q = span._.value.quantity
    assert (q.comparator, q.value_min, q.unit, span._.value.year) == (Comparator.GT, 80, "%", 2030)


def test_deadline(nlp: Language) -> None:
    doc = nlp(TEXT)
    (span,) = doc.spans["deadlines"]
    assert span._.value.value.end == "2026-02-15"
    assert "15/02/2026" in span.text


def test_units_and_places(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert {"Bộ Chính trị", "Phòng Văn hóa - Xã hội"} <= {s.text for s in doc.spans["units"]}
    assert all(s._.value.name for s in doc.spans["units"])
    assert {(s.text, s._.value.commune, s._.value.province) for s in doc.spans["places"]} >= {("tỉnh Thái Nguyên", "", "Thái Nguyên")}
    assert any(s._.value.commune == "Võ Nhai" and s._.value.status == "known" for s in doc.spans["places"])


def test_spans_cover_the_words_found_when_the_text_is_decomposed(nlp: Language) -> None:
    apart, doc = nlp(unicodedata.normalize("NFD", TEXT)), nlp(TEXT)
    got = {k: [(s._.value, unicodedata.normalize("NFC", s.text)) for s in g] for k, g in apart.spans.items()}
    assert [v for v, _ in got["references"]] == [s._.value for s in doc.spans["references"]]
    for key, group in doc.spans.items():
        assert len(got[key]) == len(group)
        assert all(mine.text in text for mine, (_, text) in zip(group, got[key], strict=True))


def test_two_values_at_one_place_are_kept_apart(nlp: Language) -> None:
    doc = nlp("Đến năm 2026 tỷ lệ hồ sơ nộp trực tuyến đạt 70%, đến năm 2030 đạt 90%.")
    values = [(s._.value.year, s._.value.quantity.value_min) for s in doc.spans["targets"]]
    assert len(values) == len(set(values)) == len(doc.spans["targets"]) > 0


def test_plan_year_is_an_option() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("kehoach_deadlines", config={"plan_year": 2026, "spans_key": "due"})
    doc = nlp("Hoàn thành trước ngày 15/02.")
    (span,) = doc.spans["due"]
    assert span._.value.value.end == "2026-02-15"


@pytest.mark.parametrize("text", ["", " \n\n ", "\x00\u202e😀", "xã hội " * 2_000])
def test_text_without_anything(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert all(len(doc.spans[k]) == 0 for k in ("references", "deadlines", "targets", "places"))


def test_somebody_elses_span_has_no_value(nlp: Language) -> None:
    assert nlp(TEXT)[0:2]._.value is None


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("tỉnh Thái Nguyên", [("known", "", "Thái Nguyên")]),
        ("TP. Đà Nẵng", [("known", "", "Đà Nẵng")]),
        ("xã Hội nghị", []),
        ("phát triển xã hội", []),
        ("UBND xã Võ Nhai, tỉnh Thái Nguyên", [("known", "Võ Nhai", "Thái Nguyên"), ("known", "", "Thái Nguyên")]),
    ],
)
def test_places_in_text(text: str, want: list[tuple[str, str, str]]) -> None:
    assert [(v.status, v.commune, v.province) for _, _, v in find_places(text)] == want


def test_offsets_of_composed_text() -> None:
    text = unicodedata.normalize("NFD", "số hoá")
    whole, offsets = composed(text)
    assert whole == "số hoá"
    assert offsets is not None
    assert offsets[-1] == len(text)
    assert text[offsets[3] : offsets[6]] == unicodedata.normalize("NFD", "hoá")
    assert composed("số") == ("số", None)


def test_lines_keep_offsets() -> None:
    text = "a\n\n bc\nd"
    assert [text[at : at + len(line)] for at, line in lines(text)] == ["a", " bc", "d"]
