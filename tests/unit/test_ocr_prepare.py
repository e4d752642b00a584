"""Colour ink, skew, sideways pages, and the way back from pixels to the page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.readers.ocr.grid import find_grids, find_rules
from extractors.readers.ocr.prepare import MAX_SIDE, binary, bounded, evened, prepare, without_colour, without_specks
from extractors.readers.ocr.skew import find_skew, letters
from tests.unit.pictures import A4, DPI, font, prose, sheet, table_page


@pytest.mark.parametrize("degrees", [-4.0, -1.3, 0.0, 0.7, 2.5])
def test_skew_is_measured_to_a_sixth_of_a_degree(degrees: float) -> None:
    turned = prose().rotate(-degrees, fillcolor="white", resample=Image.Resampling.BICUBIC)
    found, sideways = find_skew(letters(binary(np.asarray(turned.convert("L"))), DPI), DPI)
    assert not sideways
    assert found == pytest.approx(degrees, abs=0.16)


@pytest.mark.parametrize("quarter", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_sideways_pages_are_seen(quarter: Image.Transpose) -> None:
    assert find_skew(letters(binary(np.asarray(prose().transpose(quarter).convert("L"))), DPI), DPI)[1]


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


@pytest.mark.parametrize("ink", [(205, 35, 40), (190, 20, 60), (225, 60, 50)])
def test_print_under_a_thick_seal_and_a_blue_pen_stays(ink: tuple[int, int, int]) -> None:
    """Ink that hides two thirds of the print under it: what is left is darker than the ink, and that is all that tells it."""
    picture, pen = sheet()
    pen.text((300, 300), "Nguyễn Văn Bé Tư", font=font(14), fill=(20, 20, 20))
    layer, alpha = Image.new("RGB", picture.size, ink), Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(alpha)
    draw.ellipse([280, 180, 540, 440], outline=175, width=7)
    draw.rectangle([380, 260, 460, 380], fill=175)
    stamped = Image.composite(layer, picture, alpha)
    black = np.asarray(picture.convert("L")) < 60
    pen = ImageDraw.Draw(stamped)
    pen.line([(420 + 12 * i, 300 + (70 if i % 2 else -60)) for i in range(16)], fill=(30, 40, 140), width=4)
    signed = np.asarray(stamped)
    grey, found = without_colour(signed, DPI)
    assert found
    under, blue = black & (np.asarray(alpha) > 0), signed[:, :, 2].astype(int) - signed[:, :, 0] > 60
    assert under.sum() > 200
    assert np.median(grey[under & ~blue]) < 150
    rest = ~cv2.dilate(black.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    assert np.percentile(grey[rest], 0.1) > 200  # nothing of seal or pen


def test_several_lines_of_dark_blue_print_are_no_pen() -> None:
    picture, pen = sheet()
    for i in range(3):
        pen.text((300, 300 + 40 * i), "KẾ HOẠCH CHUYỂN ĐỔI SỐ", font=font(16), fill=(0, 32, 96))
    grey, _ = without_colour(np.asarray(picture), DPI)
    print_ = np.asarray(picture)[:, :, 0] < 30
    assert np.percentile(grey[print_], 90) < 110


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


def photo(page: np.ndarray, yaw: float, pitch: float, background: bool) -> np.ndarray:
    """``page`` as a camera sees it that is turned by ``yaw`` and ``pitch`` degrees, on a dark table or filling the picture."""
    h, w = page.shape[:2]
    a, b = np.radians([yaw, pitch])
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]]) @ np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    seen = np.array([[-w / 2, -h / 2, 0], [w / 2, -h / 2, 0], [w / 2, h / 2, 0], [-w / 2, h / 2, 0]]) @ turn.T
    flat = seen[:, :2] * 1.6 * h / (seen[:, 2:] + 1.6 * h)
    room = 0.1 * w if background else 0.0
    flat += room - flat.min(axis=0)
    matrix = cv2.getPerspectiveTransform(np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32), flat.astype(np.float32))
    size = tuple(int(v) for v in flat.max(axis=0) + room)
    return cv2.warpPerspective(page, matrix, size, borderValue=(70, 60, 50) if background else (250, 250, 248))


ROWS = [["TT", "Chỉ tiêu", "Năm 2025", "Năm 2030"], *([str(i), "Tỷ lệ phủ sóng", "62%", "100%"] for i in range(1, 9))]


@pytest.mark.parametrize(("yaw", "pitch", "background"), [(14, 0, True), (0, -14, True), (-10, 9, True), (12, 8, False)])
def test_photos_at_an_angle_are_straightened(yaw: float, pitch: float, background: bool) -> None:
    page = np.asarray(table_page(ROWS, [90, 560, 220, 220]))
    taken = photo(page, yaw, pitch, background)
    size = (taken.shape[1] * 0.36, taken.shape[0] * 0.36)
    p = prepare(taken, DPI, size)
    assert p.angled
    grids = find_grids(find_rules(binary(p.grey), p.dpi), p.dpi)
    assert [(g.n_rows, g.n_cols) for g in grids] == [(9, 4)]
    x0, y0, x1, y1 = p.to_points(grids[0].box)  # back on the photo
    dark = cv2.cvtColor(taken, cv2.COLOR_RGB2GRAY) < 120
    inside = dark[int(y0 / 0.36) : int(y1 / 0.36), int(x0 / 0.36) : int(x1 / 0.36)]
    assert 0.02 < inside.mean() < 0.3
    assert 0 < x0 < x1 < size[0]
    assert 0 < y0 < y1 < size[1]


@pytest.mark.parametrize("yaw", [10, -18])
def test_a_photo_of_running_text_alone_is_straightened_by_its_lines(yaw: float) -> None:
    taken = photo(np.asarray(prose(30)), yaw, 0, background=False)
    before = [find_skew(letters(binary(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)), DPI), DPI)[0] for part in np.array_split(taken, 3)]
    assert abs(before[0] - before[2]) > 1
    p = prepare(taken, DPI, (taken.shape[1] * 0.36, taken.shape[0] * 0.36))
    assert p.angled
    after = [find_skew(letters(binary(np.ascontiguousarray(part)), p.dpi), p.dpi)[0] for part in np.array_split(p.grey, 3)]
    assert max(map(abs, after)) < 0.35


@pytest.mark.parametrize("quarter", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
@pytest.mark.parametrize("yaw", [10, -18])
def test_a_photo_on_its_side_taken_at_an_angle_is_straightened_too(yaw: float, quarter: Image.Transpose) -> None:
    upright = photo(np.asarray(prose(30)), yaw, 0, background=False)
    taken = np.asarray(Image.fromarray(upright).transpose(quarter))
    p = prepare(taken, DPI, (taken.shape[1] * 0.36, taken.shape[0] * 0.36))
    assert p.angled
    assert p.turned == 90
    after = [find_skew(letters(binary(np.ascontiguousarray(part)), p.dpi), p.dpi) for part in np.array_split(p.grey, 3)]
    assert max(abs(angle) for angle, _ in after) < 1.0  # on its head the tops of letters are lined up, which is less exact
    assert not any(sideways for _, sideways in after)
    dark = np.argwhere(p.grey < 100)[::997]
    for y, x in dark:  # boxes lead back to ink of the photo
        a, b, c, d = p.to_points((x - 3, y - 3, x + 4, y + 4))
        assert taken[max(0, int(b / 0.36)) : int(d / 0.36) + 2, max(0, int(a / 0.36)) : int(c / 0.36) + 2].min() < 140


@pytest.mark.parametrize("picture", [prose(24), table_page(ROWS, [90, 560, 220, 220]), table_page(ROWS, [90, 560, 220, 220]).rotate(1.5, fillcolor=(252, 252, 250))])
def test_scans_are_no_photos(picture: Image.Image) -> None:
    assert not prepare(np.asarray(picture), DPI, A4).angled


def test_salt_goes_and_full_stops_stay() -> None:
    rng = np.random.default_rng(1)
    page = np.full((900, 700), 245, np.uint8)
    stops = [(y, x) for y in range(100, 800, 50) for x in range(100, 600, 50)]
    for y, x in stops:
        page[y : y + 3, x : x + 3] = 20
    ys, xs = rng.integers(5, 895, 300), rng.integers(5, 695, 300)
    far = [(y, x) for y, x in zip(ys, xs, strict=True) if all(abs(y - a) > 6 or abs(x - b) > 6 for a, b in stops)]
    for y, x in far:
        page[y, x] = 30
    out, pieces = without_specks(page, 150)
    assert pieces <= 1.02 * len(stops)
    assert all(out[y + 1, x + 1] < 60 for y, x in stops)
    assert sum(out[y, x] < 150 for y, x in far) < 0.02 * len(far)
    assert (without_specks(page, 90)[0] == page).all()
