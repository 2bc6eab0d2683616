"""The simulated camera: frames on a fixed grid of time, exposed as ordered, delivered late, painted on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

from trapd.config import profile
from trapd.core.energy import CAMERA
from trapd.core.events import CameraLost, CameraReady, Metered, ShotDone, ShotFailed
from trapd.core.frames import Frame
from trapd.core.ports import Post, PostPacket
from trapd.core.shots import Exposure, Shot
from trapd.core.units import MS, US, S, seconds
from trapd.runtime.loop import Loop, Timer
from trapd.runtime.worker import Worker
from trapd.sim.exposed import Exposed
from trapd.sim.metering import Metering
from trapd.sim.studio import Studio
from trapd.sim.world import World

START_S = 0.35
"""As a warm libcamera takes."""
ISP_NS = 20 * MS
"""From the end of readout to delivery."""
METERED_S = 2.0
"""From one `Metered` to the next while streaming."""
BEHIND = 2
"""Frames in the worker's hands; while there are so many, further ones are left out of the video."""


@dataclass(slots=True)
class SimPixels:
    """A frame's pixels, painted when somebody asks for them, on the asker's thread."""

    studio: Studio
    exposed: Callable[[], Exposed] | None

    def planes(self) -> tuple[Any, Any, Any]:
        """Raises `ValueError` once released."""
        if self.exposed is None:
            raise ValueError("the frame was released: its pixels are gone")
        return self.studio.planes(self.exposed())

    def release(self) -> None:
        self.exposed = None


@dataclass(slots=True)
class _Waiting:
    """A shot that has no frame yet."""

    shot: Shot
    next: Timer
    """The delivery of the next frame that may fit; the deadline, if none will."""


