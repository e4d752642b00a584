"""Reads single glyphs of numbers and comparison signs from their picture.

``≥``, ``≤`` and ``–`` are in none of Tesseract's Vietnamese models, so "≥ 80%" comes back as "> 80%" or "280%". This small
network (one hidden layer; trained by ``benchmarks/train_signs.py`` on rendered and degraded fonts, weights in ``signs.npz``)
is a second pair of eyes for everything around numbers. Inference is numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from extractors.readers.ocr.engine import Rect

#: What a glyph can be; "?" = a letter or anything else.
CLASSES = "0123456789%≥≤><=-–+±.,:;()/IVX?"
SIDE = 16
_MODEL = Path(__file__).with_name("signs.npz")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One piece of ink in a line: best class, its probability, its box in pixels."""

    sign: str
    probability: float
    box: Rect


def features(glyph: np.ndarray, above: float, below: float, frame: float) -> np.ndarray:
    """Vector for one glyph (boolean H×W ink). ``above``/``below``: pixels from the digits' top and from the baseline to the glyph's box
    (negative when it reaches over); ``frame``: height of a digit in pixels."""
    h, w = glyph.shape
    scale = SIDE / max(h, w)
    size = (max(1, round(w * scale)), max(1, round(h * scale)))
    small = cv2.resize(glyph.astype(np.float32), size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.zeros((SIDE, SIDE), np.float32)
    y, x = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    canvas[y : y + size[1], x : x + size[0]] = small
    shape = np.clip([h / frame, w / frame, above / frame, below / frame, w / (w + h)], -1, 2)
    return np.concatenate([canvas.ravel(), np.repeat(shape.astype(np.float32), 3)])


@cache
def _model() -> tuple[np.ndarray, ...]:
    with np.load(_MODEL, allow_pickle=False) as f:
        if str(f["classes"]) != CLASSES:
            raise ValueError(f"{_MODEL} was trained for other classes: run benchmarks/train_signs.py")
        return tuple(f[k].astype(np.float32) for k in ("w0", "b0", "w1", "b1"))


def classify(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(class index, probability) for each row of ``vectors`` (n × features)."""
    w0, b0, w1, b1 = _model()
    z = np.maximum(vectors @ w0 + b0, 0) @ w1 + b1
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    p /= p.sum(axis=1, keepdims=True)
    best = p.argmax(axis=1)
    return best, p[np.arange(len(p)), best]


def glyphs(ink: np.ndarray, box: Rect, frame: tuple[int, int] | None = None) -> list[Glyph]:
    """Glyphs left to right in ``box`` of an ink mask (one line of print).

    Ink is parted where a column is empty; ``frame``: (top of the digits, baseline) in pixels, taken from the tallest ink when None.
    """
    x0, y0, x1, y1 = box
    part = ink[max(0, y0) : y1, max(0, x0) : x1] > 0
    x0, y0 = max(0, x0), max(0, y0)
    if part.size == 0 or not part.any():
        return []
    columns = part.any(axis=0).astype(np.int8)
    runs = np.flatnonzero(np.diff(np.concatenate([[0], columns, [0]]))).reshape(-1, 2)
    if len(runs) > 60:
        return []
    cut = []
    for a, b in runs:
        rows = np.flatnonzero(part[:, a:b].any(axis=1))
        cut.append((int(a), int(rows[0]), int(b), int(rows[-1]) + 1))
    tallest = max(cut, key=lambda c: c[3] - c[1])
    top, base = (tallest[1], tallest[3]) if frame is None else (frame[0] - y0, frame[1] - y0)
    height = max(base - top, 4)
    cut = [c for c in cut if (c[3] - c[1]) * (c[2] - c[0]) > max(2, (0.06 * height) ** 2)]
    if not cut:
        return []
    vectors = np.array([features(part[b:d, a:c], b - top, base - d, height) for a, b, c, d in cut])
    best, sure = classify(vectors)
    return [Glyph(CLASSES[k], float(s), (a + x0, b + y0, c + x0, d + y0)) for k, s, (a, b, c, d) in zip(best, sure, cut, strict=True)]
