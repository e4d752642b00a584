"""Two rows or headings side by side bear the same number."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.numbering import heading_runs, row_runs
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("STR-DUP-NUMBER", Severity.WARNING, Level.DOCUMENT, "Trùng số thứ tự", "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6 (đánh số thứ tự)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    weight = Severity.INFO if plan.info.text_source == "ocr" else None  # "III-" read "II-": the scan, not the author
    for run in [*row_runs(plan), *heading_runs(plan)]:
        ok = True
        for (n, _, before), (m, label, at) in zip(run, run[1:], strict=False):
            if n == m:
                ok = False
                name = at.name or at.text
                yield failed(at, f"{where(at)}: số thứ tự {label} ghi hai lần, ở “{(before.name or before.text)[:80]}” và “{name[:80]}”.",
                             expected=str(n + 1), actual=f"{label} {name}", severity=weight, related=(before,))
        if ok:
            yield passed(len(run))
