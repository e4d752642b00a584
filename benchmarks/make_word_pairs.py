"""Counts neighbouring words in texts that are right, for telling ổ from ố in poor scans: writes schemas/vocabulary/word_pairs.csv.

    python benchmarks/make_word_pairs.py TEXT... [--least 2] --source "57-NQ/TW; 03/NQ-CP"
"""

from __future__ import annotations

import argparse
import csv
import sys
import unicodedata
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import regex

sys.path.insert(0, str(Path(__file__).parents[1]))
from extractors.text import new_tones
from schemas import vocab


def count(texts: list[Path]) -> Counter[tuple[str, str]]:
    """Pairs of words with nothing but blanks between them."""
    out: Counter[tuple[str, str]] = Counter()
    for path in texts:
        words = regex.findall(r"\p{L}++|[^\p{L}\s]", new_tones(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).lower()))
        out.update((a, b) for a, b in pairwise(words) if a.isalpha() and b.isalpha())
    return out


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("text", type=Path, nargs="+")
    p.add_argument("--least", type=int, default=2, help="how often a pair must stand in the texts")
    p.add_argument("--source", required=True)
    p.add_argument("--out", type=Path, default=vocab.FOLDER / "word_pairs.csv")
    a = p.parse_args()
    found = {f"{x} {y}": (a.source, date.today().isoformat()) for (x, y), n in count(a.text).items() if n >= a.least}
    if a.out.exists():  # rows of other sources stay
        with a.out.open(encoding="utf-8", newline="") as f:
            found |= {r["pair"]: (r["source"], r["date"]) for r in csv.DictReader(f) if r["source"] != a.source}
    with a.out.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(("pair", "source", "date"))
        writer.writerows((pair, *found[pair]) for pair in sorted(found))
    print(f"{len(found)} pairs: {a.out}")


if __name__ == "__main__":
    main()
