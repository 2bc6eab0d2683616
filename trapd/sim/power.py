"""Simulated meters: the world's air, and a pack in it under the unit's own load."""

from __future__ import annotations

from collections.abc import Callable

from trapd.core.battery.li_ion import LI_ION
from trapd.core.battery.pack import Pack
from trapd.core.events import PowerRead
from trapd.core.ports import Post
from trapd.sim.battery import Battery
from trapd.sim.world import World

USUAL = Pack(LI_ION, series=2, parallel=3, cell_ah=2.9)
"""Where the profile tells of none."""
HALF = 0.5
VOLTS_NOISE, AMPERES_NOISE, CELSIUS_NOISE = 0.001, 0.002, 0.03
"""The last digits of a converter move: standard deviations."""
COUNTS_A_DEGREE = 16
"""TMP102, DS18B20."""


class Power:
    """Answers at once: simulated meters need no time."""

    def __init__(self, post: Post, world: World, pack: Pack | None = None, battery: Battery | None = None) -> None:
        """`battery`: of the boot before, which goes on."""
        charge = world.settings.charge
        self.battery = battery or Battery(
            pack or USUAL, world.drain, HALF if charge is None else charge, fed=charge is None, charger=world.charger
        )
        self.fault: Callable[[PowerRead], PowerRead] | None = None
        """What becomes of each reading on its way, while the meters fail."""
        self._post = post
        self._world = world
        self._chance = world.branch()

    def read(self) -> None:
        read = self.measure()
        self._post(read if self.fault is None else self.fault(read))

    def measure(self) -> PowerRead:
        """What good meters say now."""
        celsius, noise = self._world.air_c, self._chance.gauss
        volts, amperes = self.battery.settle(celsius)
        counts = round((celsius + noise(0, CELSIUS_NOISE)) * COUNTS_A_DEGREE)
        return PowerRead(
            battery_v=round(volts + noise(0, VOLTS_NOISE), 3),
            temperature_c=counts / COUNTS_A_DEGREE,
            current_a=round(amperes + noise(0, AMPERES_NOISE), 4),
            gauge_charge=round(self.battery.charge, 2),
        )

    def close(self) -> None:
        pass
