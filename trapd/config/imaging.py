"""Settings of the camera that are each in order and cannot be together."""

from __future__ import annotations

from collections.abc import Iterator

from trapd.config.profile import Camera, Profile
from trapd.config.video import encodable

SHAPE = 0.01
"""A clip may be stretched by so little: two even numbers seldom have exactly the picture's shape."""


def imaging(profile: Profile) -> Iterator[str]:
    """Each problem as one line: the keys, why they disagree, the mend."""
    camera = profile.camera
    yield from _light(camera)
    yield from _mode(camera)
    yield from _video(camera)
    frame_mb = camera.width * camera.height * 1.5 / 1e6
    if frame_mb > profile.card.queue_mb:
        yield f"card.queue_mb is {profile.card.queue_mb}, less than one frame of this camera ({frame_mb:.0f} MB)"


def _light(camera: Camera) -> Iterator[str]:
    frame = int(1e6 / camera.fps)
    if camera.readout_us > frame:
        yield f"camera.readout_us is {camera.readout_us}, longer than a frame at {camera.fps:g} fps ({frame} us)"
    if camera.longest_exposure_us > frame:
        yield (
            f"camera.longest_exposure_us is {camera.longest_exposure_us}, longer than a frame at"
            f" {camera.fps:g} fps ({frame} us); shorten it, or lower camera.fps"
        )
    if camera.night_exposure_us > camera.longest_exposure_us:
        yield (
            f"camera.night_exposure_us is {camera.night_exposure_us}, longer than camera.longest_exposure_us"
            f" ({camera.longest_exposure_us})"
        )
    if camera.night_gain > camera.max_gain:
        yield f"camera.night_gain is {camera.night_gain:g}, above camera.max_gain ({camera.max_gain:g})"


def _mode(camera: Camera) -> Iterator[str]:
    width, height = camera.sensor_width, camera.sensor_height
    if len({key is None for key in (width, height, camera.sensor_bit_depth)}) > 1:
        yield "camera.sensor_width, sensor_height and sensor_bit_depth go together; set all three, or none"
    elif width is not None and height is not None and (width < camera.width or height < camera.height):
        yield (
            f"camera.sensor_width x sensor_height is {width}x{height}, less than the picture of"
            f" {camera.width}x{camera.height}; choose a larger mode of the sensor, or a smaller picture"
        )


def _video(camera: Camera) -> Iterator[str]:
    width, height = camera.video_width, camera.video_height
    if width is None or height is None:
        if width is not height:
            yield "camera.video_width and camera.video_height go together; set both, or neither"
        return
    size = f"camera.video_width x video_height is {width}x{height}"
    if width > camera.width or height > camera.height:
        yield f"{size}, more than the picture of {camera.width}x{camera.height}; make it smaller, or leave both out"
    elif not encodable(width, height):
        yield f"{size}, more than a Pi's encoder takes, 1920x1088 or 1088x1920; make it smaller, or leave both out"
    elif abs(width * camera.height / (height * camera.width) - 1) > SHAPE:
        yield (
            f"{size}, not of the shape of the picture, {camera.width}x{camera.height}: animals would be stretched;"
            " leave both out, or keep the shape"
        )
