"""A target below its ceiling stays the same from one year to the next."""

from collections.abc import Iterator

import regex

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row, where
from pipeline.audit.series import named
from pipeline.audit.shares import is_share
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import direction, show

RULE = Rule("VAL-FLAT", Severity.WARNING, Level.SERIES, "Chỉ tiêu giữ nguyên qua các năm khi chưa tới mức tối đa",
            "57-NQ/TW, mục II (các chỉ tiêu tăng dần theo yêu cầu phát triển)", {"years": 3})

#: "≥ 3%, tăng dần": a floor from which it rises
_RISING = regex.compile(r"\btang (?:dan|them|hang nam|len|qua cac nam)\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    enough = int(context.settings["years"])
    for rows in plan.series.values():
        numbers = [r for r in rows if r.kind == "quantity"]
        if len({r.year for r in numbers}) < 2 or direction(rows[0].catalog_id) == "down":
            continue
        if not numbers[0].unit.startswith("%"):
            yield skipped("số lượng có thể đã đủ (mọi thôn, mọi tàu); không rõ mức tối đa")
            continue
        runs = [run for run in _runs(numbers) if len({r.year for r in run}) > 1 and not _at_ceiling(run[0]) and not any(_RISING.search(fold(f"{r.raw_value} {r.qualifier}")) for r in run)]
        for run in runs:
            years = ", ".join(str(r.year) for r in run)
            last = run[-1]
            yield failed(last, f"{where(last)}: chỉ tiêu “{last.name}” giữ nguyên {show(last)} trong các năm {years}, không tăng.",
                         expected="tăng dần qua các năm", severity=None if len(run) >= enough else Severity.INFO, related=tuple(run[:-1]))
        if not runs:
            yield passed()


def _runs(rows: list[Row]) -> list[list[Row]]:
    out: list[list[Row]] = []
    for r in rows:
        if out and named(out[-1][-1]) == named(r):
            out[-1].append(r)
        else:
            out.append([r])
    return out


def _at_ceiling(r: Row) -> bool:
    return is_share(r) and max(v for v in (r.value_min, r.value_max, 0) if v is not None) >= 100
