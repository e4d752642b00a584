"""What a synthetic plan says, with its truth: ``plan(seed, n)`` -> ``Plan``. The same seed and number give the same plan.

Variety follows plans of the field: letterheads of State and Party, xã / phường / đặc khu / tỉnh, numbers and days left blank,
goals in the body, one column a year, one block of rows a year, a single target column, headers of one or two levels, group rows,
merged cells, header words drawn from ``schemas/vocabulary/table_headers.csv``.
"""

from __future__ import annotations

import calendar
import csv
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

VOCABULARY = Path(__file__).parents[2] / "schemas" / "vocabulary"
#: (type, symbol, "dd/mm/yyyy", issuer): documents that plans of the field cite.
CITED = (
    ("Nghị quyết", "57-NQ/TW", "22/12/2024", "Bộ Chính trị"), ("Nghị quyết", "71/NQ-CP", "01/4/2025", "Chính phủ"), ("Nghị quyết", "193/2025/QH15", "19/02/2025", "Quốc hội"),
    ("Nghị quyết", "03/NQ-CP", "09/01/2025", "Chính phủ"), ("Quyết định", "749/QĐ-TTg", "03/6/2020", "Thủ tướng Chính phủ"), ("Quyết định", "06/QĐ-TTg", "06/01/2022", "Thủ tướng Chính phủ"),
    ("Nghị định", "42/2022/NĐ-CP", "24/6/2022", "Chính phủ"), ("Nghị định", "30/2020/NĐ-CP", "05/3/2020", "Chính phủ"),
)
PILLARS = ("Phát triển hạ tầng số", "Chính quyền số", "Kinh tế số", "Xã hội số", "Nguồn nhân lực", "An toàn thông tin")
LEADS = ("Phòng Văn hóa - Xã hội", "Phòng Kinh tế", "Công an xã", "Trung tâm Phục vụ hành chính công", "Văn phòng HĐND và UBND", "Trạm Y tế xã", "Phòng Kinh tế, Hạ tầng và Đô thị")
GENERIC = ("Các cơ quan, đơn vị", "Các thôn", "Các cơ quan, đơn vị liên quan")
VERBS = ("Xây dựng", "Triển khai", "Tổ chức", "Rà soát, hoàn thiện", "Nâng cấp", "Vận hành", "Đẩy mạnh")
THINGS = (
    "hạ tầng mạng nội bộ và máy trạm phục vụ giải quyết thủ tục hành chính", "các lớp bồi dưỡng kỹ năng số cho cán bộ, công chức", "phong trào “Bình dân học vụ số” tại các thôn", "kho dữ liệu số hóa hồ sơ, tài liệu lưu trữ",
    "nền tảng họp trực tuyến đến các điểm trường", "hệ thống camera an ninh tại khu dân cư", "tổ công nghệ số cộng đồng", "chương trình hỗ trợ hộ kinh doanh lên sàn thương mại điện tử", "hệ thống truyền thanh thông minh",
    "công tác tuyên truyền về dịch vụ công trực tuyến toàn trình", "việc cấp chữ ký số cá nhân cho người dân trưởng thành", "mã định danh điện tử cho sản phẩm chủ lực của địa phương",
)
OUTPUTS = ("Báo cáo", "Kế hoạch", "Quyết định", "Văn bản chỉ đạo", "Hệ thống được vận hành", "Lớp tập huấn", "")
SURNAMES, MIDDLE, GIVEN = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Lò", "Nông", "Y", "Đặng"), ("Văn", "Thị", "Đức", "Minh", "Hồng"), ("Hùng", "Lan", "Thành", "Hương", "Tuấn", "Bình", "Dũng", "Ngọc")
SENTENCES = (
    "Tăng cường sự lãnh đạo, chỉ đạo của cấp ủy Đảng, chính quyền; phát huy vai trò của người đứng đầu trong triển khai nhiệm vụ khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số.",
    "Các cơ quan, đơn vị căn cứ chức năng, nhiệm vụ được giao chủ động phối hợp, bảo đảm thống nhất, hiệu quả, tránh hình thức, lãng phí.",
    "Lấy người dân, doanh nghiệp làm trung tâm, là chủ thể, là mục tiêu và động lực của chuyển đổi số trên địa bàn.",
    "Huy động tối đa các nguồn lực xã hội, ưu tiên bố trí kinh phí cho các nhiệm vụ trọng tâm theo phân cấp ngân sách hiện hành.",
    "Bảo đảm an toàn thông tin, an ninh mạng và bảo vệ dữ liệu cá nhân trong suốt quá trình triển khai thực hiện.",
)


