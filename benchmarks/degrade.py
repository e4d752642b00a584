"""Makes worse scans of scanned or native PDFs: lower resolution, noise, blur, skew, JPEG; for measuring how reading falls off.

    python benchmarks/degrade.py PDF... --out DIR [--dpi 150] [--noise 14] [--blur 0.5] [--skew 0.8] [--quality 45] [--seed 1]

Every page is rendered at ``--dpi``, turned by up to ``--skew`` degrees, blurred, given noise and salt, and stored as a JPEG page.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image


def worse(image: np.ndarray, rng: np.random.Generator, noise: float, blur: float, skew: float) -> np.ndarray:
    """A degraded copy of an H×W×3 uint8 page."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-skew, skew)), 1.0)
    out = cv2.warpAffine(image, turn, (width, height), borderValue=(250, 250, 250)).astype(np.float32)
    if blur:
        out = cv2.GaussianBlur(out, (0, 0), blur)
    shade = np.linspace(0, float(rng.uniform(0, 18)), width, dtype=np.float32)[None, :, None]  # the fold of a book
    out = out - shade + rng.standard_normal((height, width, 1), dtype=np.float32) * noise
    specks = rng.random((height, width)) < 0.0004
    out[specks] = rng.integers(0, 120)
    return np.clip(out, 0, 255).astype(np.uint8)


def degrade(path: Path, target: Path, dpi: float, noise: float, blur: float, skew: float, quality: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pdf = pdfium.PdfDocument(path)
    pages = []
    for page in pdf:
        image = np.ascontiguousarray(page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3])
        data = io.BytesIO()
        Image.fromarray(worse(image, rng, noise, blur, skew)).save(data, "JPEG", quality=quality)
        pages.append(Image.open(io.BytesIO(data.getvalue())))
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=quality)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("pdf", type=Path, nargs="+")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--dpi", type=float, default=150)
    p.add_argument("--noise", type=float, default=14)
    p.add_argument("--blur", type=float, default=0.5)
    p.add_argument("--skew", type=float, default=0.8)
    p.add_argument("--quality", type=int, default=45)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    for path in a.pdf:
        degrade(path, a.out / path.name, a.dpi, a.noise, a.blur, a.skew, a.quality, a.seed)
        print(a.out / path.name)


if __name__ == "__main__":
    main()
