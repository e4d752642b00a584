"""A target is a group on a scale ("nhóm khá") that nothing defines."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from pipeline.audit.series import series_text
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("VAL-ORDINAL", Severity.WARNING, Level.SERIES, "Mục tiêu theo nhóm xếp hạng chưa được định nghĩa",
            "Nguyên tắc rõ kết quả: nhóm xếp hạng phải có thang đo (số nhóm, vị trí)")

_GROUP = regex.compile(r"\bnhom (?:giua|trung binh|kha|cao|dau|tot|thap|dan dau|yeu)\b|\b(?:muc|loai) (?:giua|kha|cao|trung binh|tot)\b")

_SCALE = regex.compile(r"\bnhom (?:kha|cao|giua|trung binh)[^.;]{0,40}(?:gom|la|tu \d)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    defined = any(_SCALE.search(fold(p.text)) for p in plan.body if "nhóm" in p.text.lower())
    for group in plan.indicator_rows:
        levels = [i for i in group if i.kind == "level" and _GROUP.search(fold(i.qualifier or i.raw_value))]
        if not levels:
            continue
        if defined:
            yield skipped("thang xếp nhóm được nêu trong kế hoạch; cần người đọc kiểm tra")
            continue
        if any(regex.search(r"\d|\bnước\b|thế giới|khu vực", i.qualifier or i.raw_value) for i in levels):
            yield passed()  # "nhóm 10 xã dẫn đầu" says how many; ranks among countries have known scales
            continue
        words = "; ".join(dict.fromkeys(i.qualifier or i.raw_value for i in levels))
        yield failed(levels[0], f"{where(levels[0])}: chỉ tiêu “{levels[0].name}” đặt mục tiêu theo nhóm ({words}) nhưng không nêu thang đo của các nhóm.",
                     expected="thứ hạng hoặc thang điểm cụ thể", actual=series_text(group))
