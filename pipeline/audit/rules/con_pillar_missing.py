"""A pillar of the framework of 57-NQ/TW has no indicator in the plan."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan
from pipeline.audit.pillars import FRAMEWORK, pillar_of, pillars_of_heading
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CON-PILLAR-MISSING", Severity.WARNING, Level.DOCUMENT, "Thiếu nhóm chỉ tiêu so với khung của Nghị quyết 57",
            "57-NQ/TW, mục II; khung kế hoạch hành động kèm Công văn 01-CV/BCĐTW", {"least_indicators": 10, "least_pillars": 3})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    title = plan.issue_text
    if title and not ("57 nq tw" in title or ("khoa hoc" in title and "doi moi sang tao" in title)):
        yield skipped("kế hoạch không phải để thực hiện Nghị quyết 57-NQ/TW")
        return
    rows = plan.table_indicators if len(plan.table_indicators) > len(plan.text_indicators) else plan.indicators
    known = [i for i in rows if i.catalog_id]
    have = {pillar_of(i.catalog_id) for i in known} - {""}
    if len({i.catalog_id for i in known}) < int(context.settings["least_indicators"]) or len(have) < int(context.settings["least_pillars"]):
        yield skipped("kế hoạch có quá ít chỉ tiêu nhận ra được")
        return
    sections = list(dict.fromkeys(i.section for i in rows if pillars_of_heading(i.section))) or sorted(have)
    for pillar in FRAMEWORK:
        if pillar in have:
            yield passed()
        else:
            yield failed(rows[-1], f"Danh mục chỉ tiêu không có nhóm “{pillar}”; các nhóm hiện có: {'; '.join(sections)}.",
                         expected=f"có chỉ tiêu thuộc nhóm “{pillar}”", actual="; ".join(sections))
