"""The clock chip, as the kernel's own driver reads it: `/sys/class/rtc/rtc*/since_epoch`, which asks no privilege."""

from __future__ import annotations

from pathlib import Path

from trapd.core.events import RtcRead
from trapd.core.ports import Post
from trapd.core.units import S
from trapd.runtime.clock import Clock
from trapd.runtime.worker import Worker

CHIPS = Path("/sys/class/rtc")
PLAIN_PPM = 105.0
"""A tuning-fork crystal, as in a PCF85063 or a Pi 5: +-20 ppm at 25 °C, and 0.034 ppm times the square of what it is
colder (the parabola of any 32 kHz crystal's data sheet): 85 ppm at -25 °C."""
COMPENSATED_PPM = {"ds3231": 3.5, "ds3232": 3.5}
"""By the name of the I2C device; the DS3231's data sheet: +-3.5 ppm between -40 and 85 °C."""


class Rtc:
    """One chip, read on a worker's thread: an I2C bus may hang."""

    def __init__(self, which: str, worker: Worker, post: Post, clock: Clock) -> None:
        """`which`: as `clock.rtc` of the profile."""
        self._which = which
        self._worker = worker
        self._post = post
        self._clock = clock

    def read(self) -> None:
        """One `RtcRead`."""
        self._worker.submit(self._look, self._post)

    def _look(self) -> RtcRead:
        folder = find(self._which)
        try:
            before_ns = self._clock.now_ns()
            told_s = None if folder is None else int((folder / "since_epoch").read_text())
            mono_ns = (before_ns + self._clock.now_ns()) // 2
        except (OSError, ValueError):  # a chip whose battery was empty is read as an error
            told_s, mono_ns = None, self._clock.now_ns()
        if folder is None or told_s is None:
            return RtcRead(mono_ns, None)
        drift_ppm = COMPENSATED_PPM.get(_line(folder / "device" / "name"), PLAIN_PPM)
        return RtcRead(mono_ns, told_s * S, _line(folder / "name") or folder.name, drift_ppm)


def find(which: str) -> Path | None:
    """The chip's folder in sysfs, None if there is none. The kernel marks the one that it took its time from, which
    is also the one that it sets."""
    if which != "auto":
        return Path(which)
    chips = sorted(CHIPS.glob("rtc*"))
    return next((chip for chip in chips if _line(chip / "hctosys") == "1"), chips[0] if chips else None)


def _line(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
