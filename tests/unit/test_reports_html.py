"""The HTML report: words of documents are only text, the page needs nothing from outside, the browser shows it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import regex

from pipeline.reports import crops, html
from pipeline.reports.model import build
from pipeline.reports.pictures import Pictures
from tests.report_makers import comparison, dataset, deadline, document, finding, indicator, reference, unit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
HOSTILE = "</script><script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">{{7*7}}'\"&"


def tables(words: str = "An Phú") -> dict[str, list[dict[str, str]]]:
    return {
        "documents": [document("a", commune=words, file_name=f"{words[:40].replace('/', '_')}.pdf"), document("b", commune="Bình An", status="failed", error="encrypted: Tệp có mật khẩu.")],
        "indicators": [indicator("a", 1, name=words, source_text=words, kind="level", raw_value=words, comparator="", value_min="")],
        "comparison": [comparison("a", 1, verdict="below", upper_label=words, upper_value_min="90", why=words)],
        "findings": [{**finding("a", 1, message=words, expected=words, actual=words, source_text=words, title=words, related=words), "finding_id": "F00aa"}],
        "deadlines": [deadline("a", 1, action=words, raw=words)], "references": [reference("a", 1, symbol=words, problem=words)], "units": [unit(words)],
    }


def page(tmp_path: Path, rows: dict[str, list[dict[str, str]]], pictures: Pictures | None = None) -> Path:
    return html.write(build(dataset(**rows)), {}, pictures or Pictures(), tmp_path, today=date(2026, 1, 2))


def content(path: Path) -> dict[str, Any]:
    packed = regex.search(r'id="data">([^<]*)<', path.read_text(encoding="utf-8"))
    assert packed
    return dict(json.loads(gzip.decompress(base64.b64decode(packed[1]))))


def seen(path: Path, tab: str = "") -> str:
    """The page after its program ran, as Chromium has it, without the program itself."""
    assert CHROMIUM
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000", "--dump-dom", path.as_uri() + tab]
    return regex.sub(r"<script.*?</script>", "", subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout, flags=regex.S)


def test_a_related_place_is_named_once_and_not_the_finding_s_own(tmp_path: Path) -> None:
    rows = tables()
    rows["findings"][0].update(message="Phụ lục I, mục 4, trang 3: thấp.", related="Phụ lục I, mục 4, trang 3 [a-I0002]; Phụ lục II, mục 1 [a-T0001]; Phụ lục II, mục 1 [a-T0002]")
    assert content(page(tmp_path, rows))["findings"][0][9] == "Phụ lục II, mục 1"


def test_words_of_documents_never_stand_in_the_markup(tmp_path: Path) -> None:
    path = page(tmp_path, tables(HOSTILE))
    text = path.read_text(encoding="utf-8")
    assert "pwned" not in text
    assert content(path)["findings"][0][4] == HOSTILE


def test_a_hostile_province_is_escaped_in_the_head(tmp_path: Path) -> None:
    rows = tables()
    rows["documents"][0]["province"] = "<script>pwned</script>"
    text = page(tmp_path, rows).read_text(encoding="utf-8")
    assert "<script>pwned" not in text
    assert "&lt;script&gt;pwned" in text


def test_only_its_own_program_may_run_and_nothing_is_fetched(tmp_path: Path) -> None:
    text = page(tmp_path, tables()).read_text(encoding="utf-8")
    (policy,) = regex.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    programs, styles = regex.findall(r"<script>(.*?)</script>", text, regex.S), regex.findall(r"<style>(.*?)</style>", text, regex.S)
    assert len(programs) == len(styles) == 1
    for block in (*programs, *styles):
        assert "sha256-" + base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    outside = regex.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//[^"'\s>]*""", text)
    assert outside == []
    assert not regex.search(r"\binnerHTML\b|\beval\(|insertAdjacentHTML|document\.write", programs[0])


