"""No time is further from the truth than it says: whatever the crystal, the receiver and the outages."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.core.belief import Belief
from trapd.core.delays import USUAL_NS
from trapd.core.drift import UNMEASURED, Rate
from trapd.core.fix import Fix
from trapd.core.timeline import FLOOR_S, Anchor, Timeline
from trapd.core.units import MS, S

NOON = 1_782_907_200 * S
HOUR = 3600 * S
EPOCHS = 30
NEAR_PPM = 10.0
"""From hour to hour the crystal stays so near its own rate."""


@dataclass
class Story:
    """A unit whose crystal, receiver and luck come from `chance`."""

    chance: Random
    ppm: float
    jitter_ms: int
    mono_ns: int = 0
    true_ns: int = NOON
    rate: Rate = UNMEASURED
    timeline: Timeline = field(init=False)
    belief: Belief = field(init=False)
    checked: int = 0

    def __post_init__(self) -> None:
        self.start(None)

    def start(self, held: Anchor | None, passed_ns: int | None = None) -> None:
        """`passed_ns`: the UTC that the start before was sure of at last."""
        floor = None if passed_ns is None else Anchor(self.mono_ns, passed_ns, "gps", FLOOR_S)
        self.timeline = Timeline(NOON, self.mono_ns, held, self.rate, floor)
        self.belief = Belief(self.timeline)

    def pass_time(self, hours: int) -> None:
        """Hour by hour, each at a rate of its own, and looked at."""
        for _ in range(hours):
            rate_ppm = self.ppm + self.chance.uniform(-NEAR_PPM, NEAR_PPM)
            self.mono_ns += HOUR
            self.true_ns += HOUR + round(HOUR * rate_ppm / 1e6)
            self.look()

    def fix(self) -> None:
        """The receiver wakes, tells, sleeps."""
        for number in range(EPOCHS):
            self.mono_ns += S
            self.true_ns += S
            late_ns = self.chance.randint(10, 10 + self.jitter_ms) * MS
            told = Fix(self.mono_ns + late_ns, self.true_ns, number > 1, 43.1, 131.5, 120, 1, 9, 3)
            anchor = self.belief.anchor(told)
            assert not self.timeline.too_early(Anchor(told.mono_ns, told.utc_ns, "gps", 1.0))
            if isinstance(anchor, Anchor):
                self.timeline.anchor(anchor)
                self.look()

    def restart(self) -> None:
        """Of the process."""
        self.rate = self.timeline.rate
        self.start(self.timeline.held, self.timeline.passed_utc_ns(self.mono_ns))

    def cut(self) -> None:
        """Of the power: another boot, some days later, at another temperature."""
        passed_ns = self.timeline.passed_utc_ns(self.mono_ns)
        self.rate = self.timeline.rate.remembered() if self.timeline.rate != UNMEASURED else UNMEASURED
        self.true_ns += self.chance.randint(0, 90 * 24) * HOUR
        self.ppm += self.chance.uniform(-10, 10)
        self.ppm = max(-40.0, min(40.0, self.ppm))
        self.mono_ns = 20 * S
        self.start(None, passed_ns)

    def look(self) -> None:
        """Now: what was told in an earlier hour was looked at then."""
        moment = self.timeline.moment(self.mono_ns)
        if moment.uncertainty_s is not None:
            self.checked += 1
            assert abs(moment.utc_ns - self.true_ns) / S <= moment.uncertainty_s


STEPS = st.one_of(
    st.just(("fix", 0)),
    st.integers(1, 60).map(lambda hours: ("pass_time", hours)),
    st.just(("restart", 0)),
    st.just(("cut", 0)),
)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32), st.floats(-40, 40), st.integers(0, 600), st.lists(STEPS, max_size=30))
def test_what_is_told_is_never_further_from_the_truth_than_it_says(
    seed: int, ppm: float, jitter_ms: int, steps: list[tuple[str, int]]
) -> None:
    story = Story(Random(seed), ppm, jitter_ms)
    for what, hours in [("fix", 0), *steps]:
        if what == "pass_time":
            story.pass_time(hours)
        else:
            getattr(story, what)()
    assert story.checked > 0


def test_a_crystal_that_was_measured_is_told_better_than_one_that_was_not() -> None:
    story = Story(Random(7), ppm=30.0, jitter_ms=100)
    told = []
    for _ in range(3):
        story.fix()
        story.pass_time(24)
        moment = story.timeline.moment(story.mono_ns)
        told.append((abs(moment.utc_ns - story.true_ns) / S, moment.uncertainty_s or 0))
    assert told[0][0] > 2, "30 ppm, a day asleep"
    assert told[2][0] < 0.8
    assert told[2][1] < told[0][1] * 0.75
    assert USUAL_NS == 100 * MS
