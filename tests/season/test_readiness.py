"""How ready the camera waits, and when it rests."""

from __future__ import annotations

from typing import Any

import pytest
from rig import Rig

STILLS = {"stills": 3, "interval_ms": 500, "clip": False, "pre_roll_s": 0}


class Resting(Rig):
    """Notes when the camera was opened and closed."""

    def __init__(self, readiness: str, **changes: Any) -> None:
        camera = {"readiness": readiness, "linger_s": 10}
        super().__init__(camera=camera, plan={"day": STILLS, "night": STILLS}, **changes)
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
