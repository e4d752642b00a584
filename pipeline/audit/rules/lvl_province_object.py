"""A commune's plan sets a target for something that only a province has."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import catalogue

RULE = Rule("LVL-PROVINCE-OBJECT", Severity.WARNING, Level.RECORD, "Chỉ tiêu của cấp tỉnh trong kế hoạch cấp xã",
            "Luật Tổ chức chính quyền địa phương 72/2025/QH15 (nhiệm vụ, quyền hạn của từng cấp); GRDP không tính cho cấp xã")

_PROVINCE = regex.compile(r"\bcap tinh\b|\bgrdp\b|\bso,? ban,? nganh\b|\btoan tinh\b")

#: "cao hơn bình quân chung toàn tỉnh", "trong nhóm dẫn đầu toàn tỉnh": the province as yardstick; "di tích cấp tỉnh", "đạt giải cấp tỉnh": a rank of the thing
_COMPARED = regex.compile(r"\bcap tinh tro len\b|\b(?:di tich|cong nhan|dat|xep hang|sang kien|ocop|giai|de tai|du an|nhiem vu|hoi thi|cuoc thi|le hoi|chuan|danh hieu)(?: \w+){0,4} cap tinh\b|\b(?:binh quan|trung binh|muc|dan dau|dung dau|hang dau|top dau|tot nhat|cao nhat|xep (?:hang|thu)|so voi|trong)(?: \w+){0,3} (?:toan tinh|cap tinh)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if not plan.commune:
        yield skipped("không phải kế hoạch cấp xã")
        return
    for i in plan.one_of_each_series:
        level = catalogue().get(i.catalog_id, {}).get("levels", "")
        named = bool(_PROVINCE.search(_COMPARED.sub(" ", fold(i.name)))) and i.unit != "hạng"
        if level == "province only" or (level.startswith("province") and named) or (named and not i.catalog_id):
            yield failed(i, f"{where(i)}: “{i.name}” là chỉ tiêu của cấp tỉnh, không giao cho xã.", expected="chỉ tiêu trong phạm vi của xã")
        elif level in ("province+", "national/province"):
            yield failed(i, f"{where(i)}: “{i.name}” thường do cấp tỉnh đặt; đề nghị kiểm tra xã có thẩm quyền và số liệu để theo dõi.",
                         expected="chỉ tiêu trong phạm vi của xã", severity=Severity.INFO)
        elif i.catalog_id:
            yield passed()
