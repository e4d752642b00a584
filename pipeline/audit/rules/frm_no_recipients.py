"""The plan has no list of recipients."""

from collections.abc import Iterator

from extractors.text import fold
from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("FRM-NO-RECIPIENTS", Severity.INFO, Level.DOCUMENT, "Không có phần “Nơi nhận”", "Nghị định 30/2020/NĐ-CP, Điều 8 (nơi nhận)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if not plan.paragraphs:
        yield skipped("không có các đoạn của văn bản")
    elif any("noi nhan" in fold(p.text) for p in plan.paragraphs if p.text):
        yield passed()
    else:
        yield failed(plan.info, "Văn bản không có phần “Nơi nhận”.", expected="Nơi nhận: …")
