"""Which language trapctl speaks: the one that was asked for, else the laptop's."""

from __future__ import annotations

import argparse
import locale
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress

from trapd.console.language import LANGUAGES

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of POSIX: the first that says something decides."""


def spoken(argv: Sequence[str] | None) -> str:
    """One of LANGUAGES; read before the line is, whose errors are told in it."""
    asked = _asked(argv)
    return asked if asked in LANGUAGES else of_laptop(os.environ)


def of_laptop(variables: Mapping[str, str]) -> str:
    """One of LANGUAGES; English where the laptop speaks none of them."""
    said = next(filter(None, map(variables.get, VARIABLES)), None) or _of_system()
    return next((code for code in LANGUAGES if said.casefold().startswith(code)), "en")


def _asked(argv: Sequence[str] | None) -> str | None:
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    early.add_argument("--lang")
    with suppress(argparse.ArgumentError):
        asked: str | None = early.parse_known_args(argv)[0].lang
        return asked
    return None


def _of_system() -> str:
    """Windows has none of the variables, and says `Russian_Russia`."""
    with suppress(ValueError):  # macOS may name a locale that Python does not know
        return locale.getlocale()[0] or ""
    return ""
