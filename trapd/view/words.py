"""What the trap reports, in a person's words: one short sentence each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trapd.core.actions import Report
from trapd.core.forecast import in_words
from trapd.core.timeline import local
from trapd.core.units import S

Facts = dict[str, Any]

TROUBLE = frozenset({"fault", "shot-failed", "moved", "reserve", "card-slow", "time-refused", "brown-out"})
"""The events that somebody should look at."""

REFUSALS = {
    "warming-up": "the sensor warms up",
    "stuck": "the sensor is stuck",
    "chatter": "the sensor chatters",
    "unconfirmed": "no other sensor saw it",
    "retrigger-delay": "too soon after the last one",
    "bucket": "too many in too short a time",
    "stepped-down": "the pack cannot carry it",
}
"""The trap's short reasons; longer ones are told as they stand."""

POWER = ("{battery_v:.2f} V", "{current_a:.3f} A", "gauge {gauge_charge:.0%}", "{temperature_c:.1f} °C")


def sentence(report: Report) -> str:
    """The report in one line; an event that has no words here is told by its name and facts."""
    facts = {name: fact for name, fact in report.facts.items() if fact is not None}
    words = _SENTENCES.get(report.event)
    text = words(facts) if words else f"{report.event} " + ", ".join(f"{name} {facts[name]}" for name in facts)
    return " ".join(text.split())


def clock(mono_ns: int, utc_ns: int | None, utc_offset_min: int) -> str:
    """The station's time of day, to the millisecond; seconds since boot while the time is unknown."""
    if utc_ns is None:
        return f"{mono_ns / S:+.3f} s"
    return local(utc_ns, utc_offset_min).strftime("%H:%M:%S.%f")[:-3]


def size(count: int) -> str:
    """Bytes, as a file manager shows them."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def free(megabytes: int) -> str:
    """Room on a card."""
    return f"{megabytes / 1e3:.1f} GB" if megabytes >= 1e3 else f"{megabytes} MB"


def known(facts: Facts, *phrases: str) -> str:
    """The phrases whose facts are all known, with commas between."""
    said = []
    for phrase in phrases:
        try:
            said.append(phrase.format_map(facts))
        except KeyError:
            continue
    return ", ".join(said)


def count(number: int, thing: str) -> str:
    """`1 clip`, `2 clips`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _charged(facts: Facts) -> str:
    charged = known(facts, "{charge:.0%} charged ± {unsure:.0%}", "by {by}")
    return charged + (f"; {in_words(*facts['days_left'])} left" if "days_left" in facts else "")


def _wh(by: dict[str, float]) -> str:
    return ", ".join(f"{consumer} {wh:.3g} Wh" for consumer, wh in by.items() if wh > 0)


def _settings(facts: Facts) -> str:
    done = {
        "committed": "committed",
        "rolled-back": "rolled back",
        "kept": "proved themselves",
        "went-back": "FAILED",
    }
    changes = "".join(f", {name} = {value}" for name, value in facts.get("changes", {}).items())
    return f"settings of session {facts['session']} {done[facts['did']]}{changes}" + known(facts, ": {why}")


def _armed(facts: Facts) -> str:
    return known({"sensors": " and ".join(facts.get("sensors", []))}, "armed: {sensors}")


def _motion(facts: Facts) -> str:
    outcomes = {
        "shot": "shot {sequence}",
        "prolonged": "{sequence} prolonged",
        "queued": "queued, a plan is running",
        "refused": "no shot: {why}",
    }
    outcome = str(facts.get("outcome"))
    if "why" in facts:
        facts = facts | {"why": REFUSALS.get(facts["why"], facts["why"])}
    return (
        known(facts, "motion {sensor}", "{was}") + " -> " + (known(facts, outcomes.get(outcome, outcome)) or outcome)
    )


