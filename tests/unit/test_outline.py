"""Parts, headings, goal sections, broken paragraphs."""

import pytest

from extractors.outline import outline
from extractors.outline_lines import annex_of, is_annex_caption, is_type_line
from schemas.document import Paragraph, Role
from tests.makers import document, table


def items(*blocks):
    return outline(document(*blocks)).items


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Phụ lục I: DANH MỤC CÁC CHỈ TIÊU CỤ THỂ", "Phụ lục I"), ("PHỤ LỤC", "Phụ lục"), ("PHỤ LỤC 02", "Phụ lục 02"), ("Phụ lục số 3", "Phụ lục 3"), ("PHỤ LỤC II: NHIỆM VỤ", "Phụ lục II"), ("Biểu số 01", "Biểu 01"),
        ("(Chi tiết tại Phụ lục I đính kèm)", ""), ("Phụ lục I kèm theo Kế hoạch này là căn cứ giao nhiệm vụ.", ""), ("Phụ lục này được cập nhật hằng năm.", ""), ("Biểu dương, khen thưởng", ""),
    ],
)
def test_annex_titles(text, name):
    assert annex_of(Paragraph(text)) == name


@pytest.mark.parametrize(("text", "yes"), [("(Kèm theo Kế hoạch số 12/KH-UBND ngày 01/02/2026 của UBND xã A)", True), ("(kèm theo Kế hoạch số -KH/BCĐ ngày 05 /3/2026 của BCĐ)", True), ("(Ban hành kèm theo Quyết định số 1/QĐ-UBND)", True), ("Kèm theo đó là giải pháp", False)])
def test_annex_captions(text, yes):
    assert is_annex_caption(text) is yes


@pytest.mark.parametrize(("text", "yes"), [("KẾ HOẠCH", True), ("K Ế  H O Ạ C H", True), ("KẾ HOẠCH HÀNH ĐỘNG", True), ("KẾ HOẠCH Chuyển đổi số", False), ("MỤC TIÊU", False)])
def test_type_lines(text, yes):
    assert is_type_line(text) is yes


def test_goal_sections_and_their_year():
    got = items("I- MỤC TIÊU, YÊU CẦU", "1. Mục tiêu: Số liệu chỉ tiêu được tính đến cuối năm 2026.", "1.1. Về phát triển hạ tầng", "(1) Tỷ lệ phủ sóng 5G đạt 60%.", "2. Yêu cầu", "- Phân công cụ thể.", "II- NHIỆM VỤ", "- Làm A.")
    by_text = {i.paragraph.text[:14]: (i.in_goals, i.year, i.section) for i in got}
    assert by_text["(1) Tỷ lệ phủ "] == (True, 2026, "Về phát triển hạ tầng")
    assert by_text["- Phân công cụ"] == (False, None, "Yêu cầu")
    assert by_text["- Làm A."][0] is False


def test_a_line_that_opens_a_list_gives_its_year():
    got = items("II. MỤC TIÊU", "1. Mục tiêu cụ thể", "Đến năm 2030, phấn đấu đạt các chỉ tiêu sau:", "- 100% hồ sơ được số hóa.", "III. NHIỆM VỤ", "- 90% hồ sơ.")
    assert [(i.year) for i in got if i.paragraph.text.startswith("-")] == [2030, None]


def test_paragraph_broken_in_a_sentence_is_one_again():
    got = items("- Thường xuyên tuyên truyền theo hướng tập trung vào các vấn đề cốt lõi của Nghị", "quyết số 57-NQ/TW bảo đảm ngắn gọn.")
    assert len(got) == 1 and "của Nghị quyết số 57-NQ/TW" in got[0].paragraph.text


@pytest.mark.parametrize("second", ["- quyết tâm chính trị", "a) làm ngay", "Phòng Kinh tế chủ trì"])
def test_paragraphs_that_begin_anew_stay_apart(second):
    assert len(items("Tổ chức triển khai đồng bộ, kịp thời và hiệu quả các quan điểm chỉ đạo của cấp trên", second)) == 2


