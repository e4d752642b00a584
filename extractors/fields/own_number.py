"""The document's own number and symbol in its letterhead: written in full, left blank, or missing."""

from __future__ import annotations

import regex

from extractors.fields import citation_parts as parts
from extractors.fields.symbols import BLANK_NUMBER, CODE, SEP, SYMBOL, interpret

_OWN = regex.compile(rf"(?:^|(?<=\n)|(?<=\s))[*_#|\s]{{0,6}}(?:S[ốôỐÔ6]|SỐ)[\s]{{0,3}}[:.]?[\s*_]{{0,3}}(?:{SYMBOL}|(?P<blank>{BLANK_NUMBER})(?P<open>[/–-]\s?{CODE}{SEP}{CODE}(?:-{CODE}){{0,2}}))")
_WHOLE = regex.compile(rf"\s*{SYMBOL}\s*")


def parse_own_number(text: str) -> tuple[str, str]:
    """(canonical symbol, status) of the document's own number in its letterhead.

    ``full``: the symbol is there; ``blank``: the place is there but the number is not ("Số:      /KH-UBND", "Số -KH/BCĐ"),
    symbol ""; ``missing``: no such line. A number that a kind of document introduces ("Nghị quyết số …") is a citation.
    """
    for m in _OWN.finditer(text):
        if parts.type_word_before(text, m.end("blank") if m["open"] else m.start("number")):
            continue
        if m["open"]:
            symbol = interpret("1", m["open"], evident=True)
            if symbol and symbol.type_code:
                return "", "blank"
        else:
            symbol = interpret(m["number"], m["tail"], evident=True)
            if symbol:
                return symbol.canonical, "full"
    whole = _WHOLE.fullmatch(text)
    symbol = interpret(whole["number"], whole["tail"], evident=False) if whole else None
    return (symbol.canonical, "full") if symbol else ("", "missing")
