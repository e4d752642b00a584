"""A synthetic plan as a file: DOCX straight in WordprocessingML (milliseconds), PDF by LibreOffice in batches, scans as noisy pictures."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from benchmarks.plans.content import Grid, Plan

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
_RELS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
TEXT_WIDTH = 9_600  # twips


def docx(plan: Plan) -> bytes:
    body = [_layout([[plan.letterhead[0], plan.letterhead[1]], [plan.letterhead[2], plan.letterhead[3]]])]
    for kind, what in plan.blocks:
        if isinstance(what, Grid):
            body.append(_grid(what))
        elif kind == "sign":
            body.append(_layout([["Nơi nhận:\n- Như trên;\n- Lưu: VT.", f"{plan.signature[0]}\n\n\n{plan.signature[1]}"]]))
        elif kind == "break":
            body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
        else:
            body.append(_paragraph(what, bold=kind in ("title", "heading"), centre=kind == "title"))
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_W}><w:body>{"".join(body)}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"/></w:sectPr></w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELS), ("word/document.xml", document)):
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str, bold: bool = False, centre: bool = False, size: int = 26) -> str:
    style = f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr>'
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    place = '<w:jc w:val="center"/>' if centre else ""
    return f"<w:p><w:pPr>{place}</w:pPr><w:r>{style}{runs}</w:r></w:p>"


def _cell(text: str, width: int, span: int = 1, merge: str = "", bold: bool = False, centre: bool = False, size: int = 22) -> str:
    more = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + merge
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{_paragraph(text, bold, centre, size)}</w:tc>'


def _layout(rows: list[list[str]]) -> str:
    cells = "".join("<w:tr>" + "".join(_cell(t, TEXT_WIDTH // 2, centre=True, bold=True, size=24) for t in row) + "</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="{TEXT_WIDTH // 2}"/><w:gridCol w:w="{TEXT_WIDTH // 2}"/></w:tblGrid>{cells}</w:tbl><w:p/>'


def _grid(grid: Grid) -> str:
    widths = [w * TEXT_WIDTH // sum(grid.widths) for w in grid.widths]
    border = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
    rows, open_spans = [], {}
    for n, row in enumerate(grid.rows):
        cells, at, todo = [], 0, list(row)
        while at < len(widths):
            if open_spans.get(at, 0):
                open_spans[at] -= 1
                cells.append(_cell("", widths[at], merge="<w:vMerge/>"))
                at += 1
                continue
            text, span, down = todo.pop(0) if todo else ("", 1, 1)
            merge = '<w:vMerge w:val="restart"/>' if down > 1 else ""
            if down > 1:
                open_spans[at] = down - 1
            cells.append(_cell(text, sum(widths[at:at + span]), span, merge, bold=n < grid.header_rows or span == len(widths), centre=n < grid.header_rows))
            at += span
        head = "<w:trPr><w:tblHeader/></w:trPr>" if n < grid.header_rows else ""
        rows.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{border}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl><w:p/>'


def pdfs(files: Iterable[Path], out: Path, batch: int = 40) -> None:
    """DOCX files as PDF in ``out``, one LibreOffice start for ``batch`` of them."""
    files = list(files)
    with tempfile.TemporaryDirectory(prefix="kehoach-make-") as profile:
        for k in range(0, len(files), batch):
            subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{profile}/p", "--convert-to", "pdf", "--outdir", str(out), *map(str, files[k:k + batch])],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60 + 20 * batch)


def scan(pdf: Path, out: Path, r: Random, dpi: int = 150) -> None:
    """The pages as slightly turned, noisy grey pictures in a PDF without text."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    document, pictures = pypdfium2.PdfDocument(pdf), []
    for page in document:
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil().rotate(r.uniform(-0.8, 0.8), fillcolor=255, resample=Image.Resampling.BILINEAR)
        noise = np.random.default_rng(r.randrange(2**32)).normal(0, 6, (picture.height, picture.width))
        pictures.append(Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype("uint8")))
        page.close()
    document.close()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=70)
