"""What each consumer takes: by the trap's own account, and by the physics of the simulated parts."""

from __future__ import annotations

from typing import Any

import pytest
from rig import DAY, NIGHT, Rig

from trapd.core.battery.known import CHEMISTRIES
from trapd.core.battery.pack import Pack
from trapd.core.commands import Command, Status
from trapd.core.energy import J_PER_WH
from trapd.core.units import S
from trapd.sim.battery import Battery

HOUR = 3_600
WATTS: dict[str, Any] = {
    "board_w": 0.375,
    "camera_w": 1.25,
    "encoder_w": 0.5,
    "flash_w": 6,
    "gps_w": 0.15,
    "still_mwh": 0.05,
    "efficiency": 0.9,
}
NOTHING = dict.fromkeys(WATTS, 0) | {"efficiency": 1}
CLOSED = NOTHING | {"board_w": 0.375}
STILLS = {"stills": 3, "clip": False, "pre_roll_s": 0}
CLIPS = {"stills": 3, "interval_ms": 500, "clip": True, "pre_roll_s": 0}
L91 = CHEMISTRIES["l91"]


def status(rig: Rig) -> Status:
    told = rig.unit.obey(Command.STATUS)
    assert isinstance(told, Status)
    return told


def busy(**changes: Any) -> Rig:
    """Two days with an animal every half hour, a camera that rests, a receiver that sleeps."""
    plans = {"day": CLIPS, "night": CLIPS}
    camera = {"readiness": "cool", "linger_s": 10}
    rig = Rig(starts=NIGHT, energy=WATTS, plan=plans, camera=camera, gps={"every_h": 6}, **changes)
    for number in range(96):
        rig.pulse("left", at=600 + number * HOUR / 2)
    return rig


def test_the_account_is_the_integral_of_what_the_parts_took() -> None:
    rig = busy()
    rig.at(20 * HOUR, rig.camera.vanish)
    rig.at(20.1 * HOUR, rig.camera.mend)
    rig.at(30.2 * HOUR, rig.flash.burn_out)
    rig.at(31 * HOUR, setattr, rig.flash, "broken", None)
    rig.run(until=48 * HOUR + 5)
    taken = status(rig).energy_wh
    assert set(taken) == {"board", "camera", "encoder", "flash", "gps", "stills"}
    assert all(wh > 0 for wh in taken.values())
    assert sum(taken.values()) == pytest.approx(rig.season.world.drain.joules / J_PER_WH, rel=1e-3)


def test_each_consumer_costs_its_watts_by_its_time() -> None:
    rig = busy()
    rig.run(until=48 * HOUR)
    taken = status(rig).energy_wh
    lit_s = sum(off - on for on, off in rig.lit()) / S
    assert lit_s > 60
    assert taken["board"] == pytest.approx(0.375 / 0.9 * 48)
    assert taken["flash"] == pytest.approx(6 * lit_s / HOUR, abs=1e-4)
    assert taken["encoder"] == pytest.approx(taken["camera"] * 0.5 / 1.25, abs=1e-4)
    assert taken["stills"] == pytest.approx(len(rig.captions("still")) * 0.05e-3 / 0.9, abs=1e-4)


def test_the_pack_gives_what_the_account_says() -> None:
    rig = busy(world={"charge": 1.0})
    battery, out_wh = rig.power.battery, 0.0
    settle = battery.settle

    def weighed(celsius: float) -> tuple[float, float]:
        nonlocal out_wh
        charge, (volts, amperes) = battery.charge, settle(celsius)
        out_wh += (charge - battery.charge) * 3 * 2.9 * volts
        return volts, amperes

    battery.settle = weighed  # type: ignore[method-assign]
    rig.run(until=48 * HOUR)
    rig.power.measure()
    assert out_wh == pytest.approx(sum(status(rig).energy_wh.values()), rel=1e-3)
    assert 0.4 < battery.charge < 0.8


def test_the_card_tells_it_once_a_day_and_at_the_end() -> None:
    rig = busy()
    rig.run(until=48.5 * HOUR)
    rig.stop()
    lines = [note for note in rig.card.notes if note["kind"] == "energy"]
    assert [round((line["mono_ns"] - line["from_mono_ns"]) / S / HOUR, 1) for line in lines] == [24.1, 48.1, 48.5]
    assert [told["wh"] for told in rig.reports("energy")] == [line["wh"] for line in lines]
    assert lines[-1]["wh"] == status(rig).energy_wh
    assert {line["boot"] for line in lines} == {"1a2b"}


def test_a_profile_that_says_nothing_of_energy_has_no_account() -> None:
    rig = Rig(energy=None)
    rig.run(until=25 * HOUR)
    rig.stop()
    assert status(rig).energy_wh == {}
    assert [note for note in rig.card.notes if note["kind"] == "energy"] == rig.reports("energy") == []


@pytest.mark.parametrize(
    ("watts", "readiness", "hours"),
    [(CLOSED, "cool", pytest.approx(144, rel=0.03)), (CLOSED | {"camera_w": 1.25}, "hot", pytest.approx(33, abs=1))],
)
def test_54_wh_of_lithium_primary_last_six_days_closed_and_33_hours_with_pre_roll(
    watts: dict[str, float], readiness: str, hours: Any
) -> None:
    rig = Rig(
        energy=watts,
        camera={"readiness": readiness},
        plan={} if readiness == "hot" else {"day": STILLS, "night": STILLS},
        battery=twelve(),
        ladder=dict.fromkeys(("no_clips", "stills", "fewest_wakeups", "dormant", "off"), 0),
        world={"charge": 1, "temperature_c": 20},
    )
    at = 0
    while rig.power.battery.charge > 0:
        at += HOUR // 2
        rig.run(until=at)
    assert at / HOUR == hours
    assert sum(status(rig).energy_wh.values()) == pytest.approx(54, rel=0.03)


def twelve() -> dict[str, Any]:
    """Cells in the usual holder, of just the size that gives 54 Wh by this table's voltages."""
    mean_v = sum(L91.rest_v((step + 0.5) / 100, 20) for step in range(100)) / 100
    return {"chemistry": "l91", "series": 4, "parallel": 3, "ah": round(54 / 12 / mean_v, 3)}


def test_half_a_year_on_54_wh_is_12_milliwatts() -> None:
    """Commercial traps live so. No state of a Pi that stays on comes near."""
    rig = Rig(starts=DAY, energy=NOTHING | {"board_w": 0.0125})
    rig.run(until=10 * 24 * HOUR)
    assert sum(status(rig).energy_wh.values()) * 18 == pytest.approx(54)


def test_a_load_pulls_the_simulated_pack_down_and_the_cold_further() -> None:
    rig = Rig(energy=NOTHING | {"board_w": 5})
    pack = Pack(CHEMISTRIES["li-ion"], 2, 3, 2.9)
    battery = Battery(pack, rig.season.world.drain, 0.5, fed=False)
    (warm_v, warm_a), (cold_v, cold_a) = battery.settle(25), battery.settle(-20)
    assert cold_v < warm_v < pack.rest_v(0.5, 25)
    assert warm_v * warm_a == pytest.approx(cold_v * cold_a) == pytest.approx(5)
