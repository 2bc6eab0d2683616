"""What the unit is fit for, told at every change: what trap-days are counted from (docs/effort.md).

One line says everything that holds from its moment on, and needs no other line to be understood: a power cut can cost
the next line, never the sense of this one. Between the lines a sign of life comes at least every ten minutes, on a
tick that the unit has anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trapd.core import gate
from trapd.core.actions import Action, Note, Report
from trapd.core.arming import Arming
from trapd.core.bucket import Bucket
from trapd.core.captions import Identity
from trapd.core.eyes import BEAM, VIEW, Eyes
from trapd.core.handling import Handling
from trapd.core.ladder import NAMES, Step
from trapd.core.lamp import Lamp
from trapd.core.parts import Parts
from trapd.core.sparing import Sparing
from trapd.core.storage import Storage
from trapd.core.timeline import Timeline
from trapd.core.units import S

IN_A_ROW = 30
REFILL_NS = 120 * S
"""A part with a loose contact changes the unit's state every second: so many lines in a row, then one in two minutes.
What came and went meanwhile is told with the next line as `flickered`."""

HOLDS_BACK = {
    "technician": "disarmed",
    "walk-test": "disarmed",
    "setup": "disarmed",
    "arm-switch": "disarmed",
    "hours": "hours",
    "battery": "battery-low",
    "camera": "blind",
    "sensors": "blind",
}
"""Why it is not armed -> the state that is written down."""
OFF, GATED = "off", "gated"
"""Both together: from there to the next start its power board waited for a motion."""
BY_PICTURES = {VIEW: "blind", BEAM: "flash-dead"}
"""What its own pictures tell, some later than it began."""
NEWS = ("states", "why", "since", "flickered")
"""What is new in a line, and reported; a report has its time anyway."""


class EffortLog:
    """Looks at the others after each event. Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        identity: Identity,
        timeline: Timeline,
        arming: Arming,
        parts: Parts,
        storage: Storage,
        lamp: Lamp,
        eyes: Eyes,
        sparing: Sparing,
        handling: Handling,
    ) -> None:
        self._out = out
        self._identity = identity
        self._timeline = timeline
        self._arming = arming
        self._parts = parts
        self._storage = storage
        self._lamp = lamp
        self._eyes = eyes
        self._sparing = sparing
        self._handling = handling
        self._states: dict[str, str] = {}
        """What holds -> why, empty where there is nothing to say."""
        self._untold = set[str]()
        """What began or ended since the last line."""
        self._told = set[str]()
        """What the last line said."""
        self._bucket = Bucket(IN_A_ROW, REFILL_NS)
        self._seen: tuple[object, ...] = ()
        """What the states follow from, as it was at the last look."""

    def look(self, now_ns: int) -> None:
        """Something happened: a line, if other states hold now, or did since the last one."""
        handled, unknown = self._handling.somebody, self._timeline.held is None
        blocks, lost = self._arming.blocks, self._parts.lost
        seen = blocks, lost, self._lamp.veto, self._sparing.step, self._storage.full, unknown, handled
        if seen == self._seen and not self._untold:  # so it nearly always is, a million times a season
            return
        self._seen = seen
        states = self._found()
        if states.keys() != self._states.keys():
            self._untold |= states.keys() ^ self._states.keys()
            self._states = states
        if self._untold and (OFF in states or self._bucket.take(now_ns)):
            self._tell(now_ns)

    def sign(self, now_ns: int) -> None:
        """The unit lives, and this holds."""
        facts = self._facts(now_ns)
        facts.pop("why", None)  # it must fit into one sector
        facts.pop("since", None)
        self._out.append(Note("alive", facts))

    def _found(self) -> dict[str, str]:
        blocks, lost = self._arming.blocks, self._parts.lost
        if "end" in blocks:
            gated = {GATED: ""} if blocks["end"] == gate.WHY else {}
            return gated | {OFF: blocks["end"]}
        found = dict[str, str]()
        if blocks:  # after every event of a season of a hundred thousand
            found |= {HOLDS_BACK[reason]: why for reason, why in blocks.items() if reason in HOLDS_BACK}
        if self._arming.why_not is None:
            found["armed"] = ""
        if lost:
            self._without(lost, found)
        if self._lamp.veto is not None:
            found.setdefault("battery-low", self._lamp.veto)
        if Step.EVERYTHING < self._sparing.step < Step.DORMANT:
            found[NAMES[self._sparing.step]] = self._sparing.why
        if self._timeline.held is None:
            found["clock-unknown"] = ""
        if self._handling.somebody:
            found["handled"] = ""
        return found

    def _without(self, lost: Mapping[str, str], found: dict[str, str]) -> None:
        """What it does without."""
        if "card" in lost:
            found["card-full" if self._storage.full else "card-gone"] = lost["card"]
        if "flash" in lost:
            found["flash-dead"] = lost["flash"]
        for part, state in BY_PICTURES.items():
            if part in lost:
                found.setdefault(state, lost[part])

    def _tell(self, now_ns: int) -> None:
        facts = self._facts(now_ns)
        if flickered := self._untold - (self._states.keys() ^ self._told):
            facts["flickered"] = sorted(flickered)
        self._told, self._untold = set(self._states), set()
        self._out.append(Note("effort", facts))
        self.sign(now_ns)
        self._out.append(Report("effort", {name: facts[name] for name in NEWS if name in facts}))

    def _facts(self, now_ns: int) -> dict[str, Any]:
        identity, moment = self._identity, self._timeline.moment(now_ns)
        facts: dict[str, Any] = {
            "unit": identity.unit,
            "station": identity.station,
            "boot": identity.boot,
            "boot_id": identity.boot_id,
            "mono_ns": now_ns,
            "utc_ns": moment.utc_ns,
            "time_source": moment.source,
        }
        if moment.uncertainty_s is not None:
            facts["time_uncertainty_s"] = round(moment.uncertainty_s, 3)
        facts["states"] = sorted(self._states)
        why = {state: self._states[state] for state in facts["states"] if self._states[state]}
        lost = [(state, part) for part, state in BY_PICTURES.items() if part in self._parts.lost]
        since = {state: self._eyes.since_ns[part] for state, part in lost if state in self._states}
        return facts | ({"why": why} if why else {}) | ({"since": since} if since else {})
