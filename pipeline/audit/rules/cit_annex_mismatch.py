"""The number or date in an annex caption is not that of the plan."""

from collections.abc import Iterator

import regex

from pipeline.audit.context import Context, Plan, vn_date
from pipeline.audit.rules.cit_blank_annex import CAPTION
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("CIT-ANNEX-MISMATCH", Severity.ERROR, Level.DOCUMENT, "Số hoặc ngày ghi ở phụ lục khác với kế hoạch",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần IV, mục 1")

#: Number and date of the document just named; those of documents further on in its title are not meant.
_NUMBER = regex.compile(r"(?i)[^\d(]{0,40}?\bsố\s*:?\s*(\d{1,5})\s*[-/]\s*\p{L}")
_DAY = regex.compile(r"(?i)[^\d(]{0,40}?(?:\d{1,5}\s*)?(?:[-/]\s*\p{L}[^\s,]{0,14})?[\s,]{0,3}ngày\s+(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*(\d{4})")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    own = regex.match(r"0*(\d+)", plan.info.symbol)
    day = plan.issued[0] if plan.issued and plan.issued[0] == plan.issued[1] else None
    for p in plan.paragraphs:
        m = CAPTION.search(p.text) if p.text and len(p.text) < 400 else None
        if m is None:
            continue
        number, date = _NUMBER.match(p.text, m.end()), _DAY.match(p.text, m.end())
        if not (number and own) and not (date and day):
            yield skipped("phụ lục hoặc kế hoạch không ghi đủ số và ngày")
            continue
        wrong = []
        if number and own and number[1].lstrip("0") != own[1]:
            wrong.append(f"số {number[1]} (kế hoạch số {plan.info.symbol})")
        if date and day and (int(date[1]), int(date[2]), int(date[3])) != (day.day, day.month, day.year):
            wrong.append(f"ngày {date[1]}/{date[2]}/{date[3]} (kế hoạch ngày {vn_date(day)})")
        if wrong:
            yield failed(p, f"Dòng ghi kèm theo của phụ lục ghi {' và '.join(wrong)}; đề nghị thống nhất với phần đầu kế hoạch.",
                         expected=f"{plan.info.symbol} ngày {vn_date(day) if day else '…'}", actual=p.text)
        else:
            yield passed()
