"""One unit, from the cable to armed: its time, settings and PIN by plan, and a protocol of what was done."""

from __future__ import annotations

from collections.abc import Callable

from trapd.console.language import later as N_
from trapd.console.replies import Committed, Difference, StatusTold, Tested
from trapd.console.requests import (
    Arm,
    AskStatus,
    ConfigCommit,
    ConfigDiff,
    ConfigRollback,
    ConfigSet,
    SelfTest,
    SetPin,
    TellTime,
)
from trapd.core.errors import BadSettings, HardwareMissing, TrapdError
from trapd.core.units import S, seconds
from trapd.ctl.client import Client, pause
from trapd.ctl.errors import Refused
from trapd.ctl.protocol import Protocol
from trapd.ctl.units import Plan
from trapd.ctl.verdict import must_stand, wait_for_verdict
from trapd.runtime.clock import Clock

WELL_S = 45.0
"""For parts that take a while after a restart; a receiver's cold start needs about 30 s."""
ARMED_S = 60.0
"""From the order to armed: sensors warm up for 45 s."""
LOOK_S = 1.0

Tell = Callable[[str], None]


class Visit:
    """Sets one unit that answers, its PIN said. What goes wrong stands in the protocol."""

    def __init__(self, unit: Client, plan: Plan, technician: str, clock: Clock, tell: Tell) -> None:
        """`tell`: what is going on, for somebody who waits; in English."""
        self._unit = unit
        self._plan = plan
        self._clock = clock
        self._tell = tell
        self._began_ns = clock.now_ns()
        greeting = unit.greeting
        self.protocol = Protocol(
            unit=greeting.unit,
            serial=greeting.serial,
            technician=technician,
            session=greeting.session,
            began_utc_ns=clock.utc_ns(),
        )

    def __call__(self) -> Protocol:
        """Whatever could not be set, it is left armed if it can be."""
        for deed in (self._set_time, self._set_pin, self._set, self._test, self._arm, self._compare):
            try:
                deed()
            except HardwareMissing as err:
                self._went_wrong(err)
                break  # nobody is there
            except TrapdError as err:
                self._went_wrong(err)
        self.protocol.took_s = round((self._clock.now_ns() - self._began_ns) / S, 1)
        return self.protocol

    def _went_wrong(self, err: TrapdError) -> None:
        self.protocol.problem = self.protocol.problem or str(err)

    def _set_time(self) -> None:
        """A unit that knows it better, from its receiver say, keeps its own."""
        try:
            told = self._unit.whole(TellTime(utc_ns=self._clock.utc_ns())).told
            self.protocol.time = getattr(told, "text", "set by the laptop's clock")
        except Refused as err:
            self.protocol.time = f"its own is kept: {err}"

    def _set_pin(self) -> None:
        pin = self._plan.pin
        if pin is not None and not self._unit.has_pin(pin):
            self._tell(N_("sets the PIN"))
            self._unit.whole(SetPin(pin=pin))
            self._unit.knows_pin(pin)
            self.protocol.pin = "set"

    def _set(self) -> None:
        """Nothing to commit is well too. Raises BadSettings for what may not be together."""
        self._tell(N_("sets it"))
        self._unit.whole(ConfigSet(changes=dict(self._plan.settings)))
        difference = self._unit.ask(ConfigDiff(), Difference)
        if difference.problem is not None:
            self._unit.whole(ConfigRollback(undo=False))
            raise BadSettings(difference.problem)
        self.protocol.changes = difference.changes
        self.protocol.expected = difference.expected or difference.expected_now
        if difference.changes:
            self._tell(N_("commits, and waits until it is back"))
            if self._unit.ask(ConfigCommit(), Committed).restarts:
                self._unit.wait_for_restart()
                self.protocol.unit = self._unit.greeting.unit
                self._tell(N_("waits until it keeps them"))
                wait_for_verdict(self._unit, self._clock)
                self._compare()

    def _test(self) -> None:
        """Again while a part is not well yet: after a restart a receiver has no fix for a while. What is left then is
        told, and no reason to leave the unit unarmed."""
        until_ns = self._clock.now_ns() + seconds(WELL_S)
        self._tell(N_("tests each part"))
        while not self._tested() and self._clock.now_ns() < until_ns:
            pause(self._clock, LOOK_S)

    def _tested(self) -> bool:
        """Whether all are well."""
        self.protocol.self_test = [told for told in self._unit.live(SelfTest()) if isinstance(told, Tested)]
        return all(part.ok for part in self.protocol.self_test)

    def _arm(self) -> None:
        """Armed now, and not first after a silence."""
        self._tell(N_("arms it"))
        self._unit.whole(Arm())
        until_ns = self._clock.now_ns() + seconds(ARMED_S)
        while not (status := self._unit.ask(AskStatus(), StatusTold)).armed:
            if self._clock.now_ns() >= until_ns:
                raise TrapdError(f"not armed after {ARMED_S:g} s: {status.why_not or 'it does not say why'}")
            pause(self._clock, LOOK_S)
        self.protocol.armed = True
        if status.days_left is not None and self.protocol.expected is None:
            least, likely, most = status.days_left
            self.protocol.expected = f"{likely:.0f} days ({least:.0f}–{most:.0f})"

    def _compare(self) -> None:
        """As the unit understood it, and as it stands after the restart. Raises WentBack."""
        must_stand(self._unit, self._plan.settings)