@dataclass(slots=True)
class Grid:
    """A table to be set: ``rows`` of (text, column span, row span); a cell under a row span is left out of its row."""

    widths: list[int]
    rows: list[list[tuple[str, int, int]]]
    header_rows: int


@dataclass(slots=True)
class Plan:
    """``blocks``: ("head" | "title" | "heading" | "text" | "right" | "break", text) or ("grid", Grid), in reading order."""

    name: str
    document: dict[str, str]
    blocks: list[tuple[str, str | Grid]] = field(default_factory=list)
    letterhead: tuple[str, str, str, str] = ("", "", "", "")  # issuer, motto, number, place and day
    signature: tuple[str, str] = ("", "")
    indicators: list[dict[str, str]] = field(default_factory=list)
    tasks: list[dict[str, str]] = field(default_factory=list)
    mentions: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)


@cache
def vocabulary(name: str) -> tuple[dict[str, str], ...]:
    with (VOCABULARY / f"{name}.csv").open(encoding="utf-8-sig", newline="") as f:
        return tuple(csv.DictReader(f))


@cache
def headers(role: str) -> tuple[str, ...]:
    """Header words of a column role that stand for it alone, without line breaks, budgets of words kept short."""
    return tuple(r["header"] for r in vocabulary("table_headers") if r["role"] == role and "\n" not in r["header"] and len(r["header"]) <= 28)


def plan(seed: int, n: int, size: str = "normal") -> Plan:
    """The ``n``-th plan. ``size``: small (about 2 pages), normal (about 10) or large (about 30)."""
    r = Random(f"{seed}/{n}")
    communes = [p for p in vocabulary("places") if p["kind"] in ("xã", "phường", "đặc khu")]
    provinces = [p for p in vocabulary("places") if p["kind"] in ("tỉnh", "thành phố")]
    commune = r.random() < 0.92
    place = r.choice(communes if commune else provinces)
    made = Plan(f"{n:05d}", {})
    day = (r.choice((2025, 2026)), r.randint(1, 12), r.randint(1, 28))
    _head(made, r, place, commune, day)
    years = _years(r, day[0])
    _body(made, r, place, years, {"small": 2, "normal": 30, "large": 90}[size])
    _indicator_annex(made, r, years, {"small": 6, "normal": 32, "large": 90}[size])
    _task_annex(made, r, day[0], {"small": 4, "normal": 28, "large": 90}[size])
    return made


