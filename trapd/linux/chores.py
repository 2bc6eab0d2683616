"""What is done for a card in the background, while it takes pictures: one thing after the other, on one thread.

A chore is a function of a `Volume`. It works in small steps, each of which may be the last: it asks `volume.check()`
before each, and when power or card go, the next start goes on where it was cut.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress

from trapd.card import trouble
from trapd.card.volume import Volume
from trapd.core.events import ChoreDone, ChoreFailed
from trapd.core.ports import Post
from trapd.linux.backlog import Backlog

Chore = Callable[[Volume], None]
"""Raises OSError when the card is gone, closed or bad."""

UNDONE = {
    "sweep": "what earlier starts left stays as it is for now",
    "carry-over": "what the reserve took stays there for now",
    "making room": "the card may become full",
    "emptying": "what is left on the card stays there",
    "re-dating": "pictures keep the time they have for now",
}
"""Every chore, and what it means that it was not done."""

NICENESS = 10
"""A tenth of an ordinary thread's share: whatever sees, shoots and writes goes first, at the card too where its
scheduler heeds it (BFQ derives a priority from this one). Not less, since the thread may hold the interpreter's lock,
and whoever waits for the lock waits for it."""

LAST_STEP_S = 5.0
"""A clip of a minute takes longer to decode on a small board; systemd waits 30 s for the whole unit."""


class Chores:
    """Sleeps while there is nothing to do. No trouble of a chore ends the run: it is told, and the next goes on."""

    def __init__(self, post: Post) -> None:
        """Tells `ChoreFailed`, and `ChoreDone` after it."""
        self._post = post
        self._failed = set[str]()
        self._backlog = Backlog("chores", limit=0)
        self._backlog.put(0, _step_back)

    def put(self, name: str, chore: Chore, volume: Volume) -> None:
        """From any thread: do it after those that wait already, or not at all if the volume is closed by then.
        `name`: one of `UNDONE`."""
        self._backlog.put(0, self._do, name, chore, volume)

    def close(self) -> None:
        """Close the volumes first, and the step that is being done is the last. One that takes long is left: the end
        of the process may cut it as well as the end of power."""
        self._backlog.close(LAST_STEP_S)

    def _do(self, name: str, chore: Chore, volume: Volume) -> None:
        """Of a card that is gone its own thread tells."""
        try:
            volume.check()
            chore(volume)
        except Exception as error:  # noqa: BLE001 - a card holds what it likes; a bug here would end every start anew
            if not volume.closed:
                self._failed.add(name)
                self._post(ChoreFailed(name, f"{trouble.in_words(error, volume.root)}; {UNDONE[name]}"))
        else:
            if name in self._failed:
                self._failed.remove(name)
                self._post(ChoreDone(name))


def _step_back() -> None:
    """On Linux this is of the thread, not of the process. Where it is forbidden it can be done without."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
