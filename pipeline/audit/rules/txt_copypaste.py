"""Words of the upper level stand in a commune's plan ("trên địa bàn tỉnh", "xã, phường")."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row, where
from pipeline.audit.text import hit, is_annex, record_texts, title_row
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped

RULE = Rule("TXT-COPYPASTE", Severity.WARNING, Level.DOCUMENT, "Chép nguyên nội dung của văn bản cấp trên",
            "Lô-gic: nội dung phải thuộc phạm vi của xã")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    if not plan.commune:
        yield skipped("không phải kế hoạch cấp xã")
        return
    title = title_row(plan)
    texts: list[tuple[Row, str, str]] = [(title, plan.info.title, "title")] if title is not None else []
    texts += [(r, t, "record") for r, t in record_texts(plan)]
    # an introduction quotes the titles of what it carries out
    texts += [(p, p.text, "body") for p in plan.body if not is_annex(p.part) and p is not title and not _preamble(p)]
    for at, text, place in texts:
        if not text:
            continue
        found = hit(RULE.id, text, place)
        if found:
            phrase, m = found
            quote = text[max(0, m.start() - 60):m.end() + 30].strip()
            yield failed(at, f"{where(at)}: {phrase.note}: “…{quote}…”.", expected="ghi theo phạm vi của xã", actual=text if len(text) < 400 else quote)
        else:
            yield passed()


def _preamble(p: Row) -> bool:
    return p.text.startswith(("Căn cứ", "Thực hiện", "Triển khai Kế hoạch", "Trên đây"))
