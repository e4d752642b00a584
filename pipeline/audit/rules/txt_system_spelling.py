"""One system or address is spelled in two ways, or not as its owner spells it."""

from collections import defaultdict
from collections.abc import Iterator

import regex
from rapidfuzz.distance import Levenshtein

from pipeline.audit.context import Context, Plan, Row, where
from pipeline.audit.text import all_texts
from schemas import vocab
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("TXT-SYSTEM-SPELLING", Severity.ERROR, Level.DOCUMENT, "Tên hệ thống, địa chỉ viết sai hoặc không thống nhất",
            "Lô-gic: địa chỉ sai thì người dùng không truy cập được")

_DOMAIN = regex.compile(r"(?<![\w@.-])(?:[a-z0-9-]{2,40}\.){1,4}(?:vn|com|net|org)(?![\w-])", regex.IGNORECASE)
_WORD = regex.compile(r"\b[\p{L}][\p{L}\d-]{2,20}\b")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    places: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    proper = {r["name"].casefold(): r["name"] for r in vocab.rows("audit_systems")}
    words: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for at, text in all_texts(plan):
        for m in _DOMAIN.finditer(text):
            places[m[0].lower()].append((at, text))
        for m in _WORD.finditer(text):
            if m[0].casefold() in proper and "." not in proper[m[0].casefold()]:
                words[m[0]].append((at, text))
    yield from _addresses(places, {n for n in proper if "." in n})
    for written, where_written in words.items():
        right = proper[written.casefold()]
        if written == right or written.isupper():  # a heading in capitals
            yield passed(len(where_written))
        else:
            at, text = where_written[0]
            yield failed(at, f"{where(at)}: viết “{written}”, tên đúng là “{right}”.", expected=right, actual=text[:200], severity=Severity.INFO)


def _addresses(places: dict[str, list[tuple[Row, str]]], known: set[str]) -> Iterator[Outcome]:
    for name, spots in places.items():
        close = [o for o in {*places, *known} if o != name and Levenshtein.distance(o, name, score_cutoff=2) <= 2 and abs(len(o) - len(name)) <= 1]
        if name in known or not close:
            yield passed(len(spots))
            continue
        right = next((o for o in close if o in known), "")
        if not right and len(spots) > max(len(places.get(o, ())) for o in close):
            yield passed(len(spots))  # the rarer spelling is the one to be told
            continue
        others = " và ".join(f"“{o}” ({len(places[o])} lần)" for o in close if o in places)
        for at, text in spots:
            m = text.lower().find(name)
            yield failed(at, f"{where(at)}: địa chỉ “{name}” ({len(spots)} lần)" + (f" viết khác {others}" if others else "")
                         + (f"; địa chỉ đúng là {right}." if right else "; đề nghị thống nhất."), expected=right or close[0], actual=text[max(0, m - 60):m + 80])
