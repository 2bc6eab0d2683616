"""When the camera streams, and in what light: opened for a plan, at rest between plans where it may be, opened anew
when it was lost."""

from __future__ import annotations

from typing import Literal

from trapd.core.actions import Action, CloseCamera, Leave, OpenCamera, SetLight, Wake
from trapd.core.events import CameraLost, Tick
from trapd.core.light import Light
from trapd.core.parts import Parts
from trapd.core.readiness import Readiness
from trapd.core.recovery import Recovery
from trapd.core.run import CameraRules
from trapd.core.shots import Exposure
from trapd.core.units import MS

SETTLE_NS = 300 * MS
"""An order of light shows two to three frames later, as picamera2 has it; at 10 fps, the slowest mode in use."""


class CameraDuty:
    """Calls append to `out`."""

    def __init__(
        self, out: list[Action], rules: CameraRules, light: Light, parts: Parts, readiness: Readiness
    ) -> None:
        self.state: Literal["closed", "opening", "open", "lost"] = "closed"
        self.dim = False
        """The next plan has half the flash."""
        self._out = out
        self._rules = rules
        self._light = light
        self._parts = parts
        self._readiness = readiness
        self._recovery = Recovery()
        self._opened_in: Exposure | None = None

    def start(self, now_ns: int) -> None:
        """The unit wants its camera from now on, at rest or not."""
        self._recovery.born(now_ns)
        self.set_light()
        if self._readiness.streams:
            self.open()

    def open(self) -> None:
        self.state, self._opened_in = "opening", self._exposure
        self._out.append(OpenCamera(self._exposure))

    def reopen(self) -> None:
        """The time to try again has come, unless somebody did."""
        if self.state == "lost":
            self.open()

    def linger(self, sequence: int, now_ns: int) -> None:
        """A camera that is to rest stays open for a while, since animals seldom come alone."""
        if self.state == "open" and not self._readiness.streams:
            self._out.append(Wake(now_ns + self._rules.linger_ns, Tick("linger", sequence)))

    def rest(self) -> None:
        """It lingered long enough."""
        if self.state == "open" and not self._readiness.streams:
            self.state = "closed"
            self._out.append(CloseCamera())

    def set_light(self) -> None:
        """As the sky is now; takes some frames."""
        self._out.append(SetLight(self._exposure, day=not self._light.night))

    def settle(self, now_ns: int) -> None:
        """Another light, and a `settled` tick when it shows."""
        self.set_light()
        self._out.append(Wake(now_ns + SETTLE_NS, Tick("settled")))

    def ready(self, now_ns: int) -> bool:
        """It streams; whether in the light of now: its first frames may have shown that the light is another."""
        self.state = "open"
        self._recovery.streams(now_ns)
        self._parts.mend("camera")
        return self._exposure == self._opened_in

    def lost(self, event: CameraLost, now_ns: int) -> None:
        self.state = "lost"
        self._recovery.lost(event.stuck, now_ns)
        self._parts.lose("camera", event.why)
        self._out.append(Wake(now_ns + self._recovery.pause_ns, Tick("retry-camera")))
        if self._recovery.wants_fresh_process(now_ns):
            self._out.append(Leave(f"camera: {event.why}"))

    @property
    def _exposure(self) -> Exposure:
        return self._rules.exposure(self._light.night, self.dim)
