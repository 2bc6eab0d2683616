"""A picture out of characters."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from test_shell import Waiting
from typist import Typist

from trapd.console.replies import Looked
from trapd.console.requests import Aim
from trapd.console.sketch import HEIGHT, SHADES, WIDTH, sketch


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="module")
def half_lit() -> bytes:
    """Black on the left, white on the right."""
    picture = Image.new("RGB", (640, 360))
    picture.paste((255, 255, 255), (320, 0, 640, 360))
    return jpeg(picture)


def test_dark_is_dark_and_light_is_light(half_lit: bytes) -> None:
    rows = sketch(half_lit)
    assert [len(row) for row in rows] == [WIDTH] * HEIGHT
    assert rows[0][0] == SHADES[0]
    assert rows[0][-1] == SHADES[-1]


def test_lines_stand_at_the_thirds(half_lit: bytes) -> None:
    rows = sketch(half_lit)
    assert all(row[WIDTH // 3] == row[2 * WIDTH // 3] == "|" for row in rows)
    assert "-" in rows[HEIGHT // 3]
    assert "-" in rows[2 * HEIGHT // 3]


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400), st.integers(0, 600))
def test_what_is_no_picture_is_not_shown(half_lit: bytes, wild: bytes, at: int) -> None:
    assert sketch(wild) == []
    assert len(sketch(half_lit[:at] + wild)) in (0, HEIGHT)


def test_aim_shows_picture_and_numbers(half_lit: bytes) -> None:
    camera = Waiting()
    typist = Typist(camera.operations())
    typist.keys("aim flash\r")
    assert camera.asked == [Aim(flash=True)]
    typist.written = ""
    camera.reply.data(half_lit)
    light = {"sharpness": 123.4, "brightness": 0.5, "exposure_us": 4_000, "gain": 2.0, "flash": True, "night": True}
    camera.reply.done(Looked(width=640, height=360, size=len(half_lit), **light))
    rows = typist.read()
    assert rows[HEIGHT:] == [
        "sharpness    123.4: the higher the sharper, of one scene",
        "light        night, with flash; brightness 50%, exposure 4.0 ms, gain 2.0",
        "DESK-1>",
    ]
    assert all(len(row) < 80 for row in rows)
