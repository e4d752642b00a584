"""The notebooks run from the sample data, draw what they promise, and are kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.paths import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert {p.stem for p in NOTEBOOKS} >= {"so-sanh-chi-tieu", "mang-luoi-dan-chieu"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_are_cleared_and_nothing_big_is_defined(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert not cell.source.lstrip().startswith(("def ", "class "))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "figures"), [("so-sanh-chi-tieu", 4), ("mang-luoi-dan-chieu", 3)])
def test_runs_from_the_sample_data(name: str, figures: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    book = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT / "notebooks")}}).execute()
    outputs = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
    assert sum("image/png" in o.get("data", {}) for o in outputs) == figures
    tables = [o["data"]["text/html"] for o in outputs if "text/html" in o.get("data", {})]
    assert all(place in tables[0] for place in ("Võ Nhai", "Đồng Phú", "Thuận An"))
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr" and "Glyph" in o.text]
