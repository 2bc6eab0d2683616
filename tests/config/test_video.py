"""The size of clips: the picture's own, or what a Pi's encoder takes of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.config.profile import Camera
from trapd.config.video import encodable, video_size


@pytest.mark.parametrize(
    ("picture", "clip"),
    [
        ((1920, 1080), (1920, 1080)),
        ((640, 480), (640, 480)),
        ((1640, 1232), (1640, 1232)),  # IMX219, binned: just within level 4.0
        ((2304, 1296), (1920, 1080)),  # IMX708, binned
        ((4608, 2592), (1920, 1080)),
        ((2028, 1520), (1664, 1248)),  # IMX477, binned: as wide as 1920 it would be too tall
        ((1080, 1920), (1080, 1920)),
    ],
)
def test_a_clip_is_as_large_as_the_encoder_takes(picture: tuple[int, int], clip: tuple[int, int]) -> None:
    assert video_size(Camera(width=picture[0], height=picture[1])) == clip


def test_the_profile_has_the_last_word() -> None:
    assert video_size(Camera(width=2304, height=1296, video_width=1280, video_height=720)) == (1280, 720)


@settings(deadline=None)
@given(st.integers(32, 4576), st.integers(32, 3472))
def test_every_picture_has_a_clip_of_even_sides_that_is_no_larger(half_width: int, half_height: int) -> None:
    picture = Camera(width=2 * half_width, height=2 * half_height)
    width, height = video_size(picture)
    assert encodable(width, height)
    assert (width % 2, height % 2) == (0, 0)
    assert 2 <= width <= picture.width
    assert 2 <= height <= picture.height
