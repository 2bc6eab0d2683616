"""Captions for tests: one ordinary, and any that can be."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from trapd.core.caption import Caption

ORDINARY: dict[str, Any] = {
    "media": "still",
    "station": "KP-07",
    "unit": "DESK-1",
    "side": "left",
    "make": "trapd",
    "model": "desktop simulation",
    "firmware": "0.1.0",
    "boot": "1a2b",
    "sequence": 41,
    "number": 2,
    "trigger": "motion",
    "sensor": "left",
    "confirmed_by": None,
    "edge_mono_ns": 1_000_000_000_000,
    "mono_ns": 1_000_031_000_000,
    "latency_ms": 31.0,
    "utc_ns": 1_768_475_073_123_456_789,  # 2026-01-15 11:04:33.123 UTC
    "utc_offset_min": 600,
    "time_source": "gps",
    "time_uncertainty_s": 0.02,
    "lat": 43.1034,
    "lon": 131.5503,
    "alt_m": 123.0,
    "hdop": 0.9,
    "position_error_m": 2.5,
    "position_fixes": 30,
    "exposure_us": 4_000,
    "gain": 8.0,
    "lit": True,
    "night": True,
    "temperature_c": -12.5,
    "battery_v": 7.4,
}


def caption(**changes: Any) -> Caption:
    """An ordinary caption, but for what is said here."""
    return Caption(**ORDINARY | changes)


_numbers = st.floats(allow_nan=False, allow_infinity=False)
_names = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?", fullmatch=True)
_int64 = st.integers(-(2**63), 2**63 - 1)


def captions() -> st.SearchStrategy[Caption]:
    """Any caption at all: numbers as large as they come, texts of any script and length."""
    return st.builds(
        Caption,
        media=st.sampled_from(["still", "clip"]),
        station=_names,
        unit=_names,
        side=st.sampled_from([None, "left", "right"]),
        make=st.text() | st.text(min_size=5_000, max_size=5_000),
        model=st.text(),
        firmware=st.just("0.1.0"),
        boot=st.from_regex(r"[0-9a-f]{4}", fullmatch=True),
        sequence=st.integers(0, 10**12),
        number=st.integers(0, 1000),
        trigger=st.sampled_from(["motion", "time-lapse", "proof-of-life", "test"]),
        sensor=st.none() | _names,
        confirmed_by=st.none() | _names,
        edge_mono_ns=_int64,
        mono_ns=_int64,
        latency_ms=st.none() | _numbers,
        utc_ns=_int64,
        utc_offset_min=st.integers(-720, 840),
        time_source=st.sampled_from(["gps", "none"]),
        time_uncertainty_s=st.none() | _numbers,
        lat=st.none() | st.floats(-90, 90),
        lon=st.none() | st.floats(-180, 180),
        alt_m=st.none() | _numbers,
        hdop=st.none() | _numbers,
        position_error_m=st.none() | _numbers,
        position_fixes=st.integers(0, 10**9),
        exposure_us=st.none() | st.integers(0, 2**40),
        gain=st.none() | _numbers,
        lit=st.booleans(),
        night=st.booleans(),
        temperature_c=st.none() | _numbers,
        battery_v=st.none() | _numbers,
        pre_roll_s=st.none() | _numbers,
        sun_deg=st.none() | _numbers,
        frames=st.none() | st.integers(0, 10**6),
        missing_frames=st.none() | st.integers(0, 10**6),
        interrupted=st.booleans(),
    )
