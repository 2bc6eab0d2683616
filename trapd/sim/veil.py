"""What lies on the lens, or how the camera hangs, when it does not see the trail as it did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from trapd.config.profile import Lens
from trapd.sim.canvas import Texture
from trapd.sim.view import Bytes, Floats, View

TILTED_DEG = 8
"""A tree that leans after a storm, or a bear that leant on it."""
SNOW_DAY, SNOW_LIT = 205.0, 40.0
"""Luma of snow on the window: by day the sky shines through it; at night the flash, which has a window of its own,
comes back from the trees and through it."""
LEAF_DAY, LEAF_LIT = 34.0, 6.0
"""A leaf against the light."""


def through(view: View, lens: Lens, seed: int) -> View:
    """The same view through such a lens. All that lies on it is so near that it has no sharp edge."""
    match lens:
        case "snow":
            return _snow(view, seed)
        case "frost":
            return _frost(view, seed)
        case "leaf":
            return _leaf(view)
        case "tilted":
            return _tilted(view)
        case "clear":
            return view


def _snow(view: View, seed: int) -> View:
    """Wet snow stuck to the window: nearly everywhere, thinner in places."""
    thick = 0.9 + 0.08 * _clouds(view.day.shape, seed, 5)
    return _veiled(view, view.day.shape[1] / 60, thick, SNOW_DAY, SNOW_LIT)


def _frost(view: View, seed: int) -> View:
    """Hoar on the window: light comes through it, and hardly a shape."""
    thick = 0.6 + 0.15 * _clouds(view.day.shape, seed, 9)
    return _veiled(view, view.day.shape[1] / 40, thick, 185.0, 30.0)


def _leaf(view: View) -> View:
    """One leaf over two thirds of the picture, its rim out of focus; beside it one sees as ever."""
    height, width = view.day.shape
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).ellipse((-0.35 * width, -0.3 * height, 0.76 * width, 1.35 * height), fill=255)
    soft = image.filter(ImageFilter.GaussianBlur(width / 40))
    return _veiled(view, 0, np.asarray(soft, np.float32) / np.float32(255), LEAF_DAY, LEAF_LIT)


def _tilted(view: View) -> View:
    """Turned about the lens's axis; what comes in at the corners is the picture's own edge."""
    return View(*(_turned(plane) for plane in (view.day, view.lit, view.u, view.v, view.front)))


def _turned(plane: Bytes) -> Bytes:
    height, width = plane.shape
    margin = width // 8
    wide = Image.fromarray(np.pad(plane, margin, mode="reflect"))
    turned = wide.rotate(TILTED_DEG, Image.Resampling.BILINEAR)
    return np.asarray(turned.crop((margin, margin, margin + width, margin + height)))


def _veiled(view: View, blur: float, cover: Floats, day: float, lit: float) -> View:
    """Blurred, and `cover` of it hidden by something of these shades; an animal behind it does not show."""
    half = cover[::2, ::2]
    hidden = np.where(cover > 0.5, np.uint8(255), view.front)
    return replace(
        view,
        day=_mixed(_blurred(view.day, blur), day, cover),
        lit=_mixed(_blurred(view.lit, blur), lit, cover),
        u=_mixed(_blurred(view.u, blur / 2), 128, half),
        v=_mixed(_blurred(view.v, blur / 2), 128, half),
        front=hidden,
    )


def _mixed(plane: Bytes, shade: float, cover: Floats) -> Bytes:
    return np.asarray(np.clip(plane * (1 - cover) + shade * cover, 0, 255).round(), np.uint8)


def _blurred(plane: Bytes, radius: float) -> Bytes:
    return np.asarray(Image.fromarray(plane).filter(ImageFilter.GaussianBlur(radius)))


def _clouds(shape: tuple[int, ...], seed: int, across: int) -> Floats:
    """Soft noise between -1 and 1, so many grains across the picture."""
    height, width = shape
    texture = Texture(np.random.default_rng(seed))
    x, y = np.arange(width)[None, :] * across / width, np.arange(height)[:, None] * across / width
    return np.asarray(np.tanh(texture.at(x, y)), np.float32)
