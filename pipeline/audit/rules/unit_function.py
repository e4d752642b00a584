"""A task is led by a unit outside its field (agriculture led by culture and society)."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import named_leads
from schemas import vocab
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("UNIT-FUNCTION", Severity.WARNING, Level.RECORD, "Giao chủ trì không đúng chức năng",
            "Nghị định 150/2025/NĐ-CP (chức năng của Phòng Kinh tế, Phòng Văn hóa - Xã hội cấp xã)", {"words": 2})


@vocab.compiled
def _fields() -> list[tuple[regex.Pattern, regex.Pattern, str]]:
    return [(regex.compile(r["pattern"]), regex.compile(r["not_lead"]), r["lead"]) for r in vocab.rows("audit_functions")]


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if not plan.commune:
        yield skipped("không phải kế hoạch cấp xã")
        return
    for t in plan.tasks:
        leads = named_leads(t)
        if len(leads) != 1:
            continue
        name, lead = fold(t.name), fold(leads[0])
        for pattern, wrong, right in _fields():
            words = {m[0] for m in pattern.finditer(name)}
            if len(words) >= int(context.settings["words"]) and wrong.search(lead):
                yield failed(t, f"{where(t)}: nhiệm vụ “{t.name}” giao {leads[0]} chủ trì; lĩnh vực này thuộc chức năng của {right}.", expected=right)
                break
        else:
            yield passed()
