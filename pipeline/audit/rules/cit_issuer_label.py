"""The heading of an annex names another issuer than the documents its rows cite."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan
from pipeline.audit.text import is_annex
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("CIT-ISSUER-LABEL", Severity.INFO, Level.DOCUMENT, "Tên phụ lục ghi cơ quan khác với văn bản nêu trong bảng",
            "Lô-gic: tên phụ lục phải đúng với nội dung của phụ lục")

_LABEL = regex.compile(r"(?i)theo (?:các )?(?:thông báo|kết luận|kế hoạch)[\p{L}\s]{0,20} của ban chỉ đạo trung ương")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for p in plan.paragraphs:
        if not is_annex(p.part) or not p.text or not _LABEL.search(p.text):
            continue
        codes = {s.rpartition("/")[2] for t in plan.tasks if t.part == p.part for s in regex.findall(r"\d+-\p{Lu}+/[\p{Lu}đ]+", t.note)}
        if codes and not any("bcd" in fold(c) for c in codes):
            yield failed(p, f"Tên phụ lục ghi của Ban Chỉ đạo Trung ương nhưng các dòng viện dẫn văn bản ký hiệu {', '.join(sorted(codes))}.",
                         actual=p.text)
        elif codes:
            yield passed()
