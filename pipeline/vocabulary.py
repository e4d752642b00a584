"""Care of the vocabularies: what is wrong in the CSV files, and what a run met that they do not have yet.

``check`` knows every file a little (encoding, NFC, order, source and date) and the files named in RULES well (an alias
with two meanings, ids that do not exist). ``suggest`` reads a dataset that a run wrote.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import regex

from extractors.text import new_tones
from schemas import vocab
from schemas.records import BOUNDS

Row = dict[str, str]

_DATE = regex.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DATED = ("date", "source_date", "checked_on")
#: files that are not sorted by their first column
SORTED_BY = {"places_former.csv": "name"}
_CERTAINTY = ("source", "possibly draft", "memory", "plan only")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``line`` counts from 1 with the header as line 1; ``severity``: error (wrong) or warning (incomplete)."""

    file: str
    line: int
    code: str
    message: str  # Vietnamese
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a run met that no vocabulary has. ``vocabulary``: the file to add it to; ``near``: the most alike entries."""

    kind: str  # header | unit | indicator
    text: str
    count: int
    example: str  # file name of one document that has it
    vocabulary: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds in one file: ``alias`` columns together name one thing, told by ``meaning``; ``refers``: column -> file, column."""

    required: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    meaning: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    refers: tuple[tuple[str, str, str], ...] = ()
    allowed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    own: Callable[[str, list[Row]], Iterator[Problem]] | None = None


def check(folder: Path | None = None) -> list[Problem]:
    """Problems of all vocabulary files (those of ``folder``, or the shipped ones), errors first.

    A user's files are checked as they are used: beside the shipped ones, whose ids they may name and whose spellings they may not give
    another meaning.
    """
    own = folder is not None and folder.resolve() != vocab.FOLDER.resolve()
    folder = folder or vocab.FOLDER
    tables = {path.name: _read(path) for path in sorted(folder.glob("*.csv"))}
    shipped = {path.name: _read(path)[0] for path in sorted(vocab.FOLDER.glob("*.csv"))} if own else {}
    out: list[Problem] = []
    for name, (rows, problems) in tables.items():
        out += problems
        out += _any_file(name, rows)
        rules = RULES.get(name)
        if rules:
            out += _by_rules(name, rows, rules, {n: [*shipped.get(n, ()), *tables.get(n, ((), ()))[0]] for n in {*shipped, *tables}}, shipped.get(name, []))
    if own and not any(p.severity == "error" for p in out):
        out += _as_loaded(folder, tables)
    return sorted(out, key=lambda p: (p.severity, p.file, p.line))


def _as_loaded(folder: Path, names: Iterable[str]) -> Iterator[Problem]:
    """What only shows when the matchers are built: spellings that come of others (abbreviations, levels) with two meanings."""
    from extractors.fields import amounts, deadlines, indicators, places, registry, unit_lexicon

    built: dict[str, Callable[[], object]] = {
        "unit": unit_lexicon.lexicon, "measure_units": amounts.units, "comparators": amounts.comparators, "deadline_words": lambda: deadlines.parse_deadline("Quý I/2026", plan_year=None),
        "places": places.register, "known_documents": registry.registry, "indicator": lambda: indicators.match_indicator("Tỷ lệ hồ sơ nộp trực tuyến"),
    }
    with vocab.using(folder):
        for name in sorted(names):
            for begin, build in built.items():
                if name.startswith(begin):
                    try:
                        build()
                    except (ValueError, KeyError) as e:
                        yield Problem(name, 1, "two_meanings", f"Không dùng được cùng từ vựng đi kèm: {e}")


def suggest(dataset: Path, least: int = 1) -> list[Suggestion]:
    """Headers, organisations and indicators of a dataset folder that the vocabularies lack, most frequent first.

    ``least``: how often a thing must occur. Raises FileNotFoundError when ``dataset`` holds no run (no documents.csv).
    """
    names = {r["document_id"]: r.get("file_name", "") for r in _dataset(dataset, "documents", needed=True)}
    out = [*_headers(dataset, names), *_units(dataset, names), *_indicators(dataset, names)]
    return sorted((s for s in out if s.count >= least), key=lambda s: (s.kind, -s.count, s.text))


