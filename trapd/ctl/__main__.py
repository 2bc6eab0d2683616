"""The command line of `trapctl`: what is asked for becomes values here; the other files do the work.

Each command loads what it needs when it is called: `trapctl status` never waits for a full-screen app.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from trapd import __version__
from trapd.config.instants import instant
from trapd.core.errors import TrapdError, WrongUse
from trapd.core.readiness import LEVELS

if TYPE_CHECKING:
    from trapd.ctl.laptop import Laptop

INTERRUPTED = 130
"""128 + SIGINT, as shells count."""
PIN = "TRAPCTL_PIN"
Do = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the line asks; the exit code is 0 or that of the error, which is one line on stderr."""
    try:
        wish = _parser().parse_args(argv)
        return int(wish.command(wish))
    except TrapdError as err:
        print("trapctl:", " ".join(str(err).splitlines()), file=sys.stderr)
        return err.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: `trapctl files | head`
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{message}; `{self.prog} --help` shows how")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="trapctl",
        description="A camera trap at the laptop's USB port: looked after, set, aimed, and its pictures fetched.",
        epilog="The unit is found by its USB id. With a PIN: --pin, or the variable TRAPCTL_PIN, or you are asked.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"trapctl {__version__}")
    _common(parser, again=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _looking(commands)
    _at_the_unit(commands)
    _settings(commands)
    _pictures(commands)
    _many(commands)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _looking(commands: Commands) -> None:
    _command(commands, "find", _find, "the units that are plugged in")
    _command(commands, "status", _status, "armed or why not, time, position, battery, card, last motion and fault")
    time = _command(commands, "time", _time, "what time it is there; --set tells it by this laptop's clock")
    time.add_argument(
        "--set", metavar="TIME", nargs="?", const="now", type=_instant, help="now, or 2026-01-15T17:40:00+10:00"
    )
    time.add_argument("--peer", action="store_true", help="it was read from the pair's other unit")
    time.add_argument("--anyway", action="store_true", help="though the unit believes that it knows better")
    for name, request, about in (
        ("logs", "Logs", "the newest events of this start"),
        ("effort", "AskEffort", "when it was fit to take pictures, and why not"),
    ):
        lines = _command(commands, name, _ask(request, "count"), about)
        lines.add_argument("--count", metavar="N", type=_count, default=20, help="so many; 20 unless told")
    readiness = _command(commands, "readiness", _readiness, "how ready the camera waits, and what that takes")
    readiness.add_argument("level", nargs="?", choices=LEVELS, help="from the next commit on")
    _command(commands, "offload", _ask("Offload"), "what becomes of a disk that was plugged in for the pictures")


def _at_the_unit(commands: Commands) -> None:
    walk = _command(commands, "walk-test", _walk_test, "each sensor as it fires, until Ctrl-C; no picture is taken")
    walk.add_argument("--for", metavar="SECONDS", type=_seconds, dest="for_s", default=600.0)
    _command(commands, "self-test", _self_test, "each part: in order, or the mend")
    aim = _command(commands, "aim", _aim, "the live picture, and how sharp it is; --port twice: both units of a pair")
    aim.add_argument("--flash", action="store_true", help="as by night")
    aim.add_argument("--once", action="store_true", help="one picture")
    aim.add_argument("--out", metavar="FILE", type=Path, help="into this JPEG, again and again; not the terminal")
    aim.add_argument("--width", metavar="PIXELS", type=_count, default=640)
    _command(commands, "shot", _ask("Shot"), "pictures now, as a motion would take them; they are kept")
    _command(commands, "arm", _ask("Arm"), "answer motion with pictures")
    _command(commands, "disarm", _ask("Disarm"), "leave motion unanswered, until `arm` or until it is left alone")
    _command(commands, "unlock", _unlock, "whether the PIN is right")
    pin = _command(commands, "pin", _pin, "another PIN: asked for twice")
    pin.add_argument("--new", metavar="PIN", help="not asked for: for scripts")
    pin.add_argument("--none", action="store_true", help="no PIN from now on")
    _command(commands, "reboot", _ask("Reboot"), "the whole board, cleanly")


def _settings(commands: Commands) -> None:
    config = _command(commands, "config", None, "settings: set any number, look at the difference, commit")
    deeds = config.add_subparsers(metavar="DEED", required=True)
    show = _command(deeds, "show", _config_show, "every setting, or those below a word: config show plan.night")
    show.add_argument("under", metavar="NAME", nargs="?", default="")
    get = _command(deeds, "get", _config_get, "the value alone")
    get.add_argument("names", metavar="NAME", nargs="+")
    change = _command(deeds, "set", _config_set, "config set plan.night.stills=5 watch.proof_of_life=12:00")
    change.add_argument("words", metavar="NAME=VALUE", nargs="+")
    unset = _command(deeds, "unset", _config_unset, "back to what the profile says")
    unset.add_argument("names", metavar="NAME", nargs="+")
    _command(deeds, "diff", _config_diff, "what was set and not committed, and what follows from it")
    commit = _command(deeds, "commit", _config_commit, "checked, written, and the unit restarts with it")
    commit.add_argument("--no-wait", action="store_true", help="for the restart")
    _command(deeds, "rollback", _config_rollback, "what was set is forgotten; or back to before the last commit")


def _pictures(commands: Commands) -> None:
    files = _command(commands, "files", _files, "the pictures on the card")
    files.add_argument("--after", metavar="NAME", default="", help="those behind this one")
    fetch = _command(commands, "fetch", _fetch, "pictures into a folder; broken off, it goes on where it was")
    fetch.add_argument("names", metavar="NAME", nargs="*", help="as `files` tells them")
    which = fetch.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="what is not in the folder yet; so without a NAME too")
    which.add_argument("--new", action="store_true", help="what is newer than the newest in the folder")
    fetch.add_argument("folder", metavar="DIR", type=Path)
    erase = _command(commands, "format", _format, "an empty card")
    erase.add_argument(
        "--erase", metavar="UNIT", help="the unit's name, as a promise that all may go; else it is asked for"
    )
    erase.add_argument("--anyway", action="store_true", help="though pictures are on no other disk")


