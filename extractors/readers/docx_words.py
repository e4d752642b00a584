"""The words of one WordprocessingML paragraph in one pass: text, share of bold, and what else stands in it (ECMA-376 Part 1, 17.3).

Called for every paragraph and cell of a document, so each element is looked at once; tags are compared with ready names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from extractors.readers.docx_styles import Style, Styles, is_on, value

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_P_PR, _R_PR, _R, _T, _B, _FONTS = W + "pPr", W + "rPr", W + "r", W + "t", W + "b", W + "rFonts"
_SDT, _SDT_CONTENT, _SYM, _STYLE = W + "sdt", W + "sdtContent", W + "sym", W + "rStyle"
_BOX, _FALLBACK = W + "txbxContent", MC + "Fallback"
#: Looked through for blocks, for runs.
_AROUND_BLOCKS = frozenset(W + n for n in ("sdt", "customXml", "smartTag", "ins", "moveTo"))
_AROUND_RUNS = frozenset(W + n for n in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo"))
#: Marks that hold no words and no text box.
_MARKS = frozenset(W + n for n in ("bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd"))
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-",
          W + "softHyphen": "\u00ad"}  # unseen in Unicode, the letter "ư" in TCVN3
_SILENT = frozenset(W + n for n in ("lastRenderedPageBreak", "fldChar", "instrText", "delText", "footnoteReference", "footnoteRef", "endnoteReference",
                                    "endnoteRef", "commentReference", "annotationRef"))


class Words:
    """Reads paragraphs one after the other; ``read`` gives the text and leaves what else was seen in the attributes.

    ``decode(text, font)`` turns the text of a run into Unicode; None where no font of the document needs it.
    """

    __slots__ = ("_all", "_bold", "_decode", "_styles", "_text", "boxes", "properties", "style")

    def __init__(self, styles: Styles, decode: Callable[[str, str], str] | None) -> None:
        self._styles, self._decode = styles, decode
        self.properties: Any = None  # w:pPr of the paragraph
        self.style: Style = styles.of("")
        self.boxes = False  # text boxes may stand in it
        self._text: list[str] = []
        self._bold = self._all = 0

    def read(self, p: Any) -> str:
        """Text of a paragraph as its runs hold it; tracked changes accepted; text boxes left to ``text_boxes``."""
        children = list(p)
        first = children[0] if children and children[0].tag == _P_PR else None
        self.properties = first
        self.style = self._styles.of_paragraph(first)
        self.boxes = False
        self._text = []
        self._bold = self._all = 0
        self._runs(children)
        return "".join(self._text)

    @property
    def bold(self) -> bool:
        """More than half of the characters of the last paragraph are bold."""
        return self._bold * 2 > self._all > 0

    def _runs(self, children: Iterable[Any]) -> None:
        for child in children:
            tag = child.tag
            if tag == _R:
                self._run(child)
            elif tag == _P_PR or tag in _MARKS:
                continue
            elif tag in _AROUND_RUNS:
                self._runs(child)
            elif tag == _SDT:
                for inner in child.iterchildren(_SDT_CONTENT):
                    self._runs(inner)
                    break
            else:
                self.boxes = True
                if isinstance(tag, str) and tag.endswith(("}oMath", "}oMathPara")):  # a formula: its characters in order
                    text = "".join(t.text or "" for t in child.iter() if isinstance(t.tag, str) and t.tag.endswith("}t"))
                    self._text.append(text)
                    self._all += len(text.strip())

    def _run(self, run: Any) -> None:
        text = ""
        properties = None
        for child in run:
            tag = child.tag
            if tag == _T:
                text += child.text or ""
            elif tag == _R_PR:
                properties = child
            elif tag in _SIGNS:
                text += _SIGNS[tag]
            elif tag == _SYM:
                text += symbol(child)
            elif tag not in _SILENT:
                self.boxes = True
        if not text:
            return
        n = len(text.strip())
        self._all += n
        if self._is_bold(properties):
            self._bold += n
        if self._decode is not None:
            text = self._decode(text, self._font(properties))
        self._text.append(text)

    def _is_bold(self, properties: Any) -> bool:
        """Of the run itself, else of its style, else of the paragraph's."""
        if properties is not None:
            for b in properties.iterchildren(_B):
                return is_on(b)
            if self._styles.bold:
                for style in properties.iterchildren(_STYLE):
                    known = self._styles.of(value(style)).bold
                    if known is not None:
                        return known
        return bool(self.style.bold)

    def _font(self, properties: Any) -> str:
        if properties is not None:
            for fonts in properties.iterchildren(_FONTS):
                if name := fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or fonts.get(W + "cs"):
                    return str(name)
            for style in properties.iterchildren(_STYLE):
                if name := self._styles.of(value(style)).font:
                    return name
        return self.style.font


def content(element: Any) -> list[Any]:
    """Children in order; content controls, custom XML, smart tags and accepted insertions are looked through."""
    children = list(element)
    for child in children:
        if child.tag in _AROUND_BLOCKS:
            return list(_unwrapped(children))
    return children


def _unwrapped(children: Iterable[Any]) -> Iterator[Any]:
    for child in children:
        tag = child.tag
        if tag == _SDT:
            for inner in child.iterchildren(_SDT_CONTENT):
                yield from _unwrapped(inner)
                break
        elif tag in _AROUND_BLOCKS:
            yield from _unwrapped(child)
        else:
            yield child


def text_boxes(p: Any) -> Iterator[Any]:
    """Text boxes of a paragraph, once each (AlternateContent holds every box twice: Choice is taken)."""
    for box in p.iter(_BOX):
        if not any(a.tag == _FALLBACK for a in box.iterancestors()):
            yield box


#: Symbol font (private use F0xx) characters that stand in plans; others are kept as they are and noticed by the text layer check.
_SYMBOL = {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB7: "•", 0x2D: "-", 0xB4: "×", 0xB0: "°", 0xD7: "×", 0xBB: "≈", 0xB9: "≠"}


def symbol(sym: Any) -> str:
    """The character of a ``w:sym`` as people see it; "" when it names none."""
    try:
        code = int(sym.get(W + "char") or "0", 16)
    except ValueError:
        return ""
    font = (sym.get(W + "font") or "").lower()
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    if font == "symbol" and low in _SYMBOL:
        return _SYMBOL[low]
    if font.startswith("wingding"):
        return "•"
    return chr(code) if 0 < code <= 0x10FFFF else ""
