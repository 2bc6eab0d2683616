"""Each command, loaded when it is called: `trapctl status` never waits for a full-screen app."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from trapd.console.requests import Request
from trapd.core.errors import WrongUse

if TYPE_CHECKING:
    from trapd.ctl.laptop import Laptop

PIN = "TRAPCTL_PIN"
Do = Callable[[argparse.Namespace], int]


def _laptop(wish: argparse.Namespace) -> Laptop:
    from trapd.ctl.laptop import Laptop
    from trapd.ctl.out import Out
    from trapd.runtime.clock import FieldClock

    pin = wish.pin or os.environ.get(PIN) or None
    return Laptop(tuple(wish.port or ()), wish.serial, pin, Out(wish.json, wish.language), FieldClock())


def ask(request: type[Request], *arguments: str) -> Do:
    """A command that is one request with these of its arguments."""

    def do(wish: argparse.Namespace) -> int:
        from trapd.ctl import asking

        return asking.ask(_laptop(wish), request(**{key: getattr(wish, key) for key in arguments}))

    return do


def find(wish: argparse.Namespace) -> int:
    from trapd.ctl import asking

    return asking.find(_laptop(wish))


def status(wish: argparse.Namespace) -> int:
    from trapd.ctl import asking

    return asking.status(_laptop(wish))


def time(wish: argparse.Namespace) -> int:
    from trapd.ctl import asking

    return asking.time(_laptop(wish), wish.set, wish.peer, wish.anyway)


def readiness(wish: argparse.Namespace) -> int:
    from trapd.ctl import asking

    return asking.readiness(_laptop(wish), wish.level)


def walk_test(wish: argparse.Namespace) -> int:
    from trapd.ctl import hands

    return hands.walk_test(_laptop(wish), wish.for_s)


def self_test(wish: argparse.Namespace) -> int:
    from trapd.ctl import hands

    return hands.self_test(_laptop(wish))


def aim(wish: argparse.Namespace) -> int:
    from trapd.ctl import aim

    return aim.aim(_laptop(wish), wish.flash, wish.once, wish.width, wish.out)


def unlock(wish: argparse.Namespace) -> int:
    from trapd.ctl import asking

    return asking.unlock(_laptop(wish))


def pin(wish: argparse.Namespace) -> int:
    from trapd.ctl import asking

    return asking.set_pin(_laptop(wish), wish.new, wish.none)


def config_get(wish: argparse.Namespace) -> int:
    from trapd.ctl import settings

    return settings.get(_laptop(wish), wish.names)


def config_set(wish: argparse.Namespace) -> int:
    from trapd.ctl import settings

    return settings.change(_laptop(wish), settings.parsed(wish.words))


def config_unset(wish: argparse.Namespace) -> int:
    from trapd.ctl import settings

    return settings.change(_laptop(wish), dict.fromkeys(wish.names))


def config_diff(wish: argparse.Namespace) -> int:
    from trapd.ctl import settings

    return settings.diff(_laptop(wish))


def config_commit(wish: argparse.Namespace) -> int:
    from trapd.ctl import settings

    return settings.commit(_laptop(wish), not wish.no_wait)


def config_rollback(wish: argparse.Namespace) -> int:
    from trapd.ctl import settings

    return settings.rollback(_laptop(wish), wish.yes, not wish.no_wait)


def files(wish: argparse.Namespace) -> int:
    from trapd.ctl import fetching

    return fetching.files(_laptop(wish), wish.after)


def fetch(wish: argparse.Namespace) -> int:
    from trapd.ctl import fetching

    if wish.names and wish.all:
        raise WrongUse("name files or say --all, not both")
    return fetching.fetch_into(_laptop(wish), wish.names, wish.new, wish.folder)


def format(wish: argparse.Namespace) -> int:
    from trapd.ctl import asking

    return asking.format_card(_laptop(wish), wish.erase, wish.anyway)


def apply(wish: argparse.Namespace) -> int:
    from trapd.ctl import apply

    return apply.apply(_laptop(wish), wish.units, wish.protocol, wish.plugged_in)


def ui(wish: argparse.Namespace) -> int:
    try:
        from trapd.ctl.ui import run
    except ModuleNotFoundError as err:
        raise WrongUse(f"the full-screen app needs {err.name}: pip install 'trapd[ctl]'") from None
    return run(_laptop(wish))
