import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from trapd.media import jpeg

WIDTH, HEIGHT = 64, 48
NOISE = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH), np.uint8)
GREY = np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)
ENCODED = jpeg.encode((NOISE, GREY, GREY), 95)
PICTURE = jpeg.splice(ENCODED, b"MM\0*\0\0\0\x08\0\0\0\0\0\0")


def test_the_planes_are_the_picture():
    ramp = np.tile(np.arange(0, 256, 4, dtype=np.uint8), (HEIGHT, 1))
    reddish = np.full_like(GREY, 200)

    picture = Image.open(io.BytesIO(jpeg.encode((ramp, GREY, reddish), 95)))
    picture.draft("YCbCr", (WIDTH, HEIGHT))  # as it is in the file, not by way of RGB
    y, cb, cr = map(np.asarray, picture.split())

    assert np.abs(y.astype(int) - ramp).max() <= 4
    assert (cb == 128).all()
    assert (cr == 200).all()


def test_rows_of_a_padded_camera_buffer():
    padded = np.zeros((HEIGHT, WIDTH + 32), np.uint8)
    padded[:, :WIDTH] = NOISE

    assert jpeg.encode((padded[:, :WIDTH], GREY, GREY), 95) == ENCODED


def test_splicing_leaves_the_picture_as_it_was():
    before = np.asarray(Image.open(io.BytesIO(ENCODED)))
    after = np.asarray(Image.open(io.BytesIO(PICTURE)))

    assert (before == after).all()


def test_exif_comes_first_and_jfif_goes():
    assert ENCODED[2:4] == b"\xff\xe0"
    assert PICTURE[:4] == b"\xff\xd8\xff\xe1"
    assert b"JFIF" not in PICTURE
    assert jpeg.exif_of(PICTURE) == b"MM\0*\0\0\0\x08\0\0\0\0\0\0"


@given(st.integers(0, len(PICTURE) - 1), st.sampled_from([bytes(256), bytes(range(256)), b"\xff"]))
def test_a_picture_with_a_wrong_block_anywhere_is_not_whole(at, block):
    damaged = (PICTURE[:at] + block + PICTURE[at + len(block) :])[: len(PICTURE)]
    assert jpeg.whole(damaged) == (damaged == PICTURE)


@given(st.integers(len(ENCODED) // 3, len(ENCODED) - 300), st.sampled_from([bytes(256), bytes(range(256))]))
def test_so_it_is_without_a_check_as_far_as_a_decoder_can_tell(at, block):
    assert not jpeg.whole(ENCODED[:at] + block + ENCODED[at + len(block) :])


def test_a_picture_is_whole_only_to_its_last_byte():
    assert jpeg.whole(ENCODED)
    assert jpeg.whole(PICTURE)
    assert not any(jpeg.whole(PICTURE[:cut]) for cut in range(len(PICTURE)))


@given(st.integers(1, len(PICTURE)))
def test_zeros_where_the_last_blocks_should_be_are_no_picture(lost):
    assert not jpeg.whole(PICTURE[:-lost] + bytes(lost))


@given(st.binary())
def test_what_is_no_jpeg_is_said_to_be_none(data):
    assert not jpeg.whole(data)
    with pytest.raises(ValueError, match="JPEG"):
        jpeg.exif_of(data)
