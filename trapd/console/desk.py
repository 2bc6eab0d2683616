"""The desk: takes what is asked, by whichever voice, and gives it to whoever can answer.

a person's line ──> shell ──┐                         ┌──> what the loop's thread answers at once
                            ├──> request ──> desk ────┼──> what goes on: a walk test, a self-test
a program's frame ─> framed ┘      │                  └──> what a thread reads for it: files
                                PIN, if one is set
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from trapd.console.replies import Failed, Told
from trapd.console.requests import WITHOUT_PIN, Request

LOCKED = 77
"""As in sysexits.h: no permission."""


@dataclass(slots=True)
class Session:
    """One technician at the line, from the first key to a silence or a pulled cable."""

    id: str
    """Stands in the record of every change."""
    voice: str = "person"
    """Or `program`."""
    unlocked: bool = False
    """The PIN was said."""
    language: str = "en"
    locks: int = 0
    """How often it was locked: a PIN that was said before opens nothing after."""

    def lock(self) -> None:
        """Whoever goes on has to say the PIN."""
        self.unlocked = False
        self.locks += 1


class Reply(Protocol):
    """Where the answer to one request goes. `done` or `failed` comes once, and last; all on the loop's thread."""

    def part(self, told: Told) -> None:
        """More is to come."""

    def data(self, chunk: bytes) -> None:
        """Bytes, before the `done` that tells of them."""

    def done(self, told: Told) -> None: ...

    def failed(self, failed: Failed) -> None: ...

    def on_cancel(self, end: Callable[[], None]) -> None:
        """Called on the loop's thread when nobody waits for the answer any more: it was cancelled, or the line is
        gone. The operation then ends with `done` all the same, which may reach nobody."""


Operation = Callable[[Session, Any, Reply], None]
"""Called on the loop's thread with the session, the request and its reply; returns at once."""


class Lock(Protocol):
    """Who may ask."""

    @property
    def is_set(self) -> bool:
        """Whether a PIN is asked for."""


class Desk:
    """Every request that a unit answers."""

    def __init__(
        self,
        lock: Lock,
        *operations: Mapping[type[Request], Operation],
        cannot: str = "this unit cannot do that: it has no such part",
    ) -> None:
        """`cannot`: what is said of a request that none of the operations answers."""
        self._lock = lock
        self._cannot = cannot
        self._operations = {kind: operation for some in operations for kind, operation in some.items()}

    def ask(self, session: Session, request: Request, reply: Reply) -> None:
        """On the loop's thread."""
        if self.is_locked(session) and not isinstance(request, WITHOUT_PIN):
            reply.failed(Failed(why="this unit has a PIN: type `unlock` and the PIN first", code=LOCKED))
            return
        operation = self._operations.get(type(request))
        if operation is None:
            reply.failed(Failed(why=self._cannot, code=69))
            return
        operation(session, request, reply)

    def is_locked(self, session: Session) -> bool:
        """Whether this one has yet to say the PIN."""
        return self._lock.is_set and not session.unlocked
