"""What is wired to what: sensors, pins and where the real parts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from trapd.config.charging import charging_problems
from trapd.config.profile import Profile

WITTY_PI = (("the Witty Pi's SYS_UP", 17), ("the Witty Pi's button", 4))
"""The pins of the header that a Witty Pi 4 sits on (uugear/Witty-Pi-4, Software/wittypi/utilities.sh)."""


def wiring(profile: Profile) -> Iterator[str]:
    """Each problem as one line: the keys, what is wrong, the mend."""
    yield from _sensors(profile)
    yield from _pins(profile)
    yield from _sources(profile)
    yield from charging_problems(profile)


def _sensors(profile: Profile) -> Iterator[str]:
    sensors = profile.pir.sensors
    for name, count in Counter(sensor.name for sensor in sensors).items():
        if count > 1:
            yield f'pir.sensors: {count} sensors have the name "{name}"; give each its own'
    for sensor in sensors:
        if sensor.role == "confirm" and not any(other.role != "trigger" for other in sensors if other is not sensor):
            yield (
                f'pir.sensors: "{sensor.name}" has the role "confirm" and nobody to confirm it;'
                ' give another sensor the role "both" or "confirm", or this one "trigger"'
            )


def _pins(profile: Profile) -> Iterator[str]:
    wired = [
        ("flash.pin", profile.flash.pin),
        ("flash.ir_cut_pin", profile.flash.ir_cut_pin),
        ("flash.dim_pin", profile.flash.dim_pin),
        ("gps.enable_pin", profile.gps.enable_pin),
        ("watch.arm_pin", profile.watch.arm_pin),
        ("offload.light_pin", profile.offload.light_pin),
        ("charger.inhibit_pin", profile.charger.inhibit_pin),
        ("heater.pin", profile.heater.pin),
        ("led.pin", profile.led.pin),
        *((f'the pin of sensor "{sensor.name}"', sensor.pin) for sensor in profile.pir.sensors),
        *(WITTY_PI if profile.readiness.board == "witty-pi-4" else ()),
    ]
    taken: dict[int, str] = {}
    for what, pin in wired:
        if pin is None:
            continue
        if pin in taken:
            yield f"{taken[pin]} and {what} are both GPIO {pin}; each device needs a pin of its own"
        taken.setdefault(pin, what)


def _sources(profile: Profile) -> Iterator[str]:
    """A real backend must know where its part is."""
    if profile.pir.backend == "pi":
        for sensor in profile.pir.sensors:
            if sensor.pin is None:
                yield f'pir.sensors: "{sensor.name}" has no pin; say its BCM number, as pin = 23'
    flash = profile.flash
    if flash.backend == "pi" and flash.pin is None:
        yield 'flash.pin is missing; say its BCM number, as pin = 17, or set flash.backend = "none"'
    if flash.backend == "pi" and flash.ir_cut == "switch" and flash.ir_cut_pin is None:
        yield 'flash.ir_cut is "switch" without flash.ir_cut_pin; say its BCM number, or set ir_cut = "none"'
    if profile.gps.backend == "linux" and profile.gps.port is None:
        yield 'gps.port is missing; name the receiver\'s serial device, as port = "/dev/serial0"'
    if profile.gps.backend != "linux" and profile.gps.chrony_socket is not None:
        yield (
            f'gps.chrony_socket is for gps.backend = "linux", and that is "{profile.gps.backend}": a simulated time'
            " must not set the clock; leave it out"
        )
    if profile.led.backend == "pi" and profile.led.pin is None:
        yield 'led.pin is missing; say its BCM number, as pin = 7, or set led.backend = "none"'
    power = profile.power
    if power.backend == "linux" and power.voltage is None and power.temperature is None:
        yield 'power.voltage and power.temperature are both missing; name one, or set power.backend = "none"'
