"""What really walked past, and why the trap has no picture of it: each animal is accounted for, once."""

from __future__ import annotations

from typing import Any

from rig import NIGHT, Rig, sensors

from trapd.core.units import seconds
from trapd.sim.account import CAUSES, UNFIT
from trapd.sim.animals import Pass, Passes, way_m
from trapd.sim.heat import Sight

ONE_STILL = {"day": {"stills": 1, "clip": False}, "night": {"stills": 1, "clip": False}}
COOL = {"readiness": "cool", "linger_s": 1}


class Trail(Rig):
    """Leopards enter the picture at these seconds, each from left to right and gone after about five."""

    def __init__(self, *at: float, mps: float = 1.2, **changes: Any) -> None:
        super().__init__(**{"plan": ONE_STILL, "pir": sensors(left="trigger")} | changes)
        way_ns = seconds(way_m(3.75) / mps)
        starts = [self.ns(when) for when in at]
        animals = [Pass(id, ns, ns + way_ns, mps, 3.75, 1, "leopard") for id, ns in enumerate(starts)]
        passes = Passes(iter(animals), self.loop.clock)
        passes.told = self.season.account.comes
        self.season.world.passes = passes

    def causes(self, until: float = 200) -> dict[str, int]:
        """To the end of the story."""
        self.run(until)
        self.stop()
        self.season.account_for_all()
        return self.season.account.causes()


def test_who_walks_past_a_ready_trap_is_taken() -> None:
    trail = Trail(10, 60, 120)
    assert trail.causes() == {"taken": 3}
    assert trail.season.account.kinds() == {"leopard": {"taken": 3}}
    assert trail.season.account.false_motions == 0


def test_one_that_comes_long_after_another() -> None:
    assert Trail(10, 4_000, 9_000).causes(until=9_100) == {"taken": 3}


def test_nobody_came() -> None:
    assert Trail().causes() == {}


def test_a_sensor_that_overlooks_everybody() -> None:
    trail = Trail(10, 60)
    trail.season.world.sight = Sight(missed=1)
    assert trail.causes() == {"not noticed": 2}


def test_fur_as_warm_as_the_air_is_not_noticed() -> None:
    assert Trail(10, world={"temperature_c": 30}).causes() == {"not noticed": 1}


def test_gone_before_the_camera_woke() -> None:
    assert Trail(30, mps=20, camera=COOL).causes() == {"waking up": 1}
    assert Trail(30, mps=1.2, camera=COOL).causes() == {"taken": 1}


def test_gone_before_the_first_lit_frame() -> None:
    slow_flash = {"rise_us": 100_000, "longest_ms": 2_000}
    assert Trail(30, mps=60, starts=NIGHT, flash=slow_flash).causes() == {"too late": 1}


def test_a_second_one_within_the_retrigger_delay() -> None:
    assert Trail(10, 20, trigger={"retrigger_s": 60, "warm_up_s": 0}).causes() == {"taken": 1, "busy": 1}


def test_a_second_one_before_the_line_fell_again() -> None:
    burst = {"day": {"stills": 1, "clip": False}}
    found = Trail(10, 12.5, mps=2.4, plan=burst, trigger={"retrigger_s": 0, "warm_up_s": 0}).causes()
    assert found == {"taken": 1, "busy": 1}


def test_a_clip_that_runs_on_has_the_second_one_too() -> None:
    clip = {"day": {"stills": 0, "clip": True, "pre_roll_s": 0, "post_roll_s": 20}}
    assert Trail(10, 20, plan=clip, trigger={"retrigger_s": 60, "warm_up_s": 0}).causes() == {"taken": 2}


def test_sensors_that_do_not_confirm_each_other() -> None:
    both = sensors(left="confirm", right="confirm")
    assert Trail(10, pir=both, trigger={"confirm_ms": 1, "warm_up_s": 0}).causes() == {"distrusted": 1}
    assert Trail(10, pir=both, trigger={"confirm_ms": 4_000, "warm_up_s": 0}).causes() == {"taken": 1}


def test_a_dry_bucket() -> None:
    dry = {"bucket": 1, "refill_s": 3600, "retrigger_s": 1, "warm_up_s": 0}
    assert Trail(10, 60, 120, trigger=dry).causes() == {"taken": 1, "distrusted": 2}


def test_a_sensor_that_still_warms_up() -> None:
    cold = sensors(left="trigger")
    cold["sensors"][0]["powered"] = "now"
    assert Trail(10, 60, pir=cold, trigger={"warm_up_s": 45}).causes() == {"taken": 1, "waking up": 1}


def test_a_pack_that_cannot_carry_a_picture() -> None:
    weak = {"least_v": 7.9}
    assert Trail(30, 90, battery=weak, camera=COOL).causes() == {"stepped down": 2}


def test_outside_its_hours() -> None:
    assert Trail(10, 60, watch={"windows": ("22:00..23:00",)}).causes() == {"hours": 2}


def test_a_camera_that_is_gone() -> None:
    trail = Trail(10, 100)
    trail.at(50, trail.camera.vanish)
    assert trail.causes() == {"taken": 1, "blind": 1}


def test_a_card_that_is_full() -> None:
    trail = Trail(10, 100, card={"spare_mb": 0})
    trail.at(50, setattr, trail.card, "free", 0)
    assert trail.causes() == {"taken": 1, "card-full": 1}


def test_by_night_with_a_flash_that_burnt_out() -> None:
    trail = Trail(10, 100, starts=NIGHT)
    trail.at(50, trail.flash.burn_out)
    assert trail.causes() == {"taken": 1, "dark": 1}


def test_by_night_with_a_flash_that_takes_current_and_gives_no_light() -> None:
    trail = Trail(10, starts=NIGHT)
    trail.season.world.flash.shines = False
    assert trail.causes() == {"dark": 1}


def test_snow_on_the_lens_until_the_sun_took_it() -> None:
    trail = Trail(10, 100)
    trail.season.world.lens = "snow"
    trail.at(50, setattr, trail.season.world, "lens", "clear")
    assert trail.causes() == {"taken": 1, "blind": 1}


def test_a_picture_that_the_camera_did_not_give() -> None:
    trail = Trail(30)
    trail.at(29, trail.camera.hang)
    assert trail.causes() == {"failed": 1}


def test_a_motion_before_which_nobody_walks_is_false() -> None:
    trail = Trail(10)
    trail.pulse("left", at=60)
    trail.pulse("left", at=90)
    assert trail.causes() == {"taken": 1}
    assert trail.season.account.false_motions == 2


def test_on_a_busy_day_the_causes_are_as_many_as_the_passes() -> None:
    rig = Rig(world={"passes_per_hour": 300, "seed": 5}, trigger={"retrigger_s": 30}, camera=COOL, plan=ONE_STILL)
    rig.at(1800, rig.camera.vanish)
    rig.at(2700, rig.camera.mend)
    rig.run(3600)
    rig.stop()
    rig.season.account_for_all()
    again = Rig(world={"passes_per_hour": 300, "seed": 5}).season.world.passes
    walked, at_ns = 0, rig.ns(0) - 1
    while (one := again.next_after(at_ns)) is not None and one.start_ns <= rig.ns(3600):
        walked, at_ns = walked + 1, one.start_ns
    found = rig.season.account.causes()
    assert sum(found.values()) == walked > 250
    assert {"taken", "busy", "blind"} <= found.keys()
    assert list(found) == [cause for cause in CAUSES if cause in found]


def test_every_state_of_the_effort_log_that_holds_back_is_a_cause() -> None:
    assert set(UNFIT) <= set(CAUSES)
