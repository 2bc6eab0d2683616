"""What a receiver writes each second, as text."""

from __future__ import annotations

from functools import reduce
from operator import xor

from trapd.runtime.clock import utc
from trapd.sim.sky import Epoch

NO_FIX = (
    "GNRMC,,V,,,,,,,,,,N",
    "GNGGA,,,,,,0,00,99.99,,,,,,",
    "GNGSA,A,1,,,,,,,,,,,,,99.99,99.99,99.99",
    "GPGSV,1,1,00",
)
"""A u-blox M8 that sees no satellite yet."""


def sentence(body: str) -> bytes:
    """With its `$`, its checksum and the end of its line."""
    return f"${body}*{reduce(xor, body.encode()):02X}\r\n".encode()


def no_fix() -> bytes:
    """The burst of one second without a fix."""
    return b"".join(map(sentence, NO_FIX))


def burst(epoch: Epoch) -> bytes:
    """The burst of one second with a fix."""
    told = utc(epoch.utc_ns)
    time, date = f"{told:%H%M%S}.{told.microsecond // 10_000:02d}", f"{told:%d%m%y}"
    at = f"{_degrees(epoch.lat, 2, 'NS')},{_degrees(epoch.lon, 3, 'EW')}"
    hdop = f"{epoch.hdop:.2f}"
    used = [f"{3 * n + 2:02d}" for n in range(epoch.sats)]
    bodies = [
        f"GNRMC,{time},A,{at},0.04,,{date},,,A",
        f"GNGGA,{time},{at},1,{epoch.sats:02d},{hdop},{epoch.alt_m:.1f},M,25.1,M,,",
        f"GNGSA,A,3,{','.join((used + [''] * 12)[:12])},{1.8 * epoch.hdop:.2f},{hdop},{1.5 * epoch.hdop:.2f}",
    ]
    pages = [used[n : n + 4] for n in range(0, len(used), 4)]
    for number, page in enumerate(pages, 1):
        in_view = ",".join(f"{satellite},45,{int(satellite) * 9 % 360:03d},38" for satellite in page)
        bodies.append(f"GPGSV,{len(pages)},{number},{epoch.sats:02d},{in_view}")
    return b"".join(map(sentence, bodies))


def _degrees(value: float, width: int, signs: str) -> str:
    """`dddmm.mmmmm,E`; rounded before it is split, so that there are never sixty minutes."""
    hundred_thousandths = round(abs(value) * 60 * 100_000)
    degrees, minutes = divmod(hundred_thousandths, 60 * 100_000)
    return f"{degrees:0{width}d}{minutes / 100_000:08.5f},{signs[value < 0]}"
