"""The dataset as audit rules see it: one ``Plan`` a document, its records as light rows, and the peers and uppers beside it.

Frames are turned into plain rows once; pandas is not touched again (300 plans in seconds).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Any

import regex

from extractors.text import fold
from schemas import targets
from schemas.dataset import BOOLS
from schemas.targets import UpperTarget

_NUMBERS = frozenset({"value_min", "value_max", "confidence", "catalog_score", "catalog_margin"})
_WHOLES = frozenset({"year", "page", "block", "row", "col", "plan_year", "n_rows", "n_cols", "pages", "mentions"})
#: As a frame, the store and a CSV say it.
_TRUE = frozenset({True, "1", "True", "true"})
_GENERIC = regex.compile(r"^(?:cac|nhung|toan the|moi)\b")


class Row(SimpleNamespace):
    """One record: empty cells are "" (text) or None (numbers); a column that the table lacks reads as ""."""

    table: str

    def __getattr__(self, name: str) -> Any:  # a column that is not there
        if name.startswith("__"):
            raise AttributeError(name)
        return None if name in _NUMBERS or name in _WHOLES else ""

    @property
    def ident(self) -> str:
        """Id of the record itself (a deadline has a ``record_id`` besides: the task it belongs to)."""
        return self.indicator_id or self.task_id or self.deadline_id or self.reference_id or self.table_id or ""


def rows_of(frame: Any, table: str) -> list[Row]:
    """Rows of a frame: NaN, None and "" become one thing. A list of rows (an already prepared table) is returned as it is."""
    if frame is None:
        return []
    if isinstance(frame, list):
        return frame
    if hasattr(frame, "column_names"):  # an Arrow table of the store: typed, so nothing is to be guessed
        names, columns = frame.column_names, (frame[n].to_pylist() for n in frame.column_names)
    else:
        names, columns = list(frame.columns), (_values(n, frame[n]) for n in frame.columns)
    plain = (_plain(n, values) for n, values in zip(names, columns, strict=True))
    return [Row(table=table, **dict(zip(names, values, strict=True))) for values in zip(*plain, strict=True)]


def _values(name: str, series: Any) -> list[Any]:
    """Values of a frame's column, None where there is none; in a column of numbers, where there is no number."""
    import pandas as pd

    if name in _NUMBERS or name in _WHOLES:
        series = pd.to_numeric(series, errors="coerce")
    return list(series.astype(object).where(series.notna(), None).tolist())


def _plain(name: str, values: list[Any]) -> list[Any]:
    """Floats or ints or None in a column of numbers, bool in one of ``BOOLS``, str in the others."""
    if name in _NUMBERS or name in _WHOLES:
        kind = float if name in _NUMBERS else int
        return [None if v is None or v != v else kind(v) for v in values]
    if name in BOOLS:
        return [v in _TRUE for v in values]
    return ["" if v is None or v != v else v if isinstance(v, str) else str(v) for v in values]


#: Tables of records, in each of which a document's rows stand together and in the order of the documents.
RECORDS = ("indicators", "tasks", "deadlines", "references", "paragraphs", "tables")


