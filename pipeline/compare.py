"""Plans beside one another and beside upper targets: the ``comparison`` table, a matrix, coverage, rank and spread.

No year is interpolated, no denominator converted: what cannot be set side by side is ``not_comparable`` with its reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median, quantiles
from typing import Any

from pipeline import uppers as known
from pipeline.audit.context import Plan, Row, plans_of, prepare, series_key
from schemas.dataset import frame
from schemas.targets import ComparisonVerdict, UpperTarget, bound, catalogue, denominator, direction, judge, show, thing

_NO_UPPER = "Cấp trên không đặt chỉ tiêu này cho cùng năm; không suy ra từ năm khác"


def compare(dataset: Mapping[str, Any], uppers: Iterable[str] = (), national: Iterable[UpperTarget] | None = None,
            duplicates: Mapping[str, str] | None = None) -> Any:
    """Every plan against its upper plans and the national targets, long form (one row: indicator, year, plan, upper target).

    ``uppers``: document ids marked by the user; others are found by level and citation. ``national``: those of the vocabulary
    when None. An indicator with no upper target of its year has one row without upper (``not_comparable``); an upper target that
    the plan lacks is ``missing``, but not for a year that was past when it was issued, nor, where it has the indicator, for a year beyond its last. Repeated documents count once. A plan in which nothing matches the catalogue yields one row
    that says so.
    """
    return frame("comparison", compare_rows(dataset, uppers, national, duplicates))


def compare_rows(dataset: Mapping[str, Any], uppers: Iterable[str] = (), national: Iterable[UpperTarget] | None = None,
                 duplicates: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """``compare`` as plain rows."""
    dataset = prepare(dataset)
    above = known.upper_documents(dataset, uppers)
    targets = known.upper_targets(dataset, {u for ids in above.values() for u in ids})
    land = known.national_targets() if national is None else list(national)
    return plan_rows(plans_of(dataset), above, targets, land, known.duplicates(dataset) if duplicates is None else duplicates)


def plan_rows(plans: Iterable[Plan], above: Mapping[str, list[str]], targets: Mapping[str, list[UpperTarget]], land: list[UpperTarget],
              repeated: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows of ``comparison`` for some plans. ``above``: document → its uppers; ``targets``: upper → its targets; ``land``: national ones."""
    out: list[dict[str, Any]] = []
    for plan in plans:
        if plan.id in repeated or plan.id not in above:  # an upper plan marked by the user is not held against itself
            continue
        mine = [t for u in above[plan.id] for t in targets.get(u, ())]
        out += _plan(plan, mine + ([] if plan.level == "national" else land))
    return out


def _plan(plan: Plan, targets: list[UpperTarget]) -> list[dict[str, Any]]:
    own = [i for i in plan.indicators if i.catalog_id]
    if plan.indicators and not own:
        return [_row(plan, None, None, ComparisonVerdict.NOT_COMPARABLE,
                     f"Không chỉ tiêu nào trong {len(plan.indicators)} chỉ tiêu khớp danh mục: kế hoạch thuộc lĩnh vực khác", "", None)]
    by_key: dict[tuple[str, int | None], list[UpperTarget]] = defaultdict(list)
    for t in targets:
        by_key[(t.catalog_id, t.year)].append(t)
    out: list[dict[str, Any]] = []
    met: set[tuple[str, int | None]] = set()
    for i in _distinct(own):
        same = by_key.get((i.catalog_id, i.year), [])
        met.add((i.catalog_id, i.year))
        if not same:
            out.append(_row(plan, i, None, ComparisonVerdict.NOT_COMPARABLE, _NO_UPPER, i.catalog_id, i.year))
        for t in same:
            verdict, why = judge(i, t)
            out.append(_row(plan, i, t, verdict, why, i.catalog_id, i.year))
    if own:  # of a plan without any target nothing is missing: it is a plan of tasks
        out += _missing(plan, by_key, met, {i.catalog_id for i in own})
    return out


