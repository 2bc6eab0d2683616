"""Animals drawn from the side, one phase of the step at a time, as pieces to lay over a view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, log, pi, sin
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from trapd.sim.anatomy import BODIES, STEPS, Body, Bones, Leg, Point, joints, rounded
from trapd.sim.view import Bytes, lit_code, to_linear

LEFT_M, RIGHT_M, BOTTOM_M, TOP_M = -1.4, 0.9, -0.08, 1.16
"""The canvas that holds every figure, from the middle of the body and the ground."""
FINER = 2
"""Drawn so many times larger, then reduced: soft edges."""
FUR_IR = 0.13
"""Least part of the flash's infrared that fur throws back, markings included; assumed."""
LIT_FUR = lit_code(FUR_IR + 0.72 * to_linear(np.arange(256)))
"""Codes of `View.lit` for the luma codes of fur in daylight."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One animal in one phase of its step."""

    cover: Bytes
    """How much of the view it hides, 0 … 255."""
    day: Bytes
    lit: Bytes
    """As in `View`."""
    left_px: int
    """Left edge, from the middle of the body."""
    top_px: int
    """Top edge, from the ground."""
    chroma: tuple[int, int]


PHASES = 12
"""Pictures of one stride: at a walk some 20 frames a second would show more, the eye does not."""
SIZES = 1.06
"""Animals are drawn in sizes so far apart, so that one set of pictures serves many passes."""


def figure(species: str, stride: float, px_per_m: float, to_right: bool) -> Figure:
    """The animal after so many strides (their fraction counts), at about this size."""
    size = SIZES ** round(log(px_per_m, SIZES))
    drawn = _drawn(species, round(stride % 1 * PHASES) % PHASES, size)
    if to_right:
        return drawn
    cover, day, lit = (plane[:, ::-1] for plane in (drawn.cover, drawn.day, drawn.lit))
    return Figure(cover, day, lit, -(drawn.left_px + cover.shape[1]), drawn.top_px, drawn.chroma)


def strides(species: str, walked_m: float) -> float:
    """How many strides a way takes."""
    return walked_m / BODIES[species].stride_m


@lru_cache(maxsize=2 * PHASES)
def _drawn(species: str, phase: int, px_per_m: float) -> Figure:
    body = BODIES[species]
    sketch = _Sketch(body, px_per_m * FINER)
    sketch.walk(phase / PHASES)
    cover, tone, eye = (image.reduce(FINER) for image in (sketch.cover, sketch.tone, sketch.eye))
    left, top, right, bottom = cover.getbbox() or (0, 0, 1, 1)
    hide, day, glint = (np.array(image)[top:bottom, left:right].copy() for image in (cover, tone, eye))
    lit = LIT_FUR[day]
    lit[glint > 127] = 255
    edge, crown = round(left + LEFT_M * px_per_m), round(top - TOP_M * px_per_m)
    return Figure(hide, day, lit, edge, crown, body.chroma)


