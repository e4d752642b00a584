"""Annexes of one plan name the same column differently."""

from collections import defaultdict
from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row
from pipeline.audit.text import heads
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("HDR-INCONSISTENT", Severity.INFO, Level.DOCUMENT, "Các phụ lục đặt tên cột khác nhau", "Nghị định 30/2020/NĐ-CP (trình bày thống nhất)")

_SAME = (("chủ trì", r"chu tri|don vi thuc hien|co quan thuc hien"), ("phối hợp", r"phoi hop"), ("thời hạn", r"thoi (?:gian|han)|tien do"))


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    names: dict[str, dict[str, Row]] = defaultdict(dict)
    written: dict[str, str] = {}
    for t in plan.tables:
        if t.kind != "task" or not t.header:
            continue
        for cell in heads(t.header):
            for field, pattern in _SAME:
                if regex.search(pattern, fold(cell)):
                    names[field].setdefault(fold(cell), t)
                    written[fold(cell)] = cell.strip()
    for field, ways in names.items():
        if len(ways) > 1:
            say = " / ".join(written[w] for w in ways)
            last = list(ways.values())[-1]
            yield failed(last, f"Cột {field} có {len(ways)} tên trong các phụ lục: {say}.", expected="một tên cột", actual=last.header.replace("⇥", " "))
        else:
            yield passed()
