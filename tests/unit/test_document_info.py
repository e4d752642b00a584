"""Number, date, issuer, signer: where a plan says them."""

import pytest

from extractors.outline import outline
from extractors.records import extract
from schemas.document import Paragraph, Role
from schemas.records import DocumentInfo
from tests.makers import document


def info(*blocks):
    return extract(outline(document(*blocks)), DocumentInfo(document_id="d", file_name="d")).info


def head(*lines):
    return [Paragraph(t, role=Role.LETTERHEAD) for t in lines]


def test_full_head():
    i = info(*head("ỦY BAN NHÂN DÂN", "XÃ VÕ NHAI", "Số: 119/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Võ Nhai, ngày 14 tháng 11 năm 2025"), "KẾ HOẠCH", "Chuyển đổi số trên địa bàn xã năm 2026", "Thực hiện Kế hoạch của UBND tỉnh Thái Nguyên.", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị Hương Ly")
    assert (i.symbol, i.symbol_status, i.issued_on, i.doc_type, i.plan_year) == ("119/KH-UBND", "full", "2025-11-14", "KH", 2026)
    assert (i.issuer, i.commune, i.province, i.issuer_level) == ("Ủy ban nhân dân xã Võ Nhai", "Võ Nhai", "Thái Nguyên", "commune")
    assert (i.signer, i.signer_title) == ("Trần Thị Hương Ly", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH")


def test_blank_number_and_day():
    i = info(*head("ỦY BAN NHÂN DÂN", "XÃ THUẬN AN", "Số:      /KH-UBND", "Thuận An, ngày      tháng 10 năm 2025"), "KẾ HOẠCH", "Triển khai trên địa bàn tỉnh Lâm Đồng")
    assert (i.symbol, i.symbol_status, i.issued_on) == ("", "blank", "2025-10")


def test_party_head_the_lower_body_issues():
    i = info(*head("ĐẢNG ỦY XÃ ĐỒNG PHÚ", "BAN CHỈ ĐẠO VỀ ĐỘT PHÁ", "PHÁT TRIỂN KHOA HỌC, CÔNG NGHỆ", "*", "Số -KH/BCĐ", "ĐẢNG CỘNG SẢN VIỆT NAM", "Đồng Phú, ngày 05 tháng 3 năm 2026"), "KẾ HOẠCH", "Triển khai trên địa bàn tỉnh Đồng Nai")
    assert i.issuer == "Ban Chỉ đạo về đột phá phát triển khoa học, công nghệ xã Đồng Phú"
    assert (i.symbol_status, i.province) == ("blank", "Đồng Nai")


def test_annex_caption_counts_when_the_head_is_missing():
    i = info("KẾ HOẠCH", "Triển khai Nghị quyết trên địa bàn tỉnh Lâm Đồng", "Phụ lục I: DANH MỤC", "(Kèm theo Kế hoạch số         /KH-UBND ngày      tháng 10 năm 2025 của Ủy ban nhân dân xã Thuận An)")
    assert (i.symbol_status, i.issued_on, i.commune, i.issuer) == ("blank", "2025-10", "Thuận An", "Ủy ban nhân dân xã Thuận An")


def test_number_in_a_signature_field():
    i = info(*head("UBND PHƯỜNG HÒA CƯỜNG", "Số:          /KH-PKTHTĐT", "Hòa Cường, ngày      tháng      năm 2025"), "KẾ HOẠCH", Paragraph("208", role=Role.STAMP), Paragraph("Số: 208/KH-PKTHTĐT", role=Role.STAMP), Paragraph("Ngày 10/10/2025", role=Role.STAMP))
    assert (i.symbol, i.symbol_status, i.issued_on) == ("208/KH-PKTHTĐT", "full", "2025-10-10")


def test_nothing_known_is_nothing_said():
    i = info("Văn bản không có gì cả.")
    assert (i.symbol, i.symbol_status, i.issued_on, i.issuer, i.commune, i.signer, i.doc_type) == ("", "missing", "", "", "", "", "")


@pytest.mark.parametrize(("lines", "name"), [
    (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Đã ký)", "Nguyễn Văn Bình"], "Nguyễn Văn Bình"), (["BÍ THƯ", "kiêm", "TRƯỞNG BAN CHỈ ĐẠO", "Nguyễn Tấn Hùng"], "Nguyễn Tấn Hùng"), (["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Y Thông Niê"], "Y Thông Niê"),
    (["PHÓ CHỦ TỊCH Trần Thị Hương Ly"], "Trần Thị Hương Ly"), (["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH .", "Lường Xuân Thành."], "Lường Xuân Thành"), (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], ""),
    (["CHỦ TỊCH", "DỰ THẢO", "Ksor Vinh"], "Ksor Vinh"),
    (["GIÁM ĐỐC Bàng A Dơ"], "Bàng A Dơ"), (["KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC", "Bàng Thị Mai"], "Bàng Thị Mai"), (["TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "Đ/c Ông Văn Tư"], "Ông Văn Tư"),
])
def test_signers(lines, name):
    assert info("KẾ HOẠCH", "Về việc A", "Nội dung.", *lines).signer == name


@pytest.mark.parametrize(("lines", "issuer"), [
    (["UBND THÀNH PHỐ HẢI PHÒNG", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Số: 1024/KH-SKHCN"], "Sở Khoa học và Công nghệ thành phố Hải Phòng"),
    (["UBND XÃ MƯỜNG BÚ BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Số: 03/KH-BCĐ"], "Ban Chỉ đạo Chuyển đổi số xã Mường Bú"),
    (["ĐẢNG BỘ TỈNH NGHỆ AN ĐẢNG ỦY XÃ QUỲ HỢP", "*", "Số 15-KH/ĐU"], "Đảng ủy xã Quỳ Hợp"),
    (["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ", "XÃ VÕ NHAI", "NGHĨA VIỆT NAM"], "Ủy ban nhân dân xã Võ Nhai"),
    (["ỦY BAN NHÂN DÂN", "TỈNH HẢI DƯƠNG", "CỘNG HÒA XÃ HỘI", "CHỦ NGHĨA VIỆT NAM"], "Ủy ban nhân dân tỉnh Hải Dương"),
    (["ỦY BAN NHÂN DÂN XÃ LONG HỒ", "TRƯỜNG THCS TRẦN PHÚ"], "Trường THCS Trần Phú"),
    (["UBND XÃ LONG HỒ", "TRƯỜNG TIỂU HỌC VÀ THCS KIM ĐỒNG"], "Trường tiểu học và THCS Kim Đồng"),
    (["BAN NHÂN DÂN", "PHƯỜNG BẾN THÀNH"], "Ủy ban nhân dân phường Bến Thành"), (["UÝ BAN NHÂN DÂN PHƯỜNG BẾN THÀNH"], "Ủy ban nhân dân phường Bến Thành"),
    (["ỦY BAN NHÂN DÂN", "PHƯỜNG BẾN THÀNH", "DỰ THẢO"], "Ủy ban nhân dân phường Bến Thành"),
])
def test_issuers(lines, issuer):
    assert info(*head(*lines), "KẾ HOẠCH", "Về việc A", "Nội dung.").issuer == issuer


@pytest.mark.parametrize(("lines", "issuer", "level"), [
    (["ỦY BAN NHÂN DÂN", "XÃ TỊNH TRÀ", "Tịnh Trà, ngày 26 tháng 4 năm 2024"], "Ủy ban nhân dân xã Tịnh Trà", "commune"),  # a name until 2025
    (["UBND XÃ BÌNH TÂN ĐÔNG", "Bình Tân Đông, ngày 02 tháng 4 năm 2026"], "UBND xã Bình Tân Đông", "commune"),  # in no register
    (["ỦY BAN NHÂN DÂN", "TỈNH BÀ RỊA - VŨNG TÀU"], "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu", "province"),
    (["BAN CHỈ ĐẠO CỦA CHÍNH PHỦ", "VỀ PHÁT TRIỂN KHOA HỌC, CÔNG NGHỆ", "Hà Nội, ngày 26 tháng 4 năm 2025"], "Ban Chỉ đạo của Chính phủ về phát triển khoa học, công nghệ", "national"),
])
def test_an_issuer_has_the_place_of_its_page_and_no_second_one(lines, issuer, level):
    i = info(*head(*lines), "KẾ HOẠCH", "Về việc A", "Thực hiện Kế hoạch số 15/KH-UBND ngày 02/02/2024 của UBND tỉnh Quảng Ngãi.")
    assert (i.issuer.replace("UBND", "Ủy ban nhân dân"), i.issuer_level) == (issuer.replace("UBND", "Ủy ban nhân dân"), level)
    assert i.commune in ("", "Ba Gia")  # where Tịnh Trà lies today


@pytest.mark.parametrize("line", ["Căn cứ Kế hoạch số 101/KH-UBND ngày 21 tháng 4 năm 2026 của UBND xã;", "báo cáo UBND xã trước ngày 10/5/2026", "(theo Chỉ thị 12-CT/TU, ngày 13/2/2018 của Tỉnh ủy)"])
def test_the_day_of_something_else_is_not_the_day_of_the_plan(line):
    assert info(line, "KẾ HOẠCH", "Về việc A", "Nội dung.").issued_on == ""
    assert info(*head("UBND XÃ VÕ NHAI", "Võ Nhai, ngày      tháng 4 năm 2026"), line, "KẾ HOẠCH", "Về việc A").issued_on == "2026-04"


def test_what_one_body_asks_of_others_names_no_issuer():
    assert info("KẾ HOẠCH", "Chuyển đổi số năm 2026", "UBND tỉnh yêu cầu các xã, phường xây dựng kế hoạch cụ thể.").issuer == ""


def test_a_signature_block_set_like_a_letterhead_is_none():
    i = info(*head("ỦY BAN NHÂN DÂN", "XÃ VÕ NHAI"), "KẾ HOẠCH", "Về việc A", "Nội dung.", *head("Nơi nhận:", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Hồ Văn Mười"))
    assert (i.issuer, i.signer) == ("Ủy ban nhân dân xã Võ Nhai", "Hồ Văn Mười")


@pytest.mark.parametrize(("lines", "title"), [
    (["Thực hiện Bài toán lớn số 2", "“Phát triển kinh tế số", "phục vụ người dân”", "Nội dung."], "Thực hiện Bài toán lớn số 2 “Phát triển kinh tế số phục vụ người dân”"),
    (["Thực hiện phong trào “Bình dân học vụ số”", "Nội dung.", "“Trích dẫn”"], "Thực hiện phong trào “Bình dân học vụ số”"),
])
def test_a_title_holds_the_whole_name_that_it_quotes(lines, title):
    assert info(*head("UBND XÃ VÕ NHAI"), "KẾ HOẠCH", *lines).title == title


def test_an_outlook_in_the_title_is_not_the_plan_year():
    assert info("KẾ HOẠCH", "Chuyển đổi số năm 2025, định hướng đến năm 2030", "Nội dung.").plan_year == 2025


def test_an_office_in_capitals_is_no_name():
    assert info("KẾ HOẠCH", "Về việc A", "Nội dung.", "TRƯỞNG BAN", "CHỦ TỊCH UBND XÃ", "Quàng Văn Hặc").signer == "Quàng Văn Hặc"


def test_both_sides_of_the_head_on_one_line():
    i = info("UBND PHƯỜNG HẠC THÀNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 87/KH-UBND Độc lập - Tự do - Hạnh phúc", "Hạc Thành, ngày 15 tháng 01 năm 2026", Paragraph("KẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2026", bold=True, centered=True), "Căn cứ Kế hoạch của UBND tỉnh Thanh Hóa.")
    assert (i.issuer, i.symbol, i.issued_on, i.title, i.plan_year, i.doc_type) == ("Ủy ban nhân dân phường Hạc Thành", "87/KH-UBND", "2026-01-15", "CHUYỂN ĐỔI SỐ NĂM 2026", 2026, "KH")


def test_signer_above_an_annex_that_only_its_caption_tells():
    bold = {"bold": True, "centered": True}
    i = info("KẾ HOẠCH", "Về việc A", "Nội dung.", "Nơi nhận:", "- Lưu VT.", *(Paragraph(t, **bold) for t in ("T/M BAN CHẤP HÀNH", "BÍ THƯ", "Phan Văn Tuyên", "HỆ THỐNG CHỈ TIÊU ĐẾN NĂM 2030")), "(Kèm theo Kế hoạch số 56-KH/ĐU ngày 18/9/2025 của Ban Chấp hành Đảng bộ xã)")
    assert (i.signer, i.signer_title) == ("Phan Văn Tuyên", "T/M BAN CHẤP HÀNH BÍ THƯ")


def test_a_signature_block_whose_recipients_were_misread_is_no_head():
    block = [Paragraph(t, role=Role.LETTERHEAD) for t in ("Tư nền.", "- Sở KH&CN;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")]
    i = info(Paragraph("ỦY BAN NHÂN DÂN XÃ CHƯ PRÔNG", role=Role.LETTERHEAD), "KẾ HOẠCH", "Về việc A", "Nội dung.", *block, "Từ Ngọc Thông")
    assert (i.issuer, i.signer) == ("Ủy ban nhân dân xã Chư Prông", "Từ Ngọc Thông")
