"""What stands above and under the pictures of a contact sheet. Only letters that Pillow's own face has."""

from __future__ import annotations

from collections.abc import Sequence

from trapd.core.timeline import local
from trapd.view.selection import Facts, Group
from trapd.view.words import clock, count, known


def span(records: Sequence[Facts], utc_offset_min: int) -> str:
    """From the first picture to the last."""
    first, last = (local(facts["taken_utc_ns"], utc_offset_min) for facts in (records[0], records[-1]))
    until = f"{last:%H:%M:%S}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M:%S}"
    zone = first.isoformat()[-6:]
    return f"{first:%Y-%m-%d  %H:%M:%S} to {until}  UTC{zone}"


def amount(records: Sequence[Facts]) -> str:
    """How many pictures of which kind."""
    media = [facts["media"] for facts in records]
    return f"{count(media.count('still'), 'still')}, {count(media.count('clip'), 'clip')}"


def place(records: Sequence[Facts]) -> str:
    """Where the newest picture that knows it was taken."""
    placed = [facts for facts in records if facts.get("lat") is not None]
    return known(placed[-1], "{lat:.8g}, {lon:.8g}") if placed else "position unknown"


def heading(group: Group) -> str:
    """What set the group off, and in what light."""
    first = group.first
    if len({facts["sequence"] for facts in group.stills + group.clips}) > 1:
        return "single pictures"
    trigger = (
        known(first, "motion {sensor}", "confirmed by {confirmed_by}") if "sensor" in first else first["trigger"]
    )
    return "   ·   ".join(part for part in (f"{first['sequence']}", trigger, _sky(first)) if part)


def still(facts: Facts, utc_offset_min: int) -> tuple[str, str, str]:
    """Time; latency; light and exposure."""
    exposure = "" if "exposure_us" not in facts else f"1/{1e6 / facts['exposure_us']:.0f} s"
    light = "IR flash" if facts["lit"] else _sky(facts)
    gain = known(facts, "gain {gain:.1f}")
    latency = known(facts, "{latency_ms:.0f} ms after the edge") or facts["trigger"]
    return (
        clock(0, facts["taken_utc_ns"], utc_offset_min),
        latency,
        "  ·  ".join(part for part in (light, exposure, gain) if part),
    )


def frame(at_s: float, pre_roll_s: float) -> tuple[str, str]:
    """When a clip's frame was, seen from the motion; whether that was before it."""
    from_motion_s = round(at_s - pre_roll_s, 1)
    if from_motion_s == 0:
        return "clip at the motion", ""
    return f"clip {from_motion_s:+.1f} s", "pre-roll" if from_motion_s < 0 else ""


def _sky(facts: Facts) -> str:
    return known(facts | {"is": "night" if facts.get("night") else "day"}, "{is}", "sun {sun_deg:.1f}°")
