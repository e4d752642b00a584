"""A unit of measurement that does not exist ("Gbps/s") stands in a name, a unit or the text."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.text import all_texts
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("VAL-UNIT-WRONG", Severity.WARNING, Level.RECORD, "Đơn vị đo viết sai",
            "Luật Đo lường 04/2011/QH13; TCVN 7870 (đơn vị đo): tốc độ ghi Gb/s hoặc Gbps")

_WRONG = (
    (regex.compile(r"\b[kKMGT][bB]ps?/s\b"), "Gb/s (hoặc Gbps)"),
    (regex.compile(r"\b[MGT]p[bp]s\b|\b[MGT]bsp\b"), "Gbps"),
    (regex.compile(r"\d\s*[MGT]B(?:/s|ps)\b"), "Gb/s: tốc độ mạng tính bằng bit, không phải byte"),
    (regex.compile(r"%\s*%|\bphần trăm\s*%"), "%"),
)


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    told: set[str] = set()
    for at, text in all_texts(plan):
        for words in (text, at.unit):
            m, right = next(((m, right) for pattern, right in _WRONG if (m := pattern.search(words or ""))), (None, ""))
            if m is None:
                continue
            key = f"{at.table}{m[0]}{text[:60]}"
            if key not in told:
                told.add(key)
                yield failed(at, f"{where(at)}: đơn vị “{m[0]}” viết sai; viết đúng là {right}.", expected=right, actual=text[max(0, m.start() - 80):m.end() + 40])
            break
        else:
            yield passed()
