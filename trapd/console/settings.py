"""Settings at the desk: set one by one, seen as a difference, committed whole.

What was set lives here until the commit, or the unit's end. The loop's thread owns it; whatever takes long, checks,
forecasts and the file, is done on a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from trapd.config.figures import Figure, figure
from trapd.console import requests as r
from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Committed, Failed, ReadinessTold, Said, Setting, Told
from trapd.console.wanted import Wanted
from trapd.core.commands import Command, Status
from trapd.core.errors import HardwareMissing, TrapdError
from trapd.core.events import OnTrial, Recorded, SettingsLeft
from trapd.core.readiness import LEVELS
from trapd.runtime import settings as file
from trapd.runtime.loop import Loop
from trapd.runtime.settings import Kept, Settings, Trial
from trapd.runtime.worker import Worker
from trapd.unit import Unit

FEW = 20
"""So many settings are described to a person; a program is told of all."""
AT_ONCE = 10
"""Settings that are told of before the loop turns to other things."""
WRONG_USE = 64
LEVEL = "camera.readiness"

T = TypeVar("T")


def _nothing() -> None:
    """There is nothing to take back."""


class SettingsDesk:
    """Those of one start."""

    def __init__(
        self, settings: Settings, unit: Unit, loop: Loop, worker: Worker, restart: Callable[[str], None]
    ) -> None:
        """`restart`: the unit begins afresh a moment later, when the last answer was read; told why."""
        self._wanted = Wanted(settings, settings.overlay)
        self._kept = settings.kept
        self._unit = unit
        self._loop = loop
        self._worker = worker
        self._restart = restart
        self._writes = False
        """The file is being written, or was, and the unit ends."""
        unit.trial_over = self._trial_over

    def operations(self) -> Mapping[type[r.Request], Operation]:
        return {
            r.ConfigShow: self._show,
            r.ConfigSet: self._set,
            r.ConfigDiff: self._diff,
            r.ConfigCommit: self._commit,
            r.ConfigRollback: self._rollback,
            r.AskReadiness: self._readiness,
        }

    def pending(self) -> int:
        """Set and not yet committed."""
        return len(self._wanted.changed())

    def begin(self) -> None:
        """The unit has started: its trial begins, and what is not as it should be is told."""
        now = self._wanted.now
        if now.gave_up is not None:
            self._record(now.gave_up, "went-back", why=now.trouble)
        if now.trouble is not None:
            self._unit.handle(SettingsLeft(now.trouble))
        if now.kept.trial is not None and now.overlay == now.kept.committed:
            self._unit.handle(OnTrial(frozenset(now.kept.trial.amiss)))

    @property
    def path(self) -> Path:
        """Of the profile."""
        return self._wanted.now.path

    # -- operations ----------------------------------------------------------------------------------------------

    def _show(self, session: Session, request: r.ConfigShow, reply: Reply) -> None:
        wanted, program = self._wanted, session.voice == "program"

        def look() -> list[Setting]:
            names = wanted.names(request.under)
            return wanted.settings(names, describe=program or len(names) <= FEW)

        self._answer(look, lambda told: self._tell(told, reply), reply)

    def _set(self, session: Session, request: r.ConfigSet, reply: Reply) -> None:
        if self._is_over(reply):
            return
        if not request.changes:
            reply.failed(Failed(why="nothing to set: `config set plan.night.stills 5`", code=WRONG_USE))
            return
        wanted = self._wanted

        def take(_: Wanted) -> None:
            self._wanted = self._wanted.with_these(request.changes)  # others may have been set meanwhile
            self._tell(self._wanted.settings(list(request.changes), describe=False), reply)

        self._answer(lambda: wanted.with_these(request.changes), take, reply)

    def _diff(self, session: Session, request: r.ConfigDiff, reply: Reply) -> None:
        wanted, utc_ns = self._wanted, self._unit.trap.timeline.moment(self._loop.clock.now_ns()).utc_ns
        self._answer(lambda: wanted.difference(utc_ns), reply.done, reply)

    def _commit(self, session: Session, request: r.ConfigCommit, reply: Reply) -> None:
        if self._is_over(reply):
            return
        if not self._wanted.changed():
            why = "nothing was set: `config set` first; `config show` tells what there is"
            reply.failed(Failed(why=why, code=WRONG_USE))
            return
        self._write(session, "committed", self._wanted, reply)

    def _rollback(self, session: Session, request: r.ConfigRollback, reply: Reply) -> None:
        if self._is_over(reply):
            return
        wanted, before = self._wanted, self._kept.before
        if names := wanted.changed():
            self._wanted = replace(wanted, overlay=wanted.now.overlay)
            reply.part(Said(text="what was set is forgotten, and these stay as they are:"))
            reply.done(Committed(settings=self._wanted.settings(names, describe=False), restarts=False))
        elif before is None:
            reply.failed(Failed(why="there are no settings before these to go back to", code=1))
        else:
            self._write(session, "rolled-back", replace(wanted, overlay=before), reply)

    def _readiness(self, session: Session, request: r.AskReadiness, reply: Reply) -> None:
        wanted, changes = self._wanted, {} if request.level is None else {LEVEL: request.level}
        status = self._unit.obey(Command.STATUS)
        assert isinstance(status, Status)
        assert status.readiness is not None
        level, by = status.readiness.level, status.readiness.by

        def look() -> tuple[Wanted, dict[str, Figure]]:
            return wanted.with_these(changes), {one: figure(wanted.now.profile, one) for one in LEVELS}

        def take(found: tuple[Wanted, dict[str, Figure]]) -> None:
            self._wanted = wanted = self._wanted.with_these(changes)
            reply.done(
                ReadinessTold(
                    level=level,
                    by=by,
                    pending=wanted.value(LEVEL) if LEVEL in wanted.changed() else None,
                    watts={one: told.watts for one, told in found[1].items() if told.watts is not None},
                    latency_s={one: told.latency_s for one, told in found[1].items()},
                )
            )

        self._answer(look, take, reply)

    def _is_over(self, reply: Reply) -> bool:
        """Whether other settings are on their way already."""
        if self._writes:
            reply.failed(Failed(why="settings were committed just now: ask again when the unit is back", code=1))
        return self._writes

    # -- the file ------------------------------------------------------------------------------------------------

    def _write(self, session: Session, did: str, wanted: Wanted, reply: Reply) -> None:
        """These from now on: checked whole, written, read again, told as read; and the unit is started afresh."""
        self._writes = True
        now, trial = wanted.now, Trial(session=session.id, amiss=sorted(self._unit.trap.amiss()))
        kept = file.committed(now, self._kept, wanted.overlay, trial)

        def write() -> tuple[Kept, Wanted]:
            wanted.checked()
            again = _kept(file.keep, now.file, kept)
            return again, replace(wanted, overlay=again.committed)

        def written(found: tuple[Kept, Wanted]) -> None:
            self._kept, read = found
            self._record(session.id, did, voice=session.voice, changes=read.record())
            reply.done(Committed(settings=read.anew(), restarts=True))
            self._restart(f"settings {did} in session {session.id}")

        def failed() -> None:
            self._writes = False

        self._answer(write, written, reply, failed)

    def _trial_over(self, why_not: str | None) -> None:
        """Its new settings are good; or the unit goes back, and is started afresh."""
        now, trial = self._wanted.now, self._kept.trial
        if trial is None or self._writes:  # or newer ones were committed meanwhile
            return
        why = "" if why_not is None else f"went back to the settings before: with the new ones {why_not}"
        kept = file.passed(now, self._kept) if why_not is None else file.back(self._kept, why)

        def written(found: Kept | Failed) -> None:
            if isinstance(found, Failed):
                self._unit.handle(SettingsLeft(found.why))
                return
            self._kept = found
            if why_not is None:
                self._record(trial.session, "kept")
                return
            self._writes = True
            self._record(trial.session, "went-back", why=why)
            self._unit.handle(SettingsLeft(why))
            self._restart(why)

        self._worker.submit(_caught(lambda: _kept(file.keep_alone, now.file, kept)), written)

    def _record(self, session: str, did: str, **facts: Any) -> None:
        self._unit.handle(Recorded("settings", {"session": session, "did": did, **facts}))

    # -- answers -------------------------------------------------------------------------------------------------

    def _answer(
        self, work: Callable[[], T], then: Callable[[T], None], reply: Reply, failed: Callable[[], None] = _nothing
    ) -> None:
        """`then`, or the failure, with what came of the work."""

        def done(found: T | Failed) -> None:
            if isinstance(found, Failed):
                failed()
                reply.failed(found)
            else:
                then(found)

        self._worker.submit(_caught(work), done)

    def _tell(self, told: Sequence[Told], reply: Reply) -> None:
        """Some at a time; the last one ends it."""
        for one in told[:-1][:AT_ONCE]:
            reply.part(one)
        if len(told) > AT_ONCE + 1:
            self._loop.post(self._tell, told[AT_ONCE:], reply)
        else:
            reply.done(told[-1])


def _caught(work: Callable[[], T]) -> Callable[[], T | Failed]:
    def caught() -> T | Failed:
        try:
            return work()
        except TrapdError as err:
            return Failed(why=str(err), code=err.exit_code)

    return caught


def _kept(keep: Callable[[Path, Kept], Kept], path: Path, kept: Kept) -> Kept:
    """Raises `HardwareMissing` where it cannot be written."""
    try:
        return keep(path, kept)
    except OSError as err:
        raise HardwareMissing(
            f"{path}: {err.strerror}; the settings stay as they are: check the system disk"
        ) from err
