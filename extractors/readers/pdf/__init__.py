"""Born-digital PDF. Characters and rules come from PDFium in bulk, tables from pdfplumber's own finder.

``reader.read`` is the entry; docs/pdf.md tells the way through the files of this package.
"""

from extractors.readers.pdf.reader import read
from extractors.readers.pdf.render import render_page

__all__ = ["read", "render_page"]
