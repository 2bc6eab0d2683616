"""Boards that are not there: gpiozero's mock pins for inputs, fake-rpi behind its RPi.GPIO factory for outputs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import fake_rpi.RPi
import pytest
from gpiozero.pins.mock import MockPin

ZERO_2_W = 0x902120
"""The board's revision, as the bootloader tells it."""


class DrivenPin(MockPin):
    """A sensor's output is stronger than the pull of the pin; gpiozero's own mock lets the pull win."""

    def _set_pull(self, value: str) -> None:
        self._pull = value


def plug_in(monkeypatch: pytest.MonkeyPatch, told: Callable[[int, bool], None]) -> None:
    """Until `monkeypatch` undoes it, `pins.factory` can make `rpigpio`, and `told` hears each pin and level.

    For outputs alone: fake-rpi never fires an edge, and what it reads from an input is random.
    """

    class Board(fake_rpi.RPi._GPIO):
        def setup(self, channel: int, state: int, initial: int = 0, pull_up_down: int | None = None) -> None:
            if state == self.OUT:
                told(channel, bool(initial))

        def output(self, channel: int, state: int) -> None:
            told(channel, bool(state))

    rpi = ModuleType("RPi")
    rpi.GPIO = Board()  # type: ignore[attr-defined]
    monkeypatch.setattr("fake_rpi.wrappers.PRINT_ON", False)
    monkeypatch.setattr("gpiozero.pins.local.get_pi_revision", lambda: ZERO_2_W)
    monkeypatch.setitem(sys.modules, "RPi", rpi)
    monkeypatch.delitem(sys.modules, "gpiozero.pins.rpigpio", raising=False)
