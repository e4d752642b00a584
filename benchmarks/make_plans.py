"""Writes N synthetic plans with their truth: ``python -m benchmarks.make_plans 100 --out /tmp/plans --kinds docx,pdf,scan``.

OUT/files/ holds ``00000.docx``, ``00000.pdf``, ``00000-scan.pdf``; OUT/gold/ the truth in the form that ``kehoach evaluate`` reads:
``kehoach evaluate OUT/gold --dataset DATASET --suffix .docx``. The same seed gives the same plans.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from random import Random

from benchmarks.plans.content import Plan, plan
from benchmarks.plans.write import docx, pdfs, scan


def make(n: int, out: Path, kinds: tuple[str, ...] = ("docx",), seed: int = 57, size: str = "normal", start: int = 0) -> None:
    files, gold = out / "files", out / "gold"
    files.mkdir(parents=True, exist_ok=True)
    documents, word = [], out / "files" if "docx" in kinds else out / "docx"
    word.mkdir(exist_ok=True)
    for k in range(start, start + n):
        made = plan(seed, k, size)
        (word / f"{made.name}.docx").write_bytes(docx(made))
        documents.append(made.document)
        _write_truth(gold / made.name, made)
    _csv(gold / "documents.csv", documents)
    names = [f"{k:05d}" for k in range(start, start + n)]
    if {"pdf", "scan"} & set(kinds):
        paper = files if "pdf" in kinds else out / "pdf"
        paper.mkdir(exist_ok=True)
        pdfs((word / f"{x}.docx" for x in names), paper)
        for x in names if "scan" in kinds else ():
            scan(paper / f"{x}.pdf", files / f"{x}-scan.pdf", Random(f"{seed}/{x}"))


def _write_truth(folder: Path, made: Plan) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _csv(folder / "indicators.csv", made.indicators)
    _csv(folder / "tasks.csv", made.tasks)
    _csv(folder / "references.csv", [
        {"symbol": symbol, "mentions": str(count), "type": kind, "date": "-".join(f"{int(x):02d}" for x in reversed(day.split("/"))), "issuer": issuer}
        for (kind, symbol, day, issuer), count in sorted(made.mentions.items())])


def _csv(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]) if rows else ["empty"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("n", type=int)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kinds", default="docx", help="comma-separated: docx, pdf, scan")
    parser.add_argument("--seed", type=int, default=57)
    parser.add_argument("--size", choices=("small", "normal", "large"), default="normal")
    given = parser.parse_args()
    make(given.n, given.out, tuple(given.kinds.split(",")), given.seed, given.size)


if __name__ == "__main__":
    main()
