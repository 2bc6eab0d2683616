"""What must outlive a restart, off the card: a small file of JSON on the system disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from trapd.core.brown_out import Lesson
from trapd.core.caption import TimeSource
from trapd.core.clock_chip import RtcCheck
from trapd.core.drift import Rate
from trapd.core.eyes import Sight
from trapd.core.gate import Asleep
from trapd.core.geotag import Cell
from trapd.core.readiness import Rhythm
from trapd.core.supply import Left
from trapd.core.timeline import FLOOR_S, Anchor
from trapd.runtime import slots
from trapd.runtime.worker import Worker

SPARE = 100
"""Sequence numbers are set aside in hundreds, so that the file is written once in a hundred triggers: after a cut the
count goes on with a gap, and never twice."""


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in the file; unknown keys of a later version are left alone on reading."""

    schema_version: int = 1
    boot_id: str = ""
    """The kernel's, to tell a restart from a power-on."""
    boot_before: str = ""
    """That of the boot before this one."""
    powered_ns: dict[str, int] = {}
    """When each sensor was powered on, mono_ns of that boot."""
    sequence: int = 0
    """No trigger up to here may be numbered again."""
    utc_ns: int = 0
    """The last time that was known by an anchor, less its doubt: it is later than that now."""
    utc_source: TimeSource = "none"
    """Who told it."""
    floor: Anchor | None = None
    """The same as it was when this boot began: what this boot itself knew is no argument against better knowledge."""
    anchor: Anchor | None = None
    """What was known of the time in that boot."""
    rate: Rate | None = None
    """How the unit's clock ran against the receiver's."""
    rtc: RtcCheck | None = None
    """What came of comparing the clock chip."""
    sight: Sight | None = None
    """What its pictures looked like."""
    asleep: Asleep | None = None
    """It switched itself off, to be woken by a motion or its alarm."""
    rhythm: Rhythm | None = None
    """In which hours motions came."""
    lesson: Lesson | None = None
    """What brown-outs taught of the pack, and the load that is on."""
    left: Left | None = None
    """What was left in the pack."""
    cell: Cell | None = None
    """The field that was told as the unit's place: never the place itself."""


JUDGED = ("floor", "anchor", "rate", "rtc", "sight", "rhythm", "lesson", "left")
"""What reckons with it takes it for possible: another version wrote it, or somebody's editor."""


class Memory:
    """Reads once, writes when something changed. A file that cannot be read is as none; one that cannot be written
    costs the memory, not the pictures."""

    def __init__(
        self, folder: Path | None, boot_id: str, worker: Worker, was: Remembered | None = None, booted_ns: int = 0
    ) -> None:
        """`folder` None: nothing outlives the run, and it begins with what `was` known, if anything. The worker
        writes, since a slow card must not stop the loop. `booted_ns`: when this boot began, mono_ns: a simulated
        clock runs on from boot to boot."""
        self._path = None if folder is None else folder / "memory.json"
        self._worker = worker
        self.trouble: str | None = None
        """Why the memory could not be read or kept, in one line: the newest reason."""
        self.told: Callable[[str], None] | None = None
        """Called on the loop's thread with each new trouble in writing."""
        self.value = was or Remembered() if self._path is None else self._read(self._path)
        self.power_on = self.value.boot_id != boot_id
        """Whether this is the first start of this boot."""
        if self.power_on:
            was = self.value
            rate = None if was.rate is None else was.rate.remembered()
            floor = None if was.utc_source == "none" else Anchor(booted_ns, was.utc_ns, was.utc_source, FLOOR_S)
            fresh: dict[str, Any] = {"boot_id": boot_id, "boot_before": was.boot_id, "powered_ns": {}}
            fresh |= {"floor": floor, "anchor": None, "rate": rate}
            self.value = msgspec.structs.replace(was, **fresh)
        elif self.value.lesson is not None:
            self.value = msgspec.structs.replace(self.value, lesson=self.value.lesson.outlived())

    def sensors(self, powered_ns: dict[str, int]) -> dict[str, int]:
        """The power-on times to go by: those remembered from this boot, else these, which are then remembered."""
        known = {name: self.value.powered_ns.get(name, since) for name, since in powered_ns.items()}
        self.keep(powered_ns=known)
        return known

    def count(self, sequence: int) -> None:
        """This trigger's number was given away."""
        if sequence > self.value.sequence:
            self.keep(sequence=sequence + SPARE)

    def keep(self, **changes: object) -> None:
        """Remember, durably."""
        self.value = msgspec.structs.replace(self.value, **changes)
        if self._path is not None:
            self._worker.submit(partial(_write, self._path, msgspec.json.encode(self.value)), self._written)

    def close(self) -> None:
        """Everything is written."""
        self._worker.close()

    def _written(self, trouble: str | None) -> None:
        if trouble is not None and trouble != self.trouble:
            self.trouble = trouble
            if self.told is not None:
                self.told(trouble)

    def _read(self, path: Path) -> Remembered:
        try:
            found = msgspec.json.decode(slots.read(path), type=Remembered)
        except FileNotFoundError:
            return Remembered()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as err:
            self.trouble = f"{path}: {err}; starting without memory"
            return Remembered()
        odd = [name for name in JUDGED if (value := getattr(found, name)) is not None and not value.possible]
        if odd:
            self.trouble = f"{path}: {', '.join(odd)} cannot be true; starting without"
        return msgspec.structs.replace(found, **dict.fromkeys(odd))


def _write(path: Path, data: bytes) -> str | None:
    """What went wrong, if anything did."""
    try:
        slots.write(path, data)
    except OSError as err:
        return f"{path}: {err.strerror}; what a restart should know is lost"
    return None
