"""Every planted error is told at its place; what design, law or the document explains is not told."""

import random
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.audit.engine import audit
from schemas.targets import denominator, same_denominator
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


def _found(plan: MadePlan, rule: str) -> list[dict]:
    return [f for f in audit(dataset([plan]))[0].to_dict("records") if f["rule"] == rule]


def _series(plan: MadePlan, catalog_id: str, *values: dict) -> None:
    for i, v in zip(_indicators(plan, catalog_id), values, strict=True):
        i.update(v)


def test_ranks_are_one_thing_whatever_their_number_and_may_be_kept():
    """"Top 30", "Top 20", "Duy trì": one row about one thing, no words in place of a number."""
    plan = _plan()
    rank = {"kind": "quantity", "comparator": "le", "value_min": None, "unit": "hạng"}
    _series(plan, "GOV.CONTACTLESS", {**rank, "value_max": 100.0, "qualifier": "Thuộc nhóm 100 xã đứng đầu"}, {**rank, "value_max": 50.0, "qualifier": "Thuộc nhóm 50 xã đứng đầu"},
            {"kind": "level", "comparator": "", "value_min": None, "unit": "", "qualifier": "Duy trì", "raw_value": "Duy trì"})
    assert not {"VAL-MIXED-SERIES", "VAL-QUALITATIVE"} & _rules(plan)


def test_words_in_place_of_a_number_are_told():
    plan = _plan()
    _indicators(plan, "GOV.CONTACTLESS")[2].update(kind="level", comparator="", value_min=None, unit="", qualifier="Cơ bản đáp ứng", raw_value="Cơ bản đáp ứng")
    assert "VAL-QUALITATIVE" in _rules(plan)


def test_what_is_added_to_a_number_is_no_other_indicator():
    plan = _plan()
    _indicators(plan, "INF.5G")[2].update(qualifier="và sẵn sàng 6G", catalog_id="INF.6G")
    assert "VAL-MIXED-SERIES" not in _rules(plan)


@pytest.mark.parametrize(("unit", "told"), [("ấp", False), ("%", True)])
def test_only_a_share_has_a_ceiling_below_which_it_should_grow(unit, told):
    plan = _plan()
    for i in _indicators(plan, "GOV.CONTACTLESS"):
        i.update(value_min=12.0, value_max=12.0, comparator="eq", unit=unit, raw_value="12")
    assert ("VAL-FLAT" in _rules(plan)) is told


@pytest.mark.parametrize(("issued", "told"), [("2024-12-21", False), ("2024-12-22", True), ("2026-01-15", True)])
def test_a_national_target_binds_from_the_day_it_is_set(issued, told):
    """57-NQ/TW of 22/12/2024 asks for more than 40 % of enterprises; 03/NQ-CP came later."""
    plan = _plan()
    plan.documents[0]["issued_on"] = issued
    for i in _indicators(plan, "INN.BUSINESS_INNOV"):
        i.update(value_min=20.0)
    assert bool(_found(plan, "NAT-BELOW")) is told


def test_a_national_target_that_only_a_newspaper_shows_is_a_warning():
    plan = _plan()
    plan.documents[0]["issued_on"] = "2026-03-01"
    _indicators(plan, "INF.5G")[0].update(value_min=60.0)
    (f,) = _found(plan, "NAT-BELOW")
    assert f["severity"] == "warning" and "theo báo chí" in f["message"] and "vneconomy" not in f["message"]


def test_of_two_national_sources_the_certain_one_is_named():
    plan = _plan()
    _indicators(plan, "SOC.ESIGN")[2].update(value_min=50.0)
    (f,) = _found(plan, "NAT-BELOW")
    assert "411/QĐ-TTg" in f["message"] and "dự thảo" not in f["message"]


def test_equal_to_an_exclusive_bound_of_another_way_to_say_the_whole():
    plan = _plan()
    _series(plan, "GOV.CONTACTLESS", *({"catalog_id": "SOC.ADULT_USING_DVC", "name": "Tỷ lệ dân số trưởng thành sử dụng dịch vụ công trực tuyến", "comparator": "eq",
                                        "value_min": v, "value_max": v} for v in (60.0, 65.0, 70.0)))
    assert not _found(plan, "NAT-BELOW")


