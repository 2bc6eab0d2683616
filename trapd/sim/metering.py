"""Which exposure and gain each frame is taken with: what was ordered, two frames late, or what was metered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trapd.config import profile
from trapd.core.shots import Exposure
from trapd.sim.exposed import FULL_DAY_US

LATENCY = 2
"""Frames from an order to its effect: what IMX477 and IMX708 need for exposure and gain."""
SETTLING = 0.5
"""Share of its error that the metering still has one frame later."""
SHORTEST_US = 29
"""One line of the sensor: the shortest exposure there is."""


@dataclass(frozen=True, slots=True)
class _Order:
    from_frame: int
    exposure: Exposure
    product_us: float | None
    """Exposure × gain of the frame before, from which metering sets out; None: it starts settled."""


class Metering:
    """Exposure and gain by frame number, from the orders given so far."""

    def __init__(self, section: profile.Camera, daylight: Callable[[int], float]) -> None:
        """`daylight(number)` is the light on frame `number`."""
        self._max_gain = section.max_gain
        self._longest_us = int(1e6 / section.fps)
        self._daylight = daylight
        self._orders: list[_Order] = []

    def start(self, exposure: Exposure) -> None:
        """From frame 0 on; a camera hides the frames in which its metering settles."""
        self._orders = [_Order(0, exposure, None)]

    def order(self, exposure: Exposure, number: int) -> None:
        """Given while frame `number` is the next to begin."""
        last = number + LATENCY - 1
        exposure_us, gain = self.of(last)
        kept = [one for one in self._orders if one.from_frame <= last]
        self._orders = [*kept[-4:], _Order(last + 1, exposure, exposure_us * gain)]

    def of(self, number: int) -> tuple[int, float]:
        """Exposure in µs and gain of frame `number`."""
        order = self._orders[-1]
        if order.from_frame > number:
            order = next((one for one in reversed(self._orders) if one.from_frame <= number), self._orders[0])
        longest_us = min(order.exposure.exposure_us, self._longest_us)
        if order.exposure.gain is not None:
            return longest_us, order.exposure.gain
        wanted_us = FULL_DAY_US / self._daylight(number)
        if order.product_us is not None:
            wanted_us *= (order.product_us / wanted_us) ** (SETTLING ** (number - order.from_frame + 1))
        exposure_us = int(max(SHORTEST_US, min(longest_us, wanted_us)))
        return exposure_us, min(self._max_gain, max(1.0, wanted_us / exposure_us))
