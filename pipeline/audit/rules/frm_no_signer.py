"""Nobody is named who signed the plan."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("FRM-NO-SIGNER", Severity.WARNING, Level.DOCUMENT, "Không có họ tên người ký", "Nghị định 30/2020/NĐ-CP, Điều 8 (thể thức văn bản)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if plan.info.signer or plan.info.signed_by:
        yield passed()
    elif "signer_illegible" in plan.info.notes:
        yield skipped("bản quét: họ tên người ký bị dấu hoặc chữ ký che")
    else:
        yield failed(plan.info, "Văn bản không có họ tên người ký (có thể là dự thảo).", expected="chức vụ, họ và tên người ký")
