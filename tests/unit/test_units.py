"""Organisations: corpus, properties, vocabulary faults, the lead cells of the hand-checked plans."""

import csv
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.unit_lexicon import key_of, lexicon, stream
from extractors.fields.units import MAYBE_TWO, find_units, in_form, render, split_units
from extractors.text import clean, fold
from schemas import vocab

ROOT = Path(__file__).parents[2]
CORPUS = yaml.safe_load((ROOT / "tests/corpus/units.yml").read_text(encoding="utf-8"))
UNSEEN = yaml.safe_load((ROOT / "tests/corpus/units_unseen.yml").read_text(encoding="utf-8"))
GOLD = ROOT / "../shared/gold"
WORDS = ["Phòng Kinh tế", "Phòng VH-XH", "các cơ quan, đơn vị", "Sở Nội vụ", ",", ";", " và ", "/", "\n", "(", ")", "xã", "Võ Nhai", "VNPT", "Bộ",
         "Trường THCS", "chủ trì", "- ", "Nông nghiệp", "thôn", "UBND", "Chủ tịch", "Ban", ":", "Các sở: ", "57", "&"]


@pytest.mark.parametrize("case", CORPUS["cells"], ids=lambda c: c["cell"][:60])
def test_cell_gives_canonical_names(case):
    assert [m.name for m in split_units(case["cell"])] == case["names"]


@pytest.mark.parametrize("case", UNSEEN["cells"], ids=lambda c: f"{c['cell'][:60]} @{c['level']}{c.get('form', '')}")
def test_cell_as_offices_write_it(case):
    found = in_form(split_units(case["cell"], case["level"]), case.get("form", ""))
    assert [fold(m.name) for m in found] == [fold(n) for n in case["names"]]


@pytest.mark.parametrize(
    ("cell", "doubted"),
    [
        ("Phòng Chăm sóc, cán bộ", True),  # a division nobody listed: its field or two bodies
        ("Phòng Đối ngoại và Bảo hiểm xã hội", True),
        ("Phòng Công chức, viên chức", False),  # listed
        ("Phòng Lao động, việc làm; cán bộ, công chức", False),
        ("Phòng Kinh tế, công an", False),
    ],
)
def test_a_name_over_a_comma_that_may_be_two_says_so(cell, doubted):
    found = split_units(cell, "province")
    assert any(MAYBE_TWO in m.notes for m in found) is doubted
    assert len(found) == 1 or not doubted


@pytest.mark.parametrize("case", CORPUS["levels"], ids=lambda c: f"{c['cell']} @{c['level']}")
def test_level_of_the_plan_decides(case):
    (m,) = split_units(case["cell"], case["level"])
    assert (m.name, m.unit_id, m.status) == (case["name"], case["unit_id"], "known")


@pytest.mark.parametrize("names", CORPUS["distinct"], ids=lambda n: n[0])
def test_an_office_is_not_its_committee(names):
    ids = [split_units(n)[0].unit_id for n in names]
    assert len(set(ids)) == len(names), ids


@pytest.mark.parametrize("case", CORPUS["not_known"], ids=lambda c: c["cell"])
def test_unknown_stays_as_written_and_new(case):
    (m,) = split_units(case["cell"])
    assert m.status == "new"
    assert m.name == case["cell"]


@pytest.mark.parametrize("cell", CORPUS["empty"])
def test_no_words_no_units(cell):
    assert split_units(cell) == []


@pytest.mark.parametrize("case", CORPUS["texts"], ids=lambda c: c["text"][:60])
def test_running_text(case):
    found = find_units(case["text"])
    assert [m.unit_id for m in found] == case["units"]
    assert all(case["text"][m.start:m.end] == m.raw for m in found)


def test_generic_groups_are_marked():
    lead, group = split_units("Phòng VH-XH; các cơ quan, đơn vị liên quan")
    assert (lead.is_generic, group.is_generic) == (False, True)
    assert (lead.level, lead.system, group.system) == ("commune", "state", "generic")


