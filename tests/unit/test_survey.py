"""Plans judged in parts, in workers, killed in between: the same findings as all at once. What is known of all plans stays slim."""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

import pytest

from pipeline import report, spread
from pipeline.audit.context import Plan, plans_of, prepare, series_key
from pipeline.audit.engine import audit
from pipeline.audit.peers import Peers
from pipeline.compare import compare
from pipeline.export.csv import to_csv
from pipeline.isolate import workplace
from pipeline.options import RunOptions
from pipeline.store import StoredDataset
from pipeline.survey import parts, survey
from pipeline.uppers import upper_documents
from schemas.dataset import TABLES, frame
from schemas.targets import bound
from tests.audit_makers import clean_plan, dataset


def plans(n: int = 32) -> dict:
    """Plans with faults, some of a province, one given twice under two names, one sent as another file."""
    rng = random.Random(5)
    made = []
    for k in range(n):
        p = clean_plan(k, rng)
        if k % 7 == 0:
            p.tasks[0]["lead_units"] = ""
        if k % 5 == 0:
            p.indicators[k % len(p.indicators)]["value_min"] = 3.0
        if k % 20 == 3:
            p.documents[0].update(issuer_level="province", commune="")
        made.append(p)
    tables = dataset(made)
    rows = {t: tables[t].to_dict("records") if t in tables else [] for t in TABLES}
    rows["documents"].append({**rows["documents"][4], "file_name": "lan-hai.pdf", "duplicate_of": rows["documents"][4]["file_name"]})
    return {t: frame(t, [{k: v for k, v in r.items() if k in TABLES[t].columns} for r in rows[t]]) for t in TABLES}


def stored(tables: dict, folder: Path) -> StoredDataset:
    folder.mkdir()
    out = StoredDataset(folder)
    for name, table in tables.items():
        out[name] = table
    return out


def text(tables: dict) -> dict[str, str]:
    return {t: to_csv(frame(t, tables[t].to_dict("records"))) for t in ("comparison", "findings", "rules")}


@pytest.fixture(scope="module")
def whole() -> tuple[dict, dict[str, str]]:
    tables = plans()
    findings, rules = audit(tables)
    assert len(findings) > 10 and not rules["error"].any()
    return tables, text({"comparison": compare(tables), "findings": findings, "rules": rules})


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_parts_give_what_all_at_once_gives(size: int, whole: tuple, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "SMALLEST", size)
    monkeypatch.setattr(report, "LARGEST", size)
    data = stored(whole[0], tmp_path / "d")
    report.compare_and_audit(data, RunOptions())
    assert text(data) == whole[1]
    assert not (tmp_path / "d/parts").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="fork")
def test_workers_that_are_killed_change_nothing(whole: tuple, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "SMALLEST", 5)
    data = stored(whole[0], tmp_path / "d")
    right, parent = report.Judge.__call__, os.getpid()

    def dies(self: report.Judge, part: object) -> bytes:
        if os.getpid() != parent and (part.number == 3 or not (tmp_path / f"{part.number}").exists()):  # type: ignore[attr-defined]
            (tmp_path / f"{part.number}").touch()  # type: ignore[attr-defined]
            os.kill(os.getpid(), signal.SIGKILL)
        return right(self, part)  # type: ignore[arg-type]

    monkeypatch.setattr(report.Judge, "__call__", dies)
    with workplace() as folder:
        report.compare_and_audit(data, RunOptions(), spread.workers(2, folder))
    assert text(data) == whole[1], "one part is never done by a worker: the parent does it"


def test_the_same_bytes_under_two_names_count_once(whole: tuple) -> None:
    tables, told = whole
    ident = tables["documents"]["document_id"].iloc[4]
    assert told["comparison"].count(ident), "they were compared"
    assert told["findings"].count("“lan-hai.pdf” là cùng một kế hoạch với") == 1
    alone = {t: tables[t][tables[t]["file_name"] != "lan-hai.pdf"] if t == "documents" else tables[t] for t in tables}
    assert text({"comparison": compare(alone), "findings": audit(alone)[0], "rules": audit(alone)[1]})["comparison"] == told["comparison"]


def test_parts_refuse_rows_out_of_order(whole: tuple, tmp_path: Path) -> None:
    tables = dict(whole[0])
    tables["tasks"] = tables["tasks"].iloc[::-1].reset_index(drop=True)
    data = stored(tables, tmp_path / "d")
    with pytest.raises(ValueError, match="tasks: rows are not in the order"):
        parts(data, survey(data), 10)


def test_peers_keep_the_two_best_places_and_the_spread(whole: tuple) -> None:
    everyone = plans_of(prepare(whole[0]))
    peers, values = Peers(), {}
    for p in everyone:
        peers.add(p)
        for i in p.indicators:
            if i.catalog_id and i.year is not None and i.kind == "quantity" and i.unit == "%" and bound(i, "up") is not None:
                values.setdefault(((p.level, *series_key(i)), i.year), []).append((p, bound(i, "up")))
    assert peers.best
    for at, best in peers.best.items():
        ranked = sorted(values[at], key=lambda x: -x[1])
        other = [x for x in ranked if x[0].where_from != ranked[0][0].where_from]
        assert [(p.where_from, v) for p, _, v in best] == [(p.where_from, v) for p, v in [ranked[0], *other[:1]]]
        assert peers.spread(*at)[0] == len({p.where_from for p, _ in values[at]})
        assert all(not p.indicators for p, *_ in best), "no plan is held with its records"
    assert peers.spread(("commune", "x", "", ""), 2030) == (0, 0.0, 0.0)


def test_uppers_are_found_by_citation_and_province_as_by_looking_at_all(whole: tuple) -> None:
    tables = prepare(whole[0])
    found = upper_documents(tables)
    documents = {p.id: p.info for p in plans_of(tables)}
    rank = {"national": 3, "province": 2, "commune": 1}
    cited = {i: {r.symbol for r in tables["references"] if r.document_id == i and r.status != "self"} for i in documents}
    for ident, d in documents.items():
        slow = [u.document_id for u in documents.values() if rank.get(u.issuer_level, 0) > rank.get(d.issuer_level, 9)
                and (u.symbol in cited[ident] and (u.issuer_level != "province" or u.province == d.province) or u.issuer_level == "province" and u.province == d.province)]
        assert found[ident] == slow
    assert any(found.values())
    assert Plan(documents[next(iter(documents))]).copies == []
