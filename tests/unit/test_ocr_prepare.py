"""Colour ink, skew, sideways pages, and the way back from pixels to the page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.readers.ocr.prepare import MAX_SIDE, binary, bounded, evened, find_skew, prepare, without_colour
from tests.unit.pictures import A4, DPI, font, prose, sheet


@pytest.mark.parametrize("degrees", [-4.0, -1.3, 0.0, 0.7, 2.5])
def test_skew_is_measured_to_a_sixth_of_a_degree(degrees: float) -> None:
    turned = prose().rotate(-degrees, fillcolor="white", resample=Image.Resampling.BICUBIC)
    found, sideways = find_skew(binary(np.asarray(turned.convert("L"))), DPI)
    assert not sideways
    assert found == pytest.approx(degrees, abs=0.16)


@pytest.mark.parametrize("quarter", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_sideways_pages_are_seen(quarter: Image.Transpose) -> None:
    assert find_skew(binary(np.asarray(prose().transpose(quarter).convert("L"))), DPI)[1]


def test_a_seal_goes_black_text_under_it_and_red_print_stay() -> None:
    picture, pen = sheet()
    pen.text((300, 300), "ỦY BAN NHÂN DÂN", font=font(), fill=(10, 10, 10))
    pen.text((300, 900), "Nguyễn Văn An", font=font(), fill=(200, 20, 30))
    seal = Image.new("RGB", picture.size, "white")
    ImageDraw.Draw(seal).ellipse([280, 200, 520, 440], outline=(210, 30, 40), width=6)
    pressed = np.minimum(np.asarray(picture), np.asarray(seal))  # ink on ink: the darker wins in every channel
    grey, found = without_colour(pressed, DPI)
    assert found
    ring = (np.asarray(seal)[:, :, 1] < 100) & (np.asarray(picture).min(axis=2) > 200)
    assert grey[ring].mean() > 225
    black = np.asarray(picture.convert("L")) < 60
    black[800:] = False
    assert grey[black].mean() < 80
    assert (grey[880:980, 300:700] < 140).sum() > 300  # the red name is print and stays


def test_paper_without_colour_is_left_alone() -> None:
    image = np.asarray(prose())
    grey, found = without_colour(image, DPI)
    assert not found
    assert np.array_equal(grey, cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


def test_shadow_of_a_photo_is_evened_out() -> None:
    grey = np.asarray(prose().convert("L")).astype(np.float32)
    shade = np.linspace(1.0, 0.45, grey.shape[1])[None, :]
    flat = evened((grey * shade).astype(np.uint8), DPI)
    assert np.percentile(flat[:, -200:], 60) > 225
    assert np.percentile(flat[:, :200], 60) > 225


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_points_lead_back_to_the_page_as_displayed(turn: int) -> None:
    picture, pen = sheet()
    pen.rectangle([400, 500, 700, 560], fill=0)
    p = prepare(np.asarray(picture), DPI, A4, turn)
    ys, xs = np.nonzero(p.grey < 100)
    box = p.to_points((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
    k = A4[0] / 1654
    assert box == pytest.approx((400 * k, 500 * k, 701 * k, 561 * k), abs=0.8)


def test_huge_and_grey_pictures_are_bounded() -> None:
    big, dpi = bounded(np.zeros((30, 40_000, 3), np.uint8), 300)
    assert max(big.shape) <= MAX_SIDE
    assert dpi == pytest.approx(75)
    assert bounded(np.zeros((50, 60), np.uint8), 200)[0].shape == (50, 60, 3)
