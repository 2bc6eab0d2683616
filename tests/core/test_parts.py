"""Parts that come and go."""

from __future__ import annotations

from trapd.core.actions import Action, Report
from trapd.core.arming import Arming
from trapd.core.logbook import Logbook
from trapd.core.parts import Parts


def parts() -> tuple[Parts, Arming, list[Action]]:
    out: list[Action] = []
    arming = Arming(out, lambda: [])
    return Parts(out, arming, Logbook()), arming, out


def test_without_a_camera_the_unit_is_not_armed_until_it_is_mended() -> None:
    some, arming, out = parts()
    some.lose("camera", "gone")
    assert arming.why_not == "camera: gone"
    some.mend("camera")
    assert arming.why_not is None
    assert [report.event for report in out if isinstance(report, Report)] == ["fault", "mended"]


def test_without_a_receiver_it_stays_armed() -> None:
    some, arming, _ = parts()
    some.lose("gps", "silent")
    assert arming.why_not is None


def test_what_was_never_lost_is_not_mended() -> None:
    some, _, out = parts()
    some.mend("flash")
    assert out == []
