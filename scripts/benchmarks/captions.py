"""A caption as a unit in the field would write it."""

from __future__ import annotations

from typing import Literal

from trapd.core.caption import Caption

UTC_NS = 1_768_442_400_000_000_000
"""2026-01-15 02:00 UTC: noon in Primorye."""


def caption(media: Literal["still", "clip"], sequence: int, edge_mono_ns: int, mono_ns: int) -> Caption:
    """Of this picture or clip; place, time and weather are always the same."""
    return Caption(
        media=media,
        station="BENCH",
        unit="BENCH-1",
        side="left",
        make="trapd",
        model="bench",
        firmware="0",
        boot="0000",
        sequence=sequence,
        number=1 if media == "still" else 0,
        trigger="motion",
        sensor="left",
        confirmed_by=None,
        edge_mono_ns=edge_mono_ns,
        mono_ns=mono_ns,
        latency_ms=None if media == "clip" else (mono_ns - edge_mono_ns) / 1e6,
        utc_ns=UTC_NS + mono_ns,
        utc_offset_min=600,
        time_source="gps",
        time_uncertainty_s=0.7,
        lat=43.1034,
        lon=131.5503,
        alt_m=123.0,
        hdop=0.9,
        position_error_m=2.5,
        position_fixes=30,
        exposure_us=4_000,
        gain=1.0,
        temperature_c=-12.0,
        battery_v=7.4,
    )
