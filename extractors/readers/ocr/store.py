"""OCR results kept by page content, as JSON, so that a page is read once however often plans are run again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from extractors.readers.ocr.engine import version
from extractors.readers.page import PageBlocks
from extractors.repair import known_words
from extractors.repair_tones import known_pairs
from schemas import vocab
from schemas.document import Block, Box, Cell, Note, Page, Paragraph, Role, Table, TextSource
from schemas.spans import Span, Spans


@cache
def stamp() -> str:
    """Fingerprint of what a reading depends on: engine, model and the code and glyph model of this package."""
    h = hashlib.sha256(version().encode())
    for path in [*sorted(Path(__file__).parent.glob("*")), *sorted(Path(__file__).parents[2].glob("repair*.py"))]:
        if path.suffix in (".py", ".npz") and path.exists():
            h.update(path.read_bytes())
    return h.hexdigest()[:16]


@vocab.compiled
def words_stamp() -> str:
    """Fingerprint of the vocabulary that repairs go by, the user's own included."""
    return hashlib.sha256("\n".join([*sorted(f"{a} {b}" for a, b in known_pairs()), *sorted(known_words())]).encode()).hexdigest()[:16]


def _file(folder: Path, key: str) -> Path:
    return folder / key[:2] / f"{key}.json"


def load(folder: Path, key: str, page_number: int) -> PageBlocks | None:
    """The stored reading with its page number set anew, or None (also when the file is damaged)."""
    try:
        data = json.loads(_file(folder, key).read_text(encoding="utf-8"))
        return _page_blocks(data, page_number)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(folder: Path, key: str, blocks: PageBlocks) -> None:
    """Writes atomically; a full or read-only disk costs only the cache."""
    path = _file(folder, key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as f:
            notes, body = [asdict(n) for n in blocks.notes], [_plain(b) for b in blocks.blocks]
            json.dump({"page": asdict(blocks.page), "notes": notes, "blocks": body}, f, default=list)
        os.replace(f.name, path)
    except OSError:
        return


def _plain(block: Block) -> dict[str, Any]:
    return {"is": type(block).__name__, **asdict(block)}


def _boxes(data: list[Any], page: int) -> tuple[Box, ...]:
    return tuple(Box(page, tuple(bbox)) for _, bbox in data)


def _worded(data: dict[str, Any], page: int) -> dict[str, Any]:
    spans = Spans(Span(start, end, page, tuple(bbox), confidence) for start, end, _, bbox, confidence in data["spans"])
    return {**data, "spans": spans, "boxes": _boxes(data["boxes"], page), "notes": tuple(data["notes"])}


def _page_blocks(data: dict[str, Any], page: int) -> PageBlocks:
    blocks: list[Block] = []
    for b in data["blocks"]:
        kind = b.pop("is")
        if kind == "Paragraph":
            blocks.append(Paragraph(**{**_worded(b, page), "role": Role(b["role"])}))
        else:
            cells = [Cell(**_worded(c, page)) for c in b["cells"]]
            blocks.append(Table(**{**b, "cells": cells, "boxes": _boxes(b["boxes"], page), "notes": tuple(b["notes"])}))
    p = {**data["page"], "number": page, "ledger": None, "text_source": TextSource(data["page"]["text_source"])}
    return PageBlocks(Page(**p), blocks, [Note(n["code"], n["message"], page if n["page"] else None) for n in data["notes"]])
