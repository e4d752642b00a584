"""The items of one list end differently: some with a full stop or semicolon, some with nothing."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row
from pipeline.audit.text import MARKER, is_annex
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("STR-PUNCT", Severity.INFO, Level.DOCUMENT, "Dấu câu cuối các mục không thống nhất", "Nghị định 30/2020/NĐ-CP (chính tả, dấu câu)", {"items": 4})


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    for items in _lists(plan):
        bare = [p for p in items if p.text.rstrip()[-1:] not in ".;:,…!?)”\"/"]
        if len(items) < int(context.settings["items"]):
            continue
        if bare and len(bare) < len(items):
            yield failed(bare[0], f"{len(bare)} trên {len(items)} mục của danh sách không có dấu câu cuối (mục đầu: “{bare[0].text[:80]}”).", related=tuple(bare[1:]))
        else:
            yield passed(len(items))


def _lists(plan: Plan) -> Iterator[list[Row]]:
    """Runs of paragraphs numbered (1), (2) … under one heading."""
    runs: dict[tuple[str, int], list[Row]] = defaultdict(list)
    n = 0
    for p in plan.body:
        m = MARKER.match(p.text)
        if is_annex(p.part) or not m or not m["paren"]:
            continue
        n += m["paren"] == "1"
        runs[(p.part, n)].append(p)
    yield from runs.values()
