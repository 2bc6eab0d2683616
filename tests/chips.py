"""A GPIO chip that is not there, for `trapd.pi.gpiod_factory`: lines that can be held once, driven, and give edges.

It keeps the kernel's rules as far as our code leans on them; that the kernel keeps them too is shown on a real
gpiochip (tests/real/kernel/test_gpio.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from errno import EBUSY, ENODEV
from pathlib import Path
from types import SimpleNamespace

import gpiod
import pytest
from gpiod.line import Bias, Direction, Edge, Value

LABEL = "pinctrl-pretended"
LINES = 28
Type = gpiod.EdgeEvent.Type


class Request:
    """One held line. Its file descriptor is readable while edges wait."""

    def __init__(self, chip: Chip, line: int) -> None:
        self.fd = os.eventfd(0, os.EFD_SEMAPHORE)
        self.edges: list[gpiod.EdgeEvent] = []
        self._chip = chip
        self._line = line

    def reconfigure_lines(self, config: dict[int, gpiod.LineSettings]) -> None:
        self._chip.configure(config)

    def get_value(self, line: int) -> Value:
        return Value(int(self._chip.level(line)))

    def set_value(self, line: int, value: Value) -> None:
        self._chip.drive(line, bool(value))

    def read_edge_events(self) -> list[gpiod.EdgeEvent]:
        self._chip.check_there()
        os.eventfd_read(self.fd)  # BlockingIOError where there is none, as from the kernel
        return [self.edges.pop(0)]

    def release(self) -> None:
        del self._chip.held[self._line]
        os.close(self.fd)


class Chip:
    """`told` hears each line and level that is driven onto a wire."""

    def __init__(self, told: Callable[[int, bool], None] = lambda line, high: None) -> None:
        self.held: dict[int, Request] = {}
        self.settings: dict[int, gpiod.LineSettings] = {}
        self.gone = False
        self._told = told
        self._outside: dict[int, bool] = {}

    def plug_in(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        """Until `monkeypatch` undoes it, this is the one chip that the machine has."""
        (folder / "gpiochip0").touch()
        monkeypatch.setattr("trapd.pi.chip.DEVICES", folder)
        monkeypatch.setattr("gpiod.Chip", lambda device: self)

    def request_lines(self, config: dict[int, gpiod.LineSettings], consumer: str, event_buffer_size: int) -> Request:
        (line,) = config
        if line in self.held:
            raise OSError(EBUSY, os.strerror(EBUSY))
        self.held[line] = request = Request(self, line)
        self.configure(config)
        return request

    def configure(self, config: dict[int, gpiod.LineSettings]) -> None:
        self.check_there()
        self.settings.update(config)
        for line, settings in config.items():
            if settings.direction is Direction.OUTPUT:
                self.drive(line, bool(settings.output_value))

    def drive(self, line: int, high: bool) -> None:
        self._outside[line] = high
        self._told(line, high)

    def level(self, line: int) -> bool:
        return self._outside.get(line, self.settings[line].bias is Bias.PULL_UP)

    def wire(self, line: int, high: bool, at_ns: int) -> None:
        """Somebody outside drives the line."""
        self._outside[line] = high
        if line in self.held and self.settings[line].edge_detection is Edge.BOTH:
            kind = Type.RISING_EDGE if high else Type.FALLING_EDGE
            self.held[line].edges.append(gpiod.EdgeEvent(kind, at_ns, line, 1, 1))
            os.eventfd_write(self.held[line].fd, 1)

    def check_there(self) -> None:
        if self.gone:
            raise OSError(ENODEV, os.strerror(ENODEV))

    def vanish(self) -> None:
        self.gone = True
        for request in list(self.held.values()):  # each is let go as soon as its reader sees it
            os.eventfd_write(request.fd, 1)

    def get_info(self) -> gpiod.ChipInfo:
        return gpiod.ChipInfo("gpiochip0", LABEL, LINES)

    def get_line_info(self, line: int) -> SimpleNamespace:
        return SimpleNamespace(consumer="somebody else", direction=self.settings[line].direction)

    def close(self) -> None:
        pass

    def __enter__(self) -> Chip:
        return self

    def __exit__(self, *_: object) -> None:
        pass
