"""Who and what moves along the trail of a scenario: as often, and at the hours, that its file says."""

from __future__ import annotations

from collections import Counter
from itertools import takewhile
from pathlib import Path
from queue import SimpleQueue

import pytest
from msgspec.structs import replace

from trapd.config import scenario
from trapd.config.nature import PERSON, Nature
from trapd.config.profile import Pir as PirSection
from trapd.config.profile import Sensor
from trapd.config.profile import World as Settings
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.animals import Pass
from trapd.sim.climate import DAY_NS, HOUR_NS, sun_time_ns
from trapd.sim.heat import Sight
from trapd.sim.pir import Pir
from trapd.sim.world import World

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WINTER = scenario.load(SCENARIOS / "kedrovaya-winter.toml")
DAYS = 120


def world(seed: int = 1, nature: Nature = WINTER, nm: int = 850) -> World:
    settings = WINTER.world(Settings(), seed)
    return World(settings, VirtualClock(0), nature, nm=nm)


def passes(here: World, days: int = DAYS) -> list[Pass]:
    return here.passes.upto(days * DAY_NS)


def hour(here: World, mono_ns: int) -> int:
    """By the sun."""
    return sun_time_ns(here.utc_ns(mono_ns), WINTER.place.lon) % DAY_NS // HOUR_NS


def test_each_kind_comes_as_often_as_its_file_says() -> None:
    counts = sum((Counter(one.species for one in passes(world(seed))) for seed in range(4)), Counter())
    people = WINTER.people
    assert people is not None
    for kind, a_day in [*((kind.kind, kind.a_day) for kind in WINTER.animals), (PERSON, people.a_day)]:
        expected = 4 * DAYS * a_day
        assert abs(counts[kind] - expected) < 5 * expected**0.5, kind


def test_they_come_one_after_the_other_each_with_a_number_of_its_own() -> None:
    found = passes(world())
    assert [one.start_ns for one in found] == sorted(one.start_ns for one in found)
    assert [one.id for one in found] == list(range(1, len(found) + 1))
    deer = [one for one in found if one.species == "sika deer"]
    assert all(0.5 <= one.speed_mps <= 1.5 and 2.5 <= one.distance_m <= 7 for one in deer)


def test_once_in_an_age_is_never() -> None:
    never = tuple(replace(kind, a_day=1e-300) for kind in WINTER.animals)
    assert passes(world(nature=replace(WINTER, animals=never, people=None))) == []


def test_boar_come_by_night_and_people_by_daylight() -> None:
    here = world()
    found = passes(here)
    boar = [hour(here, one.start_ns) for one in found if one.species == "wild boar"]
    assert sum(9 <= at < 16 for at in boar) < len(boar) / 20
    people = [here.sun_deg(one.start_ns) for one in found if one.species == PERSON]
    assert len(people) > 5
    assert min(people) > -6, "within the hour in which the sun rises or sets"


def test_nobody_comes_where_nobody_lives() -> None:
    empty = replace(only(), animals=(replace(WINTER.animals[0], a_day=0),), people=None)
    assert passes(world(nature=empty)) == []


def test_the_same_seed_is_the_same_forest_and_another_seed_another() -> None:
    assert passes(world(3)) == passes(world(3))
    assert passes(world(3)) != passes(world(4))
    assert world(3).sight == world(3).sight != world(4).sight


def test_every_seed_assumes_within_its_spans() -> None:
    assumed = WINTER.assumed
    for seed in range(20):
        sight = world(seed).sight
        assert assumed.sure_k[0] <= sight.sure_k <= assumed.sure_k[1]
        assert assumed.reach_m[0] <= sight.reach_m <= assumed.reach_m[1]
        assert (sight.missed, sight.blind_k) == (WINTER.pir.missed, WINTER.pir.blind_k)


def lit_m(here: World) -> float:
    """To where an animal is known by night."""
    return here.known_to(0, night=True, lit=True)[0]


def test_every_seed_has_a_flash_that_reaches_another_way() -> None:
    assumed = WINTER.assumed
    found = [(lit_m(world(seed)), lit_m(world(seed, nm=940))) for seed in range(20)]
    for far_m, near_m in found:
        assert assumed.flash_reach_m[0] <= far_m <= assumed.flash_reach_m[1]
        assert assumed.reach_940[0] <= near_m / far_m <= assumed.reach_940[1]
    assert len(set(found)) == 20