def _head(made: Plan, r: Random, place: dict[str, str], commune: bool, day: tuple[int, int, int]) -> None:
    year, month, date = day
    kind, name = place["kind"], place["name"]
    party = commune and kind != "đặc khu" and r.random() < 0.15
    code = "KH/ĐU" if party else "KH-UBND"
    blank_number, blank_day = r.random() < 0.2, r.random() < 0.2
    number = str(r.randint(1, 300))
    if party:
        issuer, motto, shown = f"ĐẢNG BỘ {'THÀNH PHỐ' if place['province_code'] in _CITIES else 'TỈNH'} {place['province'].upper()}\nĐẢNG ỦY {kind.upper()} {name.upper()}\n*", "ĐẢNG CỘNG SẢN VIỆT NAM", f"Số {'     ' if blank_number else number}-{code}"
    else:
        issuer, motto, shown = f"ỦY BAN NHÂN DÂN\n{kind.upper()} {name.upper()}", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", f"Số: {'     ' if blank_number else number}/{code}"
    shown_day = f"ngày      tháng {month} năm {year}" if blank_day else f"ngày {date:02d} tháng {month:02d} năm {year}"
    made.letterhead = (issuer, motto, shown, f"{name}, {shown_day}")
    signer = f"{r.choice(SURNAMES)} {r.choice(MIDDLE)} {r.choice(GIVEN)}"
    made.signature = ("T/M BAN THƯỜNG VỤ\nBÍ THƯ" if party else "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", signer)
    sep = "-" if party else "/"
    made.document = {
        "plan": made.name, "number": "" if blank_number else f"{number}{sep}{code}", "number_status": "blank" if blank_number else "full",
        "issued_on": f"{year}-{month:02d}" + ("" if blank_day else f"-{date:02d}"), "issuer": f"{'Đảng ủy' if party else 'Ủy ban nhân dân'} {kind} {name}", "level": "commune" if commune else "province",
        "commune": name if commune else "", "province": place["province"], "signer": signer, "type": "KH",
    }


_CITIES = frozenset({"01", "31", "46", "48", "79", "92"})


def _years(r: Random, first: int) -> list[int]:
    return r.choice(([first], [first, 2030], [first, first + 1], [2025, 2026, 2027, 2028, 2029, 2030], [first, 2030, 2035, 2045]))


def _cite(made: Plan, r: Random, short: bool = False) -> str:
    kind, symbol, day, issuer = r.choice(CITED)
    made.mentions[kind, symbol, day, issuer] += 1
    return f"{kind} số {symbol}" + ("" if short or r.random() < 0.3 else f" ngày {day} của {issuer}")


