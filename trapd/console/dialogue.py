"""What a command does, as a generator: it asks the unit or the person, says things, and hears what came back."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trapd.console.language import Language
from trapd.console.replies import Told
from trapd.console.requests import Request

if TYPE_CHECKING:
    from trapd.console.vocabulary import Command


@dataclass(frozen=True, slots=True)
class Question:
    """To the person, whose line comes back."""

    prompt: str
    secret: bool = False
    """A PIN: what is typed is not shown."""


@dataclass(frozen=True, slots=True)
class Show:
    """What the unit told, as lines."""

    told: Told


@dataclass(frozen=True, slots=True)
class Draw:
    """A picture, whose rows of characters come back."""

    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Aside:
    """A request of which only the last word counts: what comes before it is not shown."""

    request: Request


@dataclass(frozen=True, slots=True)
class Got:
    """What comes back of a request whose answer has data."""

    told: Told
    data: bytes


@dataclass(frozen=True, slots=True)
class Speak:
    """The language from now on."""

    code: str


@dataclass(frozen=True, slots=True)
class Forget:
    """What was typed, and which files were told of, is for nobody else."""


Step = Request | Aside | Question | Show | Draw | Speak | Forget | str
"""A request comes back as its last `Told`, done or failed, a question as a line. A `str` is to be shown."""
Dialogue = Generator[Step, Any, None]
"""Closed when the person leaves with the cable."""


class Left(Exception):
    """Thrown into a dialogue whose question the person left by Ctrl-C."""


@dataclass(slots=True)
class Bookmark:
    """Where `setup` was left: whoever comes next goes on there."""

    at: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """Where a command is typed."""

    unit: str
    _: Language
    commands: Mapping[str, Command]
    bookmark: Bookmark
    utc_offset_min: int
    """The station's standard time."""
    locked: bool
    """Nothing is said, then, before the unit's refusal."""


def asked(request: Request) -> Dialogue:
    """The request, and what came of it."""
    yield Show((yield request))