@pytest.mark.parametrize(("kind", "symbol", "told"), [("Luật", "72/2025/QH15", False), ("Pháp lệnh", "01/2020/UBTVQH14", False), ("Nghị quyết", "193/2025/QH15", True)])
def test_a_law_is_cited_by_its_name(kind, symbol, told):
    """Decree 30/2020, annex I, II.6: of laws and ordinances only type and name are given."""
    plan = _plan()
    plan.references.append({**plan.references[0], "reference_id": "law", "raw": f"{kind} số {symbol}", "symbol": symbol, "type": kind, "issued_on": "", "issuer": ""})
    assert bool(_found(plan, "CIT-INCOMPLETE")) is told


@pytest.mark.parametrize(("symbol", "told"), [("233/SKHCN-CĐS", False), ("1442/KH-SYT", False), ("15/KH-SKHCN", False), ("112/QĐ-UBND", True)])
def test_a_letter_of_a_department_is_a_document_of_the_province(symbol, told):
    plan = _plan()
    plan.references = [{**plan.references[0], "raw": symbol, "symbol": symbol, "issuer": ""}]
    plan.paragraph("Thực hiện Kế hoạch số 129")["text"] = "Ban Chỉ đạo xây dựng Kế hoạch như sau:"
    assert bool(_found(plan, "CIT-MISSING-PARENT")) is told


def _in_sentences(plan: MadePlan, n: int, numbered: bool) -> None:
    """The plan with ``n`` of its targets told in the body, and no table of indicators."""
    plan.indicators = [{**i, "part": "thân văn bản", "scope": "text", "block": 900 + k, "row": None, "col": None, "ordinal": str(k) if numbered else "", "lead_units": ""}
                       for k, i in enumerate([x for x in plan.indicators if x["year"] == 2030][:n], 1)]
    plan.tables = plan.tables[1:]


@pytest.mark.parametrize(("n", "numbered", "kind", "severity"), [(14, True, "KH", "error"), (14, False, "KH", "warning"), (6, True, "KH", "warning"), (14, True, "CTr", "info"), (6, True, "NQ", "info")])
def test_a_numbered_list_of_targets_without_leads_weighs_more_than_sentences(n, numbered, kind, severity):
    plan = _plan()
    plan.documents[0]["doc_type"] = kind
    _in_sentences(plan, n, numbered)
    assert [f["severity"] for f in _found(plan, "UNIT-EMPTY-LEAD")] == [severity]


@pytest.mark.parametrize(("text", "told"), [("_______________", False), ("…………………………", False), ("4. Phân công đồng chí ……………… theo dõi.", True), ("4. Kinh phí ___________ đồng.", True)])
def test_a_drawn_line_is_no_placeholder(text, told):
    plan = _plan()
    plan.say(text)
    assert bool(_found(plan, "TXT-PLACEHOLDER")) is told


@pytest.mark.parametrize(("section", "told"), [("Mục đích, yêu cầu", False), ("TỔ CHỨC THỰC HIỆN", False), ("Nhiệm vụ, giải pháp", True), ("Mục tiêu cụ thể", True)])
def test_figures_of_reasons_and_duties_need_not_stand_in_the_annex(section, told):
    plan = _plan()
    plan.indicators.append({**plan.indicators[0], "indicator_id": "t", "part": "thân văn bản", "scope": "text", "section": section, "name": "Mỗi đoàn thể giúp đỡ một thôn", "catalog_id": "",
                            "unit": "thôn", "value_min": 1.0, "block": 900, "row": None, "col": None, "ordinal": "", "lead_units": ""})
    assert bool([f for f in _found(plan, "CON-COVERAGE") if f["record_id"] == "t"]) is told


