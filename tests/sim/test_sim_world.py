"""The world: the sun, the animals, the flash's light, the same again for the same seed."""

from __future__ import annotations

from queue import SimpleQueue

import pytest

from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock
from trapd.sim.daylight import daylight
from trapd.sim.flashlight import FlashHistory
from trapd.sim.world import World

HOUR = 3600 * S


def world(**settings: object) -> World:
    return World(profile.World(starts="2026-01-15T12:30:00+10:00", **settings), VirtualClock(0))


def test_noon_and_midnight_in_january_in_kedrovaya_pad() -> None:
    here = world(cloud=0)
    # Solar noon there is 13:22 at +10:00; the sun's declination on 15 January is -21.1°, so it stands 25.8° high.
    assert max(here.sun_deg(minute * 60 * S) for minute in range(120)) == pytest.approx(25.8, abs=0.2)
    assert 0.3 < here.daylight(HOUR) < 0.4
    assert here.daylight(12 * HOUR) == pytest.approx(1e-8)


def test_elevation_between_its_steps_is_that_of_astral() -> None:
    from astral import Observer
    from astral.sun import elevation

    from trapd.runtime.clock import utc

    here = world()
    for minute in range(0, 1440, 7):
        true = elevation(Observer(here.settings.lat, here.settings.lon), utc(here.utc_ns(minute * 60 * S)))
        assert here.sun_deg(minute * 60 * S) == pytest.approx(true, abs=0.15 if abs(true) < 2 else 0.03)


def test_light_only_grows_with_the_sun_and_cloud_takes_away() -> None:
    lights = [daylight(deg / 4, cloud=0.2) for deg in range(-360, 361)]
    assert lights == sorted(lights)
    assert daylight(20, cloud=1) == pytest.approx(0.25 * daylight(20, cloud=0))


def test_same_seed_same_animals_another_seed_others() -> None:
    assert world(seed=4).passes.upto(HOUR) == world(seed=4).passes.upto(HOUR)
    assert world(seed=4).passes.upto(HOUR) != world(seed=5).passes.upto(HOUR)


def test_asking_step_by_step_gives_the_same_animals_as_asking_once() -> None:
    at_once = world(passes_per_hour=200).passes.upto(HOUR)
    step, seen, now = world(passes_per_hour=200), [], -1
    while (one := step.passes.next_after(now)) is not None and one.start_ns <= HOUR:
        seen.append(one)
        now = one.start_ns
    assert seen == at_once
    assert 150 < len(seen) < 250
    assert {one.direction for one in seen} == {1, -1}
    assert {one.species for one in seen} == {"leopard", "roe deer"}


def test_an_animal_crosses_the_view_from_edge_to_edge_in_about_five_seconds() -> None:
    here = world(first_pass_s=6, speed_mps=1.2, distance_m=3.75)
    one = here.passes.next_after(0)
    assert one is not None
    assert one.start_ns == 6 * S
    assert 4 * S < one.end_ns - one.start_ns < 7 * S
    assert one.x_m(one.start_ns) == pytest.approx(-one.x_m(one.end_ns))
    assert one.direction * one.x_m(one.end_ns) > 0.649 * one.distance_m
    assert one.x_m((one.start_ns + one.end_ns) // 2) == pytest.approx(0, abs=0.01)


def test_an_animal_still_in_view_is_known_however_far_ahead_somebody_asks() -> None:
    here = world(first_pass_s=1, passes_per_hour=1)
    first = here.passes.next_after(0)
    assert first is not None
    here.passes.next_after(first.start_ns)
    assert here.passes.upto(3 * S) == [first]


def test_animals_long_gone_are_forgotten() -> None:
    clock = VirtualClock(0)
    here = World(profile.World(passes_per_hour=3600), clock)
    first = here.passes.next_after(0)
    here.passes.upto(HOUR)
    clock.wait(SimpleQueue(), HOUR)
    assert first not in here.passes.upto(HOUR)


def test_a_world_without_animals() -> None:
    here = world(passes_per_hour=0)
    assert here.passes.next_after(0) is None
    assert here.passes.upto(HOUR) == []


@pytest.mark.parametrize("starts", ["tomorrow", "2026-01-15T17:40:00", "2026-13-01T00:00:00Z"])
def test_a_start_that_is_no_instant(starts: str) -> None:
    with pytest.raises(BadSettings, match=r"world\.starts.*2026-01-15T17:40:00\+10:00"):
        World(profile.World(starts=starts), VirtualClock(0))


def test_the_truth_starts_where_the_settings_say() -> None:
    start = VirtualClock(0, start_ns=5 * S)
    here = World(profile.World(starts="1970-01-01T10:00:01+10:00"), start)
    assert here.utc_ns(5 * S) == 1 * S
    assert here.utc_ns(7 * S) == 3 * S


class TestFlashHistory:
    def test_spans_are_cut_to_the_time_asked_for(self) -> None:
        flash = FlashHistory()
        flash.switch(100, on=True)
        flash.switch(200, on=False)
        flash.switch(300, on=True)
        assert flash.spans(0, 1000) == [(100, 200), (300, 1000)]
        assert flash.spans(150, 160) == [(150, 160)]
        assert flash.spans(200, 300) == []

    def test_lit_twice_is_lit_since_the_first_and_doused_twice_since_the_first(self) -> None:
        flash = FlashHistory()
        for at, on in ((100, True), (150, True), (200, False), (250, False)):
            flash.switch(at, on)
        assert flash.spans(0, 1000) == [(100, 200)]
