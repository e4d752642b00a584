"""An indicator stands under the heading of another pillar."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, in_text, where
from pipeline.audit.pillars import pillar_of, pillars_of_heading
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("SCO-WRONG-PILLAR", Severity.INFO, Level.RECORD, "Chỉ tiêu đặt sai nhóm", "57-NQ/TW, mục II (các nhóm chỉ tiêu)")

_MONEY = frozenset({"RES.BUDGET_STI", "RES.RND_GDP", "RES.RND_SOCIAL"})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for i in plan.one_of_each_series:
        if in_text(i) and plan.table_indicators:
            continue  # a figure inside the tasks stands under the heading of its task
        own, heading = pillar_of(i.catalog_id), pillars_of_heading(i.section)
        if not own or not heading:
            yield skipped("không rõ nhóm của chỉ tiêu hoặc của đề mục")
        elif i.catalog_id in _MONEY and "nguồn nhân lực" in i.section.lower():
            yield failed(i, f"{where(i)}: chỉ tiêu kinh phí “{i.name}” đặt dưới đề mục “{i.section}”; nhóm của khung là “Nguồn lực”.",
                         expected="Nguồn lực", actual=i.section)
        elif own in heading or (i.catalog_id.startswith("SOC.DIGITAL_SERVICE") and "Nguồn lực" in heading):
            yield passed()
        else:
            yield failed(i, f"{where(i)}: chỉ tiêu “{i.name}” đặt dưới đề mục “{i.section}”, thuộc nhóm “{own}”.", expected=own, actual=i.section)
