"""A landscape while it is painted, from the back to the front, and a storey of it while it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from trapd.sim.lens import FLASH_M, HORIZON, focal_px
from trapd.sim.view import Floats

Numbers = NDArray[Any] | float

Point = tuple[float, float]
Points = tuple[Point, ...]


class Layer:
    """Shapes of one storey: how much they cover, their shade, their distance."""

    def __init__(self, width: int, height: int, farthest_m: float) -> None:
        self.mask = Image.new("L", (width, height))
        self.tone = Image.new("L", (width, height), 100)
        self.depth = Image.new("F", (width, height), farthest_m)
        self._brushes = tuple(ImageDraw.Draw(image) for image in (self.mask, self.tone, self.depth))

    def polygon(self, corners: Points, cover: int, grey: float, z: float) -> None:
        for brush, ink in zip(self._brushes, (cover, int(grey), z), strict=True):
            brush.polygon(corners, fill=ink)

    def ellipse(self, box: tuple[float, float, float, float], cover: int, grey: float, z: float) -> None:
        for brush, ink in zip(self._brushes, (cover, int(grey), z), strict=True):
            brush.ellipse(box, fill=ink)

    def line(self, points: Points, cover: int, grey: float, z: float, broad: float) -> None:
        for brush, ink in zip(self._brushes, (cover, int(grey), z), strict=True):
            brush.line(points, fill=ink, width=max(1, round(broad)))

    def soft(self) -> Image.Image:
        """The mask with soft edges."""
        return self.mask.filter(ImageFilter.BoxBlur(0.7))


class Canvas:
    """`day` in luma codes and `lit` in linear light as at the trail, h × w; chroma around 128, half that size.

    Painted in bands of rows, so that it never takes much memory at once.
    """

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.w, self.h, self.f = width, height, focal_px(width)
        self.random = Random(seed)
        self.noise = np.random.default_rng(seed)
        self.horizon = HORIZON * height
        self.day = np.zeros((height, width), np.float32)
        self.lit = np.zeros((height, width), np.float32)
        self.u = np.full((height // 2, width // 2), 128, np.float32)
        self.v = np.full((height // 2, width // 2), 128, np.float32)
        self.front = np.zeros((height, width), np.uint8)

    def bands(self) -> Iterator[slice]:
        """All rows, some at a time."""
        for top in range(0, self.h, 120):
            yield slice(top, min(top + 120, self.h))

    def lay(self, rows: slice, mask: NDArray[Any], day: Numbers, lit: Numbers, u: float, v: float) -> None:
        """Cover these rows with this where `mask` is 1."""
        half, thin = slice(rows.start // 2, rows.stop // 2), mask[::2, ::2]
        self.day[rows] += (day - self.day[rows]) * mask
        self.lit[rows] += (lit - self.lit[rows]) * mask
        self.u[half] += (u - self.u[half]) * thin
        self.v[half] += (v - self.v[half]) * thin

    def shade(self, image: Image.Image, day: float, lit_share: float, u: float) -> None:
        """Take away so much light where the image is white."""
        for rows in self.bands():
            mask = band(image, rows) / np.float32(255)
            self.day[rows] -= day * mask
            self.lit[rows] *= 1 - lit_share * mask
            self.u[rows.start // 2 : rows.stop // 2] += u * mask[::2, ::2]

    def hang(self, layer: Layer, ir: float, u: float, v: float, bark: Image.Image | None = None) -> None:
        """Lay a finished layer over what is there; `ir` is its infrared reflectance, `bark` is added to its shade."""
        soft = layer.soft()
        for rows in self.bands():
            tone = band(layer.tone, rows)
            if bark is not None:
                tone += band(bark, rows)
            lit = lit_at(ir / 100 * tone, band(layer.depth, rows))
            self.lay(rows, band(soft, rows) / np.float32(255), tone, lit, u, v)

    def cloudy(self, across: int, down: int, swing: float) -> Image.Image:
        """Soft noise about 0, stretched over the canvas."""
        grain = np.asarray(self.noise.normal(0, swing, (down + 3, across + 3)), np.float32)
        return Image.fromarray(grain).resize((self.w, self.h), Image.Resampling.BICUBIC)


class Texture:
    """Noise about 0 without a seam, to be looked up anywhere: 1 is the distance of its grains."""

    SIZE = 256

    def __init__(self, noise: np.random.Generator) -> None:
        grain = np.asarray(noise.normal(0, 1, (self.SIZE, self.SIZE)), np.float32)
        for step in (1, 2):
            grain += np.roll(grain, step, 0)
            grain += np.roll(grain, step, 1)
        self._grain = grain / np.std(grain)

    def at(self, x: NDArray[Any], y: NDArray[Any]) -> Floats:
        """Between its grains it changes evenly."""
        x, y = np.broadcast_arrays(x, y)
        left, top = np.floor(x), np.floor(y)
        dx, dy = x - left, y - top
        i, j = left.astype(np.int32) % self.SIZE, top.astype(np.int32) % self.SIZE
        i1, j1 = (i + 1) % self.SIZE, (j + 1) % self.SIZE
        upper = self._grain[j, i] * (1 - dx) + self._grain[j, i1] * dx
        lower = self._grain[j1, i] * (1 - dx) + self._grain[j1, i1] * dx
        return np.asarray(upper * (1 - dy) + lower * dy, np.float32)


def band(image: Image.Image, rows: slice) -> Floats:
    """These rows of an image as numbers of one's own."""
    return np.array(image.crop((0, rows.start, image.width, rows.stop)), np.float32)


def lit_at(ir: Numbers, distance: Numbers) -> Floats:
    """What comes back from the flash: less with the square of the distance."""
    return np.asarray(ir * (FLASH_M / np.asarray(distance, np.float32)) ** 2, np.float32)
