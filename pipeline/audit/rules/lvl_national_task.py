"""A commune's plan takes on a national task (to complete the national databases)."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import hit
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("LVL-NATIONAL-TASK", Severity.WARNING, Level.RECORD, "Nhiệm vụ của cấp Trung ương trong kế hoạch cấp xã",
            "Luật Dữ liệu 60/2024/QH15 (cơ sở dữ liệu quốc gia do cơ quan Trung ương xây dựng, quản lý)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if not plan.commune:
        yield skipped("không phải kế hoạch cấp xã")
        return
    for t in plan.tasks:
        found = next(((text, h[1]) for text in (t.name, t.output) if (h := hit(RULE.id, text))), None)
        if found:
            text, m = found
            yield failed(t, f"{where(t)}: “{m[0]}” là nhiệm vụ của cấp Trung ương, kế hoạch của xã không thể hoàn thành.",
                         expected="khai thác, cập nhật, phối hợp theo phân cấp", actual=f"{text} · {t.deadline_raw}".rstrip(" ·"))
        else:
            yield passed()
