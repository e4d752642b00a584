"""HTML: the document, and nothing of the portal around it; tables that lay out a page are no tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.readers import html
from schemas.document import Document, Paragraph, Role, SourceFile, Table

HEAD = ('<table><tr><td><p>UBND XÃ A</p><p>Số: 12/KH-UBND</p></td><td><p><b>CỘNG HÒA XÃ HỘI</b> <b>CHỦ NGHĨA VIỆT NAM</b></p><p>A, ngày 05 tháng 01 năm 2026</p></td></tr></table>')
PROSE = "".join(f"<p>{n}. Căn cứ <a href='/vb'>Nghị quyết số {n}/NQ-HĐND</a>, các phòng, ban triển khai nhiệm vụ được giao trong năm 2026.</p>" for n in range(1, 13))
DATA = ("<table><tr><td>TT</td><td>Nhiệm vụ</td><td>Cơ quan chủ trì</td></tr><tr><td>1</td><td>Rà soát hạ tầng</td><td>Phòng Kinh tế</td></tr>"
        "<tr><td>2</td><td>-</td><td>Công an xã</td></tr></table>")
PLAN = f"{HEAD}<p align='center'><b>KẾ HOẠCH</b></p>{PROSE}{DATA}<p>Nơi nhận: UBND tỉnh</p>"
MENU = "<div class='main-menu'><ul><li><a href='/'>Trang chủ</a></li><li><a href='/gt'>Giới thiệu</a></li></ul></div>"
NEWS = "<div><h3>Văn bản mới</h3><ul><li><a href='/9'>Kế hoạch số 88/KH-UBND ngày 01/10/2025 về cải cách hành chính</a></li></ul></div>"
END = "<div id='pageFooter'><p>Bản quyền thuộc UBND xã A. Giấy phép số 45/GP-TTĐT ngày 03/02/2021. Ghi rõ nguồn khi phát hành lại.</p></div>"

PAGES = {
    "bare": PLAN,
    "body": f"<html><body>{PLAN}</body></html>",
    "word": f"<html><body><div class='WordSection1'>{PLAN}</div></body></html>",
    "divs": f"<html><body>{MENU}<div class='row'><div><h1>Kế hoạch năm 2026</h1><div>Ngày đăng: 21/11/2025 | Lượt xem: 345</div><article>{PLAN}</article></div>{NEWS}</div>{END}</body></html>",
    "form": f"<html><body><form id='aspnetForm' action='/'><input name='q'>{MENU}<div>{PLAN}</div>{NEWS}{END}</form></body></html>",
    "tables": f"<html><body><table><tr><td colspan='2'>{MENU}</td></tr><tr><td>{NEWS}</td><td><div>{PLAN}</div></td></tr><tr><td colspan='2'>{END}</td></tr></table></body></html>",
    "tables in tables": f"<html><body><table><tr><td><table><tr><td>{MENU}</td></tr><tr><td><table><tr><td>{PLAN}</td></tr></table></td></tr></table></td></tr></table></body></html>",
}


def read(tmp_path: Path, page: str) -> Document:
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    return html.read(SourceFile(path, path.name, "0" * 64, path.stat().st_size, "text/html"))


def words(document: Document) -> list[str]:
    return [b.text if isinstance(b, Paragraph) else " | ".join(c.text for c in b.cells) for b in document.blocks if isinstance(b, Paragraph | Table)]


@pytest.mark.parametrize("kind", PAGES)
def test_of_a_page_the_document_is_read_and_nothing_else(tmp_path: Path, kind: str) -> None:
    document = read(tmp_path, PAGES[kind])
    found = words(document)
    assert found[:5] == ["UBND XÃ A", "Số: 12/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "A, ngày 05 tháng 01 năm 2026", "KẾ HOẠCH"]
    assert len(found) == 5 + 12 + 2 and found[-1] == "Nơi nhận: UBND tỉnh"
    assert [b.role for b in document.blocks[:4] if isinstance(b, Paragraph)] == [Role.LETTERHEAD] * 4
    title = document.blocks[4]
    assert isinstance(title, Paragraph) and title.centered and title.bold
    (table,) = (b for b in document.blocks if isinstance(b, Table))
    assert (table.n_rows, table.n_cols) == (3, 3) and found[-2].endswith("2 | - | Công an xã")


def test_a_page_without_a_letterhead_keeps_all_its_words(tmp_path: Path) -> None:
    assert words(read(tmp_path, f"<html><body><h1>Kế hoạch năm 2026</h1><div>Phần một</div><div>{PROSE}</div></body></html>"))[:2] == ["Kế hoạch năm 2026", "Phần một"]


@pytest.mark.parametrize("task", [
    "<p>Công khai lượt truy cập trên Trang thông tin điện tử</p>", "<div class='menu'><p>Công khai lượt truy cập</p></div>", "<p><a href='/57'>Nghị quyết số 57-NQ/TW</a></p>",
    "<div>Đăng tải văn bản mới, bản quyền thuộc UBND xã</div>", "<ul><li>Thống kê lượt xem</li></ul>", "<table><tr><td>Lượt truy cập</td></tr></table>",
])
@pytest.mark.parametrize("page", ["<html><body>{}</body></html>", "<html><body><div class='menu'><a href='/'>Trang chủ</a></div><article>{}</article></body></html>"])
def test_inside_the_document_nothing_is_judged(tmp_path: Path, page: str, task: str) -> None:
    without, with_task = (words(read(tmp_path, page.format(HEAD + PROSE + extra + PROSE))) for extra in ("", task))
    assert len(with_task) == len(without) + 1


def test_a_table_in_a_cell_follows_the_table_it_stands_in(tmp_path: Path) -> None:
    outer = DATA.replace("Rà soát hạ tầng", "Rà soát hạ tầng" + DATA)
    first, second = (b for b in read(tmp_path, PROSE + outer).blocks if isinstance(b, Table))
    assert first.n_cols == second.n_cols == 3 and [c.text for c in first.cells][4] == "Rà soát hạ tầng"
