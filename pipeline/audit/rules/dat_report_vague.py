"""A duty to report has no period."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("DAT-REPORT-VAGUE", Severity.INFO, Level.RECORD, "Chế độ báo cáo không có thời hạn",
            "Nghị định 09/2019/NĐ-CP (chế độ báo cáo định kỳ phải nêu tần suất, thời hạn gửi)")

_VAGUE = regex.compile(r"(?i)\bđịnh kỳ hoặc đột xuất\b|\bbáo cáo[^.;]{0,80}\bkhi có yêu cầu\b|\bkhi có yêu cầu\b[^.;]{0,40}\bbáo cáo\b|\bđịnh kỳ\b[^.;]{0,40}\bbáo cáo\b")
_SENTENCE = regex.compile(r"(?<=[.;])\s+")
_PERIOD = regex.compile(r"(?i)\bh[àằ]ng (?:tuần|tháng|quý|năm)|\b0?6 tháng|\bquý\b|\btháng\b|\bngày \d|\btrước ngày\b|\bmột lần\b|/lần")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for p in plan.body:
        if not _VAGUE.search(p.text):
            continue
        for sentence in _SENTENCE.split(p.text):
            if "báo cáo" not in sentence.lower() or not _VAGUE.search(sentence):
                continue
            if _PERIOD.search(sentence):
                yield passed()
            else:
                yield failed(p, f"Nghĩa vụ báo cáo không nêu kỳ hạn: “{sentence.strip()[:200]}”.", expected="kỳ báo cáo và ngày gửi", actual=sentence.strip())
