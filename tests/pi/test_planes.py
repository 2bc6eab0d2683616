"""The planes of a picture, by the two layouts that cameras give."""

import numpy as np
import pytest

from trapd.pi.planes import brightness, planes

WIDTH, HEIGHT = 12, 8


def picture():
    """Three planes, no two pixels of them alike."""
    numbers = np.arange(WIDTH * HEIGHT * 3 // 2, dtype=np.uint8)
    y, u, v = np.split(numbers, [WIDTH * HEIGHT, WIDTH * HEIGHT * 5 // 4])
    return y.reshape(HEIGHT, WIDTH), u.reshape(HEIGHT // 2, -1), v.reshape(HEIGHT // 2, -1)


def rows(plane, stride):
    """The plane's bytes with each row padded to the stride."""
    padded = np.full((plane.shape[0], stride), 255, np.uint8)
    padded[:, : plane.shape[1]] = plane
    return padded.tobytes()


def yuv420(stride):
    y, u, v = picture()
    return rows(y, stride) + rows(u, stride // 2) + rows(v, stride // 2)


def nv12(stride):
    y, u, v = picture()
    return rows(y, stride) + rows(np.stack([u, v], axis=2).reshape(HEIGHT // 2, WIDTH), stride)


@pytest.mark.parametrize("stride", [WIDTH, 16, 32])
@pytest.mark.parametrize(("form", "layout"), [("YUV420", yuv420), ("NV12", nv12)])
def test_the_planes_are_found_in_either_layout_whatever_the_stride(form, layout, stride):
    found = planes(bytearray(layout(stride)), form, WIDTH, HEIGHT, stride)
    assert all(np.array_equal(plane, wanted) for plane, wanted in zip(found, picture(), strict=True))
    assert all(plane.strides[1] == 1 for plane in found)


def test_yuv420_is_not_copied():
    buffer = bytearray(yuv420(16))
    y, u, v = planes(buffer, "YUV420", WIDTH, HEIGHT, 16)
    buffer[:] = bytes(len(buffer))
    assert y.max() == u.max() == v.max() == 0


def test_what_lies_behind_the_picture_is_left_alone():
    found = planes(yuv420(16) + b"\xff" * 4096, "YUV420", WIDTH, HEIGHT, 16)
    assert all(np.array_equal(plane, wanted) for plane, wanted in zip(found, picture(), strict=True))


def test_brightness_is_the_mean_from_black_to_white():
    assert brightness(np.zeros((480, 640), np.uint8)) == 0
    assert brightness(np.full((480, 640), 255, np.uint8)) == 1
    halves = np.zeros((480, 640), np.uint8)
    halves[:, 320:] = 255
    assert brightness(halves) == pytest.approx(0.5)
