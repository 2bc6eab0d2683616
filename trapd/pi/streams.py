"""What is asked of picamera2: one picture stream, perhaps a smaller one for clips, and a mode of the sensor."""

from __future__ import annotations

from typing import Any

from trapd.config import profile
from trapd.config.video import video_size

FORMAT = "YUV420"

Mode = dict[str, Any]
"""Of the sensor, in picamera2's words: `output_size` in pixels and `bit_depth`."""


def streams(section: profile.Camera, clips: bool) -> dict[str, Any]:
    """Arguments of `create_video_configuration`.

    The ISP scales the second stream out of the same frame, so stills and clips still share one configuration.
    No raw stream: six raw buffers would take the memory that six pictures need.
    """
    size, video = (section.width, section.height), video_size(section)
    second = {"size": video, "format": FORMAT} if clips and video != size else None
    return {
        "main": {"size": size, "format": FORMAT},
        "lores": second,
        "raw": None,
        "sensor": mode(section) or {},
        "encode": "lores" if second else "main",
    }


def mode(section: profile.Camera) -> Mode | None:
    """The sensor's mode that the profile names."""
    if section.sensor_width is None:
        return None
    return {
        "output_size": (section.sensor_width, section.sensor_height),
        "bit_depth": section.sensor_bit_depth,
    }


def check_mode(section: profile.Camera, given: Mode | None) -> None:
    """Raises ValueError unless the sensor runs as the profile says: another mode has another readout."""
    wanted = mode(section)
    if wanted is not None and given != wanted:
        raise ValueError(
            f"the sensor runs {_told(given)}, the profile wants {_told(wanted)}: camera.readout_us holds for"
            " that mode alone; set camera.sensor_width, sensor_height and sensor_bit_depth to a mode that"
            " `rpicam-hello --list-cameras` shows"
        )


def _told(given: Mode | None) -> str:
    if given is None:
        return "in no mode that it tells"
    width, height = given["output_size"]
    return f"{width}x{height} at {given['bit_depth']} bits"
