"""When a pack may be charged, and when a heater heats."""

from __future__ import annotations

import pytest

from trapd.core.actions import Action, Report, Switch
from trapd.core.arming import Arming
from trapd.core.battery.gauge import Charge
from trapd.core.charging import HYSTERESIS_C, Charging, ChargingRules
from trapd.core.heater import SPARE, Heater, HeaterRules
from trapd.core.logbook import Logbook
from trapd.core.meters import LAG_NS
from trapd.core.parts import Parts
from trapd.core.units import S

LI_ION = ChargingRules("li-ion", 0.0)
HEATER = HeaterRules(below_c=-15, above_c=-12, least_charge=0.5)
HALF_HOUR = 1_800 * S


class Desk:
    """Both organs, and what they ask for."""

    def __init__(self, charging: ChargingRules | None = None, heater: HeaterRules | None = None) -> None:
        self.out: list[Action] = []
        arming = Arming(self.out, sensors=list)
        self.parts = Parts(self.out, arming, Logbook())
        self.charging = Charging(self.out, self.parts, charging)
        self.heater = Heater(self.out, self.parts, heater)
        self.now_ns = 0

    def air(self, *celsius: float | None) -> list[bool]:
        """A reading each half hour; whether charging was allowed after each."""
        allowed = []
        for one in celsius:
            self.now_ns += HALF_HOUR
            self.charging.read(one, self.now_ns)
            allowed.append(self.charging.why_not is None)
        return allowed

    def warmth(self, celsius: float | None, charge: float | None, unsure: float = 0.1) -> bool:
        self.heater.read(celsius, None if charge is None else Charge(charge, unsure, "count"))
        return self.heater.on

    def switched(self) -> list[bool]:
        return [one.on for one in self.out if isinstance(one, Switch)]


def test_charging_begins_above_the_limit_and_ends_at_it() -> None:
    desk = Desk(LI_ION)
    assert desk.air(-0.1, *[1.9] * 6) == [False] * 7
    assert desk.air(*[HYSTERESIS_C] * 5) == [False] * 4 + [True]
    assert desk.air(0.1, 0.0, -0.1, 1.9) == [True, True, False, False]
    assert desk.switched() == [False, True, False]


def test_what_was_charged_before_the_start_may_be_charged_on() -> None:
    assert Desk(LI_ION).air(0.1, 0.0) == [True, True]


def test_the_pack_is_as_cold_as_the_air_was_within_two_hours() -> None:
    desk = Desk(LI_ION)
    assert desk.air(-5, 3, 3, 3, 3) == [False] * 5
    assert "within 2 h" in (desk.charging.why_not or "")
    assert desk.air(3) == [True]
    assert LAG_NS == 4 * HALF_HOUR


def test_nobody_charges_a_pack_of_unknown_cold() -> None:
    desk = Desk(LI_ION)
    assert desk.air(None, 10, None, 10) == [False, True, False, True]
    whys = [one.facts.get("why") for one in desk.out if isinstance(one, Report)]
    assert whys == ["nobody knows how cold the pack is", None, "nobody knows how cold the pack is", None]


def test_a_primary_cell_is_never_charged() -> None:
    desk = Desk(ChargingRules("l91", None))
    assert desk.air(25, None, 25) == [False] * 3
    assert desk.switched() == [False]
    assert desk.charging.told == "forbidden: l91 is never charged"


def test_a_line_that_was_lost_is_asked_again_with_each_reading() -> None:
    desk = Desk(LI_ION)
    desk.air(10)
    desk.parts.lose("charger", "held by another")
    desk.air(10, 10)
    assert desk.switched() == [True, True, True]
    desk.parts.mend("charger")
    desk.air(10)
    assert len(desk.switched()) == 3


def test_without_a_line_nothing_is_asked_for() -> None:
    desk = Desk()
    desk.air(-5, 10)
    desk.warmth(-30, 1)
    desk.heater.stop()
    assert desk.out == []
    assert desk.charging.told is desk.heater.told is None


def test_the_heater_is_on_below_and_off_above() -> None:
    desk = Desk(heater=HEATER)
    celsius = (-14, -15.1, -14, -12.1, -12, -14)
    assert [desk.warmth(one, 0.9) for one in celsius] == [False, True, True, True, False, False]
    assert desk.switched() == [True, False]


@pytest.mark.parametrize(
    ("celsius", "charge", "unsure"), [(None, 0.9, 0.1), (-20, None, 0.1), (-20, 0.9, 0.5), (-20, 0.49, 0.1)]
)
def test_the_heater_is_off_when_cold_or_charge_is_unknown_or_charge_is_low(
    celsius: float | None, charge: float | None, unsure: float
) -> None:
    desk = Desk(heater=HEATER)
    assert desk.warmth(-20, 0.9)
    assert not desk.warmth(celsius, charge, unsure)
    assert desk.switched() == [True, False]


def test_a_heater_that_gave_up_waits_for_charge_to_spare() -> None:
    desk = Desk(heater=HEATER)
    charges = (0.5, 0.49, 0.51, 0.5 + SPARE, 0.51)
    assert [desk.warmth(-20, one) for one in charges] == [True, False, False, True, True]


def test_the_heater_is_off_at_the_end() -> None:
    desk = Desk(heater=HEATER)
    desk.warmth(-20, 0.9)
    desk.heater.stop()
    assert desk.switched() == [True, False]
    assert desk.heater.told == "off: the unit stops"
