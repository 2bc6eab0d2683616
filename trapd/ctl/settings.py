"""`trapctl config`: settings are set one by one, and become true all at once."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from trapd.console.reading import YES
from trapd.console.replies import Committed, Difference, Setting, Told
from trapd.console.requests import ConfigCommit, ConfigDiff, ConfigRollback, ConfigSet, ConfigShow
from trapd.console.words import typed
from trapd.core.errors import BadSettings, WrongUse
from trapd.ctl.asking import show
from trapd.ctl.client import Client
from trapd.ctl.errors import Refused
from trapd.ctl.laptop import Laptop
from trapd.ctl.verdict import kept, wait_for_verdict


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
        if wait:
            _see_through(laptop, unit, committed)
    return 0


def rollback(laptop: Laptop, yes: bool, wait: bool) -> int:
    """What was set is forgotten; what was committed is undone only with a `yes`, said before or now, and judged like
    any commit. Raises WentBack."""
    with laptop.unit() as unit:
        try:
            told = _told(unit, ConfigRollback(undo=yes))
        except Refused as err:
            if yes or err.exit_code != WrongUse.exit_code:
                raise
            if not _sure(laptop, unit.greeting.unit):
                raise WrongUse("nothing was changed") from None
            told = _told(unit, ConfigRollback())
        for one in told:
            laptop.out.told(one)
            if wait and isinstance(one, Committed):
                _see_through(laptop, unit, one)
    return 0


def _see_through(laptop: Laptop, unit: Client, committed: Committed) -> None:
    """Until the unit keeps them, if it restarts with them at all. Raises WentBack if it does not."""
    if committed.restarts:
        _ = laptop.out.language
        unit.wait_for_restart()
        name = unit.greeting.unit
        laptop.out.line(_("{unit} is back, and tries these settings: two minutes at most …", unit=name))
        wait_for_verdict(unit, laptop.clock)
        laptop.out.line(kept(unit, committed, _))


def _sure(laptop: Laptop, unit: str) -> bool:
    if not sys.stdin.isatty():
        raise WrongUse(f"nothing is noted, and this would undo the last commit of {unit}: say --yes")
    _ = laptop.out.language
    question = _("nothing is noted: undo the last commit of {unit}, and start it anew? yes or no: ", unit=unit)
    return laptop.asks(question).casefold() in YES


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


def _told(unit: Client, request: ConfigShow | ConfigDiff | ConfigRollback) -> list[Told]:
    whole = unit.whole(request)
    return [*whole.parts, whole.told]
