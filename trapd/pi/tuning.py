"""The longest exposure, written into the sensor's tuning: libcamera has no control for it (picamera2 #634)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any


def capped(tuning: dict[str, Any], longest_us: int, max_gain: float) -> dict[str, Any]:
    """A copy of a tuning file whose automatic exposure never exceeds `longest_us`, nor its gain `max_gain`.

    An exposure mode is a ladder: shutter (µs) and gain rise in turn, step by step. Every step is held down to the
    caps, and the last step's gain is the whole of `max_gain`: what the shutter may not gather, gain makes up for.
    """
    tuning = deepcopy(tuning)
    for channel in _channels(tuning):
        for ladder in channel.get("exposure_modes", {}).values():
            ladder["shutter"] = [min(shutter, longest_us) for shutter in ladder["shutter"]]
            ladder["gain"] = [min(gain, max_gain) for gain in ladder["gain"][:-1]] + [max_gain]
    return tuning


def _channels(tuning: dict[str, Any]) -> list[dict[str, Any]]:
    """The settings of every exposure channel: version 2 files list their algorithms, version 1 files name them."""
    algorithms = tuning.get("algorithms", [tuning])
    found = [algorithm["rpi.agc"] for algorithm in algorithms if "rpi.agc" in algorithm]
    return [channel for agc in found for channel in agc.get("channels", [agc])]
