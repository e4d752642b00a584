"""Ways to match an indicator's name to the catalogue, compared: precision, coverage and speed.

usage: python benchmarks/indicator_matching.py [GOLD_DIR]

Threshold and margin of every method are chosen on the tuning split (names of the gold plans, when GOLD_DIR is there, and
the entries of tests/corpus/indicators.yml without ``held_out``): the pair with the best coverage at precision ≥ 0.98.
Held-out names are then scored with that pair. precision = right / (right + wrong + matched though nothing fits);
coverage = right / names that have an indicator. Needs nothing beyond the package's own dependencies.
"""

from __future__ import annotations

import csv
import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractors.fields import indicators as fields  # noqa: E402
from extractors.fields.indicator_names import kind_in_name, normal_name, unit_kind  # noqa: E402
from extractors.fields.tfidf import TfIdf, char_ngrams, word_ngrams  # noqa: E402
from extractors.text import clean, fold  # noqa: E402
from schemas import vocab  # noqa: E402

Case = dict[str, str]
Scores = dict[str, float]


def cases(gold: Path) -> dict[str, list[Case]]:
    corpus = yaml.safe_load((ROOT / "tests/corpus/indicators.yml").read_text(encoding="utf-8"))
    tuning: list[Case] = [c for c in corpus if not c.get("held_out")]
    seen = set()
    for path in sorted(gold.glob("*/indicators.csv")):
        with path.open(encoding="utf-8-sig", newline="") as f:
            for r in csv.DictReader(f):
                key = (r["name"], r["unit"], r["qualifier"])
                if key not in seen:
                    seen.add(key)
                    tuning.append({"name": r["name"], "id": r["catalog_id"], "unit": r["unit"], "qualifier": r["qualifier"]})
    return {
        "tuning": tuning,
        "held out": [c for c in corpus if c.get("held_out") and not c.get("blind")],
        "blind": [c for c in corpus if c.get("blind")],
    }


def wordings() -> list[tuple[str, str]]:
    out = [(r["canonical_id"], r["canonical_name_vi"]) for r in vocab.rows("indicators")]
    return out + [(r["canonical_id"], r["variant"]) for r in vocab.rows("indicator_variants")]


def best_of(ids: list[str], values: np.ndarray | list[float]) -> Scores:
    out: Scores = {}
    for i, v in zip(ids, values, strict=True):
        if v > out.get(i, 0.0):
            out[i] = float(v)
    return out


def methods() -> dict[str, Callable[[Case], Scores]]:
    from rapidfuzz import fuzz, process
    from underthesea import word_tokenize

    known = wordings()
    ids, texts = [i for i, _ in known], [t for _, t in known]
    folded = [fold(t) for t in texts]

    def segmented(text: str) -> list[str]:
        return [fold(w).replace(" ", "_") for w in word_tokenize(clean(text)) if fold(w)]

    def with_generation(c: Case) -> str:
        g = fields._GENERATION.search(c.get("qualifier", ""))
        return f"{c['name']} {g.group()}" if g else c["name"]

    raw_char = TfIdf([f.split() for f in folded], char_ngrams)
    char = TfIdf([normal_name(t).content for t in texts], char_ngrams)
    word = TfIdf([normal_name(t).content for t in texts], word_ngrams)
    segments = TfIdf([segmented(t) for t in texts], lambda w: w)
    segment_pairs = TfIdf([segmented(t) for t in texts], word_ngrams)

    def fuzzy(scorer: Callable[..., float]) -> Callable[[Case], Scores]:
        return lambda c: best_of(ids, process.cdist([fold(with_generation(c))], folded, scorer=scorer)[0] / 100)

    def admitted(c: Case) -> dict[str, tuple[int, ...]]:
        name = normal_name(with_generation(c))
        kind = unit_kind(c.get("unit", "")) if c.get("unit") else kind_in_name(name)
        return {e.id: e.variants for e in fields.admitted(name, kind)}

    def ruled(similar: Callable[[Case, list[int]], np.ndarray]) -> Callable[[Case], Scores]:
        def score(c: Case) -> Scores:
            rows = [(i, v) for i, vs in admitted(c).items() for v in vs]
            return best_of([i for i, _ in rows], similar(c, [v for _, v in rows])) if rows else {}
        return score

    def content(c: Case) -> tuple[str, ...]:
        return normal_name(with_generation(c)).content

    return {
        "rapidfuzz token_set_ratio": fuzzy(fuzz.token_set_ratio),
        "rapidfuzz token_sort_ratio": fuzzy(fuzz.token_sort_ratio),
        "rapidfuzz WRatio": fuzzy(fuzz.WRatio),
        "char TF-IDF, names as written": lambda c: best_of(ids, raw_char.similarities(fold(with_generation(c)).split())),
        "char TF-IDF, normalised": lambda c: best_of(ids, char.similarities(content(c))),
        "syllable TF-IDF, normalised": lambda c: best_of(ids, word.similarities(content(c))),
        "underthesea words TF-IDF": lambda c: best_of(ids, segments.similarities(segmented(with_generation(c)))),
        "underthesea words + pairs TF-IDF": lambda c: best_of(ids, segment_pairs.similarities(segmented(with_generation(c)))),
        "rules alone": lambda c: dict.fromkeys(admitted(c), 1.0),
        "rules + syllable TF-IDF": ruled(lambda c, rows: word.similarities(content(c), rows)),
        "rules + underthesea TF-IDF": ruled(lambda c, rows: segments.similarities(segmented(with_generation(c)), rows)),
        "rules + rapidfuzz token_sort": ruled(
            lambda c, rows: np.array([fuzz.token_sort_ratio(fold(c["name"]), folded[r]) / 100 for r in rows])
        ),
        "rules + char TF-IDF": ruled(lambda c, rows: char.similarities(content(c), rows)),
    }


