"""What the technician set, laid over a profile: dotted names to values of JSON.

`{"plan.night.stills": 5}` over a profile's tables makes another profile, which is checked like any other. A value of
None is a word as well, for a setting that may be left out: `{"watch.proof_of_life": null}`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from trapd.config.cross import problems
from trapd.config.explain import explain
from trapd.config.known import Known, find
from trapd.config.profile import Profile, Section
from trapd.config.read import convert
from trapd.core.errors import BadSettings

Overlay = Mapping[str, Any]
Tables = dict[str, Any]
NONE = "none"
"""What a person types for no value at all."""


def understood(name: str, given: Any) -> Any:
    """The value of this setting, as JSON has it, from what a program sent or a person typed: `5`, `"KP-07"`, `KP-07`,
    `18:00..06:00`, `["18:00..20:00", "05:00..06:30"]`, `none`. By itself alone: others may forbid it yet.

    Raises `BadSettings`: no such setting, one of the profile alone, a value that cannot be.
    """
    setting = find(name)
    if setting.fixed is not None:
        raise BadSettings(f"{name} is changed in the unit's profile, not from the cable: {setting.fixed}")
    readings = list(_readings(given, setting)) if isinstance(given, str) else [given]
    for value in readings:
        try:
            return _of_json(msgspec.convert(value, setting.kind))
        except msgspec.ValidationError:
            continue
    raise BadSettings(_problem(setting, readings[0]))


def settled(path: Path, tables: Tables, overlay: Overlay) -> Profile:
    """The profile of this file with the overlay over it, checked whole. Raises `BadSettings` with one problem."""
    settings = {name: understood(name, value) for name, value in overlay.items()}
    profile = convert(path, _laid_over(tables, settings), Profile)
    for problem in problems(profile):
        raise BadSettings(f"{path}: {problem}" if not overlay else problem)
    return profile


def value_of(profile: Profile, name: str) -> Any:
    """As JSON has it; None as well where the whole table is left out."""
    found: Any = profile
    for part in name.split("."):
        found = getattr(found, part, None)
    return _of_json(found)


def stands_in(tables: Tables, name: str) -> bool:
    """Whether the file says anything of this setting."""
    found: Any = tables
    for part in name.split("."):
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    return True


def _laid_over(tables: Tables, overlay: Overlay) -> Tables:
    laid = deepcopy(tables)
    for name, value in overlay.items():
        *parents, last = name.split(".")
        table = laid
        for part in parents:
            table = table.setdefault(part, {})
        table[last] = value
    return laid


def _readings(text: str, setting: Known) -> Iterator[Any]:
    """What the typed text may mean, the likeliest first: a value as in the file, a list without its brackets, a text
    without its quotes."""
    if text == NONE and setting.may_be_none:
        yield None
    is_list = get_origin(_plain(setting.kind)) is tuple
    with suppress(tomllib.TOMLDecodeError, RecursionError):
        yield tomllib.loads(f"value = [{text}]" if is_list and not text.startswith("[") else f"value = {text}")[
            "value"
        ]
    yield [part.strip() for part in text.split(",")] if is_list else text


def _of_json(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def _plain(kind: Any) -> Any:
    """Without its annotation."""
    return get_args(kind)[0] if hasattr(kind, "__metadata__") else kind


def _problem(setting: Known, value: Any) -> str:
    """What is wrong with the value, told as of a file with nothing else in it."""
    form: Any = setting.kind
    for part in reversed(setting.name.split(".")):
        form, value = (
            msgspec.defstruct("Table", [(part, form)], bases=(Section,), kw_only=True, frozen=True),
            {part: value},
        )
    try:
        msgspec.convert(value, form)
    except msgspec.ValidationError as err:
        return explain(form, value, str(err))
    raise AssertionError(f"{setting.name}: nothing is wrong with {value}")
