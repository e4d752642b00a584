"""Pictures of pages and of parts of them, for OCR and for the review page. Sizes are capped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.document import Bbox
from schemas.errors import DocumentError

#: Most pixels of one picture: an A3 page at 400 dpi. Larger requests get a smaller scale.
MAX_PIXELS = 60_000_000


def render_page(path: Path, page: int, dpi: float = 150.0, clip: Bbox | None = None, *, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
    """Page ``page`` (1-based) as displayed, H × W × 3 RGB. ``clip`` in points, origin top left.

    Annotations and form fields are drawn. The scale falls when the picture would have over ``max_pixels``.
    Raises DocumentError (encrypted, truncated, no_pages, too_large) and IndexError for a page that is not there.
    """
    from extractors.readers.pdf.guard import check_file
    from extractors.readers.pdf.reader import open_pdf

    if reason := check_file(path)(page - 1):
        raise DocumentError("too_large", reason)
    with open_pdf(path) as pdf:
        if not 1 <= page <= len(pdf):
            raise IndexError(f"page {page} of {len(pdf)}")
        if pdf.get_formtype():
            pdf.init_forms()
        leaf = pdf[page - 1]
        try:
            return picture(leaf, dpi, clip, max_pixels)
        finally:
            leaf.close()


def picture(leaf: Any, dpi: float, clip: Bbox | None, max_pixels: int) -> NDArray[np.uint8]:
    """An open page, or ``clip`` of it, as H × W × 3 RGB; empty when ``clip`` lies off the page."""
    width, height = leaf.get_size()
    x0, y0, x1, y1 = clip or (0.0, 0.0, width, height)
    x0, y0, x1, y1 = max(0.0, x0), max(0.0, y0), min(width, x1), min(height, y1)
    if x1 - x0 <= 0 or y1 - y0 <= 0:
        return np.zeros((0, 0, 3), np.uint8)
    scale = min(dpi / 72, (max_pixels / ((x1 - x0) * (y1 - y0))) ** 0.5)
    bitmap = leaf.render(scale=scale, crop=(x0, height - y1, width - x1, y0), may_draw_forms=True, rev_byteorder=True)
    try:
        picture: NDArray[np.uint8] = np.array(bitmap.to_numpy())[:, :, :3]
        return np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture
    finally:
        bitmap.close()
