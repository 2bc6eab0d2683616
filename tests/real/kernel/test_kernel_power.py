"""Meters behind the kernel's own drivers answer, vanish, stand still and lie: what the installed unit makes of it.

The chips are i2c-stub's: a memory of registers. A working chip's last digits move, so something must move them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from machine import Machine
from services import SLOW_S, reports
from waiting import wait_for

from trapd.core.meters import NO_READING

PROFILE = "/etc/trapd/profile.toml"
DRIVERS = "/sys/bus/i2c/drivers"
METERS = f"""
every_s = 1
voltage = "{DRIVERS}/ina2xx/*/hwmon/hwmon*/in1_input"
current = "{DRIVERS}/ina2xx/*/hwmon/hwmon*/curr1_input"
charge = "{DRIVERS}/max17040/*/power_supply/*/capacity"
temperature = "{DRIVERS}/lm75/*/hwmon/hwmon*/temp1_input"
"""
CHIPS = """#!/bin/sh
# chips VOLTS RISE AMPERES: an INA219's counts (4 mV), by how many each next of five is higher, and the same of its mA
swapped() { echo $((($1 & 255) << 8 | $1 >> 8)); }
n=0
while :; do
    n=$(((n + 1) % 5))
    i2cset -f -y 1 0x40 2 "$(swapped $((($1 + n * $2) << 3)))" w
    i2cset -f -y 1 0x40 1 "$(swapped $((75 + n * $3)))" w # what falls over the shunt: the driver's current
    sleep 0.4
done
"""
KEEP = """
mkdir -p /run/systemd/journald.conf.d
printf '[Journal]\\nRuntimeMaxUse=48M\\n' >/run/systemd/journald.conf.d/zz.conf
systemctl restart systemd-journald
"""
"""Reports are counted since the kernel's start, and the guest agent's lines push old ones out on a slow machine."""
VOLTS, MOST_VOLTS = 2947, 8187
"""11.788 V; nearly all ones."""
PARTS = {"voltmeter", "ammeter", "thermometer", "fuel gauge"}
BATTERY = """
[battery]
chemistry = "li-ion"
series = 3
ah = 2.9
"""


def play(unit: Machine, volts: int = VOLTS, rise: int = 1, amperes: int = 1) -> None:
    """Like good meters of a unit that does nothing, or otherwise."""
    unit.sh("systemctl stop chips 2>/dev/null || true")
    unit.sh(f"systemd-run --unit chips --collect sh /run/chips {volts} {rise} {amperes}")


@pytest.fixture(scope="module")
def metered(shared_unit: Machine) -> Machine:
    """With an INA219 for volts and amperes, and asked every second."""
    profile = shared_unit.sh(f"cat {PROFILE}")
    power = re.sub("(voltage|temperature) = .*\n", "", profile).replace("[power]\n", "[power]" + METERS)
    shared_unit.guest.write(PROFILE, power + BATTERY)
    shared_unit.guest.write("/run/chips", CHIPS)
    shared_unit.sh(KEEP)
    play(shared_unit)
    shared_unit.sh("systemctl restart trapd", SLOW_S)
    return shared_unit


@pytest.fixture
def unit(metered: Machine) -> Iterator[Machine]:
    """All of its meters are believed, before and after."""
    wait_for(lambda: believed(metered), SLOW_S)
    yield metered
    play(metered)
    wait_for(lambda: believed(metered), SLOW_S)


@contextmanager
def without(unit: Machine, driver: str, chip: str) -> Iterator[None]:
    unit.sh(f"echo {chip} >{DRIVERS}/{driver}/unbind")
    try:
        yield
    finally:
        unit.sh(f"echo {chip} >{DRIVERS}/{driver}/bind")


def last(unit: Machine) -> dict[str, float]:
    """The newest reading."""
    told = reports(unit, "power")
    return told[-1] if told else {}


def believed(unit: Machine) -> bool:
    return {"battery_v", "current_a", "gauge_charge", "temperature_c"} <= last(unit).keys()


def faults(unit: Machine) -> list[str]:
    """Of the meters."""
    return [f"{told['part']}: {told['why']}" for told in reports(unit, "fault") if told["part"] in PARTS]


def mended(unit: Machine) -> list[str]:
    return [told["part"] for told in reports(unit, "mended") if told["part"] in PARTS]


def new_faults(unit: Machine, before: int, count: int) -> list[str]:
    """Once there are so many."""
    wait_for(lambda: len(faults(unit)) >= before + count, SLOW_S)
    return faults(unit)[before:]


def test_the_drivers_are_read_by_the_globs_of_the_profile(unit: Machine) -> None:
    read = last(unit)
    assert 11.788 <= read["battery_v"] <= 11.804
    assert 0.075 <= read["current_a"] <= 0.079
    assert (read["gauge_charge"], read["temperature_c"]) == (0.74, -10.5)


@pytest.mark.parametrize(
    ("driver", "chip", "facts"),
    [
        ("ina2xx", "1-0040", {"voltmeter": "battery_v", "ammeter": "current_a"}),
        ("max17040", "1-0036", {"fuel gauge": "gauge_charge"}),
        ("lm75", "1-0048", {"thermometer": "temperature_c"}),
    ],
)
def test_a_chip_that_vanishes_is_told_once_and_found_again(
    unit: Machine, driver: str, chip: str, facts: dict[str, str]
) -> None:
    before, mended_before = len(faults(unit)), len(mended(unit))
    with without(unit, driver, chip):
        told = new_faults(unit, before, len(facts))
        assert sorted(one.partition(" (")[0] for one in told) == sorted(f"{part}: {NO_READING}" for part in facts)
        assert last(unit).keys().isdisjoint(facts.values())
    wait_for(lambda: believed(unit), SLOW_S)
    assert sorted(mended(unit)[mended_before:]) == sorted(facts)
    assert len(faults(unit)) == before + len(facts)


def test_an_ammeter_that_stands_still_is_not_believed(unit: Machine) -> None:
    before = len(faults(unit))
    play(unit, amperes=0)
    [told] = new_faults(unit, before, 1)
    assert told.startswith("ammeter: the very same 0.075 A in 12 readings")
    assert "current_a" not in last(unit)


def test_a_voltage_that_stands_still_while_the_load_comes_and_goes_is_not_believed(unit: Machine) -> None:
    before = len(faults(unit))
    play(unit, rise=0, amperes=150)
    [told] = new_faults(unit, before, 1)
    assert told.startswith("voltmeter: the very same 11.788 V in")
    assert "battery_v" not in last(unit)


def test_a_voltage_that_no_such_pack_has_is_not_believed(unit: Machine) -> None:
    before = len(faults(unit))
    play(unit, volts=MOST_VOLTS)
    [told] = new_faults(unit, before, 1)
    assert "V is nothing that this pack can have (5.62 to" in told
    assert "battery_v" not in last(unit)


def test_a_temperature_that_no_weather_has_is_not_believed(unit: Machine) -> None:
    before = len(faults(unit))
    unit.sh("i2cset -f -y 1 0x48 0 0x0064 w")
    [told] = new_faults(unit, before, 1)
    assert told.startswith("thermometer: 100 °C is no weather")
    assert "temperature_c" not in last(unit)
    unit.sh("i2cset -f -y 1 0x48 0 0x80f5 w")
