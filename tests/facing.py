"""Cards of units at a trail: real stills and clips, small ones, at the seconds that a test names."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import simplejpeg
from cards import caption
from h264 import packets

from trapd.card import catalog, names
from trapd.card.catalog import Catalog
from trapd.core.caption import Caption
from trapd.core.units import MS, S
from trapd.media import exif, jpeg, mp4

NOON_NS = 1_768_442_400_000_000_000
"""2026-01-15 12:00:00 at the station, ten hours east of UTC."""
PRE_ROLL_NS = 3 * S


class UnitCard:
    """The card of one unit. Seconds count from noon of the first day."""

    def __init__(self, root: Path, unit: str, side: str | None, station: str = "KP-07", **facts) -> None:
        self.root, self.unit, self.station = root, unit, station
        self.facts = {"side": side, "boot": hashlib.md5(str(root).encode()).hexdigest()[:4]} | facts
        root.mkdir(parents=True)

    def say(self, record: dict) -> None:
        book = Catalog(self.root)
        book.append(record)
        book.close()

    def watch(self, *changes: tuple[float, str]) -> None:
        """The states from each moment on; `off` ends the record."""
        for at_s, states in changes:
            utc_ns = NOON_NS + round(at_s * S)
            boot = {"unit": self.unit, "station": self.station, "boot": self.facts["boot"]}
            time = {"mono_ns": utc_ns, "utc_ns": utc_ns, "time_source": "gps", "time_uncertainty_s": 0.05}
            # A boot of its own, so that several visits may stand on one card.
            self.say(
                {"kind": "effort", **boot, "boot_id": f"of-{self.facts['boot']}", **time, "states": states.split()}
            )

    def still(self, at_s: float, sequence: int, number: int = 1, **facts) -> str:
        told = self._caption("still", at_s, sequence, number=number, latency_ms=20.0, **facts)
        return self.keep(told, jpeg.splice(_grey(), exif.block(told, 64, 48)))

    def clip(self, at_s: float, sequence: int, **facts) -> str:
        """`at_s`: the trigger's moment; the clip begins before it."""
        told = self._caption("clip", at_s, sequence, number=0, **facts)
        told = replace(
            told, mono_ns=told.mono_ns - PRE_ROLL_NS, utc_ns=told.utc_ns - PRE_ROLL_NS, pre_roll_s=PRE_ROLL_NS / S
        )
        file = io.BytesIO()
        writer = mp4.ClipWriter(file, told, 15)
        for packet in _frames():
            writer.write(packet)
        writer.close(lambda: None)
        return self.keep(told, file.getvalue())

    def keep(self, told: Caption, data: bytes) -> str:
        name = names.name(told)
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(data)
        self.say(catalog.media(name, hashlib.sha256(data).hexdigest(), len(data), told.facts()))
        return name

    def _caption(self, media: str, at_s: float, sequence: int, **facts) -> Caption:
        edge_ns = NOON_NS + round(at_s * S)
        begun_ns = edge_ns + (20 * MS if media == "still" else 0)
        times = {"edge_mono_ns": edge_ns, "mono_ns": begun_ns, "utc_ns": begun_ns}
        whose = {"station": self.station, "unit": self.unit}
        return caption(sequence, media=media, **(whose | times | {"latency_ms": None} | self.facts | facts))


@lru_cache
def _grey() -> bytes:
    return simplejpeg.encode_jpeg(np.full((48, 64, 3), 128, np.uint8), colorspace="RGB", fastdct=True)


@lru_cache
def _frames() -> tuple:
    return tuple(packets(frames=5, fps=15, gop=5, width=64, height=48))
