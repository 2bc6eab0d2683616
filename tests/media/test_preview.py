"""Frames to aim by: small, and with numbers that can be trusted to rise."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from trapd.core.units import MS
from trapd.media.preview import MOST_BYTES, preview, sharpness
from trapd.sim.exposed import FULL_DAY_US, Exposed
from trapd.sim.forest import forest
from trapd.sim.picture import Painter

WIDE, HIGH = 1920, 1080
BLURS = (0, 0.7, 1, 1.5, 2, 3, 4, 6)
"""Of a Gaussian, in pixels."""


@pytest.fixture(scope="module")
def planes() -> Any:
    """A day on the trail."""
    trail = forest(WIDE, HIGH, seed=1)
    painter = Painter(WIDE, HIGH, lambda mono_ns: trail, seed=1)
    frame = Exposed(0, 2600 * MS, 1_000, 1.0, 18_000, FULL_DAY_US / 1_000, (), ())
    return painter.planes(painter.paint(frame))


def blurred(luma: Any, radius: float) -> Any:
    return np.asarray(Image.fromarray(luma).filter(ImageFilter.GaussianBlur(radius)))


@pytest.mark.parametrize("noise", [0, 2, 6])
def test_the_sharper_picture_has_the_greater_number_noisy_or_not(planes: Any, noise: float) -> None:
    """Noise comes behind the lens, so that of each picture is as strong."""
    random = np.random.default_rng(1)
    found = []
    for radius in BLURS:
        luma = blurred(planes[0], radius) + random.normal(0, noise, planes[0].shape)
        found.append(sharpness(np.clip(luma, 0, 255).astype(np.uint8)))
    falls = BLURS.index(3) if noise else len(BLURS)  # then noise is all that is left
    assert found[:falls] == sorted(found[:falls], reverse=True)
    assert found[0] > 1.5 * found[2] > 0


def test_an_even_wall_has_no_sharpness() -> None:
    assert sharpness(np.full((480, 640), 99, np.uint8)) == 0


def test_it_is_as_wide_as_asked_and_shows_the_same(planes: Any) -> None:
    small = preview(planes, 640)
    picture = Image.open(io.BytesIO(small.jpeg))
    assert (small.width, small.height) == picture.size == (640, 360)
    assert np.asarray(picture.convert("L")).mean() == pytest.approx(planes[0].mean(), abs=3)
    assert small.brightness == pytest.approx(planes[0].mean() / 255, abs=0.001)


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_lines_stand_at_its_thirds_by_day_and_by_night(grey: int) -> None:
    luma, chroma = np.full((360, 640), grey, np.uint8), np.full((180, 320), 128, np.uint8)
    picture = np.asarray(Image.open(io.BytesIO(preview((luma, chroma, chroma), 640).jpeg)).convert("L"))
    assert picture[:, [213, 426]].std(axis=0).min() > 60
    assert picture[[120, 240]].std(axis=1).min() > 60
    assert abs(picture[130:230, 220:420].mean() - grey) < 2, "nothing between them"


@pytest.mark.parametrize("width", [-5, 1, 63, 333, 1_920, 100_000])
def test_any_width_fits_into_one_piece(planes: Any, width: int) -> None:
    small = preview(planes, width)
    assert len(small.jpeg) <= MOST_BYTES
    assert Image.open(io.BytesIO(small.jpeg)).size == (small.width, small.height)
    assert 32 <= small.width <= WIDE


def test_noise_alone_gets_smaller_until_it_fits() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (HIGH, WIDE), np.uint8)
    grey = np.full((HIGH // 2, WIDE // 2), 128, np.uint8)
    small = preview((noise, grey, grey), WIDE)
    assert len(small.jpeg) <= MOST_BYTES
    assert small.width < WIDE


def test_rows_may_lie_apart_in_the_cameras_buffer(planes: Any) -> None:
    y, u, v = (np.pad(plane, ((0, 0), (0, 16)))[:, : plane.shape[1]] for plane in planes)
    assert preview((y, u, v), 320) == preview(planes, 320)
