"""A recorded receiver log, taken apart into the bursts that the receiver wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from trapd.core.errors import BadSettings
from trapd.core.units import S, seconds

TIMED = re.compile(rb"\$[A-Z]{2}(?P<kind>RMC|GGA),(?P<time>(?:\d{6}(?:\.\d*)?)?),[^$*\r\n]*\*[0-9A-F]{2}")
DAY_S = 86_400
LONGEST_PAUSE_S = 10
"""A longer hole in the log is passed over in one second: nobody wants to sit through it."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What the receiver wrote in one go: its bytes as they stand in the log, garbage included."""

    text: bytes
    pause_ns: int
    """From the beginning of the burst before to the beginning of this one."""


def read(path: Path) -> list[Burst]:
    """The log in its own rhythm: a burst begins where the time of day changes. Raises `BadSettings`."""
    try:
        text = path.read_bytes()
    except OSError as err:
        raise BadSettings(
            f"cannot read the receiver log {path}: {err.strerror}; give a file of NMEA sentences"
        ) from err
    begins = list(_begins(text))
    if not begins:
        raise BadSettings(f"{path} holds no NMEA: no RMC or GGA sentence in it; give a receiver's log")
    offsets = [0, *(offset for offset, _ in begins[1:]), len(text)]
    return [Burst(text[offsets[n] : offsets[n + 1]], pause_ns) for n, (_, pause_ns) in enumerate(begins)]


def _begins(text: bytes) -> Iterator[tuple[int, int]]:
    """Offset of each burst's first sentence, and the pause before it. Without a fix there may be no time at all:
    then a burst begins where a kind of sentence comes again."""
    told_s: float | None = None
    kinds: set[bytes] = set()
    for found in TIMED.finditer(text):
        time_s = _seconds(found["time"])
        if kinds and (time_s == told_s if time_s is not None else found["kind"] not in kinds):
            kinds.add(found["kind"])
            continue
        kinds = {found["kind"]}
        pause_s = (time_s - told_s) % DAY_S if time_s is not None and told_s is not None else 1
        told_s = time_s
        yield found.start(), seconds(pause_s) if 0 < pause_s <= LONGEST_PAUSE_S else S


def _seconds(time: bytes) -> float | None:
    return int(time[:2]) * 3600 + int(time[2:4]) * 60 + float(time[4:]) if time else None
