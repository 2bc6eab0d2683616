"""From a PIR's edge to the durable JPEG of the first frame: the simulated unit in real time, its camera hot."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import disk
from benchmarks.figures import Result, Row, Spread, number
from benchmarks.unit_inside import desktop, running
from trapd.app import Bench
from trapd.config import profile
from trapd.core.caption import Caption
from trapd.core.frames import Frame, Pixels
from trapd.core.shots import Shot
from trapd.core.units import MS
from trapd.linux.card import DirectoryCard
from trapd.sim.camera import ISP_NS
from trapd.sim.pir import Pir
from trapd.unit import Ports

MOTIONS = 40
WARM_UP = 2
"""The first pictures load the libraries that encode; a unit does that once in its life."""
TIMES = 1.3
PLAN = profile.Plan(stills=1, clip=True, pre_roll_s=3, post_roll_s=0.5)
"""A clip beside every still: its pre-roll goes to the same card at the same moment."""


def measure(quick: bool) -> Result:
    with TemporaryDirectory(prefix="trapd-bench-", dir="/var/tmp") as folder:
        found = _motions(Path(folder), 5 if quick else MOTIONS)
    ours = Spread.of((one.durable_ms for one in found), "ms")
    floor = Spread.of((one.floor_ms for one in found), "ms")
    times = ours.median / floor.median
    return Result(
        what="PIR edge to the durable JPEG of the first frame, 1080p at 30 fps",
        target=f"≤ {TIMES} × the floor",
        measured=f"{number(times)} ×: median {number(ours.median)} ms",
        floor=f"median {number(floor.median)} ms: wait for that frame, one encode, one write with fsync",
        met=times <= TIMES,
        how=(
            "The desktop's unit in real time, its camera hot, takes a still and a clip of each motion; its own "
            "`edge_to_durable_ms`, after the first two. The floor of the very same picture: the wait until the "
            "camera delivers that frame and has painted it, then its planes encoded by simplejpeg, written and "
            "synced, alone."
        ),
        rows=(
            Row("edge to durable, ms", ours),
            Row("its floor, ms", floor),
            Row("the one by the other, picture by picture", Spread.of((one.times for one in found), "")),
            Row("floor: edge to the frame's delivery, ms", Spread.of((one.wait_ms for one in found), "ms")),
            Row("floor: the simulated camera paints it, ms", Spread.of((one.paint_ms for one in found), "ms")),
            Row("floor: encode, ms", Spread.of((one.encode_ms for one in found), "ms")),
            Row("floor: write and fsync, ms", Spread.of((one.write_ms for one in found), "ms")),
        ),
    )


@dataclass(frozen=True)
class Motion:
    """One motion's still, and what its floor is made of."""

    durable_ms: float
    wait_ms: float
    paint_ms: float
    encode_ms: float
    write_ms: float

    @property
    def floor_ms(self) -> float:
        return self.wait_ms + self.paint_ms + self.encode_ms + self.write_ms

    @property
    def times(self) -> float:
        return self.durable_ms / self.floor_ms


class WatchedCard(DirectoryCard):
    """Remembers the last still that came, and its pixels."""

    def keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        self.pixels = WatchedPixels(frame.pixels)
        self.wait_ms = (frame.end_ns + ISP_NS - shot.trigger.mono_ns) / MS
        super().keep_still(shot, replace(frame, pixels=self.pixels), caption)


class WatchedPixels:
    """Times the painting: a real camera's frame is there when it is delivered."""

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        self.kept: tuple[Any, Any, Any] | None = None
        self.paint_ms = 0.0

    def planes(self) -> tuple[Any, Any, Any]:
        before_ns = time.monotonic_ns()
        self.kept = self._pixels.planes()
        self.paint_ms = (time.monotonic_ns() - before_ns) / MS
        return self.kept

    def release(self) -> None:
        self._pixels.release()


def _motions(folder: Path, count: int) -> list[Motion]:
    settings = desktop(
        trigger={"warm_up_s": 0, "retrigger_s": 0, "bucket": 10_000},
        plan={"day": PLAN, "night": PLAN},
        card={"path": str(folder / "card")},
    )
    made: dict[str, Any] = {}

    def ports(bench: Bench) -> Ports:
        card = WatchedCard(settings.card, settings.camera, bench.pre_roll_s, bench.post, bench.loop.clock)
        made.update(card=card, pir=bench.port("pir"))
        return replace(bench.ports(), **made)

    found = []
    with running(settings, ports) as (bench, reports):
        card: WatchedCard = made["card"]
        pir: Pir = made["pir"]
        reports.wait(1, "fix")
        time.sleep(PLAN.pre_roll_s + 1)
        for order in range(1, WARM_UP + count + 1):
            bench.loop.post(pir.lines["left"].pulse, time.monotonic_ns(), 50 * MS)
            durable_ms = reports.wait(order, "shot", media="still")["edge_to_durable_ms"]
            reports.wait(order, "shot", media="clip")
            time.sleep(0.2)
            assert card.pixels.kept is not None
            encode_ms, write_ms = _floor(folder, card.pixels.kept, settings.camera.jpeg_quality)
            found.append(Motion(durable_ms, card.wait_ms, card.pixels.paint_ms, encode_ms, write_ms))
            time.sleep(0.2)
    return found[WARM_UP:]


def _floor(folder: Path, planes: tuple[Any, Any, Any], quality: int) -> tuple[float, float]:
    """One encode, one write with fsync: milliseconds of each."""
    began_ns = time.monotonic_ns()
    picture = disk.encode(planes, quality)
    encoded_ns = time.monotonic_ns()
    disk.write(folder / "floor.jpg", picture)
    return (encoded_ns - began_ns) / MS, (time.monotonic_ns() - encoded_ns) / MS
