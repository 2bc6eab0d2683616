"""The GPIO chip of the pin header, and its lines as libgpiod hands them out."""

from __future__ import annotations

from errno import EBUSY
from pathlib import Path

import gpiod

from trapd.core.errors import HardwareMissing

CONSUMER = "trapd"
DEVICES = Path("/dev")
HEADER = "pinctrl-"
"""How the header's label begins: pinctrl-bcm2835 (Zero to 3), -bcm2711 (4, CM4), -rp1 (5); gpioinfo shows them."""
ROOM = 1024
"""Edges of a line that wait to be read: the kernel's most. It drops the oldest, so the last is always told."""


def header_chip(wanted: str | None) -> str:
    """The device of the chip with this label or device name; without a name, of the first that is a pin header.

    Its number will not do as a name: a Pi 5 has called its header gpiochip4 and gpiochip0, as its kernel was.
    Raises HardwareMissing, naming the chips that there are.
    """
    found: dict[str, str] = {}
    for device in sorted(map(str, DEVICES.glob("gpiochip*")), key=lambda name: (len(name), name)):
        with gpiod.Chip(device) as chip:
            found[device] = label = chip.get_info().label
        if wanted in (device, label) or (wanted is None and label.startswith(HEADER)):
            return device
    chips = ", ".join(f'{device} ("{label}")' for device, label in found.items()) or "none at all"
    sought = f"is called {wanted!r}" if wanted else f'has a label that begins with "{HEADER}"'
    raise HardwareMissing(f"no GPIO chip {sought}; here are: {chips}")


def claim(chip: gpiod.Chip, line: int, settings: gpiod.LineSettings) -> gpiod.LineRequest:
    """The line, configured from its first moment on: an output never shows a level that was not asked for.

    Raises OSError, which names the holder of a line that is taken.
    """
    try:
        return chip.request_lines({line: settings}, consumer=CONSUMER, event_buffer_size=ROOM)
    except OSError as err:
        if err.errno != EBUSY:
            raise
        holder = chip.get_line_info(line).consumer or "a driver of the kernel"
        raise OSError(EBUSY, f'"{holder}" holds it') from err
