"""A profile's file to a `Profile`; whatever is wrong with it is one line that says where and how to mend it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from trapd.config.cross import problems
from trapd.config.explain import explain, nearest
from trapd.config.profile import Profile, Section
from trapd.core.errors import BadSettings

T = TypeVar("T", bound=Section)
SCHEMA_VERSION = 1
"""Of profiles and scenarios."""


def load(path: Path) -> Profile:
    """Read, check and cross-check. Raises `BadSettings` with the first problem."""
    profile = read(path, Profile)
    for problem in problems(profile):
        raise BadSettings(f"{path}: {problem}")
    return profile


def read(path: Path, form: type[T]) -> T:
    """Read a file of this form: a profile, a scenario. Raises `BadSettings` with the first problem."""
    return convert(path, tables(path), form)


def tables(path: Path) -> dict[str, Any]:
    """The file as TOML has it. Raises `BadSettings`."""
    found = _tables(path, _text(path))
    version = found.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise BadSettings(
            f"{path}: schema_version is {version}, this trapd knows up to {SCHEMA_VERSION}: use a newer trapd"
        )
    return found


def convert(path: Path, tables: dict[str, Any], form: type[T]) -> T:
    """Raises `BadSettings` with the first thing that is not as the form has it."""
    try:
        return msgspec.convert(tables, form)
    except msgspec.ValidationError as err:
        raise BadSettings(f"{path}: {explain(form, tables, str(err))}") from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadSettings(f"{path}: there is no such file; {_beside(path.parent, path.name)}") from None
    except IsADirectoryError:
        raise BadSettings(f"{path}: is a folder; name one file in it: {_beside(path, '')}") from None
    except OSError as err:
        raise BadSettings(f"{path}: cannot be read ({err.strerror}); check its owner and mode") from None
    try:
        return data.decode("utf-8-sig")  # editors on Windows put a mark before the text
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise BadSettings(f"{path}: line {line} is not UTF-8; save the file in the encoding UTF-8") from None


def _tables(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        mend = "texts stand in quotes, tables in [brackets], each key once"
        raise BadSettings(f"{path}: is not TOML: {err}; {mend}") from None


def _beside(folder: Path, name: str) -> str:
    """Which files do exist there."""
    if not folder.is_dir():
        return f"the folder {folder} does not exist either"
    names = sorted(other.name for other in folder.glob("*.toml") if other.name != "pyproject.toml")
    if not names:
        return (
            f"no settings lie in {folder.absolute()}: trapd's own profiles are in hw_profiles, scenarios in scenarios"
        )
    meant = nearest(name, names)
    return f"did you mean {folder / meant}?" if meant else f"{folder} holds {', '.join(names)}"
