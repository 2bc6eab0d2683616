"""Cards as a unit leaves them that hung for days: written in no time, with small pictures and every kind of line that
a report tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import cards
from PIL import Image, ImageDraw

from trapd.card import catalog, line, names

DAY = 86_400
BEGINS = datetime(2026, 1, 10, 2, 0, tzinfo=UTC)
"""Noon in Primorye."""
S = 1_000_000_000
BOOT_ID = "5d04a1b2-0000-4000-8000-{:012x}"


def jpeg(text: str, size: tuple[int, int] = (64, 36)) -> bytes:
    """A small picture."""
    out = BytesIO()
    picture = Image.new("RGB", size, "#3a4a3a")
    ImageDraw.Draw(picture).text((2, 2), text, fill="white")
    picture.save(out, "JPEG")
    return out.getvalue()


class HungUnit:
    """One unit at one station. `at` is seconds since `BEGINS`."""

    def __init__(self, root: Path, station: str = "KP-07", unit: str = "KP-07-L", boot: str = "a1b2") -> None:
        self.root, self.station, self.unit, self.boot = root, station, unit, boot
        self.boot_id = BOOT_ID.format(int(boot, 16))
        root.mkdir(parents=True, exist_ok=True)
        self._catalog = root / catalog.FILE
        self.sequence = 0
        if not self._catalog.exists():
            self.say({**catalog.HEADER, "card": hashlib.sha256(f"{root.name}".encode()).hexdigest()[:16]})
        self.note("boot", 0, station=station, firmware="0.1.0")

    def say(self, record: dict) -> None:
        with self._catalog.open("ab") as file:
            file.write(line.encode(record) + b"\n")

    def note(self, kind: str, at: float, **facts: object) -> None:
        """A line of this unit and start, whose time a receiver told."""
        stamp = {
            "kind": kind,
            "unit": self.unit,
            "boot": self.boot,
            "boot_id": self.boot_id,
            "mono_ns": self.mono(at),
        }
        self.say({**stamp, "utc_ns": self.utc(at), "time_source": "gps", "time_uncertainty_s": 0.1, **facts})

    def anchor(self, at: float, drift_ppm: float = 3.2) -> None:
        start = {"boot": self.boot, "boot_id": self.boot_id, "mono_ns": self.mono(at), "utc_ns": self.utc(at)}
        told = {"source": "gps", "uncertainty_s": 0.1, "drift_ppm": drift_ppm, "drift_error_ppm": 5.0}
        self.say({"kind": "anchor", **start, **told})

    def effort(self, at: float, *states: str, **why: str) -> None:
        """From now on. `why`: with `_` for the state's hyphens."""
        reasons = {state.replace("_", "-"): reason for state, reason in why.items()}
        self.note("effort", at, station=self.station, states=list(states), **({"why": reasons} if reasons else {}))

    def energy(self, at: float, charge: float, wh: float) -> None:
        told = {"wh": {"board": wh}, "charge": charge, "unsure": 0.05, "days_left": [10, 20, 40]}
        self.note("energy", at, from_mono_ns=self.mono(0), **told)

    def motion(
        self, at: float, stills: int = 1, data: bytes | None = None, clip: bytes | None = None, **facts
    ) -> None:
        """A trigger with its pictures."""
        self.sequence += 1
        for number in range(1, stills + 1):
            self.take(at + number - 1, number, data or jpeg(f"{self.sequence}-{number}"), **facts)
        if clip is not None:
            self.take(at - 1, 0, clip, **facts)

    def take(self, at: float, number: int, data: bytes, **facts: object) -> str:
        """One file."""
        told = {"battery_v": 7.2 - at / DAY / 50, "temperature_c": -10.0, "latency_ms": 45.0 + at % 30, "night": True}
        caption = cards.caption(
            self.sequence,
            number,
            "still" if number else "clip",
            **{
                "station": self.station,
                "unit": self.unit,
                "boot": self.boot,
                "edge_mono_ns": self.mono(at),
                "mono_ns": self.mono(at),
                "utc_ns": self.utc(at),
                **told,
                **facts,
            },
        )
        name = names.name(caption)
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(data)
        self.say(catalog.media(name, hashlib.sha256(data).hexdigest(), len(data), caption.facts()))
        return name

    def mono(self, at: float) -> int:
        return round((at + 100) * S)

    def utc(self, at: float) -> int:
        return round((BEGINS + timedelta(seconds=at)).timestamp() * 1e6) * 1_000


def hang(
    root: Path, days: int = 3, station: str = "KP-07", unit: str = "KP-07-L", at: Iterable[float] = ()
) -> HungUnit:
    """Armed all the time, with motions at these seconds, or some each night."""
    one = HungUnit(root, station, unit, boot=f"{sum(unit.encode()):04x}")
    one.anchor(0)
    one.effort(0, "armed")
    for night in range(days):
        for when in at or (night * DAY + hour * 3_600 for hour in (8, 13, 17.5)):
            one.motion(when)
        one.energy(night * DAY + DAY - 60, 1 - 0.02 * night, 2.0 * (night + 1))
    one.effort(days * DAY, "off", off="the arm switch is off")
    return one
