"""What grows in the forest: trunks with their branches, dry grass, one sapling before the trail."""

from __future__ import annotations

from math import cos, sin

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from trapd.sim.canvas import Canvas, Layer, lit_at
from trapd.sim.lens import LENS_M


def trees(
    canvas: Canvas,
    count: int,
    depth_m: tuple[float, float],
    shade: tuple[int, int],
    width_m: tuple[float, float],
    haze: float,
) -> None:
    """A storey of trunks with their branches, from the farthest to the nearest, and their shadows in the low sun."""
    depths = sorted((canvas.random.uniform(*depth_m) for _ in range(count)), reverse=True)
    layer = Layer(canvas.w, canvas.h, depth_m[1])
    shadows = Image.new("L", (canvas.w, canvas.h))
    for n, z in enumerate(depths):
        lane = (n * 0.618 + canvas.random.uniform(-0.04, 0.04)) % 1
        x = lane * canvas.w
        base = canvas.horizon + LENS_M * canvas.f / z
        broad = canvas.random.uniform(*width_m) * canvas.f / z
        grey = canvas.random.uniform(*shade)
        if haze < 0.5:
            _shadow(canvas, ImageDraw.Draw(shadows), x, base, broad, z)
        _trunk(canvas, layer, x, base, broad, grey, z)
        for _ in range(5):
            _branches(canvas, layer, x, base, broad, grey, z)
    soft = np.asarray(shadows.filter(ImageFilter.GaussianBlur(canvas.w / 640)), np.float32) / 255
    canvas.day -= 26 * soft
    canvas.u += 3 * soft
    bark = canvas.cloudy(canvas.w // 4, canvas.h // 36) * (1 - haze) * 9
    canvas.hang(layer, bark, 126 + 6 * haze, 131 - 4 * haze)


def _shadow(canvas: Canvas, draw: ImageDraw.ImageDraw, x: float, base: float, broad: float, z: float) -> None:
    reach = LENS_M * canvas.f / max(2.2, z - 5.5) - LENS_M * canvas.f / z
    tip = x + reach * 1.5
    corners = (
        (x - broad / 2, base),
        (x + broad / 2, base),
        (tip + broad, base + reach),
        (tip - broad, base + reach),
    )
    draw.polygon(corners, fill=150)


def _trunk(canvas: Canvas, layer: Layer, x: float, base: float, broad: float, grey: float, z: float) -> None:
    top = -0.05 * canvas.h
    tip = x + canvas.random.uniform(-0.05, 0.05) * base
    for strip, shade in enumerate((0.74, 0.98, 1.12, 1.0, 0.78)):
        left, right = (strip / 5 - 0.5) * broad, ((strip + 1) / 5 - 0.5) * broad
        corners = (
            (x + left * 1.25, base),
            (x + left, base - broad),
            (tip + left * 0.55, top),
            (tip + right * 0.55, top),
            (x + right, base - broad),
            (x + right * 1.25, base),
        )
        layer.polygon(corners, 255, grey * shade, z)
    layer.ellipse((x - broad * 0.8, base - broad * 0.12, x + broad * 0.8, base + broad * 0.2), 120, 205, z)


def _branches(canvas: Canvas, layer: Layer, x: float, base: float, broad: float, grey: float, z: float) -> None:
    """One bough, grown from somewhere up the trunk, and what forks off it."""
    start = (x, base * (1 - canvas.random.uniform(0.45, 1.0)))
    turn = canvas.random.choice((-1, 1)) * canvas.random.uniform(0.5, 1.1)
    grown = [(start, turn, canvas.random.uniform(0.4, 0.9) * canvas.f / z, broad * 0.26)]
    for _ in range(2 if z > 28 else 5):
        grown = [twig for bough in grown for twig in _fork(canvas, layer, bough, grey, z)]


def _fork(
    canvas: Canvas, layer: Layer, bough: tuple[tuple[float, float], float, float, float], grey: float, z: float
) -> list[tuple[tuple[float, float], float, float, float]]:
    """Draw one bough – its foot, radians off the vertical, length, breadth – and return the two it forks into."""
    foot, turn, length, broad = bough
    end = (foot[0] + sin(turn) * length, foot[1] - cos(turn) * length)
    layer.line((foot, end), 255 if broad > 1 else 130, grey, z, broad)
    if length < 4 or end[1] < 0:
        return []
    bends = (turn - canvas.random.uniform(0.1, 0.5), turn + canvas.random.uniform(0.1, 0.6))
    return [(end, bend, length * canvas.random.uniform(0.5, 0.85), broad * 0.62) for bend in bends]


def grass(canvas: Canvas, count: int, depth_m: tuple[float, float], lanes: tuple[float, float]) -> None:
    """Tufts of dry grass that stick out of the snow, between these shares of the picture's width."""
    layer = Layer(canvas.w, canvas.h, depth_m[1])
    for _ in range(count):
        z = canvas.random.uniform(*depth_m)
        x, base = canvas.random.uniform(*lanes) * canvas.w, canvas.horizon + LENS_M * canvas.f / z
        for _ in range(canvas.random.randint(6, 16)):
            tall = canvas.random.uniform(0.06, 0.26) * canvas.f / z
            lean, bow = canvas.random.gauss(0, 0.25), canvas.random.gauss(0, 0.5)
            point = (x + canvas.random.gauss(0, 0.025) * canvas.f / z, base)
            blade = [point]
            for part in range(6):
                turn = lean + bow * part / 5
                point = (point[0] + sin(turn) * tall / 6, point[1] - cos(turn) * tall / 6)
                blade.append(point)
            layer.line(tuple(blade), 190, canvas.random.uniform(118, 160), z, 0.0025 * canvas.f / z)
    cover, tone, depth = layer.planes()
    canvas.lay(cover, tone, lit_at(0.0031 * tone, depth), 119, 134)


def sapling(
    canvas: Canvas,
) -> None:
    """One thin trunk between the camera and the trail, off to the side: the animal passes behind it."""
    z = 2.6
    layer = Layer(canvas.w, canvas.h, z)
    _trunk(canvas, layer, 0.115 * canvas.w, canvas.horizon + LENS_M * canvas.f / z, 0.075 * canvas.f / z, 74, z)
    canvas.hang(layer, canvas.cloudy(canvas.w // 3, canvas.h // 20) * 8, 126, 131)
    canvas.front = np.asarray(layer.mask)
