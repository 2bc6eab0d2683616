"""A technician at the installed unit's USB port: typed keys in a real terminal program, and the screen, in both
languages; and the cable pulled at every step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from at_the_cable import PIN, Visit, aim, armed, change, protect, set_up, speak, status, unlock, walk_test
from machine import Machine
from services import SLOW_S, picture, reports, tells
from services import armed as is_armed
from technician import AtUsb, at_noon
from waiting import wait_for

STEPS = (speak, unlock, status, change, set_up, walk_test, aim, armed)
"""Both ways to set something, and one commit."""
CUT_SHORT = (
    ("unlock", PIN[:2]),
    ("unlock", PIN, "config set plan.day.stills 7"),
    ("unlock", PIN, "self-test"),
    ("unlock", PIN, "aim"),
)
"""What was typed when the cable was pulled."""
HELD = (("unlock", PIN, "setup", ""), ("unlock", PIN, "walk-test"))
"""So the unit takes no pictures, until it is left alone."""


@pytest.fixture(scope="module")
def unit(shared_unit: Machine) -> Iterator[AtUsb]:
    """One with a PIN."""
    with at_noon(shared_unit) as unit:
        with unit.plugged_in("en") as visit:
            protect(visit)
        yield unit


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_from_plugging_in_to_armed(unit: AtUsb, lang: str) -> None:
    """The unit begins anew with its settings, and systemd starts nothing."""
    started = tells(unit.machine, "NRestarts")
    with unit.plugged_in(lang) as visit:
        for step in STEPS:
            step(visit)
    assert is_armed(unit.machine)
    assert tells(unit.machine, "NRestarts") == started


def test_the_cable_pulled_at_every_step_leaves_a_unit_that_arms_itself(unit: AtUsb) -> None:
    for keys in chain(CUT_SHORT, HELD):
        with unit.plugged_in("en") as visit:
            speak(visit)
            whole(visit)
            type_all(visit, keys)
            if keys in HELD:
                unit.run.next("disarmed")
        if keys in HELD:
            unit.run.next("armed")
        wait_for(lambda: is_armed(unit.machine), SLOW_S)
    with unit.plugged_in("en") as visit:
        speak(visit)
        whole(visit)


def test_the_cable_pulled_at_the_commit_leaves_a_unit_that_proves_its_settings(unit: AtUsb) -> None:
    with unit.plugged_in("en") as visit:
        speak(visit)
        type_all(visit, ("unlock", PIN, "config set plan.day.stills 2 trigger.retrigger_s 11", "config commit"))
        visit.terminal.wait_for("committed")
    unit.run.next("stopped")
    unit.run.next("armed")
    while unit.run.next("settings")["did"] != "kept":
        pass
    with unit.plugged_in("en") as visit:
        speak(visit)
        whole(visit)
        unlock(visit)
        assert "= 2" in " ".join(visit.command("config get plan.day.stills"))
        assert "= 11" in " ".join(visit.command("config get trigger.retrigger_s"))
    assert picture(unit.machine)["name"]
    assert "settings" not in {told["part"] for told in reports(unit.machine, "fault")}


def type_all(visit: Visit, keys: tuple[str, ...]) -> None:
    for typed in keys:
        rows = visit.terminal.rows()
        visit.terminal.type(typed)
        visit.terminal.wait_for(lambda shown, rows=rows: shown != rows)


def whole(visit: Visit) -> None:
    """Who was there before has not left it open."""
    assert "type `unlock` and the PIN first" in " ".join(visit.command("config diff"))
