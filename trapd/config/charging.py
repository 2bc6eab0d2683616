"""What the profile says of charger and heater."""

from __future__ import annotations

from collections.abc import Iterator

from trapd.config.pack import pack
from trapd.config.profile import Profile
from trapd.core.charging import ChargingRules
from trapd.core.heater import HeaterRules


def charging(profile: Profile) -> ChargingRules | None:
    """None: there is no line to forbid it by."""
    battery = pack(profile)
    if profile.charger.backend == "none" or battery is None:
        return None
    return ChargingRules(battery.chemistry.name, battery.chemistry.charge_from_c)


def heater(profile: Profile) -> HeaterRules | None:
    """None: there is none."""
    section = profile.heater
    if section.backend == "none":
        return None
    return HeaterRules(section.below_c, section.above_c, section.least_charge)


def charging_problems(profile: Profile) -> Iterator[str]:
    """Each as one line: the keys, why they disagree, the mend."""
    charger, hot, power, battery = profile.charger, profile.heater, profile.power, pack(profile)
    cold = power.backend == "none" or (power.backend == "linux" and power.temperature is None)
    if charger.backend == "pi" and charger.inhibit_pin is None:
        yield 'charger.inhibit_pin is missing; as inhibit_pin = 5, or set charger.backend = "none"'
    if hot.backend == "pi" and hot.pin is None:
        yield 'heater.pin is missing; say its BCM number, as pin = 11, or set heater.backend = "none"'
    if charger.backend != "none" and battery is None:
        yield "charger needs to know what it charges; say it in [battery]"
    if charger.backend != "none" and cold:
        yield "charger.inhibit_pin forbids to charge for ever without a thermometer; name one, as power.temperature"
    if charger.backend == "none" and charger.panel_w and battery and battery.chemistry.charge_from_c is None:
        yield (
            f'battery.chemistry "{battery.chemistry.name}" must never be charged, and charger.panel_w is'
            f" {charger.panel_w:g}; take the panel off"
        )
    if hot.backend != "none" and (battery is None or profile.energy is None):
        yield "heater stays off for ever where the charge is unknown; say what [battery] and [energy] are"
    if hot.backend != "none" and cold:
        yield "heater stays off for ever without a thermometer; name one, as power.temperature"
    if hot.below_c >= hot.above_c:
        yield (
            f"heater.below_c is {hot.below_c:g}, not below heater.above_c ({hot.above_c:g}); leave some degrees"
            " between them"
        )
