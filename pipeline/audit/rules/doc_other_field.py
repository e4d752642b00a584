"""Nothing in the plan matches the catalogue: a plan of another field, or one that was not read."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("DOC-OTHER-FIELD", Severity.INFO, Level.DOCUMENT, "Kế hoạch thuộc lĩnh vực khác", "Danh mục chỉ tiêu về khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số", {"least": 3})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    counted = [i for i in plan.indicators if i.kind != "none"]
    if any(i.catalog_id for i in counted):
        yield passed()
    elif len(counted) < int(context.settings["least"]) and plan.tasks:
        yield skipped("kế hoạch chỉ có nhiệm vụ, không có chỉ tiêu")
    else:
        say = f"Không chỉ tiêu nào trong {len(counted)} chỉ tiêu khớp danh mục" if counted else "Không tìm thấy chỉ tiêu hay nhiệm vụ nào"
        yield failed(plan.info, f"{say}; kế hoạch có thể thuộc lĩnh vực khác, không so sánh với chỉ tiêu chuyển đổi số.", actual=plan.info.title)
