"""A commune's or province's plan sets a target that exists only for the whole country."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import catalogue

RULE = Rule("LVL-IMPLAUSIBLE", Severity.ERROR, Level.RECORD, "Chỉ tiêu chỉ có ở cấp quốc gia", "57-NQ/TW, mục II; 03/NQ-CP, Phụ lục I (chỉ tiêu quốc gia)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if plan.level not in ("commune", "province"):
        yield skipped("không phải kế hoạch cấp xã hoặc cấp tỉnh")
        return
    for i in plan.one_of_each_series:
        level = catalogue().get(i.catalog_id, {}).get("levels", "")
        if level in ("national", "national only"):
            yield failed(i, f"{where(i)}: “{i.name}” là chỉ tiêu của cả nước, địa phương không có số liệu để thực hiện.", expected="chỉ tiêu của địa phương")
        elif i.catalog_id:
            yield passed()
