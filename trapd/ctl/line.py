"""The cable, as bytes: whatever pyserial can open."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol

import serial

from trapd.core.errors import HardwareMissing
from trapd.ctl.errors import LineLost

BAUD = 115_200
"""As the unit's own; a USB gadget's port ignores it."""
PAUSE_S = 0.05
"""The longest that one reading waits, so that Ctrl-C is heard on every system."""
WRITE_S = 10.0
"""A unit that takes nothing for so long is gone."""


class Line(Protocol):
    """An open line to a unit."""

    @property
    def name(self) -> str: ...

    def read(self) -> bytes:
        """What came, after at most `PAUSE_S`; empty if nothing did. Raises LineLost."""
        ...

    def write(self, data: bytes) -> None:
        """Raises LineLost."""
        ...

    def close(self) -> None: ...


Opener = Callable[[], Line]
"""Opens the line anew; raises HardwareMissing."""


class Cable:
    """A serial port."""

    def __init__(self, device: str) -> None:
        """Raises HardwareMissing if it cannot be opened."""
        self.name = device
        try:
            self._port = serial.Serial(device, BAUD, timeout=PAUSE_S, write_timeout=WRITE_S, exclusive=True)
        except (serial.SerialException, OSError) as err:
            raise HardwareMissing(
                f"{device} cannot be opened ({_reason(err)}): check the name, that no other program holds it,"
                " and that your user may (Linux: group dialout)"
            ) from err

    def read(self) -> bytes:
        try:
            return bytes(self._port.read(self._port.in_waiting or 1))
        except (serial.SerialException, OSError, TypeError) as err:  # TypeError: closed by another thread of the app
            raise self._lost(err) from err

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except (serial.SerialException, OSError) as err:
            raise self._lost(err) from err

    def close(self) -> None:
        self._port.close()

    def _lost(self, err: Exception) -> LineLost:
        return LineLost(f"the line at {self.name} was lost ({_reason(err)}): plug the cable in and say it again")


def _reason(err: Exception) -> str:
    """The system's own words alone, where there are any: pyserial wraps them into its own."""
    number = err.errno if isinstance(err, OSError) else None
    return " ".join(str(err).split()) if number is None else os.strerror(number)
