"""Fields of a map."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.plane import METRES_PER_DEG, Plane
from trapd.export.blur.field import COARSEST_DEG, field
from trapd.survey.deployment import Site

PLACES = st.tuples(st.floats(-85, 85), st.floats(-180, 180))
WIDTHS = st.floats(0.1, 100)


@pytest.mark.parametrize(
    ("place", "km", "middle"),
    [
        ((43.1034, 131.5503), 10, (43.1, 131.6)),
        ((43.1034, 131.5503), 1, (43.1, 131.56)),
        ((-43.1034, -131.5503), 0.1, (-43.103, -131.55)),
        ((60.05, 30.05), 100, (60.0, 30.0)),
        ((0.004, -0.004), 1, (0.0, 0.0)),
        ((78.2, 15.6), 10, (78.2, 15.5)),
    ],
)
def test_the_middle(place, km, middle):
    found = field(*place, km)

    assert (found.lat, found.lon) == middle
    assert math.copysign(1, found.lon) == math.copysign(1, middle[1])


@given(PLACES, WIDTHS)
def test_it_is_as_wide_and_high_as_was_asked_for_and_not_ten_times_so(place, km):
    found = field(*place, km)
    across_km = found.lon_deg * math.cos(math.radians(found.lat)) * METRES_PER_DEG / 1000
    high_km = found.lat_deg * METRES_PER_DEG / 1000

    assert km <= high_km * 1.000001 < 2.6 * km
    assert found.lon_deg == COARSEST_DEG or km <= across_km * 1.000001 < 2.6 * km


@given(PLACES, WIDTHS, st.floats(1, 10_000))
def test_the_place_is_in_it_and_within_what_it_tells(place, km, uncertainty_m):
    found = field(*place, km)
    told = found.site(Site(*place, uncertainty_m, "gps"))

    assert found.holds(*place)
    assert math.dist(Plane(*place).metres(told.lat, told.lon), (0, 0)) <= told.uncertainty_m * 1.2
    assert told.uncertainty_m == int(told.uncertainty_m) >= 1


@given(PLACES, WIDTHS)
def test_the_middle_is_told_as_itself(place, km):
    found = field(*place, km)

    assert field(found.lat, found.lon, km) == found
    assert len(repr(found.lat).partition(".")[2]) <= 4


def test_over_the_edge_by_a_tenth_it_stays_the_same():
    found = field(47.4491, 138.6, 10)

    assert found.lat == 47.4
    assert found.holds(47.4599, 138.6)
    assert not found.holds(47.4601, 138.6)


def test_on_both_sides_of_the_last_meridian():
    found = field(66.0, 179.99, 10)

    assert found.lon == 180.0
    assert found.holds(66.0, -179.99)
