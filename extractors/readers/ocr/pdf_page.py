"""A page of a PDF as a picture for reading: rendered at the resolution of the scan it holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from extractors.readers.ocr import store
from extractors.readers.ocr.page import read_image_page
from extractors.readers.page import PageBlocks, ReadOptions
from schemas.document import SourceFile
from schemas.errors import DocumentError

#: Rendering resolution: of the scan itself within these bounds; DEFAULT for pages drawn with vectors.
LOWEST, DEFAULT, HIGHEST = 150.0, 220.0, 300.0


def page_picture(path: Path, page_number: int, max_pixels: int = 60_000_000) -> tuple[np.ndarray, float, tuple[float, float]]:
    """(H×W×3 uint8 RGB, dpi, (width, height) in points) of a page counted from 1, as displayed (/Rotate applied).

    DocumentError: ``no_pages`` (no such page), ``encrypted``, ``truncated``.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as e:
        raise DocumentError("encrypted" if "assword" in str(e) else "truncated", str(e)) from e
    try:
        if not 1 <= page_number <= len(pdf):
            raise DocumentError("no_pages", f"page {page_number} of {len(pdf)}")
        page = pdf[page_number - 1]
        try:
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                raise DocumentError("truncated", f"page {page_number} has no size")
            dpi = _resolution(page)
            dpi = min(dpi, 72 * (max_pixels / (width * height)) ** 0.5)
            bitmap = page.render(scale=dpi / 72, rev_byteorder=True, may_draw_forms=True)
            try:
                image = bitmap.to_numpy()
                image = np.repeat(image.reshape(*image.shape[:2], 1), 3, axis=2) if image.ndim == 2 or image.shape[2] == 1 else image
                return np.ascontiguousarray(image[:, :, :3]), dpi, (float(width), float(height))
            finally:
                bitmap.close()
        finally:
            page.close()
    finally:
        pdf.close()


def _resolution(page: object) -> float:
    """Dots per inch of the largest picture on the page when it covers most of it, else DEFAULT."""
    import pypdfium2.raw as raw

    width, height = page.get_size()  # type: ignore[attr-defined]
    best = 0.0
    for i, item in enumerate(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4)):  # type: ignore[attr-defined]
        if i >= 200:
            break
        try:
            x0, y0, x1, y1 = item.get_bounds()
            px, py = item.get_px_size()
        except Exception:  # noqa: BLE001, S112  (a broken picture object tells nothing; the page is rendered all the same)
            continue
        if (x1 - x0) * (y1 - y0) > 0.4 * width * height:
            # sides may be swapped by a rotation: compare areas
            best = max(best, 72 * (px * py / max((x1 - x0) * (y1 - y0), 1.0)) ** 0.5)
    return min(max(best, LOWEST), HIGHEST) if best else DEFAULT


def ocr_pdf_page(source: SourceFile, page_number: int, options: ReadOptions | None = None) -> PageBlocks:
    """Reads one page of a PDF as a picture; fits ``ReadOptions.page_reader``. Results are kept in ``options.cache``."""
    options = options or ReadOptions()
    image, dpi, size = page_picture(source.path, page_number, options.max_pixels)
    return cached_page(image, dpi, page_number, size, options.cache)


def cached_page(image: np.ndarray, dpi: float, page_number: int, size: tuple[float, float], cache: Path | None) -> PageBlocks:
    """``read_image_page`` through a cache keyed by the picture's content and the versions that read it."""
    if cache is None:
        return read_image_page(image, dpi, page_number, size)
    h = hashlib.sha256(f"{image.shape}|{dpi:.3f}|{size}|{store.stamp()}|{store.words_stamp()}".encode())
    h.update(np.ascontiguousarray(image).data)
    found = store.load(cache, h.hexdigest(), page_number)
    if found is None:
        found = read_image_page(image, dpi, page_number, size)
        store.save(cache, h.hexdigest(), found)
    return found
