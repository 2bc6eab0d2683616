"""Ports that do nothing but answer: what they would do is not what is measured."""

from __future__ import annotations

import queue
import time
from collections.abc import Mapping
from typing import Any

from gpiozero.pins.mock import MockFactory

from trapd.app import Bench
from trapd.core.caption import Caption
from trapd.core.events import CameraReady, CardReady, KeepFailed, Kept, ShotDone
from trapd.core.frames import Frame, Packet
from trapd.core.ports import Post
from trapd.core.shots import Clip, Exposure, Shot
from trapd.pi.pir import Pir
from trapd.runtime.absent import NoFlash, NoGps, NoPower
from trapd.unit import Ports


class NoPixels:
    """A frame that nobody looks at."""

    def planes(self) -> Any:
        raise ValueError("this frame has no pixels")

    def release(self) -> None:
        """Nothing is held."""


class Camera:
    """Notes when a shot is ordered, and delivers a frame at once."""

    def __init__(self) -> None:
        self.ordered: queue.SimpleQueue[int] = queue.SimpleQueue()
        """mono_ns of each order."""
        self.post: Post = lambda event: None

    def open(self, exposure: Exposure) -> None:
        self.post(CameraReady())

    def close(self) -> None:
        """Nothing is held."""

    def expose(self, exposure: Exposure) -> None:
        """Any light will do."""

    def shoot(self, shot: Shot) -> None:
        now_ns = time.monotonic_ns()
        self.ordered.put(now_ns)
        self.post(ShotDone(shot.id, Frame(now_ns, 1000, 1.0, 0, 64, 64, NoPixels())))


class Card:
    """Keeps every picture at once, nowhere."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def open(self) -> None:
        self._post(CardReady(1_000, 0))

    def keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        frame.pixels.release()
        self._post(Kept(shot.id, "nowhere", 0, caption, 0.0))

    def take(self, packet: Packet) -> None:
        """No clip is asked for."""

    def begin_clip(self, clip: Clip, caption: Caption) -> None:
        self._post(KeepFailed(clip.id, caption, "this card keeps no clips"))

    def end_clip(self, clip_id: int, until_ns: int) -> None:
        """None was begun."""

    def note(self, record: Mapping[str, Any]) -> None:
        """It has no catalog."""

    def redate(self, unit: str) -> None:
        """It holds no picture."""

    def close(self) -> None:
        """Nothing is held."""


def pinned(bench: Bench, camera: Camera, factory: MockFactory) -> Ports:
    """Real sensors' code on mock pins; everything else stands in."""
    camera.post = bench.post
    return Ports(
        camera=camera,
        flash=NoFlash(bench.loop.clock, bench.post),
        pir=Pir(bench.profile.pir, bench.loop.clock, bench.post, factory),
        gps=NoGps(),
        power=NoPower(),
        card=Card(bench.post),
    )