def _missing(plan: Plan, by_key: Mapping[tuple[str, int | None], list[UpperTarget]], met: set[tuple[str, int | None]],
             have: set[str]) -> list[dict[str, Any]]:
    out = []
    for (ident, year), same in by_key.items():
        level = catalogue().get(ident, {}).get("levels", "all")
        if (ident, year) in met or (plan.commune and level not in ("all", "commune")):
            continue
        if year is not None and (year < plan.period.start or ident in have and year not in plan.period):
            continue  # past when the plan was issued; or an indicator that it has, for a year beyond its last
        why = f"Kế hoạch có chỉ tiêu này nhưng không đặt cho năm {year}" if ident in have else "Kế hoạch không có chỉ tiêu này"
        out += [_row(plan, None, t, ComparisonVerdict.MISSING, why, ident, year) for t in same]
    return out


def _distinct(rows: list[Row]) -> list[Row]:
    """One of several records that say the same (a target repeated in the body and in the annex): the one of the table."""
    seen: dict[Any, Row] = {}
    for i in sorted(rows, key=lambda r: r.scope == "text"):
        seen.setdefault((i.catalog_id, i.year, i.kind, i.comparator, i.value_min, i.value_max, thing(i.qualifier), denominator(i)[0]), i)
    kept = {id(i) for i in seen.values()}
    return [i for i in rows if id(i) in kept]


def _row(plan: Plan, i: Row | None, t: UpperTarget | None, verdict: ComparisonVerdict, why: str, ident: str, year: int | None) -> dict[str, Any]:
    quantity = i is not None and i.kind == "quantity"
    return {
        "catalog_id": ident, "indicator": catalogue().get(ident, {}).get("canonical_name_vi") or (i.name if i else t.name if t else ""),
        "year": year, "document_id": plan.id, "place": plan.place,
        "comparator": i.comparator if i and quantity else "", "value_min": i.value_min if i else None, "value_max": i.value_max if i else None,
        "unit": i.unit if i else "", "indicator_id": i.indicator_id if i else "", "upper_document_id": t.document_id if t else "",
        "upper_value_min": t.value_min if t else None, "upper_value_max": t.value_max if t else None, "verdict": str(verdict), "why": why,
        "upper_label": t.label if t else "", "upper_comparator": t.comparator if t else "", "upper_unit": t.unit if t else "",
        "certainty": t.certainty if t else "", "denominator": denominator(i)[0] if i else "", "qualifier": i.qualifier if i else "",
        "province": plan.info.province, "page": i.page if i else None,
    }


def matrix(dataset: Mapping[str, Any], duplicates: Mapping[str, str] | None = None) -> Any:
    """Indicator × (place, year): each cell the target as written ("≥ 80%"), several joined by " | ", "" where there is none.

    Index: (catalog_id, indicator); columns: (place [document_id], year), sorted.
    """
    import pandas as pd

    cells: dict[tuple[str, int], dict[tuple[str, str], str]] = defaultdict(dict)
    for plan in _counted(dataset, duplicates):
        for i in plan.indicators:
            if i.catalog_id and i.year is not None and i.kind != "none":
                key = ((i.catalog_id, catalogue().get(i.catalog_id, {}).get("canonical_name_vi", i.name)), (f"{plan.place} [{plan.id}]", i.year))
                have, text = cells[key[1]].get(key[0], ""), show(i)
                if text not in have.split(" | "):
                    cells[key[1]][key[0]] = f"{have} | {text}" if have else text
    rows = sorted({row for column in cells.values() for row in column})
    columns = sorted(cells)
    index = pd.MultiIndex.from_arrays([[r[n] for r in rows] for n in (0, 1)], names=["catalog_id", "indicator"])
    heads = pd.MultiIndex.from_arrays([[c[n] for c in columns] for n in (0, 1)], names=["place", "year"])
    return pd.DataFrame([[cells[c].get(r, "") for c in columns] for r in rows], index=index, columns=heads, dtype=object)


