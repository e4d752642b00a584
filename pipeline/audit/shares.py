"""Which percentages are shares of a whole (0–100), and which are growth or comparison and may exceed it."""

from __future__ import annotations

from typing import Any

import regex

from extractors.text import fold
from schemas.targets import catalogue

_GROWTH = regex.compile(
    r"\b(?:tang|giam|toc do|so voi|binh quan|gap|vuot|hoan thanh ke hoach|thuc hien du toan|thu ngan sach|/nam|moi nam|hang nam|tang truong|nang suat)\b")
_SHARE = regex.compile(r"^(?:\(?\d+\)?\s*)?(?:ty le|ti le|ty trong|\d+ ?%)|\b(?:ty le|ti le)\b")


def is_share(i: Any) -> bool:
    """A percentage of a whole. The catalogue decides; else "tỷ lệ …" without words of growth."""
    if not i.unit.startswith("%") or "/năm" in i.unit:
        return False
    domain = catalogue().get(i.catalog_id, {}).get("domain", "")
    if domain:
        return domain == "0-100"
    name = fold(i.name)
    return bool(_SHARE.search(name)) and not _GROWTH.search(name)
