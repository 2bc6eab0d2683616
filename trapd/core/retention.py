"""Which pictures make room for new ones, where the unit's owner has chosen that any may."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Literal, Protocol, TypeVar

from trapd.core.storage import LOW_SHARE

Policy = Literal["never", "oldest-first", "keep-protected"]
AT_ONCE = 256
"""Pictures. To sort 100,000 in one go would hold up every other thread for as long."""


def marks(size_mb: int, full_mb: int, low_mb: int) -> tuple[int, int]:
    """Free megabytes: below the first, room is made up to the second. Both are above the mark where clips are left
    out (`core/storage.py`), so that a card that may let pictures go is never nearly full."""
    step_mb = max(1, min(max(low_mb, full_mb), size_mb // LOW_SHARE))
    return full_mb + 2 * step_mb, full_mb + 3 * step_mb


class Held(Protocol):
    """What counts of a picture on the card."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def utc_ns(self) -> int: ...
    @property
    def trigger(self) -> str: ...
    @property
    def number(self) -> int:
        """Of a still in its burst, from 1; 0 for a clip."""

    @property
    def protected(self) -> bool: ...
    @property
    def offloaded(self) -> bool:
        """A copy on another disk was read back and is the same."""


H = TypeVar("H", bound=Held)


def leaving(pictures: Iterable[H], room: float, policy: Policy) -> list[H]:
    """Those that go so that `room` more bytes are free, the first to go first: `AT_ONCE` at most, none if none may.

    Pictures with a verified copy go before those without, and protected ones last or, as the policy says, not at all.
    Among equals time-lapse goes before motion, a burst's later stills before its first and its clip, older before
    newer.
    """
    if policy == "never":
        return []
    may_go = (picture for picture in pictures if policy == "oldest-first" or not picture.protected)
    going = []
    for picture in heapq.nsmallest(AT_ONCE, may_go, key=_worth):
        if room <= 0:
            break
        going.append(picture)
        room -= picture.size
    return going


def _worth(picture: Held) -> tuple[bool, bool, bool, bool, int, str]:
    """The least is missed least."""
    return (
        picture.protected,
        not picture.offloaded,
        picture.trigger == "motion",
        picture.number <= 1,
        picture.utc_ns,
        picture.name,
    )
