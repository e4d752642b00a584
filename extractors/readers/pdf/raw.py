"""PDFium called in bulk: arrays of numbers for all characters of a page instead of one Python object each.

pypdfium2's functions go through ``ctypes.CDLL``, which releases the GIL and converts pointers on each call; with one
million calls a document that is most of the time. The same C functions through ``PYFUNCTYPE`` with plain addresses,
driven by ``map``, cost less than half; with arguments that were converted once and are passed again and again, a
quarter. PDFium is not thread-safe, so nothing is lost by holding the GIL.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Sequence
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

_P, _I, _F = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
#: Kept, because ctypes makes a type that nobody holds anew for each call.
_SIX, _DOUBLES, _COLOUR, _NAME = _F * 6, ctypes.c_double * 4, ctypes.c_uint * 4, ctypes.c_char * 256
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


@cache
def _bare(name: str) -> Any:
    """The C function ``name`` without declared arguments: takes what ``_argument`` made, and small integers."""
    import pypdfium2.raw as raw

    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(_SIGNATURES[name][0])(address)


#: An address converted for any number of calls.
_argument = ctypes.c_void_p.from_param
_ZEROS: list[float | ctypes.c_float] = [0.0] * 6


class _Scratch(threading.local):
    """Room for what PDFium writes, with the addresses of its parts as arguments; each thread has its own."""

    SLOTS = 2048

    def __init__(self) -> None:
        self.boxes = np.zeros((self.SLOTS, 4), np.float32)
        self.points = self.boxes.view(np.float64)
        self.colours = self.boxes.view(np.uint32)
        self.matrices = self.boxes.reshape(self.SLOTS // 2, 8)
        start = self.boxes.ctypes.data
        #: Every 16 bytes, and the 4, 8 and 12 after them.
        self.at = [[_argument(start + 16 * i + k) for i in range(self.SLOTS)] for k in (0, 4, 8, 12)]
        #: For one object.
        self.six, self.rgba = _SIX(), _COLOUR()
        self.six_at = [_argument(ctypes.addressof(self.six) + 4 * i) for i in range(6)]
        self.rgba_at = [_argument(ctypes.addressof(self.rgba) + 4 * i) for i in range(4)]


_scratch = _Scratch()


def address(handle: Any) -> int:
    """Plain address of a pypdfium2 handle."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def text_of(textpage: int, n: int) -> str:
    """Text of all ``n`` characters, one code unit a character (same indices as the other functions).

    PDFium leaves characters without Unicode value out of its text buffer; then each is asked for by itself (U+FFFD).
    """
    if n <= 0:
        return ""
    buffer = np.zeros(n + 1, np.uint16)
    written = fn("FPDFText_GetText")(textpage, 0, n, buffer.ctypes.data)
    text = buffer[: max(written - 1, 0)].tobytes().decode("utf-16-le", "replace")
    if len(text) == n and "\ufffd" not in text:
        return text
    codes = map(fn("FPDFText_GetUnicode"), repeat(textpage), range(n))
    return "".join(chr(c) if 0 < c <= 0x10FFFF and not 0xD800 <= c <= 0xDFFF else "\ufffd" for c in codes)


def loose_boxes(textpage: int, n: int) -> NDArray[np.float64]:
    """``n`` × (x0, y0, x1, y1) in page space, y upwards."""
    call, page, room = _bare("FPDFText_GetLooseCharBox"), _argument(textpage), _scratch
    out = np.empty((n, 4))
    for at in range(0, n, room.SLOTS):
        k = min(n - at, room.SLOTS)
        boxes = room.boxes[:k]  # FS_RECTF: left, top, right, bottom
        boxes[:] = 0
        deque(map(call, repeat(page), range(at, at + k), room.at[0]), maxlen=0)
        out[at : at + k] = boxes[:, (0, 3, 2, 1)]
    return out


def ink(textpage: int, index: int) -> tuple[float, float]:
    """Width and height of what a character paints; (0, 0) for a blank."""
    m = _DOUBLES()  # left, right, bottom, top
    a = ctypes.addressof(m)
    if not fn("FPDFText_GetCharBox")(textpage, index, a, a + 8, a + 16, a + 24):
        return 0.0, 0.0
    return m[1] - m[0], m[3] - m[2]


