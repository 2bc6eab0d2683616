"""From a trigger to its plan: as much of it as the pack carries, one at a time, once the camera streams."""

from __future__ import annotations

from dataclasses import replace

from trapd.core.actions import Action, CloseCamera, ShowNothing
from trapd.core.camera_duty import CameraDuty
from trapd.core.events import CameraLost, PirEdge
from trapd.core.ladder import Step, spared
from trapd.core.light import Light
from trapd.core.logbook import not_taken
from trapd.core.parts import Parts
from trapd.core.plans import LOOK, LOOK_LIT, ONE_STILL, Plan
from trapd.core.readiness import Readiness
from trapd.core.rules import Rules
from trapd.core.sag import STEPPED_DOWN, Fit, SagGuard
from trapd.core.shooting import Shooting
from trapd.core.shots import Trigger, TriggerKind
from trapd.core.storage import Storage
from trapd.core.value import value

BUSY = "a plan is running"
"""Why there cannot be a picture now; a moment later there can."""


@value
class Waiting:
    """A plan that begins when the camera streams in its light."""

    trigger: Trigger
    plan: Plan
    """That was wanted."""
    fit: Fit
    night: bool
    """When it was judged."""


class Taking:
    """Owns the count of triggers. Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        rules: Rules,
        light: Light,
        camera: CameraDuty,
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
        self._camera = camera
        self._shooting = shooting
        self._parts = parts
        self._storage = storage
        self._readiness = readiness
        self._guard = guard
        self._waiting: Waiting | None = None
        self._newest = sequence
        """Of the last plan; those of frames to aim by are below zero."""
        self._aims = 0
        """How many of these there were."""

    @property
    def busy(self) -> bool:
        """Whether a plan runs, or is about to."""
        return self._shooting.run is not None or self._waiting is not None

    @property
    def refusal(self) -> str | None:
        """Why the pack carried nothing of the last plan; None: it did."""
        return self._guard.refusal

    def motion(self, edge: PirEdge, confirmed_by: str | None, now_ns: int) -> str | None:
        """The plan of the day or the night, for this motion; why not, if not."""
        self._readiness.motion(now_ns)
        trigger = Trigger(self.sequence + 1, "motion", edge.mono_ns, edge.sensor, confirmed_by)
        return None if self._take(trigger, self._of_the_hour(), now_ns) is None else STEPPED_DOWN

    def extra(self, kind: TriggerKind, now_ns: int) -> str | None:
        """One still without a motion; why not, if not."""
        return self._why_not or self._take(Trigger(self.sequence + 1, kind, now_ns), ONE_STILL, now_ns)

    def aim(self, flash: bool, now_ns: int) -> None:
        """One frame to look at."""
        why = self._why_not
        if why is None:
            self._aims += 1
            why = self._take(Trigger(-self._aims, "aim", now_ns), LOOK_LIT if flash else LOOK, now_ns)
        if why is not None:
            self._out.append(ShowNothing(why))

    @property
    def _why_not(self) -> str | None:
        """Why there cannot be a picture now, without a motion."""
        if "camera" in self._parts.lost:
            return f"camera: {self._parts.lost['camera']}"
        return BUSY if self.busy else None

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
            self._camera.set_light()
        self._camera.linger(self._newest, now_ns)

    def abandon(self, why: str, now_ns: int) -> None:
        """Without a camera, or at the end: what runs or waits comes to nothing."""
        waiting = self._waiting
        if waiting is not None:
            plan = waiting.fit.plan or waiting.plan
            for number in range(0 if plan.clip else 1, plan.stills + 1):
                self._out.append(not_taken(waiting.trigger, number, why))
        self._wait(None)
        self._shooting.abandon(why, now_ns)
        self._guard.over()

    def readiness_changed(self, now_ns: int) -> None:
        """Between plans the camera is opened, or may rest; `end_plan` sees to the rest."""
        if self._readiness.streams and self._camera.state == "closed":
            self._camera.open()
        elif not self.busy:
            self._camera.linger(self._newest, now_ns)

    def close_idle_camera(self, sequence: int) -> None:
        """It lingered long enough, if nothing was taken since."""
        if not self.busy and sequence == self._newest:
            self._camera.rest()

    def light_changed(self) -> None:
        """A running plan keeps its light; `end_plan` sees to the rest."""
        if self._shooting.run is None:
            self._camera.set_light()

    def camera_ready(self, now_ns: int) -> None:
        settled = self._camera.ready(now_ns)
        if self._waiting is not None and not settled:
            self._camera.settle(now_ns)
            return
        self._camera.set_light()
        if self._waiting is None:
            self._camera.linger(self._newest, now_ns)
        else:
            self.begin_waiting(now_ns)

    def camera_lost(self, event: CameraLost, now_ns: int) -> None:
        self.abandon(event.why, now_ns)
        self._camera.lost(event, now_ns)

    def begin_waiting(self, now_ns: int) -> None:
        """The camera streams, in the light that was ordered: the plan of that light may begin."""
        waiting = self._waiting
        if waiting is None or self._camera.state != "open":
            return
        if waiting.night != self._light.night or not waiting.fit.judged:
            waiting = self._judged_anew(waiting, now_ns)
            self._wait(waiting)
            if waiting.fit.dim:
                self._camera.settle(now_ns)
                return
        if waiting.fit.plan is None:
            self.abandon(waiting.fit.why if waiting.trigger.kind == "aim" else STEPPED_DOWN, now_ns)
            self._camera.linger(self._newest, now_ns)
            return
        self._wait(None)
        self._shooting.begin(waiting.trigger, waiting.fit.plan, self._light.night, now_ns, waiting.fit.dim)

    def _of_the_hour(self) -> Plan:
        """For a motion. A card that is nearly full gets stills alone, one at least."""
        plan = self._readiness.fitting(self._rules.night if self._light.night else self._rules.day)
        return spared(plan, max(self.step, Step.NO_CLIPS) if self._storage.low else self.step)

    def _take(self, trigger: Trigger, plan: Plan, now_ns: int) -> str | None:
        """As much of it as the pack carries; why nothing, if so."""
        night = self._light.night
        fit = self._guard.fit(trigger, plan, plan.lit(night), now_ns)
        if fit.plan is None:
            return fit.why
        self._newest = trigger.sequence
        self.sequence = max(self.sequence, trigger.sequence)
        if self._camera.state == "open" and not fit.dim:
            self._shooting.begin(trigger, fit.plan, night, now_ns)
            return None
        self._wait(Waiting(trigger, plan, fit, night))
        if self._camera.state == "closed":
            self._camera.open()
        elif self._camera.state == "open":
            self._camera.settle(now_ns)
        return None

    def _judged_anew(self, waiting: Waiting, now_ns: int) -> Waiting:
        """In another light, or now that the meters were read."""
        trigger, plan, night = waiting.trigger, waiting.plan, self._light.night
        if trigger.kind == "motion":
            plan = self._of_the_hour()
        fit = self._guard.fit(trigger, plan, plan.lit(night), now_ns)
        return Waiting(trigger, plan, replace(fit, judged=True), night)

    def _wait(self, waiting: Waiting | None) -> None:
        self._waiting = waiting
        self._camera.dim = waiting is not None and waiting.fit.dim
