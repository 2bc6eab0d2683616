"""`units.toml`: what many units shall be, each by the serial number of its board. docs/trapctl.md shows one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, field

from trapd.config.overlay import understood
from trapd.config.profile import Section, Text
from trapd.config.read import read
from trapd.core.errors import BadSettings

Pin = Annotated[str, Meta(min_length=1, description='digits in quotes, as "2684"')]
Settings = Annotated[dict[str, Any], Meta(description="a table of settings, as in a profile")]


class One(Section, frozen=True, kw_only=True):
    """One unit."""

    serial: Text
    """As `trapctl find` tells it, or the unit's name as it is now."""
    pin: Pin | None = None
    settings: Settings = field(default_factory=dict)


class File(Section, frozen=True, kw_only=True):
    schema_version: int = 1
    technician: Text | None = None
    """Stands in the protocol; None: whoever is logged in at the laptop."""
    pin: Pin | None = None
    """Of all units; None leaves a unit's own as it is."""
    settings: Settings = field(default_factory=dict)
    """Of all units."""
    units: Annotated[tuple[One, ...], Meta(min_length=1, description="one table [[units]] a unit")]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one unit shall be."""

    serial: str
    pin: str | None
    settings: Mapping[str, Any]
    """Dotted names to values of JSON."""


@dataclass(frozen=True, slots=True)
class Plans:
    technician: str | None
    units: list[Plan]

    def of(self, serial: str | None, unit: str) -> Plan | None:
        """For the unit with this number, or else this name; None for one that nothing is said of."""
        for known in (serial, unit):
            for plan in self.units:
                if known is not None and plan.serial.casefold() == known.casefold():
                    return plan
        return None


def load(path: Path) -> Plans:
    """Every name and value is looked at before any unit is. Raises BadSettings with the first problem."""
    file = read(path, File)
    plans = []
    for one in file.units:
        settings = _flat(path, "settings", file.settings) | _flat(path, f"unit {one.serial}", one.settings)
        plans.append(Plan(one.serial, one.pin or file.pin, settings))
    for what, names in (
        ("the serial", [plan.serial.casefold() for plan in plans]),
        ("unit.name", [str(plan.settings["unit.name"]) for plan in plans if "unit.name" in plan.settings]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                raise BadSettings(f"{path}: {what} `{name}` stands there {times} times; each unit has its own")
    return Plans(file.technician, plans)


def _flat(path: Path, where: str, tables: Mapping[str, Any]) -> dict[str, Any]:
    """`plan.night.stills = 3`, as a dotted key or in tables, as one name."""
    try:
        return {name: understood(name, value) for name, value in _names(tables, "")}
    except BadSettings as err:
        raise BadSettings(f"{path}: {where}: {err}") from None


def _names(tables: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from _names(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