def prepare(dataset: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The dataset's tables as rows, once; every function here takes them in place of the frames."""
    return {t: rows_of(dataset.get(t), t) for t in ("documents", "units", *RECORDS)}


_PARTY_SYMBOL = regex.compile(r"^\d*\s*-\s*\p{L}+/\p{Lu}")
#: "Đảng ủy UBND xã" is one, "Ủy ban nhân dân" with its own party cell is none.
_PARTY_BODY = regex.compile(r"(?:ban (?:thuong vu|chap hanh|xay dung)|dang (?:uy|bo)|tinh uy|thanh uy|van phong (?:dang|tinh|thanh) uy|uy ban kiem tra|chi bo)\b")

_DAY = regex.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@lru_cache(maxsize=20_000)
def day_span(text: str) -> tuple[date, date] | None:
    """First and last day that an ISO date or an EDTF year or month covers; None for anything else."""
    m = _DAY.fullmatch(str(text or "").strip()[:10])
    if not m:
        return None
    y, mo, d = int(m[1]), int(m[2] or 0), int(m[3] or 0)
    try:
        if d:
            return date(y, mo, d), date(y, mo, d)
        if mo:
            return date(y, mo, 1), date(y + mo // 12, mo % 12 + 1, 1) - timedelta(days=1)
        return date(y, 1, 1), date(y, 12, 31)
    except ValueError:
        return None


#: Confidence below which a record may not say what the document says: a reproach on it is a note to look, and it is no yardstick for others.
#: Of records of plans never seen those below 0.8 (tables guessed from flat text, smudged scans) are wrong more often than right.
UNSURE = 0.8


def unsure(r: Row) -> bool:
    """Whether a record was read with doubt."""
    return r.confidence is not None and r.confidence < UNSURE


def vn_date(d: date) -> str:
    """dd/mm/yyyy, as Vietnamese letters write it."""
    return f"{d.day:02d}/{d.month:02d}/{d.year}"


def units_in(cell: str) -> list[str]:
    """Unit names of a ``; ``-joined cell."""
    return [u for u in (p.strip() for p in cell.split(";")) if u]


@dataclass(eq=False)
class Plan:
    """One document with everything read from it, in reading order."""

    info: Row
    indicators: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    deadlines: list[Row] = field(default_factory=list)
    references: list[Row] = field(default_factory=list)
    paragraphs: list[Row] = field(default_factory=list)
    tables: list[Row] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)  # other names under which the same bytes were given

    @property
    def id(self) -> str:
        """``document_id``."""
        return self.info.document_id

    @cached_property
    def level(self) -> str:
        """``national``, ``province``, ``commune`` or "" when it was not read."""
        words = fold(self.info.issuer_level)
        return {"xa": "commune", "tinh": "province", "trung uong": "national"}.get(words, self.info.issuer_level)

    @property
    def commune(self) -> bool:
        """Whether a commune, ward or special zone issued it."""
        return self.level == "commune"

    @cached_property
    def party(self) -> bool:
        """Whether a body of the Party issued it: its papers follow rules of their own (Hướng dẫn 36-HD/VPTW), not Decree 30/2020."""
        return bool(_PARTY_SYMBOL.search(self.info.symbol) or _PARTY_BODY.match(fold(self.info.issuer)))

    @cached_property
    def place(self) -> str:
        """What people call it: its commune, else province, else issuer, else file."""
        return self.info.commune or self.info.province or self.info.issuer or self.info.file_name

    @cached_property
    def where_from(self) -> tuple[str, str]:
        """Place and province: a place is no peer of itself, be it another file, a draft or last year's plan."""
        return fold(self.place), fold(self.info.province)

    @cached_property
    def issued(self) -> tuple[date, date] | None:
        """First and last day on which it can have been issued; None when it gives no date."""
        return day_span(self.info.issued_on)

    @cached_property
    def period(self) -> range:
        """Years for which it can lack a target: from its first one after it was issued to its last; none when its targets have no year."""
        years = [i.year for i in self.indicators if i.year is not None and i.kind != "none"]
        issued = self.issued[0].year if self.issued else 0
        return range(min((y for y in years if y >= issued), default=issued), max(years, default=-1) + 1)

    @cached_property
    def body(self) -> list[Row]:
        """Paragraphs of the body that people read (letterhead, furniture and signature stamps left out)."""
        skip = {"letterhead", "header", "footer", "page_number", "footnote", "stamp", "leftover"}
        return [p for p in self.paragraphs if p.role not in skip and p.text]

    @cached_property
    def table_indicators(self) -> list[Row]:
        """Indicators of indicator tables; those of running text and of task cells are ``text_indicators``."""
        return [i for i in self.indicators if not in_text(i)]

    @cached_property
    def text_indicators(self) -> list[Row]:
        """Indicators of running text and of task cells."""
        return [i for i in self.indicators if in_text(i)]

    @cached_property
    def indicator_rows(self) -> list[list[Row]]:
        """Indicators grouped by table row (one row may hold several years and targets); one of running text is its own row."""
        groups: dict[Any, list[Row]] = defaultdict(list)
        for n, i in enumerate(self.indicators):
            place = (i.block, i.row) if i.block is not None and i.row is not None else (i.part, i.section, i.ordinal, i.name)
            groups[(place, n) if in_text(i) else place].append(i)
        return list(groups.values())

    @cached_property
    def rows(self) -> list[Row]:
        """One record a row: the first of each indicator row and of each target of running text, then the tasks."""
        return [g[0] for g in self.indicator_rows] + self.tasks

    @cached_property
    def table_rows(self) -> list[Row]:
        """``rows`` without the targets of running text: what a table holds and somebody can be made responsible for."""
        return [r for r in self.rows if not in_text(r)]

    @cached_property
    def tasks_by_part(self) -> dict[str, list[Row]]:
        """Tasks by the part of the plan in which they stand (an annex has one table of tasks)."""
        parts: dict[str, list[Row]] = defaultdict(list)
        for t in self.tasks:
            parts[t.part].append(t)
        return parts

    @cached_property
    def series(self) -> dict[tuple[str, str, str], list[Row]]:
        """Table indicators of one thing over the years: (catalogue id or name, qualifier, denominator) → rows by year.

        Two technologies (5G, 6G) or two denominators are two series.
        """
        out: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for i in self.table_indicators or self.text_indicators:
            if i.year is not None:
                out[series_key(i)].append(i)
        return {k: sorted(v, key=lambda i: i.year) for k, v in out.items()}

    @cached_property
    def one_of_each_series(self) -> list[Row]:
        """The first record of each series of a table, then every target of running text."""
        firsts: dict[tuple[str, str], Row] = {}
        for i in self.table_indicators:
            if i.kind != "none":
                firsts.setdefault(series_key(i)[:2], i)
        return [*firsts.values(), *self.text_indicators]

    @cached_property
    def issue_text(self) -> str:
        """What the plan is about: its title, folded."""
        return fold(self.info.title)


def in_text(r: Row) -> bool:
    """Whether a record is a target of running text, or of a task's cell: neither a row of a table of indicators nor a task."""
    if r.table == "tasks":
        return False
    return bool(r.scope == "text") if r.scope else not fold(r.part).startswith("phu luc")


def series_key(i: Row) -> tuple[str, str, str]:
    """What an indicator measures, whatever the year: (catalogue id or name, object, denominator)."""
    qualifier = targets.thing(i.qualifier) if i.kind in ("quantity", "assigned") else ""
    return (i.catalog_id or name_key(i.name), qualifier, targets.denominator(i)[0])


@lru_cache(maxsize=100_000)
def _fold_name(name: str) -> str:
    return " ".join(_NAME_NOISE.sub(" ", fold(name)).split())


_NAME_NOISE = regex.compile(r"\b(?:ty le|ti le|dat|tren dia ban|xa|phuong|cac|duoc|phai)\b|[%≥≤<>]|\b\d+(?: \d+)*\b")


def name_key(name: str) -> str:
    """A name without value, "tỷ lệ", "trên địa bàn xã": equal for the same indicator in the same plan."""
    return _fold_name(name)


def is_generic(unit: str) -> bool:
    """"Các cơ quan, đơn vị", "Các phòng, đơn vị liên quan": nobody in particular."""
    return bool(_GENERIC.match(fold(unit)))


def part_of(r: Any, otherwise: str = "") -> str:
    """"Phụ lục I", "Thân văn bản": the part of the plan, as it begins a sentence."""
    part = getattr(r, "part", "") or otherwise
    return part[:1].upper() + part[1:]


def where(r: Any) -> str:
    """"Phụ lục I, mục 34, trang 5": how a letter points to a record or paragraph."""
    bits = [part_of(r)] if part_of(r) else []
    if getattr(r, "ordinal", ""):
        bits.append(f"mục {str(r.ordinal).strip().rstrip('.')}")
    if getattr(r, "page", None):
        bits.append(f"trang {r.page}")
    return ", ".join(bits) or "Trong văn bản"


def cut(text: str, size: int = 110) -> str:
    """At most ``size`` characters, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= size else text[:size].rsplit(" ", 1)[0] + "…"


def row_words(r: Any) -> str:
    """A record as its row stands: ordinal, name, values, units, deadline (for ``actual`` of a finding)."""
    if r is None:
        return ""
    if r.table == "indicators":
        bits = [_ordinal(r), r.name, r.unit, targets.show(r), r.lead_units, r.coordinating_units]
    elif r.table == "tasks":
        bits = [_ordinal(r), r.name, r.lead_units, r.coordinating_units, r.output, r.deadline_raw]
    elif r.table == "tables":
        bits = [r.header.replace("⇥", "|")]
    elif r.table in ("references", "deadlines"):
        bits = [r.raw]
    elif r.table == "documents":
        bits = [r.title or r.file_name]
    else:
        bits = [r.text]
    return " · ".join(b for b in bits if b)


def _ordinal(r: Any) -> str:
    return f"{str(r.ordinal).rstrip('.')}." if r.ordinal else ""


@dataclass(eq=False)
class Context:
    """Everything a rule may look at besides its plan. ``settings`` are the thresholds of the rule being run.

    ``plans`` are those that are judged now, with all their records; ``known`` all plans of the dataset, perhaps without records
    (``pipeline.survey``); the same when None.
    """

    plans: list[Plan]
    upper_ids: frozenset[str] = frozenset()
    national: list[UpperTarget] = field(default_factory=list)
    uppers: Mapping[str, list[str]] = field(default_factory=dict)  # document -> its upper documents
    upper_targets: Mapping[str, list[UpperTarget]] = field(default_factory=dict)  # upper document -> its targets
    units: dict[str, Row] = field(default_factory=dict)  # folded name -> row of ``units``
    duplicates: dict[str, str] = field(default_factory=dict)  # document -> the one it repeats
    settings: Mapping[str, Any] = field(default_factory=dict)
    cache: dict[Any, Any] = field(default_factory=dict)  # what a rule works out once for all plans
    known: list[Plan] | None = None

    @property
    def everyone(self) -> list[Plan]:
        """All plans of the dataset; only their ``info`` is sure to be there."""
        return self.plans if self.known is None else self.known

    @cached_property
    def by_id(self) -> dict[str, Plan]:
        """All plans by ``document_id``."""
        return {p.id: p for p in self.everyone}

    @cached_property
    def has_place_codes(self) -> bool:
        """Whether any plan's place was found in the register."""
        return any(p.info.place_code for p in self.everyone)

    def unit_level(self, name: str) -> str:
        """``commune``, ``province``, ``national`` or "": of a unit by the ``units`` table."""
        row = self.units.get(fold(name))
        level = fold(row.level) if row else ""
        return {"xa": "commune", "thon": "commune", "village": "commune", "tinh": "province", "trung uong": "national",
                "central": "national"}.get(level, level)

    def unit_system(self, name: str) -> str:
        """``state``, ``party``, ``front`` …, or "" for a unit that the ``units`` table lacks."""
        row = self.units.get(fold(name))
        return row.system if row else ""

    def unit_is_generic(self, name: str) -> bool:
        """Whether a name means nobody in particular."""
        row = self.units.get(fold(name))
        return is_generic(name) or (row is not None and bool(row.is_generic))

    @cached_property
    def national_by_id(self) -> dict[str, list[UpperTarget]]:
        """National targets by catalogue id."""
        out: dict[str, list[UpperTarget]] = defaultdict(list)
        for t in self.national:
            out[t.catalog_id].append(t)
        return out

    def peers(self, plan: Plan) -> Iterator[Plan]:
        """Plans of the same level as ``plan``, each counted once, uppers left out."""
        for p in self.everyone:
            if p.where_from != plan.where_from and p.level == plan.level and p.id not in self.duplicates and p.id not in self.upper_ids:
                yield p


_ROMAN = regex.compile(r"[IVXLC]{1,6}[.)]?")


def _is_group(t: Row) -> bool:
    """A heading row of a table of tasks ("IV Phát triển nhân lực") that was read as a task: nothing is asked of it."""
    return bool(_ROMAN.fullmatch(str(t.ordinal).strip())) and not (t.lead_units or t.output or t.coordinating_units)


def build(dataset: Mapping[str, Any], *, national: Iterable[UpperTarget] = (), duplicates: Mapping[str, str] | None = None,
          uppers: Mapping[str, list[str]] | None = None, upper_targets: Mapping[str, list[UpperTarget]] | None = None) -> Context:
    """Context from the tables of contract.md plus ``paragraphs`` and ``tables``; a missing table is an empty one."""
    plans = plans_of(dataset)
    return Context(plans, frozenset(upper_targets or ()), list(national), uppers or {}, upper_targets or {}, units_of(dataset), dict(duplicates or {}))


def plans_of(dataset: Mapping[str, Any]) -> list[Plan]:
    """Every document that was read, with its records; a missing table is an empty one."""
    plans = plans_by_id(rows_of(dataset.get("documents"), "documents"))
    for table in RECORDS:
        for r in rows_of(dataset.get(table), table):
            if r.document_id in plans and not (table == "tasks" and _is_group(r)):
                getattr(plans[r.document_id], table).append(r)
    return list(plans.values())


def plans_by_id(documents: Iterable[Row]) -> dict[str, Plan]:
    """Every document that was read, without its records; the same bytes given again are a copy of the first."""
    plans: dict[str, Plan] = {}
    for r in documents:
        if r.status != "failed":
            if r.document_id not in plans:
                plans[r.document_id] = Plan(r)
            elif r.duplicate_of:
                plans[r.document_id].copies.append(r.file_name)
    return plans


def units_of(dataset: Mapping[str, Any]) -> dict[str, Row]:
    """Rows of ``units`` by folded name."""
    return {fold(r.name): r for r in rows_of(dataset.get("units"), "units")}
