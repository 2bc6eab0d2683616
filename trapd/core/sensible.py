"""Whether a line of a catalog can be reckoned with. Those of schema 1 have no check, and may be damaged anyhow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trapd.core.told import RANK
from trapd.core.units import LATEST_NS

_MOMENTS = {"mono_ns", "utc_ns", "rtc_utc_ns"}
_NUMBER = (int, float)
_TYPES: dict[str, type | tuple[type, ...]] = {
    "unit": str,
    "boot": str,
    "boot_id": str,
    "before": str,
    "mono_ns": int,
    "utc_ns": int,
    "rtc_utc_ns": int,
    "time_source": str,
    "time_uncertainty_s": _NUMBER,
    "uncertainty_s": _NUMBER,
    "drift_ppm": _NUMBER,
    "drift_error_ppm": _NUMBER,
    "states": list,
    "why": (str, dict),
}


def sensible(line: Mapping[str, Any]) -> bool:
    """Whether all that it says of a start and its times is of the type that it should be, and within reach."""
    typed = all(isinstance(line[name], kind) for name, kind in _TYPES.items() if name in line)
    typed = typed and all(abs(line[name]) <= LATEST_NS for name in _MOMENTS & line.keys())
    named = typed and all(isinstance(state, str) for state in line.get("states", ()))
    return named and all(line.get(name, RANK[0]) in RANK for name in ("source", "overruled_source"))
