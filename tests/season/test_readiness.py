"""How ready the camera waits, and when it rests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rig import Rig

from trapd.core.commands import Command, Status

STILLS = {"stills": 3, "interval_ms": 500, "clip": False, "pre_roll_s": 0}


class Resting(Rig):
    """Notes when the camera was opened and closed."""

    def __init__(self, level: str, plan: dict[str, Any] = STILLS, **changes: Any) -> None:
        camera = {"readiness": level, "linger_s": 10}
        super().__init__(camera=camera, plan={"day": plan, "night": plan}, **changes)
        self.calls: list[tuple[str, float]] = []
        for name in ("open", "close"):
            setattr(self.camera, name, self._noted(name, getattr(self.camera, name)))

    def _noted(self, name: str, call: Any) -> Any:
        def noting(*args: Any) -> None:
            self.calls.append((name, round((self.loop.clock.now_ns() - self.ns(0)) / 1e9)))
            call(*args)

        return noting


@pytest.mark.parametrize("readiness", ["hot", "warm"])
def test_a_hot_or_warm_camera_streams_from_the_start(readiness: str) -> None:
    rig = Resting(readiness)
    rig.pulse("left", at=10)
    rig.run(until=60)
    assert rig.calls == [("open", 0)]
    [latency, *_] = [caption.latency_ms for caption in rig.captions("still")]
    assert latency is not None
    assert latency < 34


def test_a_cool_camera_opens_for_a_trigger_and_closes_after_a_while() -> None:
    rig = Resting("cool")
    rig.pulse("left", at=10)
    rig.pulse("left", at=18)
    rig.pulse("left", at=60)
    rig.run(until=100)
    assert rig.calls == [("open", 10), ("close", 29), ("open", 60), ("close", 71)]
    assert len(rig.captions("still")) == 9


def test_a_motion_while_it_opens_waits() -> None:
    rig = Resting("cool", trigger={"retrigger_s": 0})
    rig.pulse("left", at=10)
    rig.pulse("right", at=10.1)
    rig.run(until=20)
    assert rig.outcomes() == ["shot", "queued", "shot"]
    assert [caption.sensor for caption in rig.captions("still")] == 3 * ["left"] + 3 * ["right"]


def test_a_cool_camera_that_was_mended_rests_again() -> None:
    rig = Resting("cool")
    rig.pulse("left", at=10)
    rig.at(10.6, rig.camera.vanish)
    rig.at(15, rig.camera.mend)
    rig.run(until=100)
    assert rig.calls == [("open", 10), ("open", 12), ("open", 22), ("close", 32)]


def test_a_trigger_whose_camera_never_opens_has_failed() -> None:
    rig = Resting("cool")
    rig.camera.vanish("not found")
    rig.pulse("left", at=10)
    rig.run(until=12)
    assert [(told["sequence"], told["number"]) for told in rig.reports("shot-failed")] == [(1, 1), (1, 2), (1, 3)]


def test_what_still_waits_for_the_camera_at_the_end_has_failed_too() -> None:
    rig = Resting("cool", trigger={"retrigger_s": 0})
    rig.pulse("left", at=10)
    rig.pulse("right", at=10.05)
    rig.run(until=10.1)
    rig.stop()
    assert rig.outcomes() == ["shot", "queued", "the unit stops"]
    assert {(told["sequence"], told["why"]) for told in rig.reports("shot-failed")} == {(1, "the unit stops")}


HOUR = 3_600
NOON = "2026-01-15T12:00:00+10:00"
FULL: dict[str, Any] = {"world": {"charge": 1.0, "temperature_c": 20}}
"""A pack that has nothing to say."""


def levels(rig: Rig) -> list[tuple[str, str, float]]:
    """Each change: the level, what chose it, hours after the start."""
    return [(told["level"], told["by"], round(told["at"] / HOUR, 2)) for told in rig.reports("readiness")]


def test_a_window_makes_the_camera_stream_and_its_end_lets_it_rest() -> None:
    rig = Resting("cool", starts=NOON, readiness={"warm": ["16:00..18:00"]}, **FULL)
    rig.run(until=24 * HOUR)
    assert levels(rig) == [("warm", "schedule", 4), ("cool", "profile", 6)]
    assert rig.calls[:2] == [("open", 4 * HOUR), ("close", 6 * HOUR + 10)]


def test_the_readiest_of_two_windows_counts() -> None:
    windows = {"warm": ["14:00..20:00"], "hot": ["15:00..16:00"]}
    rig = Resting("cool", starts=NOON, readiness=windows, **FULL)
    rig.run(until=10 * HOUR)
    assert [(level, at) for level, _, at in levels(rig)] == [("warm", 2), ("hot", 3), ("warm", 4), ("cool", 8)]
    assert [name for name, at in rig.calls if at > HOUR] == ["open", "close"]


def test_a_window_that_closes_during_a_plan_waits_for_its_end() -> None:
    long = STILLS | {"stills": 20, "interval_ms": 1_000}
    rig = Resting("cool", long, starts="2026-01-15T12:59:50+10:00", readiness={"warm": ["12:00..13:00"]}, **FULL)
    rig.pulse("left", at=5)
    rig.run(until=60)
    assert len(rig.captions("still")) == 20
    last_s = max(caption.mono_ns for caption in rig.captions("still")) / 1e9
    assert rig.calls[-1][0] == "close"
    assert rig.calls[-1][1] == pytest.approx(last_s + 10, abs=1)


def test_only_a_hot_hour_has_a_pre_roll() -> None:
    clip = {"stills": 0, "clip": True, "pre_roll_s": 2, "post_roll_s": 2, "longest_s": 10}
    rig = Resting("warm", clip, starts=NOON, readiness={"hot": ["13:00..14:00"]}, **FULL)
    for hour in (0.5, 1.5, 2.5):
        rig.pulse("left", at=hour * HOUR)
    rig.run(until=3 * HOUR)
    before_s = [(one.edge_mono_ns - one.mono_ns) / 1e9 for one in rig.captions("clip")]
    assert [round(seconds) for seconds in before_s] == [0, 2, 0]


def test_a_pack_that_empties_takes_the_pre_roll_first_and_then_the_camera() -> None:
    ladder = {"no_clips": 0.3, "stills": 0.2}
    rig = Resting("hot", starts=NOON, ladder=ladder, world={"charge": 0.45, "temperature_c": 20})
    rig.run(until=40 * HOUR)
    steps = [told["step"] for told in rig.reports("ladder")]
    assert steps[:2] == ["no-clips", "stills-only"]
    assert [(level, by) for level, by, _ in levels(rig)] == [("warm", "battery"), ("cool", "battery")]


def test_hours_in_which_animals_come_are_raised_and_remembered(tmp_path: Path) -> None:
    changes: dict[str, Any] = {"readiness": {"busy": "warm"}, "trigger": {"warm_up_s": 0, "bucket": 500}, **FULL}
    rig = Resting("cool", starts=NOON, memory=tmp_path, **changes)
    for count in range(60):
        rig.pulse("left", at=6 * HOUR + 60 + 50 * count)
    rig.run(until=23 * HOUR)
    assert [level for level, by, _ in levels(rig)] == ["warm", "cool"]
    assert levels(rig)[0][1] == "activity"
    assert levels(rig)[1][2] == pytest.approx(7, abs=0.2)
    rig.stop()
    later = Resting("cool", starts="2026-01-16T12:00:00+10:00", memory=tmp_path, **changes)
    later.run(until=10 * HOUR)
    assert [(level, round(at)) for level, _, at in levels(later)] == [("warm", 6), ("cool", 7)]


def test_status_tells_the_level_and_what_chose_it() -> None:
    rig = Resting("cool", starts=NOON, readiness={"warm": ["11:00..18:00"]}, **FULL)
    rig.run(until=600)
    status = rig.unit.obey(Command.STATUS)
    assert isinstance(status, Status)
    assert status.readiness is not None
    assert (status.readiness.level, status.readiness.by) == ("warm", "schedule")
