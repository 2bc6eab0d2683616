"""Flash, heater and LED put out from outside, after a trap that had no chance to: killed, or stopped and killed.

Raspberry Pi kernels drive an output on when its owner is gone (raspberrypi/linux #6117); its next owner rules it.
Neither gpiozero nor anything else slow is loaded: meanwhile the lamp burns.
"""

from __future__ import annotations

import subprocess

import gpiod
from gpiod.line import Direction, Value

from trapd.core.errors import HardwareMissing
from trapd.pi.chip import claim, header_chip

REGISTERS = "/usr/bin/pinctrl"
"""Raspberry Pi OS's own tool (raspi-utils): it writes the pin's register, whoever holds the line."""


def dark(pin: int, *, active_low: bool, chip: str | None, part: str = "flash", on: str = "LIT") -> None:
    """Drive the line dark and leave it so: driven where the kernel keeps outputs, else to its pull-down.

    Raises HardwareMissing, with the words of `part`, if it may still be `on`.
    """
    settings = gpiod.LineSettings(direction=Direction.OUTPUT, output_value=Value(int(active_low)))
    try:
        with gpiod.Chip(header_chip(chip)) as header:
            claim(header, pin, settings).release()
    except (OSError, HardwareMissing) as refused:
        try:
            subprocess.run([REGISTERS, "set", str(pin), "op", "dh" if active_low else "dl"], check=True, timeout=10)
        except (OSError, subprocess.SubprocessError) as err:
            raise HardwareMissing(
                f"{part} (GPIO{pin}) MAY STILL BE {on}: its line cannot be had ({refused}), nor its register ({err}):"
                " end the program that holds it, or switch the unit off"
            ) from err
