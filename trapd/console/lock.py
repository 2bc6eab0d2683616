"""The PIN at the line: who may ask, and who may change it.

What becomes of each try is recorded in the catalog as a line of kind `pin`, never the PIN itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from trapd.console.desk import LOCKED, Operation, Reply, Session
from trapd.console.replies import Failed, Said
from trapd.console.requests import LockAgain, Request, SetPin, Unlock
from trapd.core.actions import Report
from trapd.core.events import Recorded
from trapd.core.units import S
from trapd.runtime import pin
from trapd.runtime.loop import Loop
from trapd.runtime.pin import FREE_TRIES, Kept
from trapd.runtime.worker import Worker

KIND = "pin"
RESET = "reset it by the arm switch (docs/security.md)"
NO_SWITCH = "there is no arm switch to reset it by: remove it from the state folder (docs/security.md)"
OPEN = "this unit has no PIN: nothing is locked"
AGAIN = "locked: the PIN is asked for again"


class PinLock:
    """Used on the loop's thread; the worker reckons and writes, one thing after the other."""

    def __init__(
        self,
        folder: Path | None,
        loop: Loop,
        worker: Worker,
        record: Callable[[Recorded], object],
        tell: Callable[[Report], object],
        has_switch: bool = True,
    ) -> None:
        """`folder`: of what outlives a restart; None: a unit that remembers nothing has no PIN. `has_switch`: an arm
        switch, to reset it by."""
        self._path = None if folder is None else folder / pin.FILE
        self._now = loop.clock.now_ns
        self._worker = worker
        self._record = record
        self._tell = tell
        self._reset = RESET if has_switch else NO_SWITCH
        self._kept: Kept | None = None
        self._trouble: str | None = None
        """The file cannot be read: nobody gets in."""
        self._busy = False
        try:
            self._kept = None if self._path is None else pin.read(self._path)
        except pin.Unreadable as err:
            self._trouble = str(err)
            tell(Report("fault", {"part": "PIN", "why": f"{err}; nobody gets in: {self._reset}"}))
        self._until_ns = self._now() + (self._kept.locked_ns if self._kept else 0)

    @property
    def is_set(self) -> bool:
        return self._kept is not None or self._trouble is not None

    def operations(self) -> Mapping[type[Request], Operation]:
        return {Unlock: self._unlock, LockAgain: self._lock, SetPin: self._set}

    def wipe(self) -> None:
        """Somebody showed at the arm switch that the unit is theirs to open."""
        if self._path is not None:
            self._worker.submit(partial(_wipe, self._path), self._wiped)

    def _unlock(self, session: Session, request: Unlock, reply: Reply) -> None:
        kept, path = self._kept, self._path
        if session.unlocked or not self.is_set:
            reply.done(Said(text="unlocked" if session.unlocked else OPEN))
        elif kept is None or path is None:
            reply.failed(Failed(why=f"the PIN cannot be read: {self._trouble}; {self._reset}", code=LOCKED))
        elif self._busy:
            reply.failed(Failed(why="one try at a time: wait for what became of the last one", code=LOCKED))
        elif (left_ns := self._until_ns - self._now()) > 0:
            why = f"{kept.wrong} wrong PINs: the next try is in {_in_words(left_ns)}"
            reply.failed(Failed(why=why, code=LOCKED))
        else:
            self._busy = True
            work = partial(_attempt, path, kept, request.pin)
            self._worker.submit(work, partial(self._judged, session, session.locks, reply))

    def _lock(self, session: Session, request: LockAgain, reply: Reply) -> None:
        session.lock()
        reply.done(Said(text=AGAIN if self.is_set else OPEN))

    def _judged(self, session: Session, locks: int, reply: Reply, outcome: tuple[Kept, bool] | str) -> None:
        self._busy = False
        if isinstance(outcome, str):
            why = f"not tried, since it could not be counted: {outcome}; {self._reset}"
            reply.failed(Failed(why=why, code=LOCKED))
            return
        before, (self._kept, right) = self._kept, outcome
        if right:
            session.unlocked = session.locks == locks
            if before is not None and before.wrong:
                self._remember(session, "right", after_wrong=before.wrong)
            reply.done(Said(text="unlocked" if session.unlocked else AGAIN))
            return
        locked_ns, wrong = self._kept.locked_ns, self._kept.wrong
        self._until_ns = self._now() + locked_ns
        self._remember(session, "wrong", wrong=wrong, locked_s=locked_ns // S)
        locked = f"wrong PIN: the next try is in {_in_words(locked_ns)}"
        why = locked if locked_ns else f"wrong PIN: {FREE_TRIES - wrong} more before a lock"
        reply.failed(Failed(why=why, code=LOCKED))

    def _set(self, session: Session, request: SetPin, reply: Reply) -> None:
        """The desk lets through who is unlocked, or finds no PIN to say."""
        said = request.pin
        bad = pin.problem(said) if said else None
        if self._path is None:
            reply.failed(Failed(why="this unit keeps nothing over a restart, and so no PIN", code=69))
        elif bad is not None:
            reply.failed(Failed(why=bad, code=64))
        elif self._busy:
            reply.failed(Failed(why="one at a time: wait for what became of the last one"))
        else:
            self._busy = True
            work = partial(_choose, self._path, said) if said else partial(_wipe, self._path)
            self._worker.submit(work, partial(self._chosen, session, session.locks, reply))

    def _chosen(self, session: Session, locks: int, reply: Reply, outcome: Kept | str | None) -> None:
        self._busy = False
        if isinstance(outcome, str):
            reply.failed(Failed(why=f"not kept, and as it was before: {outcome}"))
            return
        had, self._kept, self._trouble = self.is_set, outcome, None
        session.unlocked = session.locks == locks
        self._remember(session, ("changed" if had else "set") if outcome else "removed")
        told = "the PIN is asked for from now on" if outcome else "no PIN is asked for any more"
        if outcome and self._reset is NO_SWITCH:
            told = "the PIN is asked for from now on; write it down, since there is no arm switch to reset it by"
        reply.done(Said(text=told))

    def _wiped(self, trouble: str | None) -> None:
        self._kept = self._trouble = None
        self._until_ns = self._now()
        if trouble is not None:
            self._tell(Report("fault", {"part": "PIN", "why": f"wiped until the next start only: {trouble}"}))

    def _remember(self, session: Session, what: str, **facts: Any) -> None:
        self._record(Recorded(KIND, {"what": what, "session": session.id, **facts}))


def _attempt(path: Path, kept: Kept, said: str) -> tuple[Kept, bool] | str:
    try:
        return pin.attempt(path, kept, said)
    except OSError as err:
        return f"{path}: {err.strerror}"


def _choose(path: Path, said: str) -> Kept | str:
    try:
        return pin.choose(path, said)
    except OSError as err:
        return f"{path}: {err.strerror}"


def _wipe(path: Path) -> str | None:
    try:
        pin.wipe(path)
    except OSError as err:
        return f"{path}: {err.strerror}"
    return None


def _in_words(ns: int) -> str:
    """Seconds; minutes where nobody counts seconds."""
    left_s = -(-ns // S)
    return f"{left_s} s" if left_s <= 600 else f"{left_s / 60:.0f} min"
