"""The command line of `trapctl`: what may be asked for, and how."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TypeAlias

from trapd import __version__
from trapd.config.instants import instant
from trapd.console import requests as r
from trapd.console.language import LANGUAGES, Language
from trapd.core.readiness import LEVELS
from trapd.ctl import deeds
from trapd.ctl.deeds import Do
from trapd.ctl.parser import Parser, speaking

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def parser(language: Language) -> Parser:
    """Speaks this language, and hands it on to the command."""
    root = speaking(language)(
        prog="trapctl",
        description="A camera trap at the laptop's USB port: looked after, set, aimed, and its pictures fetched.",
        epilog="The unit is found by its USB id. With a PIN: --pin, or the variable TRAPCTL_PIN, or you are asked.",
    )
    root.set_defaults(language=language)
    root.add_argument("--version", action="version", version=f"trapctl {__version__}", help="which trapctl this is")
    _common(root, again=False)
    commands = root.add_subparsers(metavar="COMMAND", required=True)
    _looking(commands)
    _at_the_unit(commands)
    _settings(commands)
    _pictures(commands)
    _many(commands)
    return root


def _looking(commands: Commands) -> None:
    _command(commands, "find", deeds.find, "the units that are plugged in")
    _command(
        commands, "status", deeds.status, "armed or why not, time, position, battery, card, last motion and fault"
    )
    time = _command(commands, "time", deeds.time, "what time it is there; --set tells it by this laptop's clock")
    time.add_argument(
        "--set", metavar="TIME", nargs="?", const="now", type=_instant, help="now, or 2026-01-15T17:40:00+10:00"
    )
    time.add_argument("--peer", action="store_true", help="it was read from the pair's other unit")
    time.add_argument("--anyway", action="store_true", help="though the unit believes that it knows better")
    for name, request, about in (
        ("logs", r.Logs, "the newest events of this start"),
        ("effort", r.AskEffort, "when it was fit to take pictures, and why not"),
    ):
        lines = _command(commands, name, deeds.ask(request, "count"), about)
        lines.add_argument("--count", metavar="N", type=_count, default=20, help="so many; 20 unless told")
    readiness = _command(commands, "readiness", deeds.readiness, "how ready the camera waits, and what that takes")
    readiness.add_argument("level", nargs="?", choices=LEVELS, help="from the next commit on")
    _command(commands, "offload", deeds.ask(r.Offload), "what becomes of a disk that was plugged in for the pictures")


def _at_the_unit(commands: Commands) -> None:
    walk = _command(
        commands, "walk-test", deeds.walk_test, "each sensor as it fires, until Ctrl-C; no picture is taken"
    )
    walk.add_argument("--for", metavar="SECONDS", type=_seconds, dest="for_s", default=600.0)
    _command(commands, "self-test", deeds.self_test, "each part: in order, or the mend")
    aim = _command(
        commands, "aim", deeds.aim, "the live picture, and how sharp it is; --port twice: both units of a pair"
    )
    aim.add_argument("--flash", action="store_true", help="as by night")
    aim.add_argument("--once", action="store_true", help="one picture")
    aim.add_argument("--out", metavar="FILE", type=Path, help="into this JPEG, again and again; not the terminal")
    aim.add_argument("--width", metavar="PIXELS", type=_count, default=640)
    _command(commands, "shot", deeds.ask(r.Shot), "pictures now, as a motion would take them; they are kept")
    _command(commands, "arm", deeds.ask(r.Arm), "answer motion with pictures")
    _command(
        commands, "disarm", deeds.ask(r.Disarm), "leave motion unanswered, until `arm` or until it is left alone"
    )
    _command(commands, "unlock", deeds.unlock, "whether the PIN is right")
    pin = _command(commands, "pin", deeds.pin, "another PIN: asked for twice")
    pin.add_argument("--new", metavar="PIN", help="not asked for: for scripts")
    pin.add_argument("--none", action="store_true", help="no PIN from now on")
    _command(commands, "reboot", deeds.ask(r.Reboot), "the whole board, cleanly")


def _settings(commands: Commands) -> None:
    config = _command(commands, "config", None, "settings: set any number, look at the difference, commit")
    acts = config.add_subparsers(metavar="DEED", required=True)
    show = _command(
        acts, "show", deeds.ask(r.ConfigShow, "under"), "every setting, or those below a word: config show plan.night"
    )
    show.add_argument("under", metavar="NAME", nargs="?", default="")
    get = _command(acts, "get", deeds.config_get, "the value alone")
    get.add_argument("names", metavar="NAME", nargs="+")
    change = _command(
        acts, "set", deeds.config_set, "new values, noted until the commit: config set plan.night.stills 5"
    )
    change.add_argument("words", metavar="NAME=VALUE", nargs="+")
    unset = _command(acts, "unset", deeds.config_unset, "back to what the profile says")
    unset.add_argument("names", metavar="NAME", nargs="+")
    _command(acts, "diff", deeds.config_diff, "what was set and not committed, and what follows from it")
    commit = _command(acts, "commit", deeds.config_commit, "checked, written, and the unit restarts with it")
    back = _command(
        acts, "rollback", deeds.config_rollback, "what was set is forgotten; or back before the last commit"
    )
    back.add_argument("--yes", action="store_true", help="undo the last commit without a question")
    for restarts in (commit, back):
        restarts.add_argument("--no-wait", action="store_true", help="do not wait for the restart and the trial")


def _pictures(commands: Commands) -> None:
    files = _command(commands, "files", deeds.files, "the pictures on the card")
    files.add_argument("--after", metavar="NAME", default="", help="those behind this one")
    fetch = _command(commands, "fetch", deeds.fetch, "pictures into a folder; broken off, it goes on where it was")
    fetch.add_argument("names", metavar="NAME", nargs="*", help="as `files` tells them")
    which = fetch.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="what is not in the folder yet; so without a NAME too")
    which.add_argument("--new", action="store_true", help="what is newer than the newest in the folder")
    fetch.add_argument("folder", metavar="DIR", type=Path)
    erase = _command(commands, "format", deeds.format, "an empty card")
    erase.add_argument(
        "--erase", metavar="UNIT", help="the unit's name, as a promise that all may go; else it is asked for"
    )
    erase.add_argument("--anyway", action="store_true", help="though pictures are on no other disk")


def _many(commands: Commands) -> None:
    apply = _command(commands, "apply", deeds.apply, "set unit after unit from one file, as each is plugged in")
    apply.add_argument("units", metavar="UNITS.toml", type=Path, help="docs/trapctl.md shows one")
    apply.add_argument("--protocol", metavar="FILE", type=Path, help="who, when, what; beside the file unless told")
    apply.add_argument("--plugged-in", action="store_true", help="only what is plugged in now; no waiting for more")
    _command(commands, "ui", deeds.ui, "the full-screen app: pip install 'trapd[ctl]'")


def _command(commands: Commands, name: str, do: Do | None, about: str) -> Parser:
    parser = commands.add_parser(name, help=about, description=about)
    if do is not None:
        parser.set_defaults(command=do)
        _common(parser, again=True)
    return parser


def _common(parser: argparse.ArgumentParser, again: bool) -> None:
    """Before the command or behind it; `again`: what stands behind it only overrules."""
    default = argparse.SUPPRESS if again else None
    add = parser.add_argument
    add("--port", metavar="DEV", action="append", default=default, help="/dev/ttyACM0, COM3: not found by its USB id")
    add("--serial", metavar="NUMBER", default=default, help="of the unit's board, where several are plugged in")
    add("--pin", default=default, help="better in the variable TRAPCTL_PIN: others can read a command line")
    add("--json", action="store_true", default=argparse.SUPPRESS if again else False, help="one JSON object a line")
    add(
        "--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help="what trapctl speaks; else the laptop's language"
    )


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(f'"{text}" is no time; say seconds, more than 0 to 86400')
    return value


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f'"{text}" is no count; say 1 to 100000')
    return int(text)


def _instant(text: str) -> str:
    if text != "now":
        try:
            instant(text)
        except ValueError as err:
            raise argparse.ArgumentTypeError(str(err)) from None
    return text
