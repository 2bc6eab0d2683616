"""A simulated line: what hangs on it obeys at once."""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.events import LineLost, LineSet, Switched
from trapd.core.ports import Post


class Line:
    """`broken` is why it does not obey, until it is None again."""

    def __init__(self, part: Switched, post: Post, obey: Callable[[bool], None], *, rest: bool) -> None:
        """`obey` is told each state; `rest`: that before the first call, and after `close`."""
        self.broken: str | None = None
        self._part = part
        self._post = post
        self._obey = obey
        self._rest = rest
        obey(rest)

    def switch(self, on: bool) -> None:
        if self.broken is not None:
            self._post(LineLost(self._part, self.broken))
            return
        self._obey(on)
        self._post(LineSet(self._part, on))

    def close(self) -> None:
        self._obey(self._rest)