def test_parts_titles_tables_and_furniture():
    out = outline(
        document(
            Paragraph("KẾ HOẠCH", centered=True, bold=True), "Chuyển đổi số năm 2026", "Thân văn bản.", Paragraph("2", role=Role.PAGE_NUMBER),
            Paragraph("PHỤ LỤC I", centered=True), Paragraph("NHIỆM VỤ NĂM 2026", centered=True), "(Kèm theo Kế hoạch số 1/KH-UBND ngày 01/01/2026 của UBND xã A)",
            table([["TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"], ["1", "Làm A", "Phòng A", "2026"]]),
        )
    )
    assert out.title() == "KẾ HOẠCH Chuyển đổi số năm 2026"
    assert [t.part for t in out.tables] == ["Phụ lục I"]
    assert [p.text for p in out.tables[0].captions][:2] == ["PHỤ LỤC I", "NHIỆM VỤ NĂM 2026"]
    assert all(i.paragraph.text != "2" for i in out.items)


TASKS = [["TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"], ["1", "Làm A", "Phòng A", "2026"]]


def test_a_list_title_inside_an_annex_is_no_annex_of_its_own():
    out = outline(document(Paragraph("PHỤ LỤC 2", centered=True), Paragraph("DANH MỤC NHIỆM VỤ", centered=True), "(Kèm theo Kế hoạch số 1/KH-UBND ngày 01/01/2026 của UBND xã A)", table(TASKS)))
    assert [t.part for t in out.tables] == ["Phụ lục 2"]


