"""For a journal, a pipe or a file: one short line an event."""

from __future__ import annotations

from datetime import date

from trapd.core.actions import Report
from trapd.core.timeline import local
from trapd.view.outlet import Writable
from trapd.view.routine import Routine
from trapd.view.words import clock, sentence


class Plain:
    """Writes `21:04:33.512  motion left -> shot 12`, in the station's time; each new day is announced."""

    def __init__(self, out: Writable, utc_offset_min: int) -> None:
        self._out = out
        self._utc_offset_min = utc_offset_min
        self._routine = Routine()
        self._day: date | None = None

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if not self._routine.worth_telling(report, mono_ns):
            return
        if utc_ns is not None:
            self._announce(local(utc_ns, self._utc_offset_min).date())
        self._line(f"{clock(mono_ns, utc_ns, self._utc_offset_min):>12}  {sentence(report)}")

    def close(self) -> None:
        """Nothing is held back."""

    def _announce(self, day: date) -> None:
        if day != self._day:
            self._day = day
            self._line(f"{day.isoformat():>12}")

    def _line(self, text: str) -> None:
        printable = "".join(letter if letter.isprintable() else "?" for letter in text)
        self._out.write(printable + "\n")
        self._out.flush()
