"""Documents whose letters are those of TCVN3 or VNI under fonts that no longer say so: told by their words, put into Unicode word by word."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from schemas.document import Cell, Document, Note, Paragraph, Table
from schemas.spans import Span, Spans

#: So many different words must show an encoding before a whole document is taken to be in it.
EVIDENT = 8
_TOKEN = regex.compile(r"\S++")


def evident_encoding(texts: Iterable[str]) -> str | None:
    """The encoding (``tcvn3`` | ``vni``) that the words of a document show where no font names it; None for Unicode."""
    from extractors import legacy

    doubtful = [w for t in texts if legacy.is_doubtful(t) for w in legacy.WORD.findall(t) if legacy.is_doubtful(w) and not legacy.is_mixed(w)]
    return legacy.looks_legacy(" ".join(doubtful)) if len(set(doubtful)) >= EVIDENT else None


def texts_of(document: Document) -> Iterable[str]:
    """Texts of all paragraphs and cells."""
    return (x.text for b in document.blocks for x in (b.cells if isinstance(b, Table) else (b,)))


def into_unicode(document: Document) -> None:
    """Converts, in place, a document whose words show an old encoding; boxes stay those of the words, the note says so."""
    encoding = evident_encoding(texts_of(document))
    if encoding is None:
        return
    from extractors.legacy_words import convert_words

    changed = False
    for block in document.blocks:
        for part in block.cells if isinstance(block, Table) else (block,):
            made = convert_words(part.text, encoding)
            if made != part.text:
                part.spans = _moved(part, made)
                part.text, changed = made, True
    if changed:
        document.notes.append(Note("legacy_encoding", f"Văn bản dùng bảng mã cũ {encoding.upper()}, đã chuyển sang Unicode."))


def _moved(part: Paragraph | Cell, made: str) -> Spans:
    """The boxes of the words in the converted text, which has the same blanks: VNI writes a letter with two signs, Unicode with one."""
    old, new = ([m.span() for m in _TOKEN.finditer(t)] for t in (part.text, made))
    if len(old) != len(new):
        return part.spans if len(part.text) == len(made) else Spans()  # no blank is ever made or lost; boxes of the whole are there still
    out, k = [], 0
    for s in part.spans:
        while k + 1 < len(old) and old[k][1] <= s.start:
            k += 1
        (a, b), (c, d) = old[k], new[k]
        start = c + min(max(s.start - a, 0), d - c)
        end = d if s.end >= b else c + min(max(s.end - a, 0), d - c)
        out.append(Span(start, max(start, end), s.page, s.bbox, s.confidence))
    return Spans(out)
