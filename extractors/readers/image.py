"""JPG, PNG, TIFF (several pages), BMP, WebP and other picture files: every page is read as a scan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from extractors.readers.ocr.over_pages import join_over
from extractors.readers.ocr.pdf_page import cached_page
from extractors.readers.page import PageBlocks, ReadOptions
from schemas.document import Document, Note, SourceFile, TextSource
from schemas.errors import DocumentError

#: Pictures whose file names a resolution outside this range are taken as an A4 sheet.
SENSIBLE_DPI = (72.0, 1_200.0)
A4_WIDTH = 8.27  # inches


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Document of a picture file. ``text_source`` is OCR.

    DocumentError: ``ocr_needed`` (``--ocr never``), ``truncated`` (no picture in it), ``too_large`` (a page of more than
    ``options.max_pixels`` that cannot be read smaller), ``no_pages``.
    """
    options = options or ReadOptions()
    if options.ocr == "never":
        raise DocumentError("ocr_needed", source.name)
    document = Document(source, [], [], TextSource.OCR)
    for number, total, picture in _pages(source, options, document.notes):
        done = _read_page(picture, number, options)
        document.pages.append(done.page)
        document.notes += done.notes
        document.blocks += join_over(document.blocks, done.blocks)
        if options.progress is not None:
            options.progress(number, total)
    if not document.pages:
        raise DocumentError("no_pages", source.name)
    for i, block in enumerate(document.blocks):
        block.block = i
    return document


def _pages(source: SourceFile, options: ReadOptions, notes: list[Note]) -> Iterator[tuple[int, int, Image.Image]]:
    """(number, number of pages, picture) one by one; a page that cannot be decoded is noted and passed over."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # sizes are judged here, by page
    try:
        try:
            file = Image.open(source.path)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as e:
            raise DocumentError("truncated", type(e).__name__) from e
        with file:
            total = int(getattr(file, "n_frames", 1))
            if total > options.max_pages:
                notes.append(Note("pages_left_out", f"Tệp có {total} trang; chỉ đọc {options.max_pages} trang đầu."))
            for i, frame in enumerate(ImageSequence.Iterator(file), start=1):
                if i > options.max_pages:
                    return
                yield i, min(total, options.max_pages), frame
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _read_page(frame: Image.Image, number: int, options: ReadOptions) -> PageBlocks:
    picture, shrunk = _bounded(frame, options.max_pixels, number)
    dpi = _dpi(frame, picture)
    size = (picture.width * 72 / dpi, picture.height * 72 / dpi)
    done = cached_page(np.asarray(picture), dpi, number, size, options.cache)
    if shrunk:
        done.notes.append(Note("picture_reduced", f"Ảnh {frame.width} × {frame.height} điểm quá lớn, đã thu nhỏ để đọc.", number))
    return done


def _bounded(frame: Image.Image, max_pixels: int, number: int) -> tuple[Image.Image, bool]:
    """RGB, upright by its EXIF mark, at most ``max_pixels``. JPEG is decoded small; others only up to 16 times the limit."""
    pixels = frame.width * frame.height
    shrunk = pixels > max_pixels
    try:
        if shrunk and frame.format == "JPEG":
            scale = (max_pixels / pixels) ** 0.5
            frame.draft("RGB", (int(frame.width * scale), int(frame.height * scale)))
        elif pixels > (20 if frame.mode in ("1", "L", "P") else 4) * max_pixels:
            raise DocumentError("too_large", f"page {number}: {frame.width} x {frame.height}")
        frame.load()
    except (OSError, ValueError, SyntaxError, MemoryError) as e:
        raise DocumentError("truncated", f"page {number}: {type(e).__name__}") from e
    picture = frame
    if frame.width * frame.height > max_pixels:
        scale = (max_pixels / (frame.width * frame.height)) ** 0.5
        size = (max(1, int(frame.width * scale)), max(1, int(frame.height * scale)))
        picture = (frame.convert("L") if frame.mode in ("1", "P") else frame).resize(size, Image.Resampling.BOX)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    elif picture.mode in ("I;16", "I", "F"):
        data = np.asarray(picture, dtype=np.float64)
        picture = Image.fromarray((255 * (data - data.min()) / max(float(np.ptp(data)), 1.0)).astype(np.uint8))
    return ImageOps.exif_transpose(picture).convert("RGB"), shrunk


def _dpi(frame: Image.Image, picture: Image.Image) -> float:
    """The file's own resolution when believable, else as if the short side were that of A4."""
    named = frame.info.get("dpi")
    scale = max(picture.size) / max(frame.width, frame.height, 1)
    short, long = sorted(picture.size)
    try:
        dpi = float(named[0]) * scale if named else 0.0
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    if SENSIBLE_DPI[0] < dpi <= SENSIBLE_DPI[1] and 5.5 < short / dpi < 35:
        return dpi
    return max(40.0, min(short / A4_WIDTH, long / (A4_WIDTH * 1.3)))



def picture_of(path: Path, page: int) -> tuple[np.ndarray, tuple[float, float]]:
    """Page ``page`` (1-based) of a picture file as H × W grey, and its size in points: the coordinates that ``read`` gives.

    Raises DocumentError as ``read`` does and IndexError for a page that is not there.
    """
    source = SourceFile(path, path.name, "", 0, "")
    for number, _, frame in _pages(source, ReadOptions(max_pages=page), []):
        if number == page:
            picture, _ = _bounded(frame, ReadOptions().max_pixels, number)
            dpi = _dpi(frame, picture)
            return np.asarray(picture.convert("L")), (picture.width * 72 / dpi, picture.height * 72 / dpi)
    raise IndexError(f"page {page}")
