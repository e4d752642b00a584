"""Change list between two readings of one plan."""

import random

import pytest

from pipeline.versions import COLUMNS, changes
from tests.audit_makers import MadePlan, clean_plan, dataset


def pair() -> tuple[MadePlan, MadePlan]:
    a, b = clean_plan(1, random.Random(1)), clean_plan(1, random.Random(1))
    b.id = "new"
    for rows in (b.documents, b.indicators, b.tasks, b.references, b.paragraphs, b.tables):
        for r in rows:
            r["document_id"] = "new"
    return a, b


def table(a: MadePlan, b: MadePlan):
    return changes(dataset([a, b]), a.id, b.id)


def test_the_same_plan_has_no_changes():
    got = table(*pair())
    assert got.empty and list(got.columns) == list(COLUMNS)


def test_each_kind_of_change_with_both_places():
    a, b = pair()
    b.indicator("SOC.VNEID", 2026)["value_min"] = 95.0
    for i in b.indicators:
        if i["catalog_id"] == "ECO.CASHLESS":
            i["lead_units"] = "Công an xã"
    b.indicators = [i for i in b.indicators if not (i["catalog_id"] == "GOV.E_RESULT" and i["year"] == 2030)]
    a.indicators = [i for i in a.indicators if not (i["catalog_id"] == "GOV.BORDERLESS" and i["year"] == 2028)]
    b.tasks[0].update(deadline_raw="31/8/2026", deadline_end="2026-08-31")
    b.tasks[1]["name"] = b.tasks[1]["name"].replace("nâng cấp", "thay mới")
    removed = b.tasks.pop(3)
    b.tasks.append({**b.tasks[0], "task_id": "new-T9", "name": "Lắp đặt camera giám sát tại các ngã tư", "ordinal": "9", "row": 9})
    b.documents[0]["signer"] = "Trần Thị Bình"
    got = table(a, b)
    kinds = got.groupby(["change", "table"]).size().to_dict()
    assert kinds == {("changed_value", "indicators"): 1, ("changed_lead", "indicators"): 3, ("removed", "indicators"): 1, ("added", "indicators"): 1,
                     ("moved_deadline", "tasks"): 1, ("changed_name", "tasks"): 1, ("removed", "tasks"): 1, ("added", "tasks"): 1,
                     ("changed_value", "documents"): 1}
    value = got[(got["change"] == "changed_value") & (got["table"] == "indicators")].iloc[0]
    assert value["new"] == "≥ 95%" and value["old_page"] == value["new_page"] == 5 and value["old_record_id"] and value["new_record_id"]
    assert got[got["change"] == "removed"]["name"].tolist()[-1] == removed["name"]
    assert got["message"].str.endswith(".").all()


def test_a_moved_row_is_no_change():
    a, b = pair()
    random.Random(3).shuffle(b.indicators)
    b.tasks.reverse()
    for n, t in enumerate(b.tasks, 1):
        t.update(ordinal=str(n), row=n)
    assert table(a, b).empty


def test_other_spelling_of_a_unit_cell_is_no_change():
    a, b = pair()
    a.tasks[0]["lead_units"], b.tasks[0]["lead_units"] = "Công an xã; Phòng Kinh tế", "Phòng Kinh tế; công an xã"
    assert table(a, b).empty


def test_unknown_document():
    with pytest.raises(KeyError):
        changes(dataset([pair()[0]]), "p00001", "none")


def test_forward_and_back_are_mirror_images():
    a, b = pair()
    b.tasks.pop()
    b.indicator("SOC.VNEID", 2028)["value_min"] = 99.0
    there, back = table(a, b), table(b, a)
    swap = {"added": "removed", "removed": "added"}
    assert sorted(there["change"]) == sorted(swap.get(c, c) for c in back["change"])
