"""The plan speaks of another commune as its own area: text of a neighbour's plan."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import all_texts
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("PLACE-OTHER", Severity.ERROR, Level.DOCUMENT, "Ghi tên địa phương khác", "Lô-gic: kế hoạch chỉ quy định cho địa bàn của mình")

_AREA = regex.compile(r"(?:trên địa bàn|UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Đảng ủy|Đảng bộ) (?:xã|phường|đặc khu) ((?:\p{Lu}\p{L}*'?\p{L}*(?: |$|(?=[.,;:)”]))){1,4})")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    own = fold(plan.info.commune)
    if not plan.commune or not own:
        yield skipped("không phải kế hoạch cấp xã, hoặc không đọc được tên xã")
        return
    told: set[str] = set()
    for at, text in all_texts(plan):
        for m in _AREA.finditer(text):
            name = fold(m[1])
            if name == own or name.startswith(own) or own.startswith(name):
                yield passed()
            elif name not in told and not regex.search(r"(?i)sáp nhập|trước đây|hợp nhất|\bcũ\b|giáp", text):
                told.add(name)
                yield failed(at, f"{where(at)}: kế hoạch của {plan.info.commune} nhưng ghi “{m[0].strip()}”.", expected=plan.info.commune, actual=text[max(0, m.start() - 60):m.end() + 60])
