"""Simulated sensors and the animals that walk past them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from trapd.config import profile
from trapd.core.events import Event, PirEdge, SensorLost
from trapd.core.units import MS, S
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.animals import Pass
from trapd.sim.heat import Sight
from trapd.sim.pir import Pir, crossing, joined
from trapd.sim.world import World

PAIR = profile.Pir(sensors=(profile.Sensor(name="left"), profile.Sensor(name="right")))
FAULTS = profile.Pir(sensors=(profile.Sensor(name="left"),))


class Forest:
    """Sensors in a world on the virtual clock."""

    def __init__(self, section: profile.Pir = PAIR, **world: float) -> None:
        self.loop = Loop(VirtualClock(utc_ns=0))
        self.events: list[Event] = []
        self.world = World(profile.World(**world), self.loop.clock)
        self.pir = Pir(section, self.loop, self.events.append, self.world)
        self.passes: list[Pass] = []

    def run(self, seconds: int) -> list[PirEdge]:
        """The edges of so much more time."""
        seen = len(self.events)
        self.loop.after(seconds * S, self.loop.stop)
        self.loop.run()
        return [one for one in self.events[seen:] if isinstance(one, PirEdge)]


def test_an_animal_raises_the_sensor_on_its_side_first() -> None:
    forest = Forest(first_pass_s=5, passes_per_hour=1)
    forest.pir.start()
    animal = forest.world.passes.next_after(0)
    assert animal is not None
    rises = [edge for edge in forest.run(30) if edge.high]
    assert [edge.sensor for edge in rises] == (["left", "right"] if animal.direction > 0 else ["right", "left"])
    assert all(animal.start_ns < edge.mono_ns < animal.end_ns for edge in rises)


def test_a_line_stays_high_while_the_animal_moves_and_for_its_hold_time() -> None:
    forest = Forest(first_pass_s=5, passes_per_hour=1)
    forest.pir.start()
    animal = forest.world.passes.next_after(0)
    assert animal is not None
    falls = [edge.mono_ns for edge in forest.run(30) if not edge.high]
    assert len(falls) == 2, "one pulse for each sensor: the second zone prolongs the first"
    assert max(falls) <= animal.end_ns + round(2.5 * S)


def test_in_a_busy_forest_every_line_rises_and_falls_in_turn() -> None:
    forest = Forest(passes_per_hour=1_000)
    forest.pir.start()
    edges = forest.run(3_600)
    assert len(edges) > 1_000
    assert [edge.mono_ns for edge in edges] == sorted(edge.mono_ns for edge in edges)
    for sensor in ("left", "right"):
        levels = [edge.high for edge in edges if edge.sensor == sensor]
        assert all(now is not after for now, after in pairwise(levels))


def test_no_animal_is_missed_in_the_cold_and_none_seen_in_air_as_warm_as_fur() -> None:
    cold, warm = Forest(passes_per_hour=60, temperature_c=-12), Forest(passes_per_hour=60, temperature_c=30)
    for forest in (cold, warm):
        forest.pir.start()
    rises = [edge.mono_ns for edge in cold.run(3_600) if edge.high]
    walker = Forest(passes_per_hour=60, temperature_c=-12).world.passes
    animals = walker.upto(3_590 * S)
    assert animals
    assert all(any(one.start_ns <= rise_ns <= one.end_ns for rise_ns in rises) for one in animals)
    assert warm.run(3_600) == []


@pytest.mark.parametrize(
    ("celsius", "distance_m", "share"),
    [(-12, 3.75, 1.0), (26, 3.75, 0.5), (30, 3.75, 0.0), (-12, 14, 1.0), (22, 14, 0.25)],
)
def test_how_surely_it_notices(celsius: float, distance_m: float, share: float) -> None:
    assert Sight().noticed(celsius, 1, distance_m) == share


def test_the_nose_enters_a_zone_and_the_rump_leaves_it_on_the_way_from_edge_to_edge() -> None:
    for direction in (1, -1):
        animal = Pass(1, 0, 10 * S, 1.2, 3.75, direction, "leopard")
        spans = [crossing(animal, zone) for zone in (-0.75, 0.0, 0.75)]
        assert sorted(spans, reverse=direction < 0) == spans
        enters_ns, leaves_ns = spans[1]
        assert animal.x_m(enters_ns) == pytest.approx(-direction * 0.6)
        assert animal.x_m(leaves_ns) == pytest.approx(direction * 0.6)


def test_zones_that_see_one_after_the_other_without_a_pause_are_one_pulse() -> None:
    assert joined([(5, 9), (1, 5), (20, 30), (22, 25)]) == [(1, 9), (20, 30)]
    assert joined([]) == []


def test_an_empty_forest_is_quiet() -> None:
    forest = Forest(passes_per_hour=0)
    forest.pir.start()
    assert forest.run(86_400) == []


def test_the_same_world_twice_moves_the_sensors_the_same_way() -> None:
    first, second = Forest(seed=3), Forest(seed=3)
    for forest in (first, second):
        forest.pir.start()
    edges = first.run(3_600)
    assert edges
    assert edges == second.run(3_600)


def test_stuck_high_it_rises_and_never_falls() -> None:
    forest = Forest(FAULTS, passes_per_hour=120)
    forest.pir.start()
    forest.pir.lines["left"].hold(True, 0)
    assert forest.run(3_600) == []
    assert forest.events == [PirEdge("left", True, 0)]


def test_chattering_it_pulses_as_often_as_asked() -> None:
    forest = Forest(FAULTS, passes_per_hour=0)
    forest.pir.start()
    forest.pir.lines["left"].pulse(0, 5 * MS, 100)
    forest.run(10)
    assert forest.events == [PirEdge("left", n % 2 == 0, n * 5 * MS) for n in range(200)]


def test_lost_it_is_silent_and_back_again_it_shows_what_it_sees() -> None:
    forest = Forest(FAULTS, passes_per_hour=0)
    forest.pir.start()
    line = forest.pir.lines["left"]
    line.lose("a bear took it")
    line.hold(True, 0)
    forest.run(10)
    assert forest.events == [SensorLost("left", "a bear took it")]
    line.mend(10 * S)
    assert forest.events[1:] == [PirEdge("left", True, 10 * S)]


def test_after_close_no_animal_moves_a_line() -> None:
    forest = Forest(first_pass_s=5)
    forest.pir.start()
    forest.pir.close()
    assert forest.run(600) == []
