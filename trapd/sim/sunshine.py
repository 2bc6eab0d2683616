"""What the sun gives a tilted plane, in W/m2.

Clear sky: direct light by A. and M. Meinel, *Applied Solar Energy* (1976), through the air mass of F. Kasten and
A. Young (1989); a tenth of it again comes from the blue sky (pveducation.org, *Calculation of Solar Insolation*).
Clouds by Kasten and Czeplak (1980). The light of all the sky counts as even, and that from the ground as none: fresh
snow before a steep panel gives more.
"""

from __future__ import annotations

import math

SOLAR_W = 1_353.0
"""Above the air, as the formula has it."""
THROUGH = 0.7
"""Of it at air mass 1 …"""
BEND = 0.678
"""… and beyond it falls more slowly than by a power."""
SKY = 0.1


def irradiance(sun_deg: float, from_deg: float, cloud: float, tilt_deg: float) -> float:
    """`from_deg`: the sun's azimuth off the direction that the plane is turned to; `cloud` 0 to 1; a plane of tilt 90
    stands upright."""
    if sun_deg <= 0:
        return 0.0
    high, tilt = math.radians(sun_deg), math.radians(tilt_deg)
    direct = SOLAR_W * math.pow(THROUGH, math.pow(air_mass(sun_deg), BEND))
    whole = direct * (math.sin(high) + SKY) * (1 - 0.75 * math.pow(cloud, 3.4))
    beam = direct * (1 - cloud)
    diffuse = whole - beam * math.sin(high)
    across = math.cos(high) * math.sin(tilt) * math.cos(math.radians(from_deg))
    return beam * max(0.0, math.sin(high) * math.cos(tilt) + across) + diffuse * (1 + math.cos(tilt)) / 2


def air_mass(sun_deg: float) -> float:
    """1 with the sun overhead, 38 at the horizon."""
    return 1 / (math.sin(math.radians(sun_deg)) + 0.50572 * math.pow(sun_deg + 6.07995, -1.6364))
