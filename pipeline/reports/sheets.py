"""The sheets of the workbook, one function each. SHEETS is their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from pipeline.reports import labels
from pipeline.reports.model import MatrixCell, Plan
from pipeline.reports.workbook import COLOURS, MAX_ROWS, Sheet

OVERVIEW, MATRIX, AGAINST, FINDINGS, CALENDAR, REFERENCES, UNITS, COVERAGE, RULES = (
    "Tổng quan", "Ma trận chỉ tiêu", "Đối chiếu cấp trên", "Phát hiện theo xã", "Lịch thời hạn", "Văn bản dẫn chiếu", "Cơ quan đơn vị", "Độ phủ trụ cột", "Quy tắc")
_MANY = 12  # plans beside one another on a printed page of the matrix


def overview(s: Sheet) -> None:
    """Counts over everything, then one row a plan with links to its findings, its matrix column and its file."""
    r, b = s.book.report, s.book
    counted = [p for p in r.plans if not p.repeats]
    status, severity = Counter(p.row["status"] for p in r.plans), Counter(f["severity"] for f in r.findings)
    verdicts = sum((p.verdicts for p in counted), Counter[str]())
    s.sheet.set_row(0, 30)
    s.sheet.write_string(0, 0, "BÁO CÁO SO SÁNH VÀ KIỂM TRA KẾ HOẠCH", b.style(bold=True, font_size=16, font_color=COLOURS["head"]))
    facts = [
        ("Văn bản", len(r.plans)), ("Kế hoạch được tính", len(counted)), ("Bản trùng (chỉ tính một lần)", len(r.plans) - len(counted)),
        *((labels.STATUS[k], status[k]) for k in labels.STATUS), *((labels.SEVERITY[k], severity[k]) for k in labels.SEVERITIES),
        *((labels.VERDICT[k][1], verdicts[k]) for k in ("below", "meets", "exceeds", "missing", "not_comparable")),
        ("Thời hạn có ngày", sum(bool(d["end"] or d["start"]) for d in r.deadlines)), ("Văn bản được dẫn chiếu", len(r.references)),
    ]
    for n, (words, count) in enumerate(facts):  # three columns of facts
        row, col = 2 + n % 6, (0, 3, 7)[n // 6]
        s.sheet.write_string(row, col, words, b.style(bold=True))
        s.sheet.write_number(row, col + (1 if col == 0 else 3), count, b.style(align="left"))
    top = 9
    for note in [*b.notes, *_missing_tables(r.missing_tables)]:
        s.sheet.write_string(top, 0, note, b.style(italic=True, font_color="#7F3F00"))
        top += 1
    columns: list[tuple[str, float]] = [
        ("Địa phương", 24), ("Tỉnh/thành phố", 14), ("Số, ký hiệu", 14), ("Tệp", 22), ("Tình trạng đọc", 12), ("Trang", 7), ("Chỉ tiêu", 9), ("Nhiệm vụ", 9), *((labels.SEVERITY[k], 9) for k in labels.SEVERITIES),
        *((labels.VERDICT[k][1], 9) for k in ("below", "meets", "exceeds", "missing")), ("Độ phủ danh mục", 9), ("Ghi chú", 30)]
    top += 1
    s.head(top, columns, freeze_columns=1)
    for n, p in enumerate(r.plans, top + 1):
        _overview_row(s, n, p)
    s.sheet.autofilter(top, 0, max(top + len(r.plans), top + 1), len(columns) - 1)


def _missing_tables(names: list[str]) -> list[str]:
    return [f"Bộ dữ liệu không có bảng {', '.join(names)}: chạy `kehoach compare` và `kehoach audit` trước."] if names else []


def _overview_row(s: Sheet, n: int, p: Plan) -> None:
    b, wrap = s.book, s.book.style(text_wrap=True)
    first = b.rows.get((FINDINGS, p.id))
    s.url(n, 0, f"internal:'{FINDINGS}'!A{first + 1}" if first is not None else "", p.label, text_wrap=True)
    s.text(n, 1, p.province, wrap)
    s.text(n, 2, labels.own_symbol(p.row), wrap)
    s.url(n, 3, b.source(p.id), p.row["file_name"], text_wrap=True)
    s.text(n, 4, labels.STATUS[p.row["status"]], b.style(bg_color=COLOURS[p.row["status"]], text_wrap=True))
    s.number(n, 5, p.row["pages"], b.style())
    s.number(n, 6, p.records["indicators"], b.style())
    s.number(n, 7, p.records["tasks"], b.style())
    for c, k in enumerate(labels.SEVERITIES, 8):
        s.number(n, c, p.severities[k], b.style(**({"bg_color": COLOURS[k]} if p.severities[k] else {})))
    for c, k in enumerate(("below", "meets", "exceeds", "missing"), 11):
        s.number(n, c, p.verdicts[k], b.style(**({"bg_color": COLOURS[k]} if p.verdicts[k] else {})))
    s.number(n, 15, p.have / p.expected if p.expected else None, b.style(num_format="0%"))
    s.text(n, 16, p.row["error"] or (f"Trùng nội dung với {_label(s, p.repeats)}; chỉ tính một lần" if p.repeats else ""), wrap)


def _label(s: Sheet, document_id: str) -> str:
    plan = s.book.report.plan(document_id)
    return plan.row["file_name"] if plan else document_id


def matrix(s: Sheet) -> None:
    """Indicator and year down, plans across; the colour is the verdict, each cell links to its row of reasons."""
    r, b = s.book.report, s.book
    plans = [p for p in r.plans if not p.repeats and (p.verdicts or p.row["status"] != "failed")]
    fixed: list[tuple[str, float]] = [("Nhóm", 14), ("Chỉ tiêu", 46), ("Năm", 7), ("Chuẩn cấp trên", 26)]
    for c, k in enumerate(labels.VERDICT):
        sign, words = labels.VERDICT[k]
        s.sheet.write_string(0, c + (c > 0), f"{sign} {words}", b.style(bg_color=COLOURS[k], border=1, border_color="#BBBBBB", text_wrap=True, font_size=9))
    s.sheet.set_row(0, 28)
    s.head(1, [*fixed, *((p.label, 15 if len(plans) <= _MANY else 12) for p in plans)], freeze_columns=3)
    s.lines[1] = 3
    if len(plans) > _MANY:
        s.print(across=-(-len(plans) // _MANY))
        s.sheet.repeat_columns(0, 2)
    wrap = b.style(text_wrap=True, border=1, border_color="#D0D0D0")
    for n, i in enumerate(r.matrix[:MAX_ROWS], 2):
        for c, words in enumerate((i.pillar, i.name)):
            s.text(n, c, words, wrap)
        s.number(n, 2, i.year, wrap)
        s.text(n, 3, "\n".join(f"{text} ({label})" for label, text, _ in i.uppers), wrap)
        for c, p in enumerate(plans, len(fixed)):
            cell = i.cells.get(p.id)
            if cell is not None:
                row = b.rows.get((AGAINST, f"{i.catalog_id}|{i.year}|{p.id}"))
                s.url(n, c, f"internal:'{AGAINST}'!A{row + 1}" if row is not None else "", cell_words(cell), text_wrap=True, bg_color=COLOURS[cell.verdict], border=1,
                      border_color="#D0D0D0", underline=0, font_color="#1A1A1A")
    s.sheet.autofilter(1, 0, max(1 + len(r.matrix), 2), len(fixed) + len(plans) - 1)


def cell_words(cell: MatrixCell) -> str:
    """What a cell says without colours: its target with the sign of its verdict."""
    sign = labels.VERDICT[cell.verdict][0]
    return f"{sign} thiếu" if cell.verdict == "missing" else f"{cell.text} {sign}" if cell.verdict != "alone" else cell.text or "-"


def against(s: Sheet) -> None:
    """Every comparison with an upper target, and the reason of its verdict."""
    r, b = s.book.report, s.book
    plans = {p.id: p for p in r.plans}
    order = {p.id: n for n, p in enumerate(r.plans)}  # that of the matrix's columns
    s.head(0, [("Chỉ tiêu", 44), ("Năm", 7), ("Địa phương", 22), ("Kế hoạch ghi", 18), ("Cấp trên ghi", 18), ("Nguồn cấp trên", 18), ("Kết luận", 16), ("Lý do", 56), ("Trang", 9)])
    n, wrap = 1, b.style(text_wrap=True)
    for i in r.matrix:
        for ident, cell in sorted(i.cells.items(), key=lambda kv: order[kv[0]]):
            b.rows[AGAINST, f"{i.catalog_id}|{i.year}|{ident}"] = n
            for row in cell.against:
                if n >= MAX_ROWS:
                    continue
                shown = row["verdict"] if row.get("upper_label") else "alone"
                s.text(n, 0, i.name, wrap)
                s.number(n, 1, i.year, b.style())
                s.text(n, 2, plans[ident].label, wrap)
                s.text(n, 3, cell.text, wrap)
                s.text(n, 4, _upper(row), wrap)
                s.text(n, 5, row.get("upper_label", ""), wrap)
                s.text(n, 6, " ".join(labels.VERDICT[shown]), b.style(text_wrap=True, bg_color=COLOURS[shown]))
                s.text(n, 7, row["why"], wrap)
                page = next((x["page"] for x in cell.records if x.get("page")), row.get("page", ""))
                s.url(n, 8, b.source(ident, page) if cell.records else "", f"tr. {page}" if page else "mở tệp" if cell.records and b.source(ident) else "")
                n += 1
    s.sheet.autofilter(0, 0, max(n - 1, 1), 8)


def _upper(row: dict[str, str]) -> str:
    from pipeline.reports.model import written

    return written(row, "upper_")


def findings(s: Sheet) -> None:
    """What was found in each plan, most serious first, with the words for a letter, the basis and the place."""
    r, b = s.book.report, s.book
    plans = {p.id: p for p in r.plans}
    wrap = b.style(text_wrap=True)
    s.head(0, [("Địa phương", 20), ("Mức độ", 10), ("Quy tắc", 24), ("Nội dung", 60), ("Đúng ra", 28), ("Hiện ghi", 28), ("Căn cứ", 34), ("Trang", 9), ("Ảnh trang", 10), ("Mã", 17), ("Số, ký hiệu", 14)], freeze_columns=1)
    for n, f in enumerate(r.findings[:MAX_ROWS], 1):
        p = plans.get(f["document_id"])
        b.rows.setdefault((FINDINGS, f["document_id"]), n)
        s.text(n, 0, p.label if p else "", wrap)
        s.text(n, 1, labels.SEVERITY[f["severity"]], b.style(bg_color=COLOURS[f["severity"]]))
        s.text(n, 2, f"{f.get('title') or f['rule']} ({f['rule']})", wrap)
        for c, k in enumerate(("message", "expected", "actual", "legal_basis"), 3):
            s.text(n, c, f[k], wrap)
        page = f.get("page", "")
        s.url(n, 7, b.source(f["document_id"], page), f"tr. {page}" if page else "mở tệp" if b.source(f["document_id"]) else "")
        s.url(n, 8, f"external:{b.html}#{f['finding_id']}" if b.html else "", "xem ảnh" if b.html else "")
        s.text(n, 9, f["finding_id"], b.style(font_size=8, font_color="#666666"))
        s.text(n, 10, p.row["symbol"] if p else "", wrap)
    s.sheet.autofilter(0, 0, max(min(len(r.findings), MAX_ROWS), 1), 10)


def calendar(s: Sheet) -> None:
    """Deadlines by their last day; those without a day after them."""
    r, b = s.book.report, s.book
    wrap = b.style(text_wrap=True)
    s.head(0, [("Đến ngày", 12), ("Từ ngày", 12), ("Địa phương", 22), ("Việc phải làm", 60), ("Chủ trì", 28), ("Loại", 13), ("Quan hệ", 10), ("Nguyên văn", 30), ("Chu kỳ", 22), ("Điều kiện", 24), ("Trang", 9)], freeze_columns=1)
    for n, d in enumerate(r.deadlines[:MAX_ROWS], 1):
        s.day(n, 0, d["end"])
        s.day(n, 1, d["start"])
        for c, words in enumerate((d["place"], d["what"], d["lead_units"], labels.DEADLINE.get(d["kind"], d["kind"]), labels.BOUND.get(d["bound"], d["bound"]), d["raw"], d["rrule"], d["condition"]), 2):
            s.text(n, c, words, wrap)
        page = d.get("page", "")
        s.url(n, 10, b.source(d["document_id"], page), f"tr. {page}" if page else "mở tệp" if b.source(d["document_id"]) else "")
    s.sheet.autofilter(0, 0, max(min(len(r.deadlines), MAX_ROWS), 1), 10)


def references(s: Sheet) -> None:
    """Cited documents: by how many plans, how often, what disagrees with the list of known documents."""
    r, b = s.book.report, s.book
    wrap = b.style(text_wrap=True)
    s.head(0, [("Số, ký hiệu", 20), ("Loại", 18), ("Ngày", 12), ("Cơ quan ban hành", 30), ("Số kế hoạch dẫn", 10), ("Số lần", 8), ("Đối chiếu", 22), ("Dẫn sai", 8), ("Sai khác", 60), ("Các địa phương dẫn", 50)], freeze_columns=1)
    for n, x in enumerate(r.references[:MAX_ROWS], 1):
        s.text(n, 0, x["symbol"], wrap)
        s.text(n, 1, x["type"], wrap)
        s.day(n, 2, x["issued_on"])
        s.text(n, 3, x["issuer"], wrap)
        s.number(n, 4, x["plans"], b.style())
        s.number(n, 5, x["mentions"], b.style())
        s.text(n, 6, labels.REFERENCE.get(x["status"], x["status"]), wrap)
        s.number(n, 7, x["miscited"], b.style(**({"bg_color": COLOURS["error"]} if x["miscited"] != "0" else {})))
        s.text(n, 8, x["problems"], wrap)
        s.text(n, 9, x["places"], wrap)
    s.sheet.autofilter(0, 0, max(len(r.references), 1), 9)


def units(s: Sheet) -> None:
    """Organisations: what they lead, what they help with, in which spellings they occur."""
    r, b = s.book.report, s.book
    wrap = b.style(text_wrap=True)
    s.head(0, [("Cơ quan, đơn vị", 44), ("Cấp", 12), ("Hệ thống", 18), ("Chung chung", 12), ("Chủ trì", 9), ("Phối hợp", 9), ("Số lần gặp", 10), ("Các cách viết", 70)], freeze_columns=1)
    for n, u in enumerate(r.units[:MAX_ROWS], 1):
        s.text(n, 0, u["name"], wrap)
        s.text(n, 1, labels.UNIT_LEVEL.get(u["level"], u["level"]), wrap)
        s.text(n, 2, labels.SYSTEM.get(u["system"], u["system"]), wrap)
        s.text(n, 3, "có" if u["is_generic"] else "", b.style())
        for c, k in enumerate(("leads", "helps", "mentions"), 4):
            s.number(n, c, u[k], b.style())
        s.text(n, 7, u["variants"], wrap)
    s.sheet.autofilter(0, 0, max(len(r.units), 1), 7)


def coverage(s: Sheet) -> None:
    """Share of each pillar's expected indicators that each plan has, and which are missing."""
    r, b = s.book.report, s.book
    wrap = b.style(text_wrap=True)
    s.head(0, [("Địa phương", 28), ("Trụ cột", 22), ("Có", 7), ("Cần có", 8), ("Tỷ lệ", 9), ("Chỉ tiêu còn thiếu", 100)], freeze_columns=1)
    n = 1
    for p in r.plans:
        for pillar in r.pillars:
            if (p.id, pillar) in r.coverage and n < MAX_ROWS:
                have, expected, missing = r.coverage[p.id, pillar]
                s.text(n, 0, p.label, wrap)
                s.text(n, 1, pillar, wrap)
                s.number(n, 2, have, b.style())
                s.number(n, 3, expected, b.style())
                s.number(n, 4, have / expected if expected else None, b.style(num_format="0%"))
                s.text(n, 5, "; ".join(r.catalogue_names.get(c, c) for c in missing.split("; ") if c), wrap)
                n += 1
    if n > 1:
        s.sheet.conditional_format(1, 4, n - 1, 4, {"type": "data_bar", "bar_color": "#8FB8DE", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1})
    s.sheet.autofilter(0, 0, max(n - 1, 1), 5)


