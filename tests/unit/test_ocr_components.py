"""Connected pieces: the same whichever labels they are told with; percentiles by counting."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractors.readers.ocr.components import components
from extractors.readers.ocr.prepare import _percentile


@pytest.mark.parametrize(("side", "ink"), [(40, 0.0), (200, 0.02), (600, 0.2), (1200, 0.12)])
def test_labels_and_stats_are_those_of_long_labels(side: int, ink: float) -> None:
    mask = (np.random.default_rng(side).random((side, side)) < ink).astype(np.uint8)
    n, labels, stats = components(mask)
    wanted = cv2.connectedComponentsWithStats(mask, connectivity=8)
    assert n == wanted[0] and (stats == wanted[2]).all()
    assert (labels == wanted[1]).all()


def test_more_pieces_than_short_labels_can_tell() -> None:
    mask = np.zeros((800, 800), np.uint8)
    mask[::2, ::2] = 1
    assert components(mask)[0] == 160_001


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("share", [0, 0.5, 33, 90, 100])
def test_percentile_of_bytes(size: int, share: float) -> None:
    grey = np.random.default_rng(size).integers(0, 256, (size, 3), dtype=np.uint8)
    assert _percentile(grey, share) == pytest.approx(float(np.percentile(grey, share)))
