"""Parts that come and go."""

from __future__ import annotations

from trapd.core.actions import Action, Report, Wake
from trapd.core.arming import Arming
from trapd.core.logbook import Logbook
from trapd.core.parts import RETRY_NS, Parts


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


def test_it_is_tried_again_ever_more_rarely_and_anew_after_a_mend() -> None:
    some, _, out = parts()
    now_ns, waits = 0, list[int]()
    for _ in range(6):
        some.retry("card", now_ns)
        waits.append(last_wake_ns(out) - now_ns)
        now_ns = last_wake_ns(out)
    assert waits == [*RETRY_NS, RETRY_NS[-1], RETRY_NS[-1]]
    some.mend("card")
    some.retry("card", now_ns)
    assert last_wake_ns(out) == now_ns + RETRY_NS[0]


def test_a_loss_told_twice_is_tried_again_once() -> None:
    some, _, out = parts()
    some.retry("card", 0)
    some.retry("card", 1)
    assert len(out) == 1


def last_wake_ns(out: list[Action]) -> int:
    return [wake.at_ns for wake in out if isinstance(wake, Wake)][-1]