def _body(made: Plan, r: Random, place: dict[str, str], years: list[int], paragraphs: int) -> None:
    add = made.blocks.append
    add(("title", "KẾ HOẠCH"))
    where = f"trên địa bàn {place['kind']} {place['name']}"
    add(("title", f"Triển khai thực hiện {_cite(made, r)} về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số {where}"))
    add(("text", f"Căn cứ {_cite(made, r)}; thực hiện {_cite(made, r)}, địa phương ban hành kế hoạch triển khai {where} như sau:"))
    add(("heading", "I. MỤC ĐÍCH, YÊU CẦU"))
    for k in range(max(1, paragraphs // 3)):
        add(("text", f"{k + 1}. {r.choice(SENTENCES)}"))
    add(("heading", "II. MỤC TIÊU"))
    if r.random() < 0.5:
        add(("text", f"Phấn đấu đến hết năm {years[0]}, đạt các mục tiêu cụ thể sau:"))
        for k, name in enumerate(r.sample(_percent_names(), min(6, paragraphs + 2)), 1):
            comparator, words, low, high = _value(r, prose=True)
            add(("text", f"{k}. {name[1]} đạt {words}%."))
            made.indicators.append(_indicator("thân văn bản", "", str(k), name, years[0], (comparator, low, high), "%", ""))
    else:
        add(("text", "Các chỉ tiêu cụ thể tại Phụ lục I kèm theo."))
    add(("heading", "III. NHIỆM VỤ VÀ GIẢI PHÁP"))
    for k in range(paragraphs):
        add(("text", f"- {r.choice(SENTENCES)}" + (f" Thực hiện nghiêm {_cite(made, r, short=True)}." if k % 6 == 5 else "")))
    add(("heading", "IV. TỔ CHỨC THỰC HIỆN"))
    add(("text", r.choice(SENTENCES)))
    add(("sign", ""))


@cache
def _percent_names() -> tuple[tuple[str, str], ...]:
    """(catalogue id, name) of the indicators counted in per cent."""
    return tuple((i["canonical_id"], i["canonical_name_vi"]) for i in vocabulary("indicators") if i["unit"] == "%" and "cấp tỉnh" not in i["canonical_name_vi"] and "(" not in i["canonical_name_vi"])


def _value(r: Random, prose: bool = False) -> tuple[str, str, str, str]:
    """(comparator, words, min, max)."""
    v = r.choice((5, 10, 20, 30, 40, 50, 60, 62.5, 70, 75, 80, 85, 90, 95, 98, 100))
    shown, number = f"{v:g}".replace(".", ","), f"{v:g}"
    form = r.randrange(6 if v < 100 else 2)
    if form in (0, 1):
        return "eq", shown, number, number
    if form == 2:
        return "ge", f"tối thiểu {shown}" if prose else f"≥ {shown}", number, ""
    if form == 3:
        return "ge", f"ít nhất {shown}" if prose else f"≥{shown}", number, ""
    if form == 4:
        return "gt", f"trên {shown}" if prose else f"> {shown}", number, ""
    high = min(100, v + 5)
    return "between", f"từ {shown} đến {high:g}".replace(".", ",") if prose else f"{shown} - {high:g}".replace(".", ","), number, f"{high:g}"


def _indicator(part: str, section: str, ordinal: str, name: tuple[str, str], year: int, value: tuple[str, str, str], unit: str, lead: str, kind: str = "quantity") -> dict[str, str]:
    return {
        "part": part, "section": section, "ordinal": ordinal, "name": name[1], "year": str(year), "comparator": value[0], "value_min": value[1], "value_max": value[2], "unit": unit, "kind": kind, "qualifier": "",
        "lead_units": lead, "coordinating_units": "", "monitoring_units": "", "optional": "", "catalog_id": name[0],
    }


def _indicator_annex(made: Plan, r: Random, years: list[int], n: int) -> None:
    made.blocks += [("break", ""), ("title", "PHỤ LỤC I"), ("title", "CÁC CHỈ TIÊU CHỦ YẾU")]
    names = r.sample(_percent_names(), min(n, len(_percent_names())))
    lead_column, layout = r.random() < 0.8, r.choice(("columns", "two levels", "blocks")) if len(years) > 1 else "columns"
    grouped = r.random() < 0.6
    fixed = [r.choice(headers("ordinal") or ("TT",)), r.choice(("Chỉ tiêu", "Tên chỉ tiêu", "Nội dung chỉ tiêu")), r.choice(("Đơn vị tính", "ĐVT", "Đơn vị"))]
    lead_head = [r.choice(("Cơ quan chủ trì", "Đơn vị chủ trì", "Cơ quan, đơn vị chủ trì"))] if lead_column else []
    value_heads = [f"Năm {y}" for y in years] if layout != "blocks" else [r.choice(("Mục tiêu", "Chỉ tiêu giao", "Kế hoạch"))]
    width = len(fixed) + len(value_heads) + len(lead_head)
    rows: list[list[tuple[str, int, int]]] = []
    if layout == "two levels":
        rows += [[(h, 1, 2) for h in fixed] + [(r.choice(("Lộ trình thực hiện", "Mục tiêu theo năm", "Chỉ tiêu các năm")), len(years), 1)] + [(h, 1, 2) for h in lead_head], [(h, 1, 1) for h in value_heads]]
    else:
        rows.append([(h, 1, 1) for h in fixed + value_heads + lead_head])
    header_rows = len(rows)
    for block in [[y] for y in years] if layout == "blocks" else [years]:
        if layout == "blocks":
            rows.append([(f"Năm {block[0]}", width, 1)])
        for k, name in enumerate(names, 1):
            section = PILLARS[(k - 1) * len(PILLARS) // len(names)] if grouped else ""
            if grouped and (k == 1 or section != PILLARS[(k - 2) * len(PILLARS) // len(names)]):
                rows.append([(section, width, 1)])
            lead = r.choice(LEADS) if lead_column else ""
            cells = []
            for y in block:
                comparator, words, low, high = _value(r)
                none = r.random() < 0.03
                cells.append("-" if none else words)
                made.indicators.append(_indicator("Phụ lục I", section, str(k), name, y, ("", "", "") if none else (comparator, low, high), "%", lead, "none" if none else "quantity"))
            rows.append([(c, 1, 1) for c in [str(k), name[1], "%", *cells, *([lead] if lead_column else [])]])
    made.blocks.append(("grid", Grid([6, 34, 8, *[9] * len(value_heads), *([16] if lead_column else [])], rows, header_rows)))


def _task_annex(made: Plan, r: Random, year: int, n: int) -> None:
    made.blocks += [("break", ""), ("title", "PHỤ LỤC II"), ("title", "DANH MỤC NHIỆM VỤ")]
    columns = ["ordinal", "name", "lead", "coord", "output", "deadline"]
    if r.random() < 0.3:
        columns.remove("output")
    if r.random() < 0.5:
        columns = [c for c in columns if c != "deadline"] + ["deadline"] if r.random() < 0.5 else ["ordinal", "name", "deadline", *[c for c in columns if c not in ("ordinal", "name", "deadline")]]
    words = {"ordinal": ("TT", "STT"), "name": ("Nhiệm vụ", "Nội dung nhiệm vụ", "Tên nhiệm vụ"), "lead": ("Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì"), "coord": ("Cơ quan phối hợp", "Đơn vị phối hợp", "Phối hợp"),
             "output": ("Sản phẩm", "Kết quả", "Sản phẩm dự kiến"), "deadline": ("Thời gian hoàn thành", "Thời hạn", "Thời gian thực hiện")}
    rows = [[(r.choice(words[c]), 1, 1) for c in columns]]
    section, grouped = "", r.random() < 0.4
    for k in range(1, n + 1):
        if grouped and k % 7 == 1:
            section = PILLARS[k // 7 % len(PILLARS)]
            rows.append([(section, len(columns), 1)])
        raw, kind, start, end = _deadline(r, year)
        lead = r.choice(LEADS if r.random() < 0.85 else GENERIC)
        cells = {"ordinal": str(k), "name": f"{r.choice(VERBS)} {r.choice(THINGS)} {_AREA[k % len(_AREA)]}", "lead": lead, "coord": r.choice(("", *LEADS, *GENERIC)), "output": r.choice(OUTPUTS) if "output" in columns else "", "deadline": raw}
        rows.append([(cells[c], 1, 1) for c in columns])
        made.tasks.append({
            "part": "Phụ lục II", "section": section, "ordinal": str(k), "name": cells["name"], "lead_units": lead, "coordinating_units": cells["coord"], "output": cells["output"], "deadline_raw": raw,
            "deadline_kind": kind, "deadline_start": start, "deadline_end": end, "note": "",
        })
    widths = {"ordinal": 6, "name": 36, "lead": 17, "coord": 17, "output": 14, "deadline": 14}
    made.blocks.append(("grid", Grid([widths[c] for c in columns], rows, 1)))


_AREA = ("trên địa bàn", "tại trung tâm hành chính", "ở các khu dân cư", "trong các cơ sở giáo dục", "tại các hợp tác xã")


def _deadline(r: Random, year: int) -> tuple[str, str, str, str]:
    """(words, kind, first day, last day)."""
    form = r.randrange(6)
    if form == 0:
        return str(year), "year", f"{year}-01-01", f"{year}-12-31"
    if form == 1:
        return "Thường xuyên", "ongoing", "", ""
    if form == 2:
        m = r.randint(1, 12)
        return f"Tháng {m:02d}/{year}", "month", f"{year}-{m:02d}-01", f"{year}-{m:02d}-{calendar.monthrange(year, m)[1]:02d}"
    if form == 3:
        q = r.randint(1, 4)
        return f"Quý {('I', 'II', 'III', 'IV')[q - 1]}/{year}", "quarter", f"{year}-{3 * q - 2:02d}-01", f"{year}-{3 * q:02d}-{calendar.monthrange(year, 3 * q)[1]:02d}"
    if form == 4:
        return f"Năm {year}", "year", f"{year}-01-01", f"{year}-12-31"
    return "Hằng tháng", "recurring", "", ""
