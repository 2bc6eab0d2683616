"""The survey: three stations of two units that face each other across a trail, and what befalls them.

KP-07     nothing befalls either of the two
KP-08-L   nor this one
KP-08-R   its receiver's plug and its battery's contact are loose: twice it starts anew and nobody tells it the time,
          the first time until the technician comes
KP-12-L   its card is changed, and the old one goes into its neighbour by mistake
KP-12-R   its pack is too small; and it tells nobody its place

The technician comes to all of them in the middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from trapd.config import scenario
from trapd.config.mishaps import Fault
from trapd.config.profile import Camera, Pair, Plan, Plans, Privacy, Profile
from trapd.config.read import load
from trapd.config.scenario import Scenario
from trapd.core.geotag import Level

ROOT = Path(__file__).parents[2]
APART_M = 9.0
"""From lens to lens, across the trail."""
PLAN = Plan(stills=2, interval_ms=1_000, clip=True, pre_roll_s=0, post_roll_s=2)
PICTURE: dict[str, Any] = {"width": 320, "height": 192, "fps": 5, "gop": 5, "bitrate_kbps": 200, "jpeg_quality": 60}
"""Small, and few in a clip: real ones would take an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One unit of it. Parts of the survey's time are shares of it, so that a shorter one tells the same story."""

    name: str
    cards: tuple[str, ...]
    """That it has in it, one after the other: the second from the visit on."""
    cells: int = 24
    """In its pack, of 2.9 Ah; of a whole fortnight."""
    unplugged: tuple[tuple[float, float | None], ...] = ()
    """When its receiver says nothing: from, for how long; None: to the end."""
    cut: tuple[float, ...] = ()
    """When its battery's contact opens for a moment."""
    geotag: Level = "exact"

    @property
    def station(self) -> str:
        return self.name[:-2]

    @property
    def right(self) -> bool:
        """On the far side of the trail."""
        return self.name.endswith("R")

    def profile(self, days: float) -> Profile:
        """That of a Zero 2 W in the field."""
        field_unit = load(ROOT / "hw_profiles" / "zero2w.toml")
        assert field_unit.battery is not None
        cells = max(1, round(self.cells * days / 14))
        return replace(
            field_unit,
            unit=replace(
                field_unit.unit, name=self.name, station=self.station, side="right" if self.right else "left"
            ),
            camera=Camera(**PICTURE, readout_us=field_unit.camera.readout_us, linger_s=0),
            plan=Plans(day=PLAN, night=replace(PLAN, clip=False)),
            pair=Pair(slots=2, slot=int(self.right)),
            battery=replace(field_unit.battery, parallel=cells),
            privacy=Privacy(geotag=self.geotag),
        )

    def faults(self, days: float) -> tuple[Fault, ...]:
        """Of its receiver."""
        return tuple(
            Fault(what="receiver-gone", day=at * days, days=None if share is None else share * days)
            for at, share in self.unplugged
        )

    def cuts_h(self, days: float) -> set[int]:
        """Hours of the survey."""
        return {round(at * days * 24) for at in self.cut}


@dataclass(frozen=True, slots=True)
class Station:
    """Where a pair hangs."""

    name: str
    lat: float
    lon: float
    members: tuple[Member, ...]


STATIONS = (
    Station(
        "KP-07",
        43.1034,
        131.5503,
        (Member(name="KP-07-L", cards=("card-1",)), Member(name="KP-07-R", cards=("card-2",))),
    ),
    Station(
        "KP-08",
        43.1121,
        131.5388,
        (
            Member(name="KP-08-L", cards=("card-3",)),
            Member(name="KP-08-R", cards=("card-4",), unplugged=((0.22, 0.285), (0.72, None)), cut=(0.25, 0.75)),
        ),
    ),
    Station(
        "KP-12",
        43.0957,
        131.5627,
        (
            Member(name="KP-12-L", cards=("card-5", "card-7")),
            Member(name="KP-12-R", cards=("card-6", "card-5"), cells=9, geotag="none"),
        ),
    ),
)
VISIT = 0.5
FILE = """\
title = "A fortnight at three stations"
name = "fortnight"
description = "Simulated: no animal ever walked there."

[[contributor]]
title = "scripts/fortnight"
role = "contact"

[project]
title = "A simulated fortnight"
sampling_design = "simpleRandom"

[station.KP-12]
lat = 43.0957
lon = 131.5627
uncertainty_m = 30

[unit.KP-07-L]
height_m = 0.5
heading_deg = 90

[unit.KP-07-R]
height_m = 0.5
heading_deg = 270
"""
"""The survey's own file: one unit tells no place, and nobody but people knows how units hang."""


def fortnight() -> Scenario:
    """What all of it stands in."""
    return scenario.load(Path(__file__).with_name("fortnight.toml"))


def visit_h(days: float) -> int:
    """The hour of the survey in which the technician comes."""
    return round(VISIT * days * 24)
