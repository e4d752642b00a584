"""The second corpus (written without sight of the code) stays right; its history is in docs/blind_score.md."""

from __future__ import annotations

import pytest

from tests.blind_score import CHECKS, results


@pytest.mark.parametrize("field", CHECKS)
def test_blind_corpus(field: str) -> None:
    scored = list(results(field))
    assert len(scored) >= 30
    assert {words: faults for words, faults in scored if faults} == {}
