"""Parquet, one file a table; the same columns as the CSV with their types."""

from __future__ import annotations

import io
from pathlib import Path

from pipeline.export.atomic import write_bytes
from schemas.dataset import Dataset


def write(dataset: Dataset, out: Path) -> list[Path]:
    """``<table>.parquet``; zstd; no timestamps inside, so that equal data give equal bytes."""
    paths = []
    for name, table in dataset.items():
        buffer = io.BytesIO()
        table.to_parquet(buffer, index=False, compression="zstd", engine="pyarrow")
        path = out / f"{name}.parquet"
        write_bytes(path, buffer.getvalue())
        paths.append(path)
    return paths
