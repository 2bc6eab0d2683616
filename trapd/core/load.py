"""What a plan takes out of the pack, and what becomes of the pack's voltage under it."""

from __future__ import annotations

from dataclasses import replace

from trapd.core.battery.chemistry import SETTLED_S
from trapd.core.battery.pack import Pack
from trapd.core.value import value

ROUNDS, NEAR_V = 20, 0.002
"""A load of so many watts draws the more amperes the lower it pulls the voltage: looked for from above."""
MOST_WORSE = 4.0
"""A pack whose loss is so many times that of the table is not fit for the cold; nothing is believed to be worse."""
STEP_WORSE = 1.1
MOST_W, MOST_C, DAY_S = 1_000, 100, 86_400
"""Nothing on a tree takes more, is colder or hotter, or takes pictures for longer."""


@value
class Load:
    """Of one plan, on a pack in this state."""

    step: str
    """What the plan takes."""
    before_w: float
    """That flows whether it runs or not."""
    watts: float
    """In all, while it runs."""
    seconds: float
    charge: float
    """At the least."""
    celsius: float

    @property
    def possible(self) -> bool:
        """Of a unit on a tree."""
        some = 0 <= self.before_w <= MOST_W and 0 <= self.watts <= MOST_W and 0 <= self.seconds <= DAY_S
        return some and 0 <= self.charge <= 1 and abs(self.celsius) <= MOST_C


@value
class Sagged:
    """The pack's voltage at the end of a load; 0 where it would break down."""

    volts: float
    unsure_v: float

    @property
    def least_v(self) -> float:
        return self.volts - self.unsure_v


def sagged(pack: Pack, load: Load) -> Sagged:
    """What is to be expected, and how far that may be off."""
    volts = pack.rest_v(load.charge, load.celsius)
    for _ in range(ROUNDS):
        lower_v = _under(pack, load, volts)
        if lower_v < pack.cut_off_v / 2:
            return Sagged(0.0, 0.0)
        if volts - lower_v < NEAR_V:
            amperes = load.watts / lower_v
            return Sagged(lower_v, pack.uncertainty_v(load.charge, load.celsius, amperes, load.seconds))
        volts = lower_v
    return Sagged(0.0, 0.0)  # it falls and falls


def worse_by(pack: Pack, load: Load, least_v: float) -> float:
    """How many times the table's loss this pack must have, at the least, if the load pulled it down to `least_v`, of
    which nobody was afraid; `MOST_WORSE` at most."""
    worse = pack.worse
    while worse < MOST_WORSE and sagged(replace(pack, worse=worse), load).least_v >= least_v:
        worse *= STEP_WORSE
    return min(worse, MOST_WORSE)


def _under(pack: Pack, load: Load, volts: float) -> float:
    """From rest, but for what flowed before: its diffusion is settled already."""

    def loaded_v(watts: float, seconds: float) -> float:
        return pack.loaded_v(load.charge, load.celsius, watts / volts, seconds)

    settled_v = loaded_v(load.before_w, load.seconds) - loaded_v(load.before_w, SETTLED_S)
    return loaded_v(load.watts, load.seconds) - max(0.0, settled_v)
