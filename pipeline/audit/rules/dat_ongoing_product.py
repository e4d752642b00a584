"""A product that is made once has the deadline "thường xuyên"."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-ONGOING-PRODUCT", Severity.INFO, Level.RECORD, "Sản phẩm làm một lần nhưng thời hạn “thường xuyên”",
            "Lô-gic: văn bản, đề án, kế hoạch có một thời điểm hoàn thành")

_ONCE = regex.compile(r"^(?:van ban|ke hoach|de an|quyet dinh|nghi quyet|quy che|quy trinh|chuong trinh|danh muc)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for t in plan.tasks:
        if t.deadline_kind != "ongoing" or not t.output:
            continue
        if _ONCE.match(fold(t.output)):
            yield failed(t, f"{where(t)}: sản phẩm “{t.output}” của “{t.name}” có một thời điểm hoàn thành nhưng thời hạn ghi “{t.deadline_raw}”.",
                         expected="một thời hạn cụ thể", actual=f"{t.output} · {t.deadline_raw}")
        else:
            yield passed()
