"""The package of a DOCX (ECMA-376 Part 2), opened by python-docx after a look at what it would unpack to."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from typing import Any

from schemas.errors import DocumentError

MAX_UNPACKED = 512 * 2**20  # bytes; real plans unpack to a few MB
MAX_RATIO = 300  # of unpacked to packed, for members over 16 MB


def open_package(path: Path) -> Any:
    """python-docx's document. Raises DocumentError ``truncated``, ``bomb`` or ``encrypted``."""
    _check(path)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        try:
            return docx.Document(str(path))
        except KeyError:  # a part that is named and not there
            if (whole := _without_dangling(path)) is None:
                raise
            return docx.Document(whole)
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, AttributeError) as e:
        raise DocumentError("truncated", str(e)[:200]) from e


def _without_dangling(path: Path) -> io.BytesIO | None:
    """The package without relationships to parts that it does not hold (Word opens such files); None when there are none."""
    from lxml import etree

    out = io.BytesIO()
    dropped = 0
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
            names = {n.lower() for n in old.namelist()}
            for info in old.infolist():
                data = old.read(info)
                if info.filename.endswith(".rels"):
                    base = posixpath.dirname(posixpath.dirname(info.filename))
                    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
                    for rel in list(root):
                        target = posixpath.normpath(posixpath.join("/", base, rel.get("Target") or "")).lstrip("/")
                        if rel.get("TargetMode") != "External" and target.lower() not in names:
                            root.remove(rel)
                            dropped += 1
                    data = etree.tostring(root)
                new.writestr(info.filename, data)
    except (zipfile.BadZipFile, OSError, etree.XMLSyntaxError, NotImplementedError, RuntimeError):
        return None
    out.seek(0)
    return out if dropped else None


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as z:
            infos = z.infolist()
    except (zipfile.BadZipFile, OSError) as e:
        raise DocumentError("truncated", str(e)[:200]) from e
    total = sum(i.file_size for i in infos)
    if total > MAX_UNPACKED or any(i.file_size > 16 * 2**20 and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in infos):
        raise DocumentError("bomb", f"{total // 2**20} MB")
    if any(i.flag_bits & 1 for i in infos):
        raise DocumentError("encrypted")


def parts(part: Any, *kinds: str) -> list[Any]:
    """Parts that a part points to, by the end of their relationship's type."""
    return [rel.target_part for rel in part.rels.values() if not rel.is_external and rel.reltype.endswith(kinds)]


def part_of(part: Any, kind: str) -> Any:
    """The first of ``parts``, or None."""
    return next(iter(parts(part, kind)), None)


def root_of(part: Any) -> Any:
    """Root element of an XML part; None when there is none or it cannot be read."""
    if part is None:
        return None
    if (element := getattr(part, "element", None)) is not None:
        return element
    from lxml import etree

    try:
        return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return None


def core_properties(package: Any) -> dict[str, str]:
    """Author, title and dates; nothing where the file has no such part (python-docx would make one up, dated now)."""
    if not any(rel.reltype.endswith("/core-properties") for rel in package.part.package.rels.values()):
        return {}
    props = package.core_properties
    return {k: str(v) for k in ("author", "title", "created", "modified", "last_modified_by") if (v := getattr(props, k, None))}
