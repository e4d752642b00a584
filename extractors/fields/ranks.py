"""Places on a ranking: "Thuộc nhóm 10 tỉnh dẫn đầu", "Top 5", "xếp thứ 12/34", in a target cell and in running text. Lower is better."""

from __future__ import annotations

import re

import regex

from extractors.fields.amounts import NUMBER, Amount, parse_number
from schemas.records import Comparator, ValueKind
from schemas.values import Quantity

LOWER_IS_BETTER = "thứ hạng: nhỏ hơn là tốt hơn"
_CELL = regex.compile(rf"(?P<lead>(?:thuộc |trong |nằm trong |đứng trong |vào |đứng |xếp |xếp hạng |xếp thứ |hạng |thứ hạng |thứ |vị trí |vị thứ |nhóm |top |tốp |tối thiểu )+)"
                      rf"(?P<n>{NUMBER})(?:\s*-\s*(?P<to>\d{{1,3}}))?(?:\s*/\s*(?P<of>\d+))?(?P<rest>.*)", regex.I | regex.S)
_LONGEST_CELL = 300  # characters; what says a place is short
_GROUP = regex.compile(r"(?:nhóm|top|tốp|trong)\s", regex.I)
_NOT_RANKED = regex.compile(r"\s*%|\s*(?:điểm|đồng|sao)", regex.I)
_RANKED_WHAT = regex.compile(r"top|tốp|đầu|hạng|xếp|thứ|nước|tỉnh|xã|địa phương|thành phố|phường", regex.I)
#: the blanks in both are written out, for the pattern below ignores blanks
_PEERS = r"(?:tỉnh|thành\s+phố|xã|phường|đặc\s+khu|địa\s+phương|đơn\s+vị|nước|quốc\s+gia|sở|ngành|cơ\s+quan)"
_FIRST = r"(?:dẫn\s+đầu|đứng\s+đầu|cao\s+nhất|hàng\s+đầu|tốt\s+nhất|tốp\s+đầu|đầu(?=\s+(?:của|cả|toàn|tỉnh|thành)|\s*[,.;)]|\s*$))"
#: in running text: a group of so many leaders, or the place itself; "nhóm 3", "hạng 2" and "xếp hạng 4 sao" are none
_TEXT = regex.compile(
    rf"""(?<!\p{{L}})(?:
      (?P<group>(?:(?:thuộc|nằm|đứng|lọt|vào|trong|giữ|xếp)\s+){{0,4}}(?:top|tốp)\s+(?:đầu\s+)?)(?P<n>\d{{1,3}})(?![\d%]|[.,/]\d)
     |(?P<group>(?:(?:thuộc|nằm|đứng|lọt|vào|trong|giữ|xếp)\s+){{0,4}}(?:nhóm|(?:trong|thuộc)(?:\s+số)?)\s+)(?P<n>\d{{1,3}})\s+{_PEERS}(?!\p{{L}})[^.;:\d]{{0,60}}?\s{_FIRST}
     |(?P<group>(?:(?:thuộc|nằm|đứng|lọt|vào|trong|giữ|xếp)\s+){{0,4}}(?:nhóm|tốp|top)\s+)(?P<n>\d{{1,3}})\s*/\s*(?P<of>\d{{1,4}})\s+{_PEERS}(?!\p{{L}})
     |(?:xếp|đứng|đạt|giữ|ở|vươn\s+lên)\s+(?:(?:hạng|thứ\s+hạng|thứ|vị\s+trí|vị\s+thứ)\s+){{1,2}}(?P<n>\d{{1,3}})(?:\s*-\s*(?P<to>\d{{1,3}}))?(?:\s*/\s*(?P<of>\d{{1,4}}))?(?![\d%]|[.,/]\d|\s*(?:sao|điểm|đồng)(?!\p{{L}}))
      (?:\s+(?P<up>trở\s+lên))?
    )""", regex.I | regex.X)
#: a cheap look: the word that every alternative has right before its number
_TEXT_FIRST = re.compile(r"(?:[tT][oOốỐ][pP](?: đầu)?|nhóm|trong|thuộc|số|hạng|thứ|vị trí)\s+\d")


def rank_of_cell(body: str, raw: str) -> Quantity | None:
    """The place that the whole cell names, or None."""
    m = _CELL.fullmatch(body) if len(body) <= _LONGEST_CELL else None
    if not m or _NOT_RANKED.match(m["rest"]):
        return None
    n, _ = parse_number(m["n"], whole=True)
    within = bool(_GROUP.search(m["lead"] + " ")) or "trở lên" in m["rest"] or "tối thiểu" in m["lead"].lower()
    if within and not _RANKED_WHAT.search(m["lead"] + m["rest"]):
        return None
    comparator, low, high = _bounds(n, float(m["to"]) if m["to"] else None, within)
    return Quantity(ValueKind.QUANTITY, raw, comparator, low, high, "hạng", m["of"] or "", body, (LOWER_IS_BETTER,))


def _bounds(n: float, to: float | None, within: bool) -> tuple[Comparator, float | None, float]:
    if to is not None and to > n:
        return Comparator.BETWEEN, n, to
    return (Comparator.LE, None, n) if within else (Comparator.EQ, n, n)


def ranks(text: str) -> list[Amount]:
    """Places named in running text (``amounts.plain`` form); the words that make them a place are the lead."""
    if not _TEXT_FIRST.search(text):
        return []
    out = []
    for m in _TEXT.finditer(text):
        comparator, low, high = _bounds(float(m["n"]), float(m["to"]) if m["to"] else None, bool(m["group"] or m["up"]))
        out.append(Amount(m.start(), m.end(), m.start("n"), comparator, low, high, "hạng", "rank", m["of"] or "", text[m.start():m.start("n")].strip(), (LOWER_IS_BETTER,)))
    return out
