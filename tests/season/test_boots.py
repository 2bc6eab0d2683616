"""A pack that gives out ends its unit in mid-sentence, and begins it again when the voltage is back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rig import profile, sensors

from trapd.boots import Boots
from trapd.config.instants import instant
from trapd.core.actions import Report
from trapd.core.battery.known import CHEMISTRIES
from trapd.core.energy import J_PER_WH
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock
from trapd.sim.lifeline import LOCKED, Outage
from trapd.view.digest import Digest
from trapd.view.tally import Tally

HOUR, DAY = 3_600, 86_400
STILLS = {"stills": 3, "interval_ms": 500, "clip": False, "pre_roll_s": 0}
COOL: dict[str, Any] = {"camera": {"readiness": "cool", "linger_s": 5}, "plan": {"day": STILLS, "night": STILLS}}
CARELESS = {"ladder": dict.fromkeys(("no_clips", "stills", "fewest_wakeups", "dormant", "off"), 0)}
"""It goes on as if its pack were full, to the last."""
NOTHING = dict.fromkeys(("board_w", "camera_w", "encoder_w", "flash_w", "gps_w", "still_mwh"), 0) | {"efficiency": 1}
WATTS = {"board_w": 0.375, "camera_w": 1.25, "flash_w": 6, "gps_w": 0.15, "still_mwh": 0.05, "efficiency": 0.9}
L91 = CHEMISTRIES["l91"]
BEGINS = "2026-01-15T11:00:00+10:00"


class Story(Boots):
    """Of a unit with this pack, and how it went."""

    def __init__(
        self,
        *,
        seed: int = 1,
        celsius: float = 20,
        charge: float = 1.0,
        hourly: Callable[[], object] = lambda: None,
        **changes: Any,
    ) -> None:
        world = {"charge": charge, "temperature_c": celsius, "passes_per_hour": 1, "seed": seed}
        self.digest, self.tally = Digest(), Tally()
        changed = profile(BEGINS, **{"world": world | changes.pop("world", {})}, **(COOL | CARELESS | changes))
        self.outages: list[str] = []
        told = [self.digest, self.tally, self]
        super().__init__(changed, VirtualClock(instant(BEGINS)), told, seed=seed, hourly=hourly)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if report.event == "outage":
            self.outages.append(report.facts["why"])

    def close(self) -> None:
        """Nothing is held."""

    def lasted_h(self) -> float:
        """Until it gave out for the first time."""
        return self.brown_outs[0] / S / HOUR

    def out_of_the_pack_wh(self) -> float:
        return self.now.battery.given_j / J_PER_WH


def twelve() -> dict[str, Any]:
    """L91 in the usual holder, of just the size that gives 54 Wh by this table's voltages."""
    mean_v = sum(L91.rest_v((step + 0.5) / 100, 20) for step in range(100)) / 100
    return {"chemistry": "l91", "series": 4, "parallel": 3, "ah": round(54 / 12 / mean_v, 3)}


@pytest.mark.parametrize(
    ("watts", "hours"), [(0.375, pytest.approx(144, rel=0.03)), (1.6, pytest.approx(33, abs=1.2))]
)
def test_54_wh_of_lithium_primary_are_empty_when_physics_says(watts: float, hours: Any) -> None:
    story = Story(battery=twelve(), energy=NOTHING | {"board_w": watts}, world={"passes_per_hour": 0})
    story.run(8 * DAY)
    assert story.lasted_h() == hours
    assert story.dead_ns / S / HOUR == pytest.approx(8 * 24 - story.lasted_h(), rel=0.02)


def small() -> dict[str, Any]:
    """One cell for a board that needs 3.3 V."""
    return {"chemistry": "li-ion", "series": 1, "parallel": 1, "ah": 2.9, "least_v": 3.3}


def test_a_cold_weak_pack_gives_a_boot_loop_that_the_unit_survives() -> None:
    story = Story(battery=small(), energy=WATTS, celsius=-20, charge=0.6)
    story.run(2 * DAY)
    assert story.count > 3
    assert story.now.memory.value.sequence > 0
    assert story.tally.counts["still"] > 0


def test_what_the_cold_locks_away_comes_back_with_warmth() -> None:
    """A lead-acid battery gives less than half at -20 °C, at whatever voltage it rests."""
    frozen = {"chemistry": "lead-acid", "series": 6, "parallel": 1, "ah": 2.0}
    story = Story(battery=frozen, energy=WATTS, celsius=-20, world={"passes_per_hour": 0})
    story.run(3 * DAY)
    assert set(story.outages) == {LOCKED}
    assert 0.4 < story.now.battery.charge < 0.7
    warm = Story(battery=frozen, energy=WATTS, celsius=20, world={"passes_per_hour": 0})
    warm.run(3 * DAY)
    assert warm.now.battery.charge < 0.1


