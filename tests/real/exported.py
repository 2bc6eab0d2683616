"""A survey of three units at two stations, as its cards came home and as it is exported."""

from __future__ import annotations

from pathlib import Path

from visits import DAY, HOUR, Visit

from trapd.__main__ import main

UNITS = {
    "KP-07-L": {"station": "KP-07", "side": "left", "lat": 43.13342, "lon": 131.55032},
    "KP-07-R": {"station": "KP-07", "side": "right", "lat": 43.13349, "lon": 131.55040},
    "KP-08-L": {"station": "KP-08", "side": "left", "lat": 43.22781, "lon": 131.43168},
}
FACTS = {"alt_m": 123.0, "temperature_c": -12.5, "exposure_us": 4_000, "gain": 8.0, "battery_v": 7.4, "lit": True}
DAYS = 3
STILLS, CLIPS = len(UNITS) * (2 * DAYS + 1), len(UNITS) * DAYS
SURVEY = """
title = "Leopards"
[[contributor]]
title = "A. Ranger"
[project]
sampling_design = "targeted"
"""


def survey(root: Path) -> list[str]:
    """Cards below `root`: a test picture, then each day at 18:00 a clip that began before its two stills."""
    for number, (unit, where) in enumerate(UNITS.items()):
        with Visit(root / unit, unit, f"a1b{number}", **FACTS, **where) as card:
            card.fit(0, "armed", "handled")
            card.still(30, 1, trigger="test")
            card.fit(600, "armed")
            for day in range(DAYS):
                at = day * DAY + 5 * HOUR
                card.clip(at - 2.5, 10 + day)
                card.still(at, 10 + day, 1)
                card.still(at + 1, 10 + day, 2)
            card.fit(DAYS * DAY, "off", why="told to")
    (root / "survey.toml").write_text(SURVEY)
    return [str(root / unit) for unit in UNITS]


def packages(root: Path) -> dict[str, Path]:
    """By form, and `blurred` for Camtrap DP without exact places."""
    cards = survey(root)
    wishes = {
        "camtrap-dp": ["camtrap-dp"],
        "camtrapr": ["camtrapr"],
        "blurred": ["camtrap-dp", "--blur-location", "10"],
    }
    for name, (form, *options) in wishes.items():
        line = ["export", *cards, str(root / name), "--to", form, "--survey", str(root / "survey.toml"), *options]
        assert main(line) == 0
    return {name: root / name for name in wishes}
