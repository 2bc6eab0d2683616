"""Every device that the other tests rest on is the kernel's own, and behaves."""

from __future__ import annotations

from machine import Machine
from technician import types
from waiting import wait_for

GPIO = "/sys/devices/platform/gpio-sim.0/gpiochip0"
FREE_INPUT, FREE_OUTPUT = 5, 6
"""Lines of the header that the unit does not use."""
WATCHDOG = "/sys/class/watchdog/watchdog0"


def test_the_chip_has_the_lines_and_the_name_of_a_4b(shared_unit: Machine) -> None:
    assert shared_unit.sh("gpiodetect") == "gpiochip0 [pinctrl-bcm2711] (54 lines)"


def test_an_input_is_read_as_it_is_driven(shared_unit: Machine) -> None:
    for pull, level in (("pull-up", "active"), ("pull-down", "inactive")):
        shared_unit.sh(f"echo {pull} >{GPIO}/sim_gpio{FREE_INPUT}/pull")
        assert shared_unit.sh(f"gpioget --chip gpiochip0 --numeric {FREE_INPUT}") == (
            "1" if level == "active" else "0"
        )


def test_an_edge_wakes_who_waits_for_it(shared_unit: Machine) -> None:
    seen = shared_unit.sh(
        f"timeout 60 gpiomon --chip gpiochip0 --num-events 1 --format '%o %e' {FREE_INPUT} & "
        f"until gpioinfo --chip gpiochip0 {FREE_INPUT} | grep -q consumer; do sleep 0.1; done; "
        f"echo pull-up >{GPIO}/sim_gpio{FREE_INPUT}/pull; wait; echo pull-down >{GPIO}/sim_gpio{FREE_INPUT}/pull"
    )
    assert seen == f"{FREE_INPUT} 1"


def test_an_output_is_seen_at_the_pin(shared_unit: Machine) -> None:
    for level in "101":
        drive = f"gpioset --chip gpiochip0 {FREE_OUTPUT}={level} & holder=$!; sleep 1"
        assert shared_unit.sh(f"{drive}; cat {GPIO}/sim_gpio{FREE_OUTPUT}/value; kill $holder; wait || true") == level


def test_the_meters_are_read_by_the_kernels_own_drivers(shared_unit: Machine) -> None:
    """As guest/fake-board filled the chips."""
    bus = "/sys/bus/i2c/drivers"
    assert shared_unit.sh(f"cat {bus}/ina2xx/*/hwmon/hwmon*/in1_input") == "11788"
    assert shared_unit.sh(f"cat {bus}/max17040/*/power_supply/*/voltage_now") == "3906250"
    assert shared_unit.sh(f"cat {bus}/max17040/*/power_supply/*/capacity") == "74"
    assert shared_unit.sh(f"cat {bus}/lm75/*/hwmon/hwmon*/temp1_input") == "-10500"


def test_the_unit_tells_what_they_measure(shared_unit: Machine) -> None:
    told = types(shared_unit, "status", "taken")
    assert "3.91 V" in told
    assert "-10.5 °C" in told


def test_systemd_feeds_the_hardware_watchdog(shared_unit: Machine) -> None:
    assert shared_unit.sh(f"cat {WATCHDOG}/identity {WATCHDOG}/state").splitlines() == ["i6300ESB timer", "active"]
    assert shared_unit.sh(f"cat {WATCHDOG}/timeout") == "14"


def test_the_clock_on_the_board_runs_and_gave_the_system_its_time(shared_unit: Machine) -> None:
    began = int(shared_unit.sh("cat /sys/class/rtc/rtc0/since_epoch"))
    wait_for(lambda: int(shared_unit.sh("cat /sys/class/rtc/rtc0/since_epoch")) > began)
    assert "rtc_cmos" in shared_unit.sh("dmesg | grep 'setting system clock to'")


def test_the_card_is_a_disk_in_a_usb_reader(shared_unit: Machine) -> None:
    assert shared_unit.sh("lsblk --noheadings --nodeps --output TRAN,TYPE,RM /dev/sda").split() == [
        "usb",
        "disk",
        "0",
    ]
