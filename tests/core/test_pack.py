"""What a pack gives: less in the cold, less under load, never nonsense."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trapd.core.battery.chemistry import Chemistry
from trapd.core.battery.known import CHEMISTRIES, named
from trapd.core.battery.li_ion import LI_ION
from trapd.core.battery.lithium_primary import LITHIUM_PRIMARY
from trapd.core.battery.pack import HOUR_S, Pack

CELL = Pack(LI_ION, series=1, parallel=1, cell_ah=2.9)
HALF_C = 1.45

packs = st.builds(
    Pack,
    st.sampled_from(list(CHEMISTRIES.values())),
    series=st.integers(1, 8),
    parallel=st.integers(1, 8),
    cell_ah=st.floats(0.5, 100),
)
charges = st.floats(0, 1)
temperatures = st.floats(-45, 60)
rates = st.floats(0, 10)
times = st.floats(0, 3600)


@pytest.mark.parametrize(
    ("celsius", "rest_v", "loaded_v"),
    [(25, 3.663, 3.611), (10, 3.651, 3.576), (0, 3.646, 3.530), (-10, 3.638, 3.437), (-20, 3.611, 3.237)],
)
def test_half_a_c_from_a_half_full_cell_as_kollmeyer_measured_it(
    celsius: float, rest_v: float, loaded_v: float
) -> None:
    """The line of -20 °C is in no fit."""
    assert CELL.rest_v(0.5, celsius) == pytest.approx(rest_v, abs=0.015)
    assert CELL.loaded_v(0.5, celsius, HALF_C, 10) == pytest.approx(loaded_v, abs=0.035)


def test_a_fixed_cut_off_calls_a_half_full_pack_dead_in_the_cold() -> None:
    fixed_v = 3.3
    assert CELL.loaded_v(0.5, 25, HALF_C, 10) > fixed_v
    assert CELL.loaded_v(0.5, -20, HALF_C, 10) < fixed_v < CELL.rest_v(0.5, -20)
    assert CELL.usable_ah(0.5, -20, HALF_C) > 0.6


def test_a_cold_pack_keeps_what_it_cannot_give_now() -> None:
    assert CELL.usable_ah(1, 25, 0.87) == pytest.approx(2.83, abs=0.01)
    assert CELL.usable_ah(1, -20, 0.87) == pytest.approx(2.24, abs=0.01)
    assert CELL.usable_ah(0.2, -20, 0.87) == 0
    assert CELL.usable_ah(0.2, 25, 0.87) > 0.5


def test_in_the_cold_twice_the_load_takes_less_than_twice_the_voltage() -> None:
    def sag_v(amperes: float) -> float:
        return CELL.rest_v(0.5, -10) - CELL.loaded_v(0.5, -10, amperes, 1)

    assert sag_v(1.45) < sag_v(11.6) < 0.8 * 8 * sag_v(1.45)


def test_rest_voltage_tells_the_charge_of_li_ion_and_nothing_of_lithium_primary() -> None:
    low, high = CELL.charges_at_rest(CELL.rest_v(0.5, -10), -10)
    assert low < 0.5 < high
    assert high - low < 0.1
    primary = Pack(LITHIUM_PRIMARY, series=4, parallel=3, cell_ah=3)
    low, high = primary.charges_at_rest(primary.rest_v(0.6, -10), -10)
    assert high - low > 0.6


def test_names_are_understood_as_people_write_them() -> None:
    assert [chemistry and chemistry.name for chemistry in map(named, ("LiFePO4", "Li-Ion", "lead acid", "L91"))] == [
        "lifepo4",
        "li-ion",
        "lead-acid",
        "l91",
    ]
    assert named("uranium") is None


@pytest.mark.parametrize("known", CHEMISTRIES.values(), ids=list(CHEMISTRIES))
def test_tables_rise_in_order_and_name_their_source(known: Chemistry) -> None:
    rising = [
        [row.charge for row in known.at],
        [row.open_v for row in known.at],
        [celsius for celsius, _ in known.usable],
        list(known.usable_rates),
        [row.celsius for row in known.unsure],
    ]
    assert all(row == sorted(set(row)) for row in rising)
    assert (known.at[0].charge, known.at[-1].charge) == (0, 1)
    assert all(len(shares) == len(known.usable_rates) for _, shares in known.usable)
    assert known.source


@given(packs, charges, temperatures, rates, times)
@example(Pack(CHEMISTRIES["lead-acid"], 6, 1, 7), 0.0, 40, 0, 10)
@example(CELL, 0, -45, 1, 10)
def test_no_extreme_gives_nonsense(pack: Pack, charge: float, celsius: float, rate: float, seconds: float) -> None:
    amperes = rate * pack.rated_ah
    rest_v, loaded_v = pack.rest_v(charge, celsius), pack.loaded_v(charge, celsius, amperes, seconds)
    assert 0 <= loaded_v <= rest_v < 4.5 * pack.series
    assert 0 <= pack.usable_ah(charge, celsius, amperes) <= charge * pack.rated_ah
    off_v = pack.uncertainty_v(charge, celsius, amperes, seconds)
    assert 0 < off_v <= rest_v


@pytest.mark.parametrize("known", CHEMISTRIES.values(), ids=list(CHEMISTRIES))
def test_a_load_that_takes_more_than_was_in_it_finds_no_voltage(known: Chemistry) -> None:
    cell = Pack(known, 1, 1, 2.9)
    assert cell.loaded_v(1, 25, 0.1, 29 * HOUR_S) > 0
    assert cell.loaded_v(1, 25, 0.1, 31 * HOUR_S) == 0


def test_a_long_load_meets_the_resistance_of_its_end() -> None:
    """Nearly empty, at -20 °C, a cell loses more than full."""
    rest_v = CELL.rest_v(0.1, -20)
    assert CELL.loaded_v(0.1, -20, 0.29, 30) < rest_v - 0.3
    assert CELL.loaded_v(1, -20, 0.29, 9 * HOUR_S) == pytest.approx(CELL.loaded_v(0.1, -20, 0.29, 30), abs=0.05)


@given(packs, charges, temperatures, temperatures, rates, times)
def test_colder_is_never_better(
    pack: Pack, charge: float, one_c: float, other_c: float, rate: float, seconds: float
) -> None:
    cold, warm = sorted((one_c, other_c))
    amperes = rate * pack.rated_ah
    assert pack.rest_v(charge, cold) <= pack.rest_v(charge, warm) + 1e-9
    assert pack.loaded_v(charge, cold, amperes, seconds) <= pack.loaded_v(charge, warm, amperes, seconds) + 1e-9
    assert pack.usable_ah(charge, cold, amperes) <= pack.usable_ah(charge, warm, amperes) + 1e-9


@given(packs, charges, temperatures, rates, rates, times, times)
def test_more_load_and_more_time_are_never_better(
    pack: Pack, charge: float, celsius: float, one: float, other: float, short: float, long: float
) -> None:
    little, much = (rate * pack.rated_ah for rate in sorted((one, other)))
    short, long = sorted((short, long))
    assert pack.loaded_v(charge, celsius, much, long) <= pack.loaded_v(charge, celsius, little, long) + 1e-9
    assert pack.loaded_v(charge, celsius, much, long) <= pack.loaded_v(charge, celsius, much, short) + 1e-9
    assert pack.usable_ah(charge, celsius, much) <= pack.usable_ah(charge, celsius, little) + 1e-9


@given(packs, charges, charges, temperatures)
def test_more_charge_rests_higher_and_the_rest_voltage_leads_back_to_it(
    pack: Pack, one: float, other: float, celsius: float
) -> None:
    less, more = sorted((one, other))
    assert pack.rest_v(less, celsius) <= pack.rest_v(more, celsius) + 1e-9
    rest_v = pack.rest_v(one, celsius)
    assert pack.rest_v(pack.charge_at_rest(rest_v, celsius), celsius) == pytest.approx(rest_v, abs=1e-4)
    low, high = pack.charges_at_rest(rest_v, celsius)
    assert low <= one + 1e-6
    assert high >= one - 1e-6


@given(packs, charges, temperatures, rates, times)
def test_parallel_cells_share_the_load_and_cells_in_series_add_up(
    pack: Pack, charge: float, celsius: float, rate: float, seconds: float
) -> None:
    cell = Pack(pack.chemistry, 1, 1, pack.cell_ah)
    amperes = rate * cell.rated_ah
    together = pack.loaded_v(charge, celsius, pack.parallel * amperes, seconds)
    assert together == pytest.approx(pack.series * cell.loaded_v(charge, celsius, amperes, seconds))
    assert pack.usable_ah(charge, celsius, pack.parallel * amperes) == pytest.approx(
        pack.parallel * cell.usable_ah(charge, celsius, amperes)
    )
