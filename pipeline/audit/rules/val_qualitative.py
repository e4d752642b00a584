"""A row of numbers has words instead of a number in one year."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from pipeline.audit.series import series_text
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("VAL-QUALITATIVE", Severity.WARNING, Level.SERIES, "Chỉ tiêu số nhưng có năm chỉ mô tả bằng lời",
            "Nguyên tắc rõ kết quả: chỉ tiêu phải đo được ở mọi năm")

#: The number of the year before goes on.
_KEPT = regex.compile(r"(?:tiep tuc )?(?:duy tri|giu vung|giu nguyen)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for group in plan.indicator_rows:
        numbers = [i for i in group if i.kind == "quantity"]
        words = [i for i in group if (i.kind == "level" or i.kind == "deliverable" and len(numbers) >= 2) and not _KEPT.match(fold(i.qualifier or i.raw_value))]
        if numbers and all(i.unit == "hạng" for i in numbers):
            continue  # places and groups of one ranking: VAL-ORDINAL asks for the scale
        if numbers and words:
            for i in words:
                yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year or '…'} ghi “{i.qualifier or i.raw_value}” thay cho con số như các năm khác.",
                             expected="một con số", actual=series_text(group))
        elif numbers:
            yield passed(len(numbers))
