"""Carries out the clip of one plan: its light from beginning to end, prolonged while motion goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trapd.core.actions import Action, BeginClip, EndClip, Wake
from trapd.core.captions import Captions
from trapd.core.events import Tick
from trapd.core.lamp import Lamp
from trapd.core.logbook import shot_failed
from trapd.core.run import Run
from trapd.core.shots import Clip


class Filming:
    """At most one clip a run. Calls append to `out`."""

    def __init__(self, out: list[Action], captions: Captions, lamp: Lamp, ids: Iterator[int]) -> None:
        self._out = out
        self._captions = captions
        self._lamp = lamp
        self._ids = ids

    def begin(self, run: Run, now_ns: int) -> None:
        """The clip of this run, if its plan has one; by night only if it can be lit."""
        plan, trigger = run.plan.clip, run.trigger
        if plan is None:
            return
        run.clip_until_ns = max(now_ns, trigger.mono_ns) + plan.post_roll_ns
        run.clip_limit_ns = trigger.mono_ns + plan.longest_ns
        if run.night:
            # For as long as the clip may ever last: who still moves at its end must not find the flash just out.
            lit_ns = self._lamp.light(now_ns, run.clip_limit_ns - now_ns)
            if not lit_ns:
                self._out.append(shot_failed(trigger.sequence, 0, self._lamp.why_dark))
                return
            run.clip_limit_ns = now_ns + lit_ns
            run.clip_until_ns = min(run.clip_until_ns, run.clip_limit_ns)
        run.clip = Clip(next(self._ids), trigger, trigger.mono_ns - plan.pre_roll_ns, lit=run.night)
        self._out.append(BeginClip(run.clip, self._captions.clip(run.clip, run.night)))
        self._out.append(Wake(run.clip_until_ns, Tick("clip", run.clip.id)))

    def prolong(self, run: Run, motion_ns: int) -> bool:
        """On with it, up to its limit. False where there is no clip to prolong."""
        if run.clip is None or motion_ns >= run.clip_until_ns:
            return False
        self._prolong(run, motion_ns)
        return True

    def due(self, run: Run, clip_id: int, moving: Callable[[], bool], now_ns: int) -> None:
        """The tick of this clip: its end, unless something moves or moved."""
        if run.clip is None or run.clip.id != clip_id:
            return
        if moving():
            self._prolong(run, now_ns)
        if now_ns < run.clip_until_ns:
            self._out.append(Wake(run.clip_until_ns, Tick("clip", clip_id)))
        else:
            self.end(run, run.clip_until_ns)

    def end(self, run: Run, until_ns: int) -> None:
        """The clip, if one runs, ends here; and its light with it, unless a still needs that."""
        if run.clip is None:
            return
        self._out.append(EndClip(run.clip.id, until_ns))
        run.clip = None
        if run.shot is None and not run.wants_light:
            self._lamp.douse(until_ns)

    def _prolong(self, run: Run, motion_ns: int) -> None:
        assert run.plan.clip is not None
        until_ns = min(motion_ns + run.plan.clip.post_roll_ns, run.clip_limit_ns)
        if until_ns > run.clip_until_ns:
            run.clip_until_ns = until_ns
