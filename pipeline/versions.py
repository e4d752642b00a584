"""Two readings of one plan (draft and signed, last year's and this year's): what was added, removed, changed, moved.

Records are paired by what they are about (catalogue indicator, year, object; words of a task), not by their place, so that a
moved row is no change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz, process

from extractors.text import fold
from pipeline.audit.context import Plan, Row, build, name_key, units_in, where
from schemas.targets import denominator, show, thing

COLUMNS = (
    "change", "table", "name", "field", "old", "new", "message", "old_record_id", "new_record_id", "old_page", "old_bbox", "old_block",
    "old_row", "new_page", "new_bbox", "new_block", "new_row",
)

#: Names under this likeness (0–100) are two tasks or indicators, not one that was reworded.
SAME_NAME = 80.0


def changes(dataset: Mapping[str, Any], old: str, new: str) -> Any:
    """Change list between documents ``old`` and ``new`` of the dataset, in reading order of the new one; both places in each row.

    ``change``: added | removed | changed_value | changed_lead | moved_deadline | changed_name. Raises KeyError for an unknown id.
    """
    import pandas as pd

    plans = {p.id: p for p in build(dataset).plans}
    a, b = plans[old], plans[new]
    rows = [*_indicators(a, b), *_tasks(a, b), *_document(a, b)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for c in ("old_page", "old_block", "old_row", "new_page", "new_block", "new_row"):
        frame[c] = frame[c].astype("Int64")
    return frame


def _indicators(a: Plan, b: Plan) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    pairs, gone, come = _pair([i for i in a.indicators if i.kind != "none"], [i for i in b.indicators if i.kind != "none"], _indicator_key)
    for x, y in pairs:
        if _value(x) != _value(y):
            out.append(_change("changed_value", x, y, "value", show(x), show(y), f"chỉ tiêu “{y.name}” năm {y.year or '…'} đổi từ {show(x)} thành {show(y)}"))
        out += _leads(x, y, "chỉ tiêu")
    out += [_change("removed", x, None, "", show(x), "", f"bỏ chỉ tiêu “{x.name}” năm {x.year or '…'} ({show(x)})") for x in gone]
    out += [_change("added", None, y, "", "", show(y), f"thêm chỉ tiêu “{y.name}” năm {y.year or '…'} ({show(y)})") for y in come]
    return out


def _tasks(a: Plan, b: Plan) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    pairs, gone, come = _pair(a.tasks, b.tasks, lambda t: (fold(t.name),))
    for x, y in pairs:
        if fold(x.name) != fold(y.name):
            out.append(_change("changed_name", x, y, "name", x.name, y.name, f"nhiệm vụ “{x.name}” viết lại thành “{y.name}”"))
        if (x.deadline_start, x.deadline_end, fold(x.deadline_raw)) != (y.deadline_start, y.deadline_end, fold(y.deadline_raw)):
            out.append(_change("moved_deadline", x, y, "deadline", x.deadline_raw, y.deadline_raw,
                               f"thời hạn của “{y.name}” đổi từ “{x.deadline_raw or 'để trống'}” thành “{y.deadline_raw or 'để trống'}”"))
        if fold(x.output) != fold(y.output):
            out.append(_change("changed_value", x, y, "output", x.output, y.output,
                               f"sản phẩm của “{y.name}” đổi từ “{x.output or 'để trống'}” thành “{y.output or 'để trống'}”"))
        out += _leads(x, y, "nhiệm vụ")
    out += [_change("removed", x, None, "", x.name, "", f"bỏ nhiệm vụ “{x.name}”") for x in gone]
    out += [_change("added", None, y, "", "", y.name, f"thêm nhiệm vụ “{y.name}”") for y in come]
    return out


def _document(a: Plan, b: Plan) -> list[dict[str, Any]]:
    names = {"symbol": "số, ký hiệu", "issued_on": "ngày ban hành", "signer": "người ký", "title": "trích yếu"}
    return [_change("changed_value", a.info, b.info, f, getattr(a.info, f), getattr(b.info, f),
                    f"{say} đổi từ “{getattr(a.info, f) or 'để trống'}” thành “{getattr(b.info, f) or 'để trống'}”")
            for f, say in names.items() if fold(getattr(a.info, f)) != fold(getattr(b.info, f))]


def _leads(x: Row, y: Row, what: str) -> list[dict[str, Any]]:
    out = []
    for f, say in (("lead_units", "chủ trì"), ("coordinating_units", "phối hợp")):
        old, new = getattr(x, f), getattr(y, f)
        if {fold(u) for u in units_in(old)} != {fold(u) for u in units_in(new)}:
            out.append(_change("changed_lead", x, y, f, old, new, f"đơn vị {say} của {what} “{y.name}”" + (f" năm {y.year}" if y.year else "")
                               + f" đổi từ {old or 'để trống'} thành {new or 'để trống'}"))
    return out


def _indicator_key(i: Row) -> tuple[Any, ...]:
    return (i.catalog_id or name_key(i.name), i.year, thing(i.qualifier) if i.kind == "quantity" else "", denominator(i)[0], i.scope)


def _value(i: Row) -> tuple[Any, ...]:
    return (i.kind, i.comparator, i.value_min, i.value_max, i.unit, fold(i.qualifier) if i.kind != "quantity" else "")


def _pair(old: list[Row], new: list[Row], key: Any) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs with one key in order; of the rest, the likest names of the same year (best first); what is left on either side."""
    by_key: dict[Any, list[Row]] = defaultdict(list)
    for x in old:
        by_key[key(x)].append(x)
    pairs: list[tuple[Row, Row]] = []
    rest: list[Row] = []
    for y in new:
        same = by_key.get(key(y))
        if same:
            pairs.append((same.pop(0), y))
        else:
            rest.append(y)
    gone = [x for xs in by_key.values() for x in xs]
    if gone and rest:
        scores = process.cdist([fold(x.name) for x in gone], [fold(y.name) for y in rest], scorer=fuzz.token_sort_ratio, score_cutoff=SAME_NAME)
        taken_old: set[int] = set()
        taken_new: set[int] = set()
        for n in scores.ravel().argsort()[::-1]:
            r, c = divmod(int(n), len(rest))
            if scores[r, c] < SAME_NAME:
                break
            if r not in taken_old and c not in taken_new and gone[r].year == rest[c].year and gone[r].catalog_id == rest[c].catalog_id:
                taken_old.add(r)
                taken_new.add(c)
                pairs.append((gone[r], rest[c]))
        gone = [x for r, x in enumerate(gone) if r not in taken_old]
        rest = [y for c, y in enumerate(rest) if c not in taken_new]
    order = {id(x): n for n, x in enumerate(old)}
    return pairs, sorted(gone, key=lambda x: order[id(x)]), rest


def _change(change: str, x: Row | None, y: Row | None, field: str, old: str, new: str, say: str) -> dict[str, Any]:
    here = y if y is not None else x
    assert here is not None
    message = (f"{where(here)}: " if here.part or here.page else "") + say[:1].upper() + say[1:] + "."
    place = {f"{side}_{f}": getattr(r, f) if r is not None else None
             for side, r in (("old", x), ("new", y)) for f in ("page", "bbox", "block", "row")}
    return {"change": change, "table": here.table, "name": here.name or here.title, "field": field, "old": old, "new": new, "message": message,
            "old_record_id": x.ident if x is not None else "", "new_record_id": y.ident if y is not None else "", **place}
