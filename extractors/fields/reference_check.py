"""Checking the citations of one document against each other and against the registry.

``verified``: the registry has it and nothing in the citation disagrees. ``miscited``: something disagrees, ``problem``
says what. ``unknown``: the registry cannot tell (most provincial documents). ``self``: the plan pointing to itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from extractors.fields.registry import KnownDocument, agrees, registry, same_series
from extractors.fields.symbols import codes
from extractors.text import fold
from schemas import vocab
from schemas.records import ReferenceRole, ReferenceStatus
from schemas.values import ReferenceMention

_YEAR_IN_SYMBOL = regex.compile(r"^([\d.]+[a-zđ]?)/((?:19|20)\d\d)/(.+)$")
_NUMBER = regex.compile(r"\D{0,80}?(\d{1,4})(?:/((?:19|20)\d\d))?")
_SYMBOL_PARTS = regex.compile(r"^(\d+)[\d.a-zđ]*(?:[-/](?:(?:19|20)\d\d/)?)(?:([\p{L}]+)[-/])?([\p{L}&]+\d*)")
#: Kinds that cannot be mistaken for one another in a correct citation.
_STRICT = frozenset(("Luật", "Nghị quyết", "Quyết định", "Quy định", "Nghị định", "Chỉ thị", "Kết luận"))
_ORGANS = tuple(fold(o) for o in ("Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương"))


def _vn(day: str) -> str:
    """``2024-12-22`` -> ``22/12/2024``; EDTF months and years likewise."""
    return "/".join(reversed(day.split("-")))


@dataclass(slots=True)
class _Verdict:
    status: ReferenceStatus = ReferenceStatus.UNKNOWN
    registry_id: str = ""
    problems: list[str] = field(default_factory=list)
    symbol: str = ""

    def wrong(self, problem: str, by: KnownDocument | None = None) -> None:
        """Note a disagreement; one with an entry that is itself not certain is a question, not a miscitation."""
        if by is not None and by.certainty not in ("verified", "certain"):
            self.problems.append(problem + " (danh mục chưa chắc chắn; cần đối chiếu bản gốc)")
            return
        self.status = ReferenceStatus.MISCITED
        self.problems.append(problem)


@dataclass(slots=True)
class _Context:
    """What the whole document says: dates given for each symbol, and the day it was issued ("" = not known)."""

    document_date: str
    dates: dict[str, set[str]]
    by_short: dict[tuple[str, int], set[str]]  # (type, number) -> symbols cited in full

#: the resolution that brings others with it ("NQ57, NQ66, NQ68": ``with 57`` of document_nicknames.csv)
_PILLAR = ("Nghị quyết", 57)


def resolve(mentions: Sequence[ReferenceMention], *, own_symbol: str = "", document_date: str = "") -> list[ReferenceMention]:
    """The mentions of one document, in order, with ``status``, ``registry_id`` and ``problem`` decided.

    ``own_symbol``: the document's own canonical symbol, "" when blank. ``document_date``: the day it was issued (ISO,
    or EDTF when partly blank, or ""); validity in time is judged on that day. A short form takes the identity of the
    document cited in full elsewhere, but its own ``issued_on`` and ``issuer`` stay as written.
    """
    context = _Context(document_date, defaultdict(set), defaultdict(set))
    for m in mentions:
        if m.symbol and m.role != ReferenceRole.SELF:
            if len(m.issued_on) == 10:
                context.dates[m.symbol].add(m.issued_on)
            p = _SYMBOL_PARTS.match(m.symbol)
            if p and m.type:
                for kind in {m.type, *_kinds_of(p[2] or "")}:
                    context.by_short[kind, int(p[1])].add(m.symbol)
        elif not m.symbol and m.type == _PILLAR[0] and (n := _NUMBER.match(m.raw)) and int(n[1]) == _PILLAR[1] and not n[2]:
            context.by_short[_PILLAR].update(i.partition("@")[0] for i, when in registry().nicknames.get(_PILLAR, ()) if when == "always")
    decided: dict[tuple[str, str, str, str, str], _Verdict] = {}
    return [_decide(m, own_symbol, context, decided) for m in mentions]


@vocab.compiled
def _kinds_of(type_code: str) -> tuple[str, ...]:
    """Names under which a document with this type code is cited in short: KH -> Kế hoạch, Kế hoạch hành động."""
    return tuple(r["name"] for r in vocab.rows("document_types") if type_code and type_code in (c.strip() for c in r["codes"].split(";")))


def _decide(m: ReferenceMention, own: str, context: _Context, decided: dict) -> ReferenceMention:
    if (m.role == ReferenceRole.SELF or m.status == ReferenceStatus.SELF) and own and _of_another(m.symbol, own):
        m = replace(m, role=ReferenceRole.MENTION, status=ReferenceStatus.UNKNOWN)  # a decision that issues another body's plan
    if m.role == ReferenceRole.SELF or m.status == ReferenceStatus.SELF:
        problem = m.problem
        if own and m.symbol and m.symbol != own:
            problem = "; ".join(filter(None, (problem, f"Số ghi ở đây là {m.symbol}, khác số của văn bản ({own})")))
        return replace(m, status=ReferenceStatus.SELF, role=ReferenceRole.SELF, problem=problem, registry_id="")
    if own and m.symbol == own and not _other_day(m.issued_on, context.document_date):
        return replace(m, status=ReferenceStatus.SELF, role=ReferenceRole.SELF, registry_id="")
    key = (m.symbol or m.raw, m.issued_on, m.issuer, m.type, m.status if m.role == ReferenceRole.BASIS else f"{m.status} cited")
    verdict = decided.get(key)
    if verdict is None:
        verdict = decided[key] = _Verdict(ReferenceStatus.MISCITED if m.status == ReferenceStatus.MISCITED else ReferenceStatus.UNKNOWN)
        if m.symbol:
            _check_symbol(m, verdict, context)
        elif m.type in ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"):
            _check_law(m, verdict, context)
        else:
            _check_short(m, verdict, context)
    problem = "; ".join(dict.fromkeys(filter(None, (m.problem, *verdict.problems))))
    return replace(m, status=verdict.status, registry_id=verdict.registry_id, problem=problem, symbol=verdict.symbol or m.symbol)


def _of_another(symbol: str, own: str) -> bool:
    """A symbol of another kind and of another body than the document's own: no slip of its author."""
    a, b = _SYMBOL_PARTS.match(symbol), _SYMBOL_PARTS.match(own)
    return bool(a and b and a[2] and b[2] and a[2] != b[2] and a[3] != b[3])


