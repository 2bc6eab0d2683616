"""How much of a place may be told."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.fix import Fix
from trapd.core.geotag import CLINGS, FIELD_DEG, Geotag
from trapd.core.place import Position
from trapd.core.plane import Plane
from trapd.core.units import S
from trapd.core.whereabouts import Whereabouts

LAT, LON = 47.38276, 138.61947
BEST = Position(LAT, LON, 412.3, 0.9, 3.2, 25)
EXACT, ROUNDED, NONE = Geotag("exact"), Geotag("rounded"), Geotag("none")
LATITUDES, LONGITUDES = st.floats(-89, 89), st.floats(-179, 179)


def fix(lat: float = LAT, lon: float = LON, at_s: float = 0) -> Fix:
    return Fix(
        mono_ns=round(at_s * S), utc_ns=0, time_trusted=True, lat=lat, lon=lon, alt_m=412.3, hdop=0.9, sats=9, mode=3
    )


def whereabouts(geotag: Geotag, lat: float = LAT, lon: float = LON, **known: object) -> Whereabouts:
    """Of a unit that has had its first fix."""
    where = Whereabouts(geotag, 5, **({"home": None} | known))
    where.add(fix(lat, lon))
    return where


def test_exact_tells_all_and_reckons_the_sun_for_it() -> None:
    where = whereabouts(EXACT)
    assert (where.told.lat, where.told.lon, where.told.alt_m, where.told.hdop) == (LAT, LON, 412.3, 0.9)
    assert where.for_sun == (LAT, LON)
    assert where.cell is None


def test_rounded_tells_a_field_and_its_size_without_height() -> None:
    where = whereabouts(ROUNDED)
    assert where.told == Position(47.4, 138.6, None, None, 8_100, 1)
    assert where.for_sun == where.cell == (47.4, 138.6)
    assert where.of_fix(fix()) == {"lat": 47.4, "lon": 138.6, "sats": 9, "mode": 3, "fixes": 1}


def test_none_tells_nothing_and_reckons_the_sun_for_the_degree() -> None:
    where = whereabouts(NONE, cell=(47.4, 138.6))
    assert where.told is None
    assert where.cell is None
    assert where.for_sun == (47, 139)
    assert where.of_fix(fix()) == {"sats": 9, "mode": 3, "fixes": 1}


@pytest.mark.parametrize("geotag", [ROUNDED, NONE], ids=lambda geotag: geotag.level)
@given(lat=LATITUDES, lon=LONGITUDES)
def test_what_is_told_depends_on_the_field_alone(geotag: Geotag, lat: float, lon: float) -> None:
    """Anywhere else in it, the very same would be told."""
    cell = geotag.cell(lat, lon)
    assert geotag.cell(*cell) == cell
    there = geotag.told(Position(*cell, 1.0, 2.0, 3.0, BEST.fixes), cell)
    assert geotag.told(Position(lat, lon, 412.3, 0.9, 3.2, BEST.fixes), cell) == there


@given(lat=LATITUDES, lon=LONGITUDES)
def test_the_error_that_is_told_is_no_lie(lat: float, lon: float) -> None:
    told = ROUNDED.told(BEST, ROUNDED.cell(lat, lon))
    off_m = math.hypot(*Plane(lat, lon).metres(told.lat, told.lon))
    assert off_m <= told.error_m


def test_a_unit_on_an_edge_does_not_tell_the_edge() -> None:
    """Its average wanders by metres over the edge at 47.35."""
    where = whereabouts(ROUNDED, lat=47.3501)
    told = {where.told.lat}
    for n in range(200):
        where.add(fix(47.35 + 0.0002 * (-1) ** n, at_s=n * 700))
        told.add(where.told.lat)
    assert told == {47.4}


def test_a_restart_goes_on_with_the_field_that_was_told() -> None:
    assert whereabouts(ROUNDED, lat=47.3499, cell=(47.4, 138.6)).told.lat == 47.4
    assert whereabouts(ROUNDED, lat=47.2, cell=(47.4, 138.6)).told.lat == 47.2


def test_before_the_first_fix_the_sun_goes_by_the_last_field_else_by_where_it_was_hung() -> None:
    home = (47.38, 138.62)
    assert Whereabouts(EXACT, 5, home).for_sun == home
    assert Whereabouts(ROUNDED, 5, home).for_sun == (47.4, 138.6)
    assert Whereabouts(ROUNDED, 5, home, cell=(43.1, 131.5)).for_sun == (43.1, 131.5)
    assert Whereabouts(ROUNDED, 5, None, cell=(943.1, 131.5)).for_sun is None
    assert Whereabouts(NONE, 5, home).for_sun == (47, 139)
    assert Whereabouts(NONE, 5, None).for_sun is None


def test_a_unit_that_was_carried_tells_the_new_field_and_how_far() -> None:
    where = whereabouts(ROUNDED)
    for n in range(1, 40):
        where.add(fix(at_s=n))
    changed = [where.add(fix(48.9, at_s=50 + n)) for n in range(40)]
    assert changed.count(True) == 1
    assert where.told.lat == where.cell[0] == 48.9


@given(deg=LATITUDES)
def test_only_multiples_are_coarse_enough(deg: float) -> None:
    assert not EXACT.is_fine(deg)
    for geotag in (ROUNDED, NONE):
        assert geotag.is_fine(deg) == (geotag.cell(deg, deg)[0] != deg)


def test_a_field_that_clings_does_not_reach_over_its_neighbour() -> None:
    assert 0.5 < CLINGS < 1
    assert FIELD_DEG["rounded"] < FIELD_DEG["none"]