def test_a_strip_is_stored_once_and_both_records_point_at_it(tmp_path: Path) -> None:
    marks = (("F00aa", (100.0, 100.0, 200.0, 110.0)), ("a-I1", (100.0, 120.0, 200.0, 130.0)))
    strip = crops.Strip("a", 1, 90.0, 140.0, 0, marks, x0=50.0, x1=250.0, picture=b"RIFFpicture")
    path = page(tmp_path, tables(), Pictures(crops.by_key([strip])))
    text, found = path.read_text(encoding="utf-8"), content(path)
    assert text.count(base64.b64encode(b"RIFFpicture").decode()) == 1
    assert found["findings"][0][10] == [[0, [[25.0, 20.0, 50.0, 20.0]]]]
    assert found["records"][0][7] == [[0, [[25.0, 60.0, 50.0, 20.0]]]]
    assert found["strips"] == [[0, 1, 256, 64]]


def test_a_record_without_picture_says_why(tmp_path: Path) -> None:
    found = content(page(tmp_path, tables(), Pictures(why={"F00aa": "Vì lý do này"}, left_out=3)))
    assert found["whys"][found["findings"][0][10]] == "Vì lý do này"
    assert found["leftOut"] == 3


def test_equal_data_give_equal_bytes(tmp_path: Path) -> None:
    assert page(tmp_path / "x", tables()).read_bytes() == page(tmp_path / "y", tables()).read_bytes()


def test_text_of_ink_and_badges_has_contrast() -> None:
    """WCAG 2.2 §1.4.3: 4.5 to 1 for text."""
    style = (html.ASSETS / "report.css").read_text(encoding="utf-8")
    colours = dict(regex.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", style))

    def light(colour: str) -> float:
        c = colour[1:] if len(colour) == 7 else "".join(2 * x for x in colour[1:])
        parts = [int(c[n:n + 2], 16) / 255 for n in (0, 2, 4)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    pairs = [("ink", v) for v in ("bg", "card", "below", "meets", "exceeds", "missing", "not_comparable")] + [("soft", "bg"), ("soft", "card"), ("err", "err-soft"), ("warn", "warn-soft"), ("info", "info-soft"), ("blue", "card")]
    for front, back in pairs:
        a, b = sorted((light(colours[front]), light(colours[back])), reverse=True)
        assert (a + 0.05) / (b + 0.05) >= 4.5, (front, back)


@browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("", "Kế hoạch có nhiều phát hiện nhất"), ("#phat-hien", "Lỗi"), ("#F00aa", "Mọi phát hiện"), ("#ma-tran", "Hạ tầng số"), ("#ma-tran?xa=a&chitieu=INF.5G&nam=2030&mo=1", "Kế hoạch ghi"),
        ("#thoi-han", "30/06/2026"), ("#dan-chieu", "22/12/2024"), ("#don-vi", "Số lần gặp"), ("#quy-tac", "Vì sao không áp dụng"),
    ],
)
def test_every_part_shows_and_hostile_words_do_nothing(tmp_path: Path, tab: str, words: str) -> None:
    shown = seen(page(tmp_path, tables(HOSTILE)), tab)
    assert words in shown
    assert "data-ready" in shown
    assert "<title>Báo cáo so sánh và kiểm tra kế hoạch</title>" in shown
    assert "<img src=\"x\"" not in shown


@browser
@pytest.mark.slow
def test_filters_of_the_address_hold(tmp_path: Path) -> None:
    rows = tables()
    rows["findings"] = [{**finding("a", n, severity=s, message=f"câu {n}"), "finding_id": f"F0{n}"} for n, s in enumerate(["error", "warning", "info"])]
    path = page(tmp_path, rows)
    shown = seen(path, "#phat-hien?muc=1")
    assert "câu 1" in shown
    assert "câu 0" not in shown
    assert "1 trên 3 phát hiện" in shown
    assert "2 trên 3 phát hiện" not in seen(path, "#phat-hien?tim=cau%202")
    assert "Không có phát hiện nào khớp bộ lọc" in seen(path, "#phat-hien?xa=b")


@browser
@pytest.mark.slow
def test_an_empty_dataset_opens(tmp_path: Path) -> None:
    assert "Bộ dữ liệu không có văn bản nào" in seen(page(tmp_path, {}))
