"""Files that mean harm or are broken, made with fixed seeds: every one must end as a result or a code, within its limits.

``python -m benchmarks.hostile --count 2000``: mutations of real plans (``--real``, by default those of ``../shared`` or the samples of the
tests), bombs and nonsense; then one run over all of them, and what became of each.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]


def real_files(most: int = 600_000) -> list[Path]:
    """Real plans small enough to be mutated by the hundred."""
    shared = ROOT / "../shared"
    folders = [shared / "real", shared / "plans"] if shared.exists() else [ROOT / "tests/samples"]
    return sorted(p for f in folders for p in f.rglob("*") if p.is_file() and 0 < p.stat().st_size <= most)


def mutate(data: bytes, r: Random) -> bytes:
    """One of: cut, turned bits, a hole of zeros, a piece of noise, pieces repeated or out of order, the head of something else."""
    at = r.randrange(len(data))
    size = r.randint(1, max(1, len(data) // 4))
    match r.randrange(8):
        case 0:
            return data[:at]
        case 1:
            out = bytearray(data)
            for _ in range(r.choice((1, 5, 50, 500))):
                out[r.randrange(len(out))] ^= 1 << r.randrange(8)
            return bytes(out)
        case 2:
            return data[:at] + bytes(size) + data[at + size:]
        case 3:
            return data[:at] + r.randbytes(size) + data[at:]
        case 4:
            return data[at:] + data[:at]
        case 5:
            return data[:at] + data[at:at + size] * r.randint(2, 4) + data[at:]
        case 6:
            return r.choice((b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c")) + data[r.choice((0, 8)):]
        case _:
            numbers = [m for m in range(len(data) - 4) if data[m:m + 1].isdigit()][:5_000]
            out = bytearray(data)
            for m in r.sample(numbers, min(len(numbers), 20)):
                out[m:m + 1] = r.choice((b"9", b"0", b"-"))
            return bytes(out)


def mutate_docx(data: bytes, r: Random) -> bytes:
    """A DOCX whose package is whole and whose document is not: sizes, nesting, entities, parts that are not there."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    xml = parts["word/document.xml"]
    match r.randrange(7):
        case 0:
            xml = xml.replace(b'<w:gridSpan w:val="', b'<w:gridSpan w:val="%d' % r.choice((9, 99, 999_999)))
        case 1:
            n = r.choice((300, 20_000, 200_000))
            xml = xml.replace(b"</w:body>", b"<w:sdt><w:sdtContent>" * n + b"</w:sdtContent></w:sdt>" * n + b"</w:body>")
        case 2:
            xml = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY a%d "%s">' % (k, b"&a%s;" % (str(k - 1).encode() if k else b"") * 10) for k in range(9)) + b"]>" + xml.partition(b"?>")[2].replace(b"<w:body>", b"<w:body><w:p><w:r><w:t>&a8;</w:t></w:r></w:p>")
        case 3:
            table = b"<w:tbl><w:tr><w:tc>"
            n = r.choice((40, 400, 4_000))
            xml = xml.replace(b"</w:body>", table * n + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * n + b"</w:body>")
        case 4:
            xml = xml.replace(b"</w:body>", b"<w:tbl>" + b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 3_000 + b"</w:tr>" * 1 + b"</w:tbl></w:body>")
        case 5:
            xml = mutate(xml, r)
        case _:
            del parts[r.choice([n for n in parts if n != "word/document.xml"])]
    parts["word/document.xml"] = xml
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in parts.items():
            z.writestr(name, content)
    return out.getvalue()


def pdf(content: bytes, resources: bytes = b"", media: bytes = b"0 0 595 842", more: tuple[bytes, ...] = (), kids: bytes = b"3 0 R", count: int = 1) -> bytes:
    """A small PDF with one page; ``more``: objects from number 5 on."""
    packed = zlib.compress(content)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
               b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>" % (media, resources),
               b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed), *more]
    out, at = b"%PDF-1.7\n", []
    for n, o in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, o)
    table = b"".join(b"%010d 00000 n \n" % x for x in at)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(at) + 1, table, len(at) + 1, len(out))


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in files.items():
            z.writestr(name, content)
    return out.getvalue()


@cache
def _bomb(name: str, size: int) -> bytes:
    return _zip({"[Content_Types].xml": b"<Types/>", name: bytes(size)} if name.startswith("word") else {name: bytes(size)})


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


_FONT = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
_FORM = b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >> /Length %d >>\nstream\n%s\nendstream"