def test_what_is_assumed_of_the_flash_changes_nothing_else() -> None:
    known, other = world(), world(nature=only(flash_reach_m=(1, 2), reach_940=(0.1, 0.2)), nm=940)
    assert passes(other) == passes(known)
    assert other.sight == known.sight
    noons = [day * DAY_NS for day in range(DAYS)]
    assert [*map(other.daylight, noons)] == [*map(known.daylight, noons)]


def test_half_the_light_reaches_0_7_times_as_far() -> None:
    here = world()
    full_m = lit_m(here)
    here.flash.switch(0, True, 0.5)
    assert lit_m(here) == pytest.approx(full_m / 2**0.5)


def false_triggers(here: World, days: int = DAYS) -> list[int]:
    return list(takewhile(lambda at_ns: at_ns < days * DAY_NS, here.false_triggers))


def only(**spans: tuple[float, float]) -> Nature:
    quiet = {"sun_an_hour": (0.0, 0.0), "wind_an_hour": (0.0, 0.0), **spans}
    return replace(WINTER, assumed=replace(WINTER.assumed, **quiet))


def test_the_sun_deceives_by_day_and_the_wind_at_any_hour() -> None:
    here = world(nature=only(sun_an_hour=(6, 6)))
    sunny = false_triggers(here)
    assert len(sunny) > DAYS
    assert min(here.sun_deg(at_ns) for at_ns in sunny) > -6
    windy = false_triggers(world(nature=only(wind_an_hour=(6, 6))))
    hours = Counter(hour(here, at_ns) for at_ns in windy)
    assert len(hours) == 24


def test_a_world_in_which_nothing_deceives() -> None:
    assert false_triggers(world(nature=only())) == []


@pytest.mark.parametrize(
    ("air_c", "cover", "share"),
    [(-12, 0.3, 1.0), (20, 0.5, 0.5), (24.6, 0.5, 0.0), (30, 1, 0.0), (40, 0.5, 0.5)],
)
def test_a_sensor_sees_the_less_the_nearer_fur_and_air_are_in_warmth(
    air_c: float, cover: float, share: float
) -> None:
    assert Sight(blind_k=2.7, sure_k=7.3).noticed(air_c, cover, 3.75) == pytest.approx(share)


@pytest.mark.parametrize("sensors", [1, 2])
def test_in_winter_as_many_are_overlooked_as_in_the_field(sensors: int) -> None:
    busy = replace(WINTER, animals=(replace(WINTER.animals[0], a_day=200),))
    clock = VirtualClock(0)
    here = World(WINTER.world(Settings(), 1), clock, busy)
    loop, noticed = Loop(clock), list[Pass]()
    names = ("left", "right")[:sensors]
    pir = Pir(PirSection(sensors=tuple(Sensor(name=name) for name in names)), loop, lambda event: None, here)
    pir.noticed = noticed.append
    walked = list[Pass]()
    here.passes.told = walked.append
    pir.start()
    loop.at(20 * DAY_NS, loop.stop)
    loop.run()
    leopards = [one.id for one in walked if one.species == "leopard" and one.start_ns < 20 * DAY_NS]
    overlooked = set(leopards) - {one.id for one in noticed}
    assert len(overlooked) / len(leopards) == pytest.approx(0.15, abs=0.025), "Urbanek 2019: 14 to 16 %"


def test_the_air_of_january_and_of_now() -> None:
    clock = VirtualClock(0)
    here = World(WINTER.world(Settings(), 1), clock, WINTER)
    begin_c = here.air_c
    clock.wait(SimpleQueue(), 60 * DAY_NS)
    assert -40 < here.air_c < begin_c < 15
    assert here.snow_cm == 5


def test_a_second_ask_costs_no_second_chance() -> None:
    at_once, step = world(5), world(5)
    for later in range(0, 5 * 24 * 3600, 1800):
        step.passes.next_after(later * S)
    assert step.passes.upto(5 * DAY_NS)[-1] == at_once.passes.upto(5 * DAY_NS)[-1]