def decide(scores: Scores, least: float, margin: float) -> str:
    ranked = sorted(scores.items(), key=lambda s: -s[1])
    if not ranked or ranked[0][1] < least:
        return ""
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0] if ranked[0][1] - second >= margin else ""


def measure(found: list[tuple[str, str]]) -> tuple[float, float]:
    """(precision, coverage) of (got, wanted) pairs."""
    right = sum(g == w != "" for g, w in found)
    given, wanted = sum(g != "" for g, _ in found), sum(w != "" for _, w in found)
    return right / given if given else 1.0, right / wanted if wanted else 1.0


def tune(scored: list[tuple[Scores, str]]) -> tuple[float, float]:
    grid = itertools.product([x / 20 for x in range(4, 20)], [0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2])
    options = []
    for least, margin in grid:
        precision, coverage = measure([(decide(s, least, margin), w) for s, w in scored])
        options.append((precision >= 0.98, coverage if precision >= 0.98 else precision, least, margin))
    best = max(options, key=lambda o: (o[0], o[1], -o[3], -o[2]))
    return best[2], best[3]


def main() -> None:
    splits = cases(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "../shared/gold")
    print("names: " + ", ".join(f"{k} {len(v)} ({sum(not c['id'] for c in v)} match nothing)" for k, v in splits.items()))
    print(f"{'method':36s} score margin " + " ".join(f"{k + ' P':>12s} {k + ' C':>12s}" for k in splits) + f" {'names/s':>9s}")
    everything = [c for s in splits.values() for c in s]
    for name, score in methods().items():
        least, margin = tune([(score(c), c["id"]) for c in splits["tuning"]])
        start = time.process_time()
        for c in everything:
            score(c)
        speed = len(everything) / (time.process_time() - start)
        cells = []
        for split in splits.values():
            p, k = measure([(decide(score(c), least, margin), c["id"]) for c in split])
            cells.append(f"{p:12.3f} {k:12.3f}")
        print(f"{name:36s} {least:5.2f} {margin:6.2f} " + " ".join(cells) + f" {speed:9.0f}")
    got = {k: measure([(fields.match_indicator(c["name"], unit=c.get("unit", ""), qualifier=c.get("qualifier", ""),
                                               section=c.get("section", "")).catalog_id, c["id"]) for c in v]) for k, v in splits.items()}
    print(f"{'match_indicator (as used)':36s} {fields.MIN_SCORE:5.2f} {fields.MIN_MARGIN:6.2f} " + " ".join(f"{p:12.3f} {k:12.3f}" for p, k in got.values()))
    names = [f"{t} {n}" for n in range(10) for _, t in wordings()]
    start = time.process_time()
    for n in names:
        fields.match_indicator(n, unit="%")
    print(f"match_indicator: {len(names) / (time.process_time() - start):.0f} different names/s (one core, nothing cached)")


if __name__ == "__main__":
    main()
