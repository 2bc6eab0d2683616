"""The sag guard: a plan that would pull the pack below what the board lives on steps down before it begins.

A unit that goes down with its fourth picture has lost the night. So the load of each plan is reckoned on this pack,
at this charge, in this cold, with every doubt against the plan.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import floor
from typing import Any

from trapd.core.actions import Action, Note, Report
from trapd.core.battery.gauge import CELSIUS
from trapd.core.brown_out import BrownOut
from trapd.core.energy import CAMERA, DIMMED, FLASH
from trapd.core.events import PowerRead
from trapd.core.load import MOST_WORSE, Load, Sagged, sagged
from trapd.core.plans import Plan
from trapd.core.rules import Rules
from trapd.core.shots import Trigger
from trapd.core.stamp import stamp
from trapd.core.steps import PlanStep, steps
from trapd.core.supply import Supply
from trapd.core.timeline import Timeline
from trapd.core.value import value

STEPPED_DOWN = "stepped-down"
NOTHING = "none"
PERCENT = 100
"""Charge counts in whole percents and cold in whole degrees, the worse ones: a night's plans are reckoned once."""
RECKONED = 256
LIGHTS = FLASH + DIMMED
"""Between plans it is dark, whatever the ledger has heard of that so far."""


@value
class Fit:
    """What the pack carries of a plan."""

    plan: Plan | None
    """None: nothing, and `why`."""
    dim: bool = False
    """Half of the flash."""
    judged: bool = True
    """False: no meter was read yet. It is asked again when the camera streams."""
    why: str = ""


class SagGuard:
    """Calls append to `out`. Without a limit, a pack, consumers and a charge that is known, every plan fits."""

    def __init__(
        self, out: list[Action], rules: Rules, timeline: Timeline, supply: Supply, brown_out: BrownOut
    ) -> None:
        self.refusal: str | None = None
        """Why the pack carried nothing of the last plan; None: it did."""
        self._out = out
        self._rules = rules
        self._timeline = timeline
        self._supply = supply
        self._brown_out = brown_out
        self._read: PowerRead | None = None
        """The last that counts; None: not a single one yet."""
        self._refused: str | None = None
        """The kind of picture that was refused last: what is tried again and again is told once."""
        self._reckoned = lru_cache(maxsize=RECKONED)(self._reckon)

    def start(self, now_ns: int) -> None:
        """Whether the last plan took the unit down."""
        if self._rules.pack is not None and self._rules.least_v is not None:
            self._brown_out.start(self._rules.pack, self._rules.least_v, now_ns)

    def read(self, read: PowerRead, another: bool) -> None:
        """Believed meters; `another`: this is another pack than before."""
        self._read = read
        if another:
            self._brown_out.forget()

    def over(self) -> None:
        """No plan runs any more."""
        self._brown_out.survived()

    def fit(self, trigger: Trigger, plan: Plan, lit: bool, now_ns: int) -> Fit:
        """What of it may begin now; told where that is less than all. `lit`: by the flash."""
        self.refusal = None
        least_v = self._rules.least_v
        if least_v is None or (charge := self._supply.charge) is None or not charge.known:
            return Fit(plan)
        if self._read is None:
            return Fit(plan, judged=False)
        worse = self._brown_out.worse(now_ns)
        tried: list[tuple[Load, Sagged]] = []
        for step in steps(plan, dims=lit and self._rules.flash.dims):
            load = self._load(step, lit, charge.charge - charge.unsure, self._read.temperature_c)
            told, at_worst = self._reckoned(load, worse)
            tried.append((load, told))
            if told.least_v >= least_v:
                if len(tried) > 1:
                    self._tell(trigger, *tried[0], load.step, now_ns)
                if at_worst.least_v < least_v:
                    self._brown_out.dare(load)
                self._refused = None
                return Fit(step.plan, step.dim)
        self.refusal = self._tell(trigger, *tried[0], NOTHING, now_ns)
        return Fit(None, why=self.refusal)

    def _load(self, step: PlanStep, lit: bool, charge: float, celsius: float | None) -> Load:
        rules, ledger = self._rules, self._supply.ledger
        light = (DIMMED if step.dim else FLASH) if lit else ()
        return Load(
            step.name,
            ledger.watts_with((), without=LIGHTS),
            ledger.watts_with(CAMERA + light, without=LIGHTS),
            step.seconds(rules.still_light_ns, rules.flash.longest_ns if lit else None),
            max(0, floor(charge * PERCENT)) / PERCENT,
            CELSIUS[0] if celsius is None else floor(celsius),
        )

    def _reckon(self, load: Load, worse: float) -> tuple[Sagged, Sagged]:
        """As this pack is believed to be, and as bad as any may be."""
        pack = self._rules.pack
        assert pack is not None
        return sagged(replace(pack, worse=worse), load), sagged(replace(pack, worse=MOST_WORSE), load)

    def _tell(self, trigger: Trigger, wanted: Load, told: Sagged, to: str, now_ns: int) -> str:
        """Why not."""
        least_v = self._rules.least_v
        under = f"{told.volts:.2f} V ± {told.unsure_v:.2f}" if told.volts else "nothing"
        why = f"a {wanted.step} at {wanted.celsius:g} °C would pull the pack to {under}; the board needs {least_v} V"
        facts: dict[str, Any] = {"trigger": trigger.kind, "from": wanted.step, "to": to}
        if to != NOTHING and trigger.kind != "aim":
            facts["sequence"] = trigger.sequence
        facts |= {"predicted_v": round(told.volts, 2), "unsure_v": round(told.unsure_v, 2), "least_v": least_v}
        facts |= {"temperature_c": wanted.celsius, "charge": wanted.charge, "why": why}
        again = to == NOTHING and self._refused == trigger.kind != "motion"
        if not again:
            start = stamp(self._rules.identity, self._timeline, now_ns)
            self._out += [Note(STEPPED_DOWN, start | facts), Report(STEPPED_DOWN, facts)]
        self._refused = trigger.kind if to == NOTHING else None
        return why
