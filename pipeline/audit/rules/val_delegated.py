"""The plan gives no number of its own: the target is left to the upper level."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.series import series_text
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("VAL-DELEGATED", Severity.WARNING, Level.RECORD, "Chỉ tiêu không có số, chờ cấp trên giao",
            "Nguyên tắc rõ kết quả: kế hoạch phải có chỉ tiêu cụ thể để theo dõi, đánh giá")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for group in plan.indicator_rows:
        left = [i for i in group if i.kind == "assigned"]
        if left:
            years = ", ".join(dict.fromkeys(f"{i.year}" + (f" ({i.qualifier})" if i.qualifier else "") for i in left if i.year))
            yield failed(left[0], f"{where(left[0])}: chỉ tiêu “{left[0].name}”" + (f" năm {years}" if years else "")
                         + f" ghi “{left[0].raw_value or 'theo chỉ tiêu cấp trên giao'}”, không có con số.",
                         expected="một con số cụ thể", actual=series_text(group))
        else:
            yield passed(len(group))
