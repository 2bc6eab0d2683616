"""What becomes of settings that are committed: written, told, begun anew with, and judged by what the unit does then.

Each step is recorded once it is durable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from trapd.console.answering import Answering
from trapd.console.desk import Reply, Session
from trapd.console.replies import Committed, Failed
from trapd.console.wanted import Wanted
from trapd.core.errors import HardwareMissing
from trapd.core.events import OnTrial, Recorded, SettingsLeft
from trapd.runtime import settings as file
from trapd.runtime.settings import Kept, Settings, Trial
from trapd.unit import Unit


class Commits:
    """Of one start, on the loop's thread."""

    def __init__(self, now: Settings, unit: Unit, answering: Answering, restart: Callable[[str], None]) -> None:
        self.kept = now.kept
        """As it stands in the file."""
        self.under_way = False
        """Other settings are being written, or were, and the unit ends."""
        self._now = now
        self._unit = unit
        self._answering = answering
        self._restart = restart
        self._unheard: Callable[[], None] | None = None
        """The verdict of the trial, while other settings are being checked."""
        unit.trial_over = self._trial_over

    @property
    def on_trial(self) -> bool:
        """Until the verdict is durable: who asks earlier may be told of settings that are left a moment later."""
        tried = self.kept.trial is not None and self._now.overlay == self.kept.committed
        return tried or self.under_way

    def begin(self) -> None:
        """The unit has started: its trial begins, and what is not as it should be is told."""
        now = self._now
        if now.gave_up is not None:
            self._record(now.gave_up, "went-back", why=now.trouble)
        if now.trouble is not None:
            self._unit.handle(SettingsLeft(now.trouble))
        if now.kept.trial is not None and now.overlay == now.kept.committed:
            self._unit.handle(OnTrial(frozenset(now.kept.trial.amiss)))

    def commit(self, session: Session, did: str, wanted: Wanted, reply: Reply) -> None:
        """These from now on: checked whole, written, read again, told as read; and the unit begins anew."""
        self.under_way = True
        on_trial = self.kept.trial
        # What those on trial have broken is no excuse for newer ones.
        amiss = sorted(self._unit.trap.amiss()) if on_trial is None else on_trial.amiss
        trial = Trial(session=session.id, amiss=amiss)
        kept = file.committed(self._now, self.kept, wanted.overlay, trial)

        def write() -> Kept:
            wanted.checked()
            return _durable(file.keep, self._now.file, kept)

        def written(again: Kept) -> None:
            self.kept, read = again, replace(wanted, overlay=again.committed)
            self._record(session.id, did, voice=session.voice, changes=read.record())
            reply.done(Committed(settings=read.anew(), restarts=True))
            self._restart(f"settings {did} in session {session.id}")

        def failed(why: Failed) -> None:
            self.under_way = False
            reply.failed(why)
            if self._unheard is not None:
                self._unheard()

        self._answering.do(write, written, failed)

    def _trial_over(self, why_not: str | None) -> None:
        """Its new settings are good; or the unit goes back, and begins anew."""
        if self.under_way:  # newer ones: these are judged only if nothing comes of those
            self._unheard = lambda: self._trial_over(why_not)
            return
        trial = self.kept.trial
        assert trial is not None
        why = "" if why_not is None else f"went back to the settings before: with the new ones {why_not}"
        kept = file.passed(self._now, self.kept) if why_not is None else file.back(self.kept, why)

        def written(found: Kept) -> None:
            self.kept = found
            if why_not is None:
                self._record(trial.session, "kept")
                return
            self.under_way = True
            self._record(trial.session, "went-back", why=why)
            self._unit.handle(SettingsLeft(why))
            self._restart(why)

        self._answering.do(
            lambda: _durable(file.keep_alone, self._now.file, kept),
            written,
            lambda failed: self._unit.handle(SettingsLeft(failed.why)),
        )

    def _record(self, session: str, did: str, **facts: Any) -> None:
        self._unit.handle(Recorded("settings", {"session": session, "did": did, **facts}))


def _durable(keep: Callable[[Path, Kept], Kept], path: Path, kept: Kept) -> Kept:
    """Raises `HardwareMissing` where it cannot be written."""
    try:
        return keep(path, kept)
    except OSError as err:
        why = f"{path}: {err.strerror}; the settings stay as they are: check the system disk"
        raise HardwareMissing(why) from err
