"""A season to simulate: where, when, and what happens there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import asdict, replace

from trapd.config import mishaps
from trapd.config.instants import instant
from trapd.config.nature import PERSON, Nature
from trapd.config.profile import Section, Share, World
from trapd.config.read import read
from trapd.core.errors import BadSettings


class Place(Section, frozen=True, kw_only=True):
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    alt_m: Annotated[float, Meta(ge=-500, le=9_000)] = 0


class Scenario(Nature, frozen=True, kw_only=True):
    """A scenario file. What ails a unit's clock stays in its profile's `[world]`."""

    schema_version: Literal[1] = 1
    name: Annotated[str, Meta(min_length=1)]
    begins: str
    """An RFC 3339 instant: `"2026-11-15T12:00:00+10:00"`."""
    days: Annotated[int, Meta(ge=1, le=9_999)]
    seed: int = 1
    card_gb: Annotated[int, Meta(ge=1, le=2_000)] = 256
    """Size of the card that goes in empty."""
    charge: Share | None = None
    """How full the pack is that goes in, where the profile's `world.charge` says nothing. None: it is fed from
    elsewhere, and stays half full."""
    place: Place

    def world(self, world: World, seed: int | None) -> World:
        """The world of a profile, as it is here and now; `seed` instead of the scenario's."""
        place = self.place
        return replace(
            world,
            seed=self.seed if seed is None else seed,
            starts=self.begins,
            lat=place.lat,
            lon=place.lon,
            alt_m=place.alt_m,
            charge=self.charge if world.charge is None else world.charge,
        )


def load(path: Path) -> Scenario:
    """Raises `BadSettings` with the first problem."""
    scenario = read(path, Scenario)
    for problem in _problems(scenario):
        raise BadSettings(f"{path}: {problem}")
    return scenario


def _problems(scenario: Scenario) -> Iterator[str]:
    """What is in order by itself and makes no sense: the key, what is wrong, the mend."""
    try:
        instant(scenario.begins)
    except ValueError as err:
        yield f"begins: {err}"
    yield from _animals(scenario)
    yield from _spans(scenario)
    yield from mishaps.problems(scenario.faults, scenario.days)
    sure, blind_k = scenario.assumed.sure_k, scenario.pir.blind_k
    if sure[0] <= blind_k:
        yield (
            f"assumed.sure_k begins at {sure[0]:g}, not above pir.blind_k ({blind_k:g}): what is noticed for sure"
            " differs more than what is not noticed at all; raise the first, or lower the second"
        )


def _animals(scenario: Scenario) -> Iterator[str]:
    seen = {PERSON}
    for number, kind in enumerate(scenario.animals, 1):
        if kind.kind in seen:
            mend = "people have a table of their own" if kind.kind == PERSON else "make one entry of the two"
            yield f'animals#{number}.kind: "{kind.kind}" is taken; {mend}'
        seen.add(kind.kind)
        if not any(kind.hours):
            yield f"animals#{number}.hours are all 0; leave the key out, or set animals#{number}.a_day = 0"


def _spans(scenario: Scenario) -> Iterator[str]:
    tables: dict[str, Section] = {f"animals#{number}": kind for number, kind in enumerate(scenario.animals, 1)}
    tables["assumed"] = scenario.assumed
    if scenario.people is not None:
        tables["people"] = scenario.people
    for table, section in tables.items():
        for key, value in asdict(section).items():
            if isinstance(value, tuple) and len(value) == 2 and value[0] > value[1]:
                yield f"{table}.{key} is [{value[0]:g}, {value[1]:g}]; the lesser number comes first"