def rules(s: Sheet) -> None:
    """What was checked: three outcomes counted for every rule, and why a rule could not decide."""
    r, b = s.book.report, s.book
    wrap = b.style(text_wrap=True)
    s.head(0, [("Quy tắc", 20), ("Tên", 40), ("Mức độ", 10), ("Phạm vi", 16), ("Đang bật", 9), ("Đạt", 9), ("Không đạt", 9), ("Không áp dụng", 10), ("Lý do không áp dụng", 60), ("Căn cứ", 50)], freeze_columns=1)
    for n, x in enumerate(r.rules, 1):
        s.text(n, 0, x["rule"], wrap)
        s.text(n, 1, x["title"], wrap)
        s.text(n, 2, labels.SEVERITY.get(x["severity"], x["severity"]), b.style(bg_color=COLOURS.get(x["severity"], "#FFFFFF")))
        s.text(n, 3, labels.LEVEL.get(x["level"], x["level"]), wrap)
        s.text(n, 4, "có" if x["enabled"] in ("1", "True") else "không", b.style())
        for c, k in enumerate(("passed", "failed", "not_applicable"), 5):
            s.number(n, c, x[k], b.style())
        s.text(n, 8, x["reasons"] or x["error"], wrap)
        s.text(n, 9, x["legal_basis"], wrap)
    s.sheet.autofilter(0, 0, max(len(r.rules), 1), 9)


SHEETS: tuple[tuple[str, Callable[[Sheet], None]], ...] = (
    (OVERVIEW, overview), (MATRIX, matrix), (AGAINST, against), (FINDINGS, findings), (CALENDAR, calendar), (REFERENCES, references), (UNITS, units), (COVERAGE, coverage), (RULES, rules),
)
