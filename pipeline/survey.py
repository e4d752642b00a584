"""What must be known of all plans before one of them can be judged: uppers, repeated plans, peers, units. One pass over slim columns.

The plans themselves are then compared and audited in parts (``pipeline.report``), so that memory does not grow with their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pipeline import uppers as known
from pipeline.audit.context import RECORDS, Context, Plan, Row, plans_by_id, plans_of, rows_of, units_of
from pipeline.audit.peers import Peers
from pipeline.store import StoredDataset, arrow_batches
from schemas.targets import UpperTarget

#: Columns of indicators that peers, upper targets and prints need; the others would fill memory.
_SLIM = ("document_id", "indicator_id", "part", "ordinal", "name", "catalog_id", "year", "comparator", "value_min", "value_max", "unit", "kind", "qualifier", "raw_value", "denominator", "page", "confidence")
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents, neighbours in the dataset, and which rows of each table are theirs."""

    number: int
    ids: tuple[str, ...]
    rows: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Survey:
    """``plans``: every document that was read, without its records, in the order of the dataset."""

    plans: list[Plan]
    units: dict[str, Row]
    duplicates: dict[str, str]
    above: dict[str, list[str]]
    targets: dict[str, list[UpperTarget]]
    national: list[UpperTarget]
    peers: Peers

    def context(self, dataset: StoredDataset, part: Part) -> Context:
        """Everything a rule may look at, for the plans of one part."""
        wanted = set(part.ids)
        tables: dict[str, Any] = {t: dataset.rows(t, *part.rows[t]) for t in RECORDS}
        mine = [p for p in self.plans if p.id in wanted]
        plans = plans_of({"documents": [p.info for p in mine], **tables})
        for plan, known_plan in zip(plans, mine, strict=True):
            plan.copies = known_plan.copies
        return Context(plans, frozenset(self.targets), self.national, self.above, self.targets, self.units, self.duplicates, cache={"peers": self.peers}, known=self.plans)


def survey(dataset: StoredDataset, marked: Iterable[str] = ()) -> Survey:
    """Looks over a dataset whose rows stand in the order of its documents. ``marked``: ids of upper plans that the user named."""
    rows = list(_rows(dataset, "documents"))
    plans = plans_by_id(rows)
    documents = {i: p.info for i, p in plans.items()}
    prints, cited = known.Prints(), _cited(dataset, {r.symbol for r in documents.values() if r.symbol})
    for table, columns in known.Prints.COLUMNS.items():
        prints.add(table, _rows(dataset, table, ("document_id", *columns)))
    above, repeated = known.above(documents, cited, marked), known.repeated(rows, prints)
    targets: dict[str, list[UpperTarget]] = {u: [] for ids in above.values() for u in ids}
    labels, peers = {i: r.symbol or r.file_name for i, r in documents.items()}, Peers()
    for plan in _with_indicators(dataset, documents):
        known.add_targets(targets, plan.indicators, labels)
        if plan.id not in repeated and plan.id not in targets:
            peers.add(plan)
    units = units_of({"units": list(_rows(dataset, "units"))})
    return Survey(list(plans.values()), units, repeated, above, targets, known.national_targets(), peers)


def _cited(dataset: StoredDataset, symbols: set[str]) -> known.Cited:
    """What each document cites of the documents that are here themselves."""
    cited: known.Cited = defaultdict(set)
    for r in _rows(dataset, "references", ("document_id", "symbol", "issued_on", "status")):
        if r.symbol in symbols and r.status != "self":
            cited[r.document_id].add((r.symbol, r.issued_on[:10]))
    return cited


def _rows(dataset: StoredDataset, table: str, columns: Iterable[str] | None = None) -> Iterator[Row]:
    """Rows one after another, a few at a time in memory."""
    for batch in arrow_batches(dataset, table, columns):
        for at in range(0, batch.num_rows, _AT_ONCE):
            yield from rows_of(batch.slice(at, _AT_ONCE), table)


def _with_indicators(dataset: StoredDataset, documents: Mapping[str, Row]) -> Iterator[Plan]:
    """Plans one after another, each with the slim rows of its indicators."""
    plan: Plan | None = None
    for r in _rows(dataset, "indicators", _SLIM):
        if plan is None or plan.id != r.document_id:
            if plan is not None:
                yield plan
            plan = Plan(documents[r.document_id])
        plan.indicators.append(r)
    if plan is not None:
        yield plan


def parts(dataset: StoredDataset, found: Survey, size: int) -> list[Part]:
    """The plans in parts of ``size``, in their order. Raises ValueError when a table's rows do not stand in the order of the documents."""
    ids = iter([p.id for p in found.plans])
    groups = list(iter(lambda: tuple(islice(ids, size)), ()))
    number = {i: n for n, group in enumerate(groups) for i in group}
    ends = {t: _ends(dataset, t, number, len(groups)) for t in RECORDS}
    return [Part(n, group, {t: (e[n - 1] if n else 0, e[n]) for t, e in ends.items()}) for n, group in enumerate(groups)]


def _ends(dataset: StoredDataset, table: str, number: Mapping[str, int], groups: int) -> list[int]:
    """For each part the row of a table at which it ends."""
    ends, at, current = [0] * groups, 0, 0
    for batch in arrow_batches(dataset, table, ("document_id",)):
        for ident in batch["document_id"].to_pylist():
            n = number[ident]
            if n < current:
                raise ValueError(f"{table}: rows are not in the order of the documents")
            while current < n:
                ends[current] = at
                current += 1
            at += 1
    ends[current:] = [at] * (groups - current)
    return ends