def _shot(facts: Facts) -> str:
    if "size" in facts:
        facts = facts | {"size": size(facts["size"])}
    return known(
        facts,
        "{media} {name} {size}",
        "{latency_ms:.0f} ms after the edge",
        "from {pre_roll_s:.1f} s before the motion",
        *(["lit"] if facts.get("lit") else []),
        *(["{missing_frames} frames missing"] if facts.get("missing_frames") else []),
        "durable after {edge_to_durable_ms:.0f} ms",
    )


def _shot_failed(facts: Facts) -> str:
    what = "{trigger}"
    if "sequence" in facts:
        what = ("still {number}" if facts["number"] else "clip") + " of sequence {sequence}"
    facts = facts | {"why": REFUSALS.get(facts["why"], facts["why"])}
    return "FAILED " + known(facts, what + ": {why}")


def _edge(facts: Facts) -> str:
    return known(facts, "{sensor} " + ("rose" if facts.get("high") else "fell"), "{latency_ms:.1f} ms ago")


def _fix(facts: Facts) -> str:
    place = known(facts, "fix {lat:.8g}, {lon:.8g}", "{alt_m:.0f} m", "HDOP {hdop:.1f}", "{sats} satellites")
    trusted = facts.get("time_trusted", True)
    return f"{place or 'fix without a position'}; " + ("time trusted" if trusted else "its time is not trusted")


def _light(facts: Facts) -> str:
    return known(facts | {"is": "night" if facts.get("night") else "day"}, "light {is}", "sun at {sun_deg:.1f}°")


def _bucket(facts: Facts) -> str:
    return "bucket open again" if facts.get("open") else known(facts, "bucket closed: {why}") or "bucket closed"


def _card_low(facts: Facts) -> str:
    room = free(facts["free_mb"])
    return f"card NEARLY FULL, {room} free: no more clips" if facts["low"] else f"card {room} free: clips again"


def _swept(facts: Facts) -> str:
    done = {
        "announced": "announced",
        "closed": "cut short and closed",
        "set_aside": "set aside",
        "removed": "removed",
        "failed": "left to the next start",
    }
    said = [f"{facts[name]} {words}" for name, words in done.items() if facts.get(name)]
    return "card swept: " + (", ".join(said) or "all in order")


def _emptied(facts: Facts) -> str:
    gone = f"the card is being emptied: {count(facts['pictures'], 'picture')} gone, {facts['left']} left"
    if facts["over"] and "why" not in facts:
        gone = f"card EMPTIED: {count(facts['pictures'], 'picture')} gone"
    return known(facts | {"gone": gone}, "{gone}", "{why}")


def _pin(facts: Facts) -> str:
    match facts["what"]:
        case "wrong":
            locked = f", locked for {facts['locked_s']} s" if facts["locked_s"] else ""
            return f"WRONG PIN, {facts['wrong']} in a row{locked}"
        case "right":
            return f"the right PIN, after {facts['after_wrong']} wrong ones"
        case "reset":
            return "PIN WIPED at the arm switch"
        case what:
            return f"PIN {what}"


def _repaired(facts: Facts) -> str:
    done = f"{count(facts['count'], 'picture')} dated anew" if facts.get("count") else ""
    return ", ".join(part for part in (done, known(facts, "others wait: {why_not}")) if part)


def _stopped(facts: Facts) -> str:
    counts = [
        count(facts[things], things.removesuffix("s")) for things in ("motions", "stills", "clips") if things in facts
    ]
    return ", ".join([known(facts, "stopped: {why}") or "stopped", *counts])


def _power_off(facts: Facts) -> str:
    wake_ns = facts.get("wake_utc_ns")
    until = "until something powers it" if wake_ns is None else f"until {local(wake_ns, 0):%Y-%m-%d %H:%M} UTC"
    return f"SWITCHES ITSELF OFF {until}" + known(facts, ": {why}")


def _time(facts: Facts) -> str:
    told = known(facts, "time from {source} ±{uncertainty_s:.1f} s", "{step_s:+.1f} s")
    return known(facts | {"told": told}, "{told}", "put right by {weeks_added} weeks")


