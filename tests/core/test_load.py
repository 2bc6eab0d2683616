"""What a plan's load does to the voltage: more in the cold, more the longer it lasts, more with an old pack."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.battery.known import CHEMISTRIES
from trapd.core.battery.li_ion import LI_ION
from trapd.core.battery.pack import Pack
from trapd.core.load import MOST_WORSE, Load, sagged, worse_by

PACK = Pack(LI_ION, series=2, parallel=3, cell_ah=2.9)
CLIP = Load("clip", before_w=0.4, watts=12.0, seconds=60.0, charge=0.5, celsius=-20.0)


def test_constant_power_is_what_it_converges_to() -> None:
    volts = sagged(PACK, CLIP).volts
    assert PACK.loaded_v(0.5, -20, 12.0 / volts, 60) == pytest.approx(volts, abs=0.01)


def test_the_colder_the_longer_and_the_emptier_the_lower() -> None:
    for harder in (replace(CLIP, celsius=-25.0), replace(CLIP, watts=15.0), replace(CLIP, charge=0.2)):
        assert sagged(PACK, harder).volts < sagged(PACK, CLIP).volts
    assert sagged(PACK, replace(CLIP, seconds=1.0)).volts > sagged(PACK, CLIP).volts


def test_what_flowed_before_has_sagged_already() -> None:
    still = replace(CLIP, seconds=1.0, watts=6.0)
    fresh, long_on = sagged(PACK, replace(still, before_w=0.0)), sagged(PACK, replace(still, before_w=3.0))
    assert long_on.volts < fresh.volts
    assert sagged(PACK, replace(CLIP, before_w=3.0)).volts == sagged(PACK, replace(CLIP, before_w=0.0)).volts


def test_more_than_the_pack_can_give_at_all_breaks_it_down() -> None:
    assert sagged(PACK, replace(CLIP, watts=2_000.0)).volts == 0


def test_a_load_that_pulled_the_pack_down_would_have_been_refused_by_what_it_teaches() -> None:
    least_v = sagged(PACK, CLIP).least_v - 0.3
    worse = worse_by(PACK, CLIP, least_v)
    assert 1 < worse < MOST_WORSE
    assert sagged(replace(PACK, worse=worse), CLIP).least_v < least_v
    assert sagged(replace(PACK, worse=worse / 1.2), CLIP).least_v >= least_v


def test_no_pack_is_believed_to_be_worse_than_so() -> None:
    mild = replace(CLIP, celsius=25.0, watts=0.5)
    assert worse_by(PACK, mild, least_v=5.0) == MOST_WORSE


@given(
    st.builds(
        Pack, st.sampled_from(list(CHEMISTRIES.values())), st.integers(1, 8), st.integers(1, 8), st.floats(0.5, 99)
    ),
    st.builds(
        Load,
        st.just("clip"),
        before_w=st.floats(0, 5),
        watts=st.floats(5, 500),
        seconds=st.floats(0, 3_600),
        charge=st.floats(0, 1),
        celsius=st.floats(-45, 60),
    ),
)
def test_whatever_the_load_the_answer_is_a_voltage_that_this_pack_can_have(pack: Pack, load: Load) -> None:
    told = sagged(pack, load)
    assert 0 <= told.volts <= pack.rest_v(1, 60)
    assert 0 <= told.unsure_v < 10 * pack.series
    assert 1 <= worse_by(pack, load, pack.cut_off_v) <= MOST_WORSE
