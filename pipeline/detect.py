"""What a file is, by its content and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

import regex

from schemas.errors import DocumentError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
RTF = "application/rtf"
HTML = "text/html"
TEXT = "text/plain"
DOCX_FLAT = "application/vnd.ms-word.document.flat+xml"
MHTML = "multipart/related"
JPEG, PNG, TIFF, BMP, WEBP = "image/jpeg", "image/png", "image/tiff", "image/bmp", "image/webp"
JP2, GIF = "image/jp2", "image/gif"
ZIP, RAR, SEVENZIP = "application/zip", "application/vnd.rar", "application/x-7z-compressed"
ARCHIVES = frozenset({ZIP, RAR, SEVENZIP})

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", RTF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"II*\x00", TIFF), (b"MM\x00*", TIFF), (b"II+\x00", TIFF), (b"MM\x00+", TIFF),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", JP2), (b"\xff\x4f\xff\x51", JP2), (b"GIF87a", GIF), (b"GIF89a", GIF),
    (b"BM", BMP), (b"Rar!\x1a\x07", RAR), (b"7z\xbc\xaf\x27\x1c", SEVENZIP),
)
#: Header fields that begin a message (RFC 5322, 3.6); a page saved by Word or Internet Explorer as one file (RFC 2557) begins so too.
_FIELD = regex.compile(rb"(?:from|to|cc|subject|date|sender|reply-to|return-path|received|message-id|mime-version|delivered-to|content-type|x-[a-z-]{2,40}):[ \t]?[^\r\n]*+", regex.I)
_FLAT = ((b"<w:worddocument", DOC), (b"<pkg:package", DOCX_FLAT), (b"<office:document ", DOC), (b"urn:schemas-microsoft-com:office:spreadsheet", XLS))
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


def media_type(path: Path) -> str:
    """MIME type of a file's content. Raises DocumentError empty, unreadable, truncated, encrypted or unsupported."""
    try:
        size = path.stat().st_size
        with path.open("rb") as f:
            head = f.read(8192)
    except OSError as e:
        raise DocumentError("unreadable", e.strerror or str(e)) from e
    if size == 0 or not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise DocumentError("empty")
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(path)
    if head.startswith(_OLE):
        return _of_ole(path)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    for magic, kind in _HEADS:
        if head.startswith(magic) and (kind is not BMP or size == int.from_bytes(head[2:6], "little")):
            return kind
    lower = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lower.startswith(_HTML_MARKS) or lower.startswith(b"<?xml") and any(m in lower for m in _HTML_MARKS):
        return HTML
    if lower.startswith(b"<?xml") and (flat := next((kind for mark, kind in _FLAT if mark in lower), "")):
        return flat
    if (mail := _of_message(head)) is not None:
        return mail
    if is_text(head):
        return TEXT
    raise DocumentError("unsupported", _guess(head, path))


def _of_message(head: bytes) -> str | None:
    """MHTML, or None for what is no message. Raises ``unsupported`` for an e-mail: the plan is what was attached to it."""
    fields: dict[bytes, bytes] = {}
    for n, line in enumerate(head.split(b"\n")[:60]):
        if not line.strip():
            break
        if (m := _FIELD.match(line)) is not None:
            name, _, rest = m[0].partition(b":")
            fields[name.lower()] = rest.strip().lower()
        elif n == 0 or not line.startswith((b" ", b"\t")) and not regex.match(rb"[A-Za-z-]{2,40}:", line):
            return None
    if len(fields) < 2 or not fields.keys() & {b"mime-version", b"message-id", b"received", b"subject"}:
        return None
    if fields.get(b"content-type", b"").startswith(b"multipart/related") and not fields.keys() & {b"to", b"received", b"delivered-to"}:
        return MHTML
    raise DocumentError("unsupported", "thư điện tử; lưu tệp đính kèm ra khỏi thư rồi chạy lại với tệp đó")


def is_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with a mark, or an 8-bit code page: no NULs, few control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        head[: len(head) - 4].decode("utf-8") if len(head) > 4000 else head.decode("utf-8")
        utf8 = True
    except UnicodeDecodeError as e:
        utf8 = e.start >= len(head) - 8
    control = sum(b < 9 or 13 < b < 32 and b != 27 for b in head)
    return b"\x00" not in head and control * 100 <= len(head) and (utf8 or control == 0) or utf8 and control * 20 <= len(head)


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as z:
            names = set(z.namelist()[:5000])
            kind = z.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names and z.getinfo("mimetype").file_size < 200 else ""
    except (zipfile.BadZipFile, OSError, KeyError, RuntimeError, NotImplementedError) as e:
        raise DocumentError("truncated", str(e)[:200]) from e
    if "word/document.xml" in names or any(n.startswith("word/") and n.endswith("document.xml") for n in names):
        return DOCX
    if any(n.startswith("xl/workbook") for n in names):
        return XLSX
    if kind.startswith("application/vnd.oasis.opendocument"):
        return kind
    if "[Content_Types].xml" in names:
        raise DocumentError("unsupported", "Office Open XML khác Word và Excel")
    return ZIP


def _of_ole(path: Path) -> str:
    """Word or Excel 97–2003, or an encrypted Office file: told by the directory names of the compound file."""
    with path.open("rb") as f:
        data = f.read(64 * 2**20)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise DocumentError("encrypted")
    if "WordDocument".encode("utf-16-le") in data:
        return DOC
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return XLS
    if "__substg1.0_".encode("utf-16-le") in data:
        raise DocumentError("unsupported", "thư điện tử của Outlook; lưu tệp đính kèm ra khỏi thư rồi chạy lại với tệp đó")
    if "PowerPoint Document".encode("utf-16-le") in data:
        raise DocumentError("unsupported", "tệp trình chiếu PowerPoint")
    raise DocumentError("unsupported", "tệp OLE không phải Word hay Excel")


def _guess(head: bytes, path: Path) -> str:
    import puremagic

    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return path.suffix or "không rõ loại"
