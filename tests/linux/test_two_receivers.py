"""The two units of a pair, each with its own receiver: what they say of the same moment.

The receivers' text goes through the reader of the field; its arrival is told by the virtual clock.
"""

from __future__ import annotations

import pytest
from benchmarks.one_receiver import wrong_ns

from trapd.core.units import MS, S

AGREE_S = 0.2
SEEDS = range(40)


@pytest.mark.parametrize("jitter_ms", [(0, 100), (100, 300), (0, 450), (450, 450)], ids=str)
def test_with_a_fix_each_they_agree(jitter_ms: tuple[float, float]) -> None:
    apart_s = []
    for seed in SEEDS:
        ours = wrong_ns(2 * seed + 1, jitter_ms[0], drift_ppm=40, booted_ns=17 * S)
        theirs = wrong_ns(2 * seed + 2, jitter_ms[1], drift_ppm=-40, booted_ns=9_999 * S + 123 * MS)
        apart_s.append(abs(ours - theirs) / S)
    assert max(apart_s) <= AGREE_S
    assert sorted(apart_s)[len(apart_s) // 2] <= AGREE_S / 4


def test_receivers_of_two_kinds_agree_once_their_delays_are_in_the_profiles() -> None:
    """The simulated one speaks 80 ms after its second; the usual 100 ms are taken where nobody measured it."""
    for seed in SEEDS[:10]:
        off_s = wrong_ns(seed, jitter_ms=100, drift_ppm=0, booted_ns=0, delay_ms=80) / S
        assert abs(off_s) <= 0.05
