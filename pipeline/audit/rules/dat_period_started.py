"""A document for a period is still to be drafted after the period has begun."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("DAT-PERIOD-STARTED", Severity.INFO, Level.RECORD, "Xây dựng đề án, kế hoạch khi giai đoạn đã bắt đầu",
            "Lô-gic thời gian: đề án của một giai đoạn phải có trước giai đoạn đó")

_DRAFT = regex.compile(r"(?i)\b(?:xây dựng|ban hành|lập)\b.{0,120}?\bgiai đoạn\s+(20\d\d)\s*[-–]\s*(20\d\d)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for t in plan.tasks:
        m = _DRAFT.search(t.name)
        if m is None:
            continue
        if plan.issued is None:
            yield skipped("không rõ ngày ban hành kế hoạch")
        elif plan.issued[0].year > int(m[1]):
            yield failed(t, f"{where(t)}: “{t.name}” thuộc giai đoạn {m[1]}–{m[2]} nhưng đến năm {plan.issued[0].year} mới xây dựng.",
                         expected=f"giai đoạn từ năm {plan.issued[0].year}")
        else:
            yield passed()
