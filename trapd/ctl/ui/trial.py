"""A commit, seen through to its verdict: the unit restarts, tries its settings, and keeps them or goes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from trapd.console.language import Language
from trapd.console.replies import Committed
from trapd.console.requests import ConfigCommit
from trapd.core.errors import HardwareMissing
from trapd.core.units import seconds
from trapd.ctl.client import Client
from trapd.ctl.ui.attending import Job, Say
from trapd.ctl.verdict import BEGINS_ANEW, VERDICT_S, WentBack, is_on_trial, kept, no_verdict
from trapd.runtime.clock import Clock


class Trial:
    """Jobs for the line's thread; between two looks the panes have their turns, and keys are heard."""

    def __init__(self, clock: Clock, again: Callable[[Job], object], say: Say, language: Language) -> None:
        """`again`: does a job a moment later; `say`: to the person, in `language`."""
        self._clock = clock
        self._again = again
        self._say = say
        self._language = language

    def commit(self, unit: Client) -> None:
        """The job to begin with."""
        _ = self._language
        committed = unit.ask(ConfigCommit(), Committed)
        if not committed.restarts:
            self._say(_("committed"))
            return
        self._say(_("committed: the unit starts anew with it, and goes back by itself if it does not become armed"))
        unit.wait_for_restart()
        name = unit.greeting.unit
        self._say(_("{unit} is back, and tries these settings: two minutes at most …", unit=name))
        until_ns = self._clock.now_ns() + seconds(VERDICT_S)

        def look(unit: Client) -> None:
            self._look(unit, committed, until_ns, look)

        look(unit)

    def _look(self, unit: Client, committed: Committed, until_ns: int, look: Job) -> None:
        """Raises TrapdError where the unit does not decide."""
        try:
            undecided = is_on_trial(unit)
        except BEGINS_ANEW:
            undecided = True
            with suppress(HardwareMissing):  # not there yet: whoever asks next finds that, and waits for it
                unit.connect()
        if not undecided:
            self._say(self._verdict(unit, committed))
        elif self._clock.now_ns() < until_ns:
            self._again(look)
        else:
            raise no_verdict()

    def _verdict(self, unit: Client, committed: Committed) -> str:
        try:
            return kept(unit, committed, self._language)
        except WentBack as err:
            return self._language.told(str(err))
