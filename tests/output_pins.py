"""The boards whose output pins a contract is kept on, each with a way to see the level of one pin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import boards
import chips
import pytest
from gpiozero.pins import Factory
from gpiozero.pins.mock import MockFactory

from trapd.config import profile
from trapd.pi import pins

BOARDS = ["mock pins", "fake-rpi", "gpiod"]
WAYS = [*BOARDS, *(f"{board}, active low" for board in BOARDS), "simulated"]
"""Every output is tried so; what stands for the simulated one is the contract's own."""


def plugged_in(
    way: str, pin: int, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> tuple[Factory, Callable[[], bool]]:
    """The pin factory, and whether what hangs on this pin is on."""
    active_low = "active low" in way
    levels: dict[int, bool] = {}
    if "fake-rpi" in way:
        boards.plug_in(monkeypatch, levels.__setitem__)
        return pins.factory(profile.Board(pins="rpigpio")), lambda: levels[pin] is not active_low
    if "gpiod" in way:
        chips.Chip(levels.__setitem__).plug_in(monkeypatch, folder)
        return pins.factory(profile.Board(pins="gpiod")), lambda: levels[pin] is not active_low
    mock = MockFactory()
    return mock, lambda: bool(mock.pin(pin).state) is not active_low
