"""Clean datasets for tests and benchmarks of the audit: plans of made-up communes in which every rule passes.

``clean_plan`` gives the tables of one plan as lists of rows (dicts); ``dataset`` joins plans into frames. Faults are planted by
``audit_faults.FAULTS``: each changes one plan in place and says which rule must fire and where.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

TABLES = ("documents", "indicators", "tasks", "deadlines", "references", "paragraphs", "tables")
YEARS = (2026, 2028, 2030)

#: (section, catalogue id, name, targets of the three years, lead)
INDICATORS = (
    ("Phát triển hạ tầng", "INF.5G", "Tỷ lệ phủ sóng 5G tính trên dân số", (92, 96, 99), "Phòng Văn hóa – Xã hội"),
    ("Phát triển hạ tầng", "INF.FBB_1G", "Tỷ lệ người sử dụng có khả năng truy cập băng rộng cố định với tốc độ trên 1 Gb/s", (90, 95, 100), "Phòng Văn hóa – Xã hội"),
    ("Phát triển nguồn lực", "RES.BUDGET_STI", "Tỷ lệ chi ngân sách cho khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số", (3, 3.2, 3.5), "Phòng Kinh tế"),
    ("Phát triển nguồn lực", "RES.CBCC_BASIC_DIGITAL", "Tỷ lệ cán bộ, công chức cấp xã được bồi dưỡng kỹ năng số căn bản", (100, 100, 100), "Phòng Văn hóa – Xã hội"),
    ("Phát triển khoa học, công nghệ", "STI.AI_IOT_APPLY", "Tỷ lệ thôn ứng dụng trí tuệ nhân tạo trong quản lý môi trường", (60, 70, 80), "Phòng Kinh tế"),
    ("Phát triển đổi mới sáng tạo", "INN.BUSINESS_INNOV", "Tỷ lệ doanh nghiệp có hoạt động đổi mới sáng tạo", (30, 38, 45), "Phòng Kinh tế"),
    ("Phát triển chuyển đổi số", "GOV.BORDERLESS", "Tỷ lệ thủ tục hành chính được tiếp nhận, giải quyết phi địa giới hành chính", (80, 90, 95), "Trung tâm Phục vụ hành chính công"),
    ("Phát triển chuyển đổi số", "GOV.ONLINE_PROCESS", "Tỷ lệ hồ sơ thủ tục hành chính xử lý trực tuyến", (85, 90, 95), "Trung tâm Phục vụ hành chính công"),
    ("Phát triển chuyển đổi số", "GOV.CONTACTLESS", "Tỷ lệ giao dịch hành chính thuộc diện phi tiếp xúc", (80, 85, 92), "Trung tâm Phục vụ hành chính công"),
    ("Phát triển chuyển đổi số", "GOV.E_RESULT", "Tỷ lệ cấp kết quả giải quyết thủ tục hành chính điện tử", (95, 98, 100), "Trung tâm Phục vụ hành chính công"),
    ("Phát triển chuyển đổi số", "ECO.CASHLESS", "Tỷ lệ giao dịch không dùng tiền mặt", (82, 86, 90), "Phòng Kinh tế"),
    ("Phát triển chuyển đổi số", "SOC.VNEID", "Tỷ lệ người dân có tài khoản định danh điện tử", (90, 94, 97), "Công an xã"),
    ("Phát triển chuyển đổi số", "SOC.DIGITAL_ID", "Tỷ lệ người dân được định danh số", (90, 94, 97), "Công an xã"),
    ("Phát triển chuyển đổi số", "SOC.ESIGN", "Tỷ lệ dân số trưởng thành có chữ ký số cá nhân", (60, 68, 75), "Công an xã"),
)
TASKS = (
    ("Xây dựng kế hoạch tuyên truyền về kỹ năng số cho người dân", "Phòng Văn hóa – Xã hội", "Kế hoạch của Ủy ban nhân dân xã", "30/6/2026", "date", "", "2026-06-30"),
    ("Rà soát và nâng cấp đường truyền tại trụ sở làm việc", "Văn phòng HĐND và UBND", "Biên bản nghiệm thu đường truyền", "Quý III/2026", "quarter", "2026-07-01", "2026-09-30"),
    ("Tổ chức tập huấn sử dụng dịch vụ công trực tuyến toàn trình", "Trung tâm Phục vụ hành chính công", "12 lớp tập huấn", "31/10/2026", "date", "", "2026-10-31"),
    ("Hỗ trợ hộ kinh doanh đưa sản phẩm lên sàn giao dịch", "Phòng Kinh tế", "100 gian hàng được mở", "15/11/2026", "date", "", "2026-11-15"),
    ("Cấp tài khoản định danh cho người đủ điều kiện", "Công an xã", "Báo cáo số lượng tài khoản", "Tháng 12/2026", "month", "2026-12-01", "2026-12-31"),
    ("Kiểm tra an toàn thông tin của các hệ thống", "Văn phòng HĐND và UBND", "Báo cáo kiểm tra", "30/9/2026", "date", "", "2026-09-30"),
)
UNITS = (
    ("XA.VHXH", "Phòng Văn hóa – Xã hội", "commune", "state", False), ("XA.KT", "Phòng Kinh tế", "commune", "state", False),
    ("XA.VP", "Văn phòng HĐND và UBND", "commune", "state", False), ("XA.TTPVHCC", "Trung tâm Phục vụ hành chính công", "commune", "state", False),
    ("XA.CA", "Công an xã", "commune", "state", False), ("TINH.SKHCN", "Sở Khoa học và Công nghệ", "province", "state", False),
    ("GEN.COQUAN", "Các cơ quan, đơn vị", "", "generic", True), ("DN.VIETTEL", "Viettel", "", "enterprise", False),
)
INDICATOR_HEADER = "TT ⇥ Chỉ tiêu ⇥ Đơn vị tính ⇥ Mục tiêu / Năm 2026 ⇥ Mục tiêu / Năm 2028 ⇥ Mục tiêu / Năm 2030 ⇥ Cơ quan chủ trì"
TASK_HEADER = "TT ⇥ Nhiệm vụ ⇥ Cơ quan chủ trì ⇥ Cơ quan phối hợp ⇥ Sản phẩm ⇥ Thời hạn"


@dataclass
class MadePlan:
    """Tables of one plan as lists of rows."""

    id: str
    commune: str
    documents: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    deadlines: list[dict[str, Any]] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)
    paragraphs: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # records and places that already carry a fault

    def indicator(self, catalog_id: str, year: int) -> dict[str, Any]:
        return next(i for i in self.indicators if i["catalog_id"] == catalog_id and i["year"] == year)

    def paragraph(self, start: str) -> dict[str, Any]:
        return next(p for p in self.paragraphs if p["text"].startswith(start))

    def say(self, text: str, part: str = "thân văn bản") -> dict[str, Any]:
        """A new paragraph at the end of the body."""
        block = 1000 + len(self.paragraphs)
        p = {"document_id": self.id, "block": block, "page": 3, "role": "body", "part": part, "section": "", "ordinal": "", "text": text}
        self.paragraphs.append(p)
        return p


def clean_plan(n: int, rng: random.Random, *, level: str = "commune") -> MadePlan:
    """Plan ``n``: "xã Mẫu <n>", issued 2026-01-15, in which no rule fails. Values vary by at most two points between plans."""
    ident, commune = f"p{n:05d}", f"Mẫu {_letters(n)}"
    plan = MadePlan(ident, commune)
    body = "thân văn bản"
    for text, part in _paragraphs(n, commune, body):
        role = "letterhead" if len(plan.paragraphs) < 4 else "body"
        plan.paragraphs.append({"document_id": ident, "block": len(plan.paragraphs), "page": 1, "role": role, "part": part, "section": "",
                                "ordinal": "", "text": text})
    symbol = f"{n % 400 + 1}/KH-UBND"
    plan.documents.append({
        "document_id": ident, "file_name": f"{ident}.docx", "sha256": f"sha{ident}", "status": "ok", "doc_type": "KH", "symbol": symbol,
        "symbol_status": "full", "issued_on": "2026-01-15", "issuer": f"Ủy ban nhân dân xã {commune}", "issuer_level": level, "commune": commune,
        "province": "Thái Nguyên", "title": plan.paragraphs[5]["text"], "signer": "Nguyễn Văn An", "signer_title": "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        "plan_year": 2026, "place_code": f"{n:05d}", "duplicate_of": "", "signature_status": "", "signed_at": ""})
    lift = rng.choice((0, 0.5, 1.0, 1.5))
    for row, (section, catalog_id, name, values, lead) in enumerate(INDICATORS, 1):
        for col, (year, value) in enumerate(zip(YEARS, values, strict=True), 3):
            v = value if value >= 95 or value < 10 else value + lift
            _add(plan.indicators, document_id=ident, indicator_id=f"{ident}-I{row:02d}{year}", part="Phụ lục I", section=section, ordinal=str(row),
                 name=name, catalog_id=catalog_id, year=year, comparator="eq" if v == 100 else "ge", value_min=float(v),
                 value_max=100.0 if v == 100 else None, unit="%", kind="quantity", qualifier="", raw_value=f"{'' if v == 100 else '≥ '}{v:g}%",
                 lead_units=lead, coordinating_units="", monitoring_units="", scope="table", block=100, row=row, col=col, page=5, source_text=name)
    for row, (name, lead, output, raw, kind, start, end) in enumerate(TASKS, 1):
        _add(plan.tasks, document_id=ident, task_id=f"{ident}-T{row:02d}", part="Phụ lục II", section="", ordinal=str(row), name=name, lead_units=lead,
             coordinating_units="Các cơ quan, đơn vị", output=output, note="", deadline_raw=raw, deadline_kind=kind, deadline_start=start,
             deadline_end=end, block=110, row=row, page=7, source_text=f"{row} | {name} | {lead} | {output} | {raw}")
    for k, (raw, sym, kind, day, issuer) in enumerate(_references()):
        _add(plan.references, document_id=ident, reference_id=f"{ident}-R{k}", raw=raw, symbol=sym, type=kind, issued_on=day, issuer=issuer,
             role="basis", status="verified", block=6, page=1, source_text=raw)
    _add(plan.tables, document_id=ident, table_id=f"{ident}-B1", part="Phụ lục I", kind="indicator", block=100, page=5, header=INDICATOR_HEADER,
         roles="ordinal;indicator_name;unit_of_measure;target_value;target_value;target_value;lead_unit", continued=False)
    _add(plan.tables, document_id=ident, table_id=f"{ident}-B2", part="Phụ lục II", kind="task", block=110, page=7, header=TASK_HEADER,
         roles="ordinal;task_name;lead_unit;coord_unit;output;deadline", continued=False)
    return plan


def _add(rows: list[dict[str, Any]], **values: Any) -> None:
    rows.append({"confidence": 1.0, **values})


def _letters(n: int) -> str:
    """A made-up name that shares no word with its neighbours: plans must not look like copies of one another."""
    first, second = ("An", "Bình", "Cao", "Đức", "Hòa", "Khánh", "Lộc", "Minh", "Nghĩa", "Phú"), ("Sơn", "Thủy", "Giang", "Điền", "Lâm", "Hải", "Thành", "Trung")
    return f"{first[n % 10]} {second[n // 10 % 8]} {chr(65 + n // 80 % 26)}{chr(65 + n // 2080 % 26)}"


def _references() -> tuple[tuple[str, str, str, str, str], ...]:
    return (
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị", "57-NQ/TW", "Nghị quyết", "2024-12-22", "Bộ Chính trị"),
        ("Nghị quyết số 71/NQ-CP ngày 01/4/2025 của Chính phủ", "71/NQ-CP", "Nghị quyết", "2025-04-01", "Chính phủ"),
        ("Kế hoạch hành động số 15-KH/TU ngày 12/9/2025 của Ban Thường vụ Tỉnh ủy", "15-KH/TU", "Kế hoạch hành động", "2025-09-12", "Ban Thường vụ Tỉnh ủy"),
        ("Kế hoạch số 129/KH-UBND ngày 14/11/2025 của UBND tỉnh Thái Nguyên", "129/KH-UBND", "Kế hoạch", "2025-11-14", "UBND tỉnh Thái Nguyên"),
    )


def _paragraphs(n: int, commune: str, body: str) -> list[tuple[str, str]]:
    number = n % 400 + 1
    caption = f"(Kèm theo Kế hoạch số {number}/KH-UBND ngày 15/01/2026 của Ủy ban nhân dân xã {commune})"
    return [
        ("ỦY BAN NHÂN DÂN", body), (f"XÃ {commune.upper()}", body), (f"Số: {number}/KH-UBND", body), (f"{commune}, ngày 15 tháng 01 năm 2026", body),
        ("KẾ HOẠCH", body),
        (f"Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị trên địa bàn xã {commune}", body),
        ("Thực hiện Kế hoạch số 129/KH-UBND ngày 14/11/2025 của UBND tỉnh Thái Nguyên, Ủy ban nhân dân xã ban hành Kế hoạch như sau:", body),
        ("I. MỤC ĐÍCH, YÊU CẦU", body), ("1. Mục đích là đưa công nghệ vào đời sống.", body), ("2. Yêu cầu là rõ người, rõ việc, rõ thời gian.", body),
        ("II. MỤC TIÊU", body), ("1. Mục tiêu chung là nâng cao năng suất lao động.", body), ("2. Mục tiêu cụ thể nêu tại Phụ lục I.", body),
        ("III. NHIỆM VỤ", body), ("1. Các nhiệm vụ nêu tại Phụ lục II.", body), ("2. Các đơn vị báo cáo kết quả hằng quý trước ngày 25.", body),
        ("IV. TỔ CHỨC THỰC HIỆN", body), ("1. Phòng Văn hóa – Xã hội theo dõi, đôn đốc việc thực hiện.", body),
        ("2. Phòng Kinh tế bố trí kinh phí hằng năm.", body), ("3. Công an xã bảo đảm an ninh mạng.", body),
        ("Nơi nhận: UBND tỉnh; các đơn vị.", body), ("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", body), ("Nguyễn Văn An", body),
        ("Phụ lục I: DANH MỤC CHỈ TIÊU", "Phụ lục I"), (caption, "Phụ lục I"), ("Phụ lục II: DANH MỤC NHIỆM VỤ", "Phụ lục II"), (caption, "Phụ lục II"),
    ]


def dataset(plans: list[MadePlan]) -> dict[str, pd.DataFrame]:
    """Frames of all tables, units included."""
    out = {t: pd.DataFrame([r for p in plans for r in getattr(p, t)]) for t in TABLES}
    out["units"] = pd.DataFrame([{"unit_id": u, "name": n, "level": lv, "system": s, "is_generic": g, "mentions": 1, "variants": n} for u, n, lv, s, g in UNITS])
    return out

