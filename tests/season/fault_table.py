"""One fault in one state, and what the unit makes of it. As a program: the whole table."""

from __future__ import annotations

import invariants
from faults import FAULTS, STATES, STRIKE_S, Fault, State
from rig import Rig

from trapd.core.caption import Caption
from trapd.core.commands import Command
from trapd.core.events import Held, SwitchTurned
from trapd.core.units import S

LASTS_S = 40.0
CALM_S = 700.0
"""After the mend: the longest pause before a part is tried again is 300 s, and a flash's duty window is 60."""

BELIEVED = {
    ("lies: a year ahead", "time never known"),
    ("lies: ten days back", "time never known"),
    ("lies: a year ahead", "time known before"),
}
"""Where nothing that the unit knows says otherwise: docs/time.md tells of it."""


def play(fault: Fault, state: State) -> str:
    """The fault strikes, lasts, and is mended; then the unit must take an animal. Returns what it did meanwhile."""
    rig = state.story()
    rig.at(STRIKE_S, fault.strike, rig)
    rig.pulse("right", at=STRIKE_S + 10)
    mended = STRIKE_S + LASTS_S
    rig.at(mended, fault.mend, rig)
    rig.at(mended, all_well, rig)
    rig.run(until=mended + CALM_S)
    rig.pulse("left", at=mended + CALM_S + 1)
    end = mended + CALM_S + 60
    rig.run(until=end)
    last = rig.reports("motion")[-1]
    assert last["at"] > mended + CALM_S, "the last motion was not even told"
    if state.name != "outside its hours":
        assert last["outcome"] == "shot", last
        kept = [one for one in rig.captions("still") if one.edge_mono_ns == last["edge_mono_ns"]]
        assert kept, rig.reports("shot-failed")
    rig.stop()
    assert rig.reports("stopped")
    invariants.check(rig, end)
    assert bool(wrongly_dated(rig)) == ((fault.name, state.name) in BELIEVED)
    return meanwhile(rig, mended)


def all_well(rig: Rig) -> None:
    """Whatever the state itself had broken."""
    rig.camera.mend()
    rig.card.fault = None
    rig.unit.obey(Command.ARM)
    rig.unit.post(SwitchTurned(True))
    rig.unit.post(Held("walk-test", False))
    rig.power.fault = None


def wrongly_dated(rig: Rig) -> list[Caption]:
    """The pictures whose time is further from the truth than they say."""
    told = [one for one in rig.captions("still") + rig.captions("clip") if one.time_uncertainty_s is not None]
    world = rig.season.world
    return [one for one in told if abs(one.utc_ns - world.utc_ns(one.mono_ns)) / S > (one.time_uncertainty_s or 0)]


def meanwhile(rig: Rig, mended: float) -> str:
    """The newest word on it before it was mended: a fault, a refusal, or nothing."""
    words = [
        told.get("why", told["event"])
        for event in ("fault", "disarmed", "time-refused", "shot-failed", "motion")
        for told in rig.reports(event)
        if STRIKE_S <= told["at"] < mended and "why" in told
    ]
    return words[0] if words else "goes on"


if __name__ == "__main__":
    for fault in FAULTS:
        for state in STATES:
            print(f"{fault.port:<8}{fault.name:<20}{state.name:<22}{play(fault, state)}", flush=True)
