"""Errors to plant in clean plans: what an erring hand would do, which rule must tell it, and at which record or place.

A fault takes a plan and a random source, changes the plan in place and returns where the rule must fire: a record id, or
``block:<n>`` of a paragraph, or "" for the document as a whole. ``also``: rules that rightly fire because of the same change.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.audit_makers import YEARS, MadePlan

Plant = Callable[[MadePlan, random.Random], str | None]


@dataclass(frozen=True)
class Fault:
    name: str
    rule: str
    plant: Plant
    also: frozenset[str] = frozenset()
    whole: bool = False  # touches the document as a whole: at most one such fault a plan


FAULTS: list[Fault] = []


def fault(rule: str, *also: str, whole: bool = False) -> Callable[[Plant], Plant]:
    def add(f: Plant) -> Plant:
        FAULTS.append(Fault(f.__name__, rule, f, frozenset(also), whole))
        return f

    return add


def _free(plan: MadePlan, rows: list[dict[str, Any]], key: str, rng: random.Random) -> dict[str, Any] | None:
    """A record that carries no fault yet; its whole row (all years) is marked as used."""
    rest = [r for r in rows if f"{key}{r['ordinal']}" not in plan.used]
    if not rest:
        return None
    r = rng.choice(rest)
    plan.used.add(f"{key}{r['ordinal']}")
    return r


def _row(plan: MadePlan, rng: random.Random, ids: tuple[str, ...] = ()) -> list[dict[str, Any]] | None:
    """An unused row of the indicator table (its records by year), of one of ``ids`` when given."""
    r = _free(plan, [i for i in plan.indicators if i["scope"] == "table" and (not ids or i["catalog_id"] in ids)], "I", rng)
    return None if r is None else sorted((i for i in plan.indicators if i["ordinal"] == r["ordinal"] and i["scope"] == "table"), key=lambda i: i["year"])


def _set(i: dict[str, Any], comparator: str, low: float | None, high: float | None, raw: str) -> None:
    i.update(comparator=comparator, value_min=low, value_max=high, raw_value=raw)


#: Rows without a national target and without relations to other rows.
_PLAIN = ("GOV.E_RESULT", "GOV.BORDERLESS", "ECO.CASHLESS")


# ---- values ----
@fault("VAL-GE100")
def at_least_all(p, rng):
    rows = _row(p, rng, ("RES.CBCC_BASIC_DIGITAL",))
    if rows is None:
        return None
    _set(rows[2], "ge", 100.0, None, "≥ 100%")
    return rows[2]["indicator_id"]


@fault("VAL-GT100")
def over_all(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    v = float(rng.choice((105, 110, 120, 150)))
    _set(rows[2], "eq", v, v, f"{v:g}%")
    return rows[2]["indicator_id"]


@fault("VAL-DECLINE", "PEER-OUTLIER")
def falls(p, rng):
    rows = _row(p, rng, ("GOV.BORDERLESS", "GOV.E_RESULT"))
    if rows is None:
        return None
    v = rows[0]["value_min"] - rng.randint(3, 9)
    _set(rows[1], "ge", v, None, f"≥ {v:g}%")
    return rows[1]["indicator_id"]


@fault("VAL-FLAT")
def stands_still(p, rng):
    rows = _row(p, rng, ("GOV.BORDERLESS", "ECO.CASHLESS"))
    if rows is None:
        return None
    for r in rows[:2]:
        _set(r, "ge", rows[2]["value_min"], None, rows[2]["raw_value"])
    return rows[2]["indicator_id"]


@fault("VAL-COMPARATOR-DROP", "VAL-FLAT")
def sign_weakens(p, rng):
    rows = _row(p, rng, ("GOV.BORDERLESS", "ECO.CASHLESS"))
    if rows is None:
        return None
    v = rows[1]["value_min"]
    _set(rows[2], "eq", v, v, f"{v:g}%")
    return rows[2]["indicator_id"]


@fault("VAL-DELEGATED")
def left_to_province(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    rows[1].update(kind="assigned", comparator="", value_min=None, value_max=None, raw_value="Theo chỉ tiêu tỉnh giao")
    return rows[0]["indicator_id"], rows[1]["indicator_id"]  # told at the row


@fault("VAL-QUALITATIVE")
def words_for_number(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    rows[0].update(kind="level", comparator="", value_min=None, value_max=None, raw_value="Cơ bản đáp ứng", qualifier="Cơ bản đáp ứng yêu cầu")
    return rows[0]["indicator_id"]


@fault("VAL-ORDINAL", "VAL-QUALITATIVE")
def undefined_group(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    for r, g in zip(rows, ("giữa", "khá", "cao"), strict=True):
        r.update(kind="level", comparator="", value_min=None, value_max=None, raw_value=f"Thuộc nhóm {g} của tỉnh", qualifier=f"Thuộc nhóm {g} của tỉnh")
    return rows[0]["indicator_id"]


@fault("VAL-MIXED-SERIES", "UNIT-LEAD-CHANGES")
def two_things_in_a_row(p, rng):
    rows = _row(p, rng, ("INF.5G",))
    if rows is None:
        return None
    for r, q, c in zip(rows, ("5G", "5G", "6G"), ("INF.5G", "INF.5G", "INF.6G"), strict=True):
        r.update(qualifier=q, catalog_id=c)
    return rows[0]["indicator_id"]


@fault("VAL-NO-DENOMINATOR")
def no_denominator(p, rng):
    rows = _row(p, rng, ("RES.BUDGET_STI",))
    if rows is None:
        return None
    for r in rows:
        r["name"] = "Tỷ lệ chi cho khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số"
    return rows[0]["indicator_id"]


@fault("VAL-WRONG-DENOMINATOR")
def wrong_denominator(p, rng):
    rows = _row(p, rng, ("RES.BUDGET_STI",))
    if rows is None:
        return None
    for r in rows:
        r["name"] = "Tỷ lệ chi ngân sách cho khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số/GRDP"
    return rows[0]["indicator_id"]


@fault("VAL-UNIT-WRONG")
def wrong_unit(p, rng):
    rows = _row(p, rng, ("INF.FBB_1G",))
    if rows is None:
        return None
    wrong = rng.choice(("Gbps/s", "GBps/s", "Mpbs"))
    for r in rows:
        r["name"] = r["name"].replace("Gb/s", wrong)
    return rows[0]["indicator_id"]


@fault("VAL-WRONG-COLUMN", "VAL-NONMEASURABLE", "VAL-QUALITATIVE")
def product_in_unit_column(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    for r in rows:
        r.update(kind="deliverable", comparator="", value_min=None, value_max=None, unit="Báo cáo", raw_value="Báo cáo", qualifier="Báo cáo")
    return rows[0]["indicator_id"]


@fault("VAL-NONMEASURABLE")
def activity_for_target(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    for r in rows:
        r["name"] = rng.choice(("Triển khai kết nối các cơ sở dữ liệu chuyên ngành", "Đẩy mạnh phối hợp chia sẻ thông tin"))
        r["catalog_id"] = ""
    for r in rows[1:]:
        r["name"] = rows[0]["name"]
    return rows[0]["indicator_id"]


@fault("VAL-MULTI", "CON-INTERNAL", "VAL-DECLINE")
def two_values_in_a_cell(p, rng):
    rows = _row(p, rng, ("GOV.BORDERLESS", "GOV.E_RESULT"))
    if rows is None:
        return None
    twin = {**rows[1], "indicator_id": rows[1]["indicator_id"] + "b", "value_min": rows[1]["value_min"] - 5}
    p.indicators.insert(p.indicators.index(rows[1]) + 1, twin)
    return rows[1]["indicator_id"]


@fault("VAL-LOGIC", "PEER-OUTLIER", "VAL-FLAT")
def part_over_whole(p, rng):
    if {"I8", "I9"} & p.used:
        return None
    p.used |= {"I8", "I9"}
    whole, part = p.indicator("GOV.ONLINE_PROCESS", 2026), p.indicator("GOV.CONTACTLESS", 2026)
    _set(whole, "eq", 80.0, 80.0, "80%")
    _set(part, "ge", 85.0, None, "≥ 85%")
    return part["indicator_id"]


# ---- consistency ----
def _in_text(p: MadePlan, source: dict[str, Any], value: float, name: str | None = None, catalog_id: str | None = None) -> dict[str, Any]:
    at = p.say(f"3. Đến năm {source['year']}, {name or source['name'].lower()} đạt {value:g}%.")
    i = {**source, "indicator_id": f"{source['indicator_id']}t", "part": "thân văn bản", "scope": "text", "block": at["block"], "row": None, "col": None,
         "name": name or source["name"], "source_text": at["text"], "lead_units": "", "ordinal": "3", "catalog_id": source["catalog_id"] if catalog_id is None else catalog_id}
    _set(i, "eq", value, value, f"{value:g}%")
    p.indicators.append(i)
    return i


@fault("CON-INTERNAL", "PEER-OUTLIER")
def body_against_annex(p, rng):
    rows = _row(p, rng, ("GOV.BORDERLESS", "GOV.E_RESULT"))
    if rows is None:
        return None
    return _in_text(p, rows[1], rows[1]["value_min"] - rng.randint(2, 6))["indicator_id"]


@fault("CON-OVERLAP")
def same_thing_two_targets(p, rng):
    if {"I12", "I13"} & p.used:
        return None
    p.used |= {"I12", "I13"}
    for y in YEARS:
        i = p.indicator("SOC.DIGITAL_ID", y)
        _set(i, "ge", i["value_min"] + 2, None, "")
    return p.indicator("SOC.VNEID", YEARS[0])["indicator_id"]


@fault("CON-COVERAGE")
def target_only_in_text(p, rng):
    if "cover" in p.used:
        return None
    p.used.add("cover")
    source = p.indicator("GOV.E_RESULT", 2026)
    return _in_text(p, source, 65.0, "tỷ lệ trường học có phòng học trực tuyến", "")["indicator_id"]


@fault("CON-YEAR-GAP")
def gap_in_the_middle(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    p.indicators.remove(rows[1])
    return next(i for i in p.indicators if i["year"] == YEARS[1])["indicator_id"]


@fault("CON-PILLAR-MISSING", "CON-COVERAGE", whole=True)
def no_innovation(p, rng):
    if any(u.startswith("I") for u in p.used):
        return None  # the rows are numbered anew
    p.used |= {f"I{n}" for n in range(1, 20)}
    p.indicators = [i for i in p.indicators if i["catalog_id"] != "INN.BUSINESS_INNOV"]
    left = list(dict.fromkeys(i["row"] for i in p.indicators if i["scope"] == "table"))
    for i in p.indicators:
        if i["scope"] == "table":
            i["ordinal"] = str(left.index(i["row"]) + 1)
    return "*"


@fault("CON-REPEAT", "VAL-FLAT")
def row_twice(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    last = max(int(i["ordinal"]) for i in p.indicators if i["scope"] == "table")
    for r in rows:
        p.indicators.append({**r, "indicator_id": r["indicator_id"] + "r", "ordinal": str(last + 1), "row": last + 1})
    p.used.add(f"I{last + 1}")
    return rows[0]["indicator_id"] + "r", rows[1]["indicator_id"] + "r", rows[2]["indicator_id"] + "r"


@fault("NAT-BELOW", "PEER-OUTLIER", "VAL-DECLINE")
def below_the_nation(p, rng):
    rows = _row(p, rng, ("RES.BUDGET_STI",))
    if rows is None:
        return None
    for r, v in zip(rows, (1.0, 1.5, 2.0), strict=True):
        _set(r, "ge", v, None, f"≥ {v:g}%")
    return rows[0]["indicator_id"]


@fault("PEER-OUTLIER")
def far_behind_peers(p, rng):
    rows = _row(p, rng, ("SOC.VNEID",))
    if rows is None or "I13" in p.used:
        return None
    p.used.add("I13")
    for of in ("SOC.VNEID", "SOC.DIGITAL_ID"):
        for y, v in zip(YEARS, (50.0, 55.0, 60.0), strict=True):
            _set(p.indicator(of, y), "ge", v, None, f"≥ {v:g}%")
    return rows[0]["indicator_id"], p.indicator("SOC.DIGITAL_ID", YEARS[0])["indicator_id"]


@fault("NAME-DRIFT")
def definition_drifts(p, rng):
    rows = _row(p, rng, ("INF.FBB_1G",))
    if rows is None:
        return None
    for r in rows:
        r["name"] = r["name"].replace("người sử dụng", "hộ gia đình")
    return rows[0]["indicator_id"]


# ---- units ----
@fault("UNIT-EMPTY-LEAD")
def no_lead(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["lead_units"] = ""
    return t["task_id"]


@fault("UNIT-GENERIC-LEAD")
def generic_lead(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(lead_units="Các cơ quan, đơn vị", coordinating_units="Phòng Kinh tế")
    return t["task_id"]


@fault("UNIT-WRONG-LEVEL")
def upper_lead(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["lead_units"] = "Sở Khoa học và Công nghệ"
    return t["task_id"]


@fault("UNIT-NONSTATE-LEAD")
def enterprise_lead(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["lead_units"] = rng.choice(("Viettel", "VNPT", "Công ty Điện lực"))
    return t["task_id"]


@fault("UNIT-NONEXISTENT")
def dissolved_unit(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["coordinating_units"] = rng.choice(("UBND huyện", "Sở Thông tin và Truyền thông", "Phòng Giáo dục và Đào tạo"))
    return t["task_id"]


@fault("UNIT-SELF-COORD")
def with_itself(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["coordinating_units"] = f"{t['lead_units']}; Các cơ quan, đơn vị"
    return t["task_id"]


@fault("UNIT-SEVERAL-LEADS")
def many_leads(p, rng):
    t = _free(p, [t for t in p.tasks if t["lead_units"] != "Công an xã"], "T", rng)
    if t is None:
        return None
    t["lead_units"] += "; Công an xã"
    return t["task_id"]


@fault("UNIT-LEAD-CHANGES", "VAL-MIXED-SERIES")
def lead_changes(p, rng):
    """The same indicator once more, in a block of a further year, under another lead."""
    rows = _row(p, rng, ("GOV.E_RESULT", "ECO.CASHLESS"))
    if rows is None:
        return None
    last = max(int(i["ordinal"]) for i in p.indicators if i["scope"] == "table")
    later = {**rows[2], "indicator_id": rows[2]["indicator_id"] + "n", "year": 2035, "ordinal": str(last + 1), "row": last + 1, "value_min": 100.0,
             "value_max": 100.0, "comparator": "eq", "raw_value": "100%", "lead_units": "Văn phòng HĐND và UBND"}
    p.indicators.append(later)
    p.used.add(f"I{last + 1}")
    return later["indicator_id"]


# ---- deadlines and tasks ----
@fault("DAT-BEFORE-DOC")
def already_over(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    d = rng.choice(("2025-12-20", "2026-01-10", "2025-06-30"))
    t.update(deadline_raw=d, deadline_kind="date", deadline_start="", deadline_end=d)
    return t["task_id"]


@fault("DAT-NO-DEADLINE")
def no_deadline(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(deadline_raw="", deadline_kind="none", deadline_start="", deadline_end="")
    return t["task_id"]


@fault("DAT-CONDITIONAL")
def waits_for_another(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(deadline_raw="Sau khi có văn bản của tỉnh", deadline_kind="conditional", deadline_start="", deadline_end="")
    return t["task_id"]


@fault("DAT-VAGUE")
def some_day(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(deadline_raw="Trong thời gian tới", deadline_kind="vague", deadline_start="", deadline_end="")
    return t["task_id"]


@fault("DAT-INVALID")
def no_such_day(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(deadline_raw=rng.choice(("31/9/2026", "30/02/2026", "45/2026")), deadline_kind="invalid", deadline_start="", deadline_end="")
    return t["task_id"]


@fault("DAT-REVERSED")
def ends_before_start(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(deadline_raw="từ 30/9/2026 đến 30/6/2026", deadline_kind="period", deadline_start="2026-09-30", deadline_end="2026-06-30")
    return t["task_id"]


@fault("DAT-PARTLY-ELAPSED", "DAT-ONGOING-PRODUCT")
def mostly_gone(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(deadline_raw="Thường xuyên từ 01/9/2025 đến 28/02/2026", deadline_kind="ongoing", deadline_start="2025-09-01", deadline_end="2026-02-28")
    return t["task_id"]


@fault("DAT-ONGOING-PRODUCT")
def product_for_ever(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t.update(output="Kế hoạch của xã", deadline_raw="Thường xuyên", deadline_kind="ongoing", deadline_start="", deadline_end="")
    return t["task_id"]


@fault("DAT-PERIOD-STARTED")
def period_running(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["name"] = "Xây dựng Đề án phát triển kỹ năng số giai đoạn 2024-2028"
    return t["task_id"]


@fault("DAT-NO-YEAR", "CON-INTERNAL", "CON-YEAR-GAP")
def no_year(p, rng):
    rows = _row(p, rng, _PLAIN)
    if rows is None:
        return None
    rows[2]["year"] = None
    return rows[2]["indicator_id"]


@fault("TSK-NO-PRODUCT")
def no_product(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["output"] = ""
    return t["task_id"]


@fault("TSK-OUTPUT-VAGUE")
def rate_without_number(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["output"] = rng.choice(("Tỷ lệ hồ sơ trực tuyến", "Tỷ lệ văn bản điện tử được ký số"))
    return t["task_id"]


@fault("TSK-NOT-ACTION")
def not_a_task(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["name"] = "Trách nhiệm của thủ trưởng các bộ phận trong việc chấp hành dự toán"
    return t["task_id"]


@fault("TSK-DUPLICATE")
def task_twice(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    n = len(p.tasks) + 1
    p.tasks.append({**t, "task_id": f"{p.id}-T{n:02d}", "ordinal": str(n), "row": n})
    return p.tasks[-1]["task_id"]


@fault("LVL-NATIONAL-TASK")
def national_task(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["name"] = rng.choice(("Hoàn thành các cơ sở dữ liệu quốc gia về dân cư", "Đồng bộ dữ liệu CSDL quốc gia về đất đai"))
    return t["task_id"]


@fault("LVL-PROVINCE-OBJECT")
def province_target(p, rng):
    rows = _row(p, rng, ("ECO.CASHLESS",))
    if rows is None:
        return None
    for r in rows:
        r.update(name="Quy mô kinh tế số trên GRDP", catalog_id="ECO.DIGITAL_SHARE")
    return rows[0]["indicator_id"]


# ---- citations ----
def _cite(p: MadePlan, **values: Any) -> str:
    at = p.say(f"4. Thực hiện {values['raw']} theo quy định.")
    n = len(p.references)
    p.references.append({"confidence": 1.0, "document_id": p.id, "reference_id": f"{p.id}-R{n}", "role": "mention", "status": "unknown",
                         "block": at["block"], "page": 3, "source_text": at["text"], "type": "Nghị quyết", "issued_on": "", "issuer": "", **values})
    return p.references[-1]["reference_id"]


@fault("CIT-EXPIRED")
def expired(p, rng):
    return _cite(p, raw="Luật Khoa học và Công nghệ số 29/2013/QH13 ngày 18/6/2013 của Quốc hội", symbol="29/2013/QH13", type="Luật", issued_on="2013-06-18", issuer="Quốc hội")


@fault("CIT-FUTURE")
def from_the_future(p, rng):
    return _cite(p, raw="Kế hoạch số 88/KH-UBND ngày 20/3/2026 của UBND tỉnh Thái Nguyên", symbol="88/KH-UBND", type="Kế hoạch", issued_on="2026-03-20", issuer="UBND tỉnh Thái Nguyên")


@fault("CIT-SYMBOL-ORDER")
def symbol_swapped(p, rng):
    return _cite(p, raw="Nghị quyết số 57/NQ-TW ngày 22/12/2024 của Bộ Chính trị", symbol="57-NQ/TW", issued_on="2024-12-22", issuer="Bộ Chính trị")


@fault("CIT-WRONG-ISSUER")
def wrong_issuer(p, rng):
    return _cite(p, raw="Nghị quyết số 71/NQ-CP ngày 01/4/2025 của Quốc hội", symbol="71/NQ-CP", issued_on="2025-04-01", issuer="Quốc hội")


@fault("CIT-WRONG-DATE", "CIT-INCONSISTENT")
def wrong_date(p, rng):
    return _cite(p, raw="Nghị quyết số 57-NQ/TW ngày 22/11/2024 của Bộ Chính trị", symbol="57-NQ/TW", issued_on="2024-11-22", issuer="Bộ Chính trị")


@fault("CIT-INCOMPLETE")
def undated(p, rng):
    return _cite(p, raw="Nghị quyết số 193/2025/QH15", symbol="193/2025/QH15")


@fault("CIT-INCONSISTENT")
def two_issuers(p, rng):
    return _cite(p, raw="Kế hoạch hành động số 15-KH/TU ngày 12/9/2025 của Tỉnh ủy Thái Nguyên", symbol="15-KH/TU", type="Kế hoạch hành động", issued_on="2025-09-12", issuer="Tỉnh ủy Thái Nguyên")


@fault("CIT-NUMBER-SPACING")
def blanks_in_symbol(p, rng):
    return _cite(p, raw="Nghị quyết số 71/ NQ-CP ngày 01/4/2025 của Chính phủ", symbol="71/NQ-CP", issued_on="2025-04-01", issuer="Chính phủ")


@fault("CIT-BLANK-OWN", whole=True)
def own_number_blank(p, rng):
    p.documents[0].update(symbol="", symbol_status="blank")
    line = p.paragraph("Số:")
    line["text"] = "Số:        /KH-UBND"
    return f"block:{line['block']}"


@fault("CIT-BLANK-ANNEX")
def annex_number_blank(p, rng):
    if "caption" in p.used:
        return None
    p.used.add("caption")
    line = p.paragraph("(Kèm theo")
    line["text"] = f"(Kèm theo Kế hoạch số       /KH-UBND ngày    /01/2026 của Ủy ban nhân dân xã {p.commune})"
    return f"block:{line['block']}"


@fault("CIT-ANNEX-MISMATCH")
def annex_of_another(p, rng):
    if "caption" in p.used or not p.documents[0]["symbol"]:
        return None
    p.used.add("caption")
    line = p.paragraph("(Kèm theo")
    line["text"] = f"(Kèm theo Kế hoạch số 999/KH-UBND ngày 15/01/2026 của Ủy ban nhân dân xã {p.commune})"
    return f"block:{line['block']}"


# ---- text and form ----
def _say(p: MadePlan, text: str) -> str:
    return f"block:{p.say(text)['block']}"


@fault("TXT-COPYPASTE")
def of_the_province(p, rng):
    t = _free(p, p.tasks, "T", rng)
    if t is None:
        return None
    t["name"] += " trên địa bàn tỉnh"
    return t["task_id"]


@fault("TXT-PLACEHOLDER")
def unfilled(p, rng):
    return _say(p, rng.choice(("4. Ban hành Kế hoạch/Chương trình…về kỹ năng số.", "4. Giao (tên đơn vị) theo dõi việc này.", "4. Ủy quyền cho ông ........... theo dõi việc này.")))


@fault("TXT-SYSTEM-SPELLING")
def wrong_address(p, rng):
    return _say(p, "4. Cập nhật tiến độ tại theodoing.dcs.vn theo phân công.")


@fault("TXT-TYPO")
def doubled_word(p, rng):
    return _say(p, rng.choice(("4. Các các bộ phận cùng làm.", "4. Phần mềm được được nâng cấp.", "4. Đẩy mạnh chuyên đổi số trong xã.")))


@fault("TXT-OBSOLETE-TERM")
def old_term(p, rng):
    return _say(p, rng.choice(("4. Cung cấp dịch vụ công trực tuyến mức độ 4.", "4. Không yêu cầu nộp bản sao chứng minh nhân dân.")))


@fault("PLACE-OTHER")
def neighbours_text(p, rng):
    return _say(p, "4. Nâng cao chất lượng phục vụ trên địa bàn xã Hưng Thịnh.")


@fault("DAT-REPORT-VAGUE")
def report_when_asked(p, rng):
    return _say(p, "4. Các bộ phận định kỳ hoặc đột xuất báo cáo kết quả khi có yêu cầu.")


@fault("STR-DUP-NUMBER")
def number_twice(p, rng):
    if "numbers" in p.used:
        return None
    p.used.add("numbers")
    line = p.paragraph("3. Công an xã")
    line["text"] = line["text"].replace("3.", "2.", 1)
    return f"block:{line['block']}"


@fault("STR-NUMBER-GAP")
def number_skipped(p, rng):
    if "numbers" in p.used:
        return None
    p.used.add("numbers")
    line = p.paragraph("3. Công an xã")
    line["text"] = line["text"].replace("3.", f"{rng.randint(5, 8)}.", 1)
    return f"block:{line['block']}"


@fault("STR-ANNEX-MISSING")
def annex_not_there(p, rng):
    return _say(p, "4. Kinh phí nêu tại Phụ lục IV kèm theo Kế hoạch này.")


@fault("HDR-MISLABEL", whole=True)
def result_for_target(p, rng):
    p.tables[0]["header"] = "TT ⇥ Chỉ tiêu ⇥ Đơn vị tính ⇥ Kết quả ⇥ Cơ quan chủ trì"
    return p.tables[0]["table_id"]


@fault("HDR-MERGED", whole=True)
def two_fields_in_a_column(p, rng):
    p.tables[1]["header"] = p.tables[1]["header"].replace("Cơ quan chủ trì ⇥ Cơ quan phối hợp", "Cơ quan chủ trì/Cơ quan phối hợp")
    return p.tables[1]["table_id"]


@fault("FRM-NO-DATE", "DAT-BEFORE-DOC", whole=True)
def no_date(p, rng):
    p.documents[0]["issued_on"] = "2026-01"
    p.paragraph(p.commune)["text"] = f"{p.commune}, ngày     tháng 01 năm 2026"
    return "*"


@fault("FRM-NO-SIGNER", whole=True)
def nobody_signed(p, rng):
    p.documents[0]["signer"] = ""
    return "*"


@fault("SIG-CHANGED", whole=True)
def changed_after_signing(p, rng):
    p.documents[0].update(signature_status="changed", signed_at="2026-01-15T09:00:00+07:00")
    return "*"
