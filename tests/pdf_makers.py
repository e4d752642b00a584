"""Tiny PDFs made by hand, so that a test can show the very bytes it is about. ASCII text in Helvetica only."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from schemas.document import SourceFile

A4 = (0.0, 0.0, 595.0, 842.0)
#: Letters beyond WinAnsi that the font F3 has in the place of others.
VIETNAMESE = str.maketrans("ốă", "€‚")


@dataclass
class PageMaker:
    """Content of one page. Coordinates in points from the lower left corner of ``box`` as in PDF."""

    box: tuple[float, float, float, float] = A4
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0
    ops: list[str] = field(default_factory=list)
    resources: str = ""

    def text(self, x: float, y: float, words: str, size: float = 12, *, font: str = "F1", mode: int = 0) -> PageMaker:
        escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.ops.append(f"BT /{font} {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm ({escaped.translate(VIETNAMESE)}) Tj ET")
        return self

    def white(self, x: float, y: float, words: str, size: float = 12) -> PageMaker:
        self.ops.append("1 g")
        self.text(x, y, words, size)
        self.ops.append("0 g")
        return self

    def image(self, x: float, y: float, w: float, h: float, number: int) -> PageMaker:
        """The picture that is object ``number`` of the file (see ``picture``)."""
        self.resources += f"/XObject<</I{number} {number} 0 R>>"
        self.ops.append(f"q {w} 0 0 {h} {x} {y} cm /I{number} Do Q")
        return self

    def turned(self, x: float, y: float, words: str, size: float = 12) -> PageMaker:
        """Text that runs upwards."""
        self.ops.append(f"BT /F1 {size} Tf 0 1 -1 0 {x} {y} Tm ({words}) Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> PageMaker:
        self.ops.append(f"{width} w {x0} {y0} m {x1} {y1} l S")
        return self

    def fill(self, x: float, y: float, w: float, h: float, gray: float = 0.0) -> PageMaker:
        self.ops.append(f"{gray} g {x} {y} {w} {h} re f 0 g")
        return self

    def box_line(self, x: float, y: float, w: float, h: float) -> PageMaker:
        self.ops.append(f"0.5 w {x} {y} {w} {h} re S")
        return self

    def grid(self, xs: list[float], ys: list[float], rows: list[list[str]] | None = None, *, thin_fills: bool = False) -> PageMaker:
        """Rules at ``xs`` and ``ys`` (ys from top to bottom) and the text of the cells between them."""
        for x in xs:
            if thin_fills:
                self.fill(x - 0.25, ys[-1], 0.5, ys[0] - ys[-1])
            else:
                self.line(x, ys[-1], x, ys[0])
        for y in ys:
            if thin_fills:
                self.fill(xs[0], y - 0.25, xs[-1] - xs[0], 0.5)
            else:
                self.line(xs[0], y, xs[-1], y)
        for r, row in enumerate(rows or []):
            for c, words in enumerate(row):
                if words:
                    self.text(xs[c] + 4, ys[r] - 14, words, 10)
        return self


def make_pdf(path: Path, pages: list[PageMaker], *, extra: list[bytes] | None = None, compress: bool = False) -> Path:
    """Write a PDF. ``extra``: further objects, numbered from 5 + 2 × number of pages."""
    n = len(pages)
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(f'{5 + 2 * i} 0 R' for i in range(n))}]/Count {n}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
    ]
    for i, p in enumerate(pages):
        crop = f"/CropBox[{' '.join(map(str, p.crop))}]" if p.crop else ""
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{' '.join(map(str, p.box))}]{crop}/Rotate {p.rotate}"
            f"/Resources<</Font<</F1 3 0 R/F2 4 0 R/F3<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding"
            f"/Differences[128/uni1ED1 130/uni0103]>>>>>>{p.resources}>>/Contents {6 + 2 * i} 0 R>>".encode()
        )
        objects.append(stream("\n".join(p.ops).encode("cp1252"), compress=compress))
    return write(path, objects + (extra or []))


def stream(data: bytes, head: str = "", *, compress: bool = False) -> bytes:
    if compress:
        data, head = zlib.compress(data, 9), head + "/Filter/FlateDecode"
    return f"<<{head}/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def picture(grey: bytes, width: int, height: int) -> bytes:
    """An image object of 8-bit grey values."""
    return stream(grey, f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8", compress=True)


def write(path: Path, objects: list[bytes], trailer: str = "") -> Path:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{o:010d} 00000 n \n".encode() for o in offsets)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(out)
    return path


def source(path: Path) -> SourceFile:
    data = path.read_bytes() if path.exists() else b""
    return SourceFile(path, path.name, hashlib.sha256(data).hexdigest(), len(data), "application/pdf")
