"""What a plan tells about the names of organisations in it: level and form of its area, the short forms it explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import regex

from extractors.fields.place_names import register
from extractors.fields.places import lookup_province
from extractors.fields.unit_shorts import defined, whole, written_out
from extractors.fields.units import find_units, in_form, split_units
from extractors.outline import Outline
from schemas.records import DocumentInfo
from schemas.values import UnitMention

_COMMUNE_FORM = regex.compile(r"(?<!\p{L})(phường|đặc khu|thị trấn|xã)\s+\p{Lu}", regex.IGNORECASE)
_CITY = regex.compile(r"(?<!\p{L})thành phố(?!\p{L})", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Naming:
    """``level`` of the issuer, ``form`` of its area (``units.in_form``), ``shorts``: short forms with their words (``unit_shorts.defined``)."""

    level: str = ""
    form: str = ""
    shorts: Mapping[str, str] = field(default_factory=dict)

    def units(self, cell: str) -> list[UnitMention]:
        """``split_units``; where a name would stay unknown with the plan's own short forms written out and cut abbreviations in one piece."""
        found = split_units(cell, self.level)
        if any(m.status == "new" for m in found):
            full = written_out(whole(cell), self.shorts)
            found = split_units(full, self.level) if full != cell else found
        return in_form(found, self.form)

    def named(self, text: str) -> list[UnitMention]:
        """``find_units`` in a paragraph, in the plan's form, its own short forms written out."""
        return in_form(find_units(written_out(text, self.shorts) if self.shorts else text, self.level), self.form)


def naming_of(outline: Outline, info: DocumentInfo) -> Naming:
    """Of one document, after its issuer and place are known."""
    return Naming(info.issuer_level, form_of(info), defined(_texts(outline)))


def form_of(info: DocumentInfo) -> str:
    """"phường", "đặc khu", "thị trấn" for a commune's plan, "thành phố" for a city's; "" for a xã or tỉnh, and where nothing tells."""
    if info.issuer_level == "commune":
        said = _COMMUNE_FORM.search(info.issuer)
        place = register().by_code.get(info.place_code)
        form = said[1].lower() if said else place.kind if place is not None and place.name == info.commune else ""
        return form if form != "xã" else ""
    if info.issuer_level == "province":
        place = register().by_code.get(lookup_province(info.province).code) if info.province else None
        return "thành phố" if _CITY.search(info.issuer) or (place is not None and place.kind == "thành phố") else ""
    return ""


def _texts(outline: Outline) -> Iterator[str]:
    for item in outline.items:
        yield item.paragraph.text
    for table in outline.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells.values())
