"""What the gauge believes of a pack, against what is really in it."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trapd.core.battery.chemistry import SETTLED_S
from trapd.core.battery.gauge import METERED, NOBODY_SAID, RECKONED, SWAPPED, Belief, Gauge
from trapd.core.battery.known import CHEMISTRIES
from trapd.core.battery.pack import HOUR_S, Pack

LI_ION = Pack(CHEMISTRIES["li-ion"], 2, 3, 2.9)
L91 = Pack(CHEMISTRIES["l91"], 4, 3, 3.0)


class Truth:
    """A pack that is emptied, and a gauge that reads an honest meter and reckons with watts that are off."""

    def __init__(
        self, pack: Pack, celsius: float, *, charge: float = 1.0, off: float = 1.15, known: Pack | None = None
    ) -> None:
        """`off`: the load as the unit reckons it, over the true one; `known`: the pack as it is thought to be."""
        self.pack, self.celsius, self.charge, self.off = pack, celsius, charge, off
        self.known = known or pack
        self.gauge = Gauge(self.known)
        self.swaps = 0
        self.errors = list[float]()
        self.held = list[bool]()
        self._chance = Random(1)

    def hour(self, amperes: float, *, reads: bool = True) -> None:
        """Under this load, and a reading at its end."""
        self.charge -= amperes / self.pack.rated_ah
        volts = self.pack.loaded_v(self.charge, self.celsius, amperes, SETTLED_S)
        read_v = volts + self._chance.gauss(0, 0.002)
        reckoned_a = amperes * self.off
        self.gauge.count(reckoned_a * volts * HOUR_S, read_v if reads else None, self.celsius, RECKONED)
        if reads:
            self.swaps += self.gauge.weigh(read_v, reckoned_a, self.celsius)
        belief = self.gauge.belief
        self.errors.append(abs(belief.charge - self.charge))
        self.held.append(self.errors[-1] <= belief.unsure)

    def restart(self) -> None:
        self.gauge = Gauge(self.known, self.gauge.belief)

    def renew(self, charge: float = 1.0) -> None:
        self.charge = charge
        self.restart()


WORN = Pack(replace(LI_ION.chemistry, ohmic=2 * LI_ION.chemistry.ohmic), 2, 3, 2.7)
"""The same, after some years."""


@given(st.sampled_from(sorted(CHEMISTRIES)), st.floats(0.05, 1), st.floats(-30, 25), st.floats(0, 0.5))
@example("li-ion", 1.0, -20, 0.1)
def test_no_charge_is_taken_for_another_pack_nor_for_another_charge(
    name: str, charge: float, celsius: float, rate: float
) -> None:
    """In the cold a full cell shows less under load than one of 95 %."""
    pack = Pack(CHEMISTRIES[name], 2, 3, 2.9)
    amperes = rate * pack.rated_ah
    volts = pack.loaded_v(charge, celsius, amperes, SETTLED_S)
    for unsure in (0.02, 0.5):
        gauge = Gauge(pack, Belief(charge, unsure))
        assert not any(gauge.weigh(volts, amperes, celsius) for _ in range(SWAPPED))
        assert abs(gauge.belief.charge - charge) <= gauge.belief.unsure + 0.005


@pytest.mark.parametrize("pack", [LI_ION, WORN])
@pytest.mark.parametrize("celsius", [25.0, 0.0, -20.0])
def test_li_ion_is_known_to_eight_percent_down_to_minus_twenty(celsius: float, pack: Pack) -> None:
    truth = Truth(pack, celsius, known=LI_ION)
    while truth.charge > 0.15:
        truth.hour(0.15)
        if len(truth.errors) % 12 == 0:
            truth.restart()
    assert max(truth.errors) <= 0.08
    assert sum(truth.held) >= 0.95 * len(truth.held)
    assert truth.swaps == 0


def test_a_fresh_pack_in_place_of_a_spent_one_is_noticed_and_only_then() -> None:
    truth = Truth(LI_ION, -10)
    while truth.charge > 0.25:
        truth.hour(0.15)
    truth.renew()
    for _ in range(SWAPPED - 1):
        truth.hour(0.15)
    assert truth.swaps == 0
    assert truth.gauge.in_doubt
    truth.hour(0.15)
    assert truth.swaps == 1
    assert truth.errors[-1] <= 0.08
    for _ in range(10):
        truth.hour(0.15)
    assert truth.swaps == 1


def test_one_odd_reading_is_no_other_pack() -> None:
    gauge = Gauge(LI_ION, Belief(0.3, 0.03))
    assert not gauge.weigh(LI_ION.rest_v(1, 0), 0, 0)
    assert gauge.belief == Belief(0.3, 0.03)
    assert not gauge.weigh(LI_ION.rest_v(0.3, 0), 0, 0)
    assert not gauge.in_doubt


def test_lithium_primary_is_counted_since_its_voltage_tells_nothing() -> None:
    truth = Truth(L91, -10, off=1.05)
    truth.hour(0.06)
    first, tells = truth.gauge.belief, []
    assert first.charge == pytest.approx(1, abs=0.06), "fresh cells are higher"
    while truth.charge > 0.3:
        truth.hour(0.06)
        tells.append(truth.gauge.by == "voltage")
    assert sum(tells) < 0.25 * len(tells)
    assert first.unsure < truth.gauge.belief.unsure < 0.3
    assert all(truth.held)


def test_a_fresh_set_of_lithium_primary_cells_is_noticed_when_the_old_ones_are_spent() -> None:
    truth = Truth(L91, -10)
    while truth.charge > 0.06:
        truth.hour(0.06)
    truth.renew()
    for _ in range(SWAPPED):
        truth.hour(0.06)
    assert truth.swaps == 1
    assert truth.gauge.belief.charge > 0.7


def test_without_a_voltmeter_it_is_counted_and_says_how_unsure_that_is() -> None:
    truth = Truth(LI_ION, 0, charge=0.9)
    for _ in range(20):
        truth.hour(0.15, reads=False)
    assert truth.gauge.belief.charge < 0.7
    assert truth.gauge.belief.unsure == NOBODY_SAID.unsure
    assert all(truth.held)


def test_an_ammeter_makes_the_count_surer() -> None:
    metered, reckoned = Gauge(LI_ION, Belief(0.9, 0.02)), Gauge(LI_ION, Belief(0.9, 0.02))
    metered.count(50_000, 7.4, 0, METERED)
    reckoned.count(50_000, 7.4, 0, RECKONED)
    assert metered.belief.charge == reckoned.belief.charge
    assert metered.belief.unsure < reckoned.belief.unsure


def test_what_comes_into_the_pack_is_counted_as_well() -> None:
    gauge = Gauge(LI_ION, Belief(0.5, 0.02))
    gauge.count(-50_000, 7.4, 20, METERED)
    assert gauge.belief.charge > 0.5


def test_a_thermometer_more_tells_more() -> None:
    known, unknown = Gauge(LI_ION), Gauge(LI_ION)
    volts = LI_ION.loaded_v(0.6, -10, 0.2, SETTLED_S)
    known.weigh(volts, 0.2, -10)
    unknown.weigh(volts, 0.2, None)
    assert known.belief.unsure < unknown.belief.unsure
    assert abs(unknown.belief.charge - 0.6) <= unknown.belief.unsure


maybe_c = st.none() | st.floats(-60, 70)
counts = st.tuples(
    st.just("count"),
    st.floats(-1e6, 1e6),
    st.none() | st.floats(-5, 60),
    maybe_c,
    st.sampled_from([METERED, RECKONED]),
)
weighs = st.tuples(st.just("weigh"), st.floats(0.1, 60), st.floats(-10, 10), maybe_c)
aways = st.tuples(st.just("away"), st.floats(0, 1e7))


@given(st.sampled_from(sorted(CHEMISTRIES)), st.lists(counts | weighs | aways, max_size=20))
def test_whatever_is_read_the_charge_stays_a_charge(
    name: str, story: list[tuple[str, *tuple[float | None, ...]]]
) -> None:
    gauge = Gauge(Pack(CHEMISTRIES[name], 4, 2, 3.0))
    for what, *figures in story:
        getattr(gauge, what)(*figures)
        belief = gauge.belief
        assert 0 <= belief.charge <= 1
        assert 0 < belief.unsure <= NOBODY_SAID.unsure
        assert math.isfinite(belief.charge + belief.unsure)


def test_a_meter_that_stood_still_has_taught_nothing_but_by_its_first_word() -> None:
    volts, hours, an_hour_j = LI_ION.rest_v(0.8, 25), 24, 3_600.0
    gauge = Gauge(LI_ION)
    gauge.weigh(volts, 0, 25)
    first = gauge.belief
    for _ in range(hours):
        gauge.count(an_hour_j, volts, 25, RECKONED)
        gauge.weigh(volts, 0, 25)
    assert gauge.belief.charge == pytest.approx(first.charge, abs=0.05)
    gauge.unlearn()
    taken = hours * an_hour_j / volts / HOUR_S / LI_ION.rated_ah
    assert gauge.belief.charge == pytest.approx(first.charge - taken, abs=0.03)
    assert gauge.belief.unsure > first.unsure


def test_a_meter_that_moves_may_teach() -> None:
    gauge = Gauge(LI_ION, Belief(0.5, 0.3))
    for volts in (7.2, 7.201, 7.2):
        gauge.count(0, volts, 25, RECKONED)
        gauge.weigh(volts, 0, 25)
    learnt = gauge.belief
    gauge.unlearn()
    assert gauge.belief == learnt
