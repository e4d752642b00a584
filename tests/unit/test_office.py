"""Old office formats through LibreOffice, and spreadsheets."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Alignment, Font

from extractors.readers import docx, office, sheet, sheet_formats
from extractors.readers.page import ReadOptions
from pipeline import soffice
from schemas.document import Document, Paragraph, Role, SourceFile, Table
from schemas.errors import DocumentError

SHARED = Path(__file__).parents[2] / "../shared"
needs_office = pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not here")
OPTIONS = ReadOptions(converter=soffice.convert)


def source(path: Path) -> SourceFile:
    data = path.read_bytes()
    return SourceFile(path, path.name, hashlib.sha256(data).hexdigest(), len(data), "")


def words(document: Document) -> list[str]:
    out: list[str] = []
    for b in document.blocks:
        out += [c.text for c in b.cells] if isinstance(b, Table) else [b.text]
    return [w for w in out if w]


@pytest.mark.slow
@needs_office
def test_doc_in_vntime_comes_out_in_unicode() -> None:
    path = SHARED / "real/doc/cantho_QD9UB2_vntime.doc"
    if not path.exists():
        pytest.skip("shared material is not here")
    document = office.read(source(path), OPTIONS)
    text = "\n".join(words(document))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text and "Ủy ban nhân dân thành phố Cần Thơ" in text
    assert document.source.path == path
    assert not set("µ¸¶·¹®©«¬") & set(text)


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("to", ["doc", "rtf", "odt"])
def test_old_formats_say_what_the_docx_says(tmp_path: Path, to: str) -> None:
    path = SHARED / "plans/thuan-an.docx"
    if not path.exists():
        pytest.skip("shared material is not here")
    with soffice.Soffice() as program:
        (old,) = program.convert([path], to, tmp_path)
    got, want = office.read(source(old), OPTIONS), docx.read(source(path))
    tables = [[c.text.split() for c in t.cells] for t in want.tables()]
    assert [[c.text.split() for c in t.cells] for t in got.tables()] == tables


@pytest.mark.slow
@needs_office
def test_a_hung_conversion_is_ended_with_all_its_children(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_text(r"{\rtf1 Ke hoach}")
    before = {p.pid for p in psutil.process_iter() if "soffice" in p.name()}
    with soffice.Soffice(timeout=0.05) as program, pytest.raises(DocumentError) as e:
        program.convert([path], "docx", tmp_path / "out")
    assert e.value.code == "timeout"
    time.sleep(0.5)
    mine = [p for p in psutil.process_iter() if "soffice" in p.name() and p.pid not in before and p.status() != psutil.STATUS_ZOMBIE and "kehoach-office" in " ".join(p.cmdline())]
    assert not [p for p in mine if str(tmp_path) in " ".join(p.cmdline())]


@pytest.fixture(scope="module")
def rtf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rtf") / "a.rtf"
    path.write_text(r"{\rtf1 Ke hoach}")
    return path


def gone(pid: int) -> bool:
    for _ in range(50):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@needs_office
def test_one_instance_converts_file_after_file_and_leaves_nothing(tmp_path: Path, rtf: Path) -> None:
    with soffice.Soffice() as program:
        pids = []
        for n in range(3):
            (made,) = program.convert([rtf], "docx", tmp_path / str(n))
            assert words(docx.read(source(made))) == ["Ke hoach"]
            pids.append(program._office.pid)
        home = Path(program._home.name)
        pipe = soffice.reaper.office_pipe(home / "profile")
        assert pipe.exists()
    assert len(set(pids)) == 1
    assert gone(pids[0]) and not pipe.exists() and not home.exists()


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGKILL, None), (signal.SIGSTOP, "timeout")])
def test_an_instance_that_died_or_hangs_costs_one_file_at_most(tmp_path: Path, rtf: Path, signal_: signal.Signals, code: str | None) -> None:
    with soffice.Soffice() as program:
        program.convert([rtf], "docx", tmp_path / "a")
        first = program._office.pid
        os.kill(first, signal_)
        assert code or gone(first)
        program.timeout = 3.0 if code else 60.0
        if code:
            with pytest.raises(DocumentError) as e:
                program.convert([rtf], "docx", tmp_path / "b")
            assert e.value.code == code and gone(first)
        program.timeout = 60.0
        assert program.convert([rtf], "docx", tmp_path / "c")[0].exists()
        assert program._office.pid != first


@pytest.mark.slow
@needs_office
def test_an_instance_that_is_dead_but_cannot_be_waited_for_yet_is_not_used(tmp_path: Path, rtf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with soffice.Soffice() as program:
        program.convert([rtf], "docx", tmp_path / "a")
        first = program._office
        os.kill(first.pid, signal.SIGKILL)
        assert gone(first.pid)
        monkeypatch.setattr(first, "poll", lambda: None)  # what waitpid says while threads of a killed process still end
        assert program.convert([rtf], "docx", tmp_path / "b")[0].exists()
        assert program._office.pid != first.pid


@pytest.mark.slow
@needs_office
def test_an_instance_is_renewed_after_its_share_of_files(tmp_path: Path, rtf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "FILES", 2)
    with soffice.Soffice() as program:
        pids = []
        for _ in range(3):
            program.convert([rtf], "docx", tmp_path)
            pids.append(program._office.pid)
        assert pids[0] == pids[1] != pids[2]
        monkeypatch.setattr(soffice, "IDLE", 0.0)
        program.rest()
        assert program._office is None and gone(pids[2])


@pytest.mark.slow
@needs_office
def test_an_instance_dies_with_a_parent_that_is_killed(tmp_path: Path, rtf: Path) -> None:
    code = "import sys, time\nfrom pathlib import Path\nfrom pipeline import soffice\ns = soffice.Soffice()\ns.convert([Path(sys.argv[1])], 'docx', Path(sys.argv[2]))\nprint(s._office.pid, flush=True)\ntime.sleep(60)"
    parent = subprocess.Popen([sys.executable, "-c", code, str(rtf), str(tmp_path)], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.wait()
    assert gone(pid)
    for profile in tmp_path.glob("kehoach-office-*/profile"):
        soffice.reaper.office_pipe(profile).unlink(missing_ok=True)


def test_without_libreoffice_the_advice_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    for options in (None, OPTIONS):
        with pytest.raises(DocumentError) as e:
            office.read(source(path), options)
        assert e.value.code == "missing_tool"


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "truncated")])
def test_bad_files_are_seen_before_libreoffice_starts(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as e:
        office.read(source(path), ReadOptions(converter=lambda *_: pytest.fail("started")))
    assert e.value.code == code


def test_sheet_keeps_merged_headers_captions_and_shown_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    ws = book.active
    ws["A1"], ws["D1"] = "ỦY BAN NHÂN DÂN XÃ X", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    ws["A3"] = "PHỤ LỤC I: CHỈ TIÊU"
    ws.append(["STT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", None, "Cơ quan chủ trì"])
    ws.append([None, None, None, "Năm 2025", "Năm 2026", None])
    for merged in ("D4:E4", "A4:A5", "B4:B5"):
        ws.merge_cells(merged)
    ws.append([1, "Tỷ lệ phủ sóng 5G", "%", 95.5, 100, "Phòng VH-XH"])
    ws.append([2, "Thu ngân sách", "%", "≥ 80%", 0.85, "Phòng Kinh tế"])
    ws["E7"].number_format = "0%"
    hidden = book.create_sheet("ẩn")
    hidden["A1"], hidden.sheet_state = "bí mật", "hidden"
    path = tmp_path / "a.xlsx"
    book.save(path)
    document = sheet.read(source(path))
    (table,) = document.tables()
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == ["ỦY BAN NHÂN DÂN XÃ X", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "PHỤ LỤC I: CHỈ TIÊU"]
    assert {(c.text, c.row_span, c.col_span) for c in table.cells if c.row_span * c.col_span > 1} == {("STT", 2, 1), ("Chỉ tiêu", 2, 1), ("Kết quả", 1, 2)}
    assert [c.text for c in table.cells if c.row == 2] == ["1", "Tỷ lệ phủ sóng 5G", "%", "95,5", "100", "Phòng VH-XH"]
    assert [c.text for c in table.cells if c.row == 3][3:5] == ["≥ 80%", "85%"]
    assert [n.code for n in document.notes] == ["hidden_sheet"]


@pytest.mark.parametrize("letterhead", [
    {"A1": "UBND XÃ X\nSố: 12/KH-UBND", "D1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nX, ngày 05 tháng 01 năm 2026"},  # two cells of two lines
    {"A1": "UBND XÃ X", "D1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "A2": "Số: 12/KH-UBND", "D2": "X, ngày 05 tháng 01 năm 2026"},  # a row a line
    {"B1": "UBND XÃ X", "D1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "B2": "Số: 12/KH-UBND", "D3": "X, ngày 05 tháng 01 năm 2026", "A3": " "},
])
def test_letterhead_and_title_of_a_sheet(tmp_path: Path, letterhead: dict[str, str]) -> None:
    book = openpyxl.Workbook()
    ws = book.active
    for at, words in letterhead.items():
        ws[at] = words
    ws["A4"], ws["A4"].font, ws["A4"].alignment = "KẾ HOẠCH\nChuyển đổi số", Font(bold=True), Alignment(horizontal="center")
    ws["A5"] = "Căn cứ Nghị quyết số 57-NQ/TW;"
    for row in (["STT", "Chỉ tiêu", "Đơn vị tính"], ["I", "Chính quyền số", None], [1, "Tỷ lệ hồ sơ trực tuyến", "%"]):
        ws.append(row)
    ws["B7"].font = Font(bold=True)
    ws["A10"], ws["D10"] = "Nơi nhận:\n- Lưu: VT.", "CHỦ TỊCH"
    path = tmp_path / "a.xlsx"
    book.save(path)
    document = sheet.read(source(path))
    found = [(b.text, b.role, b.bold, b.centered) for b in document.blocks if isinstance(b, Paragraph)]
    head = ["UBND XÃ X", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "X, ngày 05 tháng 01 năm 2026"]
    assert found[:4] == [(words, Role.LETTERHEAD, False, True) for words in head]
    assert found[-3:] == [("Nơi nhận:", Role.BODY, False, True), ("- Lưu: VT.", Role.BODY, False, True), ("CHỦ TỊCH", Role.BODY, False, True)]
    assert found[4:-3] == [("KẾ HOẠCH", Role.BODY, True, True), ("Chuyển đổi số", Role.BODY, True, True), ("Căn cứ Nghị quyết số 57-NQ/TW;", Role.BODY, False, False)]
    (table,) = document.tables()
    assert [c.text for c in table.cells if c.bold] == ["Chính quyền số"]


@pytest.mark.parametrize(("value", "code", "words"), [
    (0.85, "0%", "85%"), (0.8555, "0.0%", "85,6%"), (0.85, "0.##%", "85%"), (0.8512, "0.##%", "85,12%"), (1, "0%", "100%"), (0.005, "0%", "1%"), (85, '0"%"', "85%"), (85, '0" %"', "85 %"),
    (1234567, "#,##0", "1234567"), (1234567, "#,##0,", "1235"), (1200, '#,##0" hộ"', "1200 hộ"), (2.5, "0", "3"), (2.25, "0.0", "2,3"), (0.1 + 0.2, "", "0,3"), (3, "0.00", "3,00"),
    (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "-"), (12, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "12"), (-12, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_)', "(12)"),
    (-0.5, "0.0", "-0,5"), (5, '"≥ "0', "≥ 5"), (5, '[Red]0;[Blue]-0', "5"), (5, "General", "5"), (5.5, '0.00E+00', "5,5"), (7, '[$₫-42A]#,##0', "₫7"), (1e300, "0.00%", "1e+300"), (0, "#", ""),
    (datetime.date(2026, 6, 1), "mm/yyyy", "06/2026"), (datetime.date(2026, 6, 15), "[$-1010000]d/m/yyyy;@", "15/06/2026"), (datetime.datetime(2026, 6, 15, 7), "", "15/06/2026"),
    (datetime.date(2026, 1, 1), "yyyy", "2026"), (datetime.date(2026, 1, 1), '"Năm "yyyy', "2026"), (datetime.datetime(2026, 3, 9, 8, 30), "dd/mm/yyyy hh:mm", "09/03/2026"),
])
def test_values_as_their_number_formats_show_them(value: float | datetime.date, code: str, words: str) -> None:
    got = sheet_formats.shown(value, code) if code else sheet_formats.shown(value, "") if isinstance(value, datetime.date) else sheet_formats.plain(value)
    assert got == words


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(alphabet='0#?.,%;"\\[]$-_* ydmhsEeG@', max_size=30))
def test_no_number_format_breaks_the_reader(value: float, code: str) -> None:
    assert isinstance(sheet_formats.shown(value, code), str)


def workbook(path: Path) -> Path:
    """A table of indicators as offices keep it: per cents and months by format, an old font."""
    book = openpyxl.Workbook()
    ws = book.active
    ws.append(["STT", "ChØ tiªu", "Đơn vị tính", "Năm 2026", "Thời hạn"])
    ws.append([1, "Tû lÖ th«n cã c¸p quang", "%", 0.855, datetime.date(2026, 6, 1)])
    ws.append([2, "Số hộ dùng nước sạch", "hộ", 1200, datetime.date(2026, 12, 31)])
    ws["B1"].font = ws["B2"].font = openpyxl.styles.Font(name=".VnTime")
    ws["D2"].number_format, ws["D3"].number_format = "0.0%", "#,##0"
    ws["E2"].number_format, ws["E3"].number_format = "mm/yyyy", "dd/mm/yyyy"
    book.save(path)
    return path


ROWS = [["STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026", "Thời hạn"], ["1", "Tỷ lệ thôn có cáp quang", "%", "85,5%", "06/2026"], ["2", "Số hộ dùng nước sạch", "hộ", "1200", "31/12/2026"]]


def rows(document: Document) -> list[list[str]]:
    (table,) = document.tables()
    return [[c.text if c else "" for c in row] for row in table.grid()]


def test_sheet_as_it_is_shown(tmp_path: Path) -> None:
    document = sheet.read(source(workbook(tmp_path / "a.xlsx")))
    assert rows(document) == ROWS
    assert [n.code for n in document.notes] == ["legacy_encoding"]


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("to", ["xls", "ods"])
def test_old_sheets_say_what_the_xlsx_says(tmp_path: Path, to: str) -> None:
    with soffice.Soffice() as program:
        (old,) = program.convert([workbook(tmp_path / "a.xlsx")], to, tmp_path / "out")
        document = sheet.read(source(old), ReadOptions(converter=lambda f, kind, out: program.convert([f], kind, out)[0]))
        assert rows(document) == ROWS
        assert document.source.path == old
        plain = sheet.read(source(old))
    assert [n.code for n in plain.notes] == ["number_formats_unknown"]
    assert rows(plain)[1][3] == "0,855"


def test_damaged_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(DocumentError) as e:
        sheet.read(source(path))
    assert e.value.code == "truncated"