@pytest.mark.parametrize(("symbol", "issuer", "told"), [("12-CTr/ĐU", "", False), ("", "Ban Chấp hành Đảng bộ xã Yên Thành", False), ("12/KH-UBND", "Ủy ban nhân dân xã Yên Thành", True),
                                                              ("18/KH-BCĐ", "Ban Chỉ đạo chuyển đổi số xã", True)])
def test_papers_of_the_party_are_cited_in_its_own_way(symbol, issuer, told):
    """"Nghị quyết số 57-NQ/TW, ngày 22/12/2024": the comma is usual in the Party's papers and against Decree 30/2020 in the State's."""
    plan = _plan()
    plan.documents[0].update(symbol=symbol, issuer=issuer, symbol_status="full")
    plan.say("4. Thực hiện Nghị quyết số 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị.")
    assert bool(_found(plan, "CIT-FORMAT")) is told


@pytest.mark.parametrize(("name", "of"), [("Phủ sóng 5G tới 100% khối, bản có điện lưới", "thôn, tổ dân phố"), ("Tỷ lệ phủ sóng 5G tại các khu vực dân cư", "thôn, tổ dân phố"),
                                          ("Tỷ lệ phủ sóng 5G trên địa bàn xã", ""), ("Tỷ lệ áp dụng 5G", ""), ("Tỷ lệ phủ sóng 5G tính trên dân số các bản", "dân số")])
def test_villages_under_all_their_names(name, of):
    assert denominator(SimpleNamespace(catalog_id="INF.5G", denominator="", unit="%", name=name))[0] == of


@pytest.mark.parametrize(("text", "told"), [("Độc lập - Tự do - Hạnh phúc _______________", False), ("Người theo dõi: _______________", True), ("Kinh phí ________ đồng", True)])
def test_a_line_drawn_behind_words_of_the_head_is_no_placeholder(text, told):
    plan = _plan()
    plan.paragraphs[5]["text"] = text
    assert bool(_found(plan, "TXT-PLACEHOLDER")) is told


def test_a_reproach_on_words_read_with_doubt_is_a_note_to_look():
    """Severity, sentence and peers: a record below 0.8 is no ground for a reproach, of itself or of others."""
    plan, other = _plan(), clean_plan(2, random.Random(6))
    _indicators(plan, "GOV.CONTACTLESS")[1].update(value_min=150.0, confidence=0.79)
    (f,) = _found(plan, "VAL-GT100")
    assert f["severity"] == "info" and f["message"].endswith("(chỗ này đọc chưa chắc chắn, đề nghị đối chiếu bản gốc).")
    _indicators(plan, "GOV.CONTACTLESS")[1].update(confidence=0.8)
    assert [f["severity"] for f in _found(plan, "VAL-GT100")] == ["error"]
    for confidence, told in ((0.5, False), (0.9, True)):
        plan = _plan()
        for i in _indicators(other, "ECO.CASHLESS"):
            i.update(value_min=100.0, value_max=100.0, comparator="eq")
        for i in _indicators(other, "ECO.CASHLESS"):
            i["confidence"] = confidence
        for i, v in zip(_indicators(plan, "ECO.CASHLESS"), (80.5, 81.0, 84.0), strict=True):
            i["value_min"] = v
        assert ("PEER-OUTLIER" in set(audit(dataset([plan, other]))[0].query("document_id == @plan.id")["rule"])) is told


@pytest.mark.parametrize(("block", "kind", "told"), [("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "KH", True), ("KT. TRƯỞNG BAN PHÓ TRƯỞNG BAN", "KH", False), ("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", "KH", False),
                                                       ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "QĐ", False)])
def test_only_a_body_that_decides_together_signs_in_its_name(block, kind, told):
    """Decree 30/2020, annex I, II.7.a: "TM." stands before a People's Committee, not before a steering committee, a department or a chairman's own decision."""
    plan = _plan()
    plan.documents[0].update(signer_title=block, doc_type=kind)
    plan.paragraph("TM. ỦY BAN")["text"] = block
    assert bool(_found(plan, "FRM-SIGN")) is told


