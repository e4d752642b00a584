"""Makes TCVN3, VNI and decomposed twins of DOCX files: the same document as an office of before Unicode would have typed it.

usage: python tests/reencode.py tcvn3|vni|half|nfd|mixed IN.docx OUT.docx

``half``: every second paragraph in TCVN3, the others left in Unicode; ``nfd``: marks apart from their letters (as macOS and some
converters write); ``mixed``: every second word so.

Every run's text is re-encoded and its font set to .VnTime (.VnTimeH where the run is all capitals with tones, which TCVN3 cannot
write) or VNI-Times. Signs that the old encoding does not have (≥, “, –) keep their Unicode code in a run of their own, as Word does.
"""

from __future__ import annotations

import copy
import sys
import unicodedata
from pathlib import Path

import regex

from extractors.legacy import _charmap

FONTS = {"tcvn3": ".VnTime", "vni": "VNI-Times"}


def table(encoding: str) -> dict[str, str]:
    """Unicode letter -> what the old font needs; of several forms the one with a capital's own marks."""
    out: dict[str, str] = {}
    for old, new in _charmap(encoding).pairs:
        if new not in out or (new.isupper() and old.isupper()) or (new.islower() and old.islower()):
            out[new] = old
    return out


def encode(text: str, encoding: str) -> list[tuple[str, str | None]]:
    """(text, font or None for Unicode) pieces of one run. ``nfd``, ``mixed``: one piece in Unicode."""
    if encoding in ("nfd", "mixed"):
        words = regex.split(r"(\s+)", text)
        return [("".join(unicodedata.normalize("NFD", w) if encoding == "nfd" or n % 4 == 0 else w for n, w in enumerate(words)), None)]
    letters = table(encoding)
    text = unicodedata.normalize("NFC", text)
    pieces: list[tuple[str, str | None]] = []
    for word in regex.findall(r"[\p{L}\p{M}]+|[\x20-\x7e]+|[^\p{L}\x20-\x7e]+", text):
        font: str | None = FONTS[encoding]
        if all(c in letters or c.isascii() for c in word):
            made = "".join(letters.get(c, c) for c in word)
        elif encoding == "tcvn3" and all(c in letters or c.lower() in letters or c.isascii() for c in word):
            if word == word.upper():
                made, font = "".join(letters.get(c.lower(), c.lower()) for c in word), ".VnTimeH"
            else:  # one toned capital in small letters: typed in a capital font of its own
                pieces += [(letters.get(c.lower(), c) if c not in letters and not c.isascii() else letters.get(c, c),
                            ".VnTimeH" if c not in letters and not c.isascii() else font) for c in word]
                continue
        else:
            made, font = word, None
        if pieces and pieces[-1][1] == font:
            pieces[-1] = (pieces[-1][0] + made, font)
        else:
            pieces.append((made, font))
    return pieces


def reencode(source: Path, target: Path, encoding: str) -> None:
    """A DOCX with every run in the old encoding."""
    import docx
    from docx.oxml.ns import qn
    document = docx.Document(str(source))
    parts = [document.element.body, *(s.header._element for s in document.sections), *(s.footer._element for s in document.sections)]
    for part in parts:
        every = {p: n for n, p in enumerate(part.iter(qn("w:p")))}
        for node in list(part.iter(qn("w:t"))):
            run = node.getparent()
            if run is None or run.getparent() is None:  # of a run that is re-encoded already
                continue
            if encoding == "half" and every.get(next(run.iterancestors(qn("w:p")), None), 0) % 2:
                continue
            pieces = encode(node.text or "", "tcvn3" if encoding == "half" else encoding)
            if encoding in ("nfd", "mixed"):
                node.text = pieces[0][0]
                continue
            if run.tag != qn("w:r") or all(f is None for _, f in pieces):
                continue
            at = run
            siblings = [c for c in run if c.tag not in (qn("w:rPr"),)]
            if len(siblings) > 1:  # breaks and tabs in the same run: the whole run takes one font
                pieces = [("".join(t for t, _ in pieces), pieces[0][1])] if len({f for _, f in pieces}) == 1 else []
                if not pieces:
                    continue
            for text, font in pieces:
                made = copy.deepcopy(run)
                made.find(qn("w:t")).text = text
                made.find(qn("w:t")).set(qn("xml:space"), "preserve")
                if font:
                    properties = made.find(qn("w:rPr"))
                    if properties is None:
                        properties = made.makeelement(qn("w:rPr"), {})
                        made.insert(0, properties)
                    for old in properties.findall(qn("w:rFonts")):
                        properties.remove(old)
                    fonts = properties.makeelement(qn("w:rFonts"), {qn("w:ascii"): font, qn("w:hAnsi"): font, qn("w:cs"): font})
                    properties.insert(0, fonts)
                at.addnext(made)
                at = made
            run.getparent().remove(run)
    document.save(str(target))


if __name__ == "__main__":
    reencode(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[1])
