"""Whether the camera still sees, from its own pictures: a record, and nothing else. It goes on taking pictures.

One picture a day is looked at, the proof of life, and one a night, the first that the flash lit after dusk. Two that
agree are needed, since one may show fog, or the flank of a moose.
"""

from __future__ import annotations

from dataclasses import replace

from trapd.core.actions import Action, Remember
from trapd.core.caption import Caption
from trapd.core.events import Looked
from trapd.core.light import SURE_NIGHT_DEG
from trapd.core.look import CELLS, IN_WORDS, Past, Verdict, judged, learned
from trapd.core.parts import Parts
from trapd.core.units import S
from trapd.core.value import value

NIGHT_NS = 18 * 3_600 * S
"""From one lit picture that is looked at to the next: two of one night may show the same animal."""
VIEW, BEAM = "view", "flash light"
"""The parts that are lost, as people read it."""


@value
class Sight:
    """What a restart should know."""

    day: Past = Past()
    night: Past = Past()
    view: Verdict | None = None
    """Covered or moved, and told so."""
    beam: Verdict | None = None
    """Dark, and told so."""

    @property
    def possible(self) -> bool:
        """Not so what another version wrote, with cells of other sizes."""
        pasts = (self.day, self.night)
        return all(len(past.detail) == (CELLS if past.pictures else 0) <= CELLS * past.pictures for past in pasts)


def telling(caption: Caption) -> bool:
    """Whether this picture is one to look at. At dusk a lit one shows more than the flash does."""
    if caption.media != "still" or caption.number != 1:
        return False
    if caption.lit:
        return caption.sun_deg is None or caption.sun_deg <= SURE_NIGHT_DEG
    return caption.trigger == "proof-of-life" and not caption.night


class Eyes:
    """Calls append to `out`."""

    def __init__(self, out: list[Action], parts: Parts, sight: Sight) -> None:
        self.since_ns: dict[str, int] = {}
        """Part -> the first of the pictures in a row that it is lost by, mono_ns; not from before this start."""
        self._out = out
        self._parts = parts
        self._sight = sight
        self._next_night_ns = 0

    def start(self, now_ns: int) -> None:
        """What it could not see, it cannot see."""
        self._tell(VIEW, self._sight.view, now_ns)
        self._tell(BEAM, self._sight.beam, now_ns)

    def looked(self, event: Looked, now_ns: int) -> None:
        """A picture came; those that tell nothing new in a night are left out."""
        if event.lit:
            if event.mono_ns < self._next_night_ns:
                return
            self._next_night_ns = event.mono_ns + NIGHT_NS
        past = self._sight.night if event.lit else self._sight.day
        verdict = judged(past, event.look, event.lit)
        if verdict is None:
            self._sees(event.lit)
            past = learned(past, event.look)
        else:
            self._doubts(verdict, verdict == past.doubt, event.mono_ns)
            past = replace(past, doubt=verdict)
        self._sight = replace(self._sight, night=past) if event.lit else replace(self._sight, day=past)
        self._out.append(Remember({"sight": self._sight}))

    def forget(self) -> None:
        """Somebody is at the unit, and may turn it: what it saw so far counts no more."""
        if self._sight != Sight():
            self._sees(lit=True)
            self._sight = Sight()
            self._out.append(Remember({"sight": self._sight}))

    def _sees(self, lit: bool) -> None:
        self._found(VIEW, None)
        if lit:
            self._found(BEAM, None)

    def _doubts(self, verdict: Verdict, agreed: bool, mono_ns: int) -> None:
        part = BEAM if verdict == "dark" else VIEW
        self.since_ns.setdefault(part, mono_ns)
        if agreed:
            self._found(part, verdict)

    def _found(self, part: str, verdict: Verdict | None) -> None:
        if part == BEAM:
            self._sight = replace(self._sight, beam=verdict)
        else:
            self._sight = replace(self._sight, view=verdict)
        if verdict is not None:
            self._parts.lose(part, IN_WORDS[verdict])
        else:
            self.since_ns.pop(part, None)
            self._parts.mend(part)

    def _tell(self, part: str, verdict: Verdict | None, now_ns: int) -> None:
        if verdict is not None:
            self.since_ns[part] = now_ns
            self._parts.lose(part, IN_WORDS[verdict])
