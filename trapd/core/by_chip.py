"""What a clock chip (RTC) told in one boot, put right by another boot that knew the time.

The chip must have run on from the one to the other, as far as its readings show, and nobody may have set it but a
unit that knew the time: chrony does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from trapd.core.boots import Boot, Reading
from trapd.core.caption import TimeSource
from trapd.core.drift import Rate
from trapd.core.gps_time import impossible
from trapd.core.timeline import Anchor, Moment
from trapd.core.told import Told
from trapd.core.units import S

RTC = Rate(0.0, 220.0)
"""How a clock chip may run: a watch crystal's 20 ppm, and 0.04 ppm times the square of the kelvins below 25 °C:
200 ppm at -45 °C. An assumption, after the data sheets of such crystals; compensated ones are far better."""
SECOND_S = 1.0
"""Two readings of whole seconds may differ by so much though the chip ran evenly."""
SET_S = 2.0
"""How well a chip is set: to whole seconds, from a system clock that follows the receiver. An assumption."""
WORST_S = 1800.0
"""What is less sure is no time to date a picture by."""
SURE: frozenset[TimeSource] = frozenset({"gps", "peer", "technician"})
"""Who may prove a chip right or wrong, and have it set."""


def sure(boot: Boot) -> bool:
    """Whether somebody told its time who may prove a chip right or wrong, or have it set, be it wrongly."""
    return any(anchor.source in SURE for anchor in boot.anchors)


def by_chip(chain: Sequence[Boot], at: int, known: dict[str, Told]) -> list[Anchor]:
    """What the chip told at each reading of this boot, put right by the next sure boot and by the last, where
    these are believed."""
    found: list[Anchor] = []
    after = next((to for to in range(at + 1, len(chain)) if sure(chain[to])), None)
    if after is not None and chain[after].boot_id in known and _ran_on(chain[at : after + 1]):
        proof, told = chain[after].readings[0], known[chain[after].boot_id]
        if proof.mono_ns < min(anchor.mono_ns for anchor in chain[after].anchors if anchor.source in SURE):
            found += _put_right(chain[at], proof, told.moment(proof.mono_ns))
    before = next((to for to in range(at - 1, -1, -1) if sure(chain[to])), None)
    if before is not None and chain[before].boot_id in known and _ran_on(chain[before : at + 1]):
        proof, told = chain[before].readings[-1], known[chain[before].boot_id]
        found += _put_right(chain[at], proof, told.moment(proof.mono_ns), may_be_set=True)
    return [] if any(one.contradicts(other) for one, other in combinations(found, 2)) else found


def _put_right(boot: Boot, proof: Reading, true: Moment, may_be_set: bool = False) -> Iterator[Anchor]:
    """`true`: of the reading that proves how far the chip is off. If it may have been set since, it was either that
    far off or not at all; so too where a person says so: one of the two is right."""
    assert true.uncertainty_s is not None
    may_be_set |= true.source != "gps"
    off_ns = true.utc_ns - proof.rtc_ns
    step_ns = abs(off_ns) if may_be_set else 0
    for reading in boot.readings:
        passed_ns = abs(proof.rtc_ns - reading.rtc_ns) + step_ns
        open_s = true.uncertainty_s + SECOND_S + RTC.doubt_s(passed_ns) + (step_ns / S + SET_S if may_be_set else 0.0)
        if open_s <= WORST_S:
            yield Anchor(reading.mono_ns, reading.rtc_ns + off_ns, "rtc", open_s)


def _ran_on(boots: Sequence[Boot]) -> bool:
    """Whether, by all its readings, the chip ran from the first of these boots to the last."""
    if not all(boot.readings for boot in boots):
        return False
    if any(impossible(reading.rtc_ns) for boot in boots for reading in boot.readings):
        return False  # it lost its power once, nobody knows for how long
    steady = all(_even(one, other) for boot in boots if not sure(boot) for one, other in pairwise(boot.readings))
    return steady and all(_goes_on(one, other) for one, other in pairwise(boots))


def _even(one: Reading, other: Reading) -> bool:
    passed_ns = other.mono_ns - one.mono_ns
    return abs(other.rtc_ns - one.rtc_ns - passed_ns) <= SECOND_S * S + RTC.doubt_s(passed_ns) * S


def _goes_on(one: Boot, other: Boot) -> bool:
    """Whether the chip was not earlier when the kernel of the second boot came up than when the first last ran."""
    left, came = one.readings[-1], other.readings[0]
    ran_ns = one.last_ns - left.mono_ns
    slack_s = SECOND_S + RTC.doubt_s(ran_ns + came.mono_ns)
    return came.rtc_ns - came.mono_ns >= left.rtc_ns + ran_ns - round(slack_s * S)
