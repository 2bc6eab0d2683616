"""What grows in the forest: trunks with their branches, dry grass, one sapling before the trail."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from trapd.sim.canvas import Canvas, Layer, Point
from trapd.sim.lens import LENS_M

BARK_IR = 0.42
GRASS_IR = 0.31
"""Share of the flash's infrared that wood and straw throw back; assumed."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A trunk where it stands in the picture, in pixels."""

    x: float
    base: float
    broad: float
    grey: float
    z: float
    """Metres away."""


@dataclass(frozen=True, slots=True)
class Bough:
    """A piece of branch: where it grows from, radians off the vertical, length and breadth in pixels."""

    foot: Point
    turn: float
    length: float
    broad: float


def trees(
    canvas: Canvas,
    count: int,
    depth_m: tuple[float, float],
    shade: tuple[int, int],
    width_m: tuple[float, float],
    haze: float,
) -> None:
    """A storey of trees, from the farthest to the nearest, and their shadows in the low sun."""
    chance = canvas.random
    layer = Layer(canvas.w, canvas.h, depth_m[1])
    shadows = Image.new("L", (canvas.w, canvas.h))
    brush = ImageDraw.Draw(shadows)
    for n, z in enumerate(sorted((chance.uniform(*depth_m) for _ in range(count)), reverse=True)):
        # By the golden ratio: spread over the whole width, without a pattern that the eye would find.
        x = (n * 0.618 + chance.uniform(-0.04, 0.04)) % 1 * canvas.w
        base = canvas.horizon + LENS_M * canvas.f / z
        tree = Tree(x, base, chance.uniform(*width_m) * canvas.f / z, chance.uniform(*shade), z)
        if haze < 0.5:
            _shadow(brush, tree, LENS_M * canvas.f / max(2.2, z - 5.5) + canvas.horizon)
        _trunk(layer, tree, chance.uniform(-0.05, 0.05))
        for _ in range(5):
            _branches(layer, tree, chance, canvas.f / z)
    if haze < 0.5:
        canvas.shade(shadows.filter(ImageFilter.BoxBlur(canvas.w / 400)), day=26, lit_share=0, u=3)
    bark = canvas.cloudy(canvas.w // 4, canvas.h // 36, swing=9 * (1 - haze))
    canvas.hang(layer, BARK_IR, 126 + 6 * haze, 131 - 4 * haze, bark)


def _shadow(brush: ImageDraw.ImageDraw, tree: Tree, until: float) -> None:
    """On the snow, down to the row `until`."""
    half, tip = tree.broad / 2, tree.x + (until - tree.base) * 1.5
    feet = ((tree.x - half, tree.base), (tree.x + half, tree.base))
    brush.polygon((*feet, (tip + 2 * half, until), (tip - 2 * half, until)), fill=150)


def _trunk(layer: Layer, tree: Tree, lean: float) -> None:
    """From a foot in the snow to beyond the picture's top, round by five strips of shade."""
    x, base, broad = tree.x, tree.base, tree.broad
    tip = x + lean * base
    for strip, shade in enumerate((0.74, 0.98, 1.12, 1.0, 0.78)):
        left, right = (strip / 5 - 0.5) * broad, ((strip + 1) / 5 - 0.5) * broad
        up = ((x + left * 1.25, base), (x + left, base - broad), (tip + left * 0.55, -broad))
        down = ((tip + right * 0.55, -broad), (x + right, base - broad), (x + right * 1.25, base))
        layer.polygon(up + down, 255, tree.grey * shade, tree.z)
    layer.ellipse((x - broad * 0.8, base - broad * 0.12, x + broad * 0.8, base + broad * 0.2), 120, 205, tree.z)


def _branches(layer: Layer, tree: Tree, chance: Random, px_per_m: float) -> None:
    """One bough, grown from somewhere up the trunk, and what forks off it."""
    foot = (tree.x, tree.base * (1 - chance.uniform(0.45, 1.0)))
    turn = chance.choice((-1, 1)) * chance.uniform(0.5, 1.1)
    grown = [Bough(foot, turn, chance.uniform(0.4, 0.9) * px_per_m, tree.broad * 0.26)]
    for _ in range(2 if tree.z > 28 else 5):
        grown = [twig for bough in grown for twig in _fork(layer, tree, bough, chance)]


def _fork(layer: Layer, tree: Tree, bough: Bough, chance: Random) -> list[Bough]:
    """Draw one bough; returns the two that it forks into."""
    end = (bough.foot[0] + sin(bough.turn) * bough.length, bough.foot[1] - cos(bough.turn) * bough.length)
    layer.line((bough.foot, end), 255 if bough.broad > 1 else 130, tree.grey, tree.z, bough.broad)
    if bough.length < 4 or end[1] < 0:
        return []
    turns = (bough.turn - chance.uniform(0.1, 0.5), bough.turn + chance.uniform(0.1, 0.6))
    return [Bough(end, turn, bough.length * chance.uniform(0.5, 0.85), bough.broad * 0.62) for turn in turns]


def grass(canvas: Canvas, count: int, depth_m: tuple[float, float], lanes: tuple[float, float]) -> None:
    """Tufts of dry grass that stick out of the snow, between these shares of the picture's width."""
    chance = canvas.random
    layer = Layer(canvas.w, canvas.h, depth_m[1])
    for _ in range(count):
        z = chance.uniform(*depth_m)
        px_per_m = canvas.f / z
        x, base = chance.uniform(*lanes) * canvas.w, canvas.horizon + LENS_M * px_per_m
        for _ in range(chance.randint(6, 16)):
            tall, lean, bow = chance.uniform(0.06, 0.26) * px_per_m, chance.gauss(0, 0.25), chance.gauss(0, 0.5)
            blade = [(x + chance.gauss(0, 0.025) * px_per_m, base)]
            for part in range(6):
                turn = lean + bow * part / 5
                blade.append((blade[-1][0] + sin(turn) * tall / 6, blade[-1][1] - cos(turn) * tall / 6))
            layer.line(tuple(blade), 190, chance.uniform(118, 160), z, 0.0025 * px_per_m)
    canvas.hang(layer, GRASS_IR, 119, 134)


def sapling(canvas: Canvas) -> None:
    """One thin trunk between the camera and the trail, off to the side: the animal passes behind it."""
    px_per_m = canvas.f / 2.6
    layer = Layer(canvas.w, canvas.h, 2.6)
    _trunk(layer, Tree(0.115 * canvas.w, canvas.horizon + LENS_M * px_per_m, 0.075 * px_per_m, 74, 2.6), 0.03)
    canvas.hang(layer, BARK_IR, 126, 131, canvas.cloudy(canvas.w // 3, canvas.h // 20, swing=8))
    canvas.front = np.array(layer.mask)