# -- checks ---------------------------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[list[Row], list[Problem]]:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as e:
        return [], [Problem(path.name, 1, "encoding", f"Tệp không phải UTF-8: {e}")]
    problems = [Problem(path.name, 1, "bom", "Tệp có BOM ở đầu.", "warning")] if text.startswith("\ufeff") else []
    reader = csv.reader(text.removeprefix("\ufeff").splitlines())
    header = next(reader, [])
    if len(set(header)) != len(header) or not all(header):
        problems.append(Problem(path.name, 1, "header", "Dòng tiêu đề trống hoặc lặp tên cột."))
    rows = []
    for line, cells in enumerate(reader, 2):
        if len(cells) != len(header):
            problems.append(Problem(path.name, line, "cells", f"Dòng có {len(cells)} ô, tiêu đề có {len(header)} cột."))
        rows.append(dict(zip(header, cells, strict=False)))
    return rows, problems


def _any_file(name: str, rows: list[Row]) -> Iterator[Problem]:
    """What every vocabulary must be: NFC, no blanks around a cell, each row once, sorted by the first column, with source and date."""
    seen: dict[tuple[str, ...], int] = {}
    before: str | None = None
    for line, row in enumerate(rows, 2):
        cells = tuple(row.values())
        for column, cell in row.items():
            if not unicodedata.is_normalized("NFC", cell):
                yield Problem(name, line, "nfc", f"Cột {column} chưa ở dạng NFC: {cell!r}.")
            if cell != cell.strip():
                yield Problem(name, line, "blanks", f"Cột {column} có khoảng trắng ở đầu hoặc cuối: {cell!r}.")
            if column in ("source", *_DATED) and not cell.strip():
                yield Problem(name, line, "undocumented", f"Thiếu {column}.", "warning")
            if column in _DATED and cell and not _DATE.fullmatch(cell):
                yield Problem(name, line, "date", f"Cột {column} không phải ngày ISO 8601: {cell!r}.")
        if cells in seen:
            yield Problem(name, line, "repeated", f"Dòng lặp lại dòng {seen[cells]}.")
        seen[cells] = line
        first = row.get(SORTED_BY.get(name, ""), "") or (cells[0] if cells else "")
        if "pattern" in row or "all_words" in row:
            continue  # patterns are tried in the order in which they stand
        if before is not None and _rank(first) < _rank(before):
            yield Problem(name, line, "unsorted", f"Không xếp theo thứ tự: {first!r} đứng sau {before!r}.", "warning")
        before = first


def _rank(text: str) -> tuple[int, int, str]:
    """Numbers by value (codes with zeros in front: the shorter first), then words by code point."""
    return (0, len(text), text) if text.isdecimal() else (1, 0, text)


def _by_rules(name: str, rows: list[Row], rules: Rules, tables: dict[str, list[Row]], shipped: list[Row]) -> Iterator[Problem]:
    """``tables``: all that ids may be named from. ``shipped``: rows of the same file that stand before those of a user."""
    columns = set(rows[0]) if rows else set()
    for column in (*rules.required, *rules.alias, *rules.meaning, *rules.unique):
        if rows and column not in columns:
            yield Problem(name, 1, "column", f"Thiếu cột {column}.")
            return
    meaning: dict[tuple[str, ...], tuple[tuple[str, ...], int]] = {}
    keys: dict[tuple[str, ...], int] = {}
    for row in shipped:  # they stand in line 0
        if rules.alias:
            meaning.setdefault(tuple(_alias(row[c]) for c in rules.alias), (tuple(row[c] for c in rules.meaning), 0))
        if rules.unique:
            keys.setdefault(tuple(row[c] for c in rules.unique), 0)
    known = {(file, column): {r.get(column, "") for r in tables.get(file, [])} for _, file, column in rules.refers}
    for line, row in enumerate(rows, 2):
        for column in rules.required:
            if not row.get(column, "").strip():
                yield Problem(name, line, "empty", f"Cột {column} để trống.")
        if rules.alias:
            alias, means = tuple(_alias(row[c]) for c in rules.alias), tuple(row[c] for c in rules.meaning)
            first = meaning.setdefault(alias, (means, line))
            if first[0] != means:
                yield Problem(name, line, "two_meanings", f"“{row[rules.alias[0]]}” có hai nghĩa: {first[0]} ({_place(first[1])}) và {means}.")
        if rules.unique:
            key = tuple(row[c] for c in rules.unique)
            if key in keys:
                yield Problem(name, line, "repeated", f"{key} đã có ở {_place(keys[key])}.")
            keys[key] = line
        for column, file, target in rules.refers:
            if row.get(column) and row[column] not in known[file, target]:
                yield Problem(name, line, "unknown_id", f"{column} = {row[column]!r} không có trong {file}.")
        for column, values in rules.allowed:
            if row.get(column, "") not in values:
                yield Problem(name, line, "value", f"{column} = {row.get(column)!r} không thuộc {', '.join(values)}.")
    if rules.own:
        yield from rules.own(name, rows)


