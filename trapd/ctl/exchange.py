"""Requests and replies over one open line.

The line is read while somebody waits for a reply. What a broken frame or a silence swallowed is asked again, where
asking twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from secrets import randbelow

import msgspec

from trapd.console.replies import AnyTold, Failed, Told
from trapd.console.requests import Request
from trapd.console.wire import LONGEST_REPLY, Frame, Frames, Kind, encode
from trapd.core.errors import TrapdError
from trapd.core.units import S
from trapd.ctl.asked import TRIES, Asked, Whole
from trapd.ctl.errors import LineLost, NoAnswer, Refused
from trapd.ctl.line import Line
from trapd.runtime.clock import Clock

FIRST_IDS = 2**31
"""Begun by chance: what still comes of an answer to an earlier program is taken for none of ours."""
UNKNOWN = "pip install --upgrade trapd, or use the trapctl that belongs to the unit's firmware"
"""The mend, where the two ends do not understand each other."""


def never() -> bool:
    return False


class Exchange:
    """From the opened line to `close`. One thread."""

    def __init__(self, line: Line, clock: Clock) -> None:
        self.line = line
        self._clock = clock
        self._frames = Frames(LONGEST_REPLY)
        self._ids = count(randbelow(FIRST_IDS))
        self._asked: dict[int, Asked] = {}
        self._heard_ns = 0
        """When the line was last known to be alive."""

    def close(self) -> None:
        """The unit is told that nobody waits any more, if it hears."""
        try:
            for asked in [*self._asked.values()]:
                self.cancel(asked)
        except LineLost:
            """It is gone, and knows."""
        finally:
            self.line.close()

    def begin(self, request: Request) -> Asked:
        """Ask, and go on; several may be on their way."""
        return self._send(Asked(request, next(self._ids), live=False))

    def finish(self, asked: Asked) -> Whole:
        """Wait for the end of what was begun. Raises Refused, NoAnswer, LineLost."""
        while asked.end is None:
            self._hear()
        if isinstance(asked.end, Failed):
            raise Refused(asked.end)
        return Whole(asked.parts, bytes(asked.data), asked.end)

    def live(self, request: Request, is_over: Callable[[], bool]) -> Iterator[Told]:
        """Each part as it comes, then the last; left early, or when it `is_over`, it is cancelled."""
        asked = self._send(Asked(request, next(self._ids), live=True))
        try:
            while asked.end is None or asked.parts:
                if is_over():
                    return
                if asked.parts:
                    yield asked.parts.pop(0)
                else:
                    self._hear()
        finally:
            self.cancel(asked)
        if isinstance(asked.end, Failed):
            raise Refused(asked.end)
        yield asked.end

    def cancel(self, asked: Asked) -> None:
        """Nobody waits for the rest, if there is any."""
        if self._asked.pop(asked.id, None) is not None:
            self.line.write(encode(Kind.CANCEL, asked.id))

    def _send(self, asked: Asked) -> Asked:
        self._asked[asked.id] = asked
        self._heard_ns = self._clock.now_ns()
        self.line.write(encode(Kind.REQUEST, asked.id, msgspec.json.encode(asked.request)))
        return asked

    def _hear(self) -> None:
        """Once: what came, or that nothing came for too long."""
        broken = self._frames.broken
        for heard in self._frames.feed(self.line.read()):
            broken = self._mend(broken)
            if isinstance(heard, Frame):
                self._heard_ns = self._clock.now_ns()
                self._take(heard)
        self._mend(broken)
        silent_ns = self._clock.now_ns() - self._heard_ns
        for asked in [one for one in self._asked.values() if silent_ns > one.patience_ns]:
            self._again(asked, f"no answer to `{_name(asked.request)}` for {silent_ns / S:.0f} s")

    def _mend(self, broken: int) -> int:
        """If more frames were broken than so many, each reply on its way may lack a part. Tells how many were."""
        if self._frames.broken > broken:
            for asked in [one for one in self._asked.values() if one.may_be_asked_again]:
                self._again(asked, f"{self._frames.broken} broken frames")
        return self._frames.broken

    def _take(self, frame: Frame) -> None:
        asked = self._asked.get(frame.id)
        if asked is None:
            return  # of an earlier session, or cancelled
        if frame.kind == Kind.DATA:
            asked.data += frame.body
        elif frame.kind == Kind.PART:
            asked.parts.append(_told(frame.body))
        elif frame.kind in (Kind.DONE, Kind.FAILED):
            del self._asked[asked.id]
            asked.end = _told(frame.body)

    def _again(self, asked: Asked, why: str) -> None:
        """Raises NoAnswer if it was asked often enough, or must not be asked twice."""
        self.cancel(asked)
        if not asked.may_be_asked_again or asked.tries >= TRIES:
            mend = "say it again; if that is in vain, pull the cable out and in, or try another"
            raise NoAnswer(f"{self.line.name}: {why}: {mend}")
        asked.once_more(next(self._ids))
        self._send(asked)


def _told(body: bytes) -> Told:
    try:
        told: Told = msgspec.json.decode(body, type=AnyTold)
    except msgspec.MsgspecError as err:
        raise TrapdError(f"the unit tells something that this trapctl does not know ({err}): {UNKNOWN}") from None
    return told


def _name(request: Request) -> str:
    return str(request.__struct_config__.tag)
