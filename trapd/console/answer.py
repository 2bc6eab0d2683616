"""The reply to what a person's command asked."""

from __future__ import annotations

from collections.abc import Callable

from trapd.console.dialogue import Got
from trapd.console.replies import Failed, Told

MOST_DATA = 2_000_000
"""Bytes of one reply: a picture to aim by."""


class Answer:
    """What comes after its end, or after it was given up, reaches nobody."""

    def __init__(self, heard: Callable[[Answer, Told | None], None], *, aside: bool = False) -> None:
        """`heard`: called with each part, unless it is `aside`, and with None when it is over."""
        self._aside = aside
        self._heard: Callable[[Answer, Told | None], None] | None = heard
        self._end: Callable[[], None] | None = None
        self._data = bytearray()
        self.told: object = None
        """The last word, once it is over."""

    def part(self, told: Told) -> None:
        if self._heard is not None and not self._aside:
            self._heard(self, told)

    def data(self, chunk: bytes) -> None:
        if len(self._data) + len(chunk) <= MOST_DATA:
            self._data += chunk

    def done(self, told: Told) -> None:
        self.over(Got(told, bytes(self._data)) if self._data else told)

    def failed(self, failed: Failed) -> None:
        self.over(failed)

    def on_cancel(self, end: Callable[[], None]) -> None:
        self._end = end

    def over(self, told: object) -> None:
        """Nothing more comes."""
        self.told = told
        heard, self._heard = self._heard, None
        if heard is not None:
            heard(self, None)

    def cancel(self) -> bool:
        """Whether the operation was told, and ends by itself."""
        end, self._end = self._end, None
        if end is not None:
            end()
        return end is not None

    def give_up(self) -> None:
        """Nobody waits any more."""
        self._heard = None
        self.cancel()
