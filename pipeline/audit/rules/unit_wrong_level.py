"""A body of another level is given a duty by a commune's plan."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import is_annex, named_leads, what_is
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("UNIT-WRONG-LEVEL", Severity.ERROR, Level.RECORD, "Giao nhiệm vụ cho cơ quan không thuộc thẩm quyền",
            "Luật Tổ chức chính quyền địa phương 72/2025/QH15 (UBND cấp xã không giao nhiệm vụ cho cơ quan cấp trên)")

_UPPER = r"(?:Tổ [Gg]iúp việc Ban [Cc]hỉ đạo|Ban [Cc]hỉ đạo|UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Văn phòng UBND) [Tt]ỉnh|Sở \p{Lu}[\p{L}]*(?:[ ,]+(?:và )?\p{L}+){0,7}?"
#: A sentence that begins with the body and lays a duty on it; "mời chuyên gia của Sở …" and "phối hợp với Sở …" are none.
_DUTY = regex.compile(rf"(?:^|[.;]\s+)[-+•\s]*(?:Giao |Yêu cầu )?({_UPPER})\s+(?:sẽ|có trách nhiệm|chịu trách nhiệm|phải|chủ trì)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if not plan.commune:
        yield skipped("không phải kế hoạch cấp xã")
        return
    records = plan.table_rows
    for r in records:
        wrong = [u for u in named_leads(r) if context.unit_level(u) in ("province", "national")]
        if wrong:
            level = "cấp tỉnh" if context.unit_level(wrong[0]) == "province" else "cấp Trung ương"
            yield failed(r, f"{where(r)}: {what_is(r)} “{r.name}” của xã giao {', '.join(wrong)} ({level}) chủ trì.", expected="đơn vị của xã chủ trì")
        elif named_leads(r):
            yield passed()
    for p in plan.body:
        m = None if is_annex(p.part) else _DUTY.search(p.text)
        if m:
            yield failed(p, f"Kế hoạch của xã giao trách nhiệm cho {m[1]}: “{p.text[m.start():m.start() + 150].strip(' -.;')}”.",
                         expected="giao việc cho đơn vị thuộc xã; với cấp tỉnh chỉ đề nghị, phối hợp", actual=p.text[m.start():m.start() + 200])
