"""The words of the technician's line: what may be typed, and how a status reads."""

from __future__ import annotations

from datetime import timedelta, timezone
from difflib import get_close_matches

from trapd.config.instants import instant
from trapd.core.commands import Command, SetTime, Status
from trapd.core.forecast import DaysLeft
from trapd.runtime.clock import utc

FORM = "time YYYY-MM-DDThh:mm:ss+10:00"
"""A form, since a date of the day that this was written would be refused."""
MEANINGS = {
    Command.HELP: "this list",
    Command.STATUS: "how the unit is: armed, time, position, card, battery, last motion",
    Command.SHOT: "take pictures now, as a motion would",
    Command.ARM: "answer motion with pictures again",
    Command.DISARM: "leave motion unanswered until `arm`, or until nobody typed for a while",
    Command.TIME: f"what time it is, from whom, how good; `{FORM}` tells it by your watch, with `peer` behind it as "
    "read from the other unit, with `anyway` if the unit knows it wrongly",
}


def parse(line: str) -> Command | SetTime | str:
    """The order that was typed, or a sentence that says what was wrong and what to type instead."""
    words = line.split()
    if len(words) > 1 and words[0].casefold() == Command.TIME.value:
        return _set_time(*words[1:])
    typed = " ".join(words)
    try:
        return Command(typed.casefold())
    except ValueError:
        near = get_close_matches(typed.casefold(), [command.value for command in Command], n=1)
        meant = f"did you mean `{near[0]}`? Otherwise " if near else ""
        return f"there is no command `{typed}`: {meant}type `help` for the commands"


def _set_time(told: str, *behind: str) -> SetTime | str:
    utc_ns = _instant(told)
    if utc_ns is None:
        if _instant(f"{told}Z") is None:
            return f"`{told}` is no time: type `{FORM}`, by your watch, with its zone"
        right = " ".join(("time", f"{told}+10:00", *behind))
        return f"`{told}` names no zone: type `{right}` if your watch is 10 hours ahead of UTC"
    unknown = " ".join(word for word in behind if word.casefold() not in ("peer", "anyway"))
    if unknown:
        return f"`{unknown}` is too much: type `time {told}`, with `peer` or `anyway` behind if you mean that"
    said = " ".join(behind).casefold()
    return SetTime(utc_ns, "peer" if "peer" in said else "technician", "anyway" in said)


def _instant(text: str) -> int | None:
    try:
        return instant(text.upper())
    except ValueError:
        return None


def help_lines() -> list[str]:
    """Every command, one a line."""
    return [f"{command.value:<12} {meaning}" for command, meaning in MEANINGS.items()]


def time_line(status: Status) -> str:
    """What time it is, and how that is known."""
    return _time(status)


def status_lines(status: Status) -> list[str]:
    """A status as a person reads it, one fact a line."""
    facts = {
        "unit": f"{status.unit} at {status.station}",
        "state": _state(status),
        "time": _time(status),
        "position": _position(status),
        "card": _card(status),
        "battery": _battery(status),
        "days left": _days_left(status),
        "temperature": "unknown" if status.temperature_c is None else f"{status.temperature_c:.1f} °C",
        "last motion": _last_motion(status),
        "last fault": status.last_fault or "none",
        "taken": f"{status.stills} stills and {status.clips} clips since the start",
    }
    if status.readiness is not None:
        facts["camera"] = f"{status.readiness.level}, by {status.readiness.by}"
    facts |= {"charging": status.charging} if status.charging else {}
    facts |= {"heater": status.heater} if status.heater else {}
    if status.spares is not None:
        facts["ladder"] = status.spares
    if status.energy_wh:
        facts["energy"] = _energy(status)
    if status.offload is not None:
        facts["offload"] = status.offload
    return [f"{name:<12} {text}" for name, text in facts.items()]


def _state(status: Status) -> str:
    if not status.armed:
        return f"NOT armed: {status.why_not or 'no reason is known'}"
    if status.reserve_mb is None:
        return "armed"
    return f"armed, without its card: pictures go to the reserve ({status.reserve_mb} MB free)"


def _card(status: Status) -> str:
    if status.card_free_mb is None:
        return f"takes no pictures: {status.card_why or 'it is being opened'}"
    return f"{status.card_free_mb} MB free" + (
        ", nearly full: no more clips, stills go on" if status.card_low else ""
    )


def _battery(status: Status) -> str:
    volts = "voltage unknown" if status.battery_v is None else f"{status.battery_v:.2f} V"
    charge = status.charge
    if charge is None:
        return volts
    if not charge.known:
        return f"{volts}, charge unknown"
    by = "" if charge.by == "voltage" else ", counted: its voltage tells nothing now"
    return f"{volts}, {charge.charge:.0%} charged ± {charge.unsure:.0%}{by}"


def _days_left(status: Status) -> str:
    left = status.days_left
    return str(left) if isinstance(left, DaysLeft) else f"unknown: {left}"


def _energy(status: Status) -> str:
    by = sorted(status.energy_wh.items(), key=lambda one: -one[1])
    each = ", ".join(f"{consumer} {wh:.3g}" for consumer, wh in by if wh > 0)
    return f"{sum(status.energy_wh.values()):.3g} Wh since the start: {each}"


def _local(status: Status, utc_ns: int) -> str:
    zone = timezone(timedelta(minutes=status.utc_offset_min))
    return utc(utc_ns).astimezone(zone).isoformat(sep=" ", timespec="seconds")


def _time(status: Status) -> str:
    now = _local(status, status.utc_ns)
    refused = "" if status.time_refused is None else f"the receiver is not believed: {status.time_refused}"
    if status.time_source == "none":
        why = refused or "nobody told it"
        return f"{now}, NOT set: {why}; so it is this late at least; `time` tells how to set it"
    error = status.time_uncertainty_s
    told = f"{now}, from {status.time_source}" + ("" if error is None else f" ±{error:.3g} s")
    return f"{told}; {refused}" if refused else told


def _position(status: Status) -> str:
    if status.geotag == "none":
        return "not told: privacy.geotag is none"
    if status.lat is None or status.lon is None:
        return "unknown: no good fix yet"
    error = "" if status.position_error_m is None else f" ±{status.position_error_m:.1f} m"
    return f"{status.lat:.8g}, {status.lon:.8g}{error}, from {status.position_fixes} fixes"


def _last_motion(status: Status) -> str:
    if status.last_motion_utc_ns is None:
        return "none since the start"
    sensor = "" if status.last_motion_sensor is None else f", sensor {status.last_motion_sensor}"
    return _local(status, status.last_motion_utc_ns) + sensor
