"""Places: corpus of heads and names, the register itself, properties."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.place_names import register
from extractors.fields.places import find_place, lookup_commune, lookup_province
from schemas import vocab

ROOT = Path(__file__).parents[2]
CORPUS = yaml.safe_load((ROOT / "tests/corpus/places.yml").read_text(encoding="utf-8"))
PLANS = ROOT / "../shared/plans"


@pytest.mark.parametrize("case", CORPUS["documents"], ids=lambda c: f"{c['issuer'][:30]}|{c['head'][:20]}|{c['body'][:30]}")
def test_place_of_a_document(case):
    got = find_place(case["issuer"], case["head"], case["body"])
    assert (got.status, got.commune, got.province) == (case["status"], case["commune"], case["province"])
    assert bool(got.code) == (case["status"] in ("known", "former"))


@pytest.mark.parametrize("case", CORPUS["communes"], ids=lambda c: f"{c['name']}|{c.get('province', '')}{c.get('kind', '')}")
def test_commune_by_name(case):
    got = lookup_commune(case["name"], case.get("province", ""), case.get("kind", ""))
    assert (got.status, got.code) == (case["status"], case["code"])
    assert case.get("nearest", "") in (*got.nearest, "")
    if case["status"] == "ambiguous":
        assert len(got.nearest) > 1


@pytest.mark.parametrize("case", CORPUS["provinces"], ids=lambda c: c["name"])
def test_province_by_name(case):
    got = lookup_province(case["name"])
    assert (got.status, got.province) == (case["status"], case["province"])


def test_former_commune_points_to_the_unit_of_today():
    got = lookup_commune("thị trấn Đình Cả")
    assert (got.status, got.commune, got.province) == ("former", "Võ Nhai", "Thái Nguyên")
    assert "Đình Cả" in got.former
    assert "Võ Nhai" in got.former


def test_register_is_whole():
    reg = register()
    communes = [p for p in reg.by_code.values() if p.code != p.province_code]
    assert (len(reg.provinces), len(communes)) == (34, 3321)
    assert len(reg.former_communes) > 4000
    assert {p.province_code for p in communes} == {p.code for p in reg.provinces.values()}


def test_every_commune_is_found_with_its_province():
    wrong = []
    for p in register().by_code.values():
        got = lookup_commune(p.name, p.province, p.kind) if p.code != p.province_code else lookup_province(p.name)
        if p.code != got.code:
            wrong.append((p.label, got))
    assert wrong == []


def test_code_given_twice_is_an_error(tmp_path):
    (tmp_path / "places.csv").write_text("code,kind,name,province_code,province\n05716,xã,Khác,19,Thái Nguyên\n", encoding="utf-8")
    try:
        vocab.use_folder(tmp_path)
        with pytest.raises(ValueError, match="05716"):
            register()
    finally:
        vocab.use_folder(None)


def test_former_name_without_a_place_is_an_error(tmp_path):
    (tmp_path / "places_former.csv").write_text("kind,name,district,province,codes,source\nxã,Cũ,Huyện X,Y,99999,test\n", encoding="utf-8")
    try:
        vocab.use_folder(tmp_path)
        with pytest.raises(ValueError, match="99999"):
            register()
    finally:
        vocab.use_folder(None)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_never_raises(issuer, head, body):
    assert find_place("UBND XÃ " + issuer, head + " ngày 1", "tỉnh " + body).status in ("known", "ambiguous", "unknown", "former")
    assert lookup_commune(issuer, head).status in ("known", "ambiguous", "unknown", "former")


@pytest.mark.parametrize("text", ["xã " * 100_000, "xã A" * 50_000, "Tân " * 100_000, "tỉnh\n" * 100_000, "(" * 200_000])
def test_hostile_text_is_read(text):
    assert find_place(text[:2000], text[:5000], text).status in ("known", "ambiguous", "unknown", "former")


@pytest.mark.skipif(not PLANS.exists(), reason="plans are not here")
@pytest.mark.parametrize(("plan", "commune", "province"), [("vo-nhai", "Võ Nhai", "Thái Nguyên"), ("dong-phu", "Đồng Phú", "Đồng Nai"),
                                                          ("thuan-an", "Thuận An", "Lâm Đồng")])
def test_real_plans(plan, commune, province):
    text = (PLANS / f"{plan}.txt").read_text(encoding="utf-8")
    got = find_place("", text[:1500], text[1500:])
    assert (got.status, got.commune, got.province) == ("known", commune, province)