def _other_day(a: str, b: str) -> bool:
    """Both known, and they cannot be the same day (either may be partly blank)."""
    n = min(len(a), len(b))
    return bool(a and b) and a[:n] != b[:n]


def _check_symbol(m: ReferenceMention, v: _Verdict, context: _Context) -> None:
    symbol, date = m.symbol, m.issued_on
    parts = _YEAR_IN_SYMBOL.match(symbol)
    known = registry().by_symbol.get(symbol, ())
    if not known and parts and date:  # 06/2022/QĐ-TTg dated as 06/QĐ-TTg: the year was put in wrongly
        plain = f"{parts[1]}/{parts[3]}"
        if any(d.issued_on == date for d in registry().by_symbol.get(plain, ())):
            v.symbol = symbol = plain
            v.wrong(f"Ký hiệu ghi “{m.symbol}”, đúng là “{plain}” (thừa năm trong ký hiệu)")
            known, parts = registry().by_symbol[plain], None
    if parts and date and date[:4] != parts[2]:
        v.wrong(f"Năm trong ký hiệu ({parts[2]}) khác năm ban hành ghi kèm ({date[:4]})")
    if not date and len(context.dates.get(symbol, ())) == 1:
        date = next(iter(context.dates[symbol]))
    found = _by_date(m, v, known, date, context)
    code = symbol.split("/", 1)[1] if "-" in symbol.split("/")[0] else _state_issuer(symbol.split("/")[-1])
    if m.issuer and agrees(m.issuer, code) is False:
        expected = found.issuer if found else _issuer_of(code)
        v.wrong(f"Cơ quan ban hành ghi “{m.issuer}”, theo {'danh mục' if found else 'ký hiệu'} là {expected}")
    elif found and m.issuer:
        _organ(m, v, found)
    if found:
        v.registry_id = found.registry_id
        if fold(m.raw).startswith(fold(m.type)) and m.type in _STRICT and found.type in _STRICT and m.type != found.type:
            v.wrong(f"Loại văn bản ghi “{m.type}”, theo danh mục là {found.type}", found)
        # an entry known from one plan only is no independent witness
        if v.status != ReferenceStatus.MISCITED and found.certainty != "plan only" and not v.problems:
            v.status = ReferenceStatus.VERIFIED
        _validity(found, v, context, m.role == ReferenceRole.BASIS)


def _state_issuer(code: str) -> str:
    """``QĐ-UBND`` -> ``UBND``; a letter has no type: ``UBND-VP7`` stays whole, and its first part issued it."""
    kind, _, issuer = code.partition("-")
    return issuer if issuer and kind in codes().types else code


def _issuer_of(code: str) -> str:
    base = code.split("-")[0]
    rows = vocab.rows("issuer_codes")
    return next((r["name"] for r in rows if r["code"] == base and r["match"] != "prefix"),
                next((r["name"] for r in rows if r["match"] == "numbered" and base.startswith(r["code"])), base))


def _organ(m: ReferenceMention, v: _Verdict, found: KnownDocument) -> None:
    """Documents "/TW" come from three bodies that the symbol does not tell apart."""
    written, true = fold(m.issuer), fold(found.issuer)
    got, want = {o for o in _ORGANS if o in written}, {o for o in _ORGANS if o in true}
    if got and want and not got & want:
        v.wrong(f"Cơ quan ban hành ghi “{m.issuer}”, theo danh mục là {found.issuer}", found)


