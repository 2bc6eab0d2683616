"""The first chore on each card that comes."""

from __future__ import annotations

from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.core.events import CardSwept
from trapd.core.ports import Post
from trapd.core.units import S
from trapd.linux import leftover
from trapd.linux.chores import Chore
from trapd.runtime.clock import Clock


def sweeping(post: Post, clock: Clock) -> Chore:
    """Tells `CardSwept` when it is through; nothing if it was cut off. Raises what was wrong with the first file that
    could not be dealt with."""

    def chore(volume: Volume) -> None:
        began_ns = clock.now_ns()
        swept = sweep(volume, leftover.inspect)
        post(
            CardSwept(
                swept.last_sequence,
                took_s=(clock.now_ns() - began_ns) / S,
                announced=swept.announced,
                closed=swept.closed,
                set_aside=swept.set_aside,
                removed=swept.removed,
                failed=swept.failed,
            )
        )
        if swept.trouble is not None:
            raise swept.trouble

    return chore
