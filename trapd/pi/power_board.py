"""Witty Pi 4: the board that holds PIR and alarm while the Pi is off.

Registers and their meaning are those of its firmware, uugear/Witty-Pi-4, Firmware/WittyPi4/WittyPi4.ino, revision 5.
The vendor's software must not run beside this: it would set the system's clock, and switch the unit off by a motion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

from gpiozero import Factory

from trapd.core.errors import HardwareMissing
from trapd.core.units import MS
from trapd.pi.pins import OutputLine, PinTrouble
from trapd.runtime.loop import Loop

ADDRESS = 0x08
ID, REASON, ALARM, CLOCK = 0, 11, 27, 58
"""Where to read who it is and why it powered the Pi, where its startup alarm stands (second, minute, hour, day of the
month), and its clock (second, minute, hour, day, weekday, month, year). All but the first two in BCD."""
WITTY_PI_4 = 0x26
CLICK = 3
"""The reason for a start by the switch, which is where the sensor is wired to."""
LONGEST = timedelta(days=27)
"""The alarm knows days of the month, no months."""
SYS_UP_PIN = 17
PULSES = 5
PULSE_NS = 500 * MS
"""The firmware hears SYS_UP only while its LED is dark, which burns for 3 s after a click; heard again it changes
nothing."""


class Bus(Protocol):
    """As smbus2 has it. Both raise OSError."""

    @property
    def read_byte_data(self) -> Callable[[int, int], int]:
        """Address, register -> value."""

    @property
    def write_byte_data(self) -> Callable[[int, int, int], None]:
        """Address, register, value."""


def bus(path: str) -> Bus:
    """Raises HardwareMissing where smbus2 or the bus is not there."""
    with _answering():
        try:
            from smbus2 import SMBus
        except ImportError as err:
            raise HardwareMissing(
                'readiness.board = "witty-pi-4" needs smbus2: run scripts/install, or `pip install smbus2`'
            ) from err
        opened: Bus = SMBus(path)
    return opened


class WittyPi4:
    """A power board. Every call is some milliseconds of I2C."""

    def __init__(self, bus: Bus, sys_up: SysUp) -> None:
        """Raises HardwareMissing if it does not answer, or is another board."""
        self._bus = bus
        self._sys_up = sys_up
        if (found := self._read(ID)) != WITTY_PI_4:
            raise HardwareMissing(f"I2C 0x08 is no Witty Pi 4: its register 0 is {found:#04x}, not {WITTY_PI_4:#04x}")

    def woken_by_motion(self) -> bool:
        """Whether the sensor powered the Pi, and not the alarm, or the pack that came back. A press on the board's
        own button is the same to it."""
        return self._read(REASON) == CLICK

    def wake_in(self, seconds: float | None) -> None:
        """By the board's own clock: whatever that shows, it need not be right."""
        now = self._now()  # also to learn that it answers
        if seconds is not None:
            due = now + min(timedelta(seconds=seconds), LONGEST)
            for place, number in enumerate((due.second, due.minute, due.hour, due.day)):
                self._write(ALARM + place, _bcd(number))

    def close(self) -> None:
        self._sys_up.close()

    def _now(self) -> datetime:
        """Whatever zone it is set to."""
        second, minute, hour, day, _, month, year = (_number(self._read(CLOCK + place) & 0x7F) for place in range(7))
        try:
            return datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError as err:
            raise HardwareMissing(
                f"Witty Pi 4: its clock makes no sense ({err}); set it once with the vendor's software"
            ) from err

    def _read(self, register: int) -> int:
        with _answering():
            return self._bus.read_byte_data(ADDRESS, register)

    def _write(self, register: int, value: int) -> None:
        with _answering():
            self._bus.write_byte_data(ADDRESS, register, value)


class SysUp:
    """The line that tells the board that the Pi is up, so that it cuts the power once the Pi has halted."""

    def __init__(self, loop: Loop, factory: Factory) -> None:
        """Raises HardwareMissing if it cannot be had."""
        self._loop = loop
        self._left = 2 * PULSES
        try:
            self._line = OutputLine("the Witty Pi's SYS_UP", SYS_UP_PIN, active_low=False, factory=factory)
        except PinTrouble as err:
            raise HardwareMissing(str(err)) from err
        self._drive()

    def close(self) -> None:
        self._left = 0
        self._line.close()

    def _drive(self) -> None:
        if self._left > 0:
            self._line.drive(self._left % 2 == 0)
            self._left -= 1
            self._loop.after(PULSE_NS, self._drive)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OSError as err:
        raise HardwareMissing(
            f"Witty Pi 4 does not answer at I2C 0x08 ({err.strerror or err}): check its header, board.i2c, and that"
            " the service may use the bus (docs/wiring.md)"
        ) from err


def _number(bcd: int) -> int:
    return bcd // 16 * 10 + bcd % 16


def _bcd(number: int) -> int:
    return number // 10 * 16 + number % 10
