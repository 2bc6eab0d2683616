"""Each part of a unit as its status tells it: in order, or the mend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from trapd.console.replies import Tested
from trapd.core.commands import Status
from trapd.core.forecast import DaysLeft
from trapd.core.sensor import State
from trapd.core.signals import State as Signal

SENSORS: dict[State, tuple[bool, str]] = {
    "calm": (True, "its line can be read, and is calm; `walk-test` shows what it sees"),
    "warming-up": (False, "still warms up: wait a minute, and test again"),
    "stuck": (False, "its line stays high: turn it away from sun and twigs, else look at its plug"),
    "chatter": (False, "fires without end: turn it away from sun and twigs, else look at its plug"),
    "lost": (False, "its line cannot be read: look at its plug, and at its pin in the profile; `logs` tells more"),
}
SIGNALS: dict[Signal, str] = {
    "reset": "a steady light: the PIN was reset",
    "motion": "a steady light: a sensor sees somebody",
    "walk-test": "no light: no sensor sees anybody",
    "countdown": "ten blinks in two seconds: it arms itself",
    "fault": "five blinks: a part does not work",
    "battery": "four blinks: the battery is low or too cold",
    "card": "three blinks: the card is missing, refused or nearly full",
    "no-fix": "two blinks: no fix or no time yet",
    "held": "long ones: it is held back",
    "armed": "one blink in two seconds: armed",
}
BY_OTHERS = ("camera", "view", "flash", "flash light", "card", "gps", "charger", "heater", "led")
"""Lost parts that a line of their own tells of."""
NONE = "this unit has none"


def condition(status: Status, absent: Collection[str], memory: str | None) -> Iterator[Tested]:
    """Every part but camera, flash and card, which take time. `absent`: parts that this unit was built without, by
    the names of the profile's sections; `memory`: why nothing is remembered over a restart, if so."""
    for name, state in status.sensors.items():
        ok, text = SENSORS[state]
        yield Tested(part=f"sensor {name}", ok=ok, text=text)
    for part, look in PARTS.items():
        if part in absent:
            yield Tested(part=NAMES.get(part, part), ok=True, text=NONE)
        else:
            ok, text = look(status)
            yield Tested(part=NAMES.get(part, part), ok=ok, text=text)
    yield Tested(part="clock", ok=status.time_source != "none", text=_clock(status))
    memory_text = memory or "what a restart must know is kept"
    yield Tested(part="memory", ok=memory is None, text=memory_text)
    for part, why in status.lost.items():
        if part not in BY_OTHERS:
            yield Tested(part=part, ok=False, text=why)


def _receiver(status: Status) -> tuple[bool, str]:
    if "gps" in status.lost:
        return False, status.lost["gps"]
    if not status.found:
        return False, "no fix since the start: give it open sky and some minutes"
    if status.position_fixes == 0:
        return True, "has a fix; its place is not told here"
    error = "" if status.position_error_m is None else f", ±{status.position_error_m:.1f} m"
    return True, f"{status.position_fixes} fixes{error}"


def _clock(status: Status) -> str:
    if status.time_source == "none":
        why = status.time_refused
        return (
            f"the receiver is not believed: {why}" if why else "nobody told the time"
        ) + "; type `time` to see how"
    error = status.time_uncertainty_s
    return f"set, from {status.time_source}" + ("" if error is None else f" ±{error:.3g} s")


def _battery(status: Status) -> tuple[bool, str]:
    if status.battery_v is None:
        return False, "its voltage is unknown: look at the meter and its plug"
    volts, charge = f"{status.battery_v:.2f} V", status.charge
    known = "" if charge is None or not charge.known else f", {charge.charge:.0%} charged ± {charge.unsure:.0%}"
    if status.spares is not None:
        return False, f"{volts}{known}: {status.spares}; charge it, or change it"
    left = f", {status.days_left} left" if isinstance(status.days_left, DaysLeft) else ""
    return True, f"{volts}{known}{left}"


def _switched(part: str, told: str | None, status: Status) -> tuple[bool, str]:
    if part in status.lost:
        return False, status.lost[part]
    return True, told or "its line obeys"


PARTS: dict[str, Callable[[Status], tuple[bool, str]]] = {
    "gps": _receiver,
    "power": _battery,
    "charger": lambda status: _switched("charger", status.charging, status),
    "heater": lambda status: _switched("heater", status.heater, status),
    "led": lambda status: _switched("led", f"you should see {SIGNALS[status.shows]}", status),
}
NAMES = {"gps": "receiver", "power": "battery"}
"""By a person's word for it."""
