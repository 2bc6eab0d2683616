"""A pack whose voltage broke down under a load gives again what it gave before, once the load is gone."""

from __future__ import annotations

import pytest

from trapd.core.battery.known import CHEMISTRIES
from trapd.core.battery.pack import Pack
from trapd.core.energy import FLASH, EnergyRules
from trapd.sim.battery import Battery
from trapd.sim.drain import Drain


@pytest.mark.parametrize("name", ["alkaline", "l91", "nimh"])
def test_a_pack_that_broke_down_recovers(name: str) -> None:
    drain = Drain(lambda: 0, EnergyRules(watts={"board": 0.5, "flash": 15.0}))
    battery = Battery(Pack(CHEMISTRIES[name], 4, 1, 2.9), drain, 0.8, fed=False)
    before = battery.settle(20)
    drain.switch(FLASH, True)
    for _ in range(4):
        battery.settle(-30)
    drain.switch(FLASH, False)
    battery.settle(20)
    assert battery.settle(20) == pytest.approx(before, abs=0.01)
