"""One HTML file that opens offline: charts, filters, and the strip of page for each finding and each cell of the matrix.

Layout of the file, in the order a browser meets it: words, styles, the data (JSON, gzip, base64: a tenth of the bytes), the program, and last
the pictures, each in a script block of its own that nothing decodes before it is looked at. Words of documents never meet the HTML parser: they
travel in the data and are set as text. A Content-Security-Policy with the hashes of style and program allows nothing else to run.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import regex

from pipeline.reports import crops, labels
from pipeline.reports.model import MatrixCell, Report, written
from pipeline.reports.pictures import Pictures
from pipeline.reports.sources import Found, link

FILE_NAME = "bao-cao.html"
ASSETS = Path(__file__).with_name("assets")
#: Concatenated in this order to the one program of the page.
SCRIPTS = ("dom.js", "state.js", "charts.js", "overview.js", "findings.js", "matrix.js", "lists.js", "app.js")
MOST_BESIDE_PICTURE = 240  # letters of the source's words where its picture is shown
_VERDICTS = tuple(labels.VERDICT)
#: Ids behind the related places of a finding: for programs, not for readers.
_RECORD_IDS = regex.compile(r" \[[\w-]{1,64}\]")


class _Index:
    """Things by number, each stored once."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def __call__(self, thing: str) -> int:
        return self.of.setdefault(thing, len(self.of))

    def all(self) -> list[str]:
        return list(self.of)


def write(report: Report, files: Mapping[str, Found], pictures: Pictures, out: Path, *, today: date | None = None, title: str = "") -> Path:
    """Writes ``bao-cao.html`` to ``out``. Links to files are relative to it."""
    import jinja2

    from pipeline.export.atomic import write_bytes

    strips: dict[int, crops.Strip] = {}
    content = data(report, files, pictures, out, strips)
    style, program = (ASSETS / "report.css").read_text(encoding="utf-8"), "".join((ASSETS / f).read_text(encoding="utf-8") for f in SCRIPTS)
    program = f'"use strict";(()=>{{\n{program}}})();'
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ASSETS), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    packed = base64.b64encode(gzip.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)).decode()
    words = title or "Báo cáo so sánh và kiểm tra kế hoạch"
    page = environment.get_template("report.html.j2").render(
        title=words, today=f"{(today or date.today()):%d/%m/%Y}", plans=sum(not p.repeats for p in report.plans), provinces=sorted({p.province for p in report.plans if p.province}),
        style=_Safe(style), program=_Safe(program), style_hash=_hash(style), program_hash=_hash(program), data=packed,
        pictures=((n, base64.b64encode(s.picture).decode()) for n, s in sorted(strips.items())),
    )
    path = out / FILE_NAME
    write_bytes(path, page.encode())
    return path


class _Safe(str):
    """Our own style and program: not escaped. A closing tag in them would end their block."""

    def __html__(self) -> str:
        if "</script" in self or "</style" in self:
            raise ValueError("a closing tag in the report's own program or style")
        return self


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def data(report: Report, files: Mapping[str, Found], pictures: Pictures, out: Path, strips: dict[int, crops.Strip]) -> dict[str, Any]:
    """What the page's program reads. Fills ``strips``: number → strip, of those that something points at."""
    index = {p.id: n for n, p in enumerate(report.plans)}
    numbers: dict[tuple[str, int, float], int] = {}
    whys, rules = _Index(), {rule: n for n, rule in enumerate(dict.fromkeys(r["rule"] for r in report.rules))}

    def picture(key: str) -> Any:
        """[[strip, [[left, top, width, height] …]] …] or the number of the reason why there is none."""
        found = []
        for s in pictures.strips.get(key, ()):
            n = numbers.setdefault((s.document_id, s.page, s.y0), len(numbers))
            strips[n] = s
            found.append([n, crops.highlights(s, key)])
        return found or whys(pictures.why.get(key, labels.NO_SOURCE))

    titles = {f["rule"]: f for f in report.findings}
    for f in report.findings:  # a rule that the counts do not list (an older run) still has its words
        rules.setdefault(f["rule"], len(rules))
    by_rule = {r["rule"]: r for r in report.rules}
    own = {r["indicator_id"]: i for i in report.matrix for c in i.cells.values() for r in c.records}
    findings = [
        [f["finding_id"], index.get(f["document_id"], -1), labels.SEVERITIES.index(f["severity"]), rules[f["rule"]], f["message"], f["expected"], f["actual"], f.get("page", ""), _source(f, shown := picture(f["finding_id"])),
         _elsewhere(f), shown, own[f["record_id"]].catalog_id if f["record_id"] in own else "", own[f["record_id"]].year if f["record_id"] in own else ""]
        for f in report.findings
    ]
    records: dict[str, int] = {}
    record_rows: list[list[Any]] = []

    def record(r: Mapping[str, str]) -> int:
        if r["indicator_id"] not in records:
            records[r["indicator_id"]] = len(record_rows)
            record_rows.append([r["name"], r.get("page", ""), _source(r, shown := picture(r["indicator_id"])), r.get("part", ""), r.get("section", ""), r.get("lead_units", ""), written(dict(r)), shown])
        return records[r["indicator_id"]]

    matrix = [
        {"id": i.catalog_id, "name": i.name, "year": i.year, "unit": i.unit, "pillar": i.pillar, "up": i.uppers,
         "cells": {index[d]: _cell(c, whys, record) for d, c in i.cells.items()}}
        for i in report.matrix
    ]
    content = {
        "plans": [_plan(p, index, link(files.get(p.id), out)) for p in report.plans],
        "rules": [_rule(k, by_rule.get(k) or titles[k]) for k in rules],
        "findings": findings, "matrix": matrix, "records": record_rows,
        "deadlines": [[index[d["document_id"]], d["end"], d["start"], d["what"], d["lead_units"], labels.DEADLINE.get(d["kind"], d["kind"]), labels.BOUND.get(d["bound"], d["bound"]), d["raw"], d.get("page", ""), d["rrule"]] for d in report.deadlines],
        "references": [[r["symbol"], r["type"], r["issued_on"], r["issuer"], int(r["plans"]), int(r["mentions"]), labels.REFERENCE.get(r["status"], r["status"]), int(r["miscited"]), r["problems"], r["places"]] for r in report.references],
        "units": [[u["name"], labels.UNIT_LEVEL.get(u["level"], u["level"]), labels.SYSTEM.get(u["system"], u["system"]), int(u["leads"]), int(u["helps"]), int(u["mentions"] or 0), u["variants"]] for u in report.units],
        "strips": [], "whys": [], "leftOut": pictures.left_out,
        "severities": list(labels.SEVERITY.values()), "verdicts": [[k, *v] for k, v in labels.VERDICT.items()], "statuses": labels.STATUS, "missingTables": report.missing_tables,
    }
    content["strips"] = [[index[s.document_id], s.page, *_size(s)] for _, s in sorted(strips.items())]
    content["whys"] = whys.all()
    return content


