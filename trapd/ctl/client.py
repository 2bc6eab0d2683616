"""A unit, as a program on the laptop sees it: greeted, its PIN said, asked, and found again after a restart.

with Client(opener(port, serial), FieldClock()) as unit:
    print(unit.greeting.unit, unit.whole(AskStatus()).told)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

from trapd import __version__
from trapd.console.replies import Greeting, Told
from trapd.console.requests import VERSION, Hello, LockAgain, Request, Unlock
from trapd.core.errors import HardwareMissing, TrapdError, WrongUse
from trapd.core.units import S, seconds
from trapd.ctl.asked import Asked, Whole
from trapd.ctl.errors import LineLost, NoAnswer
from trapd.ctl.exchange import UNKNOWN, Exchange, never
from trapd.ctl.line import Opener
from trapd.runtime.clock import Clock, Inbox

GREETING_S = 5.0
AFTER_RESTART_S = 120.0
"""A Zero 2 W boots in 12 s (docs/boards.md); a card that is swept first takes longer."""
AGAIN_S = 0.5
"""Between two looks for a line that is not there yet."""

T = TypeVar("T", bound=Told)


class Client:
    """One unit, and the line to it."""

    def __init__(self, opener: Opener, clock: Clock, pin: str | None = None) -> None:
        self._opener = opener
        self._clock = clock
        self._pin = pin
        self._open: Exchange | None = None
        self._greeting: Greeting | None = None

    def __enter__(self) -> Client:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the line --------------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """Open the line and greet; the PIN, if one was told before, is said again.

        Raises HardwareMissing if the line cannot be opened or nobody answers, WrongUse for a unit of a later version.
        """
        self.close()
        self._open = Exchange(self._opener(), self._clock)
        self._greeting = self._greet()
        if self._greeting.version > VERSION:
            raise WrongUse(
                f"{self._greeting.unit} speaks version {self._greeting.version} of the protocol, this trapctl"
                f" {VERSION}: pip install --upgrade trapd"
            )
        if self._pin is not None and self._greeting.locked:
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
        self.connect_again((until_ns - self._clock.now_ns()) / S)

    def close(self) -> None:
        """What is on its way is cancelled, and whoever opens the line next has to say the PIN."""
        exchange, self._open = self._open, None
        if exchange is None:
            return
        if self._pin is not None:
            with suppress(LineLost):
                exchange.begin(LockAgain())
        exchange.close()

    def _greet(self) -> Greeting:
        until_ns = self._clock.now_ns() + seconds(GREETING_S)
        while True:
            try:
                return self.ask(Hello(program=f"trapctl {__version__}"), Greeting)
            except NoAnswer:
                if self._clock.now_ns() >= until_ns:
                    raise NoAnswer(
                        f"no unit answers at {self.name}: wait 20 s after power-on, check that it is the unit's port,"
                        " pull the cable out and in"
                    ) from None

    # -- who it is -------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Of the port."""
        return self._exchange.line.name

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

    def unlock(self, pin: str) -> None:
        """Raises Refused for a wrong PIN, which is not tried again."""
        self._pin = None
        self.whole(Unlock(pin=pin))
        self._pin = pin

    def has_pin(self, pin: str) -> bool:
        """Whether this one was said, and is right."""
        return self._pin == pin

    def knows_pin(self, pin: str | None) -> None:
        """From now on the unit has this PIN."""
        self._pin = pin or None

    # -- asking ----------------------------------------------------------------------------------------------------

    def ask(self, request: Request, kind: type[T]) -> T:
        """The last part of its reply, which must be of this kind."""
        told = self.whole(request).told
        if not isinstance(told, kind):
            raise TrapdError(f"{self.name}: an answer that this trapctl does not know: {UNKNOWN}")
        return told

    def whole(self, request: Request) -> Whole:
        """Ask, and wait. Raises Refused, NoAnswer, LineLost."""
        return self.finish(self.begin(request))

    def begin(self, request: Request) -> Asked:
        """Ask, and go on; several may be on their way."""
        return self._exchange.begin(request)

    def finish(self, asked: Asked) -> Whole:
        """Wait for the end of what was begun. Raises Refused, NoAnswer, LineLost."""
        return self._exchange.finish(asked)

    def live(self, request: Request, is_over: Callable[[], bool] = never) -> Iterator[Told]:
        """Each part as it comes, then the last; left early, or when it `is_over`, it is cancelled."""
        return self._exchange.live(request, is_over)

    def cancel(self, asked: Asked) -> None:
        """Nobody waits for the rest."""
        if self._open is not None:
            self._open.cancel(asked)

    @property
    def _exchange(self) -> Exchange:
        if self._open is None:
            raise NoAnswer("the line is closed: connect first")
        return self._open


def pause(clock: Clock, for_s: float) -> None:
    """Nothing, for so long."""
    clock.wait(Inbox(), clock.now_ns() + seconds(for_s))
