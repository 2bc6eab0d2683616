"""`trapd dark`: what puts the flash out when its trap is gone."""

from __future__ import annotations

from pathlib import Path

import chips
import pytest
from gpiod import LineSettings

from trapd.__main__ import main

LAMP, HEATER_PIN = 17, 11
PROFILE = """
schema_version = 1
[unit]
name = "U1"
station = "KP-07"
[flash]
backend = "pi"
pin = 17
active_low = {active_low}
[[pir.sensors]]
name = "left"
role = "both"
"""

HEATER = """
[heater]
backend = "pi"
pin = 11
[power]
backend = "sim"
[battery]
chemistry = "li-ion"
ah = 3
[energy]
board_w = 0.4
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "unit.toml"
    path.write_text(PROFILE.format(active_low="false"), "utf-8")
    return path


@pytest.mark.parametrize("active_low", [False, True])
def test_the_line_is_driven_dark_and_let_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, profile: Path, active_low: bool
) -> None:
    profile.write_text(PROFILE.format(active_low=str(active_low).lower()), "utf-8")
    driven: list[tuple[int, bool]] = []
    chip = chips.Chip(lambda line, high: driven.append((line, high)))
    chip.plug_in(monkeypatch, tmp_path)
    assert main(["dark", str(profile)]) == 0
    assert driven == [(LAMP, active_low)]
    assert not chip.held


def test_a_line_that_somebody_holds_is_driven_by_its_register(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, profile: Path
) -> None:
    held(monkeypatch, tmp_path)
    told, tool = tmp_path / "told", tmp_path / "pinctrl"
    tool.write_text(f'#!/bin/sh\necho "$@" >{told}\n')
    tool.chmod(0o755)
    monkeypatch.setattr("trapd.pi.dark.REGISTERS", str(tool))
    assert main(["dark", str(profile)]) == 0
    assert told.read_text() == "set 17 op dl\n"


def test_a_flash_that_may_still_burn_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held(monkeypatch, tmp_path)
    monkeypatch.setattr("trapd.pi.dark.REGISTERS", str(tmp_path / "no such tool"))
    assert main(["dark", str(profile)]) == 69
    (line,) = capsys.readouterr().err.splitlines()
    assert "GPIO17" in line
    assert "MAY STILL BE LIT" in line
    assert '"somebody else" holds it' in line


def test_a_heater_is_put_off_as_well_and_though_the_flash_may_still_burn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    driven: list[tuple[int, bool]] = []
    chip = chips.Chip(lambda line, high: driven.append((line, high)))
    chip.plug_in(monkeypatch, tmp_path)
    chip.request_lines({LAMP: LineSettings()}, "somebody else", 1)
    monkeypatch.setattr("trapd.pi.dark.REGISTERS", str(tmp_path / "no such tool"))
    profile.write_text(PROFILE.format(active_low="false") + HEATER, "utf-8")
    assert main(["dark", str(profile)]) == 69
    assert "flash (GPIO17) MAY STILL BE LIT" in capsys.readouterr().err
    assert (HEATER_PIN, False) in driven


def test_the_led_is_put_out_as_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, profile: Path) -> None:
    driven: list[tuple[int, bool]] = []
    chips.Chip(lambda line, high: driven.append((line, high))).plug_in(monkeypatch, tmp_path)
    led = '[led]\nbackend = "pi"\npin = 7\nactive_low = true\n'
    profile.write_text(PROFILE.format(active_low="false") + led, "utf-8")
    assert main(["dark", str(profile)]) == 0
    assert {(LAMP, False), (7, True)} <= set(driven)


def test_a_unit_without_a_real_flash_has_nothing_to_put_out(tmp_path: Path) -> None:
    path = tmp_path / "unit.toml"
    path.write_text(PROFILE.format(active_low="false").replace('"pi"', '"sim"'), "utf-8")
    assert main(["dark", str(path)]) == 0


def held(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The line stays with a program that outlived the trap."""
    chip = chips.Chip()
    chip.plug_in(monkeypatch, folder)
    chip.request_lines({LAMP: LineSettings()}, "somebody else", 1)