def test_sentences_begin_with_a_capital():
    plan = _plan()
    for t in plan.tasks:
        t.update(part="thân văn bản", output="")
    plan.tables[1].update(part="thân văn bản", roles="ordinal;task_name;lead_unit;coord_unit;deadline")
    (f,) = _found(plan, "TSK-NO-PRODUCT")
    assert f["message"].startswith("Thân văn bản: bảng 6 nhiệm vụ") and "⇥" not in f["actual"]


def test_pillars_are_listed_where_headings_name_none():
    plan = _plan()
    plan.indicators = [{**i, "section": "Đến năm 2030"} for i in plan.indicators if not i["catalog_id"].startswith("STI")]
    (f,) = _found(plan, "CON-PILLAR-MISSING")
    assert "Chuyển đổi số; Hạ tầng" in f["message"] and "Đến năm" not in f["message"]


def test_shares_of_shops_and_of_payments_are_not_compared_and_gross_product_is_grdp():
    shops, payments = (SimpleNamespace(catalog_id="ECO.CASHLESS", denominator="", unit="%", name=n) for n in
                       ("Tỷ lệ cơ sở lưu trú, nhà hàng thanh toán không dùng tiền mặt", "Tỷ lệ giao dịch không dùng tiền mặt tại các cơ sở y tế"))
    assert not same_denominator(denominator(shops)[0], denominator(payments)[0])
    economy = SimpleNamespace(catalog_id="ECO.DIGITAL_SHARE", denominator="", unit="%", name="Quy mô kinh tế số chiếm 50% tổng giá trị sản phẩm trên địa bàn")
    assert denominator(economy) == ("GDP/GRDP", "standard")
    economy.name = "Tỷ trọng kinh tế số trong giá trị sản xuất của phường"
    assert denominator(economy) == ("giá trị sản xuất", "accepted")


@pytest.mark.parametrize(("header", "merged"), [("STT ⇥ Nhiệm vụ ⇥ Đơn vị thực hiện / Chủ trì ⇥ Đơn vị thực hiện / Phối hợp ⇥ Thời gian", False), ("STT ⇥ Nhiệm vụ ⇥ Chủ trì / Phối hợp ⇥ Thời gian", True),
                                                ("STT ⇥ Nhiệm vụ ⇥ Đơn vị thực hiện (chủ trì, phối hợp) ⇥ Thời gian", True)])
def test_a_head_over_two_columns_is_no_merged_column(header, merged):
    plan = _plan()
    next(t for t in plan.tables if t["kind"] == "task")["header"] = header
    assert bool(_found(plan, "HDR-MERGED")) is merged


def test_figures_beside_the_goals_need_no_lead():
    plan = _plan()
    _in_sentences(plan, 4, False)
    assert [f["message"].split()[1] for f in _found(plan, "UNIT-EMPTY-LEAD")] == ["4"]
    for i, note in zip(plan.indicators, ("ngoài phần mục tiêu", "trong nhiệm vụ 7"), strict=False):
        i["notes"] = note
    assert not _found(plan, "UNIT-EMPTY-LEAD")


@pytest.mark.parametrize(("words", "told"), [("Niêm yết công khai mã QR tra cứu 100% TTHC", False), ("Phấn đấu đến hết năm 2026, 40% dân số dùng dịch vụ công", True)])
def test_how_far_a_task_goes_is_no_goal_of_the_plan(words, told):
    plan = _plan()
    plan.indicators.append({**plan.indicators[0], "indicator_id": "t", "part": "Phụ lục II", "scope": "text", "section": "", "name": words, "source_text": words, "catalog_id": "", "notes": "trong nhiệm vụ 2.2",
                            "unit": "%", "value_min": 40.0, "block": 900, "row": None, "col": None, "ordinal": "", "lead_units": ""})
    assert bool([f for f in _found(plan, "CON-COVERAGE") if f["record_id"] == "t"]) is told


