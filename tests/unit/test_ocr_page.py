"""Whole pages and picture files through Tesseract: tables, other ways up, blank, noise, oversize, cache."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extractors.readers import image as image_reader
from extractors.readers.ocr.page import read_image_page
from extractors.readers.ocr.pdf_page import cached_page
from extractors.readers.page import ReadOptions
from schemas.document import Paragraph, Role, SourceFile, Table, TextSource
from schemas.errors import DocumentError
from tests.unit.pictures import A4, DPI, prose, table_page

pytest.importorskip("tesserocr")
pytestmark = pytest.mark.slow

ROWS = [["TT", "Chỉ tiêu", "Năm 2025", "Năm 2030"], ["1", "Tỷ lệ phủ sóng 5G", "≥ 62%", "100%"], ["2", "Dịch vụ công trực tuyến", "≥ 80%", "≤ 95%"]]


def source(path: Path) -> SourceFile:
    data = path.read_bytes()
    return SourceFile(path, path.name, hashlib.sha256(data).hexdigest(), len(data), "image/png")


def cells(blocks: list) -> list[list[str]]:
    (table,) = [b for b in blocks if isinstance(b, Table)]
    return [[c.text if c else "" for c in row] for row in table.grid()]


def test_table_with_signs() -> None:
    done = read_image_page(np.asarray(table_page(ROWS, [90, 560, 220, 220])), DPI, 3, A4)
    got = cells(done.blocks)
    assert [[t.replace(" ", "") for t in row] for row in got] == [[t.replace(" ", "") for t in row] for row in ROWS]
    assert isinstance(done.blocks[0], Paragraph)
    assert done.blocks[0].text.startswith("PHỤ LỤC I")
    (table,) = [b for b in done.blocks if isinstance(b, Table)]
    for cell in table.cells:
        assert all(cell.text[s.start : s.end].strip() and s.page == 3 for s in cell.spans)
        (box,) = cell.boxes
        assert all(box.bbox[0] - 3 < s.bbox[0] and s.bbox[2] < box.bbox[2] + 3 for s in cell.spans)


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_pages_on_their_side_or_head(turn: Image.Transpose) -> None:
    picture = table_page([*ROWS, *ROWS[1:]], [90, 560, 220, 220]).transpose(turn)
    size = (A4[1], A4[0]) if picture.width > picture.height else A4
    done = read_image_page(np.asarray(picture), DPI, 1, size)
    assert cells(done.blocks)[0] == ROWS[0]
    assert [n.code for n in done.notes] == ["turned"]
    assert done.page.rotation in (90, 180, 270)
    (table,) = [b for b in done.blocks if isinstance(b, Table)]
    x0, y0, x1, y1 = table.boxes[0].bbox
    assert 0 <= x0 < x1 <= size[0]
    assert 0 <= y0 < y1 <= size[1]


@pytest.mark.parametrize("kind", ["blank", "noise", "tiny", "black"])
def test_pages_without_words_give_a_note(kind: str) -> None:
    rng = np.random.default_rng(3)
    picture = {
        "blank": np.full((1200, 900, 3), 250, np.uint8),
        "noise": rng.integers(0, 255, (1200, 900, 3)).astype(np.uint8),
        "tiny": np.full((2, 3, 3), 250, np.uint8),
        "black": np.zeros((1200, 900, 3), np.uint8),
    }[kind]
    done = read_image_page(picture, 100, 1, A4)
    assert done.notes
    assert not [b for b in done.blocks if isinstance(b, Table)]


def test_tiff_of_several_pages(tmp_path: Path) -> None:
    path = tmp_path / "plan.tif"
    pages = [prose(3), prose(4), Image.new("RGB", (600, 800), "white")]
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200), compression="tiff_lzw")
    seen: list[tuple[int, int]] = []
    done = image_reader.read(source(path), ReadOptions(progress=lambda i, n: seen.append((i, n))))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert [p.number for p in done.pages] == [1, 2, 3]
    assert done.text_source == TextSource.OCR
    assert [b.block for b in done.blocks] == list(range(len(done.blocks)))
    assert "chuyển đổi số" in done.blocks[0].text
    assert any(n.code == "blank_page" and n.page == 3 for n in done.notes)
    few = image_reader.read(source(path), ReadOptions(max_pages=1))
    assert len(few.pages) == 1
    assert any(n.code == "pages_left_out" for n in few.notes)


def test_oversize_and_broken_files(tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    Image.new("1", (30_000, 30_000), 1).save(huge)
    done = image_reader.read(source(huge), ReadOptions(max_pixels=50_000_000))
    assert [n.code for n in done.notes] == ["blank_page", "picture_reduced"]
    colour = tmp_path / "colour.png"
    Image.new("RGB", (6_000, 6_000), "white").save(colour)
    with pytest.raises(DocumentError) as e:
        image_reader.read(source(colour), ReadOptions(max_pixels=5_000_000))
    assert e.value.code == "too_large"
    for name, data in (("a.png", b"\x89PNG\r\n\x1a\n12345"), ("b.jpg", b"not a picture"), ("c.tif", b"")):
        bad = tmp_path / name
        bad.write_bytes(data)
        with pytest.raises(DocumentError) as e:
            image_reader.read(source(bad))
        assert e.value.code == "truncated"
    with pytest.raises(DocumentError) as e:
        image_reader.read(source(huge), ReadOptions(ocr="never"))
    assert e.value.code == "ocr_needed"


def test_the_cache_gives_the_same_page_and_survives_damage(tmp_path: Path) -> None:
    picture = np.asarray(table_page(ROWS, [90, 560, 220, 220]))
    first = cached_page(picture, DPI, 2, A4, tmp_path)
    (file,) = tmp_path.rglob("*.json")
    assert cached_page(picture, DPI, 2, A4, tmp_path) == first
    other = cached_page(picture, DPI, 7, A4, tmp_path)  # the same picture as another page
    assert {s.page for b in other.blocks if isinstance(b, Paragraph) for s in b.spans} == {7}
    file.write_text("{")
    assert cached_page(picture, DPI, 2, A4, tmp_path) == first


def test_page_numbers_are_set_aside() -> None:
    from PIL import ImageDraw

    from tests.unit.pictures import font

    picture = prose(20)
    ImageDraw.Draw(picture).text((820, 100), "2", font=font(), fill=0)
    done = read_image_page(np.asarray(picture), DPI, 2, A4)
    assert [b.text for b in done.blocks if isinstance(b, Paragraph) and b.role == Role.PAGE_NUMBER] in ([], ["2"])
    assert all("2 Đẩy" not in b.text for b in done.blocks if isinstance(b, Paragraph))


def test_a_tiff_of_500_pages_is_read_page_by_page(tmp_path: Path) -> None:
    path = tmp_path / "many.tif"
    page = Image.new("L", (40, 56), 255)
    page.save(path, save_all=True, append_images=[page] * 499, dpi=(72, 72))
    seen: list[tuple[int, int]] = []
    done = image_reader.read(source(path), ReadOptions(progress=lambda i, n: seen.append((i, n))))
    assert seen == [(i, 500) for i in range(1, 501)]
    assert len(done.pages) == 500
    assert {n.code for n in done.notes} == {"blank_page"}
    few = image_reader.read(source(path), ReadOptions(max_pages=20))
    assert len(few.pages) == 20
    assert [n.code for n in few.notes if n.page is None] == ["pages_left_out"]


def test_dust_is_no_word_and_a_dash_is_one() -> None:
    from extractors.readers.ocr.engine import _dust

    assert [t for t in ("'", "`", "ˆ", "|", ".", ":", "–", "~", "-", "a", "1") if _dust(t, 0.6)] == ["'", "`", "ˆ", "|", ".", ":"]
    assert not any(_dust(t, 0.97) for t in ("'", ".", ":"))


def test_a_cell_whose_letters_lie_outside_its_words_is_known() -> None:
    from extractors.readers.ocr.cells import passed_over
    from extractors.readers.ocr.engine import Word

    ink = np.zeros((100, 600), np.uint8)
    for x in range(20, 560, 30):
        ink[40:58, x : x + 16] = 1
    assert passed_over(ink, (0, 0, 600, 100), [Word("x", (15, 35, 560, 62), 0.9)], DPI) == 0
    assert passed_over(ink, (0, 0, 600, 100), [Word("x", (15, 35, 300, 62), 0.9)], DPI) == 8
    assert passed_over(ink, (0, 0, 600, 100), [], DPI) == 18
    assert passed_over(np.zeros_like(ink), (0, 0, 600, 100), [], DPI) == 0


def test_a_mark_is_no_word_of_its_own() -> None:
    from extractors.readers.ocr.engine import Word, _mark

    word = Word("điểm", (14, 38, 72, 57), 0.97)
    hook, dash = Word(">", (39, 35, 49, 42), 0.43, line=1), Word("-", (80, 45, 90, 48), 0.4)
    assert [w.text for w in (word, hook, dash) if not _mark(w, [word, hook, dash])] == ["điểm", "-"]


def test_a_cell_that_cannot_be_read_is_not_taken_as_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors.readers.ocr import cells as reading

    monkeypatch.setattr(reading, "read_scaled", lambda *_: [])
    (table,) = [b for b in read_image_page(np.asarray(table_page(ROWS, [90, 560, 220, 220])), DPI, 1, A4).blocks if isinstance(b, Table)]
    words = {c.text: c for c in table.cells}
    assert words[""].confidence <= reading.UNREAD
    assert words[""].notes


def lines(*rows: tuple[str, int, int, int]) -> list:
    """Lines of print: (text, left, right, top)."""
    from extractors.readers.ocr.engine import Word
    from extractors.readers.ocr.text import Line

    out = []
    for text, left, right, top in rows:
        parts, step = text.split(), (right - left) // len(text.split())
        out.append(Line(tuple(Word(t, (left + i * step, top, left + (i + 1) * step - 12, top + 26), 0.95) for i, t in enumerate(parts))))
    return out


def test_a_title_below_the_letterhead_is_not_part_of_it_and_stays_whole() -> None:
    from extractors.readers.ocr.layout import paragraphs
    from extractors.readers.ocr.text import Line

    heads = [Line(a.words + b.words) for a, b in zip(
        lines(("ỦY BAN NHÂN DÂN", 250, 600, 200), ("XÃ QUẢN BẠ", 300, 550, 240), ("Số: 24/KH-UBND", 280, 560, 300)),
        lines(("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 1440, 200), ("Độc lập - Tự do - Hạnh phúc", 880, 1360, 240), ("Quản Bạ, ngày 28 tháng 01 năm 2026", 870, 1380, 300)),
        strict=True)]  # fmt: skip
    title = lines(("KẾ HOẠCH", 740, 920, 400), ("Phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số xã", 240, 1440, 440), ("Quản Bạ năm 2026", 690, 990, 480))
    body = lines(("Triển khai thực hiện Kế hoạch số 19 của tỉnh về phát triển khoa học năm 2026", 240, 1440, 560), ("và những năm sau.", 240, 500, 600))
    got = paragraphs([*heads, *title, *body], DPI, 1654, 2339)
    texts = [" ".join(line.text for line in p.lines) for p in got]
    assert [p.role for p in got if "KẾ HOẠCH" in p.lines[0].text] == [Role.BODY]
    assert any(t.endswith("chuyển đổi số xã Quản Bạ năm 2026") for t in texts)


def test_lettered_parts_begin_a_paragraph() -> None:
    from extractors.readers.ocr.layout import starts_with_marker

    assert all(starts_with_marker(t) for t in ("B. NỘI DUNG THỰC HIỆN", "III - TỔ CHỨC", "Xét Tờ trình số 145", "Căn cứ Luật"))
    assert not any(starts_with_marker(t) for t in ("B.Braun", "Bộ Y tế", "TP. Huế"))


def test_words_of_one_level_are_one_line_whatever_the_engine_says() -> None:
    from extractors.readers.ocr.engine import Word
    from extractors.readers.ocr.text import engine_lines

    words = [Word("phòng,", (60, 10, 110, 30), 0.9, 0), Word("đơn", (116, 10, 150, 30), 0.9, 0), Word("Các", (10, 11, 50, 29), 0.5, 1), Word("vị", (10, 38, 40, 58), 0.9, 2)]
    assert [line.text for line in engine_lines(words)] == ["Các phòng, đơn", "vị"]
    tight = [Word("Các", (10, 10, 50, 32), 0.9, 0), Word("vị", (10, 28, 40, 50), 0.9, 1)]
    assert [line.text for line in engine_lines(tight)] == ["Các", "vị"]


def test_a_page_of_low_resolution_is_read_with_boxes_of_the_page() -> None:
    picture = table_page(ROWS, [90, 560, 220, 220])
    small = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4), Image.Resampling.LANCZOS)
    done = read_image_page(np.asarray(small), DPI * 0.75, 1, A4)
    assert [c.replace(" ", "") for c in cells(done.blocks)[1]] == [c.replace(" ", "") for c in ROWS[1]]
    (table,) = [b for b in done.blocks if isinstance(b, Table)]
    for cell in table.cells:
        (box,) = cell.boxes
        assert all(box.bbox[0] - 3 < s.bbox[0] and s.bbox[2] < box.bbox[2] + 3 for s in cell.spans)
