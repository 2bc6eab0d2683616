"""The technician's line beside a running unit: what is typed reaches the trap, and its answer the line."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from trapd.app import Bench
from trapd.console.session import answer
from trapd.core.actions import Report
from trapd.core.commands import Order, Status
from trapd.core.errors import HardwareMissing
from trapd.core.events import Typed
from trapd.linux import refusals


class Technician:
    """The technician's line, answered on the loop's thread."""

    def __init__(self, bench: Bench) -> None:
        """A line that cannot be opened is a fault of that part alone."""
        self._bench = bench
        post = bench.loop.post
        self._line = bench.console(partial(post, self._typed), partial(post, self._opened))
        if self._line is None:
            return
        try:
            port = self._line.start()
        except HardwareMissing as err:
            bench.unit.tell(Report("fault", {"part": "console", "why": str(err)}))
        else:
            self._opened(port)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()

    def _opened(self, port: str) -> None:
        self._bench.unit.tell(Report("console", {"port": port}))

    def _typed(self, line: str) -> None:
        assert self._line is not None
        self._bench.unit.handle(Typed())
        for text in answer(line, self._obey):
            self._line.say(text)

    def _obey(self, order: Order) -> Status | str:
        told = self._bench.unit.obey(order)
        return replace(told, offload=refusals.told(refusals.OFFLOADS)) if isinstance(told, Status) else told
