"""The user's own photos or video before the simulated lens: `trapd run … --scene PATH`."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageOps

from trapd.core.errors import BadSettings
from trapd.core.units import S
from trapd.sim.screen import Screen
from trapd.sim.view import View

PHOTOS = (".jpg", ".jpeg", ".png")
SHOWN_S = 4
"""Each photo is shown for so long, in the order of their names, over and over."""


class Scene(Protocol):
    """What stands before the lens, by time."""

    def at(self, mono_ns: int) -> View:
        """Called from any thread, one call at a time."""
        ...


def open_scene(path: str, width: int, height: int) -> Scene:
    """A folder of photos, one photo, or a video. Raises `BadSettings`, naming what cannot be shown."""
    where = Path(path).expanduser()
    if not where.exists():
        raise BadSettings(f"scene {path}: there is no such folder or file; correct its path")
    if where.is_dir():
        photos = sorted(one for one in where.iterdir() if one.suffix.lower() in PHOTOS and one.is_file())
        if not photos:
            raise BadSettings(
                f"scene {path}: no picture in this folder; put {', '.join(PHOTOS)} there, or name a video"
            )
        return PhotoScene(photos, Screen(width, height))
    if where.suffix.lower() in PHOTOS:
        return PhotoScene([where], Screen(width, height))
    from trapd.sim.scene_video import VideoScene

    return VideoScene(where, Screen(width, height))


class PhotoScene:
    """Photos, each lit by the same sun and flash as the forest would be."""

    def __init__(self, photos: list[Path], screen: Screen) -> None:
        for photo in photos:
            _check(photo)
        self._photos = photos
        self._screen = screen
        self._since: int | None = None
        self._shown: tuple[int, View] | None = None

    def at(self, mono_ns: int) -> View:
        if self._since is None:
            self._since = mono_ns
        number = max(0, mono_ns - self._since) // (SHOWN_S * S) % len(self._photos)
        if self._shown is None or self._shown[0] != number:
            self._shown = number, self._show(self._photos[number])
        return self._shown[1]

    def _show(self, photo: Path) -> View:
        """Upright, its middle cut to the sensor's shape."""
        size = (self._screen.width, self._screen.height)
        with Image.open(photo) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB").convert("YCbCr")
        fitted = ImageOps.fit(upright, size, Image.Resampling.BICUBIC)
        half = fitted.resize((size[0] // 2, size[1] // 2), Image.Resampling.BOX)
        return self._screen.show(
            np.array(fitted.getchannel("Y")), np.array(half.getchannel("Cb")), np.array(half.getchannel("Cr"))
        )


def _check(photo: Path) -> None:
    """Decode it once, small: a torn file shows only then."""
    try:
        with Image.open(photo) as image:
            image.draft("RGB", (256, 256))
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as err:
        raise BadSettings(f"scene {photo}: not a whole picture ({err}); take it out of the folder") from err