def coverage(dataset: Mapping[str, Any], duplicates: Mapping[str, str] | None = None) -> Any:
    """For each plan and pillar of the catalogue: ``have`` of ``expected`` indicators of its level, ``share``, ``missing`` ids.

    ``expected``: indicators that at least one national or peer plan of the same level sets (not the whole catalogue).
    """
    import pandas as pd

    plans = _counted(dataset, duplicates)
    sets = {p.id: {i.catalog_id for i in p.indicators if i.catalog_id and i.kind != "none"} for p in plans}
    expected: dict[str, set[str]] = defaultdict(set)
    for p in plans:
        expected[p.level] |= sets[p.id]
    land = {t.catalog_id for t in known.national_targets()}
    rows = []
    for p in plans:
        fits = {"all", "commune"} if p.commune else {"all", "commune", "province+", "province only", "national/province", "province"}
        want = expected[p.level] | {c for c in land if catalogue().get(c, {}).get("levels", "all") in fits}
        by_pillar: dict[str, set[str]] = defaultdict(set)
        for c in want:
            by_pillar[catalogue().get(c, {}).get("pillar", "").partition("(")[0].strip()].add(c)
        for pillar, ids in sorted(by_pillar.items()):
            have = ids & sets[p.id]
            rows.append({"document_id": p.id, "place": p.place, "pillar": pillar, "have": len(have), "expected": len(ids),
                         "share": len(have) / len(ids), "missing": "; ".join(sorted(ids - have))})
    return pd.DataFrame(rows, columns=["document_id", "place", "pillar", "have", "expected", "share", "missing"])


def ranks(dataset: Mapping[str, Any], duplicates: Mapping[str, str] | None = None, robust_z: float = 3.5) -> Any:
    """Each plan among its peers (same level) for one indicator, year, object and denominator: rank (1 = most ambitious), spread.

    ``robust_z``: modified z-score (Iglewicz and Hoaglin 1993) over which a value is an outlier; 0 spread marks none. Groups of
    different denominators are never mixed. Columns: see below; values in the unit of the indicator.
    """
    import pandas as pd

    groups: dict[tuple, list[tuple[Plan, Row, float]]] = defaultdict(list)
    for p in _counted(dataset, duplicates):
        taken: set[tuple] = set()
        for i in p.indicators:
            way = direction(i.catalog_id)
            value = bound(i, way) if way else None
            key = (*series_key(i), i.year, p.level)
            if i.kind == "quantity" and i.catalog_id and i.year is not None and value is not None and key not in taken:
                taken.add(key)
                groups[key].append((p, i, value))
    rows = []
    for (ident, qualifier, of, year, level), members in groups.items():
        values = [v for *_, v in members]
        middle = median(values)
        low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (middle, middle, middle)
        spread = 1.4826 * median(abs(v - middle) for v in values)
        better = direction(ident) == "up"
        for p, i, v in members:
            z = (v - middle) / spread if spread else 0.0
            rows.append({
                "catalog_id": ident, "indicator": catalogue().get(ident, {}).get("canonical_name_vi", i.name), "qualifier": qualifier,
                "denominator": of, "year": year, "level": level, "document_id": p.id, "place": p.place, "value": v, "target": show(i),
                "rank": 1 + sum((x > v) if better else (x < v) for x in values), "of": len(values), "min": min(values), "q1": low,
                "median": middle, "q3": high, "max": max(values), "robust_z": z, "outlier": abs(z) > robust_z, "indicator_id": i.indicator_id})
    columns = ["catalog_id", "indicator", "qualifier", "denominator", "year", "level", "document_id", "place", "value", "target", "rank",
               "of", "min", "q1", "median", "q3", "max", "robust_z", "outlier", "indicator_id"]
    return pd.DataFrame(rows, columns=columns)


def _counted(dataset: Mapping[str, Any], duplicates: Mapping[str, str] | None) -> list[Plan]:
    dataset = prepare(dataset)
    repeated = known.duplicates(dataset) if duplicates is None else duplicates
    return [p for p in plans_of(dataset) if p.id not in repeated]
