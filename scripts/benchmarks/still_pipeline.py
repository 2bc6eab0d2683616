"""From a frame of 12 megapixels to its durable, announced file, beside encode and fsync alone."""

from __future__ import annotations

import queue
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import disk
from benchmarks.captions import caption
from benchmarks.figures import Result, Row, Spread, number
from trapd.config import profile
from trapd.core.events import CardReady, CardSwept, Event, Kept
from trapd.core.frames import Frame
from trapd.core.shots import Exposure, Shot, Trigger, Window
from trapd.core.units import MS
from trapd.linux.card import DirectoryCard
from trapd.runtime.clock import FieldClock

WIDTH, HEIGHT = 4056, 3040
"""IMX477, the largest of the usual modules."""
PICTURES = 20
BURST = 6
SHARE = 0.9
QUALITY = 90


def measure(quick: bool) -> Result:
    ours, bursts, encodes, writes = [], [], [], []
    planes = _planes()
    with TemporaryDirectory(prefix="trapd-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        card = OneCard(folder / "card", planes)
        card.keep(2)
        for order in range(4 if quick else PICTURES):
            encode_ms, write_ms = _alone(folder / f"alone-{order}.jpg", planes)
            encodes.append(encode_ms)
            writes.append(write_ms)
            ours.append(card.keep(1))
            if order % 4 == 3:
                bursts.append(card.keep(BURST) / BURST)
        card.close()
    floor = Spread.of((encode + write for encode, write in zip(encodes, writes, strict=True)), "ms")
    one, burst = Spread.of(ours, "ms"), Spread.of(bursts, "ms")
    share = floor.median / one.median
    return Result(
        what=f"still pipeline, frame to durable file, {WIDTH} × {HEIGHT} YUV420",
        target=f"≥ {SHARE} × the speed of encode and fsync alone",
        measured=f"{number(share)} ×: median {number(one.median)} ms",
        floor=f"median {number(floor.median)} ms: simplejpeg, write, fsync",
        met=share >= SHARE,
        how=(
            "linux/card.py on a folder of this machine's disk: from `keep_still` to the `Kept` event, with EXIF, "
            "checksum, folder and catalog synced; in turn with the same planes encoded, written and synced "
            f"alone. Bursts: {BURST} frames handed over at once, time for each."
        ),
        rows=(
            Row("frame to announced file, ms", one),
            Row("encode and fsync alone, ms", floor),
            Row("alone: encode, ms", Spread.of(encodes, "ms")),
            Row("alone: write and fsync, ms", Spread.of(writes, "ms")),
            Row(f"for each of {BURST} in a burst, ms", burst),
        ),
    )


class Pixels:
    """Planes that are always there."""

    def __init__(self, planes: tuple[Any, Any, Any]) -> None:
        self._planes = planes

    def planes(self) -> tuple[Any, Any, Any]:
        return self._planes

    def release(self) -> None:
        """Nothing is held."""


class OneCard:
    """A card that keeps the same frame again and again."""

    def __init__(self, path: Path, planes: tuple[Any, Any, Any]) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._frame = Frame(0, 1000, 1.0, 0, WIDTH, HEIGHT, Pixels(planes))
        self._count = 0
        section = profile.Card(path=str(path), queue_mb=512)
        camera = profile.Camera(jpeg_quality=QUALITY)
        self._card = DirectoryCard(section, camera, 0, self._events.put, FieldClock())
        self._card.open()
        assert isinstance(self._events.get(timeout=30), CardReady)
        assert isinstance(self._events.get(timeout=30), CardSwept)
        self.close = self._card.close

    def keep(self, count: int) -> float:
        """Hand so many over at once; milliseconds until the last is kept."""
        began_ns = time.monotonic_ns()
        for _ in range(count):
            self._count += 1
            trigger = Trigger(self._count, "test", began_ns)
            shot = Shot(self._count, trigger, 1, Exposure(1000), Window(0, 0), lit=False, deadline_ns=0)
            self._card.keep_still(shot, self._frame, caption("still", self._count, began_ns, began_ns))
        for _ in range(count):
            event = self._events.get(timeout=30)
            assert isinstance(event, Kept), event
        return (time.monotonic_ns() - began_ns) / MS


def _alone(path: Path, planes: tuple[Any, Any, Any]) -> tuple[float, float]:
    began_ns = time.monotonic_ns()
    picture = disk.encode(planes, QUALITY)
    encoded_ns = time.monotonic_ns()
    disk.write(path, picture)
    return (encoded_ns - began_ns) / MS, (time.monotonic_ns() - encoded_ns) / MS


def _planes() -> tuple[Any, Any, Any]:
    """Leaves and bark for an encoder: smooth shapes and noise, about 4 MB as a JPEG."""
    chance = np.random.default_rng(1)
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    shapes = 128 + 60 * np.sin(x / 97) * np.cos(y / 61)
    luma = (shapes + chance.normal(0, 6, (HEIGHT, WIDTH))).clip(0, 255).astype(np.uint8)
    chroma = [np.full((HEIGHT // 2, WIDTH // 2), level, np.uint8) for level in (118, 134)]
    return luma, chroma[0], chroma[1]
