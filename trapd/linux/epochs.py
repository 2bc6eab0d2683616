"""Sentences of one second, joined into one fix; what tells neither time nor place is refused and counted.

Whether the date can be true is not asked here: `core/gps_time.py` knows.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from trapd.core.fix import Fix
from trapd.core.gps_time import Agreement
from trapd.core.place import is_place
from trapd.core.units import S
from trapd.linux.nmea import Fields, Sentence

Parts = dict[str, Fields]
"""An epoch's sentences by kind."""

MEASURED = frozenset((1, 2, 3, 4, 5, 9))
"""GGA's quality: GPS, differential, PPS, RTK, float RTK, NovAtel's SBAS; 6, 7, 8 are guessed, typed in, simulated."""
NOT_MEASURED = frozenset("EMS")
"""The same in RMC's mode; N there is no fix."""
WORST_HDOP = 50
"""Beyond it receivers mean "unknown", most of them by 99.99."""


class Epochs:
    """Takes sentences in their order. An epoch ends when the next one begins, or at `flush`."""

    def __init__(self, refused: Counter[str]) -> None:
        self._refused = refused
        self._agreement = Agreement()
        self._begun: tuple[int, int] | None = None
        """Time of day and `mono_ns` of the epoch's first sentence."""
        self._parts: Parts = {}

    def take(self, sentence: Sentence) -> Fix | None:
        """The fix of the epoch that this sentence ends by beginning another; None if it ends none, or a bad one."""
        kind, time_ns, fix = sentence.kind, sentence.time_ns, None
        if kind == "GSA":
            self._parts[kind] = max(self._parts.get(kind, {}), sentence.fields, key=_mode)
        elif time_ns is not None:
            if self._begun is None or self._begun[0] != time_ns:
                fix = self.flush()
                self._begun = (time_ns, sentence.mono_ns)
            self._parts[kind] = sentence.fields
        elif kind == "RMC":
            fix = self.flush()
            self._refused["no fix"] += 1
        return fix

    def flush(self) -> Fix | None:
        """End the epoch, as no more of it will come."""
        begun, parts = self._begun, self._parts
        self._begun, self._parts = None, {}
        if begun is None:
            return None
        why = _unfit(parts)
        if why is None:
            time_ns, mono_ns = begun
            utc_ns = _midnight_ns(parts) + time_ns
            return _fix(parts, mono_ns, utc_ns, self._agreement.add(mono_ns, utc_ns))
        self._refused[why] += 1
        return None


def _unfit(parts: Parts) -> str | None:
    """Why this epoch tells neither time nor place; None if it does."""
    rmc, gga, zda = parts.get("RMC"), parts.get("GGA"), parts.get("ZDA")
    if rmc is None:
        return "no RMC in the epoch"
    quality, mode = gga.get("quality") if gga else 1, rmc.get("posMode")
    if rmc.get("status") != "A" or mode == "N" or quality in (0, None) or _mode(parts.get("GSA", {})) == 1:
        return "no fix"
    if mode in NOT_MEASURED or quality not in MEASURED:
        return "position not measured: estimated, typed in or simulated"
    day = rmc.get("date")
    if day is None:
        return "no date"
    if zda and [zda.get(part) for part in ("year", "month", "day")] != [day.year, day.month, day.day]:
        return "RMC and ZDA name different dates"
    if rmc.get("NS") not in ("N", "S") or rmc.get("EW") not in ("E", "W"):
        return "no position"
    if not is_place(rmc.get("lat"), rmc.get("lon")):
        return "position 0, 0 or not on Earth"
    return None


def _midnight_ns(parts: Parts) -> int:
    day: date = parts["RMC"]["date"]
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * S


def _fix(parts: Parts, mono_ns: int, utc_ns: int, time_trusted: bool) -> Fix:
    rmc, gga, gsa = parts["RMC"], parts.get("GGA", {}), parts.get("GSA", {})
    alt_m = _within(-500, gga.get("alt"), 9_000)
    mode = _mode(gsa) or (2 if alt_m is None else 3)
    sats, hdop = _within(0, gga.get("numSV"), 99), _within(0.01, gga.get("HDOP"), WORST_HDOP)
    return Fix(
        mono_ns=mono_ns,
        utc_ns=utc_ns,
        time_trusted=time_trusted,
        lat=rmc["lat"],
        lon=rmc["lon"],
        # In a 2D fix the height is not measured but kept from before.
        alt_m=alt_m if mode == 3 else None,
        hdop=hdop or _within(0.01, gsa.get("HDOP"), WORST_HDOP),
        sats=None if sats is None else int(sats),
        mode=mode,
    )


def _mode(gsa: Fields) -> int:
    """1 no fix, 2, 3; 0 where it is not told. One GSA comes for each constellation, and an unused one may say 1."""
    mode = gsa.get("navMode")
    return mode if mode in (1, 2, 3) else 0


def _within(low: float, value: float | None, high: float) -> float | None:
    """The number, unless there is none or it makes no sense."""
    return value if value is not None and low <= value <= high else None
