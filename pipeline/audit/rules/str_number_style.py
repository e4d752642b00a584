"""Numbers of one list are written in two ways ("1.7." and "1.8")."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row
from pipeline.audit.text import MARKER
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("STR-NUMBER-STYLE", Severity.INFO, Level.DOCUMENT, "Cách đánh số không thống nhất", "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6 (đánh số thứ tự)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    styles: dict[str, list[tuple[bool, Row]]] = defaultdict(list)
    for p in plan.body:
        m = MARKER.match(p.text)
        if m and m["dotted"]:
            styles[f"{p.part}|{m['dotted'].rpartition('.')[0]}"].append((bool(m["dot"]), p))
    for items in styles.values():
        usual, n = Counter(s for s, _ in items).most_common(1)[0]
        odd = [p for s, p in items if s != usual]
        if odd and n > len(odd):
            for p in odd:
                yield failed(p, f"Mục “{p.text[:70]}” đánh số {'không có' if usual else 'có'} dấu chấm cuối, khác các mục cùng cấp.")
        else:
            yield passed(len(items))
