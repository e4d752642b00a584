"""The file was changed after it was digitally signed, or the signature cannot be read."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("SIG-CHANGED", Severity.ERROR, Level.DOCUMENT, "Tệp bị sửa sau khi ký số", "Luật Giao dịch điện tử 20/2023/QH15; Nghị định 30/2020/NĐ-CP, Điều 4, 5 (giá trị của bản ký số)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    status = plan.info.signature_status
    if not status:
        yield skipped("tệp không có chữ ký số")
    elif "changed" in status:
        yield failed(plan.info, "Nội dung tệp đã thay đổi sau khi ký số; đề nghị gửi lại bản ký số gốc.", expected="chữ ký số nguyên vẹn", actual=status)
    elif "intact" in status:
        yield passed()
    else:
        yield skipped("không đọc được chữ ký số")
