"""The sag guard: a cold or empty pack carries less of a plan, and what it cannot carry is not begun."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rig import DAY, NIGHT, Rig

from trapd.core.commands import Command, Status
from trapd.core.events import PowerRead
from trapd.core.shots import Exposure

CLIP = {"stills": 3, "interval_ms": 2_000, "clip": True, "pre_roll_s": 0, "post_roll_s": 5, "longest_s": 20}
NO_LADDER = dict.fromkeys(("no_clips", "stills", "fewest_wakeups", "dormant", "off"), 0.0)
WATTS: dict[str, Any] = {"board_w": 0.375, "camera_w": 1.25, "flash_w": 6, "dim_w": 3, "efficiency": 0.9}


class Cold(Rig):
    """A closed camera, two strings of three cells; an animal at the 100th second, by when the meters were read."""

    def __init__(self, charge: float, celsius: float, least_v: float | None = 6.2, **changes: Any) -> None:
        given: dict[str, Any] = {
            "starts": NIGHT,
            "camera": {"readiness": "cool", "linger_s": 5},
            "plan": {"day": CLIP, "night": CLIP},
            "battery": {"least_v": least_v},
            "energy": WATTS,
            "flash": {"dim_pin": 24},
            "world": {"charge": charge, "temperature_c": celsius},
            "ladder": NO_LADDER,
        }
        super().__init__(**given | changes)
        self.pulse("left", at=100)

    def notes(self, kind: str) -> list[dict[str, Any]]:
        return [note for note in self.card.notes if note["kind"] == kind]

    def steps(self) -> list[tuple[str, str]]:
        self.run(until=200)
        return [(told["from"], told["to"]) for told in self.reports("stepped-down")]

    def taken(self) -> tuple[int, int]:
        return len(self.captions("clip")), len(self.captions("still"))


@pytest.mark.parametrize(
    ("celsius", "least_v", "to", "taken"),
    [
        (-20, 6.2, None, (1, 3)),
        (-20, 6.3, "burst", (0, 3)),
        (-20, 6.4, "still", (0, 1)),
        (-20, 6.5, "dimmed still", (0, 1)),
        (-20, 6.6, "none", (0, 0)),
        (-10, 6.6, None, (1, 3)),
    ],
)
def test_the_colder_it_is_and_the_more_the_board_needs_the_less_is_taken(
    celsius: float, least_v: float, to: str | None, taken: tuple[int, int]
) -> None:
    rig = Cold(0.3, celsius, least_v)
    assert rig.steps() == ([] if to is None else [("clip", to)])
    assert rig.taken() == taken


def test_the_card_says_what_was_wanted_what_was_taken_and_why() -> None:
    rig = Cold(0.3, -20, 6.4)
    rig.steps()
    [note], [told] = rig.notes("stepped-down"), rig.reports("stepped-down")
    assert note.keys() >= {"unit", "boot", "boot_id", "mono_ns", "utc_ns", "time_source"}
    assert note["sequence"] == rig.captions("still")[0].sequence == 1
    assert (note["trigger"], note["from"], note["to"]) == ("motion", "clip", "still")
    assert note["predicted_v"] - note["unsure_v"] < 6.4 == note["least_v"]
    assert (note["temperature_c"], note["charge"]) == (-20, pytest.approx(0.26, abs=0.03))
    assert "the board needs 6.4 V" in note["why"]
    assert {fact: told[fact] for fact in ("from", "to", "why")} == {
        fact: note[fact] for fact in ("from", "to", "why")
    }


def test_a_closed_camera_stays_closed_for_a_plan_that_is_none() -> None:
    rig = Cold(0.3, -20, 6.6)
    opened = list[float]()
    rig.camera.open = lambda exposure: opened.append(rig.loop.clock.now_ns())  # type: ignore[method-assign]
    assert rig.steps() == [("clip", "none")]
    assert opened == []
    assert rig.outcomes() == ["stepped-down"]
    assert "sequence" not in rig.notes("stepped-down")[0]


def test_by_day_there_is_no_flash_to_carry() -> None:
    rig = Cold(0.3, -20, 6.5, starts=DAY)
    assert rig.steps() == []
    assert rig.taken() == (1, 3)


def test_without_a_line_that_dims_there_is_no_such_step() -> None:
    assert Cold(0.3, -20, 6.5, flash={"dim_pin": None}).steps() == [("clip", "none")]


def test_half_the_flash_and_twice_the_gain_and_then_as_ever() -> None:
    rig = Cold(0.3, -20, 6.5, camera={"readiness": "warm"})
    world, gains, strengths = rig.season.world.flash, list[float | None](), list[float]()
    shine, expose = world.switch, rig.camera.expose

    def switch(mono_ns: int, on: bool, strength: float = 1.0) -> None:
        strengths.extend([strength] if on else [])
        shine(mono_ns, on, strength)

    def exposed(exposure: Exposure) -> None:
        gains.append(exposure.gain)
        expose(exposure)

    world.switch, rig.camera.expose = switch, exposed  # type: ignore[method-assign]
    assert rig.steps() == [("clip", "dimmed still")]
    [caption] = rig.captions("still")
    assert (caption.lit, caption.gain, strengths) == (True, 16, [0.5])
    assert gains[-3:] == [8, 16, 8]
    status = rig.unit.obey(Command.STATUS)
    assert isinstance(status, Status)
    assert status.energy_wh["dimmed flash"] > status.energy_wh["flash"] == 0
    assert sum(status.energy_wh.values()) == pytest.approx(rig.season.world.drain.joules / 3_600, rel=1e-3)


@pytest.mark.parametrize("missing", [{"battery": None}, {"battery": {"least_v": None}}])
def test_without_pack_or_limit_nothing_is_guarded(missing: dict[str, Any]) -> None:
    rig = Cold(0.3, -20, **missing)
    assert rig.steps() == []
    assert rig.taken() == (1, 3)


def test_a_charge_that_nobody_knows_forbids_nothing() -> None:
    rig = Cold(0.3, -20, 6.6)
    rig.power.fault = lambda read: PowerRead(None, -20.0)
    assert rig.steps() == []


def test_without_a_thermometer_it_is_as_cold_as_it_may_be() -> None:
    rig = Cold(0.5, 10, 6.9)
    assert rig.steps() == []
    blind = Cold(0.5, 10, 6.9)
    blind.power.fault = lambda read: PowerRead(read.battery_v, None, read.current_a)
    assert len(blind.steps()) == 1
    assert blind.reports("stepped-down")[0]["temperature_c"] == -25


def test_woken_by_motion_it_is_judged_when_the_meters_were_read(tmp_path: Path) -> None:
    Cold(0.3, -20, memory=tmp_path).steps()  # from here on the charge is remembered
    rig = Cold(0.3, -20, 6.6, memory=tmp_path, boot="2b3c", boot_id="another")
    rig.run(until=50, woken_by="left")
    assert [(told["from"], told["to"]) for told in rig.reports("stepped-down")] == [("clip", "none")]
    assert {told["why"] for told in rig.reports("shot-failed")} == {"stepped-down"}
    assert rig.taken() == (0, 0)


def test_a_test_shot_says_why_it_is_none_and_the_daily_picture_only_once() -> None:
    rig = Cold(0.3, -20, 6.6, watch={"proof_of_life": "23:10"})
    rig.run(until=99)
    assert "the board needs 6.6 V" in str(rig.unit.obey(Command.SHOT))
    rig.run(until=4 * 3_600)
    told = [note["trigger"] for note in rig.notes("stepped-down")]
    assert told == ["test", "motion", "proof-of-life"]
