"""A row of a task table is no task: it names a responsibility or a thing, not an action."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TSK-NOT-ACTION", Severity.INFO, Level.RECORD, "Dòng không phải một nhiệm vụ", "Lô-gic: nhiệm vụ bắt đầu bằng một hành động")

_THING = regex.compile(r"^(?:trach nhiem|he thong|co so du lieu|nguon luc|kinh phi|cac noi dung|muc tieu|chi tieu)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for t in plan.tasks:
        if _THING.match(fold(t.name)):
            yield failed(t, f"{where(t)}: “{t.name}” không nêu hành động phải làm.", expected="bắt đầu bằng động từ (xây dựng, tổ chức, ban hành …)")
        else:
            yield passed()
