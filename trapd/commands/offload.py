"""`trapd offload`: a card's pictures onto a disk, on a laptop, for any user and any folders."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trapd.card import disk_trouble
from trapd.card.offload import FOLDER, Need, Step
from trapd.commands.offloading import Listener, Outcome, carry_out
from trapd.core.errors import TrapdError, WrongUse

if TYPE_CHECKING:
    from rich.progress import Progress

MB = 1_000_000


def offload(card: Path, disk: Path, delete: bool, as_json: bool) -> int:
    """0 if every picture of the card is on the disk; 1 if some are left out. Raises TrapdError."""
    try:
        os.scandir(disk).close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise WrongUse(f"{disk} is no folder: name the root of the disk, or any folder on it") from error
    except OSError as error:
        raise TrapdError(disk_trouble.in_words(error, disk)) from error
    if disk.resolve().is_relative_to(card.resolve()):
        raise WrongUse(f"{disk} is on the card itself: name a folder of another disk")
    outcome = Outcome()
    with ExitStack() as stack:
        told: Listener = Lines() if as_json else Words(stack)
        try:
            carry_out(card, disk, delete, told, outcome)
        except KeyboardInterrupt:
            _say(f"stopped, {outcome.in_words()}: run it again, and it goes on")
            raise
    if as_json:
        _emit(
            "done",
            copied=outcome.copied,
            deleted=outcome.deleted,
            kept=len(outcome.kept),
            left_out=len(outcome.left_out),
            keeps_marks=outcome.keeps_marks,
        )
        for name, why in outcome.kept.items():
            _emit("kept", name=name, why=why)
    else:
        print(f"{outcome.in_words()}; {disk / FOLDER}: unmount the disk before it is pulled")
    for name, why in outcome.left_out.items():
        _emit("left-out", name=name, why=why) if as_json else _say(f"{name} is left out: {why}")
    return 1 if outcome.left_out else 0


class Lines:
    """For programs: one JSON object a line."""

    def begins(self, need: Need, keeps_marks: bool) -> None:
        _emit("offload", pictures=need.pictures, size=need.size, free=need.free, keeps_marks=keeps_marks)

    def copied(self, step: Step, so_far: Outcome) -> None:
        if step.why_not is None:
            _emit("copied", name=step.name, size=step.size)

    def deleted(self, step: Step) -> None:
        _emit("deleted", name=step.name)


class Words:
    """For people: a bar where somebody looks on."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._bar: Progress | None = None

    def begins(self, need: Need, keeps_marks: bool) -> None:
        if not need.fits:
            _say(
                f"the disk has room for {need.free // MB} of {need.size // MB} MB: what no disk has goes first,"
                " the rest needs another"
            )
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = self._stack.enter_context(Progress(console=Console(stderr=True)))
            self._bar.add_task("copying", total=need.size)

    def copied(self, step: Step, so_far: Outcome) -> None:
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, advance=step.size, description=f"{so_far.copied} of {so_far.need.pictures}")

    def deleted(self, step: Step) -> None:
        """Counted at the end."""


def _emit(event: str, **facts: Any) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)


def _say(text: str) -> None:
    print("trapd:", text, file=sys.stderr)
