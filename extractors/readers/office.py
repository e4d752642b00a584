"""DOC, RTF, ODT and other texts that LibreOffice reads -> DOCX -> Document.

The conversion itself is the pipeline's (``ReadOptions.converter``); this reader judges the file before and the result after it.
Fonts keep their names on the way, so TCVN3 and VNI text is put right by the DOCX reader, run by run.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from extractors.readers import docx
from extractors.readers.page import ReadOptions
from schemas.document import Document, SourceFile
from schemas.errors import DocumentError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: LibreOffice needs about ten times a file's size in memory.
MAX_BYTES = 200_000_000


def read(source: SourceFile, options: ReadOptions | None = None) -> Document:
    """Raises DocumentError: ``missing_tool`` (no converter), ``encrypted``, ``truncated``, ``convert_failed``, ``timeout``, ``too_large``."""
    converter = options.converter if options else None
    if converter is None:
        raise DocumentError("missing_tool", "LibreOffice")
    _check(source)
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        made = converter(source.path, "docx", Path(folder))
        document = docx.read(replace(source, path=made), options)
    document.source = source
    return document


def _check(source: SourceFile) -> None:
    """What LibreOffice would hang on or ask a password for, seen from the file's first bytes."""
    if source.size > MAX_BYTES:
        raise DocumentError("too_large", f"{source.size:,} byte")
    try:
        with source.path.open("rb") as f:
            head = f.read(1 << 16)
    except OSError as e:
        raise DocumentError("unreadable", str(e)) from e
    if not head:
        raise DocumentError("empty")
    if head.startswith(_OLE):
        if source.size < 1536:
            raise DocumentError("truncated", "tệp DOC ngắn hơn phần đầu của chính nó")
        if "EncryptedPackage".encode("utf-16-le") in head or _word_encrypted(head):
            raise DocumentError("encrypted")
        sectors = int.from_bytes(head[44:48], "little")  # sectors of the allocation table, MS-CFB 2.2
        if sectors * 128 * 512 > source.size * 130 + 1_000_000:
            raise DocumentError("truncated", "bảng cấp phát của tệp DOC hỏng")


def _word_encrypted(head: bytes) -> bool:
    """The fEncrypted bit of a Word file information block (MS-DOC 2.5.2), looked for at sector starts."""
    for at in range(512, len(head) - 12, 512):
        if head[at:at + 2] == b"\xec\xa5" and int.from_bytes(head[at + 2:at + 4], "little") in (0x00C1, 0x00C0, 0x00C2, 0x0065, 0x0068):
            return bool(head[at + 11] & 0x01)
    return False
