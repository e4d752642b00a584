"""The plan's own number and symbol are blank or missing."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan
from pipeline.audit.text import title_row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-BLANK-OWN", Severity.ERROR, Level.DOCUMENT, "Để trống hoặc thiếu số, ký hiệu của kế hoạch",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 3 (số, ký hiệu của văn bản)")

_NUMBER_LINE = regex.compile(r"(?i)(?:^\s*|\n\s*)số\s*:?[_.…\s\\]*(?:[-/]\s*\p{Lu}|$)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    status = plan.info.symbol_status
    if not status:
        yield skipped("chưa xác định được số, ký hiệu")
        return
    if status == "full":
        yield passed()
        return
    say = "để trống số" if status == "blank" else "không có số, ký hiệu"
    line = next((p for p in plan.paragraphs[:25] if _NUMBER_LINE.search(p.text) and len(p.text) < 200 and "kèm theo" not in p.text.lower()), None)
    issuing = next((p for p in plan.body[:20] if regex.search(r"(?i)như sau\s*:?\s*$", p.text)), None)
    words = [line.text] if line else []
    if issuing is not None:
        words.append("… " + issuing.text.strip()[-110:])  # how the plan introduces itself without a number
    yield failed(line or issuing or title_row(plan), f"Kế hoạch {say}; đề nghị bổ sung số, ký hiệu và ngày ban hành trước khi gửi.",
                 expected="Số: …/KH-… kèm ngày, tháng, năm ban hành", actual=" ".join(words))
