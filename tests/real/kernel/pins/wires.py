"""What is soldered to the lines of the simulated chip: gpio-sim's own files, one folder a line.

https://www.kernel.org/doc/html/latest/admin-guide/gpio/gpio-sim.html
"""

from __future__ import annotations

from pathlib import Path

CHIP = Path("/sys/devices/platform/gpio-sim.0/gpiochip0")


class Wire:
    """One line, from outside."""

    def __init__(self, line: int) -> None:
        folder = CHIP / f"sim_gpio{line}"
        self._pull = (folder / "pull").open("w", buffering=1)
        self._value = (folder / "value").open()

    def pull(self, high: bool) -> None:
        """What a sensor does; the kernel sees an edge where the line is awaited."""
        self._pull.seek(0)
        self._pull.write("pull-up\n" if high else "pull-down\n")

    def high(self) -> bool:
        """What an eye would see of an output."""
        self._value.seek(0)
        return self._value.read() == "1\n"
