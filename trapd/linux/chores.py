"""What is done for a card in the background, while it takes pictures: one thing after the other, on one thread.

A chore is a function of a `Volume`. It works in small steps, each of which may be the last: it asks `volume.check()`
before each, and when power or card go, the next start goes on where it was cut.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress

from trapd.card.volume import Volume
from trapd.linux.backlog import Backlog

Chore = Callable[[Volume], None]
"""Raises OSError when the card is gone, or closed."""

NICENESS = 10
"""A tenth of an ordinary thread's share: whatever sees, shoots and writes goes first, at the card too where its
scheduler heeds it (BFQ derives a priority from this one). Not less, since the thread may hold the interpreter's lock,
and whoever waits for the lock waits for it."""

LAST_STEP_S = 5.0
"""A clip of a minute takes longer to decode on a small board; systemd waits 30 s for the whole unit."""


class Chores:
    """Sleeps while there is nothing to do."""

    def __init__(self) -> None:
        self._backlog = Backlog("chores", limit=0)
        self._backlog.put(0, _step_back)

    def put(self, chore: Chore, volume: Volume) -> None:
        """From any thread: do it after those that wait already, or not at all if the volume is closed by then."""
        self._backlog.put(0, _do, chore, volume)

    def close(self) -> None:
        """Close the volumes first, and the step that is being done is the last. One that takes long is left: the end
        of the process may cut it as well as the end of power."""
        self._backlog.close(LAST_STEP_S)


def _step_back() -> None:
    """On Linux this is of the thread, not of the process. Where it is forbidden it can be done without."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _do(chore: Chore, volume: Volume) -> None:
    """The card's own thread hears of a bad card by itself, at the next picture."""
    with suppress(OSError):
        volume.check()
        chore(volume)
