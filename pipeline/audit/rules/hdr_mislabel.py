"""The header of a column does not say what the column holds."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, part_of
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("HDR-MISLABEL", Severity.WARNING, Level.DOCUMENT, "Tên cột không đúng nội dung", "Lô-gic: cột mục tiêu ghi “Mục tiêu” hoặc “Chỉ tiêu”; “Kết quả” là điều đã đạt")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    told: set[str] = set()
    for t in plan.tables:
        if t.kind != "indicator" or not t.header:
            continue
        cells = [fold(c) for c in regex.split(r"\s*⇥\s*", t.header)]
        key = " | ".join(cells)
        if key in told:
            continue
        told.add(key)
        if "ket qua" in cells and not any(c.startswith(("muc tieu", "ke hoach", "chi tieu giao", "phan dau")) for c in cells):
            yield failed(t, f"{part_of(t, 'Bảng chỉ tiêu')}: cột mục tiêu ghi tên là “Kết quả”; đề nghị ghi “Mục tiêu” hoặc “Chỉ tiêu giao”.", expected="Mục tiêu", actual=t.header.replace("⇥", " "))
        elif any(regex.search(r"giai doan", c) for c in cells) and regex.search(r"\bnam 20\d\d\b", key) and not regex.search(r"20\d\d (?:den )?20\d\d", key):
            yield failed(t, f"{part_of(t, 'Bảng chỉ tiêu')}: tên cột ghi “giai đoạn” nhưng các cột bên dưới là từng năm.", expected="theo từng năm",
                         actual=t.header.replace("⇥", " "), severity=Severity.INFO)
        else:
            yield passed()