def test_what_the_province_gave_is_not_what_the_commune_sets():
    plan = _plan()
    own = next(i for i in plan.indicators if i["record_id" if "record_id" in i else "indicator_id"] and i["catalog_id"] == "SOC.ESIGN")
    low = {**own, "comparator": "ge", "value_min": 10.0, "value_max": None, "year": 2030}
    plan.indicators = [{**low, "indicator_id": "g", "qualifier": "Tỉnh giao"}, {**low, "indicator_id": "x", "value_min": 90.0, "qualifier": "Xã phấn đấu"}]
    assert not _found(plan, "NAT-BELOW")
    plan.indicators = plan.indicators[:1]
    assert _found(plan, "NAT-BELOW")


@pytest.mark.parametrize(("name", "unit", "told"), [("Phấn đấu đưa xã vào tốp 20 toàn tỉnh về an toàn giao thông", "hạng", False), ("Tỷ lệ hộ nghèo thấp hơn bình quân chung toàn tỉnh", "%", False),
                                                    ("Tỷ lệ đóng góp của nông nghiệp vào GRDP", "%", True)])
def test_a_province_that_is_only_the_yardstick_is_not_the_object(name, unit, told):
    plan = _plan()
    plan.indicators.append({**plan.indicators[0], "indicator_id": "t", "part": "thân văn bản", "scope": "text", "name": name, "unit": unit, "catalog_id": "", "block": 900, "row": None, "col": None, "ordinal": ""})
    assert bool([f for f in _found(plan, "LVL-PROVINCE-OBJECT") if f["record_id"] == "t"]) is told


@pytest.mark.parametrize(("heads", "told"), [(("Tối thiểu", "Phấn đấu"), False), (("", ""), True)])
def test_two_columns_of_one_year_do_not_contradict_each_other(heads, told):
    plan = _plan()
    one = {**plan.indicators[0], "kind": "quantity", "comparator": "eq", "year": 2030, "unit": "%", "block": 901, "row": 5, "catalog_id": "", "name": "Tỷ lệ thôn vui"}
    plan.indicators += [{**one, "indicator_id": f"t{k}", "qualifier": head, "value_min": 40.0 + k, "value_max": 40.0 + k, "col": k} for k, head in enumerate(heads)]
    assert bool([f for f in _found(plan, "CON-INTERNAL") if f["record_id"].startswith("t")]) is told


@pytest.mark.parametrize(("things", "told"), [((("5G", "6G"), ("5G", "6G")), False), ((("5G",), ("6G",)), True)])
def test_two_columns_under_each_year_are_no_mixed_row(things, told):
    plan = _plan()
    one = {**plan.indicators[0], "kind": "quantity", "comparator": "eq", "unit": "%", "block": 901, "row": 5, "catalog_id": "", "name": "Tỷ lệ phủ sóng", "ordinal": "77", "value_max": 50.0, "value_min": 50.0}
    plan.indicators += [{**one, "indicator_id": f"t{y}{q}", "year": y, "qualifier": q} for y, of in zip((2026, 2030), things, strict=True) for q in of]
    assert bool([f for f in _found(plan, "VAL-MIXED-SERIES") if "77" in f["message"]]) is told


def _row(plan: MadePlan, **over: Any) -> dict[str, Any]:
    one = {**plan.indicators[0], "kind": "quantity", "comparator": "ge", "unit": "%", "part": "Phụ lục IX", "block": 901, "row": 5, "catalog_id": "", "name": "Tỷ lệ thôn vui", "ordinal": "77", "value_min": 40.0, "value_max": None, "qualifier": "",
           "raw_value": "40", **over}
    one["indicator_id"] = f"t{len(plan.indicators)}"
    plan.indicators.append(one)
    return one


@pytest.mark.parametrize(("part", "told"), [("thân văn bản", False), ("Phụ lục IX", True)])
def test_years_of_another_table_are_no_gap(part, told):
    plan = _plan()
    plan.indicators = plan.indicators[:1]
    for n in range(5):
        for y in (2026, 2028, 2030):
            _row(plan, name=f"Tỷ lệ {'abcde'[n]} trong xã", year=y, row=n)
    for y in (2026, 2030):
        _row(plan, name="Doanh thu bán dừa", year=y, part=part, row=9)
    assert bool(_found(plan, "CON-YEAR-GAP")) is told


