"""What a report shows, as plain rows made from the dataset's tables once: workbook, HTML and calendar read the same.

Everything is text as the CSV has it; numbers are read where a chart or a sheet needs them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import regex

from pipeline.reports.labels import WORST_FIRST
from schemas.targets import catalogue, show

Row = dict[str, str]
#: Sorts errors before warnings before notes.
_ORDER = {"error": 0, "warning": 1, "info": 2}
#: The one part of a message that depends on the format of the file.
_PAGE = regex.compile(r",? trang \d+")


@dataclass(slots=True)
class Plan:
    """One document with what is counted over it. ``repeats``: the document it is a copy of (shown once, counted once)."""

    row: Row
    place: str
    label: str  # place, with the file's name where a place has several plans
    repeats: str = ""
    severities: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    have: int = 0
    expected: int = 0

    @property
    def id(self) -> str:
        return self.row["document_id"]

    @property
    def province(self) -> str:
        return self.row.get("province", "")


@dataclass(slots=True)
class MatrixCell:
    """One indicator of one plan in one year. ``text``: the target as written, "" where it is missing.

    ``against``: one comparison row for each upper target. ``records``: the plan's own indicator rows.
    """

    text: str
    verdict: str
    against: list[Row]
    records: list[Row]
    number: float | None = None


@dataclass(slots=True)
class Indicator:
    """One row of the matrix. ``uppers``: (label, target as written, number or None) of every upper target of that year."""

    catalog_id: str
    name: str
    year: str
    unit: str
    pillar: str
    direction: str
    uppers: list[tuple[str, str, float | None]]
    cells: dict[str, MatrixCell]


@dataclass(slots=True)
class Report:
    plans: list[Plan]
    findings: list[Row]
    matrix: list[Indicator]
    deadlines: list[Row]
    references: list[Row]
    units: list[Row]
    rules: list[Row]
    pillars: list[str]
    coverage: dict[tuple[str, str], tuple[int, int, str]]  # (document, pillar) -> have, expected, missing ids
    catalogue_names: dict[str, str]
    missing_tables: list[str] = field(default_factory=list)

    def plan(self, document_id: str) -> Plan | None:
        return next((p for p in self.plans if p.id == document_id), None)


def rows(table: Any) -> list[Row]:
    """A frame (typed, or as read from CSV) as rows of text; what is not there is ""."""
    if table is None or not len(table):
        return []
    columns = {c: [_text(v) for v in table[c].tolist()] for c in table.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value is True or value is False:
        return "1" if value is True else ""
    if str(value) in ("<NA>", "NaT", "nan"):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def build(tables: Mapping[str, Any], *, coverage: Any = None, duplicates: Mapping[str, str] | None = None) -> Report:
    """The report's rows. ``coverage``: frame of ``compare.coverage``; ``duplicates``: document → the one it repeats."""
    data = {name: rows(tables.get(name)) for name in ("documents", "indicators", "tasks", "deadlines", "references", "units", "comparison", "findings", "rules")}
    plans = _plans(data["documents"], duplicates or {})
    by_id = {p.id: p for p in plans}
    for table in ("indicators", "tasks", "deadlines", "references"):
        for r in data[table]:
            if r["document_id"] in by_id:
                by_id[r["document_id"]].records[table] += 1
    findings = _told_once([f for f in data["findings"] if f["document_id"] in by_id or not f["document_id"]], by_id)
    for f in findings:
        if f["document_id"]:
            by_id[f["document_id"]].severities[f["severity"]] += 1
    findings.sort(key=lambda f: (_place_key(by_id.get(f["document_id"])), _ORDER.get(f["severity"], 9), int(f.get("page") or 0), f["rule"], f["finding_id"]))
    indicators = {i["indicator_id"]: i for i in data["indicators"]}
    matrix = _matrix(data["comparison"], indicators, by_id)
    covered = {(r["document_id"], r["pillar"]): (int(r["have"]), int(r["expected"]), r["missing"]) for r in rows(coverage)}
    for (ident, _), (have, expected, _m) in covered.items():
        if ident in by_id:
            by_id[ident].have += have
            by_id[ident].expected += expected
    return Report(
        plans, findings, matrix, _deadlines(data, by_id), _references(data["references"], by_id), _units(data), data["rules"],
        sorted({p for _, p in covered}), covered, {k: r.get("canonical_name_vi", k) for k, r in catalogue().items()},
        [t for t in ("comparison", "findings", "rules") if tables.get(t) is None],
    )


