"""What becomes of settings that were committed: a unit that cannot work with them goes back by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from trapd.console.replies import Setting, StatusTold
from trapd.console.requests import AskStatus, ConfigShow
from trapd.core.errors import HardwareMissing, TrapdError
from trapd.core.units import seconds
from trapd.ctl.client import Client, pause
from trapd.ctl.errors import Refused
from trapd.runtime.clock import Clock

VERDICT_S = 180.0
"""The unit tries for two minutes (core/trial.py), and restarts where it goes back."""
LOOK_S = 1.0


class WentBack(TrapdError):
    """The unit has the settings of before in force."""


def wait_for_verdict(unit: Client, clock: Clock) -> None:
    """Until the unit keeps its new settings or is back with the old ones. Raises TrapdError if it does not say."""
    until_ns = clock.now_ns() + seconds(VERDICT_S)
    while _is_on_trial(unit):
        if clock.now_ns() >= until_ns:
            raise TrapdError(f"on trial for {VERDICT_S:g} s, and no verdict: `trapctl status` and `logs` tell more")
        pause(clock, LOOK_S)


def _is_on_trial(unit: Client) -> bool:
    """A unit that goes back restarts meanwhile: its line is gone, or another process waits for a greeting there."""
    try:
        told = unit.whole(AskStatus()).told
    except (HardwareMissing, Refused):
        unit.connect_again()
        return True  # not known yet
    return isinstance(told, StatusTold) and told.on_trial


def must_stand(unit: Client, settings: Mapping[str, Any]) -> None:
    """Raises WentBack if one of them is not in force as it should be."""
    shown = unit.whole(ConfigShow())
    has = {told.name: told.value for told in (*shown.parts, shown.told) if isinstance(told, Setting)}
    other = [name for name, value in settings.items() if has.get(name) != value]
    if other:
        stands = ", ".join(f"{name} is {msgspec.json.encode(has.get(name)).decode()}" for name in other)
        raise WentBack(f"the unit went back to its last good settings: {stands}; `trapctl logs` tells why")
