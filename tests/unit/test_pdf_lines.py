"""What stands between the end of a line and the next one."""

import pytest

from extractors.readers.pdf.lines import joint

JOINED = [("nghiệ", "p"), ("thôn", "g"), ("th", "ông"), ("GR", "DP"), ("HĐND&U", "BND"), ("57-", "NQ/TW"), ("VH-", "XH"), ("Đ", "ảng.")]
APART = [("hoạt", "động"), ("Phòng", "Kinh"), ("đến", "2030"), ("5G", "và"), ("y", "tế"), ("an", "toàn,"), ("các", "ngành"), ("HĐND", "UBND"), ("AI", "phục"), ("-", "Tỷ")]


@pytest.mark.parametrize(("before", "after"), JOINED)
def test_words_broken_by_the_column_are_whole_again(before, after):
    assert joint(before, after) == ""


@pytest.mark.parametrize(("before", "after"), APART)
def test_words_stay_apart(before, after):
    assert joint(before, after) == " "
