"""The card as the trap knows it."""

from __future__ import annotations

import pytest
from captions import caption

from trapd.core.actions import Action, Report, Wake
from trapd.core.arming import Arming
from trapd.core.events import CardLost, CardReady, CardSlow, Carried, Kept
from trapd.core.logbook import Logbook
from trapd.core.parts import Parts
from trapd.core.storage import RETRY_NS, CardRules, Storage

GONE = "the card is gone"
RULES = CardRules(full_mb=64, low_mb=1_000)
BIG = CardReady(free_mb=200_000, last_sequence=0, size_mb=256_000)


class Rig:
    """An armed unit and its card."""

    def __init__(self) -> None:
        self.out: list[Action] = []
        self.arming = Arming(self.out, lambda: ["left"])
        parts = Parts(self.out, self.arming, Logbook())
        self.storage = Storage(self.out, RULES, "DESK-1", self.arming, parts)
        self.arming.begin()
        self.storage.ready(BIG)
        self.out.clear()

    def kept(self, free_mb: int, on_reserve: bool = False) -> None:
        self.storage.kept(Kept(1, "KP-07/1.jpg", 1_000_000, caption(), 50, free_mb, on_reserve))

    def told(self) -> list[str]:
        events = [report.event for report in self.out if isinstance(report, Report)]
        self.out.clear()
        return events

    def wakes_ns(self) -> list[int]:
        return [wake.at_ns for wake in self.out if isinstance(wake, Wake)]


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_with_a_reserve_it_stays_armed_and_says_where_pictures_go(rig: Rig) -> None:
    rig.storage.lost(CardLost(GONE, reserve_mb=200), 0)
    assert rig.arming.why_not is None
    assert (rig.storage.free_mb, rig.storage.reserve_mb, rig.storage.why) == (None, 200, GONE)
    assert rig.told() == ["fault", "reserve"]
    rig.kept(199, on_reserve=True)
    assert rig.storage.reserve_mb == 199


def test_a_loss_told_again_is_no_news(rig: Rig) -> None:
    rig.storage.lost(CardLost(GONE, reserve_mb=200), 0)
    rig.told()
    rig.storage.lost(CardLost(GONE, reserve_mb=190), 0)
    assert rig.told() == []
    assert rig.storage.reserve_mb == 190


def test_without_a_reserve_it_is_not_armed_until_the_card_is_back(rig: Rig) -> None:
    rig.storage.lost(CardLost(GONE), 0)
    assert rig.arming.why_not == f"card: {GONE}"
    rig.storage.ready(BIG)
    assert rig.arming.why_not is None
    assert rig.told() == ["fault", "disarmed", "card", "mended", "armed"]


def test_a_reserve_that_fails_too_disarms_and_one_that_works_again_arms(rig: Rig) -> None:
    rig.storage.lost(CardLost(GONE, reserve_mb=200), 0)
    rig.storage.lost(CardLost(f"{GONE}; its reserve fails"), 0)
    assert rig.arming.why_not is not None
    rig.storage.lost(CardLost(GONE, reserve_mb=200), 0)
    assert rig.arming.why_not is None
    assert rig.told() == ["fault", "reserve", "fault", "disarmed", "fault", "reserve", "armed"]


def test_a_full_card_disarms_although_there_is_a_reserve(rig: Rig) -> None:
    rig.storage.lost(CardLost("the card is full", full=True, reserve_mb=200), 0)
    assert rig.storage.full
    assert "card-full" in rig.arming.blocks
    rig.storage.lost(CardLost(GONE, reserve_mb=200), 0)
    assert rig.arming.why_not is None
    rig.storage.lost(CardLost("the card is full", full=True, reserve_mb=200), 0)
    rig.storage.ready(BIG)
    assert rig.arming.why_not is None


def test_it_is_tried_again_ever_more_rarely_until_it_keeps_a_picture(rig: Rig) -> None:
    now_ns, waits = 0, list[int]()
    for _ in range(6):
        rig.storage.ready(BIG)  # it opens, and fails at once
        rig.storage.lost(CardLost(GONE), now_ns)
        waits.append(rig.wakes_ns()[-1] - now_ns)
        now_ns = rig.wakes_ns()[-1]
    assert waits == [*RETRY_NS, RETRY_NS[-1], RETRY_NS[-1]]
    rig.storage.ready(BIG)
    rig.kept(199_000)
    rig.storage.lost(CardLost(GONE), now_ns)
    assert rig.wakes_ns()[-1] == now_ns + RETRY_NS[0]


def test_a_loss_told_twice_is_tried_again_once(rig: Rig) -> None:
    rig.storage.lost(CardLost(GONE), 0)
    rig.storage.lost(CardLost(GONE), 1)
    assert len(rig.wakes_ns()) == 1


def test_nearly_full_is_told_once_and_is_over_with_some_room_to_spare(rig: Rig) -> None:
    for free_mb in (1_064, 1_063, 1_062, 1_065, 1_313):
        rig.kept(free_mb)
        assert rig.storage.low is (free_mb != 1_064)
    rig.kept(1_314)
    assert not rig.storage.low
    assert rig.told() == ["card-low", "card-low"]


def test_a_small_card_is_nearly_full_when_it_is(rig: Rig) -> None:
    rig.storage.ready(CardReady(free_mb=110, last_sequence=0, size_mb=120))
    assert not rig.storage.low
    rig.kept(75)
    assert rig.storage.low
    rig.storage.ready(BIG)
    assert not rig.storage.low


def test_a_card_of_another_unit_is_used_and_told(rig: Rig) -> None:
    rig.storage.ready(CardReady(200_000, 0, 256_000, written_by="DESK-2"))
    assert rig.arming.why_not is None
    assert rig.told() == ["card", "card-swapped"]
    rig.storage.ready(CardReady(200_000, 0, 256_000, written_by="DESK-1"))
    assert rig.told() == ["card"]


def test_what_the_card_s_own_thread_notices_is_told(rig: Rig) -> None:
    rig.storage.slow(CardSlow(2_000))
    rig.storage.carried(Carried(2))
    assert [(report.event, report.facts) for report in rig.out if isinstance(report, Report)] == [
        ("card-slow", {"ms": 2_000}),
        ("carried", {"pictures": 2}),
    ]
