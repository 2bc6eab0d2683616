"""The first chore on each card that comes."""

from __future__ import annotations

from dataclasses import asdict

from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.core.events import CardSwept
from trapd.core.ports import Post
from trapd.core.units import S
from trapd.linux import leftover
from trapd.linux.chores import Chore
from trapd.runtime.clock import Clock


def sweeping(post: Post, clock: Clock) -> Chore:
    """Tells `CardSwept` when it is through; nothing if it was cut off."""

    def chore(volume: Volume) -> None:
        began_ns = clock.now_ns()
        swept = sweep(volume, leftover.inspect)
        took_s = round((clock.now_ns() - began_ns) / S, 3)
        post(CardSwept(took_s=took_s, **asdict(swept)))

    return chore
