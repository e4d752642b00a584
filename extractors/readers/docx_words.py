"""The words of WordprocessingML paragraphs: text, share of bold, what else stands in them (ECMA-376 Part 1, 17.3).

A plan has thousands of paragraphs and most say nothing but their words, so an XML part is looked through once (``Words.index``) for what
is said only here and there — bold, styles, lists, merged cells, text boxes — and a paragraph is then asked for its runs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from extractors.readers.docx_styles import Style, Styles, font_name, is_on, value, whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_R, _T, _R_PR, _B, _FONTS, _SYM = W + "r", W + "t", W + "rPr", W + "b", W + "rFonts", W + "sym"
_SDT, _SDT_CONTENT, _STYLE = W + "sdt", W + "sdtContent", W + "rStyle"
_P_STYLE, _JC, _LIST = W + "pStyle", W + "jc", W + "numPr"
_SPAN, _MERGE, _ACROSS = W + "gridSpan", W + "vMerge", W + "hMerge"
_BOX, _FALLBACK = W + "txbxContent", MC + "Fallback"
#: Looked through for blocks, for runs. Deleted and moved-away text is in neither.
_AROUND_BLOCKS = tuple(W + n for n in ("sdt", "customXml", "smartTag", "ins", "moveTo"))
_AROUND_RUNS = tuple(W + n for n in ("sdt", "hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo"))
_FORMULAS = (M + "oMath", M + "oMathPara")
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-",
          W + "softHyphen": "\u00ad"}  # unseen in Unicode, the letter "ư" in TCVN3
_RARE = tuple(dict.fromkeys((*_AROUND_BLOCKS, *_AROUND_RUNS, *_FORMULAS, _SYM, *_SIGNS)))


class Words:
    """Reads paragraphs one after the other; ``read`` gives the text and leaves what else was seen in the attributes.

    ``decode(text, font)`` turns the text of a run into Unicode; None where no font of the document needs it.
    """

    def __init__(self, styles: Styles, decode: Callable[[str, str], str] | None) -> None:
        self.style: Style = styles.of("")  # of the last paragraph
        self.aligned: dict[Any, str] = {}  # paragraph -> w:jc
        self.lists: dict[Any, Any] = {}  # paragraph -> w:numPr
        self.merged: dict[Any, tuple[int, str, str]] = {}  # cell -> columns it spans, vMerge, hMerge
        self.boxes = False  # text boxes stand in the part
        self._styles, self._decode = styles, decode
        self._styled: dict[Any, str] = {}
        self._bolds: dict[Any, bool] = {}
        self._text: list[str] = []
        self._bold = self._all = 0
        # tags to ask for: those that the part holds, as each costs
        self._in_run: tuple[str, ...] = ()
        self._in_paragraph: tuple[str, ...] = ()
        self._around: tuple[str, ...] = ()

    def index(self, root: Any) -> None:
        """Looks through an XML part; before its first paragraph is read."""
        self.boxes = next(root.iter(_BOX), None) is not None
        held = {x.tag for x in root.iter(*_RARE)}
        self._in_run = (_T, *(t for t in (_SYM, *_SIGNS) if t in held))
        self._in_paragraph = (_R, *(t for t in (*_AROUND_RUNS, *_FORMULAS) if t in held))
        self._around = tuple(t for t in _AROUND_BLOCKS if t in held)
        for x in root.iter(_B, _P_STYLE, _JC, _LIST, _SPAN, _MERGE, _ACROSS):
            owner = x.getparent().getparent()  # of its properties; a former state (w:pPrChange) is nobody's
            tag = x.tag
            if tag == _B:
                self._bolds.setdefault(owner, is_on(x))
            elif tag == _P_STYLE:
                self._styled.setdefault(owner, value(x))
            elif tag == _JC:
                self.aligned.setdefault(owner, value(x))
            elif tag == _LIST:
                self.lists.setdefault(owner, x)
            else:
                span, merge, across = self.merged.get(owner, (1, "", ""))
                said = value(x)
                if tag == _SPAN:
                    span = max(1, min(whole(said, 1), 200))
                elif tag == _MERGE:
                    merge = said or "continue"
                else:
                    across = said or "continue"
                self.merged[owner] = span, merge, across

    def read(self, p: Any) -> str:
        """Text of a paragraph as its runs hold it; tracked changes accepted; text boxes left to ``text_boxes``."""
        self.style = self._styles.of(self._styled.get(p))
        self._text = []
        self._bold = self._all = 0
        self._runs(p.iterchildren(*self._in_paragraph))
        return "".join(self._text)

    def content(self, element: Any, *tags: str) -> Iterable[Any]:
        """Children with these tags, in order; content controls, custom XML, smart tags and accepted insertions are looked through."""
        return self._looked_through(element, tags) if self._around else element.iterchildren(*tags)

    def _looked_through(self, element: Any, tags: tuple[str, ...]) -> Iterator[Any]:
        for child in element.iterchildren(*tags, *self._around):
            tag = child.tag
            if tag in tags:
                yield child
            elif tag == _SDT:
                for inner in child.iterchildren(_SDT_CONTENT):
                    yield from self._looked_through(inner, tags)
                    break
            else:
                yield from self._looked_through(child, tags)

    @property
    def bold(self) -> bool:
        """More than half of the characters of the last paragraph are bold."""
        return self._bold * 2 > self._all > 0

    def _runs(self, children: Iterable[Any]) -> None:
        for child in children:
            tag = child.tag
            if tag == _R:
                self._run(child)
            elif tag == _SDT:
                for inner in child.iterchildren(_SDT_CONTENT):
                    self._runs(inner.iterchildren(*self._in_paragraph))
                    break
            elif tag in _FORMULAS:  # its characters in order
                text = "".join(t.text or "" for t in child.iter() if isinstance(t.tag, str) and t.tag.endswith("}t"))
                self._text.append(text)
                self._all += len(text.strip())
            else:
                self._runs(child.iterchildren(*self._in_paragraph))

    def _run(self, run: Any) -> None:
        text = ""
        for child in run.iterchildren(*self._in_run):
            tag = child.tag
            if tag == _T:
                text += child.text or ""
            else:
                text += symbol(child) if tag == _SYM else _SIGNS[tag]
        if not text:
            return
        n = len(text.strip())
        self._all += n
        bold = self._bolds.get(run)
        if bold is None:
            bold = self._bold_of_style(run) if self._styles.bold else False
        if bold:
            self._bold += n
        if self._decode is not None:
            text = self._decode(text, self._font(run))
        self._text.append(text)

    def _bold_of_style(self, run: Any) -> bool:
        """Of the run's style, else of the paragraph's."""
        for properties in run.iterchildren(_R_PR):
            for style in properties.iterchildren(_STYLE):
                known = self._styles.of(value(style)).bold
                if known is not None:
                    return known
        return bool(self.style.bold)

    def _font(self, run: Any) -> str:
        for properties in run.iterchildren(_R_PR):
            for fonts in properties.iterchildren(_FONTS):
                if name := font_name(fonts):
                    return name
            for style in properties.iterchildren(_STYLE):
                if name := self._styles.of(value(style)).font:
                    return name
        return self.style.font


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
