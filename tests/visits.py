"""Cards as a survey brings them home: real pictures, and what their unit was fit for."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cards
import h264
import numpy as np

from trapd.card import catalog, checksum
from trapd.card.volume import Volume
from trapd.core.units import S
from trapd.media import exif, jpeg, mp4

BEGIN_NS = 1_768_446_000 * S
"""2026-01-15 03:00 UTC, 13:00 in Primorye: what all times of a visit count from."""
LIGHT = jpeg.encode(tuple(np.full(shape, 99, np.uint8) for shape in ((48, 64), (24, 32), (24, 32))), 80)
PACKETS = h264.packets(frames=12, gop=6, width=64, height=48)
HOUR = 3_600
DAY = 24 * HOUR

SURVEY = """
title = "Leopards of the Kedrovaya"
[[contributor]]
title = "A. Ranger"
role = "contact"
email = "ranger@example.org"
[project]
sampling_design = "targeted"
individual_animals = true
"""
"""A survey's file: all that a package cannot do without."""


class Visit:
    """The card of one unit. Times are seconds after `BEGIN_NS`."""

    def __init__(self, root: Path, unit: str = "KP-07-L", boot: str = "a1b2", **facts) -> None:
        """`facts` of every picture that is taken: station, side, lat, …"""
        self.root = root
        self._volume = Volume(root, 0)
        self._facts = {
            "unit": unit,
            "boot": boot,
            "hdop": 0.9,
            "position_error_m": 3.2,
            "position_fixes": 900,
        } | facts

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self._volume.close()

    def still(self, at_s: float, sequence: int, number: int = 1, **facts) -> str:
        """Its name."""
        caption = self._caption(at_s, sequence, number, **facts)
        picture = jpeg.splice(LIGHT, exif.block(caption, 64, 48))
        self._volume.write(caption, picture)
        return self._volume.announce(caption, hashlib.sha256(picture).hexdigest(), len(picture))

    def clip(self, at_s: float, sequence: int, **facts) -> str:
        caption = self._caption(at_s, sequence, 0, media="clip", latency_ms=None, **facts)
        file, path = self._volume.create(caption)
        with file:
            writer = mp4.ClipWriter(file, caption, 30)
            for packet in PACKETS:
                writer.write(packet)
            writer.close(file.flush)
        counted = {"frames": writer.frames, "missing_frames": writer.missing_frames}
        name = path.relative_to(self.root).as_posix()
        record = catalog.media(name, checksum.sha256(path), path.stat().st_size, caption.facts() | counted)
        self._volume.note(record)
        return name

    def fit(self, at_s: float, *states: str, why: str = "") -> None:
        """From then on the unit was fit for this."""
        caption = self._caption(at_s, 0, 0)
        facts = {"unit": caption.unit, "station": caption.station, "boot": caption.boot, "boot_id": caption.boot * 8}
        when = {"mono_ns": caption.mono_ns, "utc_ns": caption.utc_ns, "time_source": caption.time_source}
        because = {"why": dict.fromkeys(states, why)} if why else {}
        told = {"time_uncertainty_s": 0.05, "states": list(states), **because}
        self._volume.note({"kind": "effort", **facts, **when, **told})

    def protect(self, name: str) -> None:
        self._volume.note({"kind": "protected", "name": name})

    def _caption(self, at_s: float, sequence: int, number: int, **facts):
        at_ns = round(at_s * S)
        when = {"utc_ns": BEGIN_NS + at_ns, "mono_ns": 1_000 * S + at_ns, "edge_mono_ns": 1_000 * S + at_ns}
        return cards.caption(sequence, number, **self._facts | when | facts)
