"""Document information of pages read from their picture: pen, seal, misread capitals."""

import random

import pytest

from extractors.outline import outline
from extractors.records import extract
from pipeline.audit.engine import audit
from pipeline.document import fill
from schemas.document import Document, Paragraph, Role, TextSource
from schemas.records import DocumentInfo
from schemas.spans import Span, Spans
from tests.audit_makers import clean_plan, dataset
from tests.makers import document


def words(text: str, sure: dict[str, float] | None = None, role: Role = Role.LETTERHEAD) -> Paragraph:
    """A paragraph with a span for each word, read with 0.95 or what ``sure`` says of it."""
    spans, at = [], 0
    for w in text.split():
        start = text.index(w, at)
        at = start + len(w)
        spans.append(Span(start, at, 1, (start * 5.0, 100.0, at * 5.0, 110.0), (sure or {}).get(w, 0.95)))
    return Paragraph(text, Spans(spans), role=role, confidence=sum(s.confidence for s in spans) / len(spans))


def scan(*blocks: str | Paragraph) -> Document:
    made = document(*[words(b, role=Role.BODY) if isinstance(b, str) else b for b in blocks])
    made.text_source = TextSource.OCR
    return made


def read(*blocks: str | Paragraph):
    made = scan(*blocks)
    info = DocumentInfo(document_id="d", file_name="d")
    fill(info, made)
    return extract(outline(made), info)


NUMBER, DATE = "Số: 27/KH-UBND", "Chợ Vàm, ngày 03 tháng 02 năm 2026"
SIGNED = ("CHỦ TỊCH", "Nguyễn Văn Bình")