def test_a_flash_that_the_pack_cannot_carry_ends_the_unit_as_it_is_lit() -> None:
    unguarded = small() | {"least_v": None}
    story = Story(battery=unguarded, energy=WATTS | {"flash_w": 25}, celsius=-20, world={"passes_per_hour": 6})
    story.run(18 * HOUR)
    assert story.count > 10
    assert all(float(why.split(" W, ")[0].split()[-1]) > 25 for why in story.outages)
    last_ns = story.brown_outs[-1]
    assert story.now.world.flash.spans(last_ns, last_ns + S) == []


def test_what_leaves_the_pack_is_what_was_counted_over_several_boots() -> None:
    story = Story(battery=small(), energy=WATTS, celsius=-20, board={"power_off_ma": 5})
    story.run(2 * DAY)
    assert story.count > 3
    assert story.out_of_the_pack_wh() == pytest.approx(sum(story.so_far_wh().values()), rel=1e-3)
    assert story.out_of_the_pack_wh() == pytest.approx(story.now.world.drain.joules / J_PER_WH, rel=1e-3)
    assert story.so_far_wh()["booting"] > 0
    assert story.so_far_wh()["halted"] > 0


def test_the_same_seed_dies_the_same_way() -> None:
    first, again, other = (Story(battery=small(), energy=WATTS, celsius=-20, seed=seed) for seed in (1, 1, 2))
    for story in (first, again, other):
        story.run(DAY)
    assert len(first.brown_outs) > 0
    assert (first.digest.hex(), first.brown_outs) == (again.digest.hex(), again.brown_outs)
    assert other.digest.hex() != first.digest.hex()


def test_who_passes_a_dead_unit_is_missed_for_that() -> None:
    story = Story(battery=small(), energy=WATTS, celsius=-20, world={"passes_per_hour": 6})
    story.run(2 * DAY)
    causes = story.now.account.causes()
    dead_h = story.dead_ns / S / HOUR
    assert 20 < dead_h < 40
    assert causes["dead"] == pytest.approx(6 * dead_h, rel=0.25)
    assert causes["taken"] > 0


def test_with_a_fresh_pack_it_goes_on_where_it_was() -> None:
    def swap() -> None:
        if story.now.loop.clock.now_ns() == 36 * HOUR * S:
            story.now.battery.charge = 1.0

    story = Story(battery=small(), energy=WATTS, celsius=-20, world={"passes_per_hour": 6}, hourly=swap)
    story.run(2 * DAY)
    kept = [caption for _, caption in story.now.card.kept]
    plans = list(dict.fromkeys((caption.boot, caption.sequence) for caption in kept))
    assert len(kept) == story.tally.counts["still"]
    assert len({boot for boot, _ in plans}) == 2
    assert [sequence for _, sequence in plans] == sorted({sequence for _, sequence in plans})
    assert 12 < story.dead_ns / S / HOUR < 24


GATED: dict[str, Any] = {
    "camera": {"readiness": "gated", "linger_s": 5},
    "readiness": {"board": "witty-pi-4", "stay_s": 60},
    "board": {"boot_s": 4, "power_off_ma": 1},
    "watch": {"proof_of_life": "12:00"},
    "pir": sensors(left="both", right="both"),
}


def test_after_a_cut_its_receiver_is_believed_again() -> None:
    hours = iter(range(100))

    def cut() -> None:
        if next(hours) == 30:
            raise Outage("the battery's contact opened")

    story = Story(hourly=cut, clock={"rtc": "none"})
    story.run(2 * DAY)
    assert (story.count, story.outages) == (2, ["the battery's contact opened"])
    held = story.now.unit.trap.timeline.held
    assert held is not None
    assert held.source == "gps"


def test_a_gated_unit_is_powered_by_its_sensor_and_its_alarm() -> None:
    story = Story(energy=WATTS, world={"passes_per_hour": 0.5}, **GATED)
    story.run(2 * DAY)
    causes = story.now.account.causes()
    assert 12 < story.count < 50
    assert story.brown_outs == []
    assert causes.get("taken", 0) + causes["waking up"] + causes.get("not noticed", 0) == sum(causes.values())
    halted_h = story.so_far_wh()["halted"] / (5 * 0.001 / 0.9)
    assert 40 < halted_h < 48


def test_a_pack_that_is_empty_before_the_alarm() -> None:
    story = Story(battery=small(), energy=WATTS, charge=0.02, world={"passes_per_hour": 0}, **GATED)
    story.run(3 * DAY)
    assert story.dead_ns > 0
    assert story.out_of_the_pack_wh() == pytest.approx(sum(story.so_far_wh().values()), rel=1e-3)
