"""Pillars of the framework of 57-NQ/TW, of an indicator (by the catalogue) and of a heading (by its words)."""

from __future__ import annotations

import regex

from extractors.text import fold
from schemas.targets import catalogue

#: The five groups of targets of the framework that 01-CV/BCĐTW sends to provinces.
FRAMEWORK = ("Hạ tầng", "Nguồn lực", "Khoa học, công nghệ", "Đổi mới sáng tạo", "Chuyển đổi số")

_BY_CATALOGUE = {
    "ha tang so": "Hạ tầng", "nguon luc": "Nguồn lực", "kh cn": "Khoa học, công nghệ", "dmst": "Đổi mới sáng tạo",
    "chinh quyen so": "Chuyển đổi số", "kinh te so": "Chuyển đổi số", "xa hoi so": "Chuyển đổi số", "van hoa so": "Chuyển đổi số",
    "an toan thong tin": "Chuyển đổi số",
}
_BY_HEADING = (
    (regex.compile(r"\bha tang\b"), "Hạ tầng"),
    (regex.compile(r"\bnguon luc\b|\bnguon nhan luc\b|\bnhan luc\b"), "Nguồn lực"),
    (regex.compile(r"\bkhoa hoc\b"), "Khoa học, công nghệ"),
    (regex.compile(r"\bdoi moi sang tao\b"), "Đổi mới sáng tạo"),
    (regex.compile(r"\bchuyen doi so\b|\bchinh quyen so\b|\bkinh te so\b|\bxa hoi so\b|\ban toan thong tin\b|\ban ninh mang\b"), "Chuyển đổi số"),
)


def pillar_of(catalog_id: str) -> str:
    """Pillar of the framework, or "" when the catalogue does not know the indicator."""
    pillar = fold(catalogue().get(catalog_id, {}).get("pillar", "").partition("(")[0])
    return _BY_CATALOGUE.get(pillar, "")


def pillars_of_heading(heading: str) -> frozenset[str]:
    """All pillars that a heading names; "nguồn nhân lực" is people only, and narrower than the framework's "nguồn lực"."""
    words = fold(heading)
    return frozenset(p for pattern, p in _BY_HEADING if pattern.search(words))
