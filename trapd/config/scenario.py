"""A season to simulate: where, when, how many animals. Its first form; climate, batteries and faults come later."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from trapd.config.instants import instant
from trapd.config.profile import Section, World
from trapd.config.read import read
from trapd.core.errors import BadSettings


class Scenario(Section, frozen=True, kw_only=True):
    """A scenario file; `[world]` replaces the profile's."""

    schema_version: Literal[1] = 1
    name: Annotated[str, Meta(min_length=1)]
    days: Annotated[int, Meta(ge=1, le=9_999)] = 180
    card_gb: Annotated[int, Meta(ge=1, le=2_000)] = 256
    """Size of the card that goes in empty."""
    world: World


def load(path: Path) -> Scenario:
    """Raises `BadSettings` with the first problem."""
    scenario = read(path, Scenario)
    if scenario.world.starts != "now":
        try:
            instant(scenario.world.starts)
        except ValueError as err:
            raise BadSettings(f"{path}: world.starts: {err}") from None
    return scenario
