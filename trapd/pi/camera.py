"""The camera of a Pi: picamera2 behind the Camera port.

A loop of its own, the *keeper*, decides; it holds the shots' deadlines, so that they fail in time even while
picamera2 hangs. Frames are judged on picamera2's thread, the moment they arrive.
"""

from __future__ import annotations

import atexit
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trapd.config import profile
from trapd.core.events import CameraLost, CameraReady, Metered, ShotDone, ShotFailed
from trapd.core.ports import Post, PostPacket
from trapd.core.shots import Exposure, Shot
from trapd.core.units import S
from trapd.pi.orders import Orders
from trapd.pi.session import CLOSE_S, Session
from trapd.runtime.clock import Clock
from trapd.runtime.loop import Loop

if TYPE_CHECKING:
    from trapd.pi.stack import Stack

METER_NS = 2 * S
"""From one reading of the brightness to the next."""


class Camera:
    """Frames and packets of the first camera that libcamera lists. picamera2 is imported at the first `open`."""

    def __init__(self, section: profile.Camera, post: Post, packets: PostPacket | None, clock: Clock) -> None:
        self._section = section
        self._post = post
        self._packets = packets
        self._clock = clock
        self._orders = Orders()
        self._wanted: Exposure | None = None
        """The light that the trap wants the camera open in; None: it wants it closed."""
        self._session: Session | None = None
        self._streams = False
        self._mute = False
        """The frames do not say how they were exposed, so that none can be accepted."""
        self._meter_ns = 0
        self._closed = threading.Event()
        self._closed.set()
        self._keeper = Loop(clock)
        threading.Thread(target=self._keeper.run, name="camera-keeper", daemon=True).start()

    def open(self, exposure: Exposure) -> None:
        self._closed.clear()
        self._keeper.post(self._open, exposure)

    def close(self) -> None:
        self._keeper.post(self._close)

    def closed_within(self, timeout_s: float) -> bool:
        """Whether the hardware was let go in that time; it waits."""
        return self._closed.wait(timeout_s)

    def expose(self, exposure: Exposure) -> None:
        self._keeper.post(self._expose, exposure)

    def shoot(self, shot: Shot) -> None:
        self._keeper.post(self._shoot, shot)

    def _open(self, exposure: Exposure) -> None:
        self._wanted = exposure
        if self._session is None:
            self._begin(exposure)

    def _begin(self, exposure: Exposure) -> None:
        self._streams = False
        self._closed.clear()
        atexit.register(self._leave)
        self._session = Session(self._keeper, self._section, exposure, self._packets, self._see, self._gone)

    def _close(self) -> None:
        self._wanted = None
        self._fail_all("the camera was closed")
        if self._session is not None:
            self._session.end()

    def _gone(self, why: str | None, stuck: bool) -> None:
        self._session = None
        self._closed.set()
        atexit.unregister(self._leave)
        if why is not None:
            self._wanted = None
            self._fail_all(why)
            self._post(CameraLost(why, stuck))
        elif self._wanted is not None:
            self._begin(self._wanted)

    def _leave(self) -> None:
        """At exit: a process that ends with the camera running may crash in libcamera's own clean-up."""
        self.close()
        self.closed_within(CLOSE_S)

    def _expose(self, exposure: Exposure) -> None:
        if self._wanted is not None:
            self._wanted = exposure

    def _shoot(self, shot: Shot) -> None:
        if self._wanted is None:
            self._post(ShotFailed(shot.id, "the camera is closed"))
            return
        self._orders.add(shot)
        self._keeper.at(shot.deadline_ns, self._too_late, shot.id)

    def _too_late(self, shot_id: int) -> None:
        if not self._orders.take(shot_id):
            return
        if not self._streams:
            why = "no frame came before its deadline"
        elif self._mute:
            why = "the camera does not say how its frames are exposed"
        else:
            why = "no frame with the exposure and gain that were ordered lay in its window"
        self._post(ShotFailed(shot_id, why))

    def _fail_all(self, why: str) -> None:
        for shot_id in self._orders.drain():
            self._post(ShotFailed(shot_id, why))

    def _meter_first(self, stack: Stack, request: Any) -> None:
        """Before anybody takes a picture by the wrong light."""
        frame = stack.frame(request)
        if frame is not None:
            self._post(Metered(frame.start_ns, stack.luma(request), frame.exposure_us, frame.gain))

    def _see(self, stack: Stack, request: Any) -> None:
        """One frame, on picamera2's thread. Most are let pass unread."""
        if not self._streams:
            self._streams = True
            self._meter_first(stack, request)
            self._post(CameraReady())
        wanted = self._wanted
        if wanted is not None and wanted != stack.exposure:
            stack.expose(wanted)
        now_ns = self._clock.now_ns()
        if self._orders.lit:
            # The flash may burn, and for some frames more than the one that is kept.
            self._meter_ns = now_ns + METER_NS
        metering = now_ns >= self._meter_ns
        if not metering and not self._orders:
            return
        frame = stack.frame(request)
        self._mute = frame is None
        if frame is None:
            return
        if metering:
            self._meter_ns = now_ns + METER_NS
            self._post(Metered(frame.start_ns, stack.luma(request), frame.exposure_us, frame.gain))
        for shot in self._orders.accepting(frame):
            pixels = stack.hold(request)
            if self._orders.take(shot.id):
                self._post(ShotDone(shot.id, replace(frame, pixels=pixels)))
            else:
                pixels.release()
