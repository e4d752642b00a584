"""Comparison: verdicts with reasons, directions, denominators, levels, no year invented; matrix, coverage, ranks; bad input."""

import random

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.engine import audit
from pipeline.compare import compare, coverage, matrix, ranks
from pipeline.uppers import duplicates, national_targets, upper_documents
from schemas.dataset import TABLES
from schemas.targets import ComparisonVerdict as V
from schemas.targets import UpperTarget, judge, level_rank, number, same_denominator, show
from tests.audit_makers import clean_plan, dataset


def target(catalog_id="GOV.E_RESULT", comparator="ge", low=None, high=None, name="Tỷ lệ cấp kết quả điện tử", unit="%", **more) -> UpperTarget:
    return UpperTarget(name, catalog_id, 2030, comparator=comparator, value_min=low, value_max=high, unit=unit, **more)


CASES = [
    # own, upper, verdict
    (target(low=80), target(low=80), V.MEETS),
    (target(low=90), target(low=80), V.EXCEEDS),
    (target(low=70), target(low=80), V.BELOW),
    (target(comparator="eq", low=80, high=80), target(low=80), V.MEETS),
    (target(low=80), target(comparator="gt", low=80), V.BELOW),
    (target(comparator="gt", low=80), target(low=80), V.EXCEEDS),
    (target(comparator="between", low=15, high=17), target(low=16), V.BELOW),
    (target(comparator="le", high=80), target(low=80), V.NOT_COMPARABLE),
    # less is better: rank
    (target("SEC.NCS_RANK", "le", high=8, unit="hạng"), target("SEC.NCS_RANK", "le", high=10, unit="hạng"), V.EXCEEDS),
    (target("SEC.NCS_RANK", "le", high=12, unit="hạng"), target("SEC.NCS_RANK", "le", high=10, unit="hạng"), V.BELOW),
    # denominators, units, objects
    (target("SOC.ESIGN", low=80, name="Tỷ lệ người dân có chữ ký số"), target("SOC.ESIGN", low=70, name="Tỷ lệ dân số trưởng thành có chữ ký số"), V.NOT_COMPARABLE),
    (target("SOC.ESIGN", low=80, name="Tỷ lệ dân số trưởng thành có chữ ký số"), target("SOC.ESIGN", low=70, name="x", denominator="dân số trưởng thành"), V.EXCEEDS),
    (target("INF.5G", low=80, name="Tỷ lệ phủ sóng 5G"), target("INF.5G", low=70, name="x", denominator="dân số"), V.NOT_COMPARABLE),
    (target("RES.BUDGET_STI", low=2, name="Tỷ lệ chi ngân sách/GRDP"), target("RES.BUDGET_STI", low=3, name="x", denominator="ngân sách"), V.NOT_COMPARABLE),
    (target(low=80, unit="hồ sơ"), target(low=70), V.NOT_COMPARABLE),
    (target(low=80, qualifier="5G"), target(low=70, qualifier="6G"), V.NOT_COMPARABLE),
    (target(low=80, qualifier="phấn đấu"), target(low=70), V.EXCEEDS),
    # words
    (target(kind="none"), target(low=70), V.MISSING),
    (target(kind="assigned"), target(low=70), V.NOT_COMPARABLE),
    (target(kind="level", qualifier="Thuộc nhóm khá của tỉnh"), target(kind="level", qualifier="Thuộc nhóm giữa của tỉnh"), V.EXCEEDS),
    (target(kind="level", qualifier="Thuộc nhóm giữa của tỉnh"), target(kind="level", qualifier="Thuộc nhóm cao của tỉnh"), V.BELOW),
    (target(kind="level", qualifier="Cơ bản đáp ứng"), target(kind="level", qualifier="Thuộc nhóm cao"), V.NOT_COMPARABLE),
    (target(kind="deliverable", raw_value="Báo cáo"), target(low=70), V.NOT_COMPARABLE),
    (target("NO.SUCH_ID", low=80), target("NO.SUCH_ID", low=70), V.NOT_COMPARABLE),
]


@pytest.mark.parametrize(("own", "upper", "verdict"), CASES)
def test_verdict_and_reason(own, upper, verdict):
    got, why = judge(own, upper)
    assert got is verdict, why
    assert len(why) > 5


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from(["eq", "ge", "gt"]), st.sampled_from(["eq", "ge", "gt"]),
       st.sampled_from(["", "dân số trưởng thành", "người dân"]), st.sampled_from(["dân số trưởng thành", "người dân"]))
def test_generated_pairs(a, b, own_sign, upper_sign, own_of, upper_of):
    """What a person would say, worked out apart: never a verdict over two denominators or over one left unsaid."""
    own = target("SOC.ESIGN", own_sign, a, a if own_sign == "eq" else None, name="Tỷ lệ có chữ ký số", denominator=own_of)
    upper = target("SOC.ESIGN", upper_sign, b, b if upper_sign == "eq" else None, name="Tỷ lệ có chữ ký số", denominator=upper_of)
    verdict, _ = judge(own, upper)
    if own_of != upper_of:
        assert verdict is V.NOT_COMPARABLE
    else:
        rank = {"eq": 0, "ge": 0, "gt": 1}
        mine, theirs = (a, rank[own_sign]), (b, rank[upper_sign])
        assert verdict is (V.MEETS if mine == theirs else V.EXCEEDS if mine > theirs else V.BELOW)