def _elsewhere(f: Mapping[str, str]) -> str:
    """Related places, each once, without that of the finding itself (a row of several years)."""
    places = dict.fromkeys(_RECORD_IDS.sub("", f.get("related", "")).split("; "))
    return "; ".join(p for p in places if p and not f["message"].startswith(p + ":"))


def _source(row: Mapping[str, str], shown: Any) -> str:
    """The words of the document: all of them where nothing else shows them, else enough to describe the picture to who cannot see it."""
    words = row["source_text"]
    return words if isinstance(shown, int) or len(words) <= MOST_BESIDE_PICTURE else words[:MOST_BESIDE_PICTURE] + "…"


def _size(s: crops.Strip) -> tuple[int, int]:
    return round((s.x1 - s.x0) * crops.DPI / 72), round((s.y1 - s.y0) * crops.DPI / 72)


def _cell(c: MatrixCell, whys: _Index, record: Any) -> list[Any]:
    """[verdict, words, number, [[upper label, upper target, verdict, why] …], [record …]]."""
    upper = [[r.get("upper_label", ""), written(r, "upper_"), _VERDICTS.index(r["verdict"] if r.get("upper_label") or r["verdict"] == "missing" else "alone"), whys(r["why"])] for r in c.against]
    return [_VERDICTS.index(c.verdict), c.text, c.number, _distinct(upper), [record(r) for r in c.records]]


def _distinct(rows: Iterable[list[Any]]) -> list[list[Any]]:
    return [list(r) for r in dict.fromkeys(tuple(r) for r in rows)]


def _plan(p: Any, index: Mapping[str, int], address: str) -> dict[str, Any]:
    row = p.row
    return {
        "id": p.id, "label": p.label, "place": p.place, "province": p.province, "symbol": labels.own_symbol(row), "date": row["issued_on"], "file": row["file_name"], "status": row["status"], "error": row["error"],
        "repeats": index.get(p.repeats, -1) if p.repeats else -1, "pages": row["pages"], "pdf": address.lower().endswith(".pdf"), "link": address, "sev": [p.severities[s] for s in labels.SEVERITIES],
        "ver": [p.verdicts[v] for v in _VERDICTS], "rec": [p.records["indicators"], p.records["tasks"]], "have": p.have, "expected": p.expected,
    }


def _rule(ident: str, row: Mapping[str, str]) -> dict[str, Any]:
    return {"id": ident, "title": row.get("title") or ident, "basis": row.get("legal_basis", ""), "sev": labels.SEVERITIES.index(row["severity"]) if row.get("severity") in labels.SEVERITIES else 2,
            "meaning": row.get("meaning", ""), "on": row.get("enabled", "1") in ("1", "True"), "n": [int(row.get(k) or 0) for k in ("passed", "failed", "not_applicable")], "why": row.get("reasons", ""), "error": row.get("error", "")}
