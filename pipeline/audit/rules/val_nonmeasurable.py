"""An indicator is an activity or a product, not something that can be measured."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("VAL-NONMEASURABLE", Severity.WARNING, Level.RECORD, "Chỉ tiêu không đo được",
            "Nguyên tắc rõ kết quả: chỉ tiêu phải có đại lượng và mẫu số")

_ACTIVITY = regex.compile(r"^(?:trien khai|phoi hop|tang cuong|day manh|tiep tuc|to chuc|tiep nhan va trien khai|nang cao|thuc hien|xay dung)\b")
_OF_WHAT = regex.compile(r"\b(?:ty le|ti le|so luong|chi so|phan tram)\b|100%|\d+ ?% (?:so )?\p{L}")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for i in plan.one_of_each_series:
        name = fold(i.name)
        if i.kind == "deliverable":
            yield failed(i, f"{where(i)}: “{i.name}” là một hoạt động, kết quả chỉ ghi “{i.qualifier or i.raw_value or 'sản phẩm'}”; không phải chỉ tiêu đo được.",
                         expected="đại lượng, đơn vị tính và con số")
        elif i.kind == "quantity" and i.unit.startswith("%") and _ACTIVITY.match(name) and not _OF_WHAT.search(name):
            yield failed(i, f"{where(i)}: “{i.name}” là một hoạt động gắn với tỷ lệ, không rõ tỷ lệ của cái gì.", expected="nêu tử số và mẫu số của tỷ lệ")
        elif i.kind != "none":
            yield passed()
