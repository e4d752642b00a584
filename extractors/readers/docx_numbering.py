"""List markers that Word makes from ``numbering.xml`` (ECMA-376 Part 1, 17.9): "1.", "a)", "II.", "-", "1.2."."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import regex

from extractors.readers.docx_styles import Style, list_of, value, whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL = regex.compile(r"%(\d)")
#: Bullets of symbol fonts, as what people see.
_BULLETS = {"\uf0b7": "-", "\uf02d": "-", "\uf0a7": "-", "\uf0fc": "-", "\uf0d8": "-", "\uf076": "-", "o": "+", "•": "-", "–": "-"}


class Numbering:
    """Counts list items in document order; ``marker`` gives the marker Word would print, or ''."""

    def __init__(self, package: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # numId -> level -> (format, text, start)
        self.abstract: dict[str, str] = {}  # numId -> its abstract list: items of one abstract list count on
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        try:
            root = package.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        kinds = {a.get(W + "abstractNumId"): _levels(a) for a in root.findall(W + "abstractNum")}
        for num in root.findall(W + "num"):
            ref = num.find(W + "abstractNumId")
            key = ref.get(W + "val") if ref is not None else None
            if key not in kinds:
                continue
            number = num.get(W + "numId")
            levels = dict(kinds[key])
            restarted = False
            for override in num.findall(W + "lvlOverride"):
                level = whole(override.get(W + "ilvl"))
                start = override.find(W + "startOverride")
                if start is not None and level in levels:
                    fmt, text, _ = levels[level]
                    levels[level] = (fmt, text, whole(start.get(W + "val"), 1))
                    restarted = True
            self.levels[number] = levels
            self.abstract[number] = f"num{number}" if restarted else f"abs{key}"

    def marker(self, listed: Any, style: Style) -> str:
        """The marker of the next paragraph, from its own w:numPr (or None) and its style."""
        if not self.levels:
            return ""
        number, level = list_of(listed) or style.numbering or ("", 0)
        levels = self.levels.get(number)
        if not levels or level not in levels:
            return ""
        counts = self.counts[self.abstract[number]]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        fmt, text, _ = levels[level]
        if fmt == "none":
            return ""
        if fmt == "bullet":
            return _BULLETS.get(text, text if text.isprintable() and not "\ue000" <= text <= "\uf8ff" else "-")

        def one(m: regex.Match[str]) -> str:
            k = int(m.group(1)) - 1
            f, _, start = levels.get(k, ("decimal", "", 1))
            return render(counts.get(k, start), f)

        return _LEVEL.sub(one, text)


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    out = {}
    for level in abstract.findall(W + "lvl"):
        fmt, text, start = (level.find(W + n) for n in ("numFmt", "lvlText", "start"))
        out[whole(level.get(W + "ilvl"))] = (
            fmt.get(W + "val") if fmt is not None else "decimal",
            text.get(W + "val") or "" if text is not None else "",
            whole(value(start), 1),
        )
    return out


def render(n: int, fmt: str) -> str:
    """A counter in a numbering format; formats not used in Vietnamese offices come out as decimals."""
    if fmt in ("upperRoman", "lowerRoman"):
        roman = _roman(n)
        return roman if fmt == "upperRoman" else roman.lower()
    if fmt in ("upperLetter", "lowerLetter"):
        letters = chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1) if n > 0 else ""
        return letters.upper() if fmt == "upperLetter" else letters
    return f"{n:02d}" if fmt == "decimalZero" else str(n)


def _roman(n: int) -> str:
    if not 0 < n < 4000:
        return str(n)
    out = ""
    for worth, sign in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= worth:
            out, n = out + sign, n - worth
    return out
