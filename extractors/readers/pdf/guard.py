"""Looks at a PDF's bytes before PDFium does: forms that draw themselves, streams that inflate to gigabytes.

PDFium draws a form XObject that calls itself twice 2^40 times (over 20 GB from a file of 680 bytes), and inflates
whatever a stream holds. Stream dictionaries always stand in the clear (ISO 32000-1 §7.5.7 keeps streams out of object
streams), so a search of the bytes finds every suspect; only then the object graph is walked with pdfminer.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import regex

from schemas.errors import DocumentError

#: Most bytes that one stream that is not a picture may inflate to.
MAX_INFLATED = 256 * 1024 * 1024
#: Most forms drawn on one page, nested ones counted each time.
MAX_DRAWS = 20_000
#: DEFLATE's best ratio; smaller streams cannot reach the limit.
_RATIO = 1032
_STREAM = regex.compile(rb">>\s{0,4}stream\r?\n")
_FORM = regex.compile(rb"/Subtype\s{0,4}/Form\b")
_NESTED = regex.compile(rb"/XObject\b|/Resources\s+\d")
_FLATE = regex.compile(rb"/(?:FlateDecode|Fl)\b")
#: The last "12 0 obj" before a place.
_NUMBER = regex.compile(rb"(?r)\b(\d{1,9})\s+\d{1,5}\s+obj\b")
_DRAW = regex.compile(rb"/([^\s/<>\[\](){}%]{1,127})\s+Do\b")


def check_file(path: Path) -> Callable[[int], str]:
    """Raise DocumentError for a file that must not be opened; else a function: page index → reason not to load it, or "".

    Codes: ``not_found``, ``empty``, ``unreadable``, ``bomb`` (a stream beyond MAX_INFLATED).
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError("not_found") from error
    except OSError as error:
        raise DocumentError("unreadable", str(error)) from error
    if not data:
        raise DocumentError("empty")
    nested, bombs = _check_streams(data)
    if not nested and not bombs:
        return lambda index: ""
    refused, met = _walk_pages(path, bombs)
    if bombs - met:  # not content of a page, so nobody knows when it would be inflated
        raise DocumentError("bomb", f"một luồng dữ liệu giải ra hơn {MAX_INFLATED >> 20} MB")
    return lambda index: refused.get(index, "")


def _check_streams(data: bytes) -> tuple[bool, set[int]]:
    """True when a form may draw another form; numbers of the streams that inflate beyond the limit."""
    nested, bombs = False, set()
    at = 0
    for m in _STREAM.finditer(data):
        if m.start() < at:
            continue  # inside the stream before
        head = data[max(data.rfind(b"obj", max(0, m.start() - 4_000), m.start()), m.start() - 4_000, 0) : m.end()]
        end = data.find(b"endstream", m.end())
        at = end if end >= 0 else len(data)
        if _FORM.search(head):
            nested = nested or bool(_NESTED.search(head))
        flates = len(_FLATE.findall(head))
        suspect = flates and b"/Image" not in head and (at - m.end()) * _RATIO**flates > MAX_INFLATED
        if suspect and _is_bomb(data[m.end() : at], flates):
            number = _NUMBER.search(data[max(0, m.start() - 4_100) : m.start()])
            bombs.add(int(number.group(1)) if number else -1)
    return nested, bombs


def _is_bomb(packed: bytes, times: int) -> bool:
    for _ in range(times - 1):
        packed = _inflate(packed, 4 * 1024 * 1024)
    unpacker = zlib.decompressobj()
    size, rest = 0, packed
    try:
        while rest and not unpacker.eof and size <= MAX_INFLATED:
            size += len(unpacker.decompress(rest, 1 << 20))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return False  # damaged: PDFium stops at the same place
    return size > MAX_INFLATED


def _inflate(packed: bytes, limit: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, limit)
    except zlib.error:
        return b""


def _walk_pages(path: Path, bombs: set[int]) -> tuple[dict[int, str], set[int]]:
    """Pages not to be loaded (index from 0 → why), and the ``bombs`` that are content of a page."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    refused: dict[int, str] = {}
    met: set[int] = set()
    try:
        with path.open("rb") as stream:
            document = PDFDocument(PDFParser(stream))
            seen: dict[int, int] = {}
            for index, page in enumerate(PDFPage.create_pages(document)):
                forms = [*_forms(page.resources, None), *_appearances(page.annots)]
                used: set[int] = {getattr(c, "objid", None) or 0 for c in page.contents} | {f.objid or 0 for f in forms}
                if used & bombs:
                    met |= used & bombs
                    refused[index] = f"một luồng dữ liệu giải ra hơn {MAX_INFLATED >> 20} MB"
                elif sum(_draws(form, seen, frozenset()) for form in forms) > MAX_DRAWS:
                    refused[index] = f"biểu mẫu lồng nhau quá {MAX_DRAWS} lần"
    except Exception:  # noqa: BLE001 - pdfminer raises many kinds on damaged files; PDFium's own checks remain
        return refused, met
    return refused, met


def _forms(resources: Any, content: bytes | None) -> list[Any]:
    """Form streams named in resources, once for each time that ``content`` draws them (None = once)."""
    from pdfminer.pdftypes import PDFStream, dict_value, resolve1

    resources = resolve1(resources)
    if not isinstance(resources, dict) or "XObject" not in resources:
        return []
    drawn = [m.group(1).decode("latin-1") for m in _DRAW.finditer(content)] if content is not None else None
    out = []
    for name, reference in dict_value(resources["XObject"]).items():
        form = resolve1(reference)
        if isinstance(form, PDFStream) and getattr(resolve1(form.get("Subtype")), "name", "") == "Form":
            out.extend([form] * (1 if drawn is None else min(drawn.count(name), MAX_DRAWS)))
    return out


def _draws(form: Any, seen: dict[int, int], above: frozenset[int]) -> int:
    key = form.objid or id(form)
    if key in above or len(above) > 40:
        return MAX_DRAWS + 1  # draws itself
    if key not in seen:
        content = _inflate(form.rawdata or b"", 8 * 1024 * 1024) if "Filter" in form.attrs else form.rawdata or b""
        total = 1
        for child in _forms(form.get("Resources"), content):
            total += _draws(child, seen, above | {key})
            if total > MAX_DRAWS:
                break
        seen[key] = min(total, MAX_DRAWS + 1)
    return seen[key]


def _appearances(annotations: Any) -> list[Any]:
    from pdfminer.pdftypes import PDFStream, resolve1

    out: list[Any] = []
    for reference in (resolve1(annotations) or [])[:2_000]:
        annotation = resolve1(reference)
        look = resolve1(annotation.get("AP")) if isinstance(annotation, dict) else None
        normal = resolve1(look.get("N")) if isinstance(look, dict) else None
        streams = [resolve1(v) for v in normal.values()] if isinstance(normal, dict) else [normal]
        out.extend(s for s in streams if isinstance(s, PDFStream))
    return out
