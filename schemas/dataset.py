"""The tables of a dataset: columns, types and checks at the door (pandera), Vietnamese headings for people.

Order of columns = order in the files: those of contract.md first, ours at the right. TABLES is the one list that CSV,
Parquet, Excel and the store are derived from.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.document import TextSource
from schemas.findings import Severity
from schemas.records import (
    Bound,
    Comparator,
    Deadline,
    DeadlineKind,
    DocumentInfo,
    Finding,
    Indicator,
    Reference,
    ReferenceRole,
    ReferenceStatus,
    Task,
    Unit,
    ValueKind,
)
from schemas.targets import ComparisonVerdict

if TYPE_CHECKING:
    import pandas as pd

LOCATED = ("page", "bbox", "block", "row", "col", "source_text", "confidence")


@dataclass(frozen=True, slots=True)
class TableSpec:
    """``columns``: name -> Vietnamese heading; ``key``: columns that must be unique together; ``numbers``: numeric columns."""

    name: str
    title: str
    columns: dict[str, str]
    key: tuple[str, ...]
    numbers: frozenset[str] = frozenset()
    sheet: bool = True  # shown in the Excel workbook


_LOCATED_VI = {"page": "Trang", "bbox": "Khung (pt)", "block": "Khối", "row": "Dòng", "col": "Cột", "source_text": "Nguyên văn", "confidence": "Độ tin cậy"}
_NUMBERS = frozenset({"page", "block", "row", "col", "confidence"})


def _columns(model: type, headings: dict[str, str], *, own_last: tuple[str, ...] = ()) -> dict[str, str]:
    """Contract columns, then where read, then ours; every field of the model must have a heading."""
    fields = [f for f in model.model_fields if f not in LOCATED]  # type: ignore[attr-defined]
    located = [f for f in LOCATED if f in model.model_fields]  # type: ignore[attr-defined]
    missing = set(fields) - set(headings)
    if missing:
        raise KeyError(f"{model.__name__}: no Vietnamese heading for {sorted(missing)}")
    mine = [f for f in fields if f in own_last]
    places = [] if model is DocumentInfo else located
    confidence = ["confidence"] if model is DocumentInfo else []
    return {f: {**headings, **_LOCATED_VI}[f] for f in [*(f for f in fields if f not in own_last), *places, *mine, *confidence]}


TABLES: dict[str, TableSpec] = {
    t.name: t
    for t in (
        TableSpec(
            "documents", "Văn bản",
            _columns(DocumentInfo, {
                "document_id": "Mã văn bản", "file_name": "Tên tệp", "sha256": "SHA-256", "media_type": "Định dạng", "pages": "Số trang", "text_source": "Nguồn chữ", "status": "Trạng thái", "error": "Lỗi",
                "doc_type": "Loại", "symbol": "Số, ký hiệu", "symbol_status": "Tình trạng số", "issued_on": "Ngày ban hành", "issuer": "Cơ quan ban hành", "issuer_level": "Cấp", "commune": "Xã/phường",
                "province": "Tỉnh/thành phố", "title": "Trích yếu", "signer": "Người ký", "signer_title": "Chức vụ", "signed_by": "Chữ ký số", "signed_at": "Thời điểm ký số", "signature_status": "Tình trạng chữ ký số",
                "plan_year": "Năm kế hoạch", "place_code": "Mã ĐVHC", "duplicate_of": "Trùng với", "notes": "Ghi chú xử lý",
            }, own_last=("plan_year", "place_code", "duplicate_of", "notes")),
            ("document_id", "file_name"), frozenset({"pages", "plan_year", "confidence"}),
        ),
        TableSpec(
            "indicators", "Chỉ tiêu",
            _columns(Indicator, {
                "document_id": "Mã văn bản", "indicator_id": "Mã chỉ tiêu", "part": "Phần", "section": "Nhóm", "ordinal": "TT", "name": "Chỉ tiêu", "catalog_id": "Mã danh mục", "year": "Năm", "comparator": "So sánh",
                "value_min": "Giá trị từ", "value_max": "Giá trị đến", "unit": "Đơn vị tính", "kind": "Loại giá trị", "qualifier": "Điều kiện/mức", "raw_value": "Giá trị nguyên văn", "lead_units": "Cơ quan chủ trì",
                "coordinating_units": "Cơ quan phối hợp", "monitoring_units": "Cơ quan theo dõi", "denominator": "Mẫu số", "scope": "Nguồn", "catalog_score": "Điểm khớp", "catalog_margin": "Khoảng cách", "notes": "Ghi chú xử lý",
            }, own_last=("denominator", "scope", "catalog_score", "catalog_margin", "notes")),
            ("indicator_id",), _NUMBERS | {"year", "value_min", "value_max", "catalog_score", "catalog_margin"},
        ),
        TableSpec(
            "tasks", "Nhiệm vụ",
            _columns(Task, {
                "document_id": "Mã văn bản", "task_id": "Mã nhiệm vụ", "part": "Phần", "section": "Nhóm", "ordinal": "TT", "name": "Nhiệm vụ", "lead_units": "Cơ quan chủ trì", "coordinating_units": "Cơ quan phối hợp",
                "output": "Sản phẩm", "note": "Ghi chú", "deadline_raw": "Thời hạn nguyên văn", "deadline_kind": "Loại thời hạn", "deadline_start": "Từ ngày", "deadline_end": "Đến ngày", "monitoring_units": "Cơ quan theo dõi",
                "notes": "Ghi chú xử lý",
            }, own_last=("monitoring_units", "notes")),
            ("task_id",), _NUMBERS,
        ),
        TableSpec(
            "deadlines", "Thời hạn",
            _columns(Deadline, {
                "document_id": "Mã văn bản", "deadline_id": "Mã thời hạn", "record_id": "Mã bản ghi", "raw": "Nguyên văn thời hạn", "kind": "Loại", "start": "Từ ngày", "end": "Đến ngày", "bound": "Quan hệ", "edtf": "EDTF",
                "rrule": "Chu kỳ (RFC 5545)", "condition": "Điều kiện", "action": "Việc phải làm", "notes": "Ghi chú xử lý",
            }, own_last=("notes",)),
            ("deadline_id",), _NUMBERS,
        ),
        TableSpec(
            "references", "Văn bản dẫn chiếu",
            _columns(Reference, {
                "document_id": "Mã văn bản", "reference_id": "Mã dẫn chiếu", "raw": "Cách viết", "symbol": "Số, ký hiệu", "type": "Loại", "issued_on": "Ngày", "issuer": "Cơ quan ban hành", "role": "Vai trò", "status": "Đối chiếu",
                "registry_id": "Mã danh mục", "problem": "Sai khác",
            }),
            ("reference_id",), _NUMBERS,
        ),
        TableSpec(
            "units", "Cơ quan, đơn vị",
            _columns(Unit, {"unit_id": "Mã đơn vị", "name": "Tên chuẩn", "level": "Cấp", "system": "Hệ thống", "is_generic": "Chung chung", "mentions": "Số lần", "variants": "Các cách viết", "status": "Tình trạng"}, own_last=("status",)),
            ("unit_id",), frozenset({"mentions"}),
        ),
        TableSpec(
            "comparison", "So sánh",
            {
                "catalog_id": "Mã danh mục", "indicator": "Chỉ tiêu", "year": "Năm", "document_id": "Mã văn bản", "place": "Địa phương", "comparator": "So sánh", "value_min": "Giá trị từ", "value_max": "Giá trị đến",
                "unit": "Đơn vị tính", "indicator_id": "Mã chỉ tiêu", "upper_document_id": "Văn bản cấp trên", "upper_value_min": "Cấp trên từ", "upper_value_max": "Cấp trên đến", "verdict": "Kết luận", "why": "Lý do",
                "upper_label": "Nguồn cấp trên", "upper_comparator": "So sánh của cấp trên", "upper_unit": "Đơn vị của cấp trên", "certainty": "Độ chắc của nguồn", "denominator": "Mẫu số", "qualifier": "Điều kiện/mức",
                "province": "Tỉnh/thành phố", "page": "Trang",
            },
            (), frozenset({"year", "page", "value_min", "value_max", "upper_value_min", "upper_value_max"}),
        ),
        TableSpec(
            "findings", "Phát hiện",
            _columns(Finding, {
                "finding_id": "Mã phát hiện", "rule": "Quy tắc", "severity": "Mức độ", "document_id": "Mã văn bản", "record_id": "Mã bản ghi", "message": "Nội dung", "expected": "Đúng ra", "actual": "Hiện ghi", "legal_basis": "Căn cứ",
                "title": "Tên quy tắc", "level": "Phạm vi", "related": "Bản ghi liên quan",
            }, own_last=("title", "level", "related")),
            ("finding_id",), _NUMBERS,
        ),
        TableSpec(
            "rules", "Quy tắc kiểm tra",
            {
                "rule": "Quy tắc", "severity": "Mức độ", "level": "Phạm vi", "title": "Tên quy tắc", "meaning": "Ý nghĩa", "legal_basis": "Căn cứ", "enabled": "Đang bật", "passed": "Đạt", "failed": "Không đạt",
                "not_applicable": "Không áp dụng", "reasons": "Lý do không áp dụng", "error": "Lỗi quy tắc",
            },
            ("rule",), frozenset({"passed", "failed", "not_applicable"}),
        ),
        TableSpec(
            "paragraphs", "Đoạn văn",
            {
                "document_id": "Mã văn bản", "block": "Khối", "page": "Trang", "bbox": "Khung (pt)", "role": "Vai trò", "context": "Ngữ cảnh", "part": "Phần", "section": "Mục", "ordinal": "Số mục", "level": "Cấp mục",
                "is_heading": "Đề mục", "in_goals": "Thuộc mục tiêu", "text": "Nguyên văn", "confidence": "Độ tin cậy",
            },
            (), frozenset({"block", "page", "level", "confidence"}), sheet=False,
        ),
        TableSpec(
            "tables", "Bảng",
            {
                "document_id": "Mã văn bản", "table_id": "Mã bảng", "part": "Phần", "kind": "Loại bảng", "block": "Khối", "page": "Trang", "bbox": "Khung (pt)", "n_rows": "Số dòng", "n_cols": "Số cột", "header": "Tiêu đề cột",
                "roles": "Vai trò cột", "continued": "Qua nhiều trang", "caption": "Tên bảng", "rows_joined": "Dòng nối trang",
            },
            ("table_id",), frozenset({"block", "page", "n_rows", "n_cols", "rows_joined"}), sheet=False,
        ),
        TableSpec(
            "pages", "Trang",
            {
                "document_id": "Mã văn bản", "page": "Trang", "width": "Rộng (pt)", "height": "Cao (pt)", "rotation": "Xoay", "text_source": "Nguồn chữ", "needs_ocr": "Cần nhận dạng", "glyphs": "Số ký tự", "in_paragraphs": "Trong đoạn",
                "in_cells": "Trong ô", "in_furniture": "Đầu/chân trang", "leftover": "Còn lại", "lost": "Mất",
            },
            ("document_id", "page"), frozenset({"page", "width", "height", "rotation", "glyphs", "in_paragraphs", "in_cells", "in_furniture", "leftover", "lost"}), sheet=False,
        ),
        TableSpec(
            "notes", "Ghi chú xử lý", {"document_id": "Mã văn bản", "code": "Mã ghi chú", "message": "Nội dung", "page": "Trang"}, (), frozenset({"page"}),
        ),
    )
}

Dataset = MutableMapping[str, "pd.DataFrame"]  # a dict of frames, or pipeline.store.StoredDataset


def frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of one table as a frame with its columns in order; a missing column is empty.

    Raises KeyError for a column that the table lacks, ValueError for words in a number column.
    """
    import pandas as pd

    spec = TABLES[name]
    unknown = {k for r in rows for k in r} - set(spec.columns)
    if unknown:
        raise KeyError(f"table {name} has no columns {sorted(unknown)}")
    out = pd.DataFrame.from_records(rows, columns=list(spec.columns))
    for c in spec.columns:
        if c in spec.numbers:
            try:
                out[c] = pd.to_numeric(out[c]).astype("Float64")
            except (TypeError, ValueError) as e:
                raise ValueError(f"table {name}, column {c}: {e}") from e
        elif c in BOOLS:
            out[c] = out[c].map(lambda v: bool(v) if pd.notna(v) else False).astype(bool)
        else:
            out[c] = out[c].map(lambda v: "" if v is None or v != v else str(v)).astype(object) if len(out) else out[c].astype(object)
    for c in INTEGERS & set(out.columns):
        out[c] = out[c].astype("Int64")
    return out


