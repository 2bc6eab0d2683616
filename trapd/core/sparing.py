"""The ladder at work: each reading of the meters may lead a step down or up, and each step gives orders."""

from __future__ import annotations

from trapd.core.actions import Action, Report
from trapd.core.arming import Arming
from trapd.core.ladder import NAMES, Ladder, Step, usable_share
from trapd.core.rules import Rules
from trapd.core.supply import Supply
from trapd.core.switch_off import SwitchOff
from trapd.core.taking import Taking
from trapd.core.units import S
from trapd.core.upkeep import Upkeep

DAY_NS = 86_400 * S
EARLY_NS = 300 * S
"""To boot, and to be ready when the daily picture is due."""
BASE = "board"
"""What the unit takes while it waits for better times."""
SOON_NS = 1_800 * S
"""Not worth switching off for."""


class Sparing:
    """Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        rules: Rules,
        arming: Arming,
        upkeep: Upkeep,
        supply: Supply,
        taking: Taking,
        switch_off: SwitchOff,
    ) -> None:
        self.why = ""
        """Why it stands on its step."""
        self.step = Step.EVERYTHING
        self._ladder = Ladder()
        self._begun = False
        """Whether anybody knew yet what is left."""
        self._out = out
        self._rules = rules
        self._arming = arming
        self._upkeep = upkeep
        self._supply = supply
        self._taking = taking
        self._switch_off = switch_off

    @property
    def words(self) -> str | None:
        """For a person; None: nothing is spared."""
        return f"{NAMES[self.step]}: {self.why}" if self.step else None

    def read(self, another: bool, now_ns: int) -> None:
        """The meters were read; `another`: this is another pack than before."""
        was = self.step
        if not self._supply.in_doubt:
            self._look(another, now_ns)
        if self.step is not was:
            self._stand(now_ns)
        hurry = self._ladder.bound > 0 or self._supply.in_doubt
        self._upkeep.power_rare = self.step >= Step.FEWEST_WAKEUPS and not hurry
        if self.step is Step.OFF:
            self._switch_off.ask(self.why, self._wakes_ns(now_ns))

    def _look(self, another: bool, now_ns: int) -> None:
        rules, was = self._rules.ladder, self.step
        usable = self._usable()
        if another or (usable is not None and not self._begun):
            self._ladder, self._begun = Ladder.begin(rules, usable), usable is not None
        self._ladder = self._ladder.look(rules, self._by_voltage() if usable is None else usable, now_ns)
        self.step = self._ladder.step
        if self.step is not was:
            left = (
                "its charge is unknown" if usable is None else f"{usable:.0%} of its charge can be drawn in this cold"
            )
            volts = self._upkeep.read.battery_v
            self.why = f"the pack: {left}" if volts is None else f"the pack at {volts:.2f} V: {left}"

    def _usable(self) -> float | None:
        """As a share of the rated charge; None where the charge is unknown."""
        charge, pack = self._supply.charge, self._rules.pack
        if pack is None or charge is None or not charge.known:
            return None
        return usable_share(pack, charge, self._rules.energy.watts[BASE], self._upkeep.read.temperature_c)

    def _by_voltage(self) -> float | None:
        """Where the charge is unknown, a voltage under load tells the end from all before it."""
        volts, least_v = self._upkeep.read.battery_v, self._rules.least_v
        return None if volts is None or least_v is None else float(volts >= least_v)

    def _stand(self, now_ns: int) -> None:
        step = self.step
        self._out.append(Report("ladder", {"step": NAMES[step], "why": self.why}))
        if step >= Step.DORMANT:
            self._arming.block("battery", f"dormant, {self.why}")
        else:
            self._arming.clear("battery")
        self._taking.step = step
        self._upkeep.spare(step >= Step.FEWEST_WAKEUPS, now_ns)

    def _wakes_ns(self, now_ns: int) -> int:
        """In UTC: before the next proof of life, or the next noon, which is warmer than now."""
        offset_ns = self._rules.identity.utc_offset_min * 60 * S
        local_ns = self._upkeep.timeline.moment(now_ns).utc_ns + offset_ns
        waits = ((at_s * S - EARLY_NS - local_ns - SOON_NS) % DAY_NS + SOON_NS for at_s in self._rules.ladder.wakes_s)
        return local_ns - offset_ns + min(waits)