def _by_date(m: ReferenceMention, v: _Verdict, known: Sequence[KnownDocument], date: str, context: _Context) -> KnownDocument | None:
    """The entry that the citation means, or None; a wrong date is noted."""
    national = [d for d in known if not d.scope]
    if date:
        hits = [d for d in known if d.issued_on and d.issued_on.startswith(date)]
        if len(hits) == 1:
            return hits[0]
        if hits or not national:
            return None
        one_document = bool(_YEAR_IN_SYMBOL.match(m.symbol))
        for d in national:
            same_day = len(date) == 10 and date[5:] == d.issued_on[5:]
            if one_document or same_day or same_series(m.symbol, d.issued_on, date):
                v.wrong(f"Ngày ban hành ghi {_vn(date)}, theo danh mục là {_vn(d.issued_on)}", d)
                return d
        days = ", ".join(_vn(d.issued_on) for d in national)
        v.problems.append(f"Danh mục chỉ có văn bản cùng ký hiệu ban hành ngày {days}; kiểm tra lại ngày ban hành")
        return None
    possible = [d for d in national if not context.document_date or d.issued_on <= context.document_date + "~"]
    if len(possible) == 1:
        return possible[0]
    if possible:
        v.problems.append("Nhiều văn bản trùng ký hiệu (ngày " + ", ".join(_vn(d.issued_on) for d in possible) + "); cần ghi ngày ban hành")
    elif national:
        v.problems.append(f"Văn bản cùng ký hiệu trong danh mục ban hành ngày {_vn(national[0].issued_on)}, sau ngày của văn bản này")
    return None


def _validity(d: KnownDocument, v: _Verdict, context: _Context, basis: bool) -> None:
    """Whether ``d`` can be what it is cited as; a law of next year may be prepared for, but is no basis yet."""
    day = context.document_date
    if not day:
        return
    if d.in_force_to and d.in_force_to < day:
        by = registry().by_id.get(d.replaced_by)
        v.problems.append(f"Hết hiệu lực sau ngày {_vn(d.in_force_to)}" + (f", thay bằng {by.symbol} ngày {_vn(by.issued_on)}" if by else ""))
    elif basis and d.in_force_from and d.in_force_from > day + "~":
        v.problems.append(f"Chưa có hiệu lực vào ngày của văn bản (hiệu lực từ {_vn(d.in_force_from)})")
    elif d.issued_on > day + "~":
        v.wrong(f"Ban hành ngày {_vn(d.issued_on)}, sau ngày của văn bản này")


def _check_law(m: ReferenceMention, v: _Verdict, context: _Context) -> None:
    name = registry().law_name.match(m.raw)
    candidates = [registry().by_id[i] for i in registry().laws.get(fold(name.group()), ())] if name else []
    if m.issued_on:
        hits = [d for d in candidates if d.issued_on.startswith(m.issued_on)]
        if len(hits) > 1 and context.document_date:
            hits = [d for d in hits if d.in_force(context.document_date)]
        if not hits and len(m.issued_on) == 10:
            near = [d for d in candidates if d.issued_on[:4] == m.issued_on[:4]]
            if len(near) == 1:
                v.wrong(f"Ngày ban hành ghi {_vn(m.issued_on)}, theo danh mục là {_vn(near[0].issued_on)}")
                hits = near
    else:
        there = [d for d in candidates if not context.document_date or d.issued_on <= context.document_date + "~"]  # by its name alone: not one of later years
        hits = [d for d in there if context.document_date and d.in_force(context.document_date)] or there
    if len(hits) != 1:
        return
    v.registry_id = hits[0].registry_id
    if v.status != ReferenceStatus.MISCITED:
        v.status = ReferenceStatus.VERIFIED
    _validity(hits[0], v, context, m.role == ReferenceRole.BASIS)


def _check_short(m: ReferenceMention, v: _Verdict, context: _Context) -> None:
    """"Nghị quyết 57", "Kế hoạch số 129": the one cited in full in this document, else the nickname of the vocabulary."""
    number = _NUMBER.match(m.raw)
    if not number:
        return
    n = int(number[1])
    if number[2]:  # "Nghị định 42/2022"
        same = [d for s, ds in registry().by_symbol.items() if s.startswith(f"{n:02d}/{number[2]}/") for d in ds if d.type == m.type]
        if len(same) == 1:
            _check_symbol(replace(m, symbol=same[0].symbol, type=""), v, context)
        return
    cited = context.by_short.get((m.type, n), set())
    if len(cited) == 1:
        full = replace(m, symbol=next(iter(cited)), type="")
        _check_symbol(full, v, context)
        return
    options = []
    for registry_id, when in registry().nicknames.get((m.type, n), ()):
        d = registry().by_id[registry_id]
        code = d.symbol.split("/")[-1].split("-")[-1]
        said = bool(m.issuer and agrees(m.issuer, code)) or len(m.issued_on) == 10
        fits = not _other_day(m.issued_on, d.issued_on) and not (m.issuer and agrees(m.issuer, code) is False)
        if fits and (when == "always" or said or d.symbol in cited or (when == "with 57" and context.by_short.get(("Nghị quyết", 57)))):
            options.append(d)
    if len(options) == 1:
        v.registry_id, v.status = options[0].registry_id, ReferenceStatus.VERIFIED
        _validity(options[0], v, context, m.role == ReferenceRole.BASIS)
