"""One document is cited with different issuers, dates or types in one plan."""

from collections import defaultdict
from collections.abc import Iterator

from extractors.text import fold
from pipeline.audit.context import Context, Plan, Row
from pipeline.audit.registry import entries_of, plain_issuer, same_issuer
from schemas.findings import Level, Outcome, Rule, Severity, failed, passed

RULE = Rule("CIT-INCONSISTENT", Severity.WARNING, Level.DOCUMENT, "Cùng một văn bản được viện dẫn khác nhau",
            "Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 6.b (viện dẫn thống nhất)")


def check(plan: Plan, context: Context) -> Iterator[Outcome]:
    by_symbol: dict[str, list[Row]] = defaultdict(list)
    for r in plan.references:
        if r.symbol and r.status != "self":
            by_symbol[r.symbol].append(r)
    for symbol, mentions in by_symbol.items():
        found = _issuer(symbol, mentions) or _date(symbol, mentions)
        yield found if found else passed()


def _issuer(symbol: str, mentions: list[Row]) -> Outcome | None:
    """Against the fullest issuer named; a mention that the registry already calls wrong is another rule's matter."""
    named = [r for r in mentions if r.issuer]
    known = [e["issuer"] for e in entries_of(symbol) if e.get("issuer")]
    named = [r for r in named if not known or any(same_issuer(r.issuer, k) for k in known)]
    if len(named) < 2:
        return None
    full = max(named, key=lambda r: len(r.issuer))
    for r in named:
        if not _extends(full.issuer, r.issuer):
            also = f"; tên loại cũng khác: {r.type} và {full.type}" if r.type and full.type and fold(r.type) != fold(full.type) else ""
            return failed(r, f"Cùng văn bản {symbol}, chỗ ghi của {full.issuer}, chỗ ghi của {r.issuer}{also}: “{r.raw.strip()}”.",
                          expected=full.issuer, actual=f"{r.raw} … {r.issuer}" if r.issuer not in r.raw else r.raw, related=(full,))
    return None


def _extends(full: str, short: str) -> bool:
    """"Ban Thường vụ Tỉnh ủy" for "Ban Thường vụ Tỉnh ủy Đồng Nai": the same body without its place."""
    a, b = plain_issuer(full), plain_issuer(short)
    return a.startswith(b) or b.startswith(a)


def _date(symbol: str, mentions: list[Row]) -> Outcome | None:
    dated = [r for r in mentions if len(r.issued_on) == 10]
    for r in dated[1:]:
        if r.issued_on != dated[0].issued_on:
            return failed(r, f"Cùng văn bản {symbol} nhưng ghi hai ngày khác nhau: “{dated[0].raw.strip()}” và “{r.raw.strip()}”.",
                          expected=dated[0].issued_on, actual=r.raw, related=(dated[0],))
    return None
