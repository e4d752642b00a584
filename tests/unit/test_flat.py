"""Flat text: tables rebuilt in their columns, paragraphs joined, doubt said aloud. Checked against the DOCX of the same plan."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers import flat, flat_cells, flat_grammar, flat_header, flat_rows, flat_times, flat_width, text
from extractors.text import fold
from schemas.document import Document, Paragraph, Role, SourceFile, Table

SHARED = Path(__file__).parents[2] / "../shared"
FIVE = ["name", "value", "value", "value", "value", "value", "unit"]
TASK = ["name", "unit", "coord", "output", "deadline"]


def source(path: Path) -> SourceFile:
    data = path.read_bytes()
    return SourceFile(path, path.name, hashlib.sha256(data).hexdigest(), len(data), "text/plain")


def row(words: str, kinds: list[str]) -> list[str]:
    """One row from lines as a tool leaves them; its ordinal is 1."""
    (found,) = flat_rows.split_rows([flat_rows.Line(w) for w in words.split("\n")], kinds)
    assert found.ordinal == "1"
    return found.cells


@pytest.mark.parametrize(("words", "kinds", "cells"), [
    ("1 Tỷ lệ chi ngân sách địa phương\nchi cho khoa học\n≥ 1,0% ≥ 1,5% ≥ 2,0% ≥ 2,5% ≥ 3% Phòng Kinh tế", FIVE,
     ["Tỷ lệ chi ngân sách địa phương chi cho khoa học", "≥ 1,0%", "≥ 1,5%", "≥ 2,0%", "≥ 2,5%", "≥ 3%", "Phòng Kinh tế"]),
    ("1 Tỷ lệ người dân có chữ ký số - ≥ 10% ≥ 20% ≥ 30% Đạt 40%\nPhòng VH-XH; các\nđơn vị liên quan", FIVE,
     ["Tỷ lệ người dân có chữ ký số", "-", "≥ 10%", "≥ 20%", "≥ 30%", "Đạt 40%", "Phòng VH-XH; các đơn vị liên quan"]),
    ("1 Tỷ lệ phủ sóng mạng băng rộng di động\nTheo chỉ\ntiêu tỉnh\ngiao (5G)\n100% (5G)\nTheo chỉ\ntiêu tỉnh\ngiao (6G)\n80% (6G) 100% (6G)\nPhòng VH-XH", FIVE,
     ["Tỷ lệ phủ sóng mạng băng rộng di động", "Theo chỉ tiêu tỉnh giao (5G)", "100% (5G)", "Theo chỉ tiêu tỉnh giao (6G)", "80% (6G)", "100% (6G)", "Phòng VH-XH"]),
    ("1\nĐẩy mạnh tuyên truyền về chuyển đổi\nsố trên địa bàn.\nPhòng VH-\nXH\nCác cơ quan,\nđơn vị\nVăn bản triển khai Thường xuyên", TASK,
     ["Đẩy mạnh tuyên truyền về chuyển đổi số trên địa bàn.", "Phòng VH-XH", "Các cơ quan, đơn vị", "Văn bản triển khai", "Thường xuyên"]),
    ("1 Xây dựng kế hoạch số hóa hồ sơ lưu trữ\nTrung tâm Phục vụ\nhành chính công\nCông an xã\nKế hoạch 6/2026", TASK,
     ["Xây dựng kế hoạch số hóa hồ sơ lưu trữ", "Trung tâm Phục vụ hành chính công", "Công an xã", "Kế hoạch", "6/2026"]),
    ("1 Triển khai các nền tảng dùng chung\nVăn phòng HĐND và UBND\nCác phòng, đơn vị\nSau khi có văn\nbản của tỉnh", ["name", "unit", "coord", "deadline"],
     ["Triển khai các nền tảng dùng chung", "Văn phòng HĐND và UBND", "Các phòng, đơn vị", "Sau khi có văn bản của tỉnh"]),
])
def test_row_goes_into_its_columns(words: str, kinds: list[str], cells: list[str]) -> None:
    assert row(words, kinds) == cells


def test_blank_of_an_empty_cell_decides() -> None:
    lines = [flat_rows.Line("1 Đẩy mạnh truyền thông"), flat_rows.Line("Các phòng, đơn vị"), flat_rows.Line("Thường xuyên", empties_before=2)]
    (found,) = flat_rows.split_rows(lines, TASK)
    assert found.cells == ["Đẩy mạnh truyền thông", "Các phòng, đơn vị", "", "", "Thường xuyên"]


@given(st.lists(st.sampled_from(["1", "2", "I", "≥ 80%", "Phòng Kinh tế", "các đơn vị", "Thường xuyên", "học số", "-", "Văn bản", "100%"]), min_size=1, max_size=12),
       st.sampled_from([tuple(FIVE), tuple(TASK), ("name", "measure", "value", "unit")]))
@settings(max_examples=150, deadline=None)
def test_no_word_is_added_or_lost(words: list[str], kinds: tuple[str, ...]) -> None:
    rows = flat_rows.split_rows([flat_rows.Line(w) for w in words], list(kinds))
    got = " ".join(" ".join([r.ordinal, *r.cells]) for r in rows).split()
    assert sorted("".join(got)) == sorted("".join(words).replace(" ", ""))


@pytest.mark.parametrize(("words", "columns", "levels"), [
    ("STT Chỉ tiêu\nPhấn đấu theo từng giai đoạn\nCơ quan chủ trì\ntheo dõi, đánh giá\nNăm 2025 Năm 2030 Năm 2035\nI Phát triển hạ tầng",
     ["STT", "Chỉ tiêu", "Năm 2025", "Năm 2030", "Năm 2035", "Cơ quan chủ trì theo dõi, đánh giá"], 2),
    ("TT Tên nhiệm vụ Cơ quan chủ trì Cơ quan phối\nhợp\nThời hạn hoàn\nthành\nLưu ý\n1. Bảo đảm",
     ["TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn hoàn thành", "Lưu ý"], 1),
    ("TT TÊN NHIỆM VỤ ĐƠN VỊ CHỦ TRÌ\nMỤC TIÊU CHÍNH ĐẦU TƯ/\nSẢN PHẨM ĐẦU RA\nI PHÁT TRIỂN", ["TT", "TÊN NHIỆM VỤ", "ĐƠN VỊ CHỦ TRÌ", "MỤC TIÊU CHÍNH ĐẦU TƯ/ SẢN PHẨM ĐẦU RA"], 1),
])
def test_header_is_cut_into_its_columns(words: str, columns: list[str], levels: int) -> None:
    header = flat_header.find(words.split("\n"), 0)
    assert header is not None
    assert header.columns == columns and header.levels == levels


@pytest.mark.parametrize("words", ["STT là số thứ tự của chỉ tiêu trong kế hoạch", "TT Đảng ủy, TT HĐND xã;", "Số TT 5"])
def test_a_sentence_is_no_header(words: str) -> None:
    assert flat_header.find([words, "1 dòng sau"], 0) is None


@pytest.mark.parametrize(("cell", "value"), [("≥ 80%", True), ("100% (5G)", True), ("15-17%", True), ("từ 60% trở lên", True), ("Đạt 40%", True), ("-", True),
                                             ("1.234,5", True), ("Phòng Kinh tế", False), ("Thường xuyên", False), ("6/2026", False)])
def test_what_a_value_looks_like(cell: str, value: bool) -> None:
    assert flat_grammar.is_value(cell) is value


def _rows(document: Document) -> list[tuple[str, ...]]:
    """Data rows of all tables, cut rows joined, folded."""
    out: list[list[str]] = []
    for table in document.tables():
        if table.kind == "layout" or table.n_cols < 3:
            continue
        for line in table.grid():
            cells = [fold(c.text) if c else "" for c in line]
            if cells[0] in ("tt", "stt"):
                continue
            cells[0] = line[0].text.strip().rstrip(".") if line[0] else ""
            if len(set(cells[1:])) == 1:
                cells = [cells[0], cells[1], *[""] * (len(cells) - 2)]
            if not cells[0] and out and len(out[-1]) == len(cells):
                out[-1] = [f"{a} {b}".strip() for a, b in zip(out[-1], cells, strict=True)]
            else:
                out.append(cells)
    return [tuple(r) for r in out]


def _share(plan: str, flat_file: Path) -> float:
    """Share of the DOCX's rows that are in the flat text with every cell the same."""
    from extractors.readers import docx
    want = _rows(docx.read(source(SHARED / f"plans/{plan}.docx")))
    got = _rows(text.read(source(flat_file)))
    return sum(r in got for r in want) / len(want)