def _told_once(findings: list[Row], plans: Mapping[str, Plan]) -> list[Row]:
    """Of a file that repeats another only what was not found there: a plan that came as DOCX and PDF has its faults once."""
    told = {(f["document_id"], f["rule"], _PAGE.sub("", f["message"])) for f in findings}
    firsts = {p.id: p.repeats for p in plans.values() if p.repeats}
    return [f for f in findings if (firsts.get(f["document_id"]), f["rule"], _PAGE.sub("", f["message"])) not in told]


def _plans(documents: list[Row], duplicates: Mapping[str, str]) -> list[Plan]:
    seen: set[str] = set()
    out = []
    for d in documents:
        if d["document_id"] in seen:  # the same bytes under another name: its records are those of the first
            continue
        seen.add(d["document_id"])
        place = d.get("commune") or d.get("province") or d.get("issuer") or d["file_name"]
        out.append(Plan(d, place, place, duplicates.get(d["document_id"], d.get("duplicate_of", ""))))
    counts = Counter((p.province, p.place) for p in out if not p.repeats)
    for p in out:
        if counts[p.province, p.place] > 1 or p.repeats:
            p.label = f"{p.place} ({p.row['file_name']})"
    return sorted(out, key=_place_key)


def _place_key(p: Plan | None) -> tuple[str, ...]:
    from extractors.text import fold

    return (fold(p.province), fold(p.place), p.row["file_name"]) if p else ("~",)


def _matrix(comparison: list[Row], indicators: dict[str, Row], plans: dict[str, Plan]) -> list[Indicator]:
    grouped: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for r in comparison:
        if r["catalog_id"] and r["document_id"] in plans:
            grouped[r["catalog_id"], r["year"]][r["document_id"]].append(r)
    out = []
    for (ident, year), by_plan in grouped.items():
        entry = catalogue().get(ident, {})
        cells = {document: _cell(against, indicators) for document, against in by_plan.items()}
        for document, cell in cells.items():
            plans[document].verdicts[cell.verdict] += 1
        every = [r for against in by_plan.values() for r in against]
        out.append(Indicator(ident, entry.get("canonical_name_vi") or every[0]["indicator"] or ident, year,
                             Counter(r["unit"] for r in every if r["unit"]).most_common(1)[0][0] if any(r["unit"] for r in every) else "",
                             entry.get("pillar", "").partition("(")[0].strip(), entry.get("direction", ""), _uppers(every), cells))
    return sorted(out, key=lambda i: (i.pillar, i.name, i.year))


def _cell(against: list[Row], indicators: dict[str, Row]) -> MatrixCell:
    records = list({r["indicator_id"]: indicators[r["indicator_id"]] for r in against if r["indicator_id"] in indicators}.values())
    verdicts = {r["verdict"] if r.get("upper_label") or r["verdict"] == "missing" else "alone" for r in against}
    texts = dict.fromkeys(written(r) for r in records)
    one = records[0] if len(records) == 1 else None
    return MatrixCell(" | ".join(texts), next(v for v in WORST_FIRST if v in verdicts), against, records,
                      (number(one["value_min"]) if one["value_min"] else number(one["value_max"])) if one else None)