def _place(line: int) -> str:
    return f"dòng {line}" if line else "từ vựng đi kèm"


def _alias(text: str) -> str:
    """Spellings that readers take for one: case and tone placement do not tell meanings apart."""
    return new_tones(unicodedata.normalize("NFC", text)).casefold().strip()


def _indicator_rules(name: str, rows: list[Row]) -> Iterator[Problem]:
    """Every rule has phrases that can occur, written as names are normalised (otherwise the rule is never met)."""
    from extractors.fields.indicator_names import normal_name

    for line, row in enumerate(rows, 2):
        groups = [g for g in row["must"].split(";") if g.strip()]
        if not groups:
            yield Problem(name, line, "empty", f"{row['canonical_id']}: thiếu điều kiện must.")
        for phrase in [p for g in (*groups, row["must_not"]) for p in g.split("|") if p]:
            if " ".join(normal_name(phrase).words) != phrase:
                yield Problem(name, line, "unreachable", f"{row['canonical_id']}: cụm từ {phrase!r} không bao giờ xuất hiện sau chuẩn hóa ({' '.join(normal_name(phrase).words)!r}).")


def _wordings(name: str, rows: list[Row]) -> Iterator[Problem]:
    """Every wording must lead to its own indicator. Only for the vocabulary in use, which the matcher has compiled."""
    from extractors.fields.indicators import match_indicator

    if rows and rows[0] not in [{k: r[k] for k in rows[0]} for r in vocab.rows("indicator_variants")]:
        return
    for line, row in enumerate(rows, 2):
        found = match_indicator(row["variant"])
        if found.catalog_id != row["canonical_id"]:
            yield Problem(name, line, "not_matched", f"“{row['variant']}” của {row['canonical_id']} lại khớp với {found.catalog_id or 'không chỉ tiêu nào'} {found.candidates}.")


def _targets(name: str, rows: list[Row]) -> Iterator[Problem]:
    """A comparator has its bounds (contract.md), and low is not above high."""
    for line, row in enumerate(rows, 2):
        bounds = bool(row["value_min"]), bool(row["value_max"])
        if BOUNDS.get(row["comparator"]) != bounds:
            yield Problem(name, line, "value", f"{row['canonical_id']}: comparator {row['comparator']} không đi với {bounds}.")
            continue
        try:
            numbers = [float(row[c]) for c in ("value_min", "value_max") if row[c]]
        except ValueError:
            yield Problem(name, line, "value", f"{row['canonical_id']}: giá trị không phải số.")
            continue
        if numbers != sorted(numbers):
            yield Problem(name, line, "value", f"{row['canonical_id']}: value_min lớn hơn value_max.")


