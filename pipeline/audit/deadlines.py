"""Deadlines of a plan, each once: those of tasks from the tasks, those of running text from the deadlines table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.audit.context import Plan, Row, row_words


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline with what it is for; days ISO 8601 or ""."""

    row: Row  # where a finding points to
    kind: str
    raw: str
    start: str
    end: str
    bound: str
    name: str  # the task
    action: str  # what is due, in running text

    @property
    def words(self) -> str:
        """The row (or the sentence) as it stands."""
        return row_words(self.row) if self.row.table == "tasks" else (self.row.source_text or self.raw)


def all_deadlines(plan: Plan) -> Iterator[Due]:
    """Deadlines of tasks first, then those of running text and of records that are no task."""
    tasks = {t.task_id for t in plan.tasks if t.task_id}
    bounds = {d.record_id: d.bound for d in plan.deadlines}
    for t in plan.tasks:
        if t.deadline_kind:
            yield Due(t, t.deadline_kind, t.deadline_raw, t.deadline_start, t.deadline_end, bounds.get(t.task_id) or "", t.name, "")
    for d in plan.deadlines:
        if d.record_id not in tasks or not tasks:
            yield Due(d, d.kind, d.raw, d.start, d.end, d.bound, "", d.action)
