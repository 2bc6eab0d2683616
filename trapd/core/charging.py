"""Whether the pack may be charged now: a lithium cell that is charged in the frost is spoilt, and no voltage tells.

Below its limit the metal is laid down on the electrode instead of going into it. Where nobody knows how cold the pack
is, it counts as too cold.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from trapd.core.actions import Action, Report, Switch
from trapd.core.meters import LAG_NS
from trapd.core.parts import Parts
from trapd.core.units import S
from trapd.core.value import value

HYSTERESIS_C = 2.0
"""Charging begins so far above the limit: a morning at the limit shall not switch it on and off."""
PART: Final = "charger"
UNREAD = "nobody knows how cold the pack is"


@value
class ChargingRules:
    """Of a charger that can be forbidden to charge."""

    chemistry: str
    from_c: float | None
    """It must not be charged below; None: never."""


class Charging:
    """Calls append to `out`. Without rules there is no charger whose line is ours."""

    def __init__(self, out: list[Action], parts: Parts, rules: ChargingRules | None) -> None:
        self.why_not: str | None = UNREAD
        """Why the pack must not be charged now."""
        self._out = out
        self._parts = parts
        self._rules = rules
        self._told: bool | None = None
        self._lately = deque[tuple[int, float]]()
        """Temperatures of the last `LAG_NS`: the pack is as cold as the coldest of them, at worst."""

    @property
    def told(self) -> str | None:
        """As a person reads it; None: there is nothing to tell."""
        if self._rules is None:
            return None
        return "allowed" if self.why_not is None else f"forbidden: {self.why_not}"

    def read(self, celsius: float | None, now_ns: int) -> None:
        """A reading of the thermometer; None: not believed, or none came."""
        if self._rules is None:
            return
        while self._lately and self._lately[0][0] < now_ns - LAG_NS:
            self._lately.popleft()
        if celsius is not None:
            self._lately.append((now_ns, celsius))
        # What the charger did before the first reading, it may go on with: a weak pack lives by it.
        self.why_not = self._judge(self._rules, celsius, charges=self._told is not False)
        allowed = self.why_not is None
        news, self._told = allowed != self._told, allowed
        if news or PART in self._parts.lost:
            self._out.append(Switch(PART, allowed))
        if news:
            facts = {"allowed": allowed, "temperature_c": celsius, "why": self.why_not}
            self._out.append(Report("charging", {name: fact for name, fact in facts.items() if fact is not None}))

    def _judge(self, rules: ChargingRules, celsius: float | None, *, charges: bool) -> str | None:
        if rules.from_c is None:
            return f"{rules.chemistry} is never charged"
        if celsius is None:
            return UNREAD
        coldest = min(one for _, one in self._lately)
        least = rules.from_c if charges else rules.from_c + HYSTERESIS_C
        if celsius < least:
            return f"{celsius:.1f} °C, and {rules.chemistry} is charged from {rules.from_c:g} °C on"
        if coldest < least:
            hours = LAG_NS // (3_600 * S)
            return f"it was {coldest:.1f} °C within {hours} h: the pack may still be as cold"
        return None
