"""`trapd gps`: what a receiver says, or said when it was recorded, one line per valid epoch."""

from __future__ import annotations

import json
import queue
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from trapd.config import profile
from trapd.core.errors import HardwareMissing, TrapdError, WrongUse
from trapd.core.events import Event, FixTaken, GpsLost
from trapd.core.fix import Fix
from trapd.core.gps_time import dated
from trapd.core.units import S
from trapd.linux.epochs import Epochs
from trapd.linux.gps import Gps
from trapd.linux.nmea import Sentences
from trapd.runtime.clock import Clock, utc

DAY_NS = 86_400 * S
CHUNK = 65_536


def main(source: str, any_date: bool, as_json: bool, out: TextIO, clock: Clock) -> int:
    """Read a recorded log to its end, or a serial port until Ctrl-C, and count at the end what was refused.

    Returns 0. Raises `WrongUse` for a log that cannot be read, `HardwareMissing` for a port that does not speak,
    and a plain `TrapdError`, whose exit code is 1, if there was no NMEA or no valid epoch in it.
    """
    path = Path(source)
    is_port = path.is_char_device() or (path.is_relative_to("/dev") and not path.exists())
    epochs, refused = 0, Counter[str]()
    said = _of_port(source, refused, clock) if is_port else _of_log(path, refused)
    with closing(said), suppress(KeyboardInterrupt):
        for one in said:
            fix = one if any_date else dated(one, None)
            if isinstance(fix, str):
                refused[fix] += 1
                continue
            epochs += 1
            print(json.dumps(_facts(fix)) if as_json else _line(fix), file=out, flush=True)
    if as_json:
        print(json.dumps({"event": "summary", "epochs": epochs, "refused": dict(refused)}), file=out)
    else:
        print(f"{epochs} valid epochs", file=out)
        for why, count in refused.most_common():
            print(f"{count} refused: {why}", file=out)
    if not epochs:
        raise TrapdError(f"{source} gave no valid epoch: {_most(refused)}")
    return 0


def _of_log(path: Path, refused: Counter[str]) -> Generator[Fix, None, None]:
    """At full speed. The unit's own clock is played by the times of day in the log."""
    sentences, epochs = Sentences(refused), Epochs(refused)
    mono_ns, told_ns, is_nmea = 0, None, False
    try:
        with path.open("rb") as log:
            while chunk := log.read(CHUNK):
                for sentence in sentences.feed(chunk, 0):
                    is_nmea = True
                    time_ns = sentence.time_ns
                    if time_ns is not None:
                        mono_ns += 0 if told_ns is None else (time_ns - told_ns) % DAY_NS
                        told_ns = time_ns
                    fix = epochs.take(replace(sentence, mono_ns=mono_ns))
                    if fix is not None:
                        yield fix
    except OSError as err:
        raise WrongUse(f"cannot read {path}: {err.strerror}; name a serial port or a recorded NMEA log") from err
    if not is_nmea:
        raise TrapdError(f"{path} holds no NMEA: no sentence with a right checksum; give a receiver's log")
    last = epochs.flush()
    if last is not None:
        yield last


def _of_port(port: str, refused: Counter[str], clock: Clock) -> Generator[Fix, None, None]:
    """For ever, through the reader of the field; only a port that never spoke ends it."""
    section, events = profile.Gps(), queue.SimpleQueue[Event]()
    gps = Gps(port, section.baud, section, events.put, clock, refused=refused)
    gps.power(True)
    spoke = False
    try:
        while True:
            event = events.get()
            if isinstance(event, FixTaken):
                spoke = True
                yield event.fix
            elif isinstance(event, GpsLost):
                if not spoke:
                    raise HardwareMissing(event.why)
                print(event.why, file=sys.stderr)
    finally:
        gps.close()


def _facts(fix: Fix) -> dict[str, object]:
    righted = {"weeks_added": fix.weeks_added} if fix.weeks_added else {}
    return {
        "event": "fix",
        "utc": utc(fix.utc_ns).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "time_trusted": fix.time_trusted,
        "lat": fix.lat,
        "lon": fix.lon,
        "alt_m": fix.alt_m,
        "hdop": fix.hdop,
        "sats": fix.sats,
        "mode": fix.mode,
        **righted,
    }


def _line(fix: Fix) -> str:
    facts = _facts(fix)
    trust = "trusted  " if fix.time_trusted else "untrusted"
    height = "height unknown" if fix.alt_m is None else f"{fix.alt_m:.1f} m"
    hdop = "?" if fix.hdop is None else fix.hdop
    sats = "?" if fix.sats is None else fix.sats
    return (
        f"{facts['utc']}  {trust}  {fix.lat:.7f} {fix.lon:.7f}  {height}  hdop {hdop}  {sats} satellites  {fix.mode}D"
        + (f"  put right by {fix.weeks_added} weeks: its week number rolled over" if fix.weeks_added else "")
    )


def _most(refused: Counter[str]) -> str:
    """What was refused most often, for the one line of the error."""
    if not refused:
        return "no epoch came to its end"
    why, count = refused.most_common(1)[0]
    return f"{why} ({count} times)"
