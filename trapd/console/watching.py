"""The walk test: each sensor's line as it rises and falls, while somebody walks to and fro in front of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Failed, Said, Seen
from trapd.console.requests import Request, WalkTest
from trapd.core.actions import Report
from trapd.core.events import Event, Held
from trapd.core.units import seconds
from trapd.runtime.loop import Loop, Timer

SHORTEST_S, LONGEST_S = 1.0, 3_600.0


class Watching:
    """An observer: while a walk test is on, the trap reports every edge, and answers none with a picture."""

    def __init__(self, loop: Loop, handle: Callable[[Event], None]) -> None:
        """`handle`: the trap takes an event at once."""
        self._loop = loop
        self._handle = handle
        self._reply: Reply | None = None
        """None: no walk test is on."""
        self._rises = Counter[str]()
        self._end: Timer | None = None

    def operations(self) -> Mapping[type[Request], Operation]:
        return {WalkTest: self._walk}

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if self._reply is None:
            return
        if report.event == "edge":
            facts = report.facts
            sensor, high, latency_ms = facts["sensor"], facts["high"], facts["latency_ms"]
            self._rises[sensor] += high
            count = self._rises[sensor]
            self._reply.part(Seen(sensor=sensor, high=high, latency_ms=latency_ms, count=count, utc_ns=utc_ns))
        elif report.event == "left-alone":
            self._over(report.facts["why"])

    def close(self) -> None:
        """Nothing is held."""

    def _walk(self, session: Session, request: WalkTest, reply: Reply) -> None:
        if self._reply is not None:
            reply.failed(Failed(why="a walk test is on already: end that one first"))
            return
        self._reply, self._rises = reply, Counter()
        length_ns = seconds(min(max(request.seconds, SHORTEST_S), LONGEST_S))
        self._end = self._loop.after(length_ns, self._stop, reply, "its time is up")
        reply.on_cancel(lambda: self._stop(reply, "cancelled"))
        self._handle(Held("walk-test", True))

    def _stop(self, reply: Reply, why: str) -> None:
        """Pictures again; a test that is over already stays so."""
        if self._reply is reply:
            self._over(why)
            self._handle(Held("walk-test", False))

    def _over(self, why: str) -> None:
        reply, self._reply = self._reply, None
        if self._end is not None:
            self._end.cancel()
        if reply is not None:
            seen = ", ".join(f"{sensor} {count}" for sensor, count in sorted(self._rises.items())) or "nothing moved"
            reply.done(Said(text=f"the walk test is over, {why}: {seen}"))
