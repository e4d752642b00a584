"""Bytes of a text file -> str: Unicode by its byte order mark or by proof, then the encodings that Vietnamese offices used."""

from __future__ import annotations

import codecs

from extractors import legacy
from schemas.document import Note
from schemas.errors import DocumentError

#: A text larger than this is no plan; reading it would only cost memory.
MAX_BYTES = 64_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes) -> tuple[str, list[Note]]:
    """The text and what had to be done to read it.

    Raises DocumentError: ``empty``, ``too_large``, ``unsupported`` (binary).
    """
    if not data:
        raise DocumentError("empty")
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", f"{len(data):,} byte")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, errors="replace").lstrip("\ufeff"), []
    head = data[:4096]
    if len(head) > 8:
        for name, odd in (("utf-16-le", 1), ("utf-16-be", 0)):
            if head[odd::2].count(0) > len(head) * 0.2 and head[1 - odd::2].count(0) < len(head) * 0.1:
                return data.decode(name, errors="replace"), []
    if data.count(0, 0, 65536) or sum(b < 9 or 13 < b < 27 for b in head) > len(head) * 0.05:
        raise DocumentError("unsupported", "tệp nhị phân, không phải văn bản")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as e:
        bad = e
    loose = data.decode("utf-8", errors="replace")
    lost = loose.count("\ufffd")
    if bad.start >= len(data) - 4:
        return loose.rstrip("\ufffd"), [Note("truncated", "Tệp văn bản bị cắt giữa một ký tự ở cuối tệp.")]
    if lost * 200 < len(loose):
        return loose, [Note("bad_bytes", f"{lost} ký tự không đọc được theo UTF-8.")]
    single = data.decode("cp1252", errors="replace")
    if found := legacy.looks_legacy(single):
        return legacy.convert(single, found), [Note("legacy_encoding", f"Văn bản dùng mã cũ {found.upper()}, đã chuyển sang Unicode.")]
    return data.decode("cp1258", errors="replace"), [Note("legacy_encoding", "Văn bản dùng mã Windows-1258, đã chuyển sang Unicode.")]
