"""`trapctl config`: settings are set one by one, and become true all at once."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from trapd.console.reading import YES
from trapd.console.replies import Committed, Difference, Setting, StatusTold, Told
from trapd.console.requests import AskStatus, ConfigCommit, ConfigDiff, ConfigRollback, ConfigSet, ConfigShow
from trapd.console.words import typed
from trapd.core.errors import BadSettings, WrongUse
from trapd.ctl.asking import show
from trapd.ctl.client import Client
from trapd.ctl.errors import Refused
from trapd.ctl.laptop import Laptop
from trapd.ctl.verdict import must_stand, wait_for_verdict


def get(laptop: Laptop, names: Sequence[str]) -> int:
    """The value alone, one a line. Raises BadSettings for a name that there is not."""
    with laptop.unit() as unit:
        for name in names:
            found = [told for told in _told(unit, ConfigShow(under=name)) if isinstance(told, Setting)]
            if not found:
                raise BadSettings(f"there is no setting `{name}`: `trapctl config show` tells them all")
            for setting in found:
                laptop.out.told(setting) if laptop.out.json else laptop.out.line(typed(setting.value))
    return 0


def change(laptop: Laptop, changes: Mapping[str, str | None]) -> int:
    """Set, and say what follows. Nothing happens before the commit."""
    with laptop.unit() as unit:
        show(laptop, unit, ConfigSet(changes={**changes}))
    return 0


def diff(laptop: Laptop) -> int:
    """0 if it could be committed like this, 1 if not."""
    with laptop.unit() as unit:
        told = _told(unit, ConfigDiff())
        for one in told:
            laptop.out.told(one)
    return 1 if any(isinstance(one, Difference) and one.problem for one in told) else 0


def commit(laptop: Laptop, wait: bool) -> int:
    """Checked, written, restarted; `wait`: until the unit keeps them. Raises WentBack if it does not."""
    with laptop.unit() as unit:
        committed = unit.ask(ConfigCommit(), Committed)
        laptop.out.told(committed)
        if wait and committed.restarts:
            unit.wait_for_restart()
            laptop.out.line(f"{unit.greeting.unit} is back, and tries its new settings: two minutes at most …")
            wait_for_verdict(unit, laptop.clock)
            must_stand(unit, {one.name: one.value for one in committed.settings})
            status = unit.ask(AskStatus(), StatusTold)
            state = "is armed" if status.armed else f"is not armed ({status.why_not})"
            laptop.out.line(f"{unit.greeting.unit} keeps its new settings, and {state}")
    return 0


def rollback(laptop: Laptop, yes: bool) -> int:
    """What was set is forgotten; what was committed is undone only with a `yes`, said before or now."""
    with laptop.unit() as unit:
        try:
            show(laptop, unit, ConfigRollback(undo=yes))
        except Refused as err:
            if yes or err.exit_code != WrongUse.exit_code:
                raise
            if not _sure(unit.greeting.unit):
                raise WrongUse("nothing was changed") from None
            show(laptop, unit, ConfigRollback())
    return 0


def _sure(unit: str) -> bool:
    if not sys.stdin.isatty():
        raise WrongUse(f"nothing is noted, and this would undo the last commit of {unit}: say --yes")
    print(
        f"nothing is noted: undo the last commit of {unit}, and start it anew? yes or no: ", end="", file=sys.stderr
    )
    return sys.stdin.readline().strip().casefold() in YES


def parsed(words: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE …`, or `NAME VALUE`; what a value means is the unit's to say."""
    if len(words) == 2 and "=" not in words[0]:
        return {words[0]: words[1]}
    changes = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not name or not equals:
            raise WrongUse(f"`{word}` is no setting: say NAME=VALUE, as plan.night.stills=3")
        changes[name.strip()] = text.strip()
    return changes


def _told(unit: Client, request: ConfigShow | ConfigDiff) -> list[Told]:
    whole = unit.whole(request)
    return [*whole.parts, whole.told]
