"""A trail in a winter forest, made by rule: snow, bare trees at every depth, a trodden path from left to right."""

from __future__ import annotations

from math import sin

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from trapd.sim.canvas import Canvas, lit_at
from trapd.sim.lens import HORIZON, LENS_M, beam
from trapd.sim.trees import grass, sapling, trees
from trapd.sim.view import Bytes, View, lit_code

WIDEST = 1920
"""Made no wider than this, and stretched for larger sensors: the eye asks for no more of a backdrop."""


def forest(width: int, height: int, seed: int) -> View:
    """The view over the trail, the same for the same seed and size."""
    scale = min(1.0, WIDEST / width)
    view = _paint(Canvas(round(width * scale / 2) * 2, round(height * scale / 2) * 2, seed))
    if scale == 1.0:
        return view
    half = (width // 2, height // 2)
    return View(
        _stretch(view.day, (width, height)),
        _stretch(view.lit, (width, height)),
        _stretch(view.u, half),
        _stretch(view.v, half),
        _stretch(view.front, (width, height)),
    )


def _stretch(plane: Bytes, size: tuple[int, int]) -> Bytes:
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BILINEAR))


def _paint(canvas: Canvas) -> View:
    _sky(canvas)
    _hills(canvas)
    _ground(canvas)
    trees(canvas, 240, (28, 80), shade=(132, 160), width_m=(0.12, 0.4), haze=0.8)
    trees(canvas, 46, (13, 28), shade=(82, 118), width_m=(0.14, 0.42), haze=0.35)
    grass(canvas, 150, (5.5, 22), lanes=(0, 1))
    trees(canvas, 9, (6.5, 12), shade=(62, 88), width_m=(0.18, 0.42), haze=0.1)
    grass(canvas, 50, (4.9, 7), lanes=(0, 1))
    sapling(canvas)
    grass(canvas, 5, (1.9, 2.6), lanes=(0.0, 0.2))
    grass(canvas, 9, (1.6, 2.5), lanes=(0.72, 1.0))
    canvas.lit *= beam(canvas.w, canvas.h, canvas.f)
    small = (canvas.h // 2, 2, canvas.w // 2, 2)
    return View(
        np.asarray(np.clip(canvas.day, 0, 255), np.uint8),
        lit_code(canvas.lit),
        np.asarray(canvas.u.reshape(small).mean((1, 3)) + 0.5, np.uint8),
        np.asarray(canvas.v.reshape(small).mean((1, 3)) + 0.5, np.uint8),
        canvas.front,
    )


def _sky(canvas: Canvas) -> None:
    down = np.linspace(0, 1, canvas.h, dtype=np.float32)[:, None]
    clouds = canvas.cloudy(6, 3) * 9
    canvas.lay(np.ones_like(canvas.day), 206 + 34 * np.minimum(1, down / HORIZON) + clouds, 0.0, 132, 125)


def _hills(canvas: Canvas) -> None:
    x = np.linspace(0, 1, canvas.w, dtype=np.float32)
    for rise, shade, hue in ((0.12, 212.0, 133), (0.06, 190.0, 132)):
        turns = canvas.noise.uniform(0, 6.3, 5)
        crest = sum(sin(turns[0]) + np.sin(x * (3 + 4 * n) + turns[n]) / (1 + n) for n in range(5)) / 3
        top = canvas.horizon - canvas.h * rise * (0.7 + 0.3 * crest)
        rows = np.arange(canvas.h, dtype=np.float32)[:, None]
        canvas.lay(np.clip((rows - top[None, :]) / 9, 0, 1), shade, 0.0, hue, 126)


def _ground(canvas: Canvas) -> None:
    rows = np.arange(canvas.h, dtype=np.float32)[:, None]
    columns = np.arange(canvas.w, dtype=np.float32)[None, :] - canvas.w / 2
    z = LENS_M * canvas.f / np.maximum(rows - canvas.horizon, 0.5)
    x = columns * z / canvas.f
    drifts = canvas.texture(x * 40, z * 22)
    grains = canvas.texture(x * 260, z * 140)
    near = np.clip(1.6 / z, 0, 1)
    snow = 209 + 11 * drifts + 5 * near * grains + 10 * np.clip(1 - z / 14, 0, 1)
    trail = np.exp(-(((z - 3.75 - 0.22 * np.sin(x * 1.3 + 0.6) - 0.12 * drifts) / 0.42) ** 2))
    snow -= trail * (30 + 12 * grains)
    mask = np.clip(rows - canvas.horizon - 3 * canvas.texture(columns * 0.4, np.zeros_like(rows)), 0, 1)
    ir = 0.74 + 0.10 * drifts + 0.05 * near * grains - 0.20 * trail
    canvas.lay(mask, snow, lit_at(0.55 * ir, np.maximum(z, 0.8)), 132 + 2 * trail, 125)
    _prints(canvas)


def _prints(canvas: Canvas) -> None:
    """Old footprints along the trail: cool shade in the snow."""
    image = Image.new("L", (canvas.w, canvas.h))
    draw = ImageDraw.Draw(image)
    for n in range(26):
        x_m = -3.2 + n * 0.26
        z = 3.62 + 0.2 * sin(x_m * 1.3 + 0.6) + (0.07 if n % 2 else -0.07) + canvas.random.uniform(-0.02, 0.02)
        x, y = canvas.w / 2 + x_m * canvas.f / z, canvas.horizon + LENS_M * canvas.f / z
        across, down = 0.055 * canvas.f / z, 0.055 * LENS_M * canvas.f / z**2
        draw.ellipse((x - across, y - down, x + across, y + down), fill=235)
    mask = np.asarray(image.filter(ImageFilter.GaussianBlur(canvas.w / 900)), np.float32) / 255
    canvas.day -= 52 * mask
    canvas.lit *= 1 - 0.45 * mask
    canvas.u += 4 * mask
