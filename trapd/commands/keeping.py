"""What is kept beside the trap for whoever is at its line: who may ask, what was told, what the card holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from trapd import __version__
from trapd.app import Bench
from trapd.config.picture_size import mean_bytes
from trapd.console.books import Books
from trapd.console.desk import Operation
from trapd.console.effort import Effort
from trapd.console.formatting import Formatting
from trapd.console.lock import PinLock
from trapd.console.log import Log
from trapd.console.requests import Request
from trapd.console.room import Room
from trapd.linux import refusals
from trapd.linux.board import serial
from trapd.view.words import sentence


class Keeping:
    """Looks on from the start."""

    def __init__(
        self,
        bench: Bench,
        reboot: Callable[[], bool] | None,
        pending: Callable[[], int],
        on_trial: Callable[[], bool],
    ) -> None:
        """`reboot`: a moment later, and whether it is the board; `pending`: settings that nobody committed yet;
        `on_trial`: whether those of the last commit may still be left."""
        profile, unit, loop = bench.profile, bench.unit, bench.loop
        has_switch = profile.watch.arm_pin is not None
        self.lock = PinLock(bench.state, loop, bench.worker("pin"), unit.handle, unit.tell, has_switch)
        unit.wipe_secrets = self.lock.wipe
        log, room = Log(sentence), Room(mean_bytes(profile), profile.card.reserve_mb)
        formatting = Formatting(profile.unit.name, unit.obey, unit.handle)
        unit.observe(log, room, formatting)
        volumes = [Path(profile.card.path), *([] if bench.state is None else [bench.state / "reserve"])]
        books = Books(
            unit.obey,
            self.lock,
            __version__,
            serial=serial(),
            pictures_left=room.pictures_left,
            offload=lambda: refusals.told(refusals.OFFLOADS),
            reboot=reboot,
            pending=pending,
            on_trial=on_trial,
            arms_in_s=lambda: unit.trap.arms_in_s(loop.clock.now_ns()),
        )
        parts = books, self.lock, log, formatting, Effort(volumes, bench.worker("effort"))
        self.operations: list[Mapping[type[Request], Operation]] = [part.operations() for part in parts]