def test_two_communes_are_two_mentions_of_one_unit():
    found = split_units("UBND xã Võ Nhai; UBND xã Tràng Xá")
    assert [(m.unit_id, m.raw) for m in found] == [("XA.UBND", "UBND xã Võ Nhai"), ("XA.UBND", "UBND xã Tràng Xá")]
    assert render(found) == "Ủy ban nhân dân xã"


def test_slip_is_noted():
    (m,) = split_units("Trung tâm Phục vụ hành chánh công")
    assert (m.unit_id, bool(m.notes)) == ("XA.TTPVHCC", True)
    assert not split_units("Trung tâm Phục vụ hành chính công")[0].notes


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)))
def test_never_raises_and_offsets_hold(text):
    text = clean(text)
    for m in (*split_units(text), *find_units(text)):
        assert text[m.start:m.end] == m.raw
        assert m.name.strip() == m.name != ""
        assert m.unit_id


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([c["cell"] for c in CORPUS["cells"]]), min_size=1, max_size=3))
def test_split_then_render_is_idempotent(cells):
    once = render(split_units("; ".join(cells)))
    assert render(split_units(once)) == once


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="Phòng VH-XHđĐ&;,.(ệ\n5", max_size=60))
def test_stream_and_key_are_one_form(text):
    assert stream(clean(text))[0] == key_of(clean(text))


@pytest.mark.parametrize("text", ["Phòng " * 30_000, "các sở, " * 20_000, "(" * 50_000, "Phòng Kinh tế, " * 20_000, "A" * 200_000, "😀\u202e\x00" * 20_000,
                                  "Đảng ủy, " * 20_000, "★" * 12 + " Các phòng, doanh nghiệp"])
def test_hostile_text_is_read(text):
    assert isinstance(find_units(text), list)
    assert isinstance(split_units(text), list)


def test_variant_with_two_meanings_is_an_error(tmp_path):
    (tmp_path / "unit_variants.csv").write_text("unit_id,variant,context,source,date\nXA.KT,Phòng VH-XH,,test,\n", encoding="utf-8")
    try:
        vocab.use_folder(tmp_path)
        with pytest.raises(ValueError, match=r"XA\.VHXH"):
            lexicon()
    finally:
        vocab.use_folder(None)


def test_user_adds_a_spelling(tmp_path):
    (tmp_path / "unit_variants.csv").write_text("unit_id,variant,context,source,date\nXA.KT,Bộ phận Kinh tế ngành,,test,\n", encoding="utf-8")
    assert split_units("Bộ phận Kinh tế ngành")[0].status == "new"
    try:
        vocab.use_folder(tmp_path)
        assert split_units("Bộ phận Kinh tế ngành")[0].unit_id == "XA.KT"
    finally:
        vocab.use_folder(None)


@pytest.mark.parametrize("name", ["units", "unit_divisions", "unit_variants", "unit_words"])
def test_vocabulary_files_are_sorted(name):
    rows = [tuple(r.values())[:3] for r in vocab.rows(name)]
    assert rows == sorted(rows)
    assert len(set(rows)) == len(rows)


def test_successors_exist():
    ids = {r["unit_id"] for r in vocab.rows("units")}
    former = [r for r in vocab.rows("units") if r["successor"]]
    assert former
    assert all(r["successor"] in ids and r["status"] == "former" for r in former)


@pytest.mark.skipif(not GOLD.exists(), reason="hand-checked plans are not here")
def test_gold_names_read_back_unchanged():
    cells = {r[k] for f in GOLD.glob("*/*.csv") if f.stem in ("tasks", "indicators") for r in csv.DictReader(f.open(encoding="utf-8-sig"))
             for k in ("lead_units", "coordinating_units", "monitoring_units") if r.get(k)}
    assert len(cells) > 10
    for cell in cells:
        found = split_units(cell)
        assert render(found) == cell
        assert {m.status for m in found} == {"known"}
