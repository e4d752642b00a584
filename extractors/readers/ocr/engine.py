"""Tesseract 5 with the Vietnamese model, kept warm for the life of the process (tesserocr).

One engine a process; ``OMP_THREAD_LIMIT=1`` because two processes of one thread are twice as fast as one of two.
Words come back in pixels of the picture given.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import regex

from schemas.errors import DocumentError

Rect = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels


def scaled(box: Rect, by: float) -> Rect:
    x0, y0, x1, y1 = box
    return round(x0 * by), round(y0 * by), round(x1 * by), round(y1 * by)


#: Where Debian, Ubuntu, Fedora and Homebrew put the models; TESSDATA_PREFIX goes first.
TESSDATA = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)

#: Longest time for one picture; what was read until then counts.
TIMEOUT_MS = 60_000

#: Page segmentation modes (Tesseract's own numbers).
AUTO, COLUMN, BLOCK, LINE, SPARSE = 3, 4, 6, 7, 11


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``box`` in pixels, ``confidence`` 0–1 as Tesseract gives it, ``line`` counts over the picture."""

    text: str
    box: Rect
    confidence: float
    line: int = 0
    bold: bool = False
    notes: tuple[str, ...] = ()

    def moved(self, dx: int, dy: int, line: int = 0) -> Word:
        x0, y0, x1, y1 = self.box
        return replace(self, box=(x0 + dx, y0 + dy, x1 + dx, y1 + dy), line=self.line + line)

    def scaled(self, by: float) -> Word:
        return replace(self, box=scaled(self.box, by))


def tessdata(language: str = "vie") -> Path:
    """Folder that holds ``<language>.traineddata``. DocumentError ``missing_tool`` when there is none."""
    prefix = os.environ.get("TESSDATA_PREFIX", "")
    for folder in (prefix, os.path.join(prefix, "tessdata") if prefix else "", *TESSDATA):
        if folder and (Path(folder) / f"{language}.traineddata").exists():
            return Path(folder)
    raise DocumentError("missing_tool", f"{language}.traineddata")


@cache
def _api() -> Any:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read when the library is loaded
    folder = tessdata()
    try:
        import tesserocr
    except ImportError as e:
        raise DocumentError("missing_tool", "tesserocr") from e
    try:
        return tesserocr.PyTessBaseAPI(path=str(folder), lang="vie", oem=tesserocr.OEM.LSTM_ONLY)
    except RuntimeError as e:
        raise DocumentError("missing_tool", f"Tesseract: {e}") from e


def version() -> str:
    """Engine and model, for cache keys and run.json."""
    import tesserocr

    return f"{tesserocr.tesseract_version().split()[1]}/vie-{(tessdata() / 'vie.traineddata').stat().st_size}"


class Picture:
    """A grey picture given to the engine once; rectangles of it are then read one by one."""

    def __init__(self, grey: np.ndarray, dpi: float) -> None:
        self.grey = np.ascontiguousarray(grey, dtype=np.uint8)
        self.height, self.width = self.grey.shape
        self.api = _api()
        self.api.SetImageBytes(self.grey.tobytes(), self.width, self.height, 1, self.width)
        self.api.SetSourceResolution(int(max(70, min(dpi, 1200))))

    def read(self, rect: Rect | None = None, mode: int = AUTO) -> list[Word]:
        """Words of ``rect`` (default: the whole picture) in the engine's reading order."""
        x0, y0, x1, y1 = rect or (0, 0, self.width, self.height)
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(self.width, x1), min(self.height, y1)
        if x1 - x0 < 4 or y1 - y0 < 4:
            return []
        self.api.SetPageSegMode(mode)
        self.api.SetRectangle(x0, y0, x1 - x0, y1 - y0)
        self.api.Recognize(TIMEOUT_MS)
        return _words(self.api)


def _words(api: Any) -> list[Word]:
    import tesserocr

    out: list[Word] = []
    it = api.GetIterator()
    if it is None:
        return out
    level, line = tesserocr.RIL, -1
    while True:
        if it.IsAtBeginningOf(level.TEXTLINE):
            line += 1
        if not it.Empty(level.WORD):
            text, box = it.GetUTF8Text(level.WORD), it.BoundingBox(level.WORD)
            sure = max(0.0, it.Confidence(level.WORD) / 100)
            if text and text.strip() and box and not _dust(text.strip(), sure):
                out.append(Word(text.strip(), tuple(box), sure, max(line, 0)))
        if not it.Next(level.WORD):
            return [w for w in out if not (_mark(w, out) or _twice(w, out))]


#: What specks are read as when they stand alone; print has these signs at a word.
_MARKS = regex.compile(r"^['‘’`´ˆ˜°¨|\\^¡Ì]+$")
_STOPS = regex.compile(r"^[.,:;·]+$")


def _dust(text: str, sure: float) -> bool:
    return bool((sure < 0.95 and _MARKS.match(text)) or (sure < 0.8 and len(text) < 3 and _STOPS.match(text)))


def _twice(w: Word, words: Sequence[Word]) -> bool:
    """A part of a word, or dirt at it, that was read once more: next to no confidence, within the box of a word read well."""
    if w.confidence >= 0.3 or len(w.text) > 2:
        return False
    x0, y0, x1, y1 = w.box
    return any(o.confidence > 0.8 and o.box[0] <= x0 + 1 and x1 <= o.box[2] + 1 and min(y1, o.box[3]) - max(y0, o.box[1]) > 0.5 * (y1 - y0) for o in words)


def _mark(w: Word, words: Sequence[Word]) -> bool:
    """A hook or a hat of a word that was read as a sign of its own: it lies over or in that word."""
    if w.confidence >= 0.8 or len(w.text) > 1 or w.text.isalnum():
        return False
    x0, y0, x1, y1 = w.box
    for o in words:
        if o is not w and o.box[0] <= x0 + 1 and x1 <= o.box[2] + 1 and y1 > o.box[1] and y0 <= o.box[1] + (o.box[3] - o.box[1]) // 3:
            return True
    return False


def read_scaled(grey: np.ndarray, dpi: float, mode: int, scale: float) -> list[Word]:
    """As ``read_small`` after making the picture ``scale`` times as large; boxes in the pixels of ``grey``."""
    if scale == 1.0:
        return read_small(grey, dpi, mode)
    other = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
    return [w.scaled(1 / scale) for w in read_small(other, dpi * scale, mode)]


def read_small(grey: np.ndarray, dpi: float, mode: int = LINE) -> list[Word]:
    """Words of a small picture by itself (a cell or line made larger), boxes in its own pixels."""
    return Picture(grey, dpi).read(None, mode)


def mean_confidence(words: Sequence[Word]) -> float:
    """Mean over characters, 0–1; 0.0 when there are no words."""
    n = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / n if n else 0.0
