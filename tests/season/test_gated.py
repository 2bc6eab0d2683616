"""A gated unit switches itself off between its motions, and never under somebody's hands."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rig import Rig, sensors

from trapd.core.commands import Command
from trapd.core.effort import intervals
from trapd.core.events import SwitchTurned, Tick, Typed
from trapd.core.forecast import DaysLeft
from trapd.core.outlook import Outlook
from trapd.core.units import S
from trapd.runtime.absent import NoPowerBoard

NOON = "2026-01-15T12:00:30+10:00"
HOUR = 3_600
STILLS = {"stills": 3, "interval_ms": 500, "clip": False, "pre_roll_s": 0}
GATED: dict[str, Any] = {
    "camera": {"readiness": "gated", "linger_s": 10},
    "readiness": {"board": "witty-pi-4", "stay_s": 300},
    "flash": {"pin": 22},
    "pir": sensors(left="trigger"),
    "plan": {"day": STILLS, "night": STILLS},
    "watch": {"proof_of_life": "12:00"},
    "world": {"charge": 1.0, "temperature_c": 20},
}


class Gated(Rig):
    """Ends when it wants its board off."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(**{"starts": NOON} | GATED | changes)
        self.off: list[tuple[float, float | None]] = []
        """When it wanted to be off, and when it shall be powered again, seconds since its start."""
        self.unit.power_off = self._off

    def _off(self, why: str, wake_utc_ns: int | None) -> None:
        now_s = (self.loop.clock.now_ns() - self.ns(0)) / S
        wake_s = None if wake_utc_ns is None else (wake_utc_ns - self.season.world.utc_ns(self.ns(0))) / S
        self.off.append((now_s, wake_s))
        self.loop.stop()


def test_it_takes_what_woke_it_and_is_off_until_its_daily_picture() -> None:
    rig = Gated()
    rig.run(until=HOUR, woken_by="left")
    assert len(rig.captions("still")) == 3
    assert [caption.sequence for caption in rig.captions("still")] == [1, 1, 1]
    [(off_s, wake_s)] = rig.off
    assert 10 < off_s < 14
    assert wake_s == pytest.approx(24 * HOUR - 30 - 120, abs=2)


def test_another_motion_keeps_it() -> None:
    rig = Gated()
    for at in (8, 16, 24):
        rig.pulse("left", at=at)
    rig.run(until=HOUR, woken_by="left")
    assert len(rig.captions("still")) == 12
    assert 34 < rig.off[0][0] < 38


def test_without_a_motion_it_stays_for_a_fix_and_for_whoever_powered_it() -> None:
    rig = Gated()
    rig.run(until=HOUR)
    assert [round(off_s) for off_s, _ in rig.off] == [300]


def test_a_picture_that_is_due_soon_is_awaited() -> None:
    rig = Gated(starts="2026-01-15T11:54:00+10:00")
    rig.run(until=HOUR, woken_by="left")
    assert [caption.trigger for caption in rig.captions("still")] == 3 * ["motion"] + ["proof-of-life"]
    assert 370 <= rig.off[0][0] < 375


def test_it_is_woken_for_a_window_that_wants_it_readier() -> None:
    rig = Gated(readiness=GATED["readiness"] | {"hot": ["16:00..18:00"]})
    rig.run(until=HOUR, woken_by="left")
    assert rig.off[0][1] == pytest.approx(4 * HOUR - 30 - 120, abs=2)


def test_in_such_a_window_it_stays_on_and_goes_when_it_closes() -> None:
    rig = Gated(readiness=GATED["readiness"] | {"cool": ["12:00..12:30"]})
    rig.run(until=HOUR, woken_by="left")
    assert [round(off_s) for off_s, _ in rig.off] == [29 * 60 + 30]


def test_a_motion_in_a_busy_hour_keeps_it_on_to_the_end_of_the_hour(tmp_path: Path) -> None:
    busy = GATED["readiness"] | {"busy": "cool"}
    rig = Gated(memory=tmp_path, boot_id="one", readiness=busy | {"stay_s": 3_600}, trigger={"bucket": 500})
    for count in range(60):
        rig.pulse("left", at=60 + 50 * count)
    rig.run(until=HOUR - 60)
    rig.stop()
    clock = {"rtc": "none"}
    later = Gated(memory=tmp_path, boot_id="two", starts="2026-01-16T12:40:00+10:00", readiness=busy, clock=clock)
    later.run(until=HOUR, woken_by="left")
    assert [(told["level"], told["by"]) for told in later.reports("readiness")] == [
        ("cool", "activity"),
        ("gated", "profile"),
    ]
    assert 20 * 60 <= later.off[0][0] < 31 * 60


