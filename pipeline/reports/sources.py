"""The files that a dataset was read from: found by content below a folder, printed once where they have no pages, linked to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from schemas.document import SourceFile
from schemas.errors import DocumentError

PDF = "application/pdf"
#: Folder beside the reports for prints of office documents, named by content: printed once, also over several reports.
PRINTS = "ban-in"
_BATCH = 20  # documents for one start of LibreOffice
_OFFICE = ("application/msword", "application/rtf", "text/rtf", "application/vnd.oasis.opendocument.text", "application/vnd.ms-word",
           "application/vnd.openxmlformats-officedocument.wordprocessingml")


@dataclass(slots=True)
class Found:
    """One document's file. ``shown``: the PDF or picture whose pages are shown; None where there is none, with ``why``.

    ``lasting``: the file stays where it is after the report (a member of an archive does not).
    """

    source: SourceFile
    shown: Path | None
    lasting: bool
    why: str = ""

    @property
    def printed(self) -> bool:
        return self.shown is not None and self.shown != self.source.path


def find(documents: Iterable[Mapping[str, str]], folder: Path, scratch: Path) -> dict[str, Found]:
    """Document id → its file below ``folder``, by SHA-256: renamed and moved files are found, changed ones are not.

    ``scratch`` holds members of archives for as long as the report is made.
    """
    from pipeline.discover import discover

    wanted = {d["sha256"]: d["document_id"] for d in documents if d.get("sha256")}
    out: dict[str, Found] = {}
    for source in discover([folder], scratch):
        if isinstance(source, SourceFile) and source.sha256 in wanted:
            lasting = not source.path.is_relative_to(scratch)
            pages = source.media_type == PDF or source.media_type.startswith("image/")
            out.setdefault(wanted[source.sha256], Found(source, source.path if pages else None, lasting))
    return out


def print_office(found: Mapping[str, Found], out: Path) -> None:
    """Prints word-processor documents to ``out/ban-in/<id>.pdf`` with LibreOffice, unless they are there already; fills ``shown``.

    A document that cannot be printed keeps ``shown`` None and says why; without LibreOffice all of them do.
    """
    from pipeline.soffice import Soffice

    todo = []
    for ident, f in sorted(found.items()):
        if f.shown is None and f.source.media_type.startswith(_OFFICE):
            target = out / PRINTS / f"{ident}.pdf"
            if target.exists():
                f.shown = target
            else:
                todo.append((f, target))
    with Soffice() as office:
        for start in range(0, len(todo), _BATCH):
            batch = todo[start:start + _BATCH]
            try:
                _print(office, batch, out)
            except DocumentError:
                for one in batch:  # one of them is bad: it alone must pay
                    try:
                        _print(office, [one], out)
                    except DocumentError as e:
                        one[0].why = e.sentence


def _print(office: object, batch: list[tuple[Found, Path]], out: Path) -> None:
    import tempfile

    (out / PRINTS).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kehoach-") as work:
        made = office.convert([f.source.path for f, _ in batch], "pdf", Path(work))  # type: ignore[attr-defined]
        for (f, target), pdf in zip(batch, made, strict=True):
            part = target.with_suffix(".part")
            part.write_bytes(pdf.read_bytes())
            os.replace(part, target)
            f.shown = target


def link(found: Found | None, out: Path, page: str = "") -> str:
    """Relative address of a document from a report in ``out``, at ``page``; "" for none."""
    if found is None:
        return ""
    target = found.shown if found.shown is not None and (found.lasting or found.printed) else found.source.path if found.lasting else None
    if target is None:
        return ""
    try:
        path = os.path.relpath(target.resolve(), out.resolve())
    except ValueError:  # another drive on Windows
        path = str(target.resolve())
    address = quote(path.replace(os.sep, "/"), safe="/._-~()")
    return address + page_of(address, page)


def page_of(address: str, page: str) -> str:
    """What opens a PDF at a page (ISO 32000-2 Annex O); "" for other files."""
    return f"#page={page}" if page and address.lower().endswith(".pdf") else ""
