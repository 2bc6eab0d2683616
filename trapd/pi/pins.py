"""gpiozero's pin factory, always handed on explicitly, and the one place where its errors become ours.

gpiozero would pick a factory of its own into a class-level global if a device got none, so nothing in `pi/` makes a
device without `pin_factory=`.

Three libraries to choose from, by what waiting for edges costs on a battery:
`gpiod`    nothing: its thread sleeps until the kernel has an edge (`gpiod_factory.py`).
`lgpio`    1,140 wake-ups a second, measured: its alert thread polls every 0.5 ms (its lgPthAlerts.c).
`rpigpio`  RPi.GPIO, the choice for boards before the Pi 5 with a kernel before 6.6: it takes its edges from
           /sys/class/gpio by numbers that later kernels changed (raspberrypi/linux #6037). rpi-lgpio, of the same
           name for Python, works on later ones, at lgpio's price.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gpiozero import OutputDevice
from gpiozero.pins import Factory

from trapd.config import profile
from trapd.core.errors import BadSettings, HardwareMissing


class PinTrouble(Exception):
    """A line that cannot be claimed or driven: which one, why, and the mend, in one sentence."""


def factory(section: profile.Board) -> Factory:
    """The board's pins, to be made once and shared by all devices.

    Call it before any thread that opens files by relative paths: lgpio's import needs a moment in another current
    directory. (LG_WD, lgpio's own setting, is no way out: it leaves the whole process in that directory.)
    Raises HardwareMissing where the library or the GPIO chip is not there.
    """
    make = {"gpiod": _gpiod, "lgpio": _lgpio, "rpigpio": _rpigpio}[section.pins]
    try:
        made = make(section.gpiochip)
        _ = made.board_info  # lgpio and RPi.GPIO fail on anything but a Pi, and better now than pin by pin
    except Exception as err:
        raise HardwareMissing(
            f'board.pins = "{section.pins}": no GPIO pins here ({err}): run on a Pi with the library of that name'
            " installed and /dev/gpiochip* readable (group gpio), or choose simulated backends"
        ) from err
    return made


def _gpiod(chip: str | None) -> Factory:
    from trapd.pi.gpiod_factory import GpiodFactory

    return GpiodFactory(chip)


def _lgpio(chip: str | None) -> Factory:
    with _where_lgpio_may_write():
        from gpiozero.pins.lgpio import LGPIOFactory
    if chip is None:
        return LGPIOFactory()
    from trapd.pi.chip import header_chip

    return LGPIOFactory(int(Path(header_chip(chip)).name.removeprefix("gpiochip")))


def _rpigpio(chip: str | None) -> Factory:
    """RPi.GPIO knows one chip only, the header's."""
    with _where_lgpio_may_write():  # it may be rpi-lgpio
        from gpiozero.pins.rpigpio import RPiGPIOFactory
    return RPiGPIOFactory()


@contextmanager
def _where_lgpio_may_write() -> Iterator[None]:
    """lgpio 0.2.2 makes a FIFO in the current directory while it is imported, and fails where that is read-only."""
    with TemporaryDirectory(prefix="trapd-") as folder, chdir(folder):
        yield


@contextmanager
def translated(line: str) -> Iterator[None]:
    """Whatever gpiozero or the library below it raises becomes a PinTrouble that names `line`."""
    try:
        yield
    except Exception as err:
        raise PinTrouble(
            f"{line} cannot be used ({err or type(err).__name__}): name another pin in the profile, or free this one;"
            " `gpioinfo` tells who holds it"
        ) from err


def wired(pin: int | None, key: str) -> int:
    """The pin that `key` of the profile gives, or BadSettings."""
    if pin is None:
        raise BadSettings(f"{key} is missing: the pi backend needs the BCM number of its pin, such as {key} = 17")
    return pin


class OutputLine:
    """One output, driven from the moment it is made; every error is a PinTrouble."""

    def __init__(self, name: str, pin: int, *, active_low: bool, factory: Factory, on: bool = False) -> None:
        self._name = f"{name} (GPIO{pin})"
        with translated(self._name):
            self._device = OutputDevice(pin, active_high=not active_low, initial_value=on, pin_factory=factory)

    def drive(self, on: bool) -> None:
        with translated(self._name):
            self._device.value = on

    def close(self) -> None:
        """Let the line go: it becomes an input, and only its pull resistor holds it from here on."""
        with translated(self._name):
            self._device.close()
