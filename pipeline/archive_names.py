"""The name of a member of a ZIP. The format knows code page 437 and UTF-8 (APPNOTE 4.4.4, bit 11; 4.6.9); Vietnamese tools write others too."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib

from extractors import legacy

_UNICODE_PATH = 0x7075  # extra field of Info-ZIP, written by WinRAR and 7-Zip: version, CRC-32 of the plain name, the name in UTF-8


def name_in_zip(info: zipfile.ZipInfo) -> str:
    """With "/" between folders: as its flags say, else as its Unicode extra field, as UTF-8 without the flag, as the old Vietnamese
    encoding whose words are Vietnamese (Windows-1258, TCVN3, VNI), as code page 437."""
    return _decoded(info).replace("\\", "/")


def _decoded(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if (told := _unicode_path(info.extra, raw)) is not None:
        return told
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        single = raw.decode("latin-1")
    ways = [unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace")), *(legacy.convert(single, e) for e in legacy.ENCODINGS)]
    share, _, best = max((legacy.syllable_share(w), -n, w) for n, w in enumerate(ways))
    return best if share > 0.5 and "\ufffd" not in best else info.filename


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in the Info-ZIP field when it belongs to this plain name; the field of a renamed member is stale."""
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        body, extra = extra[4:4 + size], extra[4 + size:]
        if kind == _UNICODE_PATH and len(body) > 5 and int.from_bytes(body[1:5], "little") == zlib.crc32(raw):
            try:
                return body[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None
