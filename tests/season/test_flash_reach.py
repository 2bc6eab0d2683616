"""By night a picture shows who it is only as far as the flash reaches; how far that is, is assumed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from rig import DAY, NIGHT, Rig, sensors

from trapd.config import scenario
from trapd.config.nature import Nature, Sensing
from trapd.core.units import seconds
from trapd.sim.animals import Pass, Passes, way_m

WINTER = scenario.load(Path(__file__).parents[2] / "scenarios" / "kedrovaya-winter.toml")
ONE_STILL = {"stills": 1, "clip": False, "pre_roll_s": 0}
CLIP = {"stills": 0, "clip": True, "pre_roll_s": 0, "post_roll_s": 2}
WEAK: dict[str, Any] = {
    "battery": {"least_v": 6.5},
    "energy": {"board_w": 0.375, "camera_w": 1.25, "flash_w": 6, "dim_w": 3, "efficiency": 0.9},
    "flash": {"dim_pin": 24},
    "world": {"charge": 0.3},
}
"""In a frost of -20 °C its pack carries a still with half the flash, and no more."""


def frost() -> Nature:
    """Of -20 °C all the time; nobody is overlooked, nothing deceives, a flash reaches 6 m, with 940 nm 3.6 m."""
    spans: dict[str, tuple[float, float]] = {"sun_an_hour": (0, 0), "wind_an_hour": (0, 0)}
    spans |= {"flash_reach_m": (6, 6), "reach_940": (0.6, 0.6)}
    climate = replace(WINTER.climate, mean_c=(-20.0,) * 12, swing_c=(0.0,) * 12, spell_c=0)
    return replace(WINTER, climate=climate, pir=Sensing(), assumed=replace(WINTER.assumed, **spans))


class Night(Rig):
    """A leopard at 3 m, later one at 5 m and one at 8 m."""

    def __init__(self, **changes: Any) -> None:
        given = {"starts": NIGHT, "plan": {"day": ONE_STILL, "night": ONE_STILL}, "pir": sensors(left="trigger")}
        super().__init__(nature=frost(), **given | changes)
        animals = list[Pass]()
        for at, distance_m in ((100, 3.0), (200, 5.0), (300, 8.0)):
            start_ns = self.ns(at)
            end_ns = start_ns + seconds(way_m(distance_m) / 1.2)
            animals.append(Pass(at, start_ns, end_ns, 1.2, distance_m, 1, f"at {distance_m:g} m"))
        passes = Passes(iter(animals), self.loop.clock)
        passes.told = self.season.account.comes
        self.season.world.passes = passes

    def causes(self) -> list[str]:
        """Of each of the three."""
        self.run(until=400)
        self.stop()
        self.season.account_for_all()
        return [cause for counts in self.season.account.kinds().values() for cause in counts]


@pytest.mark.parametrize("plan", [ONE_STILL, CLIP])
def test_the_near_ones_are_known_and_the_far_one_is_in_the_dark(plan: dict[str, Any]) -> None:
    assert Night(plan={"day": plan, "night": plan}).causes() == ["taken", "taken", "dark"]


def test_by_day_all_are_known() -> None:
    assert Night(starts=DAY).causes() == ["taken"] * 3


def test_light_that_nobody_sees_reaches_less_far() -> None:
    assert Night(flash={"nm": 940}).causes() == ["taken", "dark", "dark"]


def test_so_does_a_flash_that_a_weak_pack_dims() -> None:
    night = Night(**WEAK)
    assert night.causes() == ["taken", "dark", "dark"]
    assert [told["to"] for told in night.reports("stepped-down")] == ["dimmed still"] * 3
