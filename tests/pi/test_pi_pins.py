"""The pin factory: chosen by the profile, missing with one clear line."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import boards
import pytest
from gpiozero import Device
from gpiozero.exc import PinUnknownPi

from trapd.app import Bench
from trapd.config import profile
from trapd.config.read import load
from trapd.core.errors import HardwareMissing
from trapd.pi import pins
from trapd.runtime.clock import FieldClock

FIELD = Path(__file__).parents[2] / "hw_profiles" / "zero2w.toml"


@pytest.mark.parametrize(("choice", "library"), [("gpiod", "gpiod"), ("lgpio", "lgpio"), ("rpigpio", "RPi")])
def test_a_missing_library_is_one_clear_line(choice: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    for importer in (f"gpiozero.pins.{choice}", "trapd.pi.gpiod_factory"):
        monkeypatch.delitem(sys.modules, importer, raising=False)
    here = Path.cwd()
    with pytest.raises(HardwareMissing) as raised:
        pins.factory(profile.Board(pins=choice))
    assert str(raised.value).startswith(f'board.pins = "{choice}"')
    assert "\n" not in str(raised.value)
    assert Path.cwd() == here


def test_a_machine_that_is_no_pi_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    boards.plug_in(monkeypatch, lambda pin, high: None)

    def nowhere() -> int:
        raise PinUnknownPi("unable to locate Pi revision")

    monkeypatch.setattr("gpiozero.pins.local.get_pi_revision", nowhere)
    with pytest.raises(HardwareMissing, match="unable to locate Pi revision"):
        pins.factory(profile.Board(pins="rpigpio"))


def test_no_factory_becomes_gpiozeros_default(monkeypatch: pytest.MonkeyPatch) -> None:
    boards.plug_in(monkeypatch, lambda pin, high: None)
    factory = pins.factory(profile.Board(pins="rpigpio"))
    line = pins.OutputLine("flash", 18, active_low=False, factory=factory)
    assert Device.pin_factory is None
    line.close()
    factory.close()


def test_a_field_unit_claims_its_pins_before_any_part_has_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lgpio", None)
    monkeypatch.delitem(sys.modules, "gpiozero.pins.lgpio", raising=False)
    bench = Bench(load(FIELD), FieldClock(), [])
    before = set(threading.enumerate())
    with pytest.raises(HardwareMissing):
        bench.ports()
    assert set(threading.enumerate()) == before
    bench.close()
