"""A unit, as a program on the laptop sees it: asked by requests, answering with replies.

with Client(opener(port, serial), FieldClock()) as unit:
    print(unit.greeting.unit, unit.whole(AskStatus()).told)

One thread; the line is read while somebody waits for a reply. What a broken frame or a silence swallowed is asked
again, where asking twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import msgspec

from trapd import __version__
from trapd.console.replies import AnyTold, Failed, Greeting, Told
from trapd.console.requests import (
    Aim,
    AskEffort,
    ConfigCommit,
    ConfigDiff,
    ConfigRollback,
    Files,
    Format,
    Hello,
    Reboot,
    Request,
    SelfTest,
    SetPin,
    Shot,
    TellTime,
    Unlock,
    WalkTest,
)
from trapd.console.wire import LONGEST_REPLY, Frame, Frames, Kind, encode
from trapd.core.errors import HardwareMissing, TrapdError, WrongUse
from trapd.core.units import S, seconds
from trapd.ctl.errors import NoAnswer, Refused
from trapd.ctl.line import Line, Opener
from trapd.runtime.clock import Clock, Inbox

ONCE = (Unlock, WalkTest, Shot, SelfTest, Reboot, ConfigCommit, ConfigRollback, SetPin, TellTime, Format)
"""What is never asked a second time by itself: it would be tried twice, done twice or, the time, be late."""
PATIENCE_S: dict[type[Request], float] = {
    Hello: 1,
    Aim: 20,
    Shot: 20,
    AskEffort: 30,
    Files: 30,
    ConfigDiff: 30,
    ConfigCommit: 60,
    ConfigRollback: 60,
    Unlock: 20,
    SetPin: 20,
    SelfTest: 120,
    Format: 180,
}
"""Silence of the whole line, from the slowest board: scrypt, a catalog of 100,000 lines, a card made anew."""
USUAL_PATIENCE_S = 5.0
TRIES = 3
GREETING_S = 5.0
AFTER_RESTART_S = 120.0
"""A Zero 2 W boots in 12 s (docs/boards.md); a card that is swept first takes longer."""
AGAIN_S = 0.5
"""Between two looks for a line that is not there yet."""

T = TypeVar("T", bound=Told)


@dataclass(frozen=True, slots=True)
class Whole:
    """A reply from its first part to its last."""

    parts: list[Told]
    data: bytes
    told: Told


@dataclass(slots=True)
class Asked:
    """A request on its way."""

    request: Request
    id: int
    live: bool
    """Its parts are used as they come, so it is not asked again."""
    tries: int = 1
    parts: list[Told] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    end: Told | None = None

    @property
    def patience_ns(self) -> int:
        more_s = self.request.seconds if isinstance(self.request, WalkTest) else 0
        return seconds(PATIENCE_S.get(type(self.request), USUAL_PATIENCE_S) + more_s)


def _never() -> bool:
    return False


class Client:
    """One unit, and the line to it."""

    def __init__(self, opener: Opener, clock: Clock, pin: str | None = None) -> None:
        self._opener = opener
        self._clock = clock
        self._pin = pin
        self._line: Line | None = None
        self._greeting: Greeting | None = None
        self._frames = Frames(LONGEST_REPLY)
        self._ids = count(1)
        self._asked: dict[int, Asked] = {}
        self._heard_ns = 0
        """When the line was last known to be alive."""

    def __enter__(self) -> Client:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the line --------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Of the port."""
        return "no port" if self._line is None else self._line.name

    def connect(self) -> None:
        """Open the line and greet; the PIN, if one was told before, is said again.

        Raises HardwareMissing if the line cannot be opened or nobody answers, WrongUse for a unit of a later version.
        """
        self.close()
        self._line = self._opener()
        until_ns = self._clock.now_ns() + seconds(GREETING_S)
        while True:
            try:
                self._greeting = self.ask(Hello(program=f"trapctl {__version__}"), Greeting)
                break
            except NoAnswer:
                if self._clock.now_ns() >= until_ns:
                    raise NoAnswer(
                        f"no unit answers at {self.name}: wait 20 s after power-on, check that it is the unit's port,"
                        " pull the cable out and in"
                    ) from None
        if self.greeting.version > Hello().version:
            raise WrongUse(
                f"{self.greeting.unit} speaks version {self.greeting.version} of the protocol, this trapctl"
                f" {Hello().version}: pip install --upgrade trapd"
            )
        if self._pin is not None and self.greeting.locked:
            self.unlock(self._pin)

    def connect_again(self, within_s: float = AFTER_RESTART_S) -> None:
        """After a restart or a pulled cable. Raises HardwareMissing if it does not come back in this time."""
        until_ns = self._clock.now_ns() + seconds(within_s)
        while True:
            try:
                return self.connect()
            except HardwareMissing:
                if self._clock.now_ns() >= until_ns:
                    raise
                pause(self._clock, AGAIN_S)

    def wait_for_restart(self, within_s: float = AFTER_RESTART_S) -> None:
        """After what makes the unit restart: until another session answers. Raises HardwareMissing if none does."""
        session = self.greeting.session
        until_ns = self._clock.now_ns() + seconds(within_s)
        while self._clock.now_ns() < until_ns:
            try:
                if self.ask(Hello(), Greeting).session != session:
                    break
                pause(self._clock, AGAIN_S)
            except HardwareMissing:
                break
        left_ns = until_ns - self._clock.now_ns()
        self.connect_again(left_ns / S)

    def unlock(self, pin: str) -> None:
        """Raises Refused for a wrong PIN."""
        self._pin = None
        self.whole(Unlock(pin=pin))
        self._pin = pin

    @property
    def greeting(self) -> Greeting:
        """Of the last time that it greeted."""
        if self._greeting is None:
            raise NoAnswer("no unit has greeted yet: connect first")
        return self._greeting

    @property
    def locked(self) -> bool:
        """Whether a PIN has yet to be said."""
        return self.greeting.locked and self._pin is None

    def has_pin(self, pin: str) -> bool:
        """Whether this one was said, and is right."""
        return self._pin == pin

    def knows_pin(self, pin: str | None) -> None:
        """From now on the unit has this PIN."""
        self._pin = pin or None

    def close(self) -> None:
        """The unit is told that nobody waits any more, if it hears."""
        line, self._line = self._line, None
        if line is not None:
            try:
                for id in self._asked:
                    line.write(encode(Kind.CANCEL, id))
            except HardwareMissing:
                """It is gone, and knows."""
            finally:
                line.close()
        self._asked.clear()
        self._frames = Frames(LONGEST_REPLY)

    # -- asking ----------------------------------------------------------------------------------------------------

    def ask(self, request: Request, kind: type[T]) -> T:
        """The last part of its reply, which must be of this kind."""
        told = self.whole(request).told
        if not isinstance(told, kind):
            raise TrapdError(
                f"{self.name}: an answer that this trapctl does not know: pip install --upgrade trapd, or use the"
                " trapctl that belongs to the unit's firmware"
            )
        return told

    def whole(self, request: Request) -> Whole:
        """Ask, and wait. Raises Refused, NoAnswer, LineLost."""
        return self.finish(self.begin(request))

    def begin(self, request: Request) -> Asked:
        """Ask, and go on; several may be on their way."""
        return self._send(Asked(request, next(self._ids), live=False))

    def finish(self, asked: Asked) -> Whole:
        """Wait for the end of what was begun."""
        while asked.end is None:
            self._hear()
        if isinstance(asked.end, Failed):
            raise Refused(asked.end)
        return Whole(asked.parts, bytes(asked.data), asked.end)

    def live(self, request: Request, is_over: Callable[[], bool] = _never) -> Iterator[Told]:
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
            if asked.end is None:
                self.cancel(asked)
        if isinstance(asked.end, Failed):
            raise Refused(asked.end)
        yield asked.end

    def cancel(self, asked: Asked) -> None:
        """Nobody waits for the rest."""
        if self._asked.pop(asked.id, None) is not None and self._line is not None:
            self._line.write(encode(Kind.CANCEL, asked.id))

    # -- frames ----------------------------------------------------------------------------------------------------

    def _send(self, asked: Asked) -> Asked:
        if self._line is None:
            raise NoAnswer("the line is closed: connect first")
        self._asked[asked.id] = asked
        self._heard_ns = self._clock.now_ns()
        self._line.write(encode(Kind.REQUEST, asked.id, msgspec.json.encode(asked.request)))
        return asked

    def _hear(self) -> None:
        """Once: what came, or that nothing came for too long."""
        if self._line is None:
            raise NoAnswer("the line was closed")
        broken = self._frames.broken
        for heard in self._frames.feed(self._line.read()):
            broken = self._mend(broken)
            if isinstance(heard, Frame):
                self._heard_ns = self._clock.now_ns()
                self._take(heard)
        self._mend(broken)
        silent_ns = self._clock.now_ns() - self._heard_ns
        for asked in [one for one in self._asked.values() if silent_ns > one.patience_ns]:
            if not self._again(asked):
                self._asked.pop(asked.id, None)
                raise NoAnswer(
                    f"{self.name}: no answer to `{_name(asked.request)}` for {silent_ns / S:.0f} s: say it again;"
                    " if that is in vain, pull the cable out and in"
                )

    def _mend(self, broken: int) -> int:
        """If more frames were broken than so many, each reply on its way may lack a part. Tells how many were."""
        if self._frames.broken > broken:
            for asked in [*self._asked.values()]:
                self._again(asked)
        return self._frames.broken

    def _take(self, frame: Frame) -> None:
        asked = self._asked.get(frame.id)
        if asked is None:
            return  # of an earlier session, or cancelled
        if frame.kind == Kind.DATA:
            asked.data += frame.body
        elif frame.kind in (Kind.PART, Kind.DONE, Kind.FAILED):
            told = _told(frame.body)
            if frame.kind == Kind.PART:
                asked.parts.append(told)
            else:
                del self._asked[asked.id]
                asked.end = told

    def _again(self, asked: Asked) -> bool:
        """Asked once more under a new id, from the start; False if it must not be."""
        if asked.live or asked.tries >= TRIES or isinstance(asked.request, ONCE):
            return False
        self.cancel(asked)
        asked.id, asked.tries = next(self._ids), asked.tries + 1
        asked.parts.clear()
        asked.data.clear()
        self._send(asked)
        return True


def pause(clock: Clock, for_s: float) -> None:
    """Nothing, for so long."""
    clock.wait(Inbox(), clock.now_ns() + seconds(for_s))


def _told(body: bytes) -> Told:
    try:
        told: Told = msgspec.json.decode(body, type=AnyTold)
    except msgspec.ValidationError as err:
        raise TrapdError(
            f"the unit tells something that this trapctl does not know ({err}): pip install --upgrade trapd"
        ) from None
    return told


def _name(request: Request) -> str:
    return str(request.__struct_config__.tag)
