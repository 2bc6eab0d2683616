"""What waits to be written to a line: whole pieces in their order, and never more than so much."""

from __future__ import annotations

import os
import threading
from collections import deque

TEXT_MOST = 49_152
"""Bytes of text that wait: more than 200 log lines take in Russian. More is dropped: nobody reads it."""
ENOUGH = 131_072
"""Bytes of frames: with so many on their way no further request is read."""
MOST = 2_097_152
"""Bytes of frames: who asked for so much reads nothing of it."""


class Outbox:
    """Any thread may put a piece in; the line's own thread writes them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pieces: deque[tuple[memoryview, bool]] = deque()
        """And whether it is text."""
        self._text = 0
        self._frames = 0

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._pieces)

    @property
    def has_enough(self) -> bool:
        return self._frames > ENOUGH

    def say(self, text: bytes) -> None:
        """Dropped, as a whole, while too much text waits."""
        with self._lock:
            if text and self._text <= TEXT_MOST:
                self._text += len(text)
                self._pieces.append((memoryview(text), True))

    def send(self, frame: bytes) -> bool:
        """False, and nothing waits any more, if too much did."""
        with self._lock:
            if self._frames + len(frame) > MOST:
                self._forget()
                return False
            self._frames += len(frame)
            self._pieces.append((memoryview(frame), False))
            return True

    def write(self, fd: int) -> None:
        """As much as goes. Raises OSError when the line is gone."""
        with self._lock:
            if not self._pieces:
                return
            piece, is_text = self._pieces[0]
        try:
            count = os.write(fd, piece)
        except BlockingIOError:
            return
        with self._lock:
            if not self._pieces or self._pieces[0][0] is not piece:
                return  # forgotten meanwhile
            if is_text:
                self._text -= count
            else:
                self._frames -= count
            if count < len(piece):
                self._pieces[0] = (piece[count:], is_text)
            else:
                self._pieces.popleft()

    def forget(self) -> None:
        """All that waits."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._pieces.clear()
        self._text = self._frames = 0