class _Sketch:
    """A sheet to draw one animal on."""

    def __init__(self, body: Body, scale: float) -> None:
        self.body, self.scale = body, scale
        size = (round((RIGHT_M - LEFT_M) * scale), round((TOP_M - BOTTOM_M) * scale))
        self.cover, self.eye = Image.new("L", size), Image.new("L", size)
        self.fur = self._fur(size)
        self.tone = self.fur.copy()
        self.hide, self.paint = ImageDraw.Draw(self.cover), ImageDraw.Draw(self.tone)

    def _fur(self, size: tuple[int, int]) -> Image.Image:
        """Darker on the back, pale below: one column of shade, stretched."""
        body = self.body
        highest = max(y for _, y in body.outline)
        heights = np.linspace(TOP_M, BOTTOM_M, size[1])
        share = np.clip((heights - 0.25) / (highest - 0.25), 0, 1) ** 0.8
        column = (body.belly + (body.back - body.belly) * share).astype(np.uint8)
        return Image.fromarray(column[:, None]).resize(size, Image.Resampling.NEAREST)

    def at(self, point: Point) -> Point:
        return (point[0] - LEFT_M) * self.scale, (TOP_M - point[1]) * self.scale

    def walk(self, phase: float) -> None:
        """Shadow, far legs, tail, then all that is near, its markings and the head."""
        body = self.body
        fore, hind = (joints(leg, body.stride_m, phase + STEPS[name]) for leg, name in self._legs("near"))
        self._shadow()
        for leg, name in self._legs("far"):
            self._leg(leg, joints(leg, body.stride_m, phase + STEPS[name]), self.paint, int(body.belly * 0.6))
        self._tail(phase)
        near = Image.new("L", self.cover.size)
        brush = ImageDraw.Draw(near)
        brush.polygon([self.at(point) for point in rounded(body.outline)], fill=255)
        for leg, bones in ((body.fore, fore), (body.hind, hind)):
            self._leg(leg, bones, brush, 255)
        self.cover.paste(255, mask=near)
        self._round_off(near)
        if body.spotted:
            self._rosettes(near)
            for leg, bones in ((body.fore, fore), (body.hind, hind)):
                self._leg_spots(leg, bones)
        self._head()

    def _legs(self, side: str) -> tuple[tuple[Leg, str], tuple[Leg, str]]:
        return (self.body.fore, f"fore {side}"), (self.body.hind, f"hind {side}")

    def _shadow(self) -> None:
        """The dark of the snow under the body."""
        for grow, dark in ((1.0, 36), (0.72, 60)):
            x0, y0 = self.at((-0.62 * grow, 0.04 * grow))
            x1, y1 = self.at((0.60 * grow, -0.055 * grow))
            self.hide.ellipse((x0, y0, x1, y1), fill=dark)
            self.paint.ellipse((x0, y0, x1, y1), fill=30)

    def _round_off(self, near: Image.Image) -> None:
        """Shade towards the edge, so that body and legs look round."""
        soft = (
            near.reduce(4)
            .filter(ImageFilter.GaussianBlur(self.scale * 0.032 / 4))
            .resize(near.size, Image.Resampling.BILINEAR)
        )
        light = soft.point([round(255 * (0.42 + 0.58 * code / 255)) for code in range(256)])
        self.tone.paste(ImageChops.multiply(self.fur, light), mask=near)

    def _spot(self, at: Point, rx_m: float, ry_m: float, tone: int) -> None:
        x, y = self.at(at)
        rx, ry = rx_m * self.scale, ry_m * self.scale
        self.paint.ellipse((x - rx, y - ry, x + rx, y + ry), fill=tone)

    def _rosettes(self, near: Image.Image) -> None:
        """Broken rings on the flank, solid spots on neck, head and belly: the same on every step."""
        chance, marks = Random(5), self.body.marks
        for row in range(7):
            for column in range(18):
                x = -0.62 + column * 0.082 + (row % 2) * 0.041 + chance.gauss(0, 0.008)
                y = 0.345 + row * 0.064 + chance.gauss(0, 0.007)
                turn, px = chance.uniform(0, pi), self.at((x, y))
                if not (0 <= px[0] < near.width and near.getpixel((int(px[0]), int(px[1])))):
                    continue
                if x > 0.40 or y < 0.40:
                    size = 0.0085 if x > 0.62 else 0.0135
                    self._spot((x, y), size * 1.2, size, marks)
                    continue
                self._spot((x, y), 0.025, 0.020, self.body.back - 30)
                for part in range(5):
                    angle = turn + part * 2 * pi / 5 * chance.uniform(0.9, 1.1)
                    self._spot((x + cos(angle) * 0.0285, y + sin(angle) * 0.0235), 0.0105, 0.0088, marks)

    def _leg(self, leg: Leg, bones: Bones, brush: ImageDraw.ImageDraw, ink: int) -> None:
        """Three tapered bones and a paw, on the cover and with `brush`."""
        for k in range(3):
            self._bone(bones[k], bones[k + 1], leg.breadths[k], leg.breadths[k + 1], brush, ink)
        x, y = self.at((bones[3][0] + leg.breadths[3] * 0.5, bones[3][1]))
        r = leg.breadths[3] * self.scale
        for pen, fill in ((self.hide, 255), (brush, ink)):
            pen.ellipse((x - r * 1.5, y - r * 0.75, x + r * 1.2, y + r * 0.75), fill=fill)

    def _bone(self, a: Point, b: Point, ra: float, rb: float, brush: ImageDraw.ImageDraw, ink: int) -> None:
        """A tapered limb, as a row of overlapping discs."""
        discs = max(2, int(hypot(b[0] - a[0], b[1] - a[1]) / 0.012))
        for n in range(discs + 1):
            t = n / discs
            x, y = self.at((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
            r = (ra + (rb - ra) * t) * self.scale
            self.hide.ellipse((x - r, y - r, x + r, y + r), fill=255)
            brush.ellipse((x - r, y - r, x + r, y + r), fill=ink)

    def _leg_spots(self, leg: Leg, bones: Bones) -> None:
        """Below the trunk they go with the leg."""
        chance = Random(3)
        for k in range(3):
            (ax, ay), (bx, by), r = bones[k], bones[k + 1], leg.breadths[k]
            along = hypot(bx - ax, by - ay)
            for n in range(int(along / 0.036)):
                for side in (-0.4, 0.4):
                    t = (n + 0.5 + chance.uniform(-0.3, 0.3)) * 0.036 / along
                    off = side * r * (1 - 0.45 * t) + chance.gauss(0, 0.005)
                    x, y = ax + (bx - ax) * t + (by - ay) / along * off, ay + (by - ay) * t - (bx - ax) / along * off
                    if y < 0.345:
                        self._spot((x, y), 0.007 + 0.06 * r, 0.006 + 0.05 * r, self.body.marks)

    def _tail(self, phase: float) -> None:
        body = self.body
        sway = 0.035 * sin(2 * pi * phase)
        n = len(body.tail)
        points = rounded(tuple((x, y + sway * k / n) for k, (x, y) in enumerate(body.tail)), closed=False)
        root, tip = body.tail_m
        for k in range(len(points) - 1):
            share = k / len(points)
            r = root + (tip - root) * share
            ringed = body.spotted and (k % 4 == 0 or share > 0.93)
            self._bone(
                points[k], points[k + 1], r, r, self.paint, body.marks + 10 if ringed else int(body.back * 0.9)
            )

    def _head(self) -> None:
        body = self.body
        ear = [self.at(point) for point in rounded(body.ear)]
        self.hide.polygon(ear, fill=255)
        self.paint.polygon(ear, fill=int(body.back * 0.5))
        self._spot(body.eye, 0.014, 0.011, 18)
        x, y = self.at(body.eye)
        r = 0.009 * self.scale
        ImageDraw.Draw(self.eye).ellipse((x - r, y - r, x + r, y + r), fill=255)
        nose = max(body.outline)
        self._spot((nose[0] - 0.012, nose[1] + 0.004), 0.014, 0.012, 35)
