"""The two clocks of a unit, as plain integers of nanoseconds, and the factors between units.

`mono_ns` is CLOCK_MONOTONIC: it starts at boot, never steps, and every edge, frame and timer carries it.
`utc_ns` is UTC since 1970: only `core/timeline.py` makes it, out of a `mono_ns` and an anchor.
"""

US = 1_000
MS = 1_000_000
S = 1_000_000_000
LATEST_NS = 2**63
"""The year 2262, and so long after a boot: a kernel counts no further either."""


def seconds(value: float) -> int:
    """Seconds to whole nanoseconds."""
    return round(value * S)


def millis(value: float) -> int:
    """Milliseconds to whole nanoseconds."""
    return round(value * MS)