@pytest.mark.parametrize(("words", "told"), [("≥ 3%, tăng dần", False), ("≥ 3%", True)])
def test_a_floor_that_rises_is_not_flat(words, told):
    plan = _plan()
    for y in (2026, 2028, 2030):
        _row(plan, year=y, value_min=3.0, raw_value=words)
    assert bool([f for f in _found(plan, "VAL-FLAT") if "thôn vui" in f["message"]]) is told


@pytest.mark.parametrize(("unit", "told"), [("hạng", False), ("%", True)])
def test_a_group_beside_a_place_of_one_ranking(unit, told):
    plan = _plan()
    _row(plan, year=2026, kind="level", qualifier="Nhóm khá", raw_value="Nhóm khá", unit="")
    _row(plan, year=2030, unit=unit)
    assert bool([f for f in _found(plan, "VAL-QUALITATIVE") if "thôn vui" in f["message"]]) is told


@pytest.mark.parametrize(("name", "told"), [("Số hóa di tích cấp tỉnh trở lên trên địa bàn", False), ("Số sản phẩm đạt giải cấp tỉnh", False), ("Chỉ số cải cách hành chính cấp tỉnh", True)])
def test_what_the_province_ranks_may_be_the_communes(name, told):
    plan = _plan()
    row = _row(plan, year=2030, name=name)
    assert bool([f for f in _found(plan, "LVL-PROVINCE-OBJECT") if f["record_id"] == row["indicator_id"]]) is told


@pytest.mark.parametrize(("source", "severity"), [("native", "warning"), ("ocr", "info")])
def test_a_number_that_a_scan_shows_twice_is_a_note(source, severity):
    plan = _plan()
    plan.documents[0]["text_source"] = source
    for n in ("1", "2", "2", "4"):
        _row(plan, year=2030, ordinal=n, name=f"Tỷ lệ {n} thôn vui {len(plan.indicators)}", row=len(plan.indicators))
    assert {f["severity"] for rule in ("STR-DUP-NUMBER", "STR-NUMBER-GAP") for f in _found(plan, rule) if "Phụ lục IX" in f["message"]} == {severity}


@pytest.mark.parametrize(("part", "told"), [("thân văn bản", False), ("Phụ lục I", True)])
def test_a_table_of_the_body_need_not_hold_its_sentences(part, told):
    plan = _plan()
    plan.indicators = [{**i, "part": part} for i in plan.indicators]
    row = _row(plan, part="thân văn bản", scope="text", section="Mục tiêu cụ thể", name="Mỗi đoàn thể giúp đỡ một thôn", unit="thôn", block=900, row=None, col=None, ordinal="", year=2030)
    assert bool([f for f in _found(plan, "CON-COVERAGE") if f["record_id"] == row["indicator_id"]]) is told


@pytest.mark.parametrize(("blocks", "told"), [((900, 900), False), ((900, 905), True)])
def test_steps_of_one_paragraph_do_not_contradict_each_other(blocks, told):
    plan = _plan()
    for block, low in zip(blocks, (70.0, 90.0), strict=True):
        _row(plan, part="thân văn bản", scope="text", block=block, row=None, col=None, year=2026, value_min=low)
    assert bool([f for f in _found(plan, "CON-INTERNAL") if "thôn vui" in f["message"]]) is told


def test_a_table_without_leads_is_told_once_also_where_a_row_has_no_target():
    plan = _plan()
    for i in plan.indicators:
        i["lead_units"] = i["monitoring_units"] = ""
    plan.indicators[0].update(kind="none", raw_value="-", value_min=None, value_max=None, comparator=None)
    findings = audit(dataset([plan]))[0]
    assert len(findings[(findings["rule"] == "UNIT-EMPTY-LEAD") & (findings["severity"] == "error")]) == 1