def _effort(facts: Facts) -> str:
    why = facts.get("why", {})
    states = [f"{state} ({why[state]})" if state in why else state for state in facts["states"]]
    return "fit: " + (", ".join(states) or "for nothing")


_SENTENCES: dict[str, Callable[[Facts], str]] = {
    "armed": _armed,
    "edge": _edge,
    "arms-itself": lambda facts: known(facts, "arms itself in {in_s:.0f} s: {why}"),
    "left-alone": lambda facts: known(facts, "left alone: {why}"),
    "disarmed": lambda facts: known(facts, "not armed: {why}") or "not armed",
    "motion": _motion,
    "shot": _shot,
    "shot-failed": _shot_failed,
    "shot-again": lambda facts: known(facts, "still {number} of sequence {sequence} is ordered again", "{why}"),
    "fix": _fix,
    "time": _time,
    "time-refused": lambda facts: "TIME of the receiver not believed: " + known(facts, "{why}", "{off_s:+.1f} s"),
    "rtc": lambda facts: known(facts, "clock chip {chip}") + (known(facts, " not gone by: {why}")),
    "moved": lambda facts: "MOVED " + known(facts, "by {by_m} m: its place is averaged anew"),
    "light": _light,
    "bucket": _bucket,
    "readiness": lambda facts: known(facts, "camera {level}, by {by}"),
    "sensor": lambda facts: known(facts, "sensor {sensor} {state}", "{why}"),
    "gps": lambda facts: "receiver awake" if facts.get("awake") else "receiver asleep",
    "ladder": lambda facts: known(facts, "LADDER {step}", "{why}"),
    "power-off": _power_off,
    "power": lambda facts: "power " + (known(facts, *POWER) or "unknown"),
    "charge": lambda facts: "battery " + _charged(facts),
    "charging": lambda facts: "charging " + ("allowed" if facts.get("allowed") else known(facts, "FORBIDDEN: {why}")),
    "heater": lambda facts: ("heater on: " if facts.get("on") else "heater off: ") + known(facts, "{why}"),
    "pack": lambda facts: (
        known(facts, "ANOTHER PACK: its voltage is none that {was:.0%} has; now ") + _charged(facts)
    ),
    "stepped-down": lambda facts: known(facts, "{from} -> {to}: {why}"),
    "brown-out": lambda facts: known(
        facts, "BROWNED OUT under a {step} at {celsius:g} °C: its loss counts {worse:.1f} times from now on"
    ),
    "energy": lambda facts: "; ".join(filter(None, ("energy since the start: " + _wh(facts["wh"]), _charged(facts)))),
    "card": lambda facts: "card " + known(facts | {"free": free(facts["free_mb"])}, "{free} free", "{path}"),
    "card-low": _card_low,
    "card-slow": lambda facts: known(facts, "card SLOW: a picture waited {ms} ms for it"),
    "card-swapped": lambda facts: known(
        facts, "the card comes from another unit, {unit}: what it holds stays as it is"
    ),
    "reserve": lambda facts: known(facts, "pictures go to the RESERVE, {free_mb} MB free: {why}"),
    "carried": lambda facts: "carried from the reserve to the card: " + count(facts["pictures"], "picture"),
    "retired": lambda facts: f"made room on the card: {count(facts['count'], 'picture')} deleted, {facts['mb']:g} MB",
    "swept": _swept,
    "emptied": _emptied,
    "format": lambda facts: "a technician has the card emptied",
    "pin": _pin,
    "settings": _settings,
    "console": lambda facts: known(facts, "console at {port}"),
    "repaired": _repaired,
    "effort": _effort,
    "self-test": lambda facts: "self-test by a technician",
    "fault": lambda facts: "FAULT " + known(facts, "{part}: {why}"),
    "mended": lambda facts: known(facts, "mended: {part}"),
    "stopped": _stopped,
}
