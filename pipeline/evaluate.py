"""Scores a run against hand-checked gold: F1 for each table and field, calibration, gains and losses by record.

Records are paired one to one by name (best total similarity, scipy's linear_sum_assignment) and helped by year, value and
ordinal; a record is exact when every scored field is right. Gold format: documents.csv and one folder a plan.
"""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from pathlib import Path, PurePath

import numpy as np
import pandas as pd
import regex
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from extractors.text import fold
from pipeline.one import load

MATCHED = 0.72  # name similarity under which two records are not the same one
FIELDS = {
    "indicators": ("name", "year", "comparator", "value_min", "value_max", "unit", "kind", "lead_units", "coordinating_units", "monitoring_units", "catalog_id"),
    "tasks": ("name", "lead_units", "coordinating_units", "output", "deadline_kind", "deadline_start", "deadline_end"),
}
_BONUS = {"indicators": ("year", "value_min", "ordinal"), "tasks": ("ordinal", "section")}
_UNIT_FIELDS = {"lead_units", "coordinating_units", "monitoring_units"}
#: Two ways of writing one body (folded, in this order): abbreviations, and a joint office with or without the council's name.
_ALIASES = tuple((regex.compile(short), long) for short, long in (
    (r"\bhdnd\b", "hoi dong nhan dan"), (r"\bubnd\b", "uy ban nhan dan"), (r"\bmttq\b", "mat tran to quoc"), (r" viet nam\b", ""),
    (r"^van phong (?:hoi dong nhan dan )?(?:va )?uy ban nhan dan", "van phong hoi dong nhan dan va uy ban nhan dan")))


@dataclass(slots=True)
class TableScore:
    """Counts of one table. ``found``: gold records that have a partner; ``exact``: partners that agree in every field but ``catalog_id``;
    ``fields``: share (0–1) of found records in which a field is right.
    """

    table: str
    gold: int
    pred: int
    found: int
    exact: int
    fields: dict[str, float] = field(default_factory=dict)

    @property
    def f1_found(self) -> float:
        """F1 of finding records at all; NaN when there are none on either side."""
        return 2 * self.found / (self.gold + self.pred) if self.gold + self.pred else float("nan")

    @property
    def f1_exact(self) -> float:
        """F1 of records right in every field."""
        return 2 * self.exact / (self.gold + self.pred) if self.gold + self.pred else float("nan")


@dataclass(slots=True)
class Scores:
    """``sure``: records with confidence ≥ 0.9; ``sure_right``: those of them that are exact."""

    tables: list[TableScore]
    sure: int = 0
    sure_right: int = 0
    right: set[str] = field(default_factory=set)  # gold records read exactly, as readable keys


@dataclass(slots=True)
class RunChanges:
    """Gold records, as readable keys, that only the later (``gained``) or only the earlier run (``lost``) reads exactly."""

    gained: list[str]
    lost: list[str]


def evaluate_run(dataset: Path, gold: Path, suffix: str) -> Scores:
    """Scores of a dataset folder against a gold folder; plans that the dataset lacks are left out. ``suffix``: of a plan's file."""
    data = load(dataset)
    out = Scores([])
    total: dict[str, collections.Counter[str]] = {"indicators": collections.Counter(), "tasks": collections.Counter(), "references": collections.Counter()}
    for plan in _read(gold / "documents.csv")["plan"]:
        if not (gold / plan).is_dir():
            continue
        documents = data["documents"]
        rows = documents[documents["file_name"].map(lambda f: PurePath(f).name) == plan + suffix]
        document_id = rows.iloc[0]["document_id"] if len(rows) else "-"  # a plan that was not read counts as missed
        for table, fields in FIELDS.items():
            want = _read(gold / plan / f"{table}.csv")
            got = data[table][data[table]["document_id"] == document_id].reset_index(drop=True)
            _score(plan, table, fields, want, got, total[table], out)
        _references(plan, _read(gold / plan / "references.csv"), data["references"], document_id, total["references"], out)
    for table, c in total.items():
        names = [*FIELDS.get(table, ())]
        out.tables.append(TableScore(table, c["gold"], c["pred"], c["found"], c["exact"], {n: c[f"ok_{n}"] / c["of_" + n] for n in names if c["of_" + n]}))
    return out


def compare_runs(before: Path, after: Path, gold: Path, suffix: str) -> RunChanges:
    """Gold records that only one of two runs reads exactly."""
    a, b = evaluate_run(before, gold, suffix).right, evaluate_run(after, gold, suffix).right
    return RunChanges(sorted(b - a), sorted(a - b))


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig") if path.exists() else pd.DataFrame()


