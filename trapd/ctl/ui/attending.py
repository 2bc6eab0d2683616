"""The one thread that talks with the unit, while the app's own draws and hears keys.

Whatever is on the screen is attended to in turns; a key that asks for something ends the turn.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Protocol

from trapd.core.errors import TrapdError
from trapd.ctl.client import Client
from trapd.ctl.errors import LineLost, NoAnswer

Job = Callable[[Client], None]
Post = Callable[[Callable[[], None]], object]
"""Has something done on the app's thread."""
Say = Callable[[str], None]
AGAIN_S = 2.0
"""Until the next try, after what went wrong."""


class Turn(Protocol):
    """For how long a pane may go on."""

    def is_over(self) -> bool: ...

    def rest(self, seconds: float) -> None:
        """Until then, or until the turn is over."""


class Pane(Protocol):
    """What is on the screen. Called on the line's thread: all that it may do to the screen is post."""

    def attend(self, unit: Client, turn: Turn) -> None: ...


class Attending:
    """Runs from `start` to `close`."""

    def __init__(self, unit: Client, post: Post, lost: Say, failed: Say) -> None:
        """Both on the app's thread: why the line is `lost`, and by an empty text that it is back; what `failed`."""
        self._unit = unit
        self._post = post
        self._lost = lost
        self._failed = failed
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._pane: Pane | None = None
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closed = True
        self._wake.set()
        self._thread.join()

    def look_at(self, pane: Pane) -> None:
        """From now on this one has the turn."""
        self._pane = pane
        self._wake.set()

    def ask(self, job: Job) -> None:
        """As soon as the turn is over, which it is now; the next turn comes behind it."""
        self._jobs.put(job)
        self._wake.set()

    def is_over(self) -> bool:
        return self._wake.is_set()

    def rest(self, seconds: float) -> None:
        self._wake.wait(seconds)

    def _run(self) -> None:
        while not self._closed:
            self._wake.clear()
            try:
                while not self._jobs.empty():
                    self._jobs.get()(self._unit)
                pane = self._pane
                if pane is None:
                    self.rest(1)
                else:
                    pane.attend(self._unit, self)
            except (LineLost, NoAnswer) as err:
                self._tell(self._lost, str(err))
                self._connect()
            except TrapdError as err:
                self._tell(self._failed, str(err))
                self.rest(AGAIN_S)

    def _connect(self) -> None:
        while not self._closed:
            try:
                self._unit.connect()
            except TrapdError as err:
                self._tell(self._lost, str(err))
                self._wake.clear()
                self.rest(AGAIN_S)
            else:
                self._tell(self._lost, "")
                return

    def _tell(self, whom: Say, text: str) -> None:
        self._post(lambda: whom(text))
