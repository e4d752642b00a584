"""One table writes its numbers in several ways ("≥ 80%", ">= 80", "80")."""

from collections import defaultdict
from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, Row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("VAL-NOTATION", Severity.INFO, Level.DOCUMENT, "Cách ghi trị số không thống nhất trong một bảng",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I (trình bày thống nhất)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    by_part: dict[str, list[Row]] = defaultdict(list)
    for i in plan.table_indicators:
        if i.kind == "quantity" and i.raw_value:
            by_part[i.part].append(i)
    for rows in by_part.values():
        signs = {s for r in rows for s in regex.findall(r"≥|>=|từ .{1,8} trở lên|ít nhất|tối thiểu", r.raw_value)}
        percent = {("%" in r.raw_value) for r in rows if r.unit.startswith("%")}
        odd = [w for w, bad in ((f"dấu so sánh ({', '.join(sorted(signs))})", len(signs) > 1), ("chỗ có “%”, chỗ không", len(percent) > 1)) if bad]
        if odd:
            yield failed(rows[0], f"Bảng chỉ tiêu ghi trị số không thống nhất: {'; '.join(odd)}.", expected="một cách ghi")
        else:
            yield passed()
