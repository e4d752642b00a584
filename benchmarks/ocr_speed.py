"""Speed and memory of reading scans beside Tesseract alone, on the same pages, in one run, one core.

    python benchmarks/ocr_speed.py PDF... [--pages 6]

Tesseract alone = the same pictures given whole to the same warm engine (page segmentation 3), text taken; no tables, no signs.
Both are warm: one page is read before the clock runs. CPU seconds, the two interleaved page by page.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"
sys.path.insert(0, str(Path(__file__).parents[1]))

import cv2
import pypdfium2 as pdfium

from extractors.readers.ocr.engine import AUTO, Picture
from extractors.readers.ocr.page import read_image_page
from extractors.readers.ocr.pdf_page import page_picture


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("pdf", type=Path, nargs="+")
    p.add_argument("--pages", type=int, default=6, help="pages of each file, spread evenly")
    a = p.parse_args()
    cv2.setNumThreads(1)
    image, dpi, size = page_picture(a.pdf[0], 1)  # once before the clock runs: models and vocabularies are loaded once a process
    Picture(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dpi).read(None, AUTO)
    read_image_page(image, dpi, 1, size)
    alone = ours = render = 0.0
    n = 0
    for path in a.pdf:
        pdf = pdfium.PdfDocument(path)
        total = len(pdf)
        pdf.close()
        for number in sorted({1 + i * total // min(a.pages, total) for i in range(min(a.pages, total))}):
            t = time.process_time()
            image, dpi, size = page_picture(path, number)
            t1 = time.process_time()
            Picture(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dpi).read(None, AUTO)
            t2 = time.process_time()
            read_image_page(image, dpi, number, size)
            t3 = time.process_time()
            render, alone, ours, n = render + t1 - t, alone + t2 - t1, ours + t3 - t2, n + 1
            print(f"{path.name} {number}: Tesseract alone {t2 - t1:.2f} s, ours {t3 - t2:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n} pages: render {render / n:.2f}, Tesseract alone {alone / n:.2f}, ours {ours / n:.2f} s of CPU a page")
    print(f"ratio ours / alone {ours / alone:.2f}; with rendering on both sides {(ours + render) / (alone + render):.2f}; peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
