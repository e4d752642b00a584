"""Seeded errors: clean made plans, errors of every kind planted at known places, untouched twins; precision and recall by rule.

usage: python benchmarks/audit_seeded.py [--errors 3000] [--batch 100] [--seed 1]

Right: the rule fires at the record or place of the planted error, or is one that the same change rightly causes (``also``) in
that plan. Everything else that fires, in plans with errors and in the untouched twins, is false.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.audit.engine import audit
from tests.audit_faults import FAULTS
from tests.audit_makers import MadePlan, clean_plan, dataset


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    a.add_argument("--errors", type=int, default=3000)
    a.add_argument("--batch", type=int, default=100, help="plans with errors in one audit, with as many untouched twins")
    a.add_argument("--each", type=int, default=3, help="errors in one plan")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--show", action="store_true", help="print false and missed ones")
    o = a.parse_args()
    rng = random.Random(o.seed)
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    false: Counter[str] = Counter()
    seconds, n, kinds = 0.0, 0, list(FAULTS)
    queue: list = []
    while sum(planted.values()) < o.errors:
        plans: list[MadePlan] = []
        expected: dict[str, list[tuple[str, str, frozenset[str], set[str]]]] = {}
        for _ in range(o.batch):
            plan = clean_plan(n, rng)
            twin = clean_plan(n + 1, rng)
            n += 2
            plans += [plan, twin]
            expected[plan.id] = []
            for _ in range(o.each):
                if not queue:
                    queue = rng.sample(kinds, len(kinds))
                fault = next((f for f in queue if not (f.whole and "whole" in plan.used) and f.name not in plan.used), None)
                if fault is None:
                    continue
                place = fault.plant(plan, rng)
                if place is None:
                    continue
                queue.remove(fault)
                plan.used |= {fault.name} | ({"whole"} if fault.whole else set())
                expected[plan.id].append((fault.name, fault.rule, fault.also, set(place) if isinstance(place, tuple) else {place}))
                planted[fault.rule] += 1
        start = time.monotonic()
        findings, outcomes = audit(dataset(plans))
        seconds += time.monotonic() - start
        assert not outcomes["error"].any(), outcomes.loc[outcomes["error"] != "", ["rule", "error"]]
        _count(findings, expected, found, fired, false, o.show)
    _table(planted, found, fired, false, seconds, n)


def _count(findings, expected, found, fired, false, show) -> None:  # type: ignore[no-untyped-def]
    hit: set[tuple[str, int]] = set()
    for f in findings.to_dict("records"):
        fired[f["rule"]] += 1
        mine = expected.get(f["document_id"], [])
        places = {f["record_id"], f"block:{f['block']}", "*"}
        right = [k for k, (_, rule, _, where) in enumerate(mine) if rule == f["rule"] and where & places]
        hit |= {(f["document_id"], k) for k in right}
        if not right and not any(f["rule"] in also for _, _, also, _ in mine):
            false[f["rule"]] += 1
            if show:
                print("false ", f["rule"], [m[0] for m in mine], f["message"][:160])
    for document, faults in expected.items():
        for k, (name, rule, _, where) in enumerate(faults):
            found[rule] += (document, k) in hit
            if show and (document, k) not in hit:
                print("missed", rule, name, document, where, [m[0] for m in faults])


def _table(planted, found, fired, false, seconds, n) -> None:  # type: ignore[no-untyped-def]
    print(f"{'rule':<24}{'planted':>9}{'found':>7}{'recall':>8}{'fired':>7}{'false':>7}{'precision':>11}")
    for rule in sorted(set(planted) | set(fired)):
        recall = f"{found[rule] / planted[rule]:.3f}" if planted[rule] else "-"
        precision = f"{1 - false[rule] / fired[rule]:.3f}" if fired[rule] else "-"
        print(f"{rule:<24}{planted[rule]:>9}{found[rule]:>7}{recall:>8}{fired[rule]:>7}{false[rule]:>7}{precision:>11}")
    total, right = sum(planted.values()), sum(found.values())
    print(f"{len(planted)} rules, {len(FAULTS)} kinds of error; {total} planted, recall {right / total:.3f}; {sum(fired.values())} fired, "
          f"precision {1 - sum(false.values()) / max(1, sum(fired.values())):.3f}; {n} plans in {seconds:.1f} s")


if __name__ == "__main__":
    main()
