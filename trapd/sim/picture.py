"""Paints frames: a view, the light on it, the animals before it, the sensor's noise."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trapd.core.units import S
from trapd.sim.anatomy import BODIES
from trapd.sim.animals import Pass
from trapd.sim.exposed import Exposed
from trapd.sim.figures import Figure, figure, strides
from trapd.sim.lens import FLASH_M, beam_at, focal_px, ground_row
from trapd.sim.sensor import Sensor
from trapd.sim.view import BRIGHTEST_LIT, Bytes, View, lit_code, to_linear

GRAINS = 4
"""Patterns of noise that take turns."""
APART = 16
"""Rows between the corners of two patterns."""


class Painter:
    """Paints frames of one size. Safe from any thread, one frame at a time."""

    def __init__(self, width: int, height: int, view: Callable[[int], View], seed: int) -> None:
        """`view(mono_ns)` is what stands before the lens at that time."""
        self.width, self.height = width, height
        self._view = view
        self._lock = Lock()
        self._noise = _noise(height + GRAINS * APART, width, seed)
        self._backdrops: OrderedDict[Any, tuple[View, Bytes]] = OrderedDict()

    def paint(self, frame: Exposed) -> Bytes:
        """Y, U and V one after the other in one flat array; read it only, since others may hold the same."""
        with self._lock:
            sensor = Sensor(frame, self.height)
            view = self._view(frame.timestamp_ns)
            sheet = self._backdrop(view, sensor, frame.number % GRAINS)
            if frame.passes:
                sheet = sheet.copy()
                for one in frame.passes:
                    if one.species in BODIES:
                        self._walk(sheet, view, sensor, frame, one)
            return sheet

    def planes(self, sheet: Bytes) -> tuple[Bytes, Bytes, Bytes]:
        """Y, U and V of what `paint` gave."""
        h, w = self.height, self.width
        y, u, v = np.split(sheet, (h * w, h * w * 5 // 4))
        return y.reshape(h, w), u.reshape(h // 2, w // 2), v.reshape(h // 2, w // 2)

    def _backdrop(self, view: View, sensor: Sensor, grain: int) -> Bytes:
        """The view without animals; out of the few latest, if the light is still the same."""
        key = (id(view), sensor.key, grain)
        if key in self._backdrops:
            self._backdrops.move_to_end(key)
            return self._backdrops[key][1]
        sheet = np.empty(self.height * self.width * 3 // 2, np.uint8)
        y, u, v = self.planes(sheet)
        y[:] = sensor.luma(view.day, view.lit, 0)
        sensor.add_noise(y, self._noise[grain * APART :, :])
        u[:], v[:] = sensor.chroma(view.u), sensor.chroma(view.v)
        self._backdrops[key] = (view, sheet)  # The view is held too: its id must not be given to another.
        if len(self._backdrops) > GRAINS:
            self._backdrops.popitem(last=False)
        return sheet

    def _walk(self, sheet: Bytes, view: View, sensor: Sensor, frame: Exposed, one: Pass) -> None:
        """Lay one animal over the backdrop: only its own box is painted anew."""
        px_per_m = focal_px(self.width) / one.distance_m
        walked = (frame.timestamp_ns - one.start_ns) / S * one.speed_mps
        shape = figure(one.species, strides(one.species, walked), px_per_m, one.direction > 0)
        blur = round(one.speed_mps * frame.exposure_us / 1e6 * px_per_m)
        if blur > 1:
            shape = _blurred(shape, blur)
        x_px = self.width / 2 + one.x_m(frame.timestamp_ns) * px_per_m
        left, top = (
            round(x_px) + shape.left_px,
            round(ground_row(self.height, self.width, one.distance_m)) + shape.top_px,
        )
        down, across = _even(top, shape.cover.shape[0], self.height), _even(left, shape.cover.shape[1], self.width)
        piece = (slice(down.start - top, down.stop - top), slice(across.start - left, across.stop - left))
        box, half = (down, across), (_halved(down), _halved(across))

        cover = shape.cover[piece] * (view.front[box] < 128)
        near = (FLASH_M / one.distance_m) ** 2 * beam_at(x_px - self.width / 2, focal_px(self.width))
        lit = _nearer(near)[shape.lit[piece]]
        y, u, v = self.planes(sheet)
        luma = sensor.luma(
            _mixed(view.day[box], shape.day[piece], cover), _mixed(view.lit[box], lit, cover), down.start
        )
        sensor.add_noise(luma, self._noise[frame.number % GRAINS * APART + down.start :, across])
        y[box] = luma
        for plane, fur in ((u, shape.chroma[0]), (v, shape.chroma[1])):
            plane[half] = _mixed(plane[half], sensor.chroma(np.array(fur)), cover[::2, ::2])


def _noise(height: int, width: int, seed: int) -> NDArray[np.int8]:
    """Noise of deviation 32 about 0, each grain two pixels wide: a sensor's, after its colours were filled in."""
    grains = np.random.default_rng(seed).standard_normal((height + 1, width + 1), np.float32)
    soft = (grains[1:, 1:] + grains[:-1, 1:] + grains[1:, :-1] + grains[:-1, :-1]) * 16
    return np.asarray(np.clip(soft, -127, 127), np.int8)


def _nearer(factor: float) -> Bytes:
    """Codes of `View.lit` for the same thing in so much more of the flash's light."""
    return lit_code(to_linear(np.arange(256)) * np.float32(BRIGHTEST_LIT * factor))


def _mixed(under: Bytes, over: Bytes, cover: Bytes) -> Bytes:
    """`over` laid on `under` where `cover` is 255."""
    hidden = cover.astype(np.uint16)
    return np.asarray((under * (255 - hidden) + over * hidden + 127) // 255, np.uint8)


def _blurred(shape: Figure, px: int) -> Figure:
    """The animal smeared along its way, so many pixels wide."""
    margin = ((0, 0), (px, px))
    weight = _sums(np.pad(shape.cover, margin).astype(np.float32), px)
    planes = [
        _sums(np.pad(plane * np.float32(1) * shape.cover, margin), px) / np.maximum(weight, 1)
        for plane in (shape.day, shape.lit)
    ]
    day, lit = (plane.astype(np.uint8) for plane in planes)
    return Figure((weight / px).astype(np.uint8), day, lit, shape.left_px - px // 2, shape.top_px, shape.chroma)


def _sums(plane: NDArray[np.float32], px: int) -> NDArray[np.float32]:
    """Of each `px` neighbours in a row."""
    total = np.cumsum(plane, axis=1, dtype=np.float32)
    return np.asarray(total[:, px:] - total[:, :-px], np.float32)


def _even(start: int, size: int, limit: int) -> slice:
    """The span cut to 0 … limit and to whole chroma samples; empty if nothing is left."""
    first = max(0, start + start % 2)
    return slice(first, max(first, min(limit, (start + size) // 2 * 2)))


def _halved(span: slice) -> slice:
    return slice(span.start // 2, span.stop // 2)
