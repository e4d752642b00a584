"""The product of a task names an indicator without a value ("Tỷ lệ văn bản điện tử")."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TSK-OUTPUT-VAGUE", Severity.WARNING, Level.RECORD, "Sản phẩm nêu tỷ lệ nhưng không có con số", "Nguyên tắc rõ sản phẩm, rõ kết quả")

_RATE = regex.compile(r"^(?:ty le|ti le|so luong|muc do)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for t in plan.tasks:
        if not t.output:
            continue
        if _RATE.match(fold(t.output)) and not regex.search(r"\d", t.output):
            yield failed(t, f"{where(t)}: sản phẩm “{t.output}” của “{t.name}” không có con số.", expected="một con số", actual=t.output)
        else:
            yield passed()