def test_numbers_and_targets_as_people_write_them():
    assert [number(v) for v in (1.5, 1200, 100, 0.7, None)] == ["1,5", "1.200", "100", "0,7", ""]
    assert show(target(low=80)) == "≥ 80%" and show(target(comparator="between", low=15, high=17)) == "15–17%"
    assert show(target(comparator="eq", low=100, high=100, qualifier="5G")) == "100% (5G)"
    rank = {"comparator": "le", "unit": "hạng", "high": 30}
    assert show(target(qualifier="Top 30", **rank)) == "Top 30"
    assert show(target(qualifier="toàn tỉnh", **rank)) == "≤ 30 hạng (toàn tỉnh)" and show(target(**rank)) == "≤ 30 hạng"


def test_levels_and_denominators():
    assert level_rank("Thuộc nhóm khá") > level_rank("nhóm giữa") and level_rank("Báo cáo") is None
    assert same_denominator("thủ tục hành chính", "thủ tục hành chính đủ điều kiện") and same_denominator("", "dân số")
    assert not same_denominator("doanh nghiệp", "doanh nghiệp, hợp tác xã, hộ kinh doanh")


def test_national_targets_have_a_source_and_apply_below():
    got = national_targets()
    assert got and all(t.source and t.certainty in ("source", "possibly draft") and t.label for t in got)
    assert {t.certainty for t in national_targets(certain_only=False)} > {t.certainty for t in got}


@pytest.fixture
def province():
    """A commune's plan, the plan of its province that it cites, and one of another province with the same number."""
    own, upper, stranger = clean_plan(1, random.Random(1)), clean_plan(60, random.Random(2)), clean_plan(61, random.Random(3))
    for u, name in ((upper, "Thái Nguyên"), (stranger, "Lâm Đồng")):
        u.documents[0].update(issuer_level="province", commune="", province=name, symbol="129/KH-UBND", issued_on="2025-11-14")
        u.references.clear()
    return own, upper, stranger


def test_uppers_by_level_and_citation_and_province(province):
    own, upper, stranger = province
    found = upper_documents(dataset([own, upper, stranger]))
    assert found[own.id] == [upper.id] and found[upper.id] == []


def test_upper_marked_by_the_user(province):
    own, _, stranger = province
    ds = dataset([own, stranger])
    assert compare(ds, national=[]).query("upper_document_id == @stranger.id").empty
    marked = compare(ds, [stranger.id], national=[])
    assert set(marked["document_id"]) == {own.id} and (marked["upper_document_id"] == stranger.id).any()


def test_rows_of_the_contract(province):
    own, upper, _ = province
    own.indicators = [i for i in own.indicators if not (i["catalog_id"] == "ECO.CASHLESS" and i["year"] == 2028)]
    upper.indicators = [i for i in upper.indicators if i["year"] != 2026]
    rows = compare(dataset([own, upper]), national=[])
    assert list(rows.columns) == list(TABLES["comparison"].columns)
    mine = rows[rows["document_id"] == own.id]
    missing = mine[mine["verdict"] == "missing"]
    assert missing[["catalog_id", "year"]].values.tolist() == [["ECO.CASHLESS", 2028]]
    lone = mine[mine["year"] == 2026]
    assert (lone["verdict"] == "not_comparable").all() and lone["upper_document_id"].eq("").all()  # no year is invented
    compared = mine[(mine["year"] == 2030) & (mine["catalog_id"] != "STI.AI_IOT_APPLY")]  # a deliverable has no direction
    assert set(compared["verdict"]) <= {"meets", "exceeds", "below"} and len(compared) == 13


@pytest.mark.parametrize(("issued", "last", "years"), [("2026-01-15", 2030, {2026, 2028, 2030}), ("2027-12-15", 2030, {2028, 2030}), ("2026-01-15", 2028, {2026, 2028, 2030}),
                                                          ("2026-12-20", 2028, {2028, 2030}), ("", 2030, {2026, 2028, 2030})])
def test_what_was_past_at_the_issue_is_not_lacking(province, issued, last, years):
    own, upper, _ = province
    own.documents[0]["issued_on"] = issued
    first = 2028 if issued == "2026-12-20" else 2026  # issued at the end of a year for the next ones
    own.indicators = [i for i in own.indicators if i["catalog_id"] != "ECO.CASHLESS" and first <= i["year"] <= last]
    ds = dataset([own, upper])
    rows = compare(ds, national=[])
    missing = rows[(rows["document_id"] == own.id) & (rows["verdict"] == "missing") & (rows["catalog_id"] == "ECO.CASHLESS")]
    assert set(missing["year"]) == years
    told = [f for f in audit(ds)[0].to_dict("records") if f["rule"] == "UPP-MISSING" and f["document_id"] == own.id]
    assert [sorted(int(y) for y in regex.findall(r"năm (\d{4})", f["expected"])) for f in told] == [sorted(years)]