#: Columns of all tables that hold true or false, and those numbers that are whole.
BOOLS = frozenset({"enabled", "is_generic", "is_heading", "in_goals", "continued"})
INTEGERS = frozenset({
    "page", "pages", "block", "row", "col", "year", "plan_year", "mentions", "n_rows", "n_cols", "rows_joined", "rotation", "glyphs",
    "in_paragraphs", "in_cells", "in_furniture", "leftover", "lost", "passed", "failed", "not_applicable",
})


def check(dataset: Dataset) -> list[str]:
    """Problems at the dataset's door, as English sentences; empty = it may leave. Uses pandera schemas built from TABLES."""
    import pandera.errors

    problems: list[str] = []
    ids = set(dataset["documents"]["document_id"])
    for name, table in dataset.items():
        try:
            schema(name).validate(table, lazy=True)
        except pandera.errors.SchemaErrors as e:
            cases = e.failure_cases
            problems += [f"{name}.{r.column}: {r.check} fails for {r.failure_case!r} (row {r.index})" for r in cases.head(20).itertuples()]
        if "document_id" in table and name != "documents":
            strangers = set(table["document_id"]) - ids - {""}
            if strangers:
                problems.append(f"{name}: document_id not in documents: {sorted(strangers)[:5]}")
    return problems


