"""A pack that empties, freezes, thaws, and is changed: what the unit does without meanwhile."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from invariants import check
from rig import Rig

from trapd.config.profile import Ladder
from trapd.core.commands import Command, Status
from trapd.core.effort import intervals
from trapd.core.events import PowerRead, SwitchTurned, Typed
from trapd.core.timeline import local
from trapd.core.units import S
from trapd.sim.world import World

HOUR = 3_600
DAY = 24 * HOUR
STEPS = ["no-clips", "stills-only", "fewest-wakeups", "dormant", "off"]
CLIP = {"stills": 3, "clip": True, "pre_roll_s": 0}
PLANS: dict[str, Any] = {"camera": {"readiness": "cool"}, "plan": {"day": CLIP, "night": CLIP}}
SHIPPED = msgspec.to_builtins(Ladder())
FAST = {"no_clips": 0.9, "stills": 0.8, "fewest_wakeups": 0.7, "dormant": 0.6, "off": 0.5}
"""For a pack with less than half in it."""
PACK = {"chemistry": "li-ion", "series": 2, "parallel": 3, "ah": 2.9}
SMALL, LARGE = PACK | {"ah": 0.5}, PACK | {"parallel": 30}


def winter(charge: float, celsius: float = 0, ladder: dict[str, float] = SHIPPED, **changes: Any) -> Rig:
    """A unit that takes clips, its pack so full and so cold."""
    world = {"charge": charge, "temperature_c": celsius}
    return Rig(world=world, ladder=SHIPPED | ladder, **(PLANS | changes))


def an_animal_every_hour(rig: Rig, days: float) -> None:
    for hour in range(round(days * 24)):
        rig.pulse("left", at=hour * HOUR + 1_000)


def steps(rig: Rig) -> list[str]:
    return [told["step"] for told in rig.reports("ladder")]


def taken(rig: Rig, begin: float, end: float) -> tuple[int, int]:
    """Stills and clips of motions between two steps."""
    pictures = [one for one in rig.reports("shot", trigger="motion") if begin <= one["at"] < end]
    return tuple(sum(one["media"] == media for one in pictures) for media in ("still", "clip"))


def test_the_last_quarter_of_a_pack_is_spent_ever_more_slowly() -> None:
    rig = winter(0.42)
    an_animal_every_hour(rig, 4)
    rig.unit.power_off = lambda why, wake_utc_ns: rig.loop.stop()
    rig.run(until=5 * DAY)
    assert steps(rig) == STEPS
    at = {told["step"]: told["at"] for told in rig.reports("ladder")}
    for step, begin, end in _spans(at):
        motions = sum(begin <= told["at"] < end for told in rig.reports("motion"))
        each = {"no-clips": 3, "stills-only": 1, "fewest-wakeups": 1, "dormant": 0}[step]
        assert taken(rig, begin, end) == (each * motions, 0), step
    stills, clips = taken(rig, 0, at["no-clips"])
    assert stills == 3 * clips > 0
    rig.stop()
    check(rig, 5 * DAY)
    said = [note["states"] for note in rig.card.notes if note["kind"] == "effort"]
    assert [one for one in said if one != ["armed"]][-5:] == [
        ["armed", "no-clips"],
        ["armed", "stills-only"],
        ["armed", "fewest-wakeups"],
        ["battery-low"],
        ["off"],
    ]
    [end] = [note["why"]["off"] for note in rig.card.notes if note["kind"] == "effort" and "off" in note["states"]]
    assert "of its charge can be drawn in this cold" in end


def _spans(at: dict[str, float]) -> list[tuple[str, float, float]]:
    return [(step, begin, end) for (step, begin), (_, end) in pairwise(at.items())]


def test_trap_days_are_counted_up_to_the_dormant_step() -> None:
    rig = winter(0.4, battery=SMALL, ladder={"off": 0})
    rig.run(until=DAY)
    rig.stop()
    found = {one.state: one for one in intervals(map(dict, rig.card.notes))}
    assert found["armed"].end_ns == found["battery-low"].begin_ns
    [dormant] = rig.reports("ladder", step="dormant")
    assert found["armed"].end_ns - found["armed"].begin_ns == pytest.approx(dormant["at"] * S, abs=S)


def test_dormant_it_takes_one_proof_of_life_a_day_and_nothing_else() -> None:
    rig = winter(
        0.4,
        ladder=FAST | {"off": 0, "no_clips": 0.9},
        watch={"proof_of_life": "12:00", "timelapse_min": 60},
        battery=LARGE,
    )
    an_animal_every_hour(rig, 3)
    rig.run(until=3 * DAY)
    assert steps(rig) == ["dormant"]
    pictures = rig.reports("shot")
    assert [one["trigger"] for one in pictures if one["at"] > HOUR] == ["proof-of-life"] * 3
    assert set(rig.outcomes()[1:]) == {rig.reports("disarmed")[-1]["why"]}


def test_warmth_brings_it_back_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """-25 °C lock away so much of a pack that no clip is worth it."""
    rig = winter(0.75, battery=LARGE, ladder={"no_clips": 0.63, "stills": 0.62})
    monkeypatch.setattr(World, "air_c", property(lambda world: -25.0 if rig.loop.clock.now_ns() < thaw else 15.0))
    thaw = rig.ns(10 * HOUR)
    rig.run(until=DAY)
    assert steps(rig) == ["stills-only", "no-clips", "everything"]
    first, second, third = (told["at"] / HOUR for told in rig.reports("ladder"))
    assert first < 1
    assert 12 <= second < third - 1.9 < 14


def test_a_fresh_pack_brings_everything_back_as_soon_as_it_is_noticed(tmp_path: Path) -> None:
    spent = winter_again(tmp_path, 0, 0.3)
    spent.run(until=12 * HOUR)
    spent.stop()
    assert steps(spent)[-1] == "dormant"
    fresh = winter_again(tmp_path, 1, 1.0)
    fresh.run(until=2 * HOUR)
    assert len(fresh.reports("pack")) == 1
    assert steps(fresh) == []
    assert fresh.reports("disarmed") == []


def test_a_restart_stands_where_it_stood(tmp_path: Path) -> None:
    first = winter_again(tmp_path, 0, 0.3)
    first.run(until=12 * HOUR)
    first.stop()
    left = first.power.battery.charge
    second = winter_again(tmp_path, 1, left)
    second.run(until=60)
    assert steps(second) == ["dormant"]


def winter_again(memory: Path, number: int, charge: float) -> Rig:
    starts, world = f"2026-01-{15 + number}T11:00:00+10:00", {"charge": charge, "temperature_c": 0}
    ladder = {"no_clips": 0.4, "stills": 0.35, "fewest_wakeups": 0.3, "dormant": 0.25, "off": 0}
    return Rig(memory=memory, starts=starts, boot=f"{number:04x}", world=world, ladder=ladder, **PLANS)


def test_it_is_not_switched_off_under_anybodys_hands() -> None:
    rig = winter(0.4, ladder=FAST)
    off = list[int | None]()
    rig.unit.power_off = lambda why, wake_utc_ns: off.append(wake_utc_ns)
    rig.post(1, SwitchTurned(True))
    rig.post(600, SwitchTurned(False))
    rig.run(until=6 * HOUR)
    assert steps(rig)[-1] == "off"
    assert off == []
    for late in range(0, 2 * HOUR, 500):
        rig.post(6 * HOUR + late, Typed())
    rig.post(6 * HOUR + 1, SwitchTurned(True))
    rig.run(until=8 * HOUR)
    assert off == []
    rig.run(until=10 * HOUR)
    [told] = rig.reports("power-off")
    assert off == [told["wake_utc_ns"]]
    assert local(told["wake_utc_ns"], 600).strftime("%d %H:%M") == "16 11:55"


@pytest.mark.parametrize(("least_v", "gone"), [(6.65, STEPS), (6.4, [])])
def test_where_the_charge_is_unknown_the_voltage_tells_the_end(least_v: float, gone: list[str]) -> None:
    """LiFePO4 that nobody counted from full, and no thermometer: its voltage says next to nothing of its charge."""
    rig = winter(0.5, battery=PACK | {"chemistry": "lifepo4", "least_v": least_v})
    rig.power.fault = lambda read: replace(read, temperature_c=None)
    rig.run(until=5 * HOUR)
    assert steps(rig) == gone
    assert all("its charge is unknown" in told["why"] for told in rig.reports("ladder"))


def test_where_nothing_is_known_nothing_is_given_up() -> None:
    rig = winter(0.02, energy=None, battery=None)
    rig.power.fault = lambda read: PowerRead(None, None)
    rig.run(until=3 * HOUR)
    assert steps(rig) == []


def test_fewest_wake_ups_are_few() -> None:
    rig = winter(
        0.5,
        ladder={"no_clips": 0.9, "stills": 0.9, "fewest_wakeups": 0.9, "dormant": 0, "off": 0},
        watch={"timelapse_min": 30},
        camera={"readiness": "hot"},
        gps={"every_h": 0},
    )
    rig.run(until=DAY)
    assert steps(rig) == ["fewest-wakeups"]
    day = [told for told in rig.everything() if told["at"] > HOUR]
    assert sum(told["event"] == "power" for told in day) <= 24
    assert [told["event"] for told in day if told["event"] in ("shot", "fix", "gps")] == []
    assert not rig.camera.streaming
    told = rig.unit.obey(Command.STATUS)
    assert isinstance(told, Status)
    assert told.armed
    assert told.spares is not None
    assert told.spares.startswith("fewest-wakeups: the pack at ")