class Camera:
    """A camera in a `World`. Without `packets` it does nothing between shots but meter: no video, no pixels.

    `vanish`, `hang` and `mend` are for tests: a cable pulled, a sensor that falls silent, all well again.
    """

    def __init__(
        self,
        section: profile.Camera,
        world: World,
        loop: Loop,
        post: Post,
        packets: PostPacket | None,
        worker: Worker,
        start_s: float = START_S,
    ) -> None:
        """`start_s`: from `open` to the first frame. Raises `BadSettings` if `world.scene` cannot be shown."""
        self.section = section
        self._start_s = start_s
        self.meters = True
        """A season does without: two weeks of it would be a million readings."""
        self.skipped = 0
        """Frames left out of the video because rendering or encoding was behind."""
        self._world = world
        self._loop = loop
        self._post = post
        self._packets = packets
        self._worker = worker
        self._studio = Studio(section, world)
        self._metering = Metering(section, lambda number: world.daylight(self._timestamp_ns(number)))
        self._first_ns: int | None = None
        """Timestamp of frame 0; None while closed."""
        self._waiting: dict[int, _Waiting] = {}
        self._timers: list[Timer] = []
        self._in_work = 0
        self._meter_from = 0
        self._trouble: str | None = None
        self._silent = False

    # The port -----------------------------------------------------------------------------------------------

    def open(self, exposure: Exposure) -> None:
        if self._first_ns is not None:
            self.expose(exposure)
            return
        if self._trouble is not None:
            self._post(CameraLost(self._trouble))
            return
        self._first_ns = self._loop.clock.now_ns() + seconds(self._start_s)
        self._world.drain.switch(CAMERA, True)
        self._metering.start(exposure)
        self._meter_from = 0
        if self._silent:
            self._silence()
            return
        self._timers = [self._loop.at(self._delivered_ns(0), self._ready)]
        if self._packets is not None:
            self._worker.submit(self._studio.prepare, lambda _: None)

    def close(self) -> None:
        self._stop("the camera was closed")

    def expose(self, exposure: Exposure) -> None:
        if self._first_ns is None:
            return
        next_frame = self._beginning_after(self._loop.clock.now_ns())
        if next_frame == 0:
            self._metering.start(exposure)
        else:
            self._metering.order(exposure, next_frame)

    def shoot(self, shot: Shot) -> None:
        if self._first_ns is None:
            self._post(ShotFailed(shot.id, "the camera is closed"))
            return
        undelivered_ns = self._loop.clock.now_ns() - self.section.readout_us * US - ISP_NS
        number = self._numbered(max(undelivered_ns, shot.window.from_ns))
        self._waiting[shot.id] = _Waiting(shot, self._next(shot, number))

    @property
    def streaming(self) -> bool:
        """Whether it gives frames now."""
        return self._first_ns is not None and self._first_ns <= self._loop.clock.now_ns()

    # Faults -------------------------------------------------------------------------------------------------

    def vanish(self, why: str = "the camera does not answer: check its ribbon cable") -> None:
        """The camera is gone until `mend`; it cannot be opened either."""
        self._trouble = why
        if self._first_ns is not None:
            self._lose(why)

    def hang(self) -> None:
        """No frame comes any more; after `section.silent_s` the camera counts as lost. Until `mend`."""
        self._silent = True
        if self._first_ns is not None:
            self._cancel_timers()
            for waiting in self._waiting.values():
                waiting.next.cancel()
                waiting.next = self._deadline(waiting.shot)
            self._silence()

    def mend(self) -> None:
        """From the next `open` on all is well."""
        self._trouble = None
        self._silent = False

    def _silence(self) -> None:
        why = f"no frame for {self.section.silent_s:g} s: the camera hangs"
        self._timers = [self._loop.after(seconds(self.section.silent_s), self._lose, why)]

    def _lose(self, why: str) -> None:
        self._stop(why)
        self._post(CameraLost(why))

    def _stop(self, why: str) -> None:
        self._first_ns = None
        self._world.drain.switch(CAMERA, False)
        self._cancel_timers()
        failed, self._waiting = self._waiting, {}
        for waiting in failed.values():
            waiting.next.cancel()
            self._post(ShotFailed(waiting.shot.id, why))
        self._studio.end_video(self._worker)

    def _cancel_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = []

    # The grid of frames -------------------------------------------------------------------------------------

    def _timestamp_ns(self, number: int) -> int:
        assert self._first_ns is not None
        return self._first_ns + round(number * S / self.section.fps)

    def _delivered_ns(self, number: int) -> int:
        return self._timestamp_ns(number) + self.section.readout_us * US + ISP_NS

    def _numbered(self, timestamp_ns: int) -> int:
        """The first frame with this timestamp or a later one."""
        assert self._first_ns is not None
        number = max(0, ceil((timestamp_ns - self._first_ns - 1) * self.section.fps / S))
        while self._timestamp_ns(number) < timestamp_ns:
            number += 1
        return number

    def _beginning_after(self, mono_ns: int) -> int:
        """The first frame whose exposure has not begun yet."""
        number = self._numbered(mono_ns)
        while self._timestamp_ns(number) - self._metering.of(number)[0] * US < mono_ns:
            number += 1
        return number

    # Shots --------------------------------------------------------------------------------------------------

    def _next(self, shot: Shot, number: int) -> Timer:
        """A look at frame `number` once it is delivered; if that does not fit, no later one does either."""
        end_ns = self._timestamp_ns(number) + self.section.readout_us * US
        if self._silent or end_ns > shot.window.until_ns or end_ns + ISP_NS >= shot.deadline_ns:
            return self._deadline(shot)
        return self._loop.at(end_ns + ISP_NS, self._look, shot, number)

    def _deadline(self, shot: Shot) -> Timer:
        return self._loop.at(shot.deadline_ns, self._too_late, shot.id)

    def _look(self, shot: Shot, number: int) -> None:
        frame = self._frame(number)
        if shot.accepts(frame):
            del self._waiting[shot.id]
            self._post(ShotDone(shot.id, frame))
        else:
            self._waiting[shot.id].next = self._next(shot, number + 1)

    def _too_late(self, shot_id: int) -> None:
        del self._waiting[shot_id]
        why = "no frame came" if self._silent else "no frame with the ordered exposure inside the ordered window"
        self._post(ShotFailed(shot_id, f"{why} before the deadline"))

    def _exposed(self, number: int) -> Exposed:
        """Everything about the light of frame `number`, known once it is delivered."""
        exposure_us, gain = self._metering.of(number)
        timestamp_ns, readout_us = self._timestamp_ns(number), self.section.readout_us
        start_ns, end_ns = timestamp_ns - exposure_us * US, timestamp_ns + readout_us * US
        return Exposed(
            number,
            timestamp_ns,
            exposure_us,
            gain,
            readout_us,
            self._world.daylight(timestamp_ns),
            tuple(self._world.flash.spans(start_ns, end_ns)),
            self._studio.passes(timestamp_ns),
            self._world.flash.strength(end_ns),
        )

    def _frame(self, number: int) -> Frame:
        """A snapshot, for whatever thread will paint it; a camera without video only notes how to make one."""
        timestamp_ns, (exposure_us, gain) = self._timestamp_ns(number), self._metering.of(number)
        one = None if self._packets is None else self._exposed(number)
        return Frame(
            timestamp_ns,
            exposure_us,
            gain,
            self.section.readout_us,
            self.section.width,
            self.section.height,
            SimPixels(self._studio, partial(self._exposed, number) if one is None else lambda: one),
        )

    # Video and metering -------------------------------------------------------------------------------------

    def _ready(self) -> None:
        first = self._exposed(0)
        self._meter(first)  # before anybody takes a picture by the wrong light
        self._post(CameraReady())
        if self._packets is not None:
            self._tick(self._packets, 0)
        elif self.meters:
            self._pass_over(0)

    def _pass_over(self, number: int) -> None:
        """Frame `number` is delivered to nobody, and metered."""
        self._meter(self._exposed(number))
        self._timers = [self._loop.at(self._delivered_ns(self._meter_from), self._pass_over, self._meter_from)]

    def _tick(self, packets: PostPacket, number: int) -> None:
        """Frame `number` is delivered."""
        one = self._exposed(number)
        self._meter(one)
        if self._in_work < BEHIND:
            self._in_work += 1
            self._worker.submit(lambda: self._studio.encode(one), self._encoded(packets))
        else:
            self.skipped += 1
        self._timers = [self._loop.at(self._delivered_ns(number + 1), self._tick, packets, number + 1)]

    def _encoded(self, packets: PostPacket) -> Callable[[Any], None]:
        def done(made: Any) -> None:
            self._in_work -= 1
            for packet in made:
                packets(packet)

        return done

    def _meter(self, one: Exposed) -> None:
        """By flash light too: a camera does not know what lit its frames."""
        if one.number >= self._meter_from:
            self._meter_from = one.number + round(METERED_S * self.section.fps)
            start_ns = one.timestamp_ns - one.exposure_us * US
            self._post(Metered(start_ns, one.luma, one.exposure_us, one.gain))
