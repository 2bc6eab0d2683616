"""Carries out one plan: its stills and the light they need; its clip is `filming.py`'s.

Everything happens split-phase. A lit still: ask for the flash, `FlashLit` opens a window, the shot is ordered inside
that window, `ShotDone` puts the flash out. A lit clip keeps the flash on, and stills taken meanwhile share its light.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from trapd.core.actions import Action, DropFrame, KeepStill, Report, Shoot, ShowFrame, Wake
from trapd.core.captions import Captions
from trapd.core.events import FlashLit, FlashOut, ShotDone, Tick
from trapd.core.filming import Filming
from trapd.core.lamp import Lamp
from trapd.core.logbook import not_taken
from trapd.core.plans import Plan
from trapd.core.run import ORDERED_AGAIN, CameraRules, Run
from trapd.core.shots import Shot, Trigger, Window
from trapd.core.units import S

DELIVERY_NS = S
"""A frame may reach us so long after its exposure; then it is late, and its shot has failed."""


class Shooting:
    """One plan at a time. Calls append to `out`, in the order in which they must be carried out."""

    def __init__(self, out: list[Action], captions: Captions, camera: CameraRules, lamp: Lamp) -> None:
        self.run: Run | None = None
        self.late = 0
        """Frames that came after their shot had failed."""
        self._watched = False
        """Whether a `late` tick is on its way."""
        self._out = out
        self._captions = captions
        self._camera = camera
        self._lamp = lamp
        self._ids = count(1)
        self._filming = Filming(out, captions, lamp, self._ids)
        self._last_frame_ns = 0

    def begin(self, trigger: Trigger, plan: Plan, night: bool, now_ns: int, dim: bool = False) -> None:
        """Carry out this plan; the camera streams, in the light for it. `dim`: with half the flash."""
        self.run = Run(trigger, plan, night, self._camera.exposure(night, dim), dim, next_still_ns=now_ns)
        self._begin(self.run, now_ns)

    def prolong(self, motion_ns: int) -> bool:
        """A motion while a clip runs: on with it, up to its limit. False where there is no clip to prolong."""
        return self.run is not None and self._filming.prolong(self.run, motion_ns)

    def abandon(self, why: str, now_ns: int) -> None:
        """The camera is gone: what is on order fails, the clip ends with what it has."""
        run, self.run = self.run, None
        if run is None:
            return
        if run.plan.clip is not None and not run.begun:
            self._failed(run, 0, why)
        for number in range(run.taken + (run.shot is None), run.plan.stills + 1):
            self._failed(run, number, why)
        self._filming.end(run, now_ns)
        self._lamp.douse(now_ns)

    def flash_lit(self, event: FlashLit, now_ns: int) -> None:
        if self._lamp.lit(event) and self.run is not None and self.run.wants_light:
            self._shoot(self.run, self._lamp.window(now_ns), lit=True)

    def flash_out(self, event: FlashOut, now_ns: int) -> None:
        """By its own guard at the end that was asked for, or by a fault: then stills go on in the dark."""
        trouble, run = self._lamp.went_out(event), self.run
        if run is None or not run.lit or self._lamp.until_ns is not None:
            return
        if trouble:
            self._filming.end(run, now_ns)
        if run.wants_light and trouble:
            self._shoot(run, self._unlit(now_ns), lit=False)
        elif run.wants_light:
            self._skip(run, "the flash's time was up before it was lit", now_ns)
        elif run.shot is not None and run.shot.lit and trouble:
            shot, run.shot = run.shot, None
            self._failed(run, shot.number, "the flash went out")
            self._next_still(run, now_ns)

    def shot_done(self, event: ShotDone, now_ns: int) -> None:
        run, shot = self._ordered(event.shot_id)
        if run is None or shot is None:
            self.late += 1
            self._out.append(DropFrame(event.frame))
            return
        self._last_frame_ns = event.frame.timestamp_ns
        run.got = True
        if run.clip is None:
            self._lamp.douse(now_ns)
        if run.trigger.kind == "aim":
            self._out.append(ShowFrame(event.frame, shot.lit, run.night))
        else:
            self._out.append(KeepStill(shot, event.frame, self._captions.still(shot, event.frame, run.night)))
        self._next_still(run, now_ns)

    def shot_failed(self, shot_id: int, why: str, now_ns: int) -> None:
        """The camera let it pass: a plan orders one such still again, under its own number."""
        run, shot = self._ordered(shot_id)
        if run is None or shot is None:
            return
        run.lapses += 1
        if run.clip is None:
            self._lamp.douse(now_ns)
        if run.in_vain:
            run.taken -= 1
            self._give_up_rest(run, why)
        elif run.lapses > ORDERED_AGAIN:
            self._failed(run, shot.number, why)
        else:
            self._again(run, why)
        self._next_still(run, now_ns)

    def tick(self, tick: Tick, moving: Callable[[], bool], now_ns: int) -> None:
        """`unlit`, `late`, `turn`, `still` and `clip`; one meant for a plan that is over means nothing any more."""
        run = self.run
        if tick.name == "unlit":
            if self._lamp.overdue(now_ns):
                self._lamp.douse(now_ns)
                self.flash_out(FlashOut(now_ns, "the flash does not answer"), now_ns)
        elif tick.name == "late":
            self._watched = False
            if run is not None and run.shot is not None and now_ns >= run.shot.deadline_ns + DELIVERY_NS:
                self.shot_failed(run.shot.id, "the camera did not answer", now_ns)
            self._watch_shot()
        elif run is None:
            return
        elif tick.name == "clip":
            self._filming.due(run, tick.id, moving, now_ns)
        elif tick.id != run.trigger.sequence:
            return
        elif tick.name == "still":
            self._next_still(run, now_ns)
        elif not run.begun:
            self._begin(run, now_ns)

    def _begin(self, run: Run, now_ns: int) -> None:
        clip = run.plan.clip
        need_ns = clip.post_roll_ns if clip else self._lamp.still_ns
        if run.lit and (wait_ns := self._lamp.wait_ns(now_ns, need_ns)):
            self._out.append(Wake(now_ns + wait_ns, Tick("turn", run.trigger.sequence)))
            return
        run.begun = True
        self._filming.begin(run, now_ns)
        run.next_still_ns = now_ns
        self._next_still(run, now_ns)

    def _next_still(self, run: Run, now_ns: int) -> None:
        if not run.begun or run.shot is not None or run.wants_light or run.taken >= run.plan.stills:
            return
        lamp = self._lamp
        if now_ns < run.next_still_ns:
            self._wait_for_still(run, run.next_still_ns)
        elif not run.lit:
            # The first still may be the very first frame that began after the edge, unless the plan before kept it.
            begin_ns = now_ns if run.taken else max(run.trigger.mono_ns, self._last_frame_ns)
            self._shoot(run, Window(begin_ns, self._unlit(now_ns).until_ns), lit=False)
        elif lamp.covers_still(now_ns):
            run.wants_light = True
            if lamp.on_ns is not None:
                self._shoot(run, lamp.window(now_ns), lit=True)
        elif run.clip is not None:
            self._wait_for_still(run, run.clip_until_ns)
        elif wait_ns := lamp.wait_ns(now_ns, lamp.still_ns):
            self._wait_for_still(run, now_ns + wait_ns)
        elif lamp.light(now_ns, lamp.still_ns, run.dim):
            run.wants_light = True
        else:
            self._give_up_rest(run, self._lamp.why_dark)

    def _again(self, run: Run, why: str) -> None:
        """The last still is ordered once more, as soon as light and plan allow it."""
        if run.trigger.kind != "aim":
            again = {"sequence": run.trigger.sequence, "number": run.taken, "why": why}
            self._out.append(Report("shot-again", again))
        run.taken -= 1
        run.next_still_ns -= run.plan.interval_ns

    def _give_up_rest(self, run: Run, why: str) -> None:
        while run.taken < run.plan.stills:
            run.taken += 1
            self._failed(run, run.taken, why)

    def _skip(self, run: Run, why: str, now_ns: int) -> None:
        run.wants_light = False
        run.taken += 1
        run.next_still_ns += run.plan.interval_ns
        self._failed(run, run.taken, why)
        self._next_still(run, now_ns)

    def _wait_for_still(self, run: Run, at_ns: int) -> None:
        run.next_still_ns = at_ns
        self._out.append(Wake(at_ns, Tick("still", run.trigger.sequence)))

    def _unlit(self, now_ns: int) -> Window:
        return Window(now_ns, now_ns + self._camera.shot_timeout_ns)

    def _shoot(self, run: Run, window: Window, lit: bool) -> None:
        run.wants_light = False
        run.taken += 1
        run.next_still_ns += run.plan.interval_ns
        deadline_ns = window.until_ns + DELIVERY_NS
        run.shot = Shot(next(self._ids), run.trigger, run.taken, run.exposure, window, lit, deadline_ns)
        self._out.append(Shoot(run.shot))
        self._watch_shot()

    def _watch_shot(self) -> None:
        """One pending tick for whatever shot is on order: a camera that does not answer fails it."""
        if not self._watched and self.run is not None and self.run.shot is not None:
            self._watched = True
            self._out.append(Wake(self.run.shot.deadline_ns + DELIVERY_NS, Tick("late")))

    def _ordered(self, shot_id: int) -> tuple[Run | None, Shot | None]:
        """The run and its shot, if this is the one on order; it is on order no longer."""
        run = self.run
        if run is None or run.shot is None or run.shot.id != shot_id:
            return None, None
        shot, run.shot = run.shot, None
        return run, shot

    def _failed(self, run: Run, number: int, why: str) -> None:
        self._out.append(not_taken(run.trigger, number, why))
