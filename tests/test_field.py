"""Plans of other shapes than the three of the gold set, written for this test, each with its hand-made truth (tests/gold_field).

hac-thanh: head with a tab stop, title on one line, a table of three header rows, "nt", a table of funds. ly-son: no head, targets
of five years, leads merged over rows, start and end of tasks. dak-lak-qd: a decision and the plan it issues, lettered tasks.
"""

from __future__ import annotations

import pytest

from pipeline.evaluate import evaluate_run
from pipeline.options import RunOptions
from pipeline.run import run
from tests.gold_documents import assert_documents
from tests.paths import ROOT, SAMPLES

GOLD = ROOT / "tests" / "gold_field"
FORMATS = (".docx", ".pdf", ".md")


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    out = {}
    for suffix in FORMATS:
        folder = tmp_path_factory.mktemp("field") / suffix[1:]
        assert run(sorted((SAMPLES / "field").glob("*" + suffix)), folder, RunOptions(workers=1, formats=("csv",))).problems == []
        out[suffix] = folder
    return out


@pytest.mark.xdist_group("field")
@pytest.mark.parametrize("suffix", FORMATS)
def test_scores(runs, suffix):
    scores = {s.table: s for s in evaluate_run(runs[suffix], GOLD, suffix).tables}
    assert scores["indicators"].gold > 40 and scores["tasks"].gold == 15 and scores["references"].gold == 9
    assert scores["indicators"].f1_exact >= 0.95
    assert scores["tasks"].f1_exact == 1.0
    assert scores["references"].f1_exact == 1.0


@pytest.mark.xdist_group("field")
@pytest.mark.parametrize("suffix", FORMATS)
def test_document_fields(runs, suffix):
    assert_documents(runs[suffix], GOLD, suffix)


@pytest.mark.xdist_group("field")
@pytest.mark.parametrize("suffix", FORMATS)
def test_sure_records_are_right(runs, suffix):
    scores = evaluate_run(runs[suffix], GOLD, suffix)
    assert scores.sure >= 50 and scores.sure_right / scores.sure >= 0.98
