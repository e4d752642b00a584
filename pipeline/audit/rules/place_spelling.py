"""The place named as issuer is not in the register of administrative units."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("PLACE-SPELLING", Severity.INFO, Level.DOCUMENT, "Tên địa phương không có trong danh mục đơn vị hành chính", "Danh mục đơn vị hành chính sau sắp xếp (19/2025/QĐ-TTg)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    name = plan.info.commune or plan.info.province
    if not name:
        yield skipped("không đọc được tên địa phương")
    elif plan.info.place_code:
        yield passed()
    elif not context.has_place_codes:
        yield skipped("bộ dữ liệu không có mã đơn vị hành chính")
    else:
        yield failed(plan.info, f"Không tìm thấy “{name}” trong danh mục đơn vị hành chính hiện hành.", expected="tên theo danh mục", actual=name)
