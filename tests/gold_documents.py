"""What a run says of whole documents, beside the gold set's ``documents.csv``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.one import load

#: column of the dataset -> column of the gold table
FIELDS = {"symbol": "number", "symbol_status": "number_status", "issued_on": "issued_on", "issuer": "issuer", "commune": "commune", "province": "province", "signer": "signer", "doc_type": "type"}


def assert_documents(dataset: Path, gold: Path, suffix: str) -> None:
    """Every document of the gold set was read with each of ``FIELDS`` as it stands there."""
    got = load(dataset)["documents"].set_index("file_name")
    wanted = pd.read_csv(gold / "documents.csv", dtype=str, keep_default_na=False).to_dict("records")
    assert wanted
    for want in wanted:
        row = got.loc[want["plan"] + suffix]
        assert {mine: row[mine] for mine in FIELDS} == {mine: want[theirs] for mine, theirs in FIELDS.items()}