@pytest.mark.parametrize("event", [SwitchTurned(on=False), Typed()])
def test_nobody_loses_it_under_their_hands(event: Any) -> None:
    rig = Gated()
    rig.post(5, event)
    rig.run(until=500, woken_by="left")
    assert rig.off == []


def test_it_goes_once_they_left() -> None:
    rig = Gated()
    rig.post(5, Typed())
    rig.run(until=HOUR, woken_by="left")
    assert 605 <= rig.off[0][0] < 680


def test_a_clock_that_nobody_set_sets_no_alarm() -> None:
    rig = Gated(clock={"rtc": "none"}, world=GATED["world"] | {"gps_first_fix_s": HOUR})
    rig.run(until=HOUR, woken_by="left")
    assert [wake_s for _, wake_s in rig.off] == [None]


def test_an_extra_picture_is_waited_for() -> None:
    rig = Gated()
    rig.at(9, rig.unit.obey, Command.SHOT)
    rig.run(until=HOUR, woken_by="left")
    assert [caption.trigger for caption in rig.captions("still")][-1] == "test"
    assert rig.off[0][0] >= 19


@pytest.mark.parametrize(("after_s", "woken_by"), [(4 * HOUR, "left"), (24 * HOUR - 30 - 120 + 15, None)])
def test_where_nothing_tells_what_woke_it_the_alarm_does(
    after_s: float, woken_by: str | None, tmp_path: Path
) -> None:
    wakealarm = {"readiness": {"board": "wakealarm"}}
    rig = Gated(memory=tmp_path, boot_id="one", **wakealarm)
    rig.run(until=HOUR, woken_by="left")
    rig.stop()
    starts = (datetime.fromisoformat(NOON) + timedelta(seconds=after_s)).isoformat()
    later = Gated(memory=tmp_path, boot_id="two", starts=starts, **wakealarm)
    assert later.season.woken_by() == woken_by


class Motion(NoPowerBoard):
    """Says for as long as the board is on that a motion powered it."""

    def woken_by_motion(self) -> bool:
        return True


@pytest.mark.parametrize("board", [NoPowerBoard(), Motion()])
def test_a_process_that_starts_again_was_woken_by_nobody(board: NoPowerBoard, tmp_path: Path) -> None:
    first = Gated(memory=tmp_path, boot_id="one", readiness={"board": "wakealarm"})
    first.run(until=HOUR, woken_by="left")
    first.stop()
    again = Gated(memory=tmp_path, boot_id="one", readiness={"board": "wakealarm"})
    again.season.power_board = board
    assert again.season.woken_by() is None


def test_a_disk_that_is_in_keeps_it_until_it_is_asked_again() -> None:
    rig = Gated()
    asked: list[float] = []

    def not_now(why: str, wake_utc_ns: int | None) -> None:
        asked.append((rig.loop.clock.now_ns() - rig.ns(0)) / S)
        rig.unit.post(Tick("stays-on"))

    rig.unit.power_off = not_now
    rig.run(until=200, woken_by="left")
    assert [round(second - asked[0]) for second in asked] == [0, 60, 120, 180]


def test_a_cool_unit_never_asks() -> None:
    rig = Gated(camera={"readiness": "cool"})
    rig.run(until=2 * HOUR, woken_by="left")
    assert rig.off == []


def test_the_catalog_knows_that_it_watched_while_it_was_off() -> None:
    rig = Gated()
    rig.run(until=HOUR, woken_by="left")
    rig.stop()
    last = [dict(line) for line in rig.card.notes if line["kind"] == "effort"][-1]
    assert last["states"] == ["gated", "off"]
    later = last | {"boot": "3c4d", "boot_id": "later", "utc_ns": last["utc_ns"] + HOUR * S, "states": ["armed"]}
    states = {one.state: (one.end_ns - one.begin_ns) / S for one in intervals([*map(dict, rig.card.notes), later])}
    assert states["gated"] == pytest.approx(HOUR, abs=1)
    assert "off" not in states


def test_what_is_foreseen_is_reckoned_once_a_boot(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with the first reading and with the last word, half a minute later."""
    reckoned = list[DaysLeft | str]()

    def spied(self: Outlook, *about: Any) -> DaysLeft | str:
        reckoned.append(foresee(self, *about))
        return reckoned[-1]

    foresee = Outlook.days_left
    monkeypatch.setattr(Outlook, "days_left", spied)
    rig = Gated()
    rig.run(until=HOUR, woken_by="left")
    rig.stop()
    assert [told["event"] for told in rig.everything() if "days_left" in told] == ["charge", "energy"]
    assert len(reckoned) == 1