def test_plan_left_by_a_pdf_tool_has_every_row_of_its_docx() -> None:
    if not (SHARED / "plans/thuan-an.txt").exists():
        pytest.skip("shared material is not here")
    assert _share("thuan-an", SHARED / "plans/thuan-an.txt") == 1.0


@pytest.mark.slow
@pytest.mark.parametrize(("plan", "mode", "least"), [
    ("thuan-an", "-raw", 0.95), ("vo-nhai", "-raw", 0.92), ("dong-phu", "-raw", 0.78),
    ("thuan-an", "-layout", 0.85), ("vo-nhai", "-layout", 0.93), ("dong-phu", "-layout", 0.90),
])
def test_pdftotext_of_a_plan(tmp_path: Path, plan: str, mode: str, least: float) -> None:
    path = SHARED / f"plans/{plan}.pdf"
    if not path.exists() or not shutil.which("pdftotext"):
        pytest.skip("shared material or poppler-utils is not here")
    made = tmp_path / "flat.txt"
    subprocess.run(["pdftotext", mode, str(path), str(made)], check=True, timeout=60)
    assert _share(plan, made) >= least


def test_table_written_column_by_column_is_reported_and_not_invented() -> None:
    words = "\n".join(["Kế hoạch triển khai nhiệm vụ chuyển đổi số của Ủy ban nhân dân xã năm 2026 và các", "năm tiếp theo trên địa bàn xã."] * 8
                      + ["STT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "1", "2", "3", "4", "Tỷ lệ phủ sóng", "Tỷ lệ số hóa", "%", "%", "100", "90"])
    blocks, notes = flat.blocks_of(words)
    assert not any(isinstance(b, Table) for b in blocks)
    assert [n.code for n in notes] == ["flat_table_unreadable"]
    assert "Tỷ lệ phủ sóng" in " ".join(b.text for b in blocks if isinstance(b, Paragraph))


def test_prose_is_joined_and_page_numbers_are_furniture() -> None:
    words = ("1. Quán triệt đầy đủ các quan điểm, mục tiêu, nhiệm vụ, giải pháp đề ra tại Nghị quyết số\n57-NQ/TW, bảo đảm tiến độ; gắn với thực tiễn phát triển kinh\n"
             "\x0c2\ntế - xã hội của địa phương.\n- Rà soát trang thiết bị.\n")
    blocks, _ = flat.blocks_of(words)
    body = [b.text for b in blocks if isinstance(b, Paragraph) and b.role == Role.BODY]
    assert body[1:] == ["- Rà soát trang thiết bị."] and "Nghị quyết số 57-NQ/TW" in body[0] and "phát triển kinh tế - xã hội" in body[0]
    assert [b.text for b in blocks if isinstance(b, Paragraph) and b.role == Role.PAGE_NUMBER] == ["2"]


@pytest.mark.parametrize("hostile", ["STT Chỉ tiêu Kết quả\n" * 3000, "STT Chỉ tiêu Kết quả\n" + "1 a\n" * 4000, "I\n" * 20_000, "STT\nChỉ tiêu\nKết quả\n1\n" + "từ " * 30_000])
@pytest.mark.slow
def test_hostile_tables_end(hostile: str) -> None:
    blocks, _ = flat.blocks_of(hostile)
    assert blocks


@pytest.mark.parametrize(("lines", "columns", "end"), [
    (["TT Nội dung", "công việc", "Đơn vị thực hiện Thời hạn hoàn thành Ghi chú", "(1) (2) (3) (4) (5)", "1 Nâng cấp"], ["TT", "Nội dung công việc", "Đơn vị thực hiện", "Thời hạn hoàn thành", "Ghi chú"], 4),
    (["STT Nhiệm vụ Chủ trì Phối hợp Thời gian Kết quả", "1 2 3 4 5 6", "1 Làm A"], ["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian", "Kết quả"], 2),
    (["TT Chỉ tiêu ĐVT Thực hiện", "năm 2025", "Kế hoạch Phòng phụ", "tráchNăm 2026 Năm 2030", "1 Tỷ lệ A"], ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện năm 2025", "Năm 2026", "Năm 2030", "Phòng phụ trách"], 4),
    (["STT Nhiệm vụ Cơ quan chủ trì Thời gian thực hiện Sản phẩm", "Bắt đầu Hoàn thành", "1 Làm A"], ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Bắt đầu", "Hoàn thành", "Sản phẩm"], 2),
    (["STT Tên chỉ tiêu Đơn vị tính Mục tiêu phấn đấu Cơ quan chủ trì", "2026 2027 2028", "1 Tỷ lệ A"], ["STT", "Tên chỉ tiêu", "Đơn vị tính", "2026", "2027", "2028", "Cơ quan chủ trì"], 2),
])
def test_headers_of_flat_tables(lines: list[str], columns: list[str], end: int) -> None:
    from extractors.readers import flat_header
    header = flat_header.find(lines, 0)
    assert header is not None and (header.columns, header.end) == (columns, end)


@pytest.mark.parametrize(("ordinal", "lines", "kinds", "cells"), [
    ("b)", ["Rà soát danh mục", "thủ tục hành chính", "Văn phòng UBND", "tỉnh", "Các sở, ban, ngành;", "UBND cấp xã", "Quyết định công bố 2026"], ["name", "unit", "coord", "output", "deadline"],
     ["Rà soát danh mục thủ tục hành chính", "Văn phòng UBND tỉnh", "Các sở, ban, ngành; UBND cấp xã", "Quyết định công bố", "2026"]),
    ("3", ["Hỗ trợ hộ kinh doanh kê khai điện tử", "P. KTHTĐT", "Thuế cơ sở 1;", "34 tổ dân phố", "Trước", "30/6/2026", "100% hộ kinh doanh"], ["name", "unit", "coord", "deadline", "output"],
     ["Hỗ trợ hộ kinh doanh kê khai điện tử", "P. KTHTĐT", "Thuế cơ sở 1; 34 tổ dân phố", "Trước 30/6/2026", "100% hộ kinh doanh"]),
    ("1", ["Đầu tư tuyến cáp quang biển dự", "phòng", "Phòng Kinh tế VNPT Quảng Ngãi,", "Viettel Quảng Ngãi", "01/2026 12/2027 Tuyến cáp quang"], ["name", "unit", "coord", "deadline", "deadline", "output"],
     ["Đầu tư tuyến cáp quang biển dự phòng", "Phòng Kinh tế", "VNPT Quảng Ngãi, Viettel Quảng Ngãi", "01/2026", "12/2027", "Tuyến cáp quang"]),
])
def test_cells_of_a_flat_row(ordinal: str, lines: list[str], kinds: list[str], cells: list[str]) -> None:
    assert flat_cells.align([flat_cells.Line(t) for t in lines], ordinal, flat_cells.Shape(kinds)).cells == cells


# --- tables of plans nobody had seen --------------------------------------------------------------

INTRO = "\n".join(["Kế hoạch triển khai nhiệm vụ chuyển đổi số của Ủy ban nhân dân xã năm 2026 và các", "năm tiếp theo trên địa bàn xã."] * 8)


def table_of(words: str) -> tuple[list[list[str]], list[float]]:
    """Cells below the header of the only data table in a flat text, and the confidence of each row."""
    blocks, _ = flat.blocks_of(f"{INTRO}\n{words}")
    (table,) = [b for b in blocks if isinstance(b, Table)]
    grid = table.grid()
    first = 2 if any(c.row_span > 1 for c in table.cells if c.row == 0) else 1
    return [[c.text if c else "" for c in r] for r in grid[first:]], [min(c.confidence for c in r if c) for r in grid[first:]]


@pytest.mark.parametrize(("words", "columns"), [
    # heads that nobody knows, a year with words before it, several lines each
    ("STT Chỉ tiêu Đến hết năm\n2026\nĐến năm 2030 Tầm nhìn đến\nnăm 2045\nĐơn vị chủ trì Đơn vị phối hợp,\ncung cấp số liệu\nLời bàn thêm\n1 Tỷ lệ",
     ["STT", "Chỉ tiêu", "Đến hết năm 2026", "Đến năm 2030", "Tầm nhìn đến năm 2045", "Đơn vị chủ trì", "Đơn vị phối hợp, cung cấp số liệu", "Lời bàn thêm"]),
    ("STT Nội dung chỉ tiêu ĐVT Chỉ tiêu\ngiao năm\n2026\nĐơn vị chủ\ntrì\nI HẠ TẦNG SỐ", ["STT", "Nội dung chỉ tiêu", "ĐVT", "Chỉ tiêu giao năm 2026", "Đơn vị chủ trì"]),
    ("TT Chỉ tiêu ĐVT 2026 2030 Cơ quan chủ trì\n1 Hồ sơ", ["TT", "Chỉ tiêu", "ĐVT", "2026", "2030", "Cơ quan chủ trì"]),
    ("TT Nội dung chi Kinh phí (triệu đồng) Nguồn\n1 Thuê đường truyền 120 Ngân sách", ["TT", "Nội dung chi", "Kinh phí (triệu đồng)", "Nguồn"]),
    ("TT Chỉ tiêu ĐVT Thực hiện\nnăm 2025\nKế hoạch Phòng phụ\ntráchNăm 2026 Năm 2030\n(1) (2) (3) (4) (5) (6) (7)\nI Chính quyền số", ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện năm 2025", "Năm 2026", "Năm 2030", "Phòng phụ trách"]),
    ("ST\nT\nNhiệm vụ Kết quả đầu ra Phân công thực hiện Thời gian thực\nhiện\nGhi\nChủ trì Phối hợp chú\nI CÔNG TÁC CHỈ ĐẠO", ["STT", "Nhiệm vụ", "Kết quả đầu ra", "Chủ trì", "Phối hợp", "Thời gian thực hiện", "Ghi chú"]),
    ("TT NỘI DUNG\nCÔNG VIỆC\nTHỜI GIAN\nTHỰC HIỆN\nĐƠN VỊ CHỦ\nTRÌ\nĐƠN VỊ\nPHỐI HỢP\nA CÔNG TÁC", ["TT", "NỘI DUNG CÔNG VIỆC", "THỜI GIAN THỰC HIỆN", "ĐƠN VỊ CHỦ TRÌ", "ĐƠN VỊ PHỐI HỢP"]),
    ("Nội dung Phân công nhiệm vụ Tiến độ Sản phẩm đầu ra\n1. Xây dựng nền tảng", ["Nội dung", "Phân công nhiệm vụ", "Tiến độ", "Sản phẩm đầu ra"]),
])
def test_headers_of_other_plans(words: str, columns: list[str]) -> None:
    header = flat_header.find(words.split("\n"), 0)
    assert header is not None and header.columns == columns


@pytest.mark.parametrize("words", ["Nội dung, nhiệm vụ, giải pháp và thời gian thực hiện\n1 dòng", "Nhiệm vụ chủ trì phối hợp thời gian\n1 dòng", "Chỉ tiêu năm 2026 đạt 90%\n1 dòng"])
def test_a_sentence_about_tasks_is_no_header(words: str) -> None:
    assert flat_header.find(words.split("\n"), 0) is None


def test_line_breaks_tell_how_cells_were_set() -> None:
    """From the top: a cell of one line is followed on its line. "Tổ công nghệ" opens a line of a name that is wrapped at its column's width."""
    rows, _ = table_of(
        "STT Nhiệm vụ Chủ trì Phối hợp Thời gian Kết quả\n1 Ban hành Kế\nhoạch bảo\nđảm an toàn\nthông tin\nVăn phòng Đảng\nủy\nCông an\nphường\nQuý I/2026 Kế hoạch\n"
        "2 Kiểm tra, đánh\ngiá hoạt động\nTổ công nghệ\nsố cộng đồng\nNhư trên Đoàn TNCS\nHồ Chí Minh\nHằng quý Báo cáo\n"
        "3 Lắp đặt\ncamera an\nninh giao thông\nCông an\nphường\nCác phòng,\nđơn vị\nQuý II - Quý\nIII/2026\n50 camera\n4 Triển khai học\nbạ số\nPhòng Kinh tế Các trường\nhọc\nTheo tiến độ\ncủa tỉnh\nHọc bạ số")
    assert rows == [
        ["1", "Ban hành Kế hoạch bảo đảm an toàn thông tin", "Văn phòng Đảng ủy", "Công an phường", "Quý I/2026", "Kế hoạch"],
        ["2", "Kiểm tra, đánh giá hoạt động Tổ công nghệ số cộng đồng", "Như trên", "Đoàn TNCS Hồ Chí Minh", "Hằng quý", "Báo cáo"],
        ["3", "Lắp đặt camera an ninh giao thông", "Công an phường", "Các phòng, đơn vị", "Quý II - Quý III/2026", "50 camera"],
        ["4", "Triển khai học bạ số", "Phòng Kinh tế", "Các trường học", "Theo tiến độ của tỉnh", "Học bạ số"]]


def test_group_column_row_parts_page_numbers_and_the_end_of_a_table() -> None:
    rows, _ = table_of(
        "Stt Lĩnh vực Nhiệm vụ cụ thể Chủ trì Thời gian hoàn thành\n1 Thể chế Rà soát văn bản quy\nphạm pháp luật\nVăn phòng HĐND và\nUBND\nQuý IV\n2 Chuyển đổi số Lắp đặt kiosk tự\nphục vụ\nPhòng Kinh tế 30/9/2026\n"
        "3 Tập huấn AI cho cán\nbộ, công chức\nPhòng Kinh tế Quý II và Quý\nIII/2026\nNơi nhận:\n- Lưu: VT.")
    assert rows[2] == ["3", "", "Tập huấn AI cho cán bộ, công chức", "Phòng Kinh tế", "Quý II và Quý III/2026"]
    rows, _ = table_of(
        "TT Chỉ tiêu ĐVT 2026 2030 Cơ quan chủ trì\n1 Hồ sơ nộp trực\ntuyến\n% 85 95 Đảng ủy UBND\nxã\nTrong đó: hồ sơ\nđất đai\n% 65 90\n 2 \n2 Chỉ số DTI xã Thứ hạng 45/130 40/130 Phòng Kinh tế\n"
        "3 Tỷ lệ hộ gia đình\ncó cáp quang\n% 98 100 Phòng Kinh tế\nPhần thứ ba\nNHIỆM VỤ VÀ PHÂN CÔNG THỰC HIỆN\nChi tiết theo Biểu số 01 kèm theo.")
    assert rows == [["1", "Hồ sơ nộp trực tuyến", "%", "85", "95", "Đảng ủy UBND xã"], ["", "Trong đó: hồ sơ đất đai", "%", "65", "90", ""],
                    ["2", "Chỉ số DTI xã", "Thứ hạng", "45/130", "40/130", "Phòng Kinh tế"], ["3", "Tỷ lệ hộ gia đình có cáp quang", "%", "98", "100", "Phòng Kinh tế"]]


def test_one_organisation_for_two_columns_is_not_sure() -> None:
    rows, sure = table_of(
        "STT Nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Thời gian\n1 Số hóa hồ sơ lưu trữ Văn phòng Sở Phòng Kinh tế Quý I/2026\n2 Sơ kết 6 tháng đầu năm Trung tâm Y tế Quý II/2026\n"
        "3 Làm sạch dữ liệu dân cư Công an xã Phòng Kinh tế Quý III/2026\n4 Làm sạch dữ liệu đất đai Phòng Kinh tế Công an xã Quý IV/2026")
    assert [r[2:4] for r in rows[:2]] == [["Văn phòng Sở", "Phòng Kinh tế"], ["Trung tâm Y tế", ""]]
    assert sure[1] < 0.9 <= sure[0]


@pytest.mark.parametrize(("cell", "time"), [
    ("Quý II và Quý III/2026", True), ("6 tháng cuối năm 2026", True), ("Năm học 2026 - 2027", True), ("Thường xuyên, hằng năm", True), ("Tháng 6; tháng 12", True), ("Trước ngày 15/6 hằng năm", True),
    ("1 Quý I/2026", False), ("5 6 tháng cuối năm", False), ("2 2026 - 2027", False), ("Quý", False), ("Tháng 6 Báo cáo", False), ("120", False)])
def test_what_a_time_looks_like(cell: str, time: bool) -> None:
    assert flat_times.is_time(cell) is time


def test_width_of_a_column_is_learnt_though_one_cell_was_read_wrongly() -> None:
    cells = [["Tỷ lệ hồ sơ công việc", "xử lý trên môi trường"], ["Tỷ lệ hộ gia đình có", "cáp quang băng rộng"], ["Phòng Kinh tế Công an xã Trung tâm Phục vụ hành chính công"]]
    width = flat_width.learn(cells)
    assert width is not None and width.low == max(flat_width.measure(t) for c in cells[:2] for t in c)
    assert flat_width.misfit(["Tỷ lệ", "hồ sơ"], width) > 0.5 > flat_width.misfit(cells[0], width)
    assert flat_width.misfit(cells[2], width) > 0.5


# --- how PDFium breaks lines, and cells set in the middle -------------------------------------------

def test_cells_of_one_and_of_two_lines_set_in_the_middle_share_a_line() -> None:
    """PDFium parts lines only where they do not overlap: the last line of a name goes on with its unit and values."""
    rows, _ = table_of(
        "TT Chỉ tiêu ĐVT Mục tiêu Đơn vị chủ trì\ntham mưu\nCơ quan theo\nNăm 2026 Năm 2028 Năm 2030 dõi\n(1) (2) (3) (4) (5) (6) (7) (8)\nI Hạ tầng số\n"
        "1 Tỷ lệ phủ sóng 5G trên địa bàn xã % ≥ 45 ≥ 70 100 Phòng VH-XH VP\nHĐND&UBND\n2\nTỷ lệ bản, tiểu khu có kết nối internet băng rộng\ncố định % 87,5 95 100 Phòng VH-XH VP\nHĐND&UBND\n"
        "II Kinh tế số\n3\nSố sản phẩm OCOP, nông sản chủ lực được đưa\nlên sàn thương mại điện tử\nsản\nphẩm 05 08 12 Phòng Kinh tế Phòng VH-XH\n"
        "4\nTỷ lệ hộ kinh doanh sử dụng hóa đơn điện tử,\nthanh toán không dùng tiền mặt % - 50 - 60 ≥ 80 Phòng Kinh tế Phòng VH-XH")
    assert [r for r in rows if r[0].isdigit()] == [
        ["1", "Tỷ lệ phủ sóng 5G trên địa bàn xã", "%", "≥ 45", "≥ 70", "100", "Phòng VH-XH", "VP HĐND&UBND"],
        ["2", "Tỷ lệ bản, tiểu khu có kết nối internet băng rộng cố định", "%", "87,5", "95", "100", "Phòng VH-XH", "VP HĐND&UBND"],
        ["3", "Số sản phẩm OCOP, nông sản chủ lực được đưa lên sàn thương mại điện tử", "sản phẩm", "05", "08", "12", "Phòng Kinh tế", "Phòng VH-XH"],
        ["4", "Tỷ lệ hộ kinh doanh sử dụng hóa đơn điện tử, thanh toán không dùng tiền mặt", "%", "-", "50 - 60", "≥ 80", "Phòng Kinh tế", "Phòng VH-XH"]]


def test_the_next_ordinal_ends_a_row_also_below_a_group_and_when_given_twice() -> None:
    rows, _ = table_of(
        "TT Nội dung nhiệm vụ Cơ quan chủ trì Cơ quan phối hợp Thời hạn Kết quả Ghi chú\n1. Nhóm nhiệm vụ pháp lý, chỉ đạo điều hành\n1.1 Kiện toàn Tổ công tác Đề án 06 xã, Tổ Đề án 06\n"
        "các ấp Công an xã Văn phòng HĐND\nvà UBND\nTháng 02 năm\n2026 Quyết định\n1.2 Tổ chức kiểm tra tiến độ thực hiện tại các ấp,\nđơn vị Công an xã Ban, ngành, đoàn\nthể xã Quý III/2026 Báo cáo\n"
        "2. Nhóm nhiệm vụ dịch vụ công trực tuyến\n2.1 Hướng dẫn, hỗ trợ người dân nộp hồ sơ trực\ntuyến tại nhà, tại ấp Trạm Y tế xã Đoàn Thanh niên\nxã Thường xuyên Hồ sơ trực\ntuyến tăng\n"
        "2.1 Rà soát dữ liệu đã số hóa của thôn Phòng Kinh tế Công an xã 15/3/2026 Báo cáo")
    assert [r[0] for r in rows] == ["1.", "1.1", "1.2", "2.", "2.1", "2.1"]
    assert [r[2:6] for r in rows if "." in r[0].rstrip(".")] == [
        ["Công an xã", "Văn phòng HĐND và UBND", "Tháng 02 năm 2026", "Quyết định"], ["Công an xã", "Ban, ngành, đoàn thể xã", "Quý III/2026", "Báo cáo"],
        ["Trạm Y tế xã", "Đoàn Thanh niên xã", "Thường xuyên", "Hồ sơ trực tuyến tăng"], ["Phòng Kinh tế", "Công an xã", "15/3/2026", "Báo cáo"]]


@pytest.mark.parametrize(("words", "columns"), [
    # heads over two groups of others, printed level by level
    ("STT Nội dung chỉ tiêu ĐVT Mục tiêu phấn đấu Phân công thực hiện\nNăm\n2026\nNăm\n2028\nNăm\n2030\nChịu trách\nnhiệm\nchính\nPhối hợp\n(1) (2) (3) (4) (5) (6) (7) (8)\nA HẠ TẦNG",
     ["STT", "Nội dung chỉ tiêu", "ĐVT", "Năm 2026", "Năm 2028", "Năm 2030", "Chịu trách nhiệm chính", "Phối hợp"]),
    ("TT Dự án, nhiệm vụ Đơn vị thực hiện Thời gian Kinh phí\ndự kiến\n(triệu\nđồng)\nSản phẩm\nChủ trì Phối hợp Bắt đầu Hoàn\nthành\n1 Nền tảng",
     ["TT", "Dự án, nhiệm vụ", "Chủ trì", "Phối hợp", "Bắt đầu", "Hoàn thành", "Kinh phí dự kiến (triệu đồng)", "Sản phẩm"]),
    # woven by half a line
    ("TT Nội dung chỉ tiêu\nKế hoạch\nNăm Chủ trì\n2026 Năm 2028 Năm 2030\n1. Hạ tầng số\n1.1 Tỷ lệ", ["TT", "Nội dung chỉ tiêu", "Năm 2026", "Năm 2028", "Năm 2030", "Chủ trì"]),
    ("Số\nTT Tên chỉ tiêu Đơn vị 2026 2028 2030 Chủ trì Cơ quan phối hợp\n1. Hạ tầng số", ["Số TT", "Tên chỉ tiêu", "Đơn vị", "2026", "2028", "2030", "Chủ trì", "Cơ quan phối hợp"]),
    # a year over rows is no head
    ("STT Tên chỉ tiêu Chỉ tiêu phấn\nđấu\nCơ quan chủ trì Cơ quan\ntheo dõi\nĐến hết năm 2026\n1 Tỷ lệ", ["STT", "Tên chỉ tiêu", "Chỉ tiêu phấn đấu", "Cơ quan chủ trì", "Cơ quan theo dõi"]),
])
def test_heads_of_two_levels(words: str, columns: list[str]) -> None:
    header = flat_header.find(words.split("\n"), 0)
    assert header is not None and header.columns == columns


@pytest.mark.parametrize("cell", ["95 100", "Trên 54 Theo chỉ tiêu tỉnh giao", "100 Phòng Kinh tế", "80 ≥ 90"])
def test_a_value_cell_holds_one_value(cell: str) -> None:
    assert flat_grammar.cost("value", cell) > flat_grammar.cost("value", "Theo chỉ tiêu tỉnh giao") + 2.0


def test_the_name_of_an_organisation_is_not_torn() -> None:
    words = ["công", "dân", "Ủy", "ban", "MTTQ", "Việt", "Nam", "Phòng", "Kinh", "tế"]
    assert flat_grammar.inside_names(words) == {3, 4, 5, 6, 8, 9}


def test_hyphen_that_pdfium_marks_at_a_line_end_is_kept() -> None:
    blocks, _ = text.blocks_of("Giao Phòng VH\uFFFEXH theo dõi; báo cáo Ủy ban nhân dân xã.\n")
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["Giao Phòng VH-XH theo dõi; báo cáo Ủy ban nhân dân xã."]


LAYOUT = """
                                                             Cơ quan phối       Thời gian hoàn
Số TT               Nhiệm vụ                Đơn vị chủ trì
                                                                  hợp                thành
                                                            Trung tâm Phục      Sau khi có hướng
        Ban hành quyết định phân công
  1                                         Công an xã      vụ hành chính        dẫn của UBND
        phụ trách chỉ tiêu
                                                            công                      tỉnh
        Lắp đặt màn hình hiển thị tại nhà   Ủy ban MTTQ     Ban Xây dựng
  2                                                                               Hằng năm
        văn hóa                             Việt Nam xã     Đảng
        Công khai quy hoạch sử dụng đất                     VP                 Khi có hướng dẫn
  3                                         Hội Nông dân
        trên trang thông tin điện tử                        HĐND&UBND             của tỉnh
"""


def test_layout_text_with_lines_above_the_ordinal() -> None:
    blocks, _ = flat.blocks_of(INTRO + LAYOUT)
    (table,) = [b for b in blocks if isinstance(b, Table)]
    assert [[c.text if c else "" for c in r] for r in table.grid()] == [
        ["Số TT", "Nhiệm vụ", "Đơn vị chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"],
        ["1", "Ban hành quyết định phân công phụ trách chỉ tiêu", "Công an xã", "Trung tâm Phục vụ hành chính công", "Sau khi có hướng dẫn của UBND tỉnh"],
        ["2", "Lắp đặt màn hình hiển thị tại nhà văn hóa", "Ủy ban MTTQ Việt Nam xã", "Ban Xây dựng Đảng", "Hằng năm"],
        ["3", "Công khai quy hoạch sử dụng đất trên trang thông tin điện tử", "Hội Nông dân", "VP HĐND&UBND", "Khi có hướng dẫn của tỉnh"]]


def test_effort_spent_rows_are_kept_whole_and_unsure() -> None:
    lines = [flat_rows.Line(t) for n in range(1, 6) for t in (f"{n} Số hóa hồ sơ lưu trữ số {n}", "Phòng Kinh tế Quý I/2026")]
    (rows,), _ = flat_rows.split_parts([lines], ["name", "unit", "deadline"], flat_cells.Effort(left=-10_000_000))
    assert [r.ordinal for r in rows] == ["1", "2", "3", "4", "5"]
    assert all(r.cells[1:] == ["", ""] and "Phòng Kinh tế Quý I/2026" in r.cells[0] and r.margin == 0.0 for r in rows)
