"""Connected pieces of a mask, as every step of reading a picture needs them."""

from __future__ import annotations

import cv2
import numpy as np


def components(mask: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """(count with the ground, labels, stats) of what hangs together."""
    return centred_components(mask)[:3]


def centred_components(mask: np.ndarray) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """As ``components``, and the middles (x, y); with short labels, which take a third of the time, where they suffice."""
    try:
        return cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:  # more pieces than short labels can tell apart: a page of noise
        return cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)


#: Up to so many pieces are painted one by one; a look-up for every pixel of a page takes as long as some thousand of them.
FEW = 2_000


def mask_of(chosen: np.ndarray, labels: np.ndarray, stats: np.ndarray) -> np.ndarray:
    """Mask (uint8 0/1) of the pieces ``chosen`` (one boolean a label, the ground's never set)."""
    which = np.flatnonzero(chosen)
    if len(which) > FEW:
        return np.asarray(chosen.astype(np.uint8)[labels])
    out = np.zeros(labels.shape, np.uint8)
    for i, (x, y, w, h) in zip(which.tolist(), stats[which, :4].tolist(), strict=True):
        out[y : y + h, x : x + w] |= labels[y : y + h, x : x + w] == i
    return out
