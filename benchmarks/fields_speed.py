"""Characters a second of each field on plans' text, beside plain patterns and spaCy's PhraseMatcher over the same names.

usage: python benchmarks/fields_speed.py [TEXT_OR_FOLDER ...]    (default: plans and upper texts of ../shared)

CPU time of one core (wall-clock time beside it, for a machine of one's own), after one pass to load vocabularies; caches of sentences, cells and names are emptied by nothing,
so each text is read once and a marker is put into every paragraph to keep paragraphs different. "plain regex" is what a script would do:
a pattern for symbols, dates, percentages and one alternation of all organisation names; it yields strings, not values.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extractors.text import one_line  # noqa: E402
from schemas import vocab  # noqa: E402

COPIES = 4
BLOCK = 500  # paragraphs


def paragraphs(paths: list[Path]) -> list[str]:
    files = [f for p in paths for f in (sorted([*p.rglob("*.txt"), *p.rglob("*.md")]) if p.is_dir() else [p])]
    lines = [one_line(line) for f in files for line in f.read_text(encoding="utf-8", errors="replace").splitlines()]
    lines = [line for line in lines if line]
    return [f"{line} [{n}.{i}]" for n in range(COPIES) for i, line in enumerate(lines)]


def fields() -> dict[str, Callable[[str], object]]:
    from extractors.fields.deadlines import find_deadlines
    from extractors.fields.references import find_references
    from extractors.fields.spacy_components import find_places
    from extractors.fields.targets import find_targets
    from extractors.fields.units import find_units

    return {
        "references": find_references,
        "deadlines": lambda t: find_deadlines(t, plan_year=2026),
        "targets": find_targets,
        "units": find_units,
        "places": find_places,
    }


def names() -> list[str]:
    return sorted({r["variant"] for r in vocab.rows("unit_variants")}, key=lambda n: (-len(n), n))


def plain() -> Callable[[str], object]:
    found = [
        re.compile(r"\d+[a-z]?(?:/\d{4})?[/-][A-ZĐ][\w&-]*(?:[/-][A-ZĐ][\w-]*)*"),
        re.compile(r"(?:ngày\s+)?\d{1,2}[/-]\d{1,2}[/-]\d{4}|ngày \d{1,2} tháng \d{1,2} năm \d{4}|quý [IV]+/\d{4}|năm \d{4}", re.I),
        re.compile(r"(?:≥|≤|>|<|trên|dưới|đạt|tối thiểu)?\s*\d+(?:[.,]\d+)?\s*%"),
        re.compile("|".join(re.escape(n) for n in names())),
    ]
    return lambda t: [p.findall(t) for p in found]


def phrase_matcher() -> Callable[[str], object]:
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("xx")
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("UNIT", [nlp.make_doc(n) for n in names()])
    return lambda t: matcher(nlp.make_doc(t))


def seconds(texts: list[str], runs: dict[str, Callable[[str], object]]) -> dict[str, list[float]]:
    """CPU and wall-clock seconds of each run over all texts, block by block in turn, so that a change of the clock meets all alike."""
    spent = {name: [0.0, 0.0] for name in runs}
    for at in range(0, len(texts), BLOCK):
        block = texts[at:at + BLOCK]
        for name, run in runs.items():
            cpu, wall = time.process_time(), time.perf_counter()
            for t in block:
                run(t)
            spent[name][0] += time.process_time() - cpu
            spent[name][1] += time.perf_counter() - wall
    return spent


def main() -> None:
    shared = ROOT / "../shared"
    paths = [Path(a) for a in sys.argv[1:]] or [shared / "plans", shared / "upper", shared / "real/text"]
    texts = paragraphs(paths)
    warm, cold = texts[: len(texts) // COPIES], texts[len(texts) // COPIES:]
    size = sum(map(len, cold))
    print(f"{len(texts)} paragraphs, {sum(map(len, texts)):,} characters; {len(names())} organisation names")
    ours = fields()
    beside = {"plain regex, strings only": plain(), "spaCy PhraseMatcher, names only": phrase_matcher()}
    for run in ours.values():
        for t in warm:
            run(t)
    for run in beside.values():
        for t in warm[:200]:
            run(t)
    spent = seconds(cold, ours | beside)
    together = [sum(spent[name][i] for name in ours) for i in (0, 1)]
    print(f"{'million characters a second':34s} {'CPU':>8s} {'wall':>8s} {'times plain regex':>18s}")
    base = spent["plain regex, strings only"][0]
    for name, (cpu, wall) in {**{n: spent[n] for n in ours}, "all fields together": together, **{n: spent[n] for n in beside}}.items():
        print(f"{name:34s} {size / cpu / 1e6:8.2f} {size / wall / 1e6:8.2f} {base / cpu:18.2f}")


if __name__ == "__main__":
    main()