#: One row a file. A file that is not here still gets the general checks.
RULES: dict[str, Rules] = {
    "indicators.csv": Rules(required=("canonical_id", "pillar", "canonical_name_vi"), unique=("canonical_id",), own=_indicator_rules),
    "indicator_variants.csv": Rules(
        required=("canonical_id", "variant"), alias=("variant",), meaning=("canonical_id",),
        refers=(("canonical_id", "indicators.csv", "canonical_id"),), own=_wordings,
    ),
    "indicator_words.csv": Rules(
        required=("kind", "written"), alias=("kind", "written"), meaning=("normal",),
        allowed=(("kind", ("abbreviation", "synonym", "stop", "count_unit")),),
    ),
    "national_targets.csv": Rules(
        required=("canonical_id", "year", "quoted_text"), refers=(("canonical_id", "indicators.csv", "canonical_id"),),
        allowed=(("certainty", _CERTAINTY), ("scope", ("national", "province", "commune", "all"))), own=_targets,
    ),
    "audit_denominators.csv": Rules(refers=(("catalog_id", "indicators.csv", "canonical_id"),)),
    "audit_relations.csv": Rules(refers=(("a", "indicators.csv", "canonical_id"), ("b", "indicators.csv", "canonical_id"))),
    "units.csv": Rules(required=("unit_id", "name"), unique=("unit_id",)),
    "unit_variants.csv": Rules(
        required=("unit_id", "variant"), alias=("variant", "context"), meaning=("unit_id",), refers=(("unit_id", "units.csv", "unit_id"),)
    ),
    "unit_words.csv": Rules(unique=("kind", "word", "value")),
    "measure_units.csv": Rules(required=("unit", "alias"), alias=("alias", "kind"), meaning=("unit",)),
    "comparators.csv": Rules(alias=("word",), meaning=("comparator",)),
    "levels.csv": Rules(alias=("word",), meaning=("rank",)),
    "deadline_words.csv": Rules(alias=("class", "word"), meaning=("value",)),
    "table_headers.csv": Rules(required=("role", "header"), alias=("header", "table"), meaning=("role",)),
    "known_documents.csv": Rules(required=("symbol",), unique=("symbol", "issued_on", "issuer", "scope")),
    "issuer_codes.csv": Rules(required=("code", "name"), unique=("code", "match", "system", "level", "name")),
    "places.csv": Rules(required=("code", "name"), unique=("code",)),
}


# -- suggestions ----------------------------------------------------------------------------------------------------


def _dataset(folder: Path, table: str, needed: bool = False) -> list[Row]:
    path = folder / f"{table}.csv"
    if not path.exists():
        if needed:
            raise FileNotFoundError(f"{path}: not a dataset of a run")
        return []
    from pipeline.export.csv import read

    rows: list[Row] = read(path).to_dict("records")
    return rows


def _headers(dataset: Path, names: dict[str, str]) -> Iterator[Suggestion]:
    """Columns of tables that no role was found for (table ``tables``: ``header`` and ``roles`` run in parallel)."""
    count: Counter[str] = Counter()
    example: dict[str, str] = {}
    for row in _dataset(dataset, "tables"):
        headers, roles = row.get("header", "").split(" ⇥ "), row.get("roles", "").split(";")
        for header, role in zip(headers, roles, strict=False):
            if header.strip() and not role.strip():
                count[header.strip()] += 1
                example.setdefault(header.strip(), names.get(row.get("document_id", ""), ""))
    for header, n in count.items():
        yield Suggestion("header", header, n, example[header], "table_headers.csv")


def _units(dataset: Path, names: dict[str, str]) -> Iterator[Suggestion]:
    """Organisations kept as written (status ``new``), with a document that names them."""
    new = {r["name"]: int(r.get("mentions") or 1) for r in _dataset(dataset, "units") if r.get("status") == "new"}
    example: dict[str, str] = {}
    for table in ("tasks", "indicators"):
        for row in _dataset(dataset, table):
            for column in ("lead_units", "coordinating_units", "monitoring_units"):
                for unit in row.get(column, "").split("; "):
                    if unit in new:
                        example.setdefault(unit, names.get(row.get("document_id", ""), ""))
    for unit, n in new.items():
        yield Suggestion("unit", unit, n, example.get(unit, ""), "unit_variants.csv")


def _indicators(dataset: Path, names: dict[str, str]) -> Iterator[Suggestion]:
    """Names without a catalogue indicator: counted once a document, with the entries most like them."""
    from extractors.fields.indicators import nearest

    seen: dict[str, set[str]] = {}
    for row in _dataset(dataset, "indicators"):
        if not row.get("catalog_id") and row.get("name"):
            seen.setdefault(row["name"], set()).add(row.get("document_id", ""))
    for name, documents in seen.items():
        near = "; ".join(f"{i} {score:.2f}" for i, score in nearest(name))
        yield Suggestion("indicator", name, len(documents), names.get(min(documents), ""), "indicator_variants.csv", near)