def _many(commands: Commands) -> None:
    apply = _command(commands, "apply", _apply, "set unit after unit from one file, as each is plugged in")
    apply.add_argument("units", metavar="UNITS.toml", type=Path, help="docs/trapctl.md shows one")
    apply.add_argument("--protocol", metavar="FILE", type=Path, help="who, when, what; beside the file unless told")
    apply.add_argument("--plugged-in", action="store_true", help="only what is plugged in now; no waiting for more")
    _command(commands, "ui", _ui, "the full-screen app: pip install 'trapd[ctl]'")


def _command(commands: Commands, name: str, do: Do | None, about: str) -> _Parser:
    parser = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
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
    add("--pin", default=default, help=f"better in the variable {PIN}: others can read a command line")
    add("--json", action="store_true", default=argparse.SUPPRESS if again else False, help="one JSON object a line")


# -- each command, loaded when it is called --------------------------------------------------------------------------


def _laptop(wish: argparse.Namespace) -> Laptop:
    from trapd.ctl.laptop import Laptop
    from trapd.ctl.out import Out
    from trapd.runtime.clock import FieldClock

    pin = wish.pin or os.environ.get(PIN) or None
    return Laptop(tuple(wish.port or ()), wish.serial, pin, Out(wish.json), FieldClock())


def _ask(name: str, *arguments: str) -> Do:
    """A command that is one request with these of its arguments."""

    def do(wish: argparse.Namespace) -> int:
        from trapd.console import requests
        from trapd.ctl.asking import ask

        return ask(_laptop(wish), getattr(requests, name)(**{key: getattr(wish, key) for key in arguments}))

    return do


def _find(wish: argparse.Namespace) -> int:
    from trapd.ctl.asking import find

    return find(_laptop(wish))


def _status(wish: argparse.Namespace) -> int:
    from trapd.ctl.asking import status

    return status(_laptop(wish))


def _time(wish: argparse.Namespace) -> int:
    from trapd.ctl.asking import time

    return time(_laptop(wish), wish.set, wish.peer, wish.anyway)


def _readiness(wish: argparse.Namespace) -> int:
    from trapd.ctl.asking import readiness

    return readiness(_laptop(wish), wish.level)


def _walk_test(wish: argparse.Namespace) -> int:
    from trapd.ctl.hands import walk_test

    return walk_test(_laptop(wish), wish.for_s)


def _self_test(wish: argparse.Namespace) -> int:
    from trapd.ctl.hands import self_test

    return self_test(_laptop(wish))


def _aim(wish: argparse.Namespace) -> int:
    from trapd.ctl.aim import aim

    return aim(_laptop(wish), wish.flash, wish.once, wish.width, wish.out)


def _unlock(wish: argparse.Namespace) -> int:
    from trapd.ctl.asking import unlock

    return unlock(_laptop(wish))


def _pin(wish: argparse.Namespace) -> int:
    from trapd.ctl.asking import set_pin

    return set_pin(_laptop(wish), wish.new, wish.none)


def _config_show(wish: argparse.Namespace) -> int:
    from trapd.console.requests import ConfigShow
    from trapd.ctl.asking import ask

    return ask(_laptop(wish), ConfigShow(under=wish.under))


def _config_get(wish: argparse.Namespace) -> int:
    from trapd.ctl.settings import get

    return get(_laptop(wish), wish.names)


def _config_set(wish: argparse.Namespace) -> int:
    from trapd.ctl.settings import change, parsed

    return change(_laptop(wish), parsed(wish.words))


def _config_unset(wish: argparse.Namespace) -> int:
    from trapd.ctl.settings import change

    return change(_laptop(wish), dict.fromkeys(wish.names))


def _config_diff(wish: argparse.Namespace) -> int:
    from trapd.ctl.settings import diff

    return diff(_laptop(wish))


def _config_commit(wish: argparse.Namespace) -> int:
    from trapd.ctl.settings import commit

    return commit(_laptop(wish), not wish.no_wait)


def _config_rollback(wish: argparse.Namespace) -> int:
    from trapd.ctl.settings import rollback

    return rollback(_laptop(wish))


def _files(wish: argparse.Namespace) -> int:
    from trapd.ctl.fetching import files

    return files(_laptop(wish), wish.after)


def _fetch(wish: argparse.Namespace) -> int:
    from trapd.ctl.fetching import fetch_into

    if wish.names and wish.all:
        raise WrongUse("name files or say --all, not both")
    return fetch_into(_laptop(wish), wish.names, wish.new, wish.folder)


def _format(wish: argparse.Namespace) -> int:
    from trapd.ctl.asking import format_card

    return format_card(_laptop(wish), wish.erase, wish.anyway)


def _apply(wish: argparse.Namespace) -> int:
    from trapd.ctl.apply import apply

    return apply(_laptop(wish), wish.units, wish.protocol, wish.plugged_in)


def _ui(wish: argparse.Namespace) -> int:
    try:
        from trapd.ctl.ui import run
    except ModuleNotFoundError as err:
        raise WrongUse(f"the full-screen app needs {err.name}: pip install 'trapd[ctl]'") from None
    return run(_laptop(wish))


# -- words to values -------------------------------------------------------------------------------------------------


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


if __name__ == "__main__":
    sys.exit(main())
