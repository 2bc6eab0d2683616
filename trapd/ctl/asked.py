"""A request on its way, and for how long it is worth waiting."""

from __future__ import annotations

from dataclasses import dataclass, field

from trapd.console.replies import Told
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
from trapd.core.units import seconds

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
"""Silence of the line, on the slowest board: scrypt, a catalog of 100,000 lines, a card made anew. Estimates."""
USUAL_PATIENCE_S = 5.0
TRIES = 3


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
        """A walk test may be silent from its start to its end."""
        more_s = self.request.seconds if isinstance(self.request, WalkTest) else 0
        return seconds(PATIENCE_S.get(type(self.request), USUAL_PATIENCE_S) + more_s)

    @property
    def may_be_asked_again(self) -> bool:
        """Whether that does no harm."""
        return not self.live and not isinstance(self.request, ONCE)

    def once_more(self, id: int) -> None:
        """From the start, under a new id: what comes under the old one is not meant any more."""
        self.id = id
        self.tries += 1
        self.parts.clear()
        self.data.clear()
