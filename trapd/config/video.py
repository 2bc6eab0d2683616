"""How large the clips are: what the encoder of a small Pi takes, which is less than the sensor gives."""

from __future__ import annotations

from trapd.config.profile import Camera

LONGEST_SIDE = 1_920
"""MAX_W_CODEC and MAX_H_CODEC of raspberrypi/linux' bcm2835-v4l2-codec.c, the encoder of Zero 2 W, 3, 4 and CM4.
2304 x 1296 was seen to fail (picamera2 #753)."""
MACROBLOCKS = 8_192
"""Blocks of 16 x 16 pixels in one picture of H.264 level 4.0, where that encoder ends (picamera #348)."""
BLOCK = 16


def encodable(width: int, height: int) -> bool:
    """Whether the encoder of any Pi takes it."""
    blocks = -(-width // BLOCK) * -(-height // BLOCK)
    return max(width, height) <= LONGEST_SIDE and blocks <= MACROBLOCKS


def video_size(camera: Camera) -> tuple[int, int]:
    """Width and height: the profile's word, or the picture's own, or the largest of its shape that is encodable."""
    if camera.video_width is not None and camera.video_height is not None:
        return camera.video_width, camera.video_height
    width, height = camera.width, camera.height
    while not encodable(width, height):
        width = (width - 1) // BLOCK * BLOCK
        height = 2 * round(width * camera.height / camera.width / 2)
    return width, height
