"""A landscape while it is painted, from the back to the front, and a storey of it while it is drawn."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from trapd.sim.lens import FLASH_M, HORIZON, focal_px
from trapd.sim.view import Floats

Points = tuple[tuple[float, float], ...]


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

    def planes(self) -> tuple[Floats, Floats, Floats]:
        """Cover 0 … 1 with soft edges, shade in luma codes, distance in metres."""
        soft = self.mask.filter(ImageFilter.GaussianBlur(0.7))
        cover = np.asarray(soft, np.float32) / np.float32(255)
        return cover, np.asarray(self.tone, np.float32), np.asarray(self.depth, np.float32)


class Canvas:
    """`day` in luma codes, `lit` in linear light as at the trail, chroma around 128: all h × w."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.w, self.h, self.f = width, height, focal_px(width)
        self.random = Random(seed)
        self.noise = np.random.default_rng(seed)
        self.horizon = HORIZON * height
        self.day = np.zeros((height, width), np.float32)
        self.lit = np.zeros((height, width), np.float32)
        self.u = np.full((height, width), 128, np.float32)
        self.v = np.full((height, width), 128, np.float32)
        self.front = np.zeros((height, width), np.uint8)

    def lay(self, mask: Floats, day: Floats | float, lit: Floats | float, u: Floats | float, v: float) -> None:
        """Cover with this where `mask` is 1."""
        for plane, paint in ((self.day, day), (self.lit, lit), (self.u, u), (self.v, v)):
            plane += (paint - plane) * mask

    def hang(self, layer: Layer, bark: Floats, u: float, v: float) -> None:
        """Lay a finished layer of wood over what is there."""
        cover, tone, depth = layer.planes()
        self.lay(cover, tone + bark, lit_at(0.0042 * (tone + bark), depth), u, v)

    def cloudy(self, across: int, down: int) -> Floats:
        """Soft noise about 0, stretched over the canvas."""
        grain = self.noise.normal(0, 1, (down + 3, across + 3)).astype(np.float32)
        return np.asarray(Image.fromarray(grain).resize((self.w, self.h), Image.Resampling.BICUBIC))

    def texture(self, x: Floats, y: Floats) -> Floats:
        """Noise about 0 with no seam, sampled between its grid points: unit 1 is one texel."""
        size = 256
        grain = np.asarray(self.noise.normal(0, 1, (size, size)), np.float32)
        for step in (1, 2):
            grain += np.roll(grain, step, 0)
            grain += np.roll(grain, step, 1)
        grain /= np.std(grain)
        x, y = np.broadcast_arrays(x, y)
        left, top = np.floor(x), np.floor(y)
        dx, dy = x - left, y - top
        i, j = left.astype(np.int32) % size, top.astype(np.int32) % size
        i1, j1 = (i + 1) % size, (j + 1) % size
        upper = grain[j, i] * (1 - dx) + grain[j, i1] * dx
        lower = grain[j1, i] * (1 - dx) + grain[j1, i1] * dx
        return np.asarray(upper * (1 - dy) + lower * dy, np.float32)


def lit_at(ir: Floats | float, distance: Floats | float) -> Floats:
    return np.asarray(ir * (FLASH_M / np.asarray(distance, np.float32)) ** 2, np.float32)
