"""Pictures of text, tables, seals and signs made by hand for the tests of reading scans."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

FONTS = ("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")  # with all Vietnamese letters
A4 = (595.0, 842.0)
DPI = 200


def font(points: float = 13, dpi: int = DPI) -> ImageFont.FreeTypeFont:
    for f in FONTS:
        if Path(f).exists():
            return ImageFont.truetype(f, round(points * dpi / 72))
    pytest.skip("no font with Vietnamese letters on this machine")


def sheet(width: int = 1654, height: int = 2339) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (width, height), (252, 252, 250))
    return picture, ImageDraw.Draw(picture)


def prose(lines: int = 24) -> Image.Image:
    """A page of running text, upright."""
    picture, pen = sheet()
    words = "Đẩy mạnh chuyển đổi số trong hoạt động của các cơ quan trên địa bàn xã năm 2025"
    for i in range(lines):
        pen.text((220, 260 + i * 62), words, font=font(), fill=(20, 20, 20))
    return picture


def ruled(xs: list[int], ys: list[int], missing: set[tuple[str, int, int]] = frozenset(), width: int = 2) -> np.ndarray:  # type: ignore[assignment]
    """Ink mask (0/1) of a lattice. ``missing``: ("h", level, segment) or ("v", level, segment) edges that are not drawn."""
    ink = np.zeros((ys[-1] + 60, xs[-1] + 60), np.uint8)
    for i, y in enumerate(ys):
        for j in range(len(xs) - 1):
            if ("h", i, j) not in missing:
                ink[y : y + width, xs[j] : xs[j + 1] + width] = 1
    for i, x in enumerate(xs):
        for j in range(len(ys) - 1):
            if ("v", i, j) not in missing:
                ink[ys[j] : ys[j + 1] + width, x : x + width] = 1
    return ink


def table_page(rows: list[list[str]], widths: list[int], height: int = 90) -> Image.Image:
    """A page with one ruled table of ``rows``."""
    picture, pen = sheet()
    pen.text((500, 200), "PHỤ LỤC I: DANH MỤC CHỈ TIÊU", font=font(14), fill=0)
    xs = [200 + sum(widths[:i]) for i in range(len(widths) + 1)]
    for r, row in enumerate(rows):
        y = 320 + r * height
        for x, text in zip(xs, row, strict=False):
            pen.text((x + 16, y + 22), text, font=font(12), fill=(15, 15, 15))
    for r in range(len(rows) + 1):
        pen.line([(xs[0], 320 + r * height), (xs[-1], 320 + r * height)], fill=(30, 30, 30), width=2)
    for x in xs:
        pen.line([(x, 320), (x, 320 + len(rows) * height)], fill=(30, 30, 30), width=2)
    return picture
