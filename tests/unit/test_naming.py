"""Names of organisations as one plan uses them: short forms it explains, the form of its area, abbreviations cut by a column."""

import pytest

from extractors.fields.unit_shorts import defined, whole, written_out
from extractors.outline import outline
from extractors.records import extract
from extractors.records.naming import Naming, form_of
from pipeline.normalise import _Units
from schemas.records import DocumentInfo
from tests.makers import document, table


@pytest.mark.parametrize(
    ("text", "shorts"),
    [
        ("Giao Phòng Xây dựng chính quyền và Công tác thanh niên (XDCQ&CTTN) chủ trì.", {"XDCQ&CTTN": "Xây dựng chính quyền và Công tác thanh niên"}),
        ("Trung tâm Phục vụ hành chính công xã (TTPVHCC)", {"TTPVHCC": "Trung tâm Phục vụ hành chính công"}),
        ("Trung tâm Truyền hình Mường La (sau đây viết tắt là TTTH)", {"TTTH": "Trung tâm Truyền hình"}),
        ("Phòng Quản lý đê điều (Phòng QLĐĐ)", {"QLĐĐ": "Quản lý đê điều"}),
        ("Tổ công tác Đề án 06 xã (gọi tắt là TCT06)", {"TCT06": "Tổ công tác Đề án 06 xã"}),
        ("xã Đồng Phú (viết tắt: “ĐP”)", {"ĐP": "Đồng Phú"}),
        ("Ghi chú: LĐVL: Lao động, việc làm; TCBC: Tổ chức biên chế.", {"LĐVL": "Lao động, việc làm", "TCBC": "Tổ chức biên chế"}),
        ("Tỷ lệ đạt 95% (GDP), thuộc nhóm B (ABC)", {}),  # letters of nothing before them
        ("Nghị quyết số 57-NQ/TW (sau đây gọi tắt là Nghị quyết 57)", {}),
        ("Phòng Kinh tế (Mục II)", {}),
        ("rút ngắn thủ tục (TT), theo kế hoạch (KH)", {}),  # two letters are many things
    ],
)
def test_short_forms_that_a_plan_explains(text, shorts):
    assert defined([text]) == shorts


def test_the_first_explanation_stands_and_words_are_not_torn():
    shorts = defined(["Phòng Cải tạo đất (CTĐ)", "Phòng Công tác đảng (CTĐ)"])
    assert shorts == {"CTĐ": "Cải tạo đất"}
    assert written_out("Phòng CTĐ; CTĐ-X, 12/CTĐ, ACTĐ", shorts) == "Phòng Cải tạo đất; CTĐ-X, 12/CTĐ, ACTĐ"
    assert written_out("Phòng A & B", {"A&B": "An Bình"}) == "Phòng An Bình"


@pytest.mark.parametrize("text", ["(" * 20_000, "A (B" * 20_000, "(ABC) " * 20_000, "ABC: " * 20_000, "Phòng Kinh tế ngành (KTN) " * 5_000])
def test_hostile_text_is_read_for_short_forms(text):
    assert len(defined([text])) <= 1


def plan(cell, *, head="Giao Phòng Xây dựng chính quyền địa bàn (XDCQĐB) chủ trì.", **info):
    grid = table([["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"], ["1", "Làm A", cell, "2026"], ["2", "Làm B", "Phòng Kinh tế", "2026"]])
    return extract(outline(document("KẾ HOẠCH", "Về việc A năm 2026", head, grid)), DocumentInfo(document_id="d", file_name="d", **info))


def test_a_short_form_of_the_body_is_read_in_a_cell_and_not_doubted():
    task = plan("Phòng XDCQĐB").tasks[0]
    assert (task.lead_units, task.confidence >= 0.9) == ("Phòng Xây dựng chính quyền địa bàn", True)
    other = plan("Phòng XDCQĐB", head="Nội dung.").tasks[0]
    assert (other.lead_units, other.confidence >= 0.9) == ("Phòng XDCQĐB", False)


@pytest.mark.parametrize(
    ("info", "form"),
    [
        ({"issuer": "Ủy ban nhân dân phường Hòa Xuân", "issuer_level": "commune"}, "phường"),
        ({"issuer": "Ủy ban nhân dân xã Võ Nhai", "issuer_level": "commune"}, ""),
        ({"issuer": "Ủy ban nhân dân đặc khu Cô Tô", "issuer_level": "commune"}, "đặc khu"),
        ({"issuer": "Sở Nội vụ", "issuer_level": "province", "province": "Đà Nẵng"}, "thành phố"),
        ({"issuer": "Sở Nội vụ tỉnh Hà Tĩnh", "issuer_level": "province", "province": "Hà Tĩnh"}, ""),
        ({"issuer": "", "issuer_level": ""}, ""),
    ],
)
def test_form_of_the_area(info, form):
    assert form_of(DocumentInfo(document_id="d", file_name="d", **info)) == form


@pytest.mark.parametrize(
    ("cell", "form", "name"),
    [("Công an", "phường", "Công an phường"), ("Công an xã", "phường", "Công an xã"), ("Đoàn TN", "đặc khu", "Đoàn Thanh niên"), ("Tổ giúp việc BCĐ", "phường", "Tổ Giúp việc Ban Chỉ đạo phường"),
     ("Phòng Kinh tế", "phường", "Phòng Kinh tế"), ("Các thôn", "phường", "Các thôn")],
)
def test_names_in_the_form_of_the_plan(cell, form, name):
    assert [m.name for m in Naming("commune", form).units(cell)] == [name]


@pytest.mark.parametrize("cell", ["VP HĐND&UB ND xã", "VP HĐND&UBN\nD xã", "Vp HĐND&UBND xã", "VP HĐNDUBND"])
def test_an_abbreviation_cut_by_a_column_is_whole(cell):
    assert [m.unit_id for m in Naming("commune").units(cell)] == ["XA.VP"]


def test_whole_leaves_words_alone():
    assert whole("UB ND xã, T W, Ban Ủy") == "UBND xã, T W, Ban Ủy"


def test_a_unit_met_under_two_names_bears_that_of_the_vocabulary():
    class Rows(list):
        def to_pylist(self):
            return self

    units = _Units()
    row = {"level": "commune", "system": "state", "is_generic": False, "status": "known"}
    units.add(Rows([{**row, "unit_id": "XA.CA", "name": "Công an phường", "raw": "Công an phường"}, {**row, "unit_id": "XA.KT", "name": "Phòng Kinh tế", "raw": "Phòng KT"}]))
    units.add(Rows([{**row, "unit_id": "XA.CA", "name": "Công an xã", "raw": "CA xã"}]))
    assert [(r["name"], r["mentions"]) for r in units.rows()] == [("Công an xã", 2), ("Phòng Kinh tế", 1)]
