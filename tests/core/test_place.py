"""Where the unit hangs: averages, outliers, and being carried away."""

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.core.fix import Fix
from trapd.core.place import CORRELATED_NS, FLOOR_M, WINDOW, Place
from trapd.core.plane import METRES_PER_DEG, Plane
from trapd.core.units import S

LAT, LON = 43.1034, 131.5503


def fix(north_m: float = 0, east_m: float = 0, *, at_s: float = 0, hdop: float | None = 1, **changed: object) -> Fix:
    lat, lon = Plane(LAT, LON).degrees((east_m, north_m))
    values = {"lat": lat, "lon": lon, "alt_m": 120.0, "sats": 9, "mode": 3} | changed
    return Fix(mono_ns=round(at_s * S), utc_ns=0, time_trusted=True, hdop=hdop, **values)


def metres_off(place: Place) -> float:
    return math.hypot(*Plane(LAT, LON).metres(place.best.lat, place.best.lon))


def settled(count: int = 40) -> Place:
    place = Place(worst_hdop=5)
    for n in range(count):
        assert place.add(fix(at_s=n))
    return place


def test_one_fix_is_a_position_with_its_own_error():
    place = Place(5)
    assert place.best is None
    assert place.add(fix(hdop=2))
    assert (place.best.fixes, place.best.hdop, place.best.error_m) == (1, 2, 10)


def test_the_average_of_many_days_is_better_than_any_fix():
    chance, place = Random(1), Place(5)
    for n in range(200):
        place.add(fix(chance.gauss(0, 4), chance.gauss(0, 4), at_s=n * 3600))
    assert metres_off(place) < 1
    assert place.best.error_m == FLOOR_M


def test_fixes_of_one_minute_share_their_error():
    place = settled(40)
    assert (place.best.fixes, place.best.error_m) == (40, 5)
    place.add(fix(at_s=CORRELATED_NS / S))
    assert place.best.error_m == pytest.approx(5 / math.sqrt(2), abs=0.05)


def test_good_geometry_weighs_more():
    place = Place(5)
    place.add(fix(north_m=0, hdop=1))
    place.add(fix(north_m=17, hdop=4))
    assert metres_off(place) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    "poor",
    [
        fix(hdop=5.1),
        fix(hdop=None),
        fix(hdop=math.nan),
        fix(mode=0),
        fix(lat=None, lon=None),
        fix(lat=0.0, lon=0.0),
        fix(lat=0.0, lon=1e-7),
        fix(lat=91.0),
        fix(lon=181.0),
        fix(lat=math.nan),
    ],
)
def test_a_poor_fix_is_not_averaged(poor):
    place = Place(5)
    assert not place.add(poor)
    assert place.best is None


def test_a_fix_without_height_leaves_the_height_alone():
    place = Place(5)
    place.add(fix(alt_m=None, mode=2))
    assert place.best.alt_m is None
    place.add(fix(alt_m=100.0))
    place.add(fix(alt_m=None, mode=2))
    assert place.best.alt_m == 100


@pytest.mark.parametrize("turn", range(0, 30, 3))
def test_one_outlier_changes_nothing_whenever_it_comes(turn):
    place = Place(5)
    for n in range(30):
        place.add(fix(north_m=5_000 if n == turn else 0, at_s=n))
        assert place.moved_m is None
    assert metres_off(place) < 0.01
    assert place.best.fixes == 29


def test_a_unit_carried_away_is_noticed_once_and_averaged_anew():
    place = settled()
    seen = []
    for n in range(60):
        place.add(fix(north_m=300, at_s=100 + n))
        seen.append(place.moved_m)
    assert [n for n, moved in enumerate(seen) if moved] == [WINDOW - 1]
    assert seen[WINDOW - 1] == pytest.approx(300, rel=0.01)
    assert metres_off(place) == pytest.approx(300, rel=0.01)
    assert place.best.fixes == 60


def test_a_passing_echo_is_no_move():
    place = settled()
    for n in range(WINDOW - 1):
        assert not place.add(fix(east_m=80, at_s=100 + n))
    assert place.add(fix(at_s=200))
    assert place.moved_m is None
    assert metres_off(place) < 0.01


def test_scattered_fixes_are_no_move():
    place, chance = settled(), Random(3)
    for n in range(100):
        place.add(fix(chance.choice((-1, 1)) * (500 + 200 * n), chance.gauss(0, 5_000), at_s=100 + n))
        assert place.moved_m is None
    assert metres_off(place) < 0.01


@pytest.mark.parametrize(("lat", "lon"), [(68.9, 180.0), (68.9, -179.99999), (-33.9, 18.4), (51.48, 0.0)])
def test_everywhere_on_earth(lat, lon):
    place, plane = Place(5), Plane(lat, lon)
    for north_m, east_m in [(3, 3), (-3, -3), (3, -3), (-3, 3)]:
        there = plane.degrees((east_m, north_m))
        assert place.add(fix(lat=there[0], lon=there[1]))
    east_m, north_m = plane.metres(place.best.lat, place.best.lon)
    assert math.hypot(east_m, north_m) < 0.01
    assert -180 <= place.best.lon <= 180


def test_the_map_is_true_to_scale():
    assert Plane(60, 30).metres(60, 31)[0] == pytest.approx(METRES_PER_DEG / 2)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Fix,
            mono_ns=st.integers(0, 10**18),
            utc_ns=st.just(0),
            time_trusted=st.booleans(),
            lat=st.none() | st.floats(),
            lon=st.none() | st.floats(),
            alt_m=st.none() | st.floats(-500, 9000),
            hdop=st.none() | st.floats(),
            sats=st.none(),
            mode=st.sampled_from((0, 2, 3)),
        ),
        max_size=60,
    )
)
def test_wild_fixes_never_give_a_place_that_is_none(fixes):
    place = Place(5)
    for wild in fixes:
        place.add(wild)
        if place.best is not None:
            assert math.isfinite(place.best.lat)
            assert -180 <= place.best.lon <= 180
            assert place.best.error_m >= FLOOR_M
