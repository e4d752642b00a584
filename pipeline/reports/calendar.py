"""iCalendar (RFC 5545) of the deadlines that name a day: one all-day event on the last day, for a calendar program or a server.

An event's UID is the deadline's id, so that importing a later report moves events instead of doubling them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.reports import labels
from pipeline.reports.model import Plan, Report, Row
from pipeline.reports.sources import Found

FILE_NAME = "thoi-han.ics"
DOMAIN = "kehoach.local"  # a UID must be globally unique (RFC 7986 §5.3); ids are of the content
REMIND = timedelta(days=7)


def write(report: Report, files: Mapping[str, Found], out: Path, *, stamp: datetime | None = None) -> tuple[Path, int]:
    """Writes ``thoi-han.ics``; returns it and the number of events. ``stamp``: DTSTAMP, now when None."""
    from icalendar import Calendar

    from pipeline.export.atomic import write_bytes

    calendar = Calendar()
    calendar.add("prodid", "-//kehoach//Thoi han//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Thời hạn trong các kế hoạch")
    stamp = stamp or datetime.now(UTC)
    plans, n = {p.id: p for p in report.plans}, 0
    for d in report.deadlines:
        day = due(d)
        if day is not None:
            calendar.add_component(_event(d, day, plans.get(d["document_id"]), files, stamp))
            n += 1
    path = out / FILE_NAME
    write_bytes(path, calendar.to_ical())
    return path, n


def due(d: Row) -> date | None:
    """The last day of a deadline; None for those without one: recurring and ongoing work is not due on a day, an open period never."""
    if d["kind"] in ("invalid", "recurring", "ongoing", "open", "vague", "on_request") or not d["end"]:
        return None
    try:
        return date.fromisoformat(d["end"])
    except ValueError:
        return None


def _event(d: Row, day: date, plan: Plan | None, files: Mapping[str, Found], stamp: datetime) -> Any:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{d['deadline_id']}@{DOMAIN}")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)  # VALUE=DATE: an all-day event (RFC 5545 §3.6.1)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{d['place']}: {_first(d['what'], 140)}")
    lines = [
        f"Việc: {d['what']}", f"Chủ trì: {d['lead_units'] or 'không ghi'}", f"Thời hạn ghi: {d['raw']} ({labels.DEADLINE.get(d['kind'], d['kind'])})",
        f"Văn bản: {' '.join(x for x in (plan.row['symbol'], plan.row['file_name']) if x)}" + (f", trang {d['page']}" if d.get("page") else "") if plan else "",
        f"Điều kiện: {d['condition']}" if d["condition"] else "",
    ]
    event.add("description", "\n".join(x for x in lines if x))
    if d["lead_units"]:
        event.add("categories", d["lead_units"].split("; "))
    event.add("location", d["place"])
    event.add("transp", "TRANSPARENT")
    if plan is not None and (file := files.get(plan.id)) is not None:
        event.add("x-kehoach-source", file.source.name)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Đến hạn: {_first(d['what'], 100)}")
    alarm.add("trigger", -REMIND)
    event.add_component(alarm)
    return event


def _first(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
