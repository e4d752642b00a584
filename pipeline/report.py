"""Joins the dataset with comparison and audit: fills the tables ``comparison`` and ``findings``."""

from __future__ import annotations

from pipeline.options import RunOptions
from schemas.dataset import Dataset


def compare_and_audit(dataset: Dataset, options: RunOptions) -> None:
    """Adds ``comparison`` and ``findings`` in place."""
