"""From a trigger to its plan: the camera is opened if it rests, one plan runs at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from trapd.core.actions import Action, CloseCamera, Leave, OpenCamera, SetLight, Wake
from trapd.core.events import CameraLost, PirEdge, Tick
from trapd.core.ladder import Step, spared
from trapd.core.light import Light
from trapd.core.logbook import shot_failed
from trapd.core.parts import Parts
from trapd.core.plans import ONE_STILL, Plan
from trapd.core.readiness import Readiness
from trapd.core.recovery import Recovery
from trapd.core.rules import Rules
from trapd.core.sag import STEPPED_DOWN, Fit, SagGuard
from trapd.core.shooting import Shooting
from trapd.core.shots import Exposure, Trigger, TriggerKind
from trapd.core.storage import Storage
from trapd.core.units import MS

SETTLE_NS = 300 * MS
"""An order of light shows two to three frames later, as picamera2 has it; at 10 fps, the slowest mode in use."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plan that begins when the camera streams in its light."""

    trigger: Trigger
    plan: Plan
    fit: Fit
    night: bool
    """When it was judged."""


class Taking:
    """Owns the camera's state and the count of triggers. Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        rules: Rules,
        light: Light,
        shooting: Shooting,
        parts: Parts,
        storage: Storage,
        readiness: Readiness,
        guard: SagGuard,
        sequence: int,
    ) -> None:
        self.sequence = sequence
        """Of the last trigger."""
        self.step = Step.EVERYTHING
        """Of the ladder: what plans have to do without."""
        self._out = out
        self._rules = rules
        self._light = light
        self._shooting = shooting
        self._parts = parts
        self._storage = storage
        self._readiness = readiness
        self._camera: Literal["closed", "opening", "open", "lost"] = "closed"
        self._recovery = Recovery()
        self._guard = guard
        self._waiting: Waiting | None = None
        self._opened_in: Exposure | None = None

    def start(self, now_ns: int) -> None:
        """The unit wants its camera from now on, at rest or not."""
        self._recovery.born(now_ns)
        self.set_light()
        if self._readiness.streams:
            self.open_camera()

    @property
    def busy(self) -> bool:
        """Whether a plan runs, or is about to."""
        return self._shooting.run is not None or self._waiting is not None

    def motion(self, edge: PirEdge, confirmed_by: str | None, now_ns: int) -> str | None:
        """The plan of the day or the night, for this motion, as far as the pack carries it; why not, if not."""
        self._readiness.motion(now_ns)
        trigger = Trigger(self.sequence + 1, "motion", edge.mono_ns, edge.sensor, confirmed_by)
        return None if self._take(trigger, self._of_the_hour(), now_ns) is None else STEPPED_DOWN

    def extra(self, kind: TriggerKind, now_ns: int) -> str | None:
        """One still without a motion; why not, if not."""
        if "camera" in self._parts.lost:
            return f"camera: {self._parts.lost['camera']}"
        if self.busy:
            return "a plan is running"
        return self._take(Trigger(self.sequence + 1, kind, now_ns), ONE_STILL, now_ns)

    def end_plan(self, now_ns: int) -> None:
        """If the running plan is over, the light may change now, and the camera may rest."""
        run = self._shooting.run
        if run is None or not run.over:
            return
        self._shooting.run = None
        self._guard.over()
        if run.in_vain:
            self._out.append(CloseCamera())
            self.camera_lost(CameraLost("two orders came to nothing: it is opened anew"), now_ns)
        if run.night != self._light.night or run.dim:
            self.set_light()
        if self._camera == "open":
            self._linger(now_ns)

    def readiness_changed(self, now_ns: int) -> None:
        """Between plans the camera is opened, or may rest; `end_plan` sees to the rest."""
        if self._readiness.streams and self._camera == "closed":
            self.open_camera()
        elif self._camera == "open" and not self.busy:
            self._linger(now_ns)

    def abandon(self, why: str, now_ns: int) -> None:
        """Without a camera, or at the end: what runs or waits comes to nothing."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            plan = waiting.fit.plan or waiting.plan
            for number in range(0 if plan.clip else 1, plan.stills + 1):
                self._out.append(shot_failed(waiting.trigger.sequence, number, why))
        self._shooting.abandon(why, now_ns)
        self._guard.over()

    def open_camera(self) -> None:
        self._camera, self._opened_in = "opening", self._exposure
        self._out.append(OpenCamera(self._exposure))

    def reopen_camera(self) -> None:
        """The time to try again has come, unless somebody did."""
        if self._camera == "lost":
            self.open_camera()

    def close_idle_camera(self, sequence: int) -> None:
        """It lingered long enough, if nothing was taken since."""
        if not self._readiness.streams and not self.busy and sequence == self.sequence and self._camera == "open":
            self._camera = "closed"
            self._out.append(CloseCamera())

    def set_light(self) -> None:
        self._out.append(SetLight(self._exposure, day=not self._light.night))

    def light_changed(self) -> None:
        """A running plan keeps its light; `end_plan` sees to the rest."""
        if self._shooting.run is None:
            self.set_light()

    def camera_ready(self, now_ns: int) -> None:
        self._camera = "open"
        self._recovery.streams(now_ns)
        self._parts.mend("camera")
        self.set_light()
        if self._waiting is None:
            self._linger(now_ns)
        elif self._exposure == self._opened_in:
            self.begin_waiting(now_ns)
        else:  # its first frames showed that the light was another
            self._settle(now_ns)

    def begin_waiting(self, now_ns: int) -> None:
        """The camera streams, in the light that was ordered: the plan of that light may begin."""
        waiting = self._waiting
        if waiting is None or self._camera != "open":
            return
        if waiting.night != self._light.night or not waiting.fit.judged:
            self._waiting = waiting = self._judged_anew(waiting, now_ns)
            if waiting.fit.dim:
                self._settle(now_ns)
                return
        if waiting.fit.plan is None:
            self.abandon(STEPPED_DOWN, now_ns)
            self._linger(now_ns)
            return
        self._waiting = None
        self._shooting.begin(waiting.trigger, waiting.fit.plan, self._light.night, now_ns, waiting.fit.dim)

    def camera_lost(self, event: CameraLost, now_ns: int) -> None:
        self._camera = "lost"
        self.abandon(event.why, now_ns)
        self._recovery.lost(event.stuck, now_ns)
        self._parts.lose("camera", event.why)
        self._out.append(Wake(now_ns + self._recovery.pause_ns, Tick("retry-camera")))
        if self._recovery.wants_fresh_process(now_ns):
            self._out.append(Leave(f"camera: {event.why}"))

    def _of_the_hour(self) -> Plan:
        """For a motion. A card that is nearly full gets stills alone, one at least."""
        plan = self._readiness.fitting(self._rules.night if self._light.night else self._rules.day)
        return spared(plan, max(self.step, Step.NO_CLIPS) if self._storage.low else self.step)

    def _take(self, trigger: Trigger, plan: Plan, now_ns: int) -> str | None:
        """Why not, if not."""
        night = self._light.night
        fit = self._guard.fit(trigger, plan, night, now_ns)
        if fit.plan is None:
            return fit.why
        self.sequence = trigger.sequence
        if self._camera == "open" and not fit.dim:
            self._shooting.begin(trigger, fit.plan, night, now_ns)
            return None
        self._waiting = Waiting(trigger, plan, fit, night)
        if self._camera == "closed":
            self.open_camera()
        elif self._camera == "open":
            self._settle(now_ns)
        return None

    def _judged_anew(self, waiting: Waiting, now_ns: int) -> Waiting:
        """In another light, or now that the meters were read."""
        trigger, plan, night = waiting.trigger, waiting.plan, self._light.night
        if trigger.kind == "motion":
            plan = self._of_the_hour()
        return Waiting(trigger, plan, replace(self._guard.fit(trigger, plan, night, now_ns), judged=True), night)

    @property
    def _exposure(self) -> Exposure:
        """That the plan which waits needs, or the next one."""
        dim = self._waiting is not None and self._waiting.fit.dim
        return self._rules.camera.exposure(self._light.night, dim)

    def _settle(self, now_ns: int) -> None:
        """The camera takes some frames to follow."""
        self.set_light()
        self._out.append(Wake(now_ns + SETTLE_NS, Tick("settled")))

    def _linger(self, now_ns: int) -> None:
        """A camera that is to rest stays open for a while, since animals seldom come alone."""
        if not self._readiness.streams:
            self._out.append(Wake(now_ns + self._rules.camera.linger_ns, Tick("linger", self.sequence)))
