"""A technician with a magnet."""

from __future__ import annotations

from rig import Rig

from trapd.core.commands import Command
from trapd.core.events import SwitchLost, SwitchTurned

STILL = {"day": {"stills": 1, "clip": False}}


def test_no_motion_leads_to_a_picture_while_the_magnet_is_there() -> None:
    rig = Rig(plan=STILL)
    rig.post(0, SwitchTurned(True))
    rig.post(10, SwitchTurned(False))
    rig.pulse("left", at=20)
    rig.post(30, SwitchTurned(True))
    rig.pulse("left", at=40)
    rig.run(until=60)
    assert rig.outcomes() == ["the arm switch is off", "shot"]


def test_the_technicians_word_does_not_outvote_the_switch() -> None:
    rig = Rig(plan=STILL)
    rig.post(5, SwitchTurned(False))
    rig.run(until=10)
    answer, _ = rig.unit.trap.obey(Command.ARM, rig.ns(10))
    assert answer == "not armed: the arm switch is off"


def test_a_switch_that_cannot_be_read_is_a_fault_and_holds_nobody_back() -> None:
    rig = Rig(plan=STILL)
    rig.post(0, SwitchLost("arm switch (GPIO13) cannot be used"))
    rig.pulse("left", at=20)
    rig.run(until=40)
    assert [fault["part"] for fault in rig.reports("fault")] == ["switch"]
    assert rig.outcomes() == ["shot"]
