"""Small datasets for the tests of reports: one row a call, all columns of the table there."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.dataset import TABLES

Row = dict[str, str]


def dataset(**tables: list[Row]) -> dict[str, pd.DataFrame]:
    """Frames of text as ``pipeline.one.load`` gives them; tables not named are empty."""
    return {name: pd.DataFrame([dict.fromkeys(spec.columns, "") | r for r in tables.get(name, [])], columns=list(spec.columns), dtype=object) for name, spec in TABLES.items()}


def document(ident: str, **more: Any) -> Row:
    return {"document_id": ident, "file_name": f"{ident}.pdf", "sha256": ident * 8, "media_type": "application/pdf", "status": "ok", "symbol": "1/KH-UBND", "commune": "An Phú", "province": "Đồng Nai", **more}


def indicator(ident: str, n: int, **more: Any) -> Row:
    return {"document_id": ident, "indicator_id": f"{ident}-I{n}", "name": "Tỷ lệ phủ sóng 5G", "catalog_id": "INF.5G", "year": "2030", "kind": "quantity", "comparator": "ge", "value_min": "70", "unit": "%", "raw_value": "≥ 70%",
            "page": "1", "bbox": "100.0 100.0 300.0 120.0", "block": "1", "row": "1", "col": "2", "source_text": "≥ 70%", "confidence": "1", **more}


def comparison(ident: str, n: int | None, **more: Any) -> Row:
    own = {"comparator": "ge", "value_min": "70", "unit": "%", "indicator_id": f"{ident}-I{n}"} if n is not None else {}
    return {"catalog_id": "INF.5G", "indicator": "Tỷ lệ phủ sóng 5G", "year": "2030", "document_id": ident, "place": "An Phú", "upper_comparator": "ge", "upper_unit": "%", "why": "lý do", **own, **more}


def finding(ident: str, n: int, **more: Any) -> Row:
    return {"finding_id": f"F{n}", "rule": "VAL-GT100", "severity": "error", "document_id": ident, "message": f"Phát hiện số {n}.", "title": "Quá 100%", "level": "record", "page": "1", "bbox": "100.0 100.0 300.0 120.0", "block": "1",
            "source_text": "120%", "confidence": "1", "legal_basis": "Lô-gic", **more}


def deadline(ident: str, n: int, **more: Any) -> Row:
    return {"document_id": ident, "deadline_id": f"{ident}-D{n}", "raw": "trước ngày 30/6/2026", "kind": "date", "start": "2026-06-30", "end": "2026-06-30", "bound": "by", "action": "Báo cáo kết quả", "page": "2", "bbox": "1.0 2.0 3.0 4.0", "block": "2",
            "source_text": "trước ngày 30/6/2026", "confidence": "1", **more}


def reference(ident: str, n: int, **more: Any) -> Row:
    return {"document_id": ident, "reference_id": f"{ident}-R{n}", "raw": "Nghị quyết số 57-NQ/TW", "symbol": "57-NQ/TW", "type": "Nghị quyết", "issued_on": "2024-12-22", "issuer": "Bộ Chính trị", "role": "basis", "status": "verified", "confidence": "1", **more}


def unit(name: str, **more: Any) -> Row:
    return {"unit_id": name, "name": name, "level": "commune", "system": "state", "mentions": "1", "variants": name, **more}
