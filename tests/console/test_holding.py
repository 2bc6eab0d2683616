"""An open setup, and the word before the unit arms itself."""

from __future__ import annotations

from heard import NoLock, ask
from rig import Rig

from trapd.console.desk import Desk
from trapd.console.holding import Countdown, Holding
from trapd.console.replies import Said
from trapd.console.requests import Hold
from trapd.core.commands import Command
from trapd.core.events import LineGone

STILL = {"day": {"stills": 1, "clip": False}}


def test_while_setup_is_open_no_motion_leads_to_a_picture() -> None:
    rig = Rig(plan=STILL)
    desk = Desk(NoLock(), Holding(rig.unit.handle).operations())
    rig.at(100, lambda: ask(desk, Hold(on=True)))
    rig.pulse("left", at=110)
    rig.at(120, lambda: ask(desk, Hold(on=False)))
    rig.pulse("left", at=130)
    rig.run(until=150)
    assert rig.outcomes() == ["it is being set up", "shot"]


def test_whoever_is_there_is_told_before_it_arms_itself() -> None:
    rig = Rig()
    told: list[object] = []
    rig.onlookers.append(Countdown(told.append))
    rig.at(100, rig.unit.obey, Command.DISARM)
    rig.run(until=1_000)
    rig.at(1_100, rig.unit.obey, Command.DISARM)
    rig.post(1_200, LineGone())
    rig.run(until=1_300)
    assert told == [
        Said(text="nobody typed for 10 min: the unit arms itself in 10 s; any key puts that off"),
        Said(text="the cable was pulled: the unit arms itself in 10 s; any key puts that off"),
    ]
