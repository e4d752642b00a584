"""The scorer counts two ways of writing one body as one, and different bodies as different."""

import pytest

from pipeline.evaluate import _units


@pytest.mark.parametrize(("a", "b", "same"), [
    ("UBND xã", "Ủy ban nhân dân xã", True), ("Ủy ban MTTQ Việt Nam xã", "Ủy ban Mặt trận Tổ quốc Việt Nam", True), ("Văn phòng HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã", True),
    ("Văn phòng UBND", "Văn phòng HĐND và UBND", True), ("Các thôn, buôn", "Các phòng, ban", True), ("Phòng Kinh tế", "Phòng Văn hóa - Xã hội", False), ("Phòng Kinh tế; Công an xã", "Công an xã", False)])
def test_units_are_held_against_each_other_by_what_they_name(a, b, same):
    assert (_units(a) == _units(b)) is same