@pytest.mark.parametrize(("lines", "part"), [
    (["BẢNG PHÂN CÔNG NHIỆM VỤ", "(Kèm theo Kế hoạch số 02-KH/BCĐ, ngày 08/9/2025 của Ban Chỉ đạo)"], "Phụ lục"), (["KẾ HOẠCH", "Chuyển đổi số năm 2026", "(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 09/01/2026)"], "Kế hoạch"), ([], "Phụ lục"),
])
def test_what_stands_after_the_signature_is_an_annex_even_without_the_word(lines, part):
    out = outline(document("KẾ HOẠCH", "Về A", "Nội dung.", "Nơi nhận:", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Bình", *lines, table(TASKS)))
    assert [t.part for t in out.tables] == [part]


@pytest.mark.parametrize("heading", ["1. Kết quả đạt được", "I. ĐÁNH GIÁ KẾT QUẢ GIAI ĐOẠN 2021 - 2025", "I. THỰC TRẠNG"])
def test_sections_that_look_back(heading):
    got = items(heading, "Hạ tầng 4G phủ 99,8% dân số.", "II. MỤC TIÊU", "- 100% hồ sơ được số hóa.")
    assert [(i.looks_back, i.in_goals) for i in got if not i.is_heading] == [(True, False), (False, True)]


@pytest.mark.parametrize("heading", ["2. Kết quả giải quyết thủ tục hành chính", "II. MỤC TIÊU", "1. Nhiệm vụ", "3. Kết quả dự kiến"])
def test_sections_that_do_not_look_back(heading):
    assert not items(heading, "Nội dung.")[-1].looks_back


def test_articles_of_a_decision_are_sections():
    got = items("Điều 1. Tán thành báo cáo.", "Điều 2. Mục tiêu, chỉ tiêu năm 2026", "(1) Tỷ lệ A đạt 80%.", "Điều 3. Tổ chức thực hiện", "Giao UBND xã.")
    assert [(i.in_goals, i.year) for i in got if i.paragraph.text[0] in "(G"] == [(True, 2026), (False, None)]


def test_the_next_letter_after_a_heading_is_its_sibling():
    got = items("I. MỤC TIÊU", "a) Đến năm 2026:", "- 95% công dân có tài khoản.", "b) Tầm nhìn 2045: Kinh tế số chiếm 50% GRDP.")
    assert [i.section for i in got][-1] == "MỤC TIÊU"


def test_funds_under_their_heading_give_no_indicators():
    out = outline(document("III. KINH PHÍ", table([["TT", "Nội dung", "ĐVT", "Năm 2026", "Năm 2027"], ["1", "Trung tâm dữ liệu", "triệu đồng", "60.000", "60.000"]])))
    assert out.tables[0].kind.value == "other"


def test_who_decides_is_no_part_of_the_title():
    assert outline(document(Paragraph("QUYẾT ĐỊNH", centered=True), Paragraph("Ban hành Kế hoạch chuyển đổi số", centered=True), Paragraph("ỦY BAN NHÂN DÂN XÃ A", centered=True), "Căn cứ Luật;")).title() == "QUYẾT ĐỊNH Ban hành Kế hoạch chuyển đổi số"


def test_a_paragraph_that_ends_in_chuyen_doi_so_is_complete():
    assert len(items("hành động 100 ngày xử lý các điểm nghẽn về chuyển đổi số", "Thực hiện Kế hoạch số 02-KH/BCĐTW, Ban Chỉ đạo ban hành Kế hoạch:")) == 2


def test_a_goal_that_begins_like_a_heading_is_an_item():
    got = items("II. MỤC TIÊU", "Phấn đấu đến hết năm 2026, đạt các mục tiêu cụ thể sau:", "1. Nhiệm vụ được theo dõi trên môi trường điện tử đạt trên 30%.", "2. Chỉ tiêu nộp hồ sơ trực tuyến đạt 90%.")
    assert [(i.is_heading, i.in_goals, i.year) for i in got[2:]] == [(False, True, 2026), (False, True, 2026)]


def test_title_on_one_line_with_its_type():
    got = items(Paragraph("KẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2026", bold=True, centered=True), Paragraph("CỦA PHƯỜNG HẠC THÀNH", bold=True, centered=True), "Căn cứ Kế hoạch số 05/KH-UBND, UBND phường ban hành Kế hoạch:", "I. MỤC TIÊU")
    assert [i.context for i in got] == ["title", "title", "basis", "body"]


def test_plan_after_the_decision_that_issues_it():
    got = items(
        Paragraph("QUYẾT ĐỊNH", bold=True, centered=True), Paragraph("Ban hành Kế hoạch A", bold=True, centered=True), "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch A.", "Nơi nhận:", "- Như Điều 2.",
        Paragraph("KẾ HOẠCH", bold=True), Paragraph("Phát triển A (Ban hành kèm theo Quyết định số 1/QĐ-UBND ngày 05/11/2025 của UBND tỉnh) I. MỤC TIÊU", centered=True), "- 100% hồ sơ được số hóa.",
    )
    assert [(i.part, i.context, i.in_goals) for i in got[-4:]] == [
        ("Kế hoạch", "annex_title", False), ("Kế hoạch", "annex_title", False), ("Kế hoạch", "body", True), ("Kế hoạch", "body", True),
    ]
    assert got[-2].paragraph.text == "I. MỤC TIÊU" and got[-2].is_heading


def test_sheet_of_targets_without_a_number_is_an_annex():
    assert annex_of(Paragraph("BIỂU CHỈ TIÊU", centered=True)) == "Biểu" and annex_of(Paragraph("Biểu dương tập thể", centered=True)) == ""


def test_a_line_without_a_number_opens_goals_and_gives_their_year():
    got = items("KẾ HOẠCH", "Phát triển thương mại số", "Mục tiêu phát triển thương mại số đến năm 2027:", "- 80% hộ kinh doanh dùng hóa đơn điện tử.", "Giải pháp thực hiện:", "- Mở 3 lớp.")
    by_text = {i.paragraph.text[:8]: (i.in_goals, i.year, i.section) for i in got}
    assert by_text["- 80% hộ"] == (True, 2027, "Mục tiêu phát triển thương mại số đến năm 2027")
    assert by_text["- Mở 3 l"] == (False, None, "")


def test_dashes_open_goals_too():
    got = items("II. NHIỆM VỤ", "- Mục tiêu đến năm 2028:", "+ 90% người dân có tài khoản.", "- Tổ chức 5 hội nghị.")
    assert [(i.in_goals, i.year) for i in got[2:]] == [(True, 2028), (False, None)]


def test_the_term_of_office_is_the_year_of_goals_set_for_it():
    got = items("CÁC CHỈ TIÊU CHỦ YẾU NHIỆM KỲ 2025 - 2030", "- Thu ngân sách đạt 80 tỷ đồng.")
    assert got[1].year == 2030


def test_goals_numbered_inside_a_paragraph_are_items():
    got = items("I. MỤC TIÊU NĂM 2026", "Về văn hóa: (1) Tỷ lệ hộ văn hóa đạt 90%. (2) Tỷ lệ trẻ đi học đạt 99%.", "- 5 hội thi.")
    assert [(i.paragraph.text, i.ordinal, i.section) for i in got[2:]] == [
        ("(1) Tỷ lệ hộ văn hóa đạt 90%.", "1", "Về văn hóa"), ("(2) Tỷ lệ trẻ đi học đạt 99%.", "2", "Về văn hóa"), ("- 5 hội thi.", "", "MỤC TIÊU NĂM 2026")]


@pytest.mark.parametrize("text", ["Theo Nghị định (1) của Chính phủ, điểm (3) khoản 2.", "(1) Tỷ lệ hộ văn hóa đạt 90%."])
def test_numbers_in_brackets_that_count_nothing_part_nothing(text):
    assert len(items("I. MỤC TIÊU NĂM 2026", text)) == 2


def test_what_stands_before_the_first_section_looks_back_unless_it_speaks_of_goals():
    got = items("KẾ HOẠCH", "Chuyển đổi số năm 2026", "Năm 2025, 96% hộ dân có nước sạch.", "Năm 2026 phấn đấu 98% hộ dân có nước sạch.", "I. MỤC TIÊU", "- 99% hồ sơ đúng hạn.")
    assert [i.looks_back for i in got[2:4]] == [True, False]
    assert not got[-1].looks_back


def test_without_sections_nothing_is_taken_for_the_past():
    assert not any(i.looks_back for i in items("KẾ HOẠCH", "Chuyển đổi số năm 2026", "96% hộ dân có nước sạch.", "- 90% hồ sơ đúng hạn."))


@pytest.mark.parametrize(("heading", "past"), [("I. BỐI CẢNH, TÌNH HÌNH", True), ("I. SỰ CẦN THIẾT BAN HÀNH KẾ HOẠCH", True), ("I. BỐI CẢNH VÀ MỤC TIÊU", False), ("I. ĐẶC ĐIỂM CỦA XÃ", True)])
def test_sections_that_tell_how_things_stand(heading, past):
    assert items(heading, "- Tỷ lệ hộ nghèo 2,4%.")[1].looks_back is past


def test_items_of_a_list_by_years_know_what_it_is_about():
    got = items("I. MỤC TIÊU", "- Số thôn được công nhận thôn thông minh theo từng năm, cụ thể như sau:", "- Năm 2026: 3 thôn.", "- Năm 2027: 5 thôn.", "- 90% hồ sơ.")
    assert [i.lead for i in got[2:]] == ["Số thôn được công nhận thôn thông minh", "Số thôn được công nhận thôn thông minh", ""]


def test_goals_without_a_number_hold_the_sections_numbered_under_them():
    got = items("CÁC CHỈ TIÊU CHỦ YẾU NHIỆM KỲ 2025 - 2030", "I. Về kinh tế", "1. Thu ngân sách đạt 80 tỷ đồng.", "II. Về xã hội", "1. Tỷ lệ hộ nghèo dưới 1%.", "NHIỆM VỤ CHỦ YẾU", "1. Mở 5 lớp tập huấn cho cán bộ.")
    assert [(i.in_goals, i.year) for i in got if i.paragraph.text.startswith("1.")] == [(True, 2030), (True, 2030), (False, None)]


def test_numbered_goals_in_paragraphs_under_a_line_that_opens_goals():
    got = items("KẾ HOẠCH", "Phát triển kinh tế", "Các chỉ tiêu chủ yếu đến năm 2027", "Lĩnh vực kinh tế: (1) Thu ngân sách đạt 80 tỷ đồng. (2) Số doanh nghiệp đạt 50.", "Lĩnh vực xã hội: (3) Tỷ lệ hộ nghèo dưới 1%. (4) Tỷ lệ hộ khá đạt 60%.")
    assert [(i.ordinal, i.year, i.section) for i in got if i.ordinal] == [("1", 2027, "Lĩnh vực kinh tế"), ("2", 2027, "Lĩnh vực kinh tế"), ("3", 2027, "Lĩnh vực xã hội"), ("4", 2027, "Lĩnh vực xã hội")]
