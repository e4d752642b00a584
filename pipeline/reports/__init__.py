"""Reports for people, from a dataset: a workbook, an HTML page that opens offline, a calendar. FORMATS is the one list of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FORMATS = ("excel", "html", "ics")
#: MB of pictures in the HTML report unless the user says otherwise: about a hundred plans in full, the important places of several hundred.
PICTURES_MB = 30.0


@dataclass(slots=True)
class Written:
    """What was made: ``files``; ``found``: plans whose files lay below ``sources``; ``strips``, ``left_out``: pictures in and not in the page;
    ``events`` of the calendar; ``problems``: Vietnamese sentences about files that could not be shown."""

    files: list[Path] = field(default_factory=list)
    plans: int = 0
    found: int = 0
    strips: int = 0
    left_out: int = 0
    events: int = 0
    problems: list[str] = field(default_factory=list)


def write(tables: Mapping[str, Any], out: Path, *, sources: Path | None = None, formats: tuple[str, ...] = FORMATS, coverage: Any = None, duplicates: Mapping[str, str] | None = None,
          pictures_mb: float = PICTURES_MB, today: date | None = None, progress: Callable[[str, int, int], None] = lambda stage, done, of: None) -> Written:
    """Writes the reports of a dataset to ``out``.

    ``tables``: table name → frame (contract.md). ``sources``: folder below which the plans lie; without it there are no pictures and no links.
    ``coverage``: frame of ``pipeline.compare.coverage``; ``duplicates``: document → the one it repeats. ``pictures_mb``: most MB of pictures.
    """
    from pipeline.reports import calendar, html, pictures, workbook
    from pipeline.reports import sources as files_of
    from pipeline.reports.model import build

    out.mkdir(parents=True, exist_ok=True)
    report = build(tables, coverage=coverage, duplicates=duplicates)
    done = Written(plans=sum(not p.repeats for p in report.plans))
    with tempfile.TemporaryDirectory(prefix="kehoach-") as scratch:
        found = files_of.find([p.row for p in report.plans], sources, Path(scratch)) if sources else {}
        done.found = len(found)
        shown = pictures.Pictures()
        if found:
            repeated = {p.id for p in report.plans if p.repeats}
            files_of.print_office({i: f for i, f in found.items() if i not in repeated}, out)
            pictures.place(report, found, progress)
            done.problems = [f"{f.source.name}: {f.why}" for f in found.values() if f.why]
        if "html" in formats:
            shown = pictures.make(report, found, pictures_mb, progress)
            done.strips, done.left_out = len({(s.document_id, s.page, s.y0) for group in shown.strips.values() for s in group}), shown.left_out
            done.files.append(html.write(report, found, shown, out, today=today))
        if "excel" in formats:
            done.files.append(workbook.write(report, found, out, html=html.FILE_NAME if "html" in formats else "", today=today))
        if "ics" in formats:
            path, done.events = calendar.write(report, found, out)
            done.files.append(path)
    return done