def test_a_plan_that_has_an_indicator_lacks_it_only_in_its_own_years(province):
    """Targets for 2026 and 2028 of a plan that ends there: 2030 is not asked of them."""
    own, upper, _ = province
    own.indicators = [i for i in own.indicators if i["year"] <= 2028 and not (i["catalog_id"] == "ECO.CASHLESS" and i["year"] == 2026)]
    rows = compare(dataset([own, upper]), national=[])
    missing = rows[(rows["document_id"] == own.id) & (rows["verdict"] == "missing")]
    assert missing[["catalog_id", "year"]].values.tolist() == [["ECO.CASHLESS", 2026]]


def test_contradictory_uppers_stand_side_by_side(province):
    own, upper, stranger = province
    stranger.documents[0].update(province="Thái Nguyên", symbol="7/KH-UBND")
    for i in stranger.indicators:
        i["value_min"] = i["value_min"] / 2
    rows = compare(dataset([own, upper, stranger]), national=[])
    one = rows[(rows["catalog_id"] == "SOC.VNEID") & (rows["year"] == 2026) & (rows["document_id"] == own.id)]
    assert len(one) == 2 and one["upper_document_id"].nunique() == 2


def test_a_plan_of_another_field_says_so():
    p = clean_plan(3, random.Random(1))
    for i in p.indicators:
        i["catalog_id"] = ""
    rows = compare(dataset([p]))
    assert len(rows) == 1 and rows["verdict"].iloc[0] == "not_comparable" and "lĩnh vực khác" in rows["why"].iloc[0]


def test_duplicates_count_once():
    p = clean_plan(3, random.Random(1))
    ds = dataset([p])
    twin = {k: v.assign(document_id="copy") if "document_id" in v else v for k, v in ds.items()}
    import pandas as pd

    both = {k: pd.concat([ds[k], twin[k]], ignore_index=True) if k != "units" else ds[k] for k in ds}
    assert duplicates(both) == {"copy": p.id}
    assert set(compare(both)["document_id"]) == {p.id}
    assert matrix(both).columns.get_level_values("place").nunique() == 1


def test_a_scan_stands_back_for_the_file_it_was_printed_from():
    import pandas as pd

    ds = dataset([clean_plan(3, random.Random(1))])
    twin = {k: v.assign(document_id="native") if "document_id" in v else v for k, v in ds.items()}
    both = {k: pd.concat([ds[k], twin[k]], ignore_index=True) if k != "units" else ds[k] for k in ds}
    both["documents"]["text_source"] = ["ocr", "native"]
    assert duplicates(both) == {ds["documents"]["document_id"].iloc[0]: "native"}


def test_empty_dataset():
    assert len(compare({})) == len(coverage({})) == len(ranks({})) == 0 and matrix({}).shape == (0, 0)


def test_matrix_coverage_and_ranks():
    plans = [clean_plan(n, random.Random(n)) for n in range(5)]
    for n, p in enumerate(plans):
        p.indicator("SOC.VNEID", 2026)["value_min"] = 90.0 + n
    plans[0].indicator("SOC.VNEID", 2026)["value_min"] = 20.0
    plans[4].indicators = [i for i in plans[4].indicators if i["catalog_id"] != "ECO.CASHLESS"]
    ds = dataset(plans)
    m = matrix(ds)
    assert m.shape == (14, 15)
    assert m.loc["SOC.VNEID"].iloc[0][(f"{plans[0].commune} [{plans[0].id}]", 2026)] == "≥ 20%"
    r = ranks(ds)
    one = r[(r["catalog_id"] == "SOC.VNEID") & (r["year"] == 2026)].set_index("document_id")
    assert one["rank"].to_dict() == {plans[4].id: 1, plans[3].id: 2, plans[2].id: 3, plans[1].id: 4, plans[0].id: 5}
    assert one["outlier"].to_dict()[plans[0].id] and one["outlier"].sum() == 1 and (one["of"] == 5).all()
    c = coverage(ds).set_index(["document_id", "pillar"])
    assert "ECO.CASHLESS" in c.loc[(plans[4].id, "Kinh tế số"), "missing"] and c["share"].between(0, 1).all()


def test_ranks_do_not_mix_denominators():
    a, b = clean_plan(1, random.Random(1)), clean_plan(2, random.Random(1))
    for i in b.indicators:
        if i["catalog_id"] == "INF.5G":
            i["name"] = "Tỷ lệ thôn được phủ sóng 5G"
    r = ranks(dataset([a, b]))
    assert (r[r["catalog_id"] == "INF.5G"]["of"] == 1).all()
