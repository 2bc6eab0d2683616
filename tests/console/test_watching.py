"""A walk test: somebody walks in front of the unit and learns what it sees."""

from __future__ import annotations

from heard import Heard, NoLock
from rig import Rig

from trapd.console.desk import Desk, Session
from trapd.console.replies import Failed, Said, Seen
from trapd.console.requests import WalkTest
from trapd.console.watching import Watching
from trapd.core.events import LineGone, PirEdge

STILL = {"day": {"stills": 1, "clip": False}}


class Story:
    """A unit, and walk tests that a technician asks for."""

    def __init__(self) -> None:
        self.rig = Rig(plan=STILL)
        watching = Watching(self.rig.loop, self.rig.unit.handle)
        self.rig.onlookers.append(watching)
        self._desk = Desk(NoLock(), watching.operations())

    def walks(self, at: float, seconds: float = 600) -> Heard:
        heard = Heard()
        self.rig.at(at, self._desk.ask, Session("5e55104a"), WalkTest(seconds=seconds), heard)
        return heard


def test_each_edge_is_shown_and_no_picture_taken() -> None:
    story = Story()
    heard = story.walks(at=100, seconds=60)
    story.rig.pulse("left", at=110, ms=2_000)
    story.rig.pulse("right", at=120, times=2)
    story.rig.pulse("left", at=170)
    story.rig.run(until=200)
    assert [(seen.sensor, seen.high, seen.count) for seen in heard.parts] == [
        ("left", True, 1),
        ("left", False, 1),
        ("right", True, 1),
        ("right", False, 1),
        ("right", True, 2),
        ("right", False, 2),
    ]
    assert heard.end == Said(text="the walk test is over, its time is up: left 1, right 2")
    assert story.rig.outcomes() == ["a walk test is on"] * 3 + ["shot"]


def test_latency_is_from_the_edge_to_the_trap() -> None:
    story = Story()
    rig = story.rig
    heard = story.walks(at=100)
    rig.post(110, PirEdge("left", True, rig.ns(109.9925)))
    rig.run(until=120)
    [seen] = heard.parts
    assert isinstance(seen, Seen)
    assert seen.latency_ms == 7.5
    assert seen.utc_ns is not None


def test_it_ends_when_it_is_cancelled() -> None:
    story = Story()
    heard = story.walks(at=100)
    story.rig.at(130, lambda: heard.cancel())
    story.rig.pulse("left", at=140)
    story.rig.run(until=800)
    assert heard.parts == []
    assert heard.end == Said(text="the walk test is over, cancelled: nothing moved")
    assert story.rig.outcomes() == ["shot"]


def test_it_ends_when_the_cable_is_pulled() -> None:
    story = Story()
    heard = story.walks(at=100)
    story.rig.post(130, LineGone())
    story.rig.pulse("left", at=150)
    story.rig.run(until=800)
    assert heard.end == Said(text="the walk test is over, the cable was pulled: nothing moved")
    assert story.rig.outcomes() == ["shot"]


def test_a_second_one_has_to_wait() -> None:
    story = Story()
    first, second, third = story.walks(100), story.walks(110), story.walks(800, seconds=10)
    story.rig.run(until=900)
    assert isinstance(second.end, Failed)
    assert isinstance(first.end, Said)
    assert isinstance(third.end, Said)


def test_nothing_is_reported_of_edges_without_a_walk_test() -> None:
    story = Story()
    story.rig.pulse("left", at=10)
    story.rig.run(until=20)
    assert story.rig.reports("edge") == []