def origins(textpage: int, indices: Sequence[int]) -> NDArray[np.float64]:
    """(x, y) of the baseline start of the characters ``indices``."""
    call, page, room, n = _bare("FPDFText_GetCharOrigin"), _argument(textpage), _scratch, len(indices)
    out = np.empty((n, 2))
    for at in range(0, n, room.SLOTS):
        k = min(n - at, room.SLOTS)
        room.points[:k] = 0
        deque(map(call, repeat(page), indices[at : at + k], room.at[0], room.at[2]), maxlen=0)
        out[at : at + k] = room.points[:k]
    return out


def text_objects(textpage: int, indices: Sequence[int]) -> list[int]:
    """Address of the text object of each character of ``indices``; 0 for characters that PDFium made up."""
    return [p or 0 for p in map(_bare("FPDFText_GetTextObject"), repeat(_argument(textpage)), indices)]


#: How a text object is drawn: a, b, c, d of its matrix (that of its form too), font size before it, font, rendering mode, and
#: whether it is filled with white or nothing.
Drawing = tuple[float, float, float, float, float, int, int, bool]


def drawings(textpage: int, objects: Sequence[int], indices: Sequence[int]) -> list[Drawing]:
    """How each of ``objects`` is drawn; ``indices``: any character of each."""
    room, page = _scratch, _argument(textpage)
    out: list[Drawing] = []
    for at in range(0, len(objects), room.SLOTS // 2):
        these = list(map(_argument, objects[at : at + room.SLOTS // 2]))
        k = len(these)
        room.matrices[:k] = 0
        deque(map(_bare("FPDFText_GetMatrix"), repeat(page), indices[at : at + k], room.at[0][::2]), maxlen=0)
        deque(map(_bare("FPDFTextObj_GetFontSize"), these, room.at[2][1::2]), maxlen=0)  # after the six of the matrix
        a, b, c, d, *_, size, _ = room.matrices[:k].astype(np.float64).T.tolist()
        painted = np.array(list(map(_bare("FPDFPageObj_GetFillColor"), these, *room.at)), bool)
        colours = room.colours[:k]
        modes = list(map(_bare("FPDFTextObj_GetTextRenderMode"), these))
        pale = painted & (np.array(modes) == 0) & ((colours[:, 3] < 13) | (colours[:, :3].min(axis=1) > 247))
        fonts = [f or 0 for f in map(_bare("FPDFTextObj_GetFont"), these)]
        out += zip(a, b, c, d, size, fonts, modes, pale.tolist(), strict=True)
    return out


def generated(textpage: int, indices: Sequence[int]) -> list[bool]:
    """Whether PDFium made up each of the characters ``indices``."""
    return [r == 1 for r in map(_bare("FPDFText_IsGenerated"), repeat(_argument(textpage)), indices)]


def object_matrix(obj: int) -> tuple[float, ...]:
    """(a, b, c, d, e, f) of a page object."""
    room = _scratch
    room.six[:] = _ZEROS
    _bare("FPDFPageObj_GetMatrix")(_argument(obj), room.six_at[0])
    return tuple(room.six)


def bounds(obj: int) -> tuple[float, float, float, float] | None:
    """(x0, y0, x1, y1) of a page object, strokes included; None when PDFium cannot tell."""
    room = _scratch
    if not _bare("FPDFPageObj_GetBounds")(_argument(obj), *room.six_at[:4]):
        return None
    x0, y0, x1, y1, _, _ = room.six
    return x0, y0, x1, y1


def color(obj: int, which: str) -> tuple[int, int, int, int]:
    """(r, g, b, alpha) 0–255 of ``which`` = "Fill" or "Stroke"; black when it has none."""
    room = _scratch
    if not _bare(f"FPDFPageObj_Get{which}Color")(_argument(obj), *room.rgba_at):
        return 0, 0, 0, 255
    r, g, b, alpha = room.rgba
    return r, g, b, alpha


def font_name(font: int) -> str:
    buffer = _NAME()
    n = fn("FPDFFont_GetBaseFontName")(font, ctypes.addressof(buffer), 256)
    return buffer.raw[: max(0, min(n, 256) - 1)].decode("utf-8", "replace")
