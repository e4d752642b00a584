"""A target is far behind what a plan of the same level sets for the same or an earlier year."""

from collections.abc import Iterator

from pipeline.audit.context import Context, Plan, Row, series_key, where
from pipeline.audit.peers import Peers, peers_of
from pipeline.audit.series import series_text
from pipeline.audit.shares import is_share
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed, skipped
from schemas.targets import bound, direction, show

RULE = Rule("PEER-OUTLIER", Severity.WARNING, Level.BETWEEN, "Chỉ tiêu lệch xa các địa phương cùng cấp",
            "So sánh giữa các kế hoạch cùng cấp; khác mẫu số thì không so", {"gap": 15, "robust_z": 3.5, "robust_least": 8})

_NEARLY_ALL = 95  # per cent; with only words beside it, a number as high as this wants a reason


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    """With few peers: ``gap`` points behind the best of the same or an earlier year. With ``robust_least`` and more: a modified
    z-score (Iglewicz and Hoaglin 1993) over ``robust_z`` to either side, on top of the gap."""
    index = peers_of(context)
    if not any(True for _ in context.peers(plan)):
        yield skipped("không có kế hoạch cùng cấp để so")
        return
    if plan.id in context.upper_ids:
        return
    for group in plan.indicator_rows:
        for i in group:
            if not is_share(i) or i.year is None or not i.catalog_id or i.kind != "quantity":
                continue
            found = _judge(plan, i, group, index, context)
            yield found
            if found.message:
                break


def _judge(plan: Plan, i: Row, group: list[Row], index: Peers, context: Context) -> Outcome:
    key, gap = (plan.level, *series_key(i)), float(context.settings["gap"])
    mine = bound(i, "up")
    if mine is None or mine > 100 or direction(i.catalog_id) == "down":
        return skipped("chỉ tiêu không so được theo chiều tăng")
    n, middle, spread = index.spread(key, i.year)
    if n >= int(context.settings["robust_least"]):
        if abs(mine - middle) > gap and abs(mine - middle) / (spread or 1.0) > float(context.settings["robust_z"]):
            return failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year} ghi {show(i)}, lệch xa mức giữa {middle:g}% của {n} địa phương cùng cấp.",
                          expected=f"quanh {middle:g}%", actual=series_text(group))
        return passed()
    best = [x for y in index.years.get(key, ()) if y <= i.year for x in index.best[(key, y)] if x[0].where_from != plan.where_from]
    if best:
        p, r, top = max(best, key=lambda x: x[2])
        if top - mine > gap:
            return failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year} ghi {show(i)}, thấp hơn {p.place} ({show(r)} năm {r.year}).",
                          expected=f"gần mức {show(r)} của {p.place}", actual=series_text(group), related=(r,))
    vague = next(((p, r) for p, r in index.words.get((key, i.year), ()) if p.where_from != plan.where_from), None)
    if vague and mine >= _NEARLY_ALL and not any(x[2] >= _NEARLY_ALL for x in best):
        p, r = vague
        return failed(i, f"{where(i)}: chỉ tiêu “{i.name}” năm {i.year} ghi {show(i)} trong khi {p.place} cùng năm chỉ ghi “{r.qualifier or r.raw_value}”.",
                      expected="có căn cứ cho mức cao", actual=series_text(group), related=(r,))
    return passed() if best or vague else skipped("không có địa phương cùng cấp đặt chỉ tiêu này")
