"""What of a web page is the document: menus, lists of other news, counters and footers around it are taken away, tables that only lay out the page are told.

Nothing inside the document is judged: only what stands beside the way from the page's root to the element that holds most of its words.
The words of portals stand in ``schemas/vocabulary/web_page_words.csv``.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import regex

from extractors.readers import grid
from extractors.text import fold
from schemas import vocab

#: Elements whose words nobody reads as text.
UNREAD = frozenset({"script", "style", "head", "noscript", "template", "svg", "nav", "iframe", "object", "select", "button", "textarea"})
_HOLDERS = frozenset({"html", "body", "main", "article", "section", "div", "center", "form", "table", "tbody", "tr", "td", "span", "font"})
_MOTTO = regex.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM")
_SIGNED = regex.compile(r"noi nhan|\bso:? {0,2}\d{0,5} ?(?:/|-) ?(?:kh|nq|qd|ct|ctr|tb)\b|\bphu luc\b")
#: Longest text of a part that one phrase alone marks as no part of the document; words in links may be any number.
MARKED = 1_500


class Page:
    """Sizes of all elements of a parsed page, counted once: letters of their words, and of those in links."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.size: dict[Any, int] = {}
        self.linked: dict[Any, int] = {}
        self.motto: set[Any] = set()
        self._count()

    def _count(self) -> None:
        from lxml import etree

        for _, e in etree.iterwalk(self.root, events=("end",)):
            if not isinstance(e.tag, str) or e.tag in UNREAD:
                self.size[e] = self.linked[e] = 0
                continue
            own = len((e.text or "").strip()) + sum(len((c.tail or "").strip()) for c in e)
            size = own + sum(self.size.get(c, 0) for c in e)
            self.size[e] = size
            self.linked[e] = size if e.tag == "a" else sum(self.linked.get(c, 0) for c in e)
            if any(c in self.motto for c in e) or 20 < size < 300 and _MOTTO.search(unicodedata.normalize("NFC", " ".join("".join(e.itertext()).split())).upper()):
                self.motto.add(e)

    def strip(self) -> None:
        """Takes away what is evidently not the document's, beside the way to the element that holds most words.

        Where that way ends stands the document itself: from its letterhead on, only lists of links are taken away there.
        """
        node: Any = self.root
        while node is not None:
            inside = [c for c in node if self.size.get(c)]
            total = sum(self.size[c] for c in inside)
            best = max(inside, key=lambda c: self.size[c], default=None)
            goes_on = best is not None and self.size[best] >= 0.5 * total and best.tag in _HOLDERS and (best.tag != "table" or self.is_layout(best))
            begins = next((n for n, c in enumerate(inside) if c in self.motto), -1)
            for n, child in enumerate(inside):
                if child is best and goes_on:
                    continue
                own = not goes_on and n > begins >= 0
                if (self._links(child) if own else self._beside(child) or n < begins and self._caption(child)):
                    self._drop(child)
            node = best if goes_on else None

    def is_layout(self, table: Any) -> bool:
        """Whether a table only places parts of the page: it holds most of its words in a table inside or in one cell full of paragraphs."""
        total = self.size.get(table, 0)
        cells = [td for tr in rows(table) for td in tr if td.tag in ("td", "th")]
        first = next((tr for tr in rows(table)), None)
        if first is not None and grid.header_score([" ".join(td.itertext()).strip()[:200] for td in first if td.tag in ("td", "th")]) >= 2:
            return False
        for td in cells:
            size = self.size.get(td, 0)
            if size < 0.3 * total or not size:
                continue
            if any(len(list(rows(t))) >= 2 and self.size.get(t, 0) >= 0.3 * size for t in td.iter("table")):
                return True
            if size >= 0.6 * total and sum(1 for x in td.iter("p", "div", "br") if x.tag == "br" or self.size.get(x)) >= 8:
                return True
        return False

    def _links(self, e: Any) -> bool:
        """A list of links, or a part that says of itself that it is none of the page's matter; never where the motto of a document stands."""
        size = self.size[e]
        return e not in self.motto and (e.tag in ("aside", "nav", "footer") or self.linked[e] >= 0.5 * size and size > 10 and len(list(e.iter("a"))) > 1)

    def _beside(self, e: Any) -> bool:
        """Evidence that a part is the portal's: its links, its class, its words. A paragraph is not judged by its words."""
        size = self.size[e]
        if self._links(e):
            return True
        if e in self.motto or size > 4 * MARKED or e.tag not in _HOLDERS and e.tag not in ("ul", "header", "p"):
            return False
        text = fold(" ".join(e.itertext()))
        if _SIGNED.search(text) and not self.linked[e]:
            return False
        names = set(regex.split(r"[^a-z]+", regex.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{e.get('class') or ''} {e.get('id') or ''}").lower()))
        classes, phrases = portal_words()
        return not names.isdisjoint(classes) or size <= MARKED and e.tag != "p" and (e.tag == "form" or any(p in text for p in phrases))

    def _caption(self, e: Any) -> bool:
        """Short words before the letterhead: the portal's own title of the page. A draft's mark is the document's."""
        return self.size[e] <= 300 and not fold(" ".join(e.itertext())).startswith(("du thao", "mat", "toi mat"))

    def _drop(self, e: Any) -> None:
        parent = e.getparent()
        if e.tail and (before := e.getprevious()) is not None:
            before.tail = (before.tail or "") + e.tail
        elif e.tail:
            parent.text = (parent.text or "") + e.tail
        parent.remove(e)


def rows(table: Any) -> Any:
    """The ``tr`` elements of a table itself, in order."""
    for e in table:
        if e.tag == "tr":
            yield e
        elif e.tag in ("thead", "tbody", "tfoot"):
            yield from (tr for tr in e if tr.tag == "tr")


@vocab.compiled
def portal_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """(names of classes, folded phrases) of what stands around a document on a portal."""
    found = vocab.rows("web_page_words")
    return frozenset(r["word"] for r in found if r["kind"] == "class"), tuple(fold(r["word"]) for r in found if r["kind"] == "words")
