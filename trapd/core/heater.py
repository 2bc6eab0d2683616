"""A small heater at the pack or at the lens: on in the cold, as long as there is charge to spare."""

from __future__ import annotations

from typing import Final

from trapd.core.actions import Action, Report, Switch
from trapd.core.battery.gauge import Charge
from trapd.core.parts import Parts
from trapd.core.value import value

SPARE = 0.05
"""It begins again with so much more charge than where it gave up: a pack that it has emptied recovers a little."""
PART: Final = "heater"


@value
class HeaterRules:
    below_c: float
    above_c: float
    least_charge: float
    """0 to 1."""


class Heater:
    """Calls append to `out`. Without rules there is none."""

    def __init__(self, out: list[Action], parts: Parts, rules: HeaterRules | None) -> None:
        self.on = False
        self.why = "the unit has just started"
        """Why it is on, or off."""
        self._out = out
        self._parts = parts
        self._rules = rules
        self._low = False
        """It gave up for want of charge."""

    @property
    def told(self) -> str | None:
        """As a person reads it; None: there is none."""
        return None if self._rules is None else f"{'on' if self.on else 'off'}: {self.why}"

    def read(self, celsius: float | None, charge: Charge | None) -> None:
        """The last readings; None: not known."""
        if self._rules is not None:
            self._switch(*self._judge(self._rules, celsius, charge))

    def stop(self) -> None:
        """Nobody looks after it from here on."""
        if self._rules is not None:
            self._switch(False, "the unit stops")

    def _judge(self, rules: HeaterRules, celsius: float | None, charge: Charge | None) -> tuple[bool, str]:
        if celsius is None:
            return False, "nobody knows how cold it is"
        if charge is None or not charge.known:
            return False, "nobody knows what charge is left"
        self._low = charge.charge < rules.least_charge + (SPARE if self._low else 0)
        if self._low:
            return False, f"{charge.charge:.0%} charged: what is left is for pictures"
        if celsius < (rules.above_c if self.on else rules.below_c):
            return True, f"{celsius:.1f} °C"
        return False, f"{celsius:.1f} °C is warm enough"

    def _switch(self, on: bool, why: str) -> None:
        news, self.on, self.why = on != self.on, on, why
        if news or PART in self._parts.lost:
            self._out.append(Switch(PART, on))
        if news:
            self._out.append(Report("heater", {"on": on, "why": why}))
