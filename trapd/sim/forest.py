"""A trail in a winter forest, made by rule: snow, bare trees at every depth, a trodden path from left to right."""

from __future__ import annotations

from math import sin

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from trapd.sim.canvas import Canvas, Texture, band, lit_at
from trapd.sim.lens import FLASH_M, HORIZON, LENS_M, beam
from trapd.sim.trees import grass, sapling, trees
from trapd.sim.view import Bytes, Floats, View, lit_code

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
    lit = np.empty((canvas.h, canvas.w), np.uint8)
    cone = beam(canvas.w, canvas.h, canvas.f)
    for rows in canvas.bands():
        lit[rows] = lit_code(canvas.lit[rows] * cone[rows])
    return View(_codes(canvas.day), lit, _codes(canvas.u), _codes(canvas.v), canvas.front)


def _codes(plane: Floats) -> Bytes:
    return np.asarray(np.clip(plane, 0, 255), np.uint8)


def _sky(canvas: Canvas) -> None:
    clouds = canvas.cloudy(6, 3, swing=9)
    for rows in canvas.bands():
        down = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] / canvas.h
        sky = 206 + 34 * np.minimum(1, down / HORIZON) + band(clouds, rows)
        canvas.lay(rows, np.ones_like(sky), sky, 0.0, 132, 125)


def _hills(canvas: Canvas) -> None:
    x = np.linspace(0, 1, canvas.w, dtype=np.float32)
    for rise, shade, hue in ((0.12, 212.0, 133), (0.06, 190.0, 132)):
        turns = canvas.noise.uniform(0, 6.3, 5)
        crest = sum(np.sin(x * (3 + 4 * n) + turns[n]) / (1 + n) for n in range(5)) / 3
        top = np.asarray(canvas.horizon - canvas.h * rise * (0.7 + 0.3 * crest), np.float32)
        for rows in canvas.bands():
            down = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None]
            canvas.lay(rows, np.clip((down - top[None, :]) / 9, 0, 1), shade, 0.0, hue, 126)


def _ground(canvas: Canvas) -> None:
    """Snow in drifts, as the eye sees it from `LENS_M`, and the trail across it, `FLASH_M` away."""
    drift, grain, crest = (Texture(canvas.noise) for _ in range(3))
    columns = np.arange(canvas.w, dtype=np.float32)[None, :] - canvas.w / 2
    edge = canvas.horizon + 3 * crest.at(columns * 0.4, np.zeros_like(columns))
    for rows in canvas.bands():
        if rows.stop < canvas.horizon - 10:
            continue
        down = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None]
        z = LENS_M * canvas.f / np.maximum(down - canvas.horizon, 0.5)
        x = columns * z / canvas.f
        drifts, grains = drift.at(x * 40, z * 22), grain.at(x * 260, z * 140) * np.clip(1.6 / z, 0, 1)
        trail = np.exp(-(((z - FLASH_M - 0.22 * np.sin(x * 1.3 + 0.6) - 0.12 * drifts) / 0.42) ** 2))
        snow = 209 + 11 * drifts + 5 * grains + 10 * np.clip(1 - z / 14, 0, 1) - trail * (30 + 25 * grains)
        infrared = 0.41 + 0.055 * drifts + 0.027 * grains - 0.11 * trail
        canvas.lay(rows, np.clip(down - edge, 0, 1), snow, lit_at(infrared, np.maximum(z, 0.8)), 132, 125)
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
    canvas.shade(image.filter(ImageFilter.BoxBlur(canvas.w / 640)), day=52, lit_share=0.45, u=4)
