"""Score of the second corpus (tests/corpus/blind), written without sight of the code: field × right/total.

Run: ``python -m tests.blind_score [field ...]``; exit status 1 when an entry is wrong. An entry is right when every key it
gives is; keys it leaves out are open. ``docs/blind_score.md`` keeps the first score and what became of the wrong ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import regex
import yaml

from extractors import text
from extractors.fields import deadlines, indicators, places, quantities, references, targets, units

FOLDER = Path(__file__).parent / "corpus" / "blind"
Entry = Mapping[str, Any]
Check = Callable[[Entry, Mapping[str, Any]], "list[str]"]

SAME_WORDS = [(r"\bhđnd\b", "hội đồng nhân dân"), (r"\bubnd\b", "ủy ban nhân dân"), (r"\bmttq\b", "mặt trận tổ quốc"),
              (r"\bviệt nam\b", ""), (r"(?<=văn phòng (?:hội đồng nhân dân và ủy ban nhân dân)) (?:xã|phường)$", "")]
NO_LEVEL = regex.compile(r"\s(?:cấp xã|xã|phường)$")


def folded(name: str) -> str:
    """One form for the same name: case, dashes, tone placement, usual abbreviations, a last "xã" or "phường"."""
    name = quantities.new_tones(name.casefold())
    name = regex.sub(r"[-–—,&\s]+", " ", name)
    for short, long in SAME_WORDS:
        name = regex.sub(short, long, name)
    return NO_LEVEL.sub("", " ".join(name.split()))


def differing(expected: Mapping[str, Any], value: Any, fields: Mapping[str, str]) -> list[str]:
    """Keys of ``expected`` that ``value`` (an object) has otherwise; ``fields`` names the attribute of each key."""
    wrong = []
    for key, attribute in fields.items():
        if key not in expected:
            continue
        want, got = expected[key], getattr(value, attribute)
        same = got is None if want is None else str(got) == str(want) if isinstance(want, str) else got == want
        if not same:
            wrong.append(f"{key}={str(got)!r} instead of {want!r}")
    return wrong


def sequence(wanted: Sequence[Mapping[str, Any]], got: Sequence[Any], fields: Mapping[str, str]) -> list[str]:
    """Wrong keys of values that must come in this order and number."""
    if len(wanted) != len(got):
        return [f"{len(got)} instead of {len(wanted)}: {[getattr(g, 'raw', '') or getattr(g, 'quantity', g) for g in got]}"]
    return [line for want, value in zip(wanted, got, strict=True) for line in differing(want, value, fields)]


def check_reference(entry: Entry, _: Mapping[str, Any]) -> list[str]:
    mentions = references.find_references(text.clean(entry["text"]), context=entry.get("context", "body"))
    found = references.resolve(mentions, document_date=entry.get("document_date", ""))
    wrong = []
    if "first_symbol" in entry and (not found or found[0].symbol != entry["first_symbol"]):
        wrong.append(f"first symbol of {[m.symbol for m in found]}")
    if "documents" in entry and (got := [m.symbol or m.registry_id.partition("@")[0] for m in found]) != entry["documents"]:
        wrong.append(f"documents {got} instead of {entry['documents']}")
    if "count" in entry and len(found) != entry["count"]:
        wrong.append(f"{len(found)} instead of {entry['count']}")
    for key, attribute in {"symbols": "symbol", "dates": "issued_on", "issuers": "issuer", "types": "type", "roles": "role",
                           "statuses": "status", "raws": "raw"}.items():
        got = [str(getattr(mention, attribute)) for mention in found]
        if key == "raws" and key in entry:
            if len(got) != len(entry[key]) or any(want not in raw for want, raw in zip(entry[key], got, strict=True)):
                wrong.append(f"raws {got}")
        elif key in entry and got != entry[key]:
            wrong.append(f"{key} {got} instead of {entry[key]}")
    return wrong


DEADLINE = {key: key for key in ("kind", "start", "end", "bound", "edtf", "rrule", "condition")}


def check_deadline(entry: Entry, corpus: Mapping[str, Any]) -> list[str]:
    values = deadlines.parse_deadline(text.clean(entry["text"]), plan_year=entry.get("plan_year", corpus["plan_year"]))
    if "kinds_any" in entry:
        kinds = [str(value.kind) for value in values]
        return [] if set(kinds) <= set(entry["kinds_any"]) else [f"kinds {kinds}"]
    if "span" in entry:
        span = [min(value.start for value in values), max(value.end for value in values)]
        return [] if span == entry["span"] else [f"span {span}"]
    return sequence(entry.get("values", [entry]), values, DEADLINE)


QUANTITY = {"kind": "kind", "comparator": "comparator", "min": "value_min", "max": "value_max", "unit": "unit",
            "denominator": "denominator", "qualifier": "qualifier"}


def check_quantity(entry: Entry, _: Mapping[str, Any]) -> list[str]:
    values = quantities.parse_value(text.one_line(entry["text"]), unit=entry.get("column_unit", ""))
    return sequence(entry.get("values", [entry]), values, QUANTITY)


def check_target(entry: Entry, _: Mapping[str, Any]) -> list[str]:
    found = targets.find_targets(text.one_line(entry["text"]))
    wrong = sequence(entry["targets"], [target.quantity for target in found], QUANTITY)
    if len(found) == len(entry["targets"]):
        for want, target in zip(entry["targets"], found, strict=True):
            wrong += differing(want, target, {"year": "year"})
    return wrong


def check_units(entry: Entry, _: Mapping[str, Any]) -> list[str]:
    found = units.split_units(text.clean(entry["text"]), level=entry.get("level", "commune"))
    got = ["*" if mention.is_generic else folded(mention.name) for mention in found]
    wrong = []
    if "units" in entry and got != [name if name == "*" else folded(name) for name in entry["units"]]:
        wrong.append(f"{got} instead of {entry['units']}")
    if "count" in entry and len(got) != entry["count"]:
        wrong.append(f"{got}: {len(got)} instead of {entry['count']}")
    if "single" in entry and len(got) != 1:
        wrong.append(f"{got}: one expected")
    if "status" in entry and any(mention.status != entry["status"] for mention in found):
        wrong.append(f"status {[mention.status for mention in found]}")
    return wrong


def check_indicator(entry: Entry, _: Mapping[str, Any]) -> list[str]:
    match = indicators.match_indicator(text.one_line(entry["text"]))
    return [] if match.catalog_id == entry["id"] else [f"{match.catalog_id!r} instead of {entry['id']!r} {match.candidates[:2]}"]


def check_place(entry: Entry, _: Mapping[str, Any]) -> list[str]:
    words = text.one_line(entry["text"])
    bare = words.casefold().startswith("tỉnh ") and not words.casefold().startswith("tỉnh ủy")
    match = places.lookup_province(words) if bare else places.find_place(words, "", "")
    wrong = differing(entry, match, {"commune": "commune", "province": "province", "status": "status"})
    if "nearest_has" in entry and not any(entry["nearest_has"] in name for name in match.nearest):
        wrong.append(f"nearest {match.nearest}")
    return wrong


CHECKS: dict[str, Check] = {"references": check_reference, "deadlines": check_deadline, "quantities": check_quantity,
                            "targets": check_target, "units": check_units, "indicators": check_indicator, "places": check_place}


def results(field: str) -> Iterator[tuple[str, list[str]]]:
    """(words, what is wrong) of each entry of a field."""
    corpus = yaml.safe_load((FOLDER / f"{field}.yml").read_text("utf-8"))
    for entry in corpus["entries"]:
        yield entry["text"], CHECKS[field](entry, corpus)


def main(fields: Sequence[str]) -> int:
    lines, wrong, right_all, total_all = [], [], 0, 0
    for field in fields or CHECKS:
        scored = list(results(field))
        right = sum(not faults for _, faults in scored)
        lines.append(f"| {field} | {right}/{len(scored)} | {right / len(scored):.1%} |")
        wrong += [f"{field}: {words!r}: {'; '.join(faults)}" for words, faults in scored if faults]
        right_all, total_all = right_all + right, total_all + len(scored)
    print("\n".join(["| field | right | share |", "|---|---|---|", *lines, f"| all | {right_all}/{total_all} | {right_all / total_all:.1%} |"]))
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