_ALLOWED = {
    ("documents", "status"): ["ok", "partial", "failed"],
    ("documents", "symbol_status"): ["full", "blank", "missing", ""],
    ("documents", "text_source"): [*TextSource, ""],
    ("indicators", "comparator"): [*Comparator, ""],
    ("indicators", "kind"): list(ValueKind),
    ("tasks", "deadline_kind"): [*DeadlineKind, ""],
    ("deadlines", "kind"): list(DeadlineKind),
    ("deadlines", "bound"): [*Bound, ""],
    ("references", "status"): list(ReferenceStatus),
    ("references", "role"): list(ReferenceRole),
    ("comparison", "verdict"): list(ComparisonVerdict),
    ("findings", "severity"): list(Severity),
}


def schema(name: str) -> Any:
    """The pandera schema of one table: columns in order, allowed words, confidence 0–1, ISO dates, unique keys."""
    import pandera.pandas as pa

    spec = TABLES[name]
    columns: dict[str, Any] = {}
    for c in spec.columns:
        checks = []
        if (name, c) in _ALLOWED:
            checks.append(pa.Check.isin([str(word) for word in _ALLOWED[name, c]]))
        if c == "confidence":
            checks.append(pa.Check.in_range(0, 1))
        if c in ("start", "end", "deadline_start", "deadline_end"):
            checks.append(pa.Check.str_matches(r"^(|\d{4}-\d{2}-\d{2})$"))
        if c == "issued_on":
            checks.append(pa.Check.str_matches(r"^(|\d{4}(-\d{2}(-\d{2})?)?)$"))
        columns[c] = pa.Column(None, checks, nullable=c in spec.numbers)
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(spec.key) or None)