def _score(plan: str, table: str, fields: tuple[str, ...], gold: pd.DataFrame, pred: pd.DataFrame, c: collections.Counter[str], out: Scores) -> None:
    pairs = dict(_align(pred, gold, _BONUS[table]))
    optional = {i for i, g in enumerate(gold.to_dict("records")) if g.get("optional", "")}
    c["gold"] += len(gold) - len(optional)
    c["pred"] += len(pred) - sum(i in optional for i in pairs)
    right_of_pred: dict[int, bool] = {}
    for i, j in pairs.items():
        g, p = gold.iloc[i], pred.iloc[j]
        bad = [f for f in fields if f in gold and not _same(f, p.get(f, ""), g.get(f, "")) and not (f == "catalog_id" and not g[f])]
        exact = not [f for f in bad if f != "catalog_id"]
        right_of_pred[j] = exact
        if i in optional:
            continue
        c["found"] += 1
        c["exact"] += exact
        for f in fields:
            if f in gold and (f != "catalog_id" or g[f]):
                c["of_" + f] += 1
                c["ok_" + f] += f not in bad
        if exact:
            out.right.add(f"{plan} {table} {g.get('ordinal', '')} {g['name'][:60]} {g.get('year', '')}".strip())
    for j, p in enumerate(pred.to_dict("records")):
        if float(p.get("confidence") or 0) >= 0.9:
            out.sure += 1
            out.sure_right += right_of_pred.get(j, False)


def _references(plan: str, gold: pd.DataFrame, pred: pd.DataFrame, document_id: str, c: collections.Counter[str], out: Scores) -> None:
    rows = pred[(pred["document_id"] == document_id) & (pred["status"] != "self") & (pred["symbol"] != "")]
    got = collections.Counter(rows["symbol"])
    want = {r["symbol"]: int(r["mentions"]) for r in gold.to_dict("records")}
    hits = {s: min(got[s], n) for s, n in want.items()}
    c["gold"] += sum(want.values())
    c["pred"] += sum(got.values())
    c["found"] += sum(hits.values())
    c["exact"] += sum(hits.values())
    out.right |= {f"{plan} references {s} {n + 1}" for s, k in hits.items() for n in range(k)}


def _align(pred: pd.DataFrame, gold: pd.DataFrame, bonus: tuple[str, ...]) -> list[tuple[int, int]]:
    if pred.empty or gold.empty:
        return []
    m = np.zeros((len(gold), len(pred)))
    got = pred.to_dict("records")
    for i, g in enumerate(gold.to_dict("records")):
        for j, p in enumerate(got):
            s = _similarity(p.get("name", ""), g["name"])
            if s >= MATCHED:
                m[i, j] = s + sum(0.05 for f in bonus if _same(f, p.get(f, ""), g.get(f, "")))
    rows, cols = linear_sum_assignment(-m)
    return [(int(i), int(j)) for i, j in zip(rows, cols, strict=True) if m[i, j] > 0]


def _similarity(a: str, b: str) -> float:
    a, b = fold(a), fold(b)
    return (fuzz.ratio(a, b) + fuzz.token_set_ratio(a, b)) / 200 if a and b else 0.0


def _same(name: str, got: str, want: str) -> bool:
    got, want = str(got), str(want)
    if name in _UNIT_FIELDS:
        return _units(got) == _units(want)
    if name in ("value_min", "value_max", "year"):
        return _number(got) == _number(want)
    if name == "unit":
        return fold(got) == fold(want) or ("%" in want and got.startswith("%"))
    if name in ("output", "note", "deadline_raw"):
        return fold(got) == fold(want) or fuzz.ratio(fold(got), fold(want)) >= 97
    if name == "name":
        return fuzz.ratio(fold(got), fold(want)) >= 97 or fold(want) in fold(got)
    return got.strip() == want.strip()


def _number(text: str) -> float | str | None:
    if not text.strip():
        return None
    try:
        return round(float(text.replace(",", ".")), 6)
    except ValueError:
        return text


def _units(cell: str) -> frozenset[str]:
    """Folded unit names, abbreviations written out; generic groups are one mark; a trailing level ("xã", "phường") does not tell units apart."""
    out = set()
    for name in map(fold, cell.split(";")):
        if not name:
            continue
        if regex.match(r"(?:cac|nhung|toan the) ", name):
            out.add("<generic>")
            continue
        for short, long in _ALIASES:
            name = short.sub(long, name)
        out.add(regex.sub(r" (?:xa|phuong|cap xa)$", "", name))
    return frozenset(out)