def written(r: Row, prefix: str = "") -> str:
    """A target as people write it ("≥ 80%"). ``prefix`` "upper_" reads the upper target of a comparison row."""
    target: Any = SimpleNamespace(
        kind=r.get("kind", "quantity") if not prefix else "quantity", comparator=r.get(prefix + "comparator", ""), value_min=number(r.get(prefix + "value_min", "")),
        value_max=number(r.get(prefix + "value_max", "")), unit=r.get(prefix + "unit", ""), qualifier="" if prefix else r.get("qualifier", ""),
        raw_value="" if prefix else r.get("raw_value", ""), name="", catalog_id="", denominator="")
    return "" if prefix and target.value_min is None and target.value_max is None else show(target)


def _uppers(against: list[Row]) -> list[tuple[str, str, float | None]]:
    out: dict[tuple[str, str], float | None] = {}
    for r in against:
        if r.get("upper_label"):
            out.setdefault((r["upper_label"], written(r, "upper_") or "(bằng chữ)"), number(r["upper_value_min"] or r["upper_value_max"]))
    return [(label, text, value) for (label, text), value in sorted(out.items())]


def _deadlines(data: dict[str, list[Row]], plans: dict[str, Plan]) -> list[Row]:
    """Deadlines that name a day come first, by their last day; the others after them, by kind. Copies of a plan are left out."""
    owners = {t["task_id"]: t for t in data["tasks"]} | {i["indicator_id"]: i for i in data["indicators"]}
    out = []
    for d in data["deadlines"]:
        plan = plans.get(d["document_id"])
        if plan is None or plan.repeats or d["kind"] == "none":
            continue
        owner = owners.get(d["record_id"], {})
        out.append({**d, "place": plan.label, "lead_units": owner.get("lead_units", ""), "what": d["action"] or owner.get("name", "") or d["source_text"]})
    return sorted(out, key=lambda d: (not (d["end"] or d["start"]), d["end"] or d["start"], d["kind"], d["place"], d["deadline_id"]))


def _references(mentions: list[Row], plans: dict[str, Plan]) -> list[Row]:
    """One row a cited document: who cites it, how often, what disagrees. A plan's pointers to itself are left out."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for r in mentions:
        plan = plans.get(r["document_id"])
        if plan is not None and not plan.repeats and r["status"] != "self" and r["role"] != "self":
            groups[(r["symbol"], "") if r["symbol"] else ("", r["raw"])].append(r)
    out = []
    for (symbol, raw), group in groups.items():
        status = Counter(r["status"] for r in group)
        places = list(dict.fromkeys(plans[r["document_id"]].label for r in group))
        days = Counter(r["issued_on"] for r in group if r["issued_on"])
        out.append({
            "symbol": symbol or raw, "type": _most(r["type"] for r in group), "issued_on": days.most_common(1)[0][0] if days else "",
            "issuer": _most(r["issuer"] for r in group), "mentions": str(len(group)), "plans": str(len(places)),
            "status": "verified" if status["verified"] else "miscited" if status["miscited"] else "unknown", "miscited": str(status["miscited"]),
            "problems": "; ".join(dict.fromkeys(r["problem"] for r in group if r["problem"])), "places": "; ".join(places),
        })
    return sorted(out, key=lambda r: (-int(r["plans"]), -int(r["mentions"]), r["symbol"]))


def _most(values: Any) -> str:
    found = Counter(v for v in values if v)
    return found.most_common(1)[0][0] if found else ""


def _units(data: dict[str, list[Row]]) -> list[Row]:
    """Units as the dataset has them, with how many tasks and indicators they lead or help with."""
    leads: Counter[str] = Counter()
    helps: Counter[str] = Counter()
    for r in (*data["tasks"], *data["indicators"]):
        leads.update(u for u in r["lead_units"].split("; ") if u)
        helps.update(u for u in r["coordinating_units"].split("; ") if u)
    out = [{**u, "leads": str(leads[u["name"]]), "helps": str(helps[u["name"]])} for u in data["units"]]
    return sorted(out, key=lambda u: (-int(u["leads"]), -int(u["mentions"] or 0), u["name"]))
