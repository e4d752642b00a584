"""The engine: rules found, three outcomes counted, one YAML that switches, stable ids, duplicates once, bad input."""

import random
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline.audit import engine
from pipeline.audit.engine import audit, load_rules, read_config
from schemas.dataset import TABLES
from schemas.findings import Level, Severity
from tests.audit_makers import clean_plan, dataset


@pytest.fixture(scope="module")
def clean():
    rng = random.Random(7)
    return [clean_plan(n, rng) for n in range(12)]


def test_at_least_sixty_rules_each_states_itself():
    rules = load_rules()
    assert len(rules) >= 60
    for r in rules:
        assert r.meaning.endswith(".") and len(r.meaning) > 20
        assert r.rule.title and r.rule.basis and isinstance(r.rule.severity, Severity) and isinstance(r.rule.level, Level)


def test_shipped_config_lists_every_rule_with_its_defaults():
    shipped = yaml.safe_load(engine.DEFAULTS.read_text(encoding="utf-8"))["rules"]
    assert set(shipped) == {r.rule.id for r in load_rules()}
    for r in load_rules():
        entry = shipped[r.rule.id]
        assert (entry["enabled"], entry["severity"], entry.get("thresholds", {})) == (True, str(r.rule.severity), dict(r.rule.thresholds))


def test_clean_plans_have_no_findings_and_every_rule_ran(clean):
    findings, outcomes = audit(dataset(clean))
    assert findings.empty, findings[["rule", "message"]].to_string()
    assert list(findings.columns) == list(TABLES["findings"].columns) and list(outcomes.columns) == list(TABLES["rules"].columns)
    assert not outcomes["error"].any()
    assert (outcomes["failed"] == 0).all()
    # what cannot be decided is said, with its reason
    skipped = outcomes[outcomes["not_applicable"] > 0]
    assert (skipped["reasons"] != "").all() and len(skipped) > 5


@pytest.mark.parametrize(("kind", "name"), [("KH", "Kế hoạch"), ("NQ", "Nghị quyết"), ("CTr", "Chương trình"), ("QĐ", "Kế hoạch"), ("", "Kế hoạch")])
def test_a_sentence_calls_the_document_by_its_name(kind, name):
    p = clean_plan(0, random.Random(1))
    p.documents[0].update(doc_type=kind, issued_on="2026")
    findings, _ = audit(dataset([p]))
    assert findings.loc[findings["rule"] == "FRM-NO-DATE", "message"].tolist() == [f"{name} không ghi đủ ngày ban hành (chỉ biết 2026)."]


def test_switch_severity_and_threshold(tmp_path: Path):
    p = clean_plan(0, random.Random(1))
    p.tasks[0]["lead_units"] = "Các cơ quan, đơn vị"
    p.documents[0]["signer"] = ""
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n  UNIT-GENERIC-LEAD: {enabled: false}\n  FRM-NO-SIGNER: {severity: error}\n  PEER-OUTLIER: {thresholds: {gap: 30}}\n", encoding="utf-8")
    before, _ = audit(dataset([p]))
    after, outcomes = audit(dataset([p]), file)
    assert {"UNIT-GENERIC-LEAD", "FRM-NO-SIGNER"} <= set(before["rule"])
    assert set(after["rule"]) == set(before["rule"]) - {"UNIT-GENERIC-LEAD"}
    assert after.loc[after["rule"] == "FRM-NO-SIGNER", "severity"].tolist() == ["error"]
    assert not outcomes.set_index("rule").loc["UNIT-GENERIC-LEAD", "enabled"]
    assert read_config(file)["PEER-OUTLIER"].thresholds["gap"] == 30


@pytest.mark.parametrize("text", [
    "rules:\n  NO-SUCH-RULE: {enabled: false}\n",
    "rules:\n  FRM-SIGN: {severity: fatal}\n",
    "rules:\n  FRM-SIGN: {enabled: maybe}\n",
    "rules:\n  FRM-SIGN: {colour: red}\n",
    "rules:\n  PEER-OUTLIER: {thresholds: {gapp: 3}}\n",
    "rules:\n  PEER-OUTLIER: {thresholds: {gap: wide}}\n",
    "rule:\n  FRM-SIGN: {}\n",
])
def test_a_misspelt_config_is_refused(tmp_path: Path, text: str):
    file = tmp_path / "c.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError):
        read_config(file)


def test_ids_are_stable_and_unique(clean):
    p = clean_plan(3, random.Random(2))
    for t in p.tasks:
        t["lead_units"] = ""
    a, _ = audit(dataset([p]))
    b, _ = audit(dataset([clean[0], p]))
    assert a["finding_id"].is_unique
    assert set(a["finding_id"]) == set(b["finding_id"])


