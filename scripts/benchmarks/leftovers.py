"""What a power cut leaves on a card, and more of it than any one cut does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.captions import caption
from trapd.card import names
from trapd.config import profile
from trapd.core.caption import Caption
from trapd.core.frames import Packet
from trapd.core.units import S
from trapd.media import exif, jpeg, mp4
from trapd.sim.encoder import Encoder

UNANNOUNCED, TORN_STILLS, TORN_CLIPS = 20, 5, 3
CLIP_S = 10
WIDTH, HEIGHT = 2_304, 1_296
CAMERA = profile.Camera(width=1_920, height=1_080)


class Leftovers:
    """Makes them anew as often as is wanted, each time of another start."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._boots = 0
        chance = np.random.default_rng(1)
        grey = np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)
        self._still = jpeg.encode((chance.integers(96, 160, (HEIGHT, WIDTH), np.uint8), grey, grey), 90)
        self._packets = list(_packets(chance.integers(96, 160, (CAMERA.height * 3 // 2, CAMERA.width), np.uint8)))

    def leave(self) -> None:
        """In the station's folder, without a line in the catalog."""
        self._boots += 1
        for number in range(1, 1 + UNANNOUNCED + TORN_STILLS):
            told = self._caption(number)
            picture = jpeg.splice(self._still, exif.block(told, WIDTH, HEIGHT))
            torn = number > UNANNOUNCED
            (self._root / names.name(told)).write_bytes(picture[: len(picture) // 2] if torn else picture)
        for number in range(1, 1 + TORN_CLIPS):
            told = replace(self._caption(number), media="clip", number=0)
            with (self._root / names.name(told)).open("w+b") as file:
                clip = mp4.ClipWriter(file, told, CAMERA.fps)
                for packet in self._packets:
                    clip.write(packet)

    def _caption(self, sequence: int) -> Caption:
        return replace(caption("still", sequence, sequence * S, sequence * S), boot=f"{self._boots:04x}")


def _packets(noise: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> Iterator[Packet]:
    encoder = Encoder(CAMERA)
    for index in range(round(CLIP_S * CAMERA.fps)):
        yield from encoder.encode(np.roll(noise, 8 * index, axis=1), round(index * S / CAMERA.fps))
