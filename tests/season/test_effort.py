"""What the unit was fit for, told while it happens, and read from its lines afterwards."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from rig import DAY, NIGHT, Rig

from trapd.core.commands import Command
from trapd.core.effort import Interval, intervals
from trapd.core.events import PowerRead, Typed
from trapd.core.units import S

HOUR = 3600
STILL = {"day": {"stills": 1, "clip": False}, "night": {"stills": 1, "clip": False}}


def lines(rig: Rig) -> list[dict[str, Any]]:
    """What would be on the card."""
    return [dict(line) for line in rig.card.notes if line["kind"] == "effort"]


def told(rig: Rig, state: str) -> list[tuple[float, float]]:
    """Begin and end of this state in seconds of the story, as somebody reads it who holds the card years later."""
    zero_ns = rig.season.world.utc_ns(rig.ns(0))
    found = [one for one in intervals(map(dict, rig.card.notes)) if one.state == state]
    return [((one.begin_ns - zero_ns) / S, (one.end_ns - zero_ns) / S) for one in found]


def why(rig: Rig, state: str) -> set[str]:
    return {one.why for one in intervals(map(dict, rig.card.notes)) if one.state == state}


def about(*spans: tuple[float, float]) -> Any:
    """Times within a few seconds: parts need some to be lost and found."""
    return pytest.approx([moment for span in spans for moment in span], abs=8)


def flat(spans: list[tuple[float, float]]) -> list[float]:
    return [moment for span in spans for moment in span]


def test_a_day_on_which_nothing_happens_is_one_interval() -> None:
    rig = Rig()
    rig.run(until=24 * HOUR)
    rig.stop()
    assert flat(told(rig, "armed")) == about((0, 24 * HOUR))
    assert [line["states"] for line in lines(rig)] == [["armed", "clock-unknown"], ["armed"], ["off"]]
    assert why(rig, "off") == set()
    assert all(one.dated and not one.bounded for one in intervals(map(dict, rig.card.notes)))


def test_a_camera_that_fails_for_an_hour_is_an_hour_of_blindness() -> None:
    rig = Rig(plan=STILL, camera={"readiness": "hot"})
    rig.at(1 * HOUR, rig.camera.vanish, "no answer")
    rig.at(2 * HOUR, rig.camera.mend)
    rig.run(until=4 * HOUR)
    rig.stop()
    [(begin, end)] = told(rig, "blind")
    assert begin == pytest.approx(HOUR, abs=8)
    assert end == pytest.approx(2 * HOUR, abs=310)  # it is tried every five minutes
    assert why(rig, "blind") == {"camera: no answer"}
    assert flat(told(rig, "armed")) == about((0, begin), (end, 4 * HOUR))


def test_a_unit_whose_sensors_cannot_be_read_is_blind_as_well() -> None:
    rig = Rig()
    for name in ("left", "right"):
        rig.at(HOUR, rig.pir.lines[name].lose, "gone")
        rig.at(2 * HOUR, rig.pir.lines[name].mend, rig.ns(2 * HOUR))
        rig.pulse(name, at=2 * HOUR + 5)
    rig.run(until=3 * HOUR)
    rig.stop()
    assert flat(told(rig, "blind")) == about((HOUR, 2 * HOUR))


def test_a_flash_that_burnt_out_leaves_the_unit_armed() -> None:
    rig = Rig(starts=NIGHT, plan=STILL)
    rig.flash.broken = "the driver does not answer"
    rig.pulse("left", at=600)
    rig.at(1_000, setattr, rig.flash, "broken", None)
    rig.pulse("left", at=1_200)
    rig.run(until=2_000)
    rig.stop()
    assert flat(told(rig, "flash-dead")) == about((600, 1_200))
    assert why(rig, "flash-dead") == {"the driver does not answer"}
    assert flat(told(rig, "armed")) == about((0, 2_000))


def test_hours_are_a_reason_of_their_own() -> None:
    rig = Rig(starts="2026-01-15T12:00:00+10:00", watch={"windows": ["18:00..06:00"]})
    rig.run(until=24 * HOUR)
    rig.stop()
    assert flat(told(rig, "hours")) == about((0, 6 * HOUR), (18 * HOUR, 24 * HOUR))
    assert flat(told(rig, "armed"))[-2:] == about((6 * HOUR, 18 * HOUR))


def test_a_technician_disarms_it_and_is_at_the_unit() -> None:
    rig = Rig()
    rig.post(1_000, Typed())
    rig.at(1_000, rig.unit.obey, Command.DISARM)
    rig.post(1_300, Typed())
    rig.run(until=6_000)
    rig.stop()
    assert flat(told(rig, "disarmed")) == about((1_000, 1_900))
    assert flat(told(rig, "handled")) == about((1_000, 1_900))


def test_until_the_first_fix_the_clock_is_unknown() -> None:
    rig = Rig(system_clock="2025-11-01T00:00:00Z", world={"gps_first_fix_s": 120})
    rig.run(until=HOUR)
    rig.stop()
    assert flat(told(rig, "clock-unknown")) == about((0, 120))
    assert flat(told(rig, "armed")) == about((0, HOUR))


def test_a_low_battery_leaves_the_flash_dark_and_is_told() -> None:
    rig = Rig(flash={"least_battery_v": 6}, power={"every_s": 3_600})
    rig.post(1_000, PowerRead(5.8, -20))
    rig.post(2_000, PowerRead(6.2, -10))
    rig.run(until=3_000)
    rig.stop()
    assert flat(told(rig, "battery-low")) == about((1_000, 2_000))


def test_a_full_card_is_no_card_that_is_gone() -> None:
    rig = Rig(plan=STILL)
    rig.at(900, setattr, rig.card, "free", 1_000)
    rig.pulse("left", at=1_000)
    rig.run(until=2_000)
    rig.stop()
    assert flat(told(rig, "card-full")) == about((1_000, 2_000))
    assert told(rig, "card-gone") == []


def test_a_card_that_is_gone() -> None:
    rig = Rig(plan=STILL)
    rig.at(900, setattr, rig.card, "fault", "the card is gone")
    rig.pulse("left", at=1_000)
    rig.at(2_000, setattr, rig.card, "fault", None)
    rig.run(until=3_000)
    rig.stop()
    [(begin, end)] = told(rig, "card-gone")
    assert begin == pytest.approx(1_000, abs=8)
    assert end == pytest.approx(2_000, abs=310)
    assert why(rig, "card-gone") == {"the card is gone"}


def test_a_part_with_a_loose_contact_does_not_fill_the_card() -> None:
    rig = Rig(flash={"least_battery_v": 6}, power={"every_s": 3_600})
    for at in range(HOUR, 5 * HOUR):
        rig.post(at, PowerRead(5.8 if at % 2 else 6.2, None))
    rig.post(5 * HOUR + 1, PowerRead(5.8, None))
    rig.run(until=5.5 * HOUR)
    moments = [line["mono_ns"] for line in lines(rig)]
    assert max(sum(at <= other < at + HOUR * S for other in moments) for at in moments) <= 60
    assert any(line.get("flickered") == ["battery-low"] for line in lines(rig))
    assert "battery-low" in lines(rig)[-1]["states"]
    assert moments[-1] <= rig.ns(5 * HOUR + 600)


def test_its_last_sign_of_life_is_never_older_than_ten_minutes() -> None:
    rig, ages_s = Rig(), list[float]()

    def look() -> None:
        assert rig.card.alive is not None
        ages_s.append((rig.loop.clock.now_ns() - rig.card.alive["mono_ns"]) / S)

    for at in range(60, 12 * HOUR, 61):
        rig.at(at, look)
    rig.run(until=12 * HOUR)
    assert 500 < max(ages_s) < 590


def test_power_is_cut_twice() -> None:
    """The unit hangs for two days and loses its power twice, the second time before its clock is set."""
    moments = {"starts": DAY}, {"starts": "2026-01-16T15:00:00+10:00"}, {"starts": "2026-01-17T08:00:00+10:00"}
    rigs = [Rig(boot=f"000{number}", boot_id=f"kernel {number}", **when) for number, when in enumerate(moments)]
    signs = []
    for rig, until in zip(rigs, (20 * HOUR, 5_000, HOUR), strict=True):
        rig.run(until=until)
        signs.append({**rig.card.alive, "kind": "last-alive"})
    rigs[2].stop()
    found = intervals([dict(line) for rig in rigs for line in rig.card.notes] + signs[:2])
    zero_ns = rigs[0].season.world.utc_ns(0)

    def hours(state: str) -> list[tuple[float, float, bool]]:
        return [
            ((one.begin_ns - zero_ns) / HOUR / S, (one.end_ns - zero_ns) / HOUR / S, one.bounded)
            for one in found
            if one.state == state
        ]

    ends = [end for _, end, _ in hours("armed")]
    assert [bounded for _, _, bounded in hours("armed")] == [True, True, False]
    assert 20 - 1 / 6 <= ends[0] <= 20
    assert 28 + 5_000 / HOUR - 1 / 6 <= ends[1] <= 28 + 5_000 / HOUR
    assert ends[2] == pytest.approx(46, abs=0.01)
    assert [(begin, end) for begin, end, _ in hours("off")] == [
        (ends[0], pytest.approx(28, abs=0.01)),
        (ends[1], pytest.approx(45, abs=0.01)),
    ]
    assert whole(found)


def whole(found: list[Interval]) -> bool:
    """No state overlaps itself."""
    return all(
        one.end_ns <= other.begin_ns
        for state in {one.state for one in found}
        for one, other in pairwise([one for one in found if one.state == state])
    )


def test_a_start_that_nobody_dates_is_as_long_as_it_was_though_its_guess_of_the_time_was_mended() -> None:
    """It begins by an old guess, and a second later its card tells that it is later than that."""
    stamp = {
        "kind": "effort",
        "unit": "KP-07-L",
        "station": "KP-07",
        "boot": "1a2b",
        "boot_id": "b",
        "time_source": "none",
    }
    begin = stamp | {"mono_ns": 0, "utc_ns": 1_795_603_000 * S, "states": ["armed", "clock-unknown"]}
    later = stamp | {"mono_ns": 100 * S, "utc_ns": 1_795_607_100 * S, "states": ["armed", "clock-unknown", "handled"]}
    over = stamp | {"mono_ns": 900 * S, "utc_ns": 1_795_607_900 * S, "states": ["off"]}
    found = {one.state: (one.end_ns - one.begin_ns) / S for one in intervals([begin, later, over])}
    assert found == {"armed": 900, "clock-unknown": 900, "handled": 800}
