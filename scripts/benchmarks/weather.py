"""What 60 days do to the daily picture of a camera that sees: sun and cloud, shade that wanders, haze, rain, snow on
the ground, leaves that come out, an animal in front, wind; and what is done to one that does not.

Pictures are planes of brightness, float32, 0 to 255. Strengths are assumptions, rather too strong than too weak.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

MARGIN = 8
"""A camera shows all of a scene but an eighth of its width on each side: into that it can be turned."""
LENS_DEG = 66
SNOWS, MELTS, LEAVES, LEAFY = 20, 40, 10, 50
"""Days: snow falls in one night and lies; leaves take their time."""

Plane = Any


class Trail:
    """A scene through one season; the same seed gives the same weather."""

    def __init__(self, scene: Plane, seed: int) -> None:
        """`scene`: larger than what the camera shows of it (`MARGIN`)."""
        self.scene = np.asarray(scene, np.float32)
        self._chance = np.random.default_rng(seed)
        self._height, self._width = self.view().shape
        down = np.arange(self._height, dtype=np.float32)[:, None] / self._height
        self._ground = np.clip((down - 0.4) / 0.1, 0, 1)
        self._far = np.interp(down, [0, 0.45, 1], [0.3, 0.4, 0.8])
        crowns = np.clip((0.6 - down) / 0.1, 0, 1)
        self._leafy = (self._noise(40) > -0.3) * crowns
        self._leaves = 90 + 35 * self._noise(7)

    def view(self, yaw: float = 0, pitch: float = 0, roll: float = 0) -> Plane:
        """What a camera shows that was turned by so many degrees."""
        margin = self.scene.shape[1] // MARGIN
        height, width = (size - 2 * margin for size in self.scene.shape)
        turned = np.asarray(Image.fromarray(self.scene).rotate(roll, Image.Resampling.BILINEAR))
        left, top = (margin + round(deg / LENS_DEG * width) for deg in (yaw, pitch))
        return turned[top : top + height, left : left + width].copy()

    def year(self, days: int) -> Iterator[Plane]:
        """Ordinary pictures at noon, one a day."""
        for day in range(days):
            leaves = 0.7 * float(np.clip((day - LEAVES) / (LEAFY - LEAVES), 0, 1))
            yield self.noon(self.view(), snow=SNOWS <= day < MELTS, leaves=leaves)

    def noon(self, view: Plane, snow: bool = False, leaves: float = 0.0) -> Plane:
        """This view on one day."""
        chance = self._chance
        view = view * (1 - leaves * self._leafy) + leaves * self._leafy * self._leaves
        if snow:
            white = 205 + 0.15 * (view - _blurred(view, 6)) + 6 * self._noise(60)
            view = view * (1 - self._ground) + white * self._ground
        contrast = chance.uniform(0.55, 0.8)
        if chance.random() < 0.6:
            contrast = chance.uniform(0.85, 1.15)
            shade = self._noise(chance.uniform(15, 70)) + chance.normal(0, 0.5)
            view = view * (0.45 + 0.55 / (1 + np.exp(-4 * shade)))
        if chance.random() < 0.08:
            view = view * self._far + 170 * (1 - self._far)
        if chance.random() < 0.15:
            view = np.where(self._animal(), 70 + 20 * self._noise(8), view)
        if chance.random() < 0.3:
            view = _blurred(view, chance.uniform(0.3, 1.2))
        view = (view - view.mean()) * contrast + chance.uniform(105, 145)
        wind = chance.integers(-1, 2, 2)
        return _exposed(np.roll(view, wind, (0, 1)) + chance.normal(0, chance.uniform(0.5, 4), view.shape))

    def through_snow(self, view: Plane) -> Plane:
        """Snow on the window."""
        thick = np.clip(0.9 + 0.08 * np.tanh(self._noise(self._width / 5)), 0, 1)
        return self._veiled(_blurred(view, self._width / 60), thick, 205)

    def through_frost(self, view: Plane) -> Plane:
        """Hoar on the window."""
        thick = 0.6 + 0.15 * np.tanh(self._noise(self._width / 9))
        return self._veiled(_blurred(view, self._width / 40), thick, 185)

    def behind_leaf(self, view: Plane, share: float = 2 / 3) -> Plane:
        """A leaf over so much of the picture, dark against the light, its rim out of focus."""
        across = np.arange(self._width)
        return self._veiled(view, np.clip((share * self._width - across) / (self._width / 20) + 0.5, 0, 1), 34)

    def _veiled(self, view: Plane, thick: Plane, shade: float) -> Plane:
        return _exposed(view * (1 - thick) + shade * thick + self._chance.normal(0, 2, view.shape))

    def _animal(self) -> Plane:
        x, y = np.meshgrid(np.arange(self._width), np.arange(self._height))
        across, down = self._chance.uniform((0.2, 0.5), (0.8, 0.8)) * (self._width, self._height)
        long, high = self._chance.uniform((0.12, 0.15), (0.3, 0.4)) * (self._width, self._height)
        return ((x - across) / long) ** 2 + ((y - down) / high) ** 2 < 1

    def _noise(self, grain: float) -> Plane:
        """Soft, about 0, deviation 1; its grains so many pixels wide."""
        size = [int(length / grain) + 3 for length in (self._height, self._width)]
        image = Image.fromarray(self._chance.standard_normal(size, np.float32))
        noise = np.asarray(image.resize((self._width, self._height), Image.Resampling.BICUBIC))
        return noise / noise.std()


def _blurred(view: Plane, radius: float) -> Plane:
    codes = Image.fromarray(_exposed(view).astype(np.uint8))
    return np.asarray(codes.filter(ImageFilter.GaussianBlur(radius)), np.float32)


def _exposed(view: Plane) -> Plane:
    return np.clip(view, 0, 255)
