"""A camera that hangs without saying so is noticed; one that rests, works or is known to be lost is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from rig import Rig

from trapd.core.events import Event, Metered, ShotDone

SILENT_S = 5
STILL = {"stills": 1, "clip": False, "pre_roll_s": 0}


class Watched(Rig):
    """`deaf_from`: from then on none of the camera's signs arrives, as if its own thread hung."""

    deaf_from: float | None = None

    def __init__(self, readiness: str) -> None:
        super().__init__(camera={"readiness": readiness, "silent_s": SILENT_S}, plan={"day": STILL, "night": STILL})
        self.camera.meters = True

    def amiss(self, at: float) -> str | None:
        """After the story up to then."""
        self.run(until=at)
        return self.unit.trap.camera_overdue(self.ns(at))

    def _post(self, event: Event) -> None:
        deaf = self.deaf_from is not None and self.loop.clock.now_ns() >= self.ns(self.deaf_from)
        if not (deaf and isinstance(event, Metered | ShotDone)):
            super()._post(event)


@pytest.mark.parametrize("readiness", ["hot", "warm", "cool"])
def test_an_hour_of_a_camera_in_order_is_in_order(readiness: str) -> None:
    rig = Watched(readiness)
    for minute in range(5, 60, 5):
        rig.pulse("left", at=60 * minute)
    assert [rig.amiss(at) for at in range(1, 3_600, 7)] == [None] * 515
    assert rig.captions("still") != []


def test_a_closed_camera_owes_nothing() -> None:
    rig = Watched("cool")
    rig.deaf_from = 0
    assert rig.amiss(at=86_400) is None


def test_a_streaming_camera_that_falls_silent_is_amiss() -> None:
    rig = Watched("warm")
    rig.deaf_from = 100
    assert rig.amiss(at=100 + SILENT_S + 25) is None
    assert "streams and gave no sign" in (rig.amiss(at=100 + SILENT_S + 31) or "")


def test_an_opening_that_never_ends_is_amiss(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Watched("hot")
    monkeypatch.setattr(rig.camera, "open", _nothing)
    assert rig.amiss(at=119) is None
    assert "neither opened nor failed" in (rig.amiss(at=121) or "")


def test_a_camera_that_is_known_to_be_lost_is_tried_again_and_no_reason_to_die() -> None:
    rig = Watched("hot")
    rig.at(50, rig.camera.hang)
    assert [rig.amiss(at) for at in range(60, 1_200, 5)] == [None] * 228
    assert rig.reports("fault", part="camera") != []
    rig.at(1_201, rig.camera.mend)
    assert rig.amiss(at=3_600) is None
    assert rig.reports("mended", part="camera") != []


def _nothing(*_: Any) -> None:
    """A call into the vendor's library that never comes back."""
