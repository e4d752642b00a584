"""Pictures for a report: office documents' records placed on their prints, then the strips of pages, each document in a worker of its own."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.reports import crops, places
from pipeline.reports.labels import NO_PAGE, NO_PLACE, NO_SOURCE, NOT_PLACED, OVER_LIMIT, RENDER_FAILED
from pipeline.reports.model import Report, Row
from pipeline.reports.sources import Found
from schemas.document import Box, SourceFile
from schemas.errors import DocumentError

#: Seconds and MB for one document's pictures.
TIMEOUT, MEMORY = 180.0, 1_500
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Pictures:
    """``strips`` by record key; ``why``: for a record without one, the reason in Vietnamese. ``left_out``: strips over the limit."""

    strips: Mapping[str, list[crops.Strip]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    left_out: int = 0
    size: int = 0  # bytes


def shown_records(report: Report) -> Iterator[tuple[str, Row, int]]:
    """(key, row, priority) of all that the HTML report shows a picture of."""
    rank = {"error": 0, "warning": 1, "info": 3}
    for f in report.findings:
        yield f["finding_id"], f, rank.get(f["severity"], 3)
    verdicts = {"below": 0, "not_comparable": 2, "exceeds": 2, "meets": 2}
    best: dict[str, tuple[Row, int]] = {}
    for i in report.matrix:
        for cell in i.cells.values():
            for r in cell.records:
                p = verdicts.get(cell.verdict, 3)
                if r["indicator_id"] not in best or p < best[r["indicator_id"]][1]:
                    best[r["indicator_id"]] = r, p
    for key, (row, p) in best.items():
        yield key, row, p


def place(report: Report, found: Mapping[str, Found], progress: Progress = lambda s, d, n: None) -> None:
    """Gives records of printed office documents their ``page`` and ``bbox``, in place, by aligning words with the print."""
    wanted: dict[str, list[Row]] = {i: [] for i, f in found.items() if f.printed}
    rows = [row for _, row, _ in shown_records(report)] + report.deadlines
    for row in rows:
        if row["document_id"] in wanted and row.get("block") and not row.get("page"):
            wanted[row["document_id"]].append(row)
    by_sha = {found[i].source.sha256: i for i, need in wanted.items() if need}
    asks = {sha: [(r["block"], r.get("row", ""), r.get("col", ""), r.get("source_text", "")) for r in wanted[i]] for sha, i in by_sha.items()}
    prints = {sha: found[i].shown for sha, i in by_sha.items()}
    for source, answer in _work(partial(_place, asks, prints), [found[i].source for i in by_sha.values()], "định vị bản in", progress):
        ident = by_sha[source.sha256]
        if isinstance(answer, str):
            found[ident].why = answer
            continue
        for row, boxes in zip(wanted[ident], answer, strict=True):
            row["page"], row["bbox"] = places.columns(boxes)


def _place(asks: Mapping[str, list[tuple[str, str, str, str]]], prints: Mapping[str, Path | None], source: SourceFile) -> bytes:
    """In a worker: the document and its print read and aligned; boxes of each asked place."""
    from extractors.readers.page import ReadOptions
    from pipeline.readers import read
    from pipeline.reports.align import align
    from pipeline.reports.sources import PDF

    shown = prints[source.sha256]
    assert shown is not None
    try:
        options = ReadOptions(ocr="never")
        placed = align(read(source, options), read(SourceFile(shown, shown.name, "", shown.stat().st_size, PDF), options))
    except DocumentError as e:
        return pickle.dumps(e.sentence)
    return pickle.dumps([placed.boxes(int(b), int(r) if r else None, int(c) if c else None, words) for b, r, c, words in asks[source.sha256]])


def make(report: Report, found: Mapping[str, Found], limit_mb: float, progress: Progress = lambda s, d, n: None) -> Pictures:
    """Strips of all records that have a place, the most important first, until ``limit_mb`` MB of pictures."""
    out = Pictures()
    wants: dict[str, list[crops.Want]] = {}
    for key, row, priority in shown_records(report):
        boxes, f = places.boxes(row.get("page", ""), row.get("bbox", "")), found.get(row["document_id"])
        if f is None or f.shown is None or not boxes:
            out.why[key] = _why(row, f, boxes)
        else:
            wants.setdefault(row["document_id"], []).append(crops.Want(key, boxes, priority))
    kept, left = crops.choose([s for i, w in sorted(wants.items()) for s in crops.strips(i, w)], int(limit_mb * 2**20))
    by_document: dict[str, list[crops.Strip]] = {}
    for s in kept:
        by_document.setdefault(s.document_id, []).append(s)
    shown = {i: SourceFile(_shown(found[i]), found[i].source.name, i, 0, "application/pdf" if found[i].printed else found[i].source.media_type) for i in by_document}
    made: list[crops.Strip] = []
    for source, answer in _work(partial(_draw, by_document), list(shown.values()), "ảnh trang", progress):
        if isinstance(answer, str):
            out.why |= {key: RENDER_FAILED.format(why=answer) for s in by_document[source.sha256] for key, _ in s.marks}
        else:
            made += answer
    made, over = _fit(made, limit_mb * 2**20)
    out.strips, out.size = crops.by_key(made), sum(len(s.picture) for s in made)
    for s in (*left, *over):
        out.left_out += 1
        for key, _ in s.marks:
            if key not in out.strips:
                out.why[key] = OVER_LIMIT.format(limit=f"{limit_mb:g}")
    for keys in wants.values():
        for w in keys:
            if w.key not in out.strips:
                out.why.setdefault(w.key, NOT_PLACED)
    return out


def _shown(f: Found) -> Path:
    assert f.shown is not None
    return f.shown


def _draw(wanted: Mapping[str, list[crops.Strip]], source: SourceFile) -> bytes:
    try:
        return pickle.dumps(crops.draw(source.path, source.media_type, wanted[source.sha256]))
    except DocumentError as e:
        return pickle.dumps(e.sentence)


def _fit(made: list[crops.Strip], limit: float) -> tuple[list[crops.Strip], list[crops.Strip]]:
    """The guess may be short of the truth: the least important strips go until the limit holds."""
    total = 0
    kept: list[crops.Strip] = []
    over: list[crops.Strip] = []
    for s in sorted(made, key=lambda s: (s.priority, s.document_id, s.page, s.y0)):
        total += len(s.picture)
        (kept if total <= limit else over).append(s)
    return kept, over


def _why(row: Row, f: Found | None, boxes: tuple[Box, ...]) -> str:
    if not row.get("block") and not boxes:
        return NO_PLACE
    if f is None:
        return NO_SOURCE
    if f.shown is None:
        return f.why or NO_PAGE
    return f.why or NOT_PLACED


def _work(task: Callable[[SourceFile], bytes], sources: list[SourceFile], stage: str, progress: Progress) -> Iterator[tuple[SourceFile, Any]]:
    """Each document's answer, or the reason (str) why there is none. Documents from anywhere are drawn here: workers have limits."""
    from pipeline.isolate import Limits, Workers, workplace

    if not sources:
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with workplace() as folder, Workers(task, min(cores, len(sources)), Limits(TIMEOUT, MEMORY), folder) as workers:
        for n, o in enumerate(workers.run(sources), 1):
            progress(stage, n, len(sources))
            yield o.source, pickle.loads(o.packed) if o.packed is not None else DocumentError(o.code, o.detail).sentence  # noqa: S301 - our own worker's
