"""The caption of an annex leaves the number or the date of its plan blank."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-BLANK-ANNEX", Severity.ERROR, Level.DOCUMENT, "Phụ lục để trống số hoặc ngày của kế hoạch",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần IV, mục 1 (phụ lục phải ghi văn bản ban hành kèm theo)")

CAPTION = regex.compile(r"(?i)\bkèm theo\s+(?:kế hoạch|quyết định|nghị quyết|chương trình|công văn|đề án|tờ trình|báo cáo)\b")
_BLANK_NUMBER = regex.compile(r"(?i)\bsố\s*:?[_.…\s\\]*(?=[-/]\s*\p{L})")
_BLANK_DAY = regex.compile(r"(?i)\bngày[_.…\s\\]*(?=/|tháng)|\btháng[_.…\s\\]*(?=/|năm)|\bnăm[_.…\s\\]*(?=của\b|\)|$)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    seen = 0
    for p in plan.paragraphs:
        m = CAPTION.search(p.text) if p.text and len(p.text) < 400 else None
        if m is None:
            continue
        seen += 1
        number, day = _BLANK_NUMBER.search(p.text, m.end()), _BLANK_DAY.search(p.text, m.end())
        if not number and not day:
            yield passed()
            continue
        what = " và ".join(w for w, blank in (("số", number), ("ngày", day)) if blank)
        own = plan.info.symbol
        hint = f" (kế hoạch số {own})" if own else ""
        yield failed(p, f"Dòng ghi kèm theo của phụ lục để trống {what} của kế hoạch{hint}: “{p.text.strip()[:160]}”.",
                     expected=f"Kèm theo Kế hoạch số {own or '…'} ngày … tháng … năm …", actual=p.text)
    if not seen:
        yield skipped("không có dòng “Kèm theo Kế hoạch số …”")