def plan(number: Paragraph | str = NUMBER, date: Paragraph | str = DATE, issuer: tuple[str, ...] = ("ỦY BAN NHÂN DÂN", "XÃ CHỢ VÀM"), signed: tuple[str, ...] = SIGNED):
    head = [words(t) if isinstance(t, str) else t for t in (*issuer, number, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", date)]
    return read(*head, "KẾ HOẠCH", "Chuyển đổi số năm 2026", "I. MỤC ĐÍCH", "Nội dung.", *signed)


@pytest.mark.parametrize(("line", "symbol", "status", "noted"), [
    (words(NUMBER), "27/KH-UBND", "full", False),
    (words("Số: 27 /KH-UBND", {"27": 0.65}), "27/KH-UBND", "full", False),
    (words("Số:455 /KH-SYT", {"Số:455": 0.32}), "", "full", True),  # written by hand, printed 2155
    (words("Số:212A /BC-SYT", {"Số:212A": 0.4}), "", "full", True),
    (words("/KH-SYT", {"/KH-SYT": 0.31}), "", "full", True),
    (words("Số:⁄‡6 /CT-UBND", {"Số:⁄‡6": 0.2}), "", "full", True),
    (words("Số:/‡6 /CT-UBND", {"Số:/‡6": 0.2}), "", "full", True),
    (words("Số: 119/KH-UBND", {"119/KH-UBND": 0.24}), "119/KH-UBND", "full", False),  # printed, a seal lies over its end
    (words("Số:      /KH-UBND"), "", "blank", False),
    (words("Số      -KH/BCĐ"), "", "blank", False),
])
def test_number_that_is_not_legible_is_neither_given_nor_called_missing(line, symbol, status, noted):
    result = plan(number=line)
    assert (result.info.symbol, result.info.symbol_status) == (symbol, status)
    assert ("symbol_illegible" in [n["code"] for n in result.notes]) == noted
    assert not noted or result.info.confidence <= 0.6


@pytest.mark.parametrize(("line", "issued_on", "noted"), [
    (words(DATE), "2026-02-03", False),
    (words("An Biên, ngày 44 tháng 01 năm 2016", {"44": 0.63}), "2016-01", True),
    (words("An Biên, ngày 12 tháng 01 năm 2016", {"12": 0.4}), "2016-01", True),  # a day that the reader guessed
    (words("An Biên, ngày G1 tháng 3 năm 2018", {"G1": 0.81}), "2018-03", True),
    (words("An Biên, ngày Í 1] năm 2017", {"1]": 0.5}), "2017", True),
    (words("An Biên, ngày 12 năm 2021"), "2021", True),
    (words("An Biên, ngày Í /tháng 1] năm 2017"), "2017", True),
    (words("An Biên, ngày tháng 12 năm 2021"), "2021-12", False),
    (words("An Biên, ngày      tháng 10 năm 2025"), "2025-10", False),
])
def test_of_a_date_written_by_hand_the_printed_part_is_kept(line, issued_on, noted):
    result = plan(date=line)
    assert result.info.issued_on == issued_on
    assert ("date_illegible" in [n["code"] for n in result.notes]) == noted


def test_day_that_the_pen_left_no_trace_of_beside_a_number_by_the_same_pen():
    result = plan(number=words("Số:212A /BC-SYT", {"Số:212A": 0.4}), date=words("An Biên, ngày tháng 12 năm 2021"))
    assert {"symbol_illegible", "date_illegible"} <= {n["code"] for n in result.notes}


@pytest.mark.parametrize(("lines", "issuer"), [
    (("ỦY BAN NHÂN DÂN", "TÍNH BÌNH THUẬN"), "Ủy ban nhân dân tỉnh Bình Thuận"),
    (("UBND TỈNH KIÊN GIANG SỞ Y TẾ", "/KH-SYT"), "Sở Y tế tỉnh Kiên Giang"),  # the symbol's rest is no part of the name
    (("UBND TỈNH KIÊN GIANG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ Y TẾ"), "Sở Y tế tỉnh Kiên Giang"),  # both columns on one line
])
def test_issuer(lines, issuer):
    assert plan(issuer=lines).info.issuer == issuer


def test_upper_line_of_the_head_that_was_read_as_running_text_stands_above_the_others():
    result = read(words("UBND TỈNH LÂM ĐỒNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", role=Role.BODY), words("SỞ Y TẾ"), words(NUMBER), words(DATE), "KẾ HOẠCH", "Về việc A")
    assert result.info.issuer == "Sở Y tế tỉnh Lâm Đồng"


@pytest.mark.parametrize(("lines", "signer", "title", "noted"), [
    (SIGNED, "Nguyễn Văn Bình", "CHỦ TỊCH", False),
    (("Nơi nhận: GIÁM ĐÓC", "Lê Hoàng Anh"), "Lê Hoàng Anh", "GIÁM ĐỐC", False),
    (("KT. CHU TỊCH", "PHO CHỦ TỊCH", "Trần Thị Lan"), "Trần Thị Lan", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH", False),
    (("-^T GIÁM ĐÓC", "-GIÁM ĐỚC,", "Trúc Giang"), "Trúc Giang", "GIÁM ĐỐC", True),  # the family name lies under the seal
    (("CHỦ TỊCH", "Nâng Văn Thiết"), "Nâng Văn Thiết", "CHỦ TỊCH", True),  # Nông
    (("CHỦ TỊCH", "Vừ Bá Chìa"), "Vừ Bá Chìa", "CHỦ TỊCH", False),
    (("CHỦ TỊCH",), "", "CHỦ TỊCH", True),
])
def test_signer_beside_seal_and_recipients(lines, signer, title, noted):
    result = plan(signed=lines)
    assert (result.info.signer, result.info.signer_title) == (signer, title)
    assert ("signer_illegible" in [n["code"] for n in result.notes]) == noted
    assert not noted or result.info.confidence < 0.9


def test_type_word_beside_a_stamp_begins_the_title():
    result = read(words("SỞ Y TẾ"), words("Số:27/KH-SYT HỎA TỐC"), words("KẾ HOẠCH"), "Khảo sát tình hình sử dụng giường bệnh", "I. MỤC ĐÍCH")
    assert result.info.title == "Khảo sát tình hình sử dụng giường bệnh"


def test_native_text_is_sure():
    made = document("KẾ HOẠCH", "Về việc A", "Số: 12/KH-UBND")
    made.text_source = TextSource.NATIVE
    assert extract(outline(made), DocumentInfo(document_id="d", file_name="d")).info.confidence == 1


@pytest.mark.parametrize(("column", "note", "rule"), [
    ({"issued_on": "2026-02"}, "date_illegible", "FRM-NO-DATE"),
    ({"signer": ""}, "signer_illegible", "FRM-NO-SIGNER"),
])
def test_what_a_scan_hides_is_no_fault_of_the_plan(column, note, rule):
    plan = clean_plan(1, random.Random(5))
    plan.documents[0].update(column)
    assert rule in set(audit(dataset([plan]))[0]["rule"])
    plan.documents[0]["notes"] = note
    assert rule not in set(audit(dataset([plan]))[0]["rule"])


def test_annex_that_stands_beside_other_words_begins_an_annex():
    made = scan(words("ỦY BAN NHÂN DÂN"), words("XÃ A"), "KẾ HOẠCH", "Về việc A", "I. MỤC ĐÍCH", "Nội dung theo Phụ lục I.", "CHỦ TỊCH", "Nguyễn Văn Bình", words("Phụ lục I BÁO CÁO TÌNH HÌNH"), "Nhận xét.")
    assert [i.part for i in outline(made).items][-2:] == ["Phụ lục I", "Phụ lục I"]
