"""What becomes of settings that were committed: a unit that cannot work with them goes back by itself.

Committed ones and those that a rollback brings back alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trapd.console.language import Language
from trapd.console.replies import Committed, Setting, StatusTold
from trapd.console.requests import AskStatus, ConfigShow
from trapd.console.words import typed
from trapd.core.errors import HardwareMissing, TrapdError
from trapd.core.units import seconds
from trapd.ctl.client import Client, pause
from trapd.ctl.errors import Refused
from trapd.runtime.clock import Clock

VERDICT_S = 180.0
"""The unit tries for two minutes (core/trial.py), and restarts where it goes back."""
LOOK_S = 1.0


BEGINS_ANEW = (HardwareMissing, Refused)
"""The line is gone, or another process waits for a greeting there."""


class WentBack(TrapdError):
    """The unit has the settings of before in force."""


def wait_for_verdict(unit: Client, clock: Clock) -> None:
    """Until the unit keeps its new settings or is back with the old ones. Raises TrapdError if it does not say."""
    until_ns = clock.now_ns() + seconds(VERDICT_S)
    while _is_undecided(unit):
        if clock.now_ns() >= until_ns:
            raise no_verdict()
        pause(clock, LOOK_S)


def no_verdict() -> TrapdError:
    """To be raised after `VERDICT_S`."""
    return TrapdError(f"on trial for {VERDICT_S:g} s, and no verdict: `trapctl status` and `logs` tell more")


def _is_undecided(unit: Client) -> bool:
    try:
        return is_on_trial(unit)
    except BEGINS_ANEW:
        unit.connect_again()
        return True  # not known yet


def is_on_trial(unit: Client) -> bool:
    """One look. Raises what is in BEGINS_ANEW while a unit that goes back restarts: to be looked at again."""
    told = unit.whole(AskStatus()).told
    return isinstance(told, StatusTold) and told.on_trial


def kept(unit: Client, committed: Committed, _: Language) -> str:
    """That these settings are in force, and what the unit does with them. Raises WentBack if one is not."""
    must_stand(unit, {one.name: one.value for one in committed.settings})
    status = unit.ask(AskStatus(), StatusTold)
    if status.armed:
        return _("{unit} keeps these settings, and is armed", unit=status.unit)
    why = _.told(status.why_not or "no reason is known")
    return _("{unit} keeps these settings, and is NOT armed: {why}", unit=status.unit, why=why)


def must_stand(unit: Client, settings: Mapping[str, Any]) -> None:
    """Raises WentBack if one of them is not in force as it should be."""
    shown = unit.whole(ConfigShow())
    has = {told.name: told.value for told in (*shown.parts, shown.told) if isinstance(told, Setting)}
    other = [name for name, value in settings.items() if has.get(name) != value]
    if other:
        stands = ", ".join(f"{name} = {typed(has.get(name))}" for name in other)
        raise WentBack(f"the unit went back to its last good settings: {stands}; `trapctl logs` tells why")
