"""Settings at the desk: set one by one, seen as a difference, committed whole.

What was set lives here until the commit, or the unit's end. The loop's thread owns it; whatever takes long, checks,
forecasts and the file, is done on a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from trapd.config.figures import Figure, figure
from trapd.console import requests as r
from trapd.console.answering import Answering
from trapd.console.commits import Commits
from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Committed, Failed, ReadinessTold, Said, Setting
from trapd.console.wanted import Wanted
from trapd.core.commands import Command, Status
from trapd.core.readiness import LEVELS
from trapd.runtime.loop import Loop
from trapd.runtime.settings import Settings
from trapd.runtime.worker import Worker
from trapd.unit import Unit

FEW = 20
"""So many settings are described to a person; a program is told of all."""
WRONG_USE = 64
LEVEL = "camera.readiness"


class SettingsDesk:
    """Those of one start."""

    def __init__(
        self, settings: Settings, unit: Unit, loop: Loop, worker: Worker, restart: Callable[[str], None]
    ) -> None:
        """`restart`: the unit begins afresh a moment later, when the last answer was read; told why."""
        self._wanted = Wanted(settings, settings.overlay)
        self._unit = unit
        self._loop = loop
        self._answering = Answering(loop, worker)
        self._commits = Commits(settings, unit, self._answering, restart)

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

    def on_trial(self) -> bool:
        """Committed, and the unit may still go back."""
        return self._commits.on_trial

    def begin(self) -> None:
        """The unit has started."""
        self._commits.begin()

    @property
    def path(self) -> Path:
        """Of the profile."""
        return self._wanted.now.path

    def _show(self, session: Session, request: r.ConfigShow, reply: Reply) -> None:
        wanted, program = self._wanted, session.voice == "program"

        def look() -> list[Setting]:
            names = wanted.names(request.under)
            return wanted.settings(names, describe=program or len(names) <= FEW)

        self._answering.do(look, lambda told: self._answering.tell(told, reply), reply.failed)

    def _set(self, session: Session, request: r.ConfigSet, reply: Reply) -> None:
        if self._is_over(reply):
            return
        if not request.changes:
            reply.failed(Failed(why="nothing to set: `config set plan.night.stills 5`", code=WRONG_USE))
            return
        wanted = self._wanted

        def take(_: Wanted) -> None:
            self._wanted = self._wanted.with_these(request.changes)  # others may have been set meanwhile
            self._answering.tell(self._wanted.settings(list(request.changes), describe=False), reply)

        self._answering.do(lambda: wanted.with_these(request.changes), take, reply.failed)

    def _diff(self, session: Session, request: r.ConfigDiff, reply: Reply) -> None:
        wanted, utc_ns = self._wanted, self._unit.trap.timeline.moment(self._loop.clock.now_ns()).utc_ns
        self._answering.do(lambda: wanted.difference(utc_ns), reply.done, reply.failed)

    def _commit(self, session: Session, request: r.ConfigCommit, reply: Reply) -> None:
        if self._is_over(reply):
            return
        if not self._wanted.changed():
            why = "nothing was set: `config set` first; `config show` tells what there is"
            reply.failed(Failed(why=why, code=WRONG_USE))
            return
        self._commits.commit(session, "committed", self._wanted, reply)

    def _rollback(self, session: Session, request: r.ConfigRollback, reply: Reply) -> None:
        if self._is_over(reply):
            return
        wanted, before = self._wanted, self._commits.kept.before
        if names := wanted.changed():
            self._wanted = replace(wanted, overlay=wanted.now.overlay)
            reply.part(Said(text="what was set is forgotten, and these stay as they are:"))
            reply.done(Committed(settings=self._wanted.settings(names, describe=False), restarts=False))
        elif before is None:
            reply.failed(Failed(why="there are no settings before these to go back to", code=1))
        elif not request.undo:
            reply.failed(Failed(why="nothing is noted: this would undo the last commit", code=WRONG_USE))
        else:
            self._commits.commit(session, "rolled-back", replace(wanted, overlay=before), reply)

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

        self._answering.do(look, take, reply.failed)

    def _is_over(self, reply: Reply) -> bool:
        """Whether other settings are on their way already."""
        if self._commits.under_way:
            reply.failed(Failed(why="settings were committed just now: ask again when the unit is back", code=1))
        return self._commits.under_way