#: Bombs and nonsense: (suffix, maker).
MADE: tuple[tuple[str, Callable[[Random], bytes]], ...] = (
    (".pdf", lambda r: pdf(b"/X Do", b"/XObject << /X 5 0 R >>", more=(_FORM % (11, b"/X Do /X Do"),))),
    (".pdf", lambda r: pdf(b"".join(b"%d %d m %d %d l S\n" % (r.randrange(595), r.randrange(842), r.randrange(595), r.randrange(842)) for _ in range(r.choice((3_000, 300_000)))))),
    (".pdf", lambda r: pdf(b"BT /F1 6 Tf " + b"1 0 0 1 20 %d Tm (%s) Tj " % (r.randrange(800), b"muc tieu 80% " * 40) * r.choice((50, 3_000)) + b"ET", _FONT)),
    (".pdf", lambda r: pdf(b"q " * r.choice((1_000, 1_000_000)), _FONT)),
    (".pdf", lambda r: pdf(b"", media=r.choice((b"0 0 0 0", b"0 0 1e9 1e9", b"0 0 -5 -5", b"a b c d", b"0 0 14400 14400")))),
    (".pdf", lambda r: pdf(b"BT ET", kids=b"2 0 R", count=r.choice((1, 10**9)))),
    (".pdf", lambda r: pdf(b"BT ET", kids=b"3 0 R " * r.choice((3_000, 50_000)), count=50_000)),
    (".pdf", lambda r: b"%PDF-1.7\n" + r.randbytes(r.randint(1, 50_000))),
    (".docx", lambda r: _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a>" * r.choice((100, 100_000))})),
    (".docx", lambda r: _bomb("word/document.xml", 300_000_000)),
    (".zip", lambda r: _bomb("a.txt", 400_000_000)),
    (".zip", lambda r: _zip({r.choice(("../../etc/x.txt", "/abs.txt", "C:\\x.txt", "a/../../b.txt")): b"x"})),
    (".zip", lambda r: _zip({"1.zip": _zip({"2.zip": _zip({"3.zip": _zip({"4.zip": _zip({"x.txt": b"x"})})})})})),
    (".zip", lambda r: _zip({f"{k}.txt": b"" for k in range(r.choice((50, 12_000)))})),
    (".png", lambda r: _png(r.choice((1, 30_000, 2**31 - 1)), r.choice((1, 30_000, 2**31 - 1)))),
    (".txt", lambda r: r.choice(("57-NQ/TW " * 100_000, "|" * 300_000, "1" * 1_000_000, "(" * 200_000, "đạt trên " * 50_000, "\u202e\u200b\ufeff" * 100_000, "Quý I" * 100_000, " " * 2_000_000 + "x")).encode()),
    (".txt", lambda r: "\n".join("|".join(["80%"] * r.choice((3, 400))) for _ in range(r.choice((30, 3_000)))).encode()),
    (".txt", lambda r: r.randbytes(r.randint(1, 30_000))),
    (".html", lambda r: b"<table><tr><td>" * r.choice((50, 20_000)) + b"x"),
    (".html", lambda r: b"<table><tr><td colspan=%d rowspan=%d>80%%</td></tr></table>" % (r.choice((2, 10**9)), r.choice((2, 10**9)))),
    (".rtf", lambda r: b"{\\rtf1" + b"{" * r.choice((100, 100_000))),
    (".doc", lambda r: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + r.randbytes(r.randint(10, 20_000))),
    (".xlsx", lambda r: _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"<worksheet>" + b"<row>" * 10_000})),
    (".7z", lambda r: b"7z\xbc\xaf\x27\x1c\x00\x04" + r.randbytes(r.randint(0, 500))),
    (".rar", lambda r: b"Rar!\x1a\x07\x01\x00" + r.randbytes(r.randint(0, 500))),
    (".bin", lambda r: b""),
)


def files(count: int, seed: int = 20, bases: list[Path] | None = None) -> Iterator[tuple[str, bytes]]:
    """(name, content) of ``count`` hostile files; the same for the same seed and bases."""
    bases = bases if bases is not None else real_files()
    word = [p for p in bases if p.suffix == ".docx"]
    for n in range(count):
        r = Random(f"{seed}/{n}")
        kind = r.random()
        if kind < 0.25 or not bases:
            suffix, make = MADE[n % len(MADE)]
            yield f"{n:05d}{suffix}", make(r)
        elif kind < 0.4 and word:
            base = r.choice(word)
            yield f"{n:05d}-{base.stem}.docx", mutate_docx(base.read_bytes(), r)
        else:
            base = r.choices(bases, [0.05 if "scan" in str(p) else 1.0 for p in bases])[0]  # a scan takes seconds a page
            yield f"{n:05d}-{base.stem}{r.choice((base.suffix, base.suffix, base.suffix, '.pdf', '.docx', ''))}", mutate(base.read_bytes(), r)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--timeout", type=float, default=20.0)
    parser.add_argument("--memory", type=int, default=1_000)
    parser.add_argument("--ocr", default="auto")
    parser.add_argument("--workers", type=int, default=0)
    given = parser.parse_args()
    from benchmarks.kill import leftovers
    from pipeline.options import RunOptions
    from pipeline.run import run

    with tempfile.TemporaryDirectory(prefix="kehoach-hostile-") as t:
        folder, out = Path(t) / "in", Path(t) / "out"
        folder.mkdir()
        for name, content in files(given.count, given.seed):
            (folder / name).write_bytes(content)
        began = time.monotonic()
        done = run([folder], out, RunOptions(timeout=given.timeout, memory=given.memory, ocr=given.ocr, workers=given.workers, formats=("csv",)))
        documents = done.dataset["documents"]
        codes = Counter(e.partition(":")[0] or "ok" for e in documents["error"])
        lines = [json.loads(x) for x in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
        slow = max((x for x in lines if x["event"] == "document"), key=lambda x: x["seconds"])
        missing = {n for n, _ in files(given.count, given.seed)} - {f.partition("/")[0] for f in documents["file_name"]}
        print(f"{given.count} files, {len(documents)} documents, {time.monotonic() - began:.0f} s: {dict(codes.most_common())}")
        print(f"slowest {slow['file']} {slow['seconds']:.1f} s; most memory {max(x.get('memory_mb', 0) for x in lines)} MB; without a row: {sorted(missing) or 'none'}; dataset's own check: {done.problems or 'passed'}; left behind: {leftovers(out) or 'nothing'}")
        print("internal errors:", sorted({e for e in documents["error"] if e.startswith("internal")})[:40])
        sys.exit(bool(missing or done.problems))


if __name__ == "__main__":
    main()
