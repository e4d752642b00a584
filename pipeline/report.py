"""Joins the dataset with comparison and audit: fills the tables ``comparison``, ``findings`` and ``rules``."""

from __future__ import annotations

from pipeline.audit.engine import audit
from pipeline.compare import compare
from pipeline.options import RunOptions
from schemas.dataset import Dataset, frame


def compare_and_audit(dataset: Dataset, options: RunOptions) -> None:
    """Adds ``comparison``, ``findings`` and ``rules`` in place. ``options.upper`` names the upper-level plans among the inputs."""
    names = {p.name for p in options.upper}
    documents = dataset["documents"]
    uppers = [d for d, f in zip(documents["document_id"], documents["file_name"], strict=True) if f in names]
    dataset["comparison"] = frame("comparison", compare(dataset, uppers).to_dict("records"))
    findings, rules = audit(dataset, options.audit_config, uppers=uppers)
    dataset["findings"] = frame("findings", findings.to_dict("records"))
    dataset["rules"] = frame("rules", rules.to_dict("records"))
