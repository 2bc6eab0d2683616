"""`survey.toml` to a `SurveyPlan`; whatever is wrong with it is one line that says where and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from trapd.config.explain import explain
from trapd.config.profile import Section
from trapd.config.read import convert, tables
from trapd.core.errors import BadSettings
from trapd.core.place import is_place
from trapd.survey.plan import Hanging, Station, SurveyPlan, UnitPlan


def load(path: Path) -> SurveyPlan:
    """Raises `BadSettings` with the first thing that does not fit."""
    found = tables(path)
    # What lies in tables by name is looked at first: msgspec's word on it would not say in which.
    for where, station in _named(path, found, "station"):
        _check(path, where, station, Station)
        lat, lon = station.get("lat"), station.get("lon")
        if (lat is None) != (lon is None):
            raise BadSettings(f"{path}: [{where}] has only one of lat and lon; a place needs both")
        if lat is not None and not is_place(lat, lon):
            raise BadSettings(f"{path}: [{where}] is at 0, 0, as a receiver says that knows no place; write its own")
    for where, unit in _named(path, found, "unit"):
        for there, hanging in _named(path, unit, "at", f"{where}."):
            _check(path, there, hanging, Hanging)
        _check(path, where, unit, UnitPlan)
    return convert(path, found, SurveyPlan)


def _named(path: Path, tables: dict[str, Any], key: str, within: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables below a key, each by its whole name."""
    named = tables.get(key, {})
    if not isinstance(named, dict):
        raise BadSettings(f"{path}: {within}{key} is no table; write one for each, as [{within}{key}.NAME]")
    for name, table in named.items():
        whole = f"{within}{key}.{name}"
        if not isinstance(table, dict):
            raise BadSettings(f"{path}: {whole} is no table; write [{whole}] and its keys below")
        yield whole, table


def _check(path: Path, where: str, table: dict[str, Any], form: type[Section]) -> None:
    try:
        msgspec.convert(table, form)
    except msgspec.ValidationError as err:
        raise BadSettings(f"{path}: [{where}] {explain(form, table, str(err))}") from None
