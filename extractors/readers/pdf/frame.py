"""From PDF user space to the page as displayed, and to the page as read.

User space has its origin wherever MediaBox/CropBox put it, y upwards, unrotated. *Displayed*: origin top left, after
/Rotate; all boxes of the Document are displayed. *Read*: displayed, turned again when most of the text stands
sideways (a landscape table printed on a portrait page without /Rotate).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.document import Bbox


@dataclass(frozen=True, slots=True)
class Frame:
    """``box``: visible box in user space; ``rotation``: /Rotate in degrees; ``turn``: further degrees clockwise to read."""

    box: Bbox
    rotation: int = 0
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points as displayed."""
        return _swap(self.box[2] - self.box[0], self.box[3] - self.box[1], self.rotation)

    @property
    def read_size(self) -> tuple[float, float]:
        return _swap(*self.size, self.turn)

    def boxes(self, user: NDArray[np.float64]) -> NDArray[np.float64]:
        """n × 4 boxes of user space (y upwards) → n × 4 boxes as read (y downwards)."""
        x0, y0, x1, y1 = self.box
        moved = np.stack([user[:, 0] - x0, y1 - user[:, 3], user[:, 2] - x0, y1 - user[:, 1]], axis=1)
        return _rotate(moved, x1 - x0, y1 - y0, self.rotation + self.turn)

    def points(self, user: NDArray[np.float64]) -> NDArray[np.float64]:
        """n × 2 points of user space → as read."""
        return self.boxes(np.concatenate([user, user], axis=1))[:, :2]

    def shown(self, read: Bbox) -> Bbox:
        """A box as read → as displayed, clipped to the page and rounded to 1/100 point."""
        return self.shown_all([read])[0]

    def shown_all(self, read: Sequence[Bbox] | NDArray[np.float64]) -> list[Bbox]:
        """``shown`` of many boxes at once."""
        if not len(read):
            return []
        w, h = self.size
        boxes = np.asarray(read, np.float64)
        if self.turn:
            boxes = _rotate(boxes, *self.read_size, -self.turn)
        x0, y0, x1, y1 = np.clip(boxes, 0.0, (w, h, w, h)).round(2).T.tolist()
        return list(zip(x0, y0, x1, y1, strict=True))


def _swap(w: float, h: float, degrees: int) -> tuple[float, float]:
    return (h, w) if degrees % 180 else (w, h)


def _rotate(b: NDArray[np.float64], w: float, h: float, degrees: int) -> NDArray[np.float64]:
    """Boxes on a ``w`` × ``h`` sheet (y downwards) after turning the sheet clockwise."""
    match degrees % 360:
        case 90:
            return np.stack([h - b[:, 3], b[:, 0], h - b[:, 1], b[:, 2]], axis=1)
        case 180:
            return np.stack([w - b[:, 2], h - b[:, 3], w - b[:, 0], h - b[:, 1]], axis=1)
        case 270:
            return np.stack([b[:, 1], w - b[:, 2], b[:, 3], w - b[:, 0]], axis=1)
    return b
