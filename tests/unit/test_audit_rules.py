"""Every planted error is told at its place; what design, law or the document explains is not told."""

import random

import pytest

from pipeline.audit.engine import audit
from tests.audit_faults import FAULTS, Fault
from tests.audit_makers import MadePlan, clean_plan, dataset


@pytest.fixture(scope="module")
def peers() -> list[MadePlan]:
    rng = random.Random(11)
    return [clean_plan(n, rng) for n in range(100, 112)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_planted_error_is_found_at_its_place(fault: Fault, peers):
    plan = clean_plan(1, random.Random(5))
    place = fault.plant(plan, random.Random(5))
    assert place is not None
    wanted = set(place) if isinstance(place, tuple) else {place}
    findings, outcomes = audit(dataset([plan, *peers]))
    assert not outcomes["error"].any()
    here = [f for f in findings.to_dict("records") if f["rule"] == fault.rule]
    assert any(wanted & {f["record_id"], f"block:{f['block']}", "*"} for f in here), (wanted, here)
    for f in here:
        assert f["message"].endswith((".", "”.", ").")) and f["legal_basis"] and f["actual"]
    strangers = {f["rule"] for f in findings.to_dict("records")} - {fault.rule} - fault.also
    assert not strangers, findings[findings["rule"].isin(strangers)][["rule", "message"]].to_string()


def test_at_least_forty_kinds_of_error():
    assert len({f.rule for f in FAULTS}) >= 40


def _rules(plan: MadePlan) -> set[str]:
    return set(audit(dataset([plan]))[0]["rule"])


def _plan() -> MadePlan:
    return clean_plan(1, random.Random(5))


def _indicators(plan: MadePlan, catalog_id: str) -> list[dict]:
    return [i for i in plan.indicators if i["catalog_id"] == catalog_id]


def test_5g_followed_by_6g_is_no_fall():
    plan = _plan()
    for i, (q, c, v) in zip(_indicators(plan, "INF.5G"), (("5G", "INF.5G", 100.0), ("6G", "INF.6G", 80.0), ("6G", "INF.6G", 100.0)), strict=True):
        i.update(qualifier=q, catalog_id=c, comparator="eq", value_min=v, value_max=v, raw_value=f"{v:g}% ({q})")
    rules = _rules(plan)
    assert "VAL-DECLINE" not in rules and "VAL-MIXED-SERIES" in rules


def test_dash_is_no_target():
    plan = _plan()
    first = _indicators(plan, "SOC.ESIGN")[0]
    first.update(kind="none", comparator="", value_min=None, value_max=None, raw_value="-", unit="")
    assert _rules(plan) == set()


def test_a_provincial_department_as_trainer_is_no_wrong_lead():
    plan = _plan()
    plan.say("4. Mời chuyên gia của Sở Khoa học và Công nghệ tập huấn kỹ năng số cho cán bộ.")
    plan.say("5. Phối hợp Sở Khoa học và Công nghệ tổ chức các lớp bồi dưỡng.")
    plan.tasks[0]["coordinating_units"] = "Sở Khoa học và Công nghệ"
    assert _rules(plan) == set()


def test_a_provincial_body_with_a_duty_in_the_text_is_told():
    plan = _plan()
    plan.say("- Sở Khoa học và Công nghệ có trách nhiệm bố trí kinh phí cho xã.")
    assert _rules(plan) == {"UNIT-WRONG-LEVEL"}


@pytest.mark.parametrize(("comparator", "low", "high"), [("ge", 3.0, None), ("eq", 3.0, 3.0)])
def test_the_same_bound_in_body_and_annex_agrees(comparator, low, high):
    """"ít nhất 3%" in the body and "≥ 3,0%" in the annex."""
    plan = _plan()
    source = _indicators(plan, "RES.BUDGET_STI")[0]
    text = {**source, "indicator_id": "t", "part": "thân văn bản", "scope": "text", "comparator": comparator, "value_min": low, "value_max": high,
            "block": 900, "row": None, "col": None, "ordinal": "", "lead_units": ""}
    plan.indicators.append(text)
    assert "CON-INTERNAL" not in _rules(plan)


def test_different_denominators_are_no_contradiction():
    plan = _plan()
    source = _indicators(plan, "INF.5G")[0]
    plan.indicators.append({**source, "indicator_id": "t", "part": "thân văn bản", "scope": "text", "name": "Tỷ lệ thôn được phủ sóng 5G", "value_min": 40.0,
                            "block": 900, "row": None, "col": None, "ordinal": "", "lead_units": ""})
    assert "CON-INTERNAL" not in _rules(plan)


@pytest.mark.parametrize(("value", "told"), [(10.0, True), (40.0, True), (45.0, False)])
def test_share_of_all_people_against_a_share_of_adults(value, told):
    """Not compared as such; told only where even the most favourable conversion (adults at least 60 % of people) stays below 70 %."""
    plan = _plan()
    for i in _indicators(plan, "SOC.ESIGN"):
        i.update(name="Tỷ lệ người dân có chữ ký số", comparator="ge", value_min=value, raw_value="")
    findings, _ = audit(dataset([plan]))
    below = findings[findings["rule"] == "NAT-BELOW"]
    year_2030 = below["message"].str.contains("2030").any()
    assert year_2030 == told
    if told:
        assert below["message"].str.contains("khác mẫu số").all()


def test_equal_to_an_exclusive_national_bound_is_no_reproach():
    plan = _plan()
    for i in _indicators(plan, "SOC.ESIGN"):
        i.update(comparator="ge", value_min=70.0 if i["year"] == 2030 else 60.0, raw_value="")
    assert "NAT-BELOW" not in _rules(plan)


def test_growth_rates_may_exceed_100():
    plan = _plan()
    i = _indicators(plan, "ECO.CASHLESS")[2]
    i.update(name="Tốc độ tăng số giao dịch trực tuyến so với năm trước", catalog_id="", value_min=150.0, comparator="ge")
    assert not {"VAL-GT100", "VAL-GE100"} & _rules(plan)


def test_short_way_to_name_a_document_cited_in_full_is_complete():
    plan = _plan()
    plan.say("4. Ban hành văn bản triển khai Kế hoạch của UBND tỉnh Thái Nguyên về chuyển đổi số.")
    assert _rules(plan) == set()


def test_body_of_a_province_may_speak_of_its_province():
    plan = _plan()
    plan.documents[0].update(issuer_level="province", commune="")
    plan.tasks[0]["name"] += " trên địa bàn tỉnh"
    assert "TXT-COPYPASTE" not in _rules(plan)


def test_quoted_title_of_the_upper_level_is_no_copy():
    plan = _plan()
    plan.say("4. Triển khai phong trào “Bình dân học vụ số trên địa bàn tỉnh” theo Kế hoạch của Tỉnh ủy.")
    assert _rules(plan) == set()


@pytest.mark.parametrize("text", ["4. Mua máy tính, máy in, máy quét...", "4. Ứng dụng AI, IoT,... trong quản lý.", "4. Số hóa (đất đai, tư pháp, …)"])
def test_an_open_list_is_no_placeholder(text):
    plan = _plan()
    plan.say(text)
    assert _rules(plan) == set()


@pytest.mark.parametrize("text", ["4. Toàn bộ bộ máy vận hành thông suốt.", "4. Ban Xây dựng Đảng Đảng ủy theo dõi.", "4. Ngày ngày cập nhật."])
def test_words_that_meet_are_not_doubled(text):
    plan = _plan()
    plan.say(text)
    assert _rules(plan) == set()


def test_numbering_that_restarts_in_each_group_is_no_duplicate():
    plan = _plan()
    for n, t in enumerate(plan.tasks):
        t.update(section="I" if n < 3 else "II", ordinal=str(n % 3 + 1))
    assert _rules(plan) == set()


def test_upper_plan_below_missing_and_conflict():
    plan, upper, other = _plan(), clean_plan(50, random.Random(6)), clean_plan(51, random.Random(7))
    for u, symbol, lift in ((upper, "129/KH-UBND", 0.0), (other, "7/KH-UBND", 1.0)):
        u.documents[0].update(issuer_level="province", commune="", symbol=symbol, issued_on="2025-11-14")
        for i in u.indicators:
            i["value_min"] = min(100.0, i["value_min"] + lift)
        u.references.clear()
    _indicators(upper, "GOV.E_RESULT")[0]["value_min"] = 99.0
    plan.indicators = [i for i in plan.indicators if i["catalog_id"] != "ECO.CASHLESS"]
    findings, _ = audit(dataset([plan, upper, other]))
    mine = findings[findings["document_id"] == plan.id]
    below = mine[mine["rule"] == "UPP-BELOW"]
    assert f"{plan.id}-I102026" in set(below["record_id"]) and below["message"].str.contains("129/KH-UBND").any()
    assert mine[mine["rule"] == "UPP-MISSING"]["message"].str.contains("không dùng tiền mặt").any()
    assert (mine["rule"] == "UPP-CONFLICT").any()


def test_numbers_in_the_title_of_an_annex_caption_are_not_its_own():
    plan = _plan()
    line = plan.paragraph("(Kèm theo")
    line["text"] = line["text"][:-1] + " thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị)"
    assert _rules(plan) == set()


def test_the_state_bank_is_no_enterprise_and_a_group_row_no_task():
    plan = _plan()
    plan.documents[0].update(issuer_level="national", commune="")
    plan.tasks[0]["lead_units"] = "Ngân hàng Nhà nước Việt Nam"
    plan.tasks.insert(0, {**plan.tasks[0], "task_id": "head", "ordinal": "IV", "lead_units": "", "coordinating_units": "", "output": "", "deadline_raw": "",
                          "deadline_kind": "none", "deadline_end": "", "row": 0, "name": "Phát triển nhân lực chất lượng cao"})
    assert _rules(plan) == set()
