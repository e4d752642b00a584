"""One column of a table of tasks holds two fields."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, part_of
from pipeline.audit.text import heads
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("HDR-MERGED", Severity.WARNING, Level.DOCUMENT, "Một cột gộp nhiều nội dung", "Lô-gic: mỗi cột một nội dung để tổng hợp được")

_FIELDS = {
    "chủ trì": r"chu tri|don vi thuc hien", "phối hợp": r"phoi hop", "sản phẩm": r"san pham|ket qua", "thời hạn": r"thoi (?:gian|han)",
    "mục tiêu": r"muc tieu|chi tieu", "kinh phí": r"kinh phi",
}


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    told: set[str] = set()
    for t in plan.tables:
        if t.kind != "task" or not t.header:
            continue
        for cell in heads(t.header):
            words = fold(cell)
            fields = [name for name, pattern in _FIELDS.items() if regex.search(pattern, words)]
            joined = regex.search(r"/|;|,| và |\+", cell)
            if len(fields) > 1 and joined and words not in told:
                told.add(words)
                yield failed(t, f"{part_of(t, 'Bảng nhiệm vụ')}: cột “{cell.strip()}” gộp {' và '.join(fields)}.", expected="tách thành các cột riêng", actual=t.header.replace("⇥", " "))
            elif words and words not in told:
                yield passed()
