"""PDFium called in bulk: arrays of numbers for all characters of a page instead of one Python object each.

pypdfium2's functions go through ``ctypes.CDLL``, which releases the GIL and converts pointers on each call; with one
million calls a document that is most of the time. The same C functions through ``PYFUNCTYPE`` with plain addresses,
driven by ``map``, cost less than half. PDFium is not thread-safe, so nothing is lost by holding the GIL.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

_P, _I, _F = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "FPDFText_GetLooseCharBox": (_I, _P, _I, _P),
    "FPDFText_GetCharOrigin": (_I, _P, _I, _P, _P),
    "FPDFText_GetTextObject": (_P, _P, _I),
    "FPDFText_GetCharBox": (_I, _P, _I, _P, _P, _P, _P),
    "FPDFText_GetUnicode": (ctypes.c_uint, _P, _I),
    "FPDFText_IsGenerated": (_I, _P, _I),
    "FPDFText_HasUnicodeMapError": (_I, _P, _I),
    "FPDFText_GetMatrix": (_I, _P, _I, _P),
    "FPDFText_GetText": (_I, _P, _I, _I, _P),
    "FPDFPage_GetObject": (_P, _P, _I),
    "FPDFPageObj_GetType": (_I, _P),
    "FPDFPageObj_GetBounds": (_I, _P, _P, _P, _P, _P),
    "FPDFPageObj_GetMatrix": (_I, _P, _P),
    "FPDFPath_GetDrawMode": (_I, _P, _P, _P),
    "FPDFPath_CountSegments": (_I, _P),
    "FPDFPath_GetPathSegment": (_P, _P, _I),
    "FPDFPathSegment_GetPoint": (_I, _P, _P, _P),
    "FPDFPathSegment_GetType": (_I, _P),
    "FPDFPathSegment_GetClose": (_I, _P),
    "FPDFPageObj_GetFillColor": (_I, _P, _P, _P, _P, _P),
    "FPDFPageObj_GetStrokeColor": (_I, _P, _P, _P, _P, _P),
    "FPDFFormObj_CountObjects": (_I, _P),
    "FPDFFormObj_GetObject": (_P, _P, ctypes.c_ulong),
    "FPDFTextObj_GetFont": (_P, _P),
    "FPDFTextObj_GetFontSize": (_I, _P, _P),
    "FPDFTextObj_GetTextRenderMode": (_I, _P),
    "FPDFFont_GetBaseFontName": (ctypes.c_size_t, _P, _P, ctypes.c_size_t),
    "FPDFFont_GetWeight": (_I, _P),
    "FPDFFont_GetFlags": (_I, _P),
    "FPDFFont_GetIsEmbedded": (_I, _P),
}


@cache
def fn(name: str) -> Any:
    """The C function ``name`` of PDFium, taking plain addresses (int) and holding the GIL."""
    import pypdfium2.raw as raw

    result, *arguments = _SIGNATURES[name]
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address(handle: Any) -> int:
    """Plain address of a pypdfium2 handle."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def text_of(textpage: int, n: int) -> str:
    """Text of all ``n`` characters, one code unit a character (same indices as the other functions).

    PDFium leaves characters without Unicode value out of its text buffer; then each is asked for by itself (U+FFFD).
    """
    if n <= 0:
        return ""
    buffer = ctypes.create_string_buffer(2 * (n + 1))
    written = fn("FPDFText_GetText")(textpage, 0, n, ctypes.addressof(buffer))
    text = buffer.raw[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    if len(text) == n and "\ufffd" not in text:
        return text
    codes = map(fn("FPDFText_GetUnicode"), repeat(textpage), range(n))
    return "".join(chr(c) if 0 < c <= 0x10FFFF and not 0xD800 <= c <= 0xDFFF else "\ufffd" for c in codes)


def loose_boxes(textpage: int, n: int) -> NDArray[np.float64]:
    """``n`` × (x0, y0, x1, y1) in page space, y upwards."""
    boxes = np.zeros((n, 4), np.float32)  # FS_RECTF: left, top, right, bottom
    start = boxes.ctypes.data
    list(map(fn("FPDFText_GetLooseCharBox"), repeat(textpage), range(n), range(start, start + 16 * n, 16)))
    out: NDArray[np.float64] = boxes[:, [0, 3, 2, 1]].astype(np.float64)
    return out


def ink(textpage: int, index: int) -> tuple[float, float]:
    """Width and height of what a character paints; (0, 0) for a blank."""
    m = (ctypes.c_double * 4)()  # left, right, bottom, top
    a = ctypes.addressof(m)
    if not fn("FPDFText_GetCharBox")(textpage, index, a, a + 8, a + 16, a + 24):
        return 0.0, 0.0
    return m[1] - m[0], m[3] - m[2]


def origins(textpage: int, indices: Sequence[int]) -> NDArray[np.float64]:
    """(x, y) of the baseline start of the characters ``indices``."""
    n = len(indices)
    xy = np.zeros((n, 2))
    start = xy.ctypes.data
    xs, ys = range(start, start + 16 * n, 16), range(start + 8, start + 16 * n + 8, 16)
    list(map(fn("FPDFText_GetCharOrigin"), repeat(textpage), indices, xs, ys))
    return xy


def text_objects(textpage: int, indices: Sequence[int]) -> list[int]:
    """Address of the text object of each character of ``indices``; 0 for characters that PDFium made up."""
    return [p or 0 for p in map(fn("FPDFText_GetTextObject"), repeat(textpage), indices)]


def char_matrix(textpage: int, index: int) -> tuple[float, float, float, float]:
    """(a, b, c, d) of the matrix that draws a character (text and form matrices together)."""
    m = (_F * 6)()
    fn("FPDFText_GetMatrix")(textpage, index, ctypes.addressof(m))
    return m[0], m[1], m[2], m[3]


def object_matrix(obj: int) -> tuple[float, ...]:
    m = (_F * 6)()
    fn("FPDFPageObj_GetMatrix")(obj, ctypes.addressof(m))
    return tuple(m)


def bounds(obj: int) -> tuple[float, float, float, float] | None:
    """(x0, y0, x1, y1) of a page object, strokes included; None when PDFium cannot tell."""
    m = (_F * 4)()
    a = ctypes.addressof(m)
    return (m[0], m[1], m[2], m[3]) if fn("FPDFPageObj_GetBounds")(obj, a, a + 4, a + 8, a + 12) else None


def color(obj: int, which: str) -> tuple[int, int, int, int]:
    """(r, g, b, alpha) 0–255 of ``which`` = "Fill" or "Stroke"; black when it has none."""
    m = (ctypes.c_uint * 4)()
    a = ctypes.addressof(m)
    return (m[0], m[1], m[2], m[3]) if fn(f"FPDFPageObj_Get{which}Color")(obj, a, a + 4, a + 8, a + 12) else (0, 0, 0, 255)


_RGBA = (ctypes.c_uint * 4)()
_AT = ctypes.addressof(_RGBA)


def pale(obj: int) -> bool:
    """The fill of an object is white or transparent. One buffer for all calls: asked once for every text object."""
    return bool(fn("FPDFPageObj_GetFillColor")(obj, _AT, _AT + 4, _AT + 8, _AT + 12)) and (_RGBA[3] < 13 or min(_RGBA[:3]) > 247)


def font_name(font: int) -> str:
    buffer = ctypes.create_string_buffer(256)
    n = fn("FPDFFont_GetBaseFontName")(font, ctypes.addressof(buffer), 256)
    return buffer.raw[: max(0, min(n, 256) - 1)].decode("utf-8", "replace")


def font_size(obj: int) -> float:
    """Font size of a text object before its matrix."""
    m = _F()
    return m.value if fn("FPDFTextObj_GetFontSize")(obj, ctypes.addressof(m)) else 0.0
