"""Seconds and peak memory of reading PDFs: ours beside pdfplumber, PyMuPDF and Camelot.

    python -m benchmarks.pdf_speed FILE... [--repeat 5] [--pages 60,500] [--peers pdfplumber,pymupdf,camelot]

All readers run in one process, interleaved, and the medians of wall and CPU time are printed; ours does everything (words with places, roles,
tables, stamps, signatures), pdfplumber does ``extract_tables`` and ``extract_text``, PyMuPDF ``find_tables`` and
``get_text``, Camelot its lattice tables. Peak memory is measured in a process of its own for each reader.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


def ours(path: Path) -> None:
    from extractors.readers.pdf import read
    from schemas.document import SourceFile

    read(SourceFile(path, path.name, "", path.stat().st_size, "application/pdf"))


def pdfplumber(path: Path) -> None:
    import pdfplumber as peer

    with peer.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.extract_text()
            page.close()


def pymupdf(path: Path) -> None:
    import pymupdf as peer

    with peer.open(path) as pdf:
        for page in pdf:
            page.get_text()
            for table in page.find_tables():
                table.extract()


def camelot(path: Path) -> None:
    import camelot as peer

    peer.read_pdf(str(path), pages="all", flavor="lattice")


READERS: dict[str, Callable[[Path], None]] = {"kehoach": ours, "pdfplumber": pdfplumber, "pymupdf": pymupdf, "camelot": camelot}


def available(names: list[str]) -> list[str]:
    import importlib.util

    return [n for n in names if n == "kehoach" or importlib.util.find_spec(n)]


def lengthen(path: Path, pages: int, folder: Path) -> Path:
    """A file of ``pages`` pages: the pages of ``path`` again and again."""
    from pypdfium2 import PdfDocument

    out = folder / f"{path.stem}-{pages}.pdf"
    if not out.exists():
        with PdfDocument(path) as given, PdfDocument.new() as new:
            for _ in range(-(-pages // len(given))):
                new.import_pages(given)
            for i in range(len(new) - 1, pages - 1, -1):
                del new[i]
            new.save(out)
    return out


def own_peak() -> float:
    """Peak memory in MB of this process. Not ``ru_maxrss`` where it can be helped: Linux hands a child its parent's peak."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def peak(name: str, path: Path) -> float:
    """Peak memory in MB of a process that reads one file with one reader."""
    command = [sys.executable, "-m", "benchmarks.pdf_speed", "--one", name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1_800, check=True)
    return float(done.stdout.strip() or "nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--pages", default="", help="also ours on the first file lengthened to so many pages, e.g. 60,500")
    parser.add_argument("--peers", default="pdfplumber,pymupdf,camelot")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        READERS[options.one](options.files[0])
        print(own_peak())
        return
    from pypdfium2 import PdfDocument

    names = available(["kehoach", *options.peers.split(",")])
    for name in names:
        READERS[name](options.files[0])  # imports and warm-up
    print(f"{'file':<34}{'pages':>6}" + "".join(f"{n + ' ms/p':>18}" for n in names) + f"{'× pdfplumber':>14}")
    for path in options.files:
        count = len(PdfDocument(path))
        seconds: dict[str, list[float]] = {n: [] for n in names}
        cpu: dict[str, list[float]] = {n: [] for n in names}
        for turn in range(options.repeat):
            for name in names:
                if name == "camelot" and turn:
                    continue
                gc.collect()
                started, worked = time.perf_counter(), time.process_time()
                READERS[name](path)
                seconds[name].append(time.perf_counter() - started)
                cpu[name].append(time.process_time() - worked)
        for what, measured in (("wall", seconds), ("CPU", cpu)):
            median = {n: statistics.median(s) for n, s in measured.items()}
            ratio = f"{median['pdfplumber'] / median['kehoach']:>14.1f}" if "pdfplumber" in median else ""
            print(f"{path.name[:27]:<28}{what:<6}{count:>6}" + "".join(f"{1e3 * median[n] / count:>18.1f}" for n in names) + ratio, flush=True)
    print("peak MB, " + options.files[0].name + ": " + ", ".join(f"{n} {peak(n, options.files[0]):.0f}" for n in names))
    for pages in (int(n) for n in options.pages.split(",") if n):
        long = lengthen(options.files[0], pages, Path("/tmp"))
        worked = time.process_time()
        ours(long)
        print(f"{pages} pages: {1e3 * (time.process_time() - worked) / pages:.1f} ms CPU a page, peak {peak('kehoach', long):.0f} MB", flush=True)


if __name__ == "__main__":
    main()