def test_a_repeated_plan_is_found_and_counted_once():
    p, q = clean_plan(5, random.Random(3)), clean_plan(5, random.Random(3))
    for x in (p, q):
        x.tasks[0]["lead_units"] = ""
    q.id = "copy"
    for rows in (q.documents, q.indicators, q.tasks, q.references, q.paragraphs, q.tables):
        for r in rows:
            r["document_id"] = "copy"
    q.documents[0].update(file_name="ban-scan.pdf", sha256="other")
    p.indicator("SOC.VNEID", 2026)["value_min"] = q.indicator("SOC.VNEID", 2026)["value_min"] = 96.0
    findings, outcomes = audit(dataset([p, q]))
    assert findings.loc[findings["rule"] == "UNIT-EMPTY-LEAD", "document_id"].tolist() == [p.id, "copy"]  # each file has its place
    counts = outcomes.set_index("rule")
    assert counts.loc["UNIT-EMPTY-LEAD", "failed"] == 1
    assert counts.loc["PEER-OUTLIER", "reasons"] == "không có kế hoạch cùng cấp để so: 1"  # no peer of itself
    assert findings.loc[findings["rule"] == "DOC-DUPLICATE", "document_id"].tolist() == ["copy"]


def test_a_draft_and_its_signed_version_are_two_plans():
    p, q = clean_plan(5, random.Random(3)), clean_plan(5, random.Random(3))
    q.id = "signed"
    for rows in (q.documents, q.indicators, q.tasks, q.references, q.paragraphs, q.tables):
        for r in rows:
            r["document_id"] = "signed"
    q.documents[0]["sha256"] = "other"
    q.indicators[0]["value_min"] += 1
    assert "DOC-DUPLICATE" not in set(audit(dataset([p, q]))[0]["rule"])


@pytest.mark.parametrize("empty", [{}, {"documents": pd.DataFrame()}, {k: v.head(0) for k, v in dataset([clean_plan(1, random.Random(1))]).items()}])
def test_empty_dataset(empty):
    findings, outcomes = audit(empty)
    assert findings.empty and not outcomes["error"].any()


def test_failed_documents_are_left_out():
    p = clean_plan(1, random.Random(1))
    p.documents[0]["status"] = "failed"
    assert audit(dataset([p]))[0].empty


def test_a_plan_of_another_field_says_so():
    p = clean_plan(2, random.Random(1))
    for i in p.indicators:
        i["catalog_id"] = ""
        i["name"] = f"Diện tích rừng trồng mới khu {i['ordinal']}"
    findings, _ = audit(dataset([p]))
    told = findings[findings["rule"] == "DOC-OTHER-FIELD"]
    assert len(told) == 1 and "lĩnh vực khác" in told["message"].iloc[0]


def test_a_broken_rule_costs_only_itself(monkeypatch, clean):
    def explode(plan, context):
        raise RuntimeError("boom")
        yield

    rules = load_rules()
    broken = engine.LoadedRule(rules[0].rule, explode, rules[0].meaning)
    monkeypatch.setattr(engine, "load_rules", lambda: (broken, *rules[1:]))
    findings, outcomes = audit(dataset(clean[:2]))
    assert findings.empty
    assert "boom" in outcomes.loc[0, "error"] and not outcomes.loc[1:, "error"].any()


def test_severity_of_the_user_wins_over_that_of_one_outcome(tmp_path: Path):
    """VAL-FLAT calls a short run only info; a person who sets the rule to error means every run."""
    p = clean_plan(4, random.Random(4))
    rows = [i for i in p.indicators if i["catalog_id"] == "GOV.BORDERLESS"]
    rows[1].update(value_min=rows[0]["value_min"])
    file = tmp_path / "c.yaml"
    file.write_text("rules:\n  VAL-FLAT: {severity: error}\n", encoding="utf-8")
    assert audit(dataset([p]))[0].query("rule == 'VAL-FLAT'")["severity"].tolist() == ["info"]
    assert audit(dataset([p]), file)[0].query("rule == 'VAL-FLAT'")["severity"].tolist() == ["error"]


def test_one_file_given_twice_keeps_its_findings():
    p = clean_plan(5, random.Random(3))
    p.tasks[0]["lead_units"] = ""
    p.documents.append({**p.documents[0], "file_name": "again.docx"})
    assert audit(dataset([p]))[0]["rule"].tolist() == ["UNIT-EMPTY-LEAD"]


def test_the_document_holds_the_table_of_rules():
    from pipeline.audit.table import markdown

    text = (Path(__file__).parents[2] / "docs/audit.md").read_text(encoding="utf-8")
    assert text.split("<!-- rules -->")[1].split("<!-- /rules -->")[0].strip() == markdown()


def test_spellings_of_one_length_come_in_one_order():
    """Findings have ids of what they say: an order that changes from run to run would make new ones of old ones."""
    from pipeline.audit.context import Context, Plan, Row
    from pipeline.audit.rules.unit_name_variant import RULE, check

    ways = ["Đảng uỷ", "đảng uỷ", "đảng Uỷ", "Đảng Uỷ", "đảng uỶ"]
    words = Row(table="paragraphs", role="body", text=", ".join(ways))
    plan = Plan(Row(table="documents", document_id="a"), paragraphs=[words])
    unit = Row(table="units", name="Đảng ủy", variants="; ".join(ways))
    (told,) = check(plan, Context([plan], units={"dang uy": unit}, settings=RULE.thresholds))
    assert told.actual == "; ".join(sorted(ways))
