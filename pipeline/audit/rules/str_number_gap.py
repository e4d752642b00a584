"""A number is skipped: items are missing, or the numbering is wrong."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, where
from pipeline.audit.numbering import heading_runs, row_runs
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("STR-NUMBER-GAP", Severity.WARNING, Level.DOCUMENT, "Nhảy số thứ tự", "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6 (đánh số thứ tự)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    weight = Severity.INFO if plan.info.text_source == "ocr" else None  # "III-" read "II-": the scan, not the author
    for run in [*row_runs(plan), *heading_runs(plan)]:
        ok = True
        for (n, was, before), (m, label, at) in zip(run, run[1:], strict=False):
            if m > n + 1:
                ok = False
                name = at.name or at.text
                yield failed(at, f"{where(at)}: số thứ tự nhảy từ {was} sang {label} (“{name[:90]}”), thiếu {m - n - 1} mục.",
                             expected=str(n + 1), actual=f"{label} {name}" if at.name else name, severity=weight, related=(before,))
        if ok:
            yield passed(len(run))
