"""`trapd check` on the board that the profile is for, on one that differs, and on another board altogether."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from board_tree import plant

from trapd.commands.board import differences, findings
from trapd.config.read import load
from trapd.linux.board import Board, Disk

ROOT = Path(__file__).parents[1]
FIELD = load(ROOT / "hw_profiles" / "zero2w.toml")
CARD = Disk("mmcblk0", on_usb=False)
READER = Disk("sda", on_usb=True)
IN_ORDER = Board(
    model="Raspberry Pi Zero 2 W Rev 1.0",
    compatible=("raspberrypi,model-zero-2-w", "brcm,bcm2837"),
    gpiochips=("pinctrl-bcm2835", "raspberrypi-exp-gpio"),
    cma_total_mb=256,
    cma_free_mb=148,
    receiver="ttyAMA0",
    technician="ttyGS0",
    consoles=(),
    has_i2c=True,
    has_encoder=True,
    keeps_outputs=False,
    has_gadget_port=True,
    has_alarm=False,
    config_txt=FIELD.board.config_txt,
    eeprom=None,
    system=CARD,
    card=CARD,
)


def test_a_board_that_nothing_wakes_should_not_switch_itself_off() -> None:
    switches = msgspec.structs.replace(FIELD, ladder=msgspec.structs.replace(FIELD.ladder, off=0.03))
    [line] = differences(switches, IN_ORDER)
    assert line.startswith("ladder.off is 0.03, and no /sys/class/rtc/rtc0/wakealarm would wake the board again: ")
    assert list(differences(switches, replace(IN_ORDER, has_alarm=True))) == []


def test_a_gated_board_wants_an_alarm() -> None:
    gated = msgspec.structs.replace(FIELD, readiness=msgspec.structs.replace(FIELD.readiness, board="wakealarm"))
    [line] = differences(gated, IN_ORDER)
    assert line.startswith('readiness.board is "wakealarm", and there is no /sys/class/rtc/rtc0/wakealarm: ')
    assert list(differences(gated, replace(IN_ORDER, has_alarm=True))) == []


def test_the_right_board_is_in_order() -> None:
    assert list(differences(FIELD, IN_ORDER)) == []


@pytest.mark.parametrize(
    ("differs", "line"),
    [
        ({"gpiochips": ()}, "no GPIO chip is called pinctrl-bcm2835, there is none that may be opened"),
        ({"gpiochips": ("pinctrl-rp1",)}, "no GPIO chip is called pinctrl-bcm2835, there is pinctrl-rp1"),
        ({"keeps_outputs": True}, "this kernel leaves the flash burning when trapd is killed"),
        ({"receiver": None}, "gps.port /dev/serial0 is not there: enable it in config.txt"),
        ({"technician": None}, "console.port /dev/ttyGS0 is not there: enable it in config.txt"),
        ({"consoles": ("ttyAMA0",)}, "gps.port /dev/serial0 is the kernel's own console: take console=serial0"),
        ({"has_i2c": False}, "the I2C bus /dev/i2c-1 is not there"),
        ({"has_encoder": False}, 'board.encoder is "hardware", and /dev/video11 is not there'),
        ({"has_gadget_port": False}, 'board.usb is "gadget", and the kernel has no such port'),
        ({"cma_total_mb": 64}, "camera memory is 64 MB, and board.cma_mb says 256"),
        ({"cma_free_mb": 40}, "the camera needs 46 MB of camera memory and 40 of 256 are free"),
        ({"card": READER}, 'board.media is "partition", and /media/trapd lies on sda, the system on mmcblk0'),
        ({"config_txt": FIELD.board.config_txt[1:]}, "config.txt lacks dtparam=strict_gpiod: run scripts/install"),
    ],
)
def test_what_differs_is_one_line_with_its_mend(differs: dict[str, Any], line: str) -> None:
    found = list(differences(FIELD, replace(IN_ORDER, **differs)))
    assert len(found) == 1
    assert found[0].startswith(line)
    assert ": " in found[0]
    assert "\n" not in found[0]


@pytest.mark.parametrize(
    ("board", "differs", "line"),
    [
        ({"usb": "host"}, {}, 'board.usb is "host", and the port is a gadget'),
        ({"encoder": "software"}, {}, 'board.encoder is "software", and /dev/video11 is there'),
        (
            {"usb": "host", "media": "usb"},
            {"has_gadget_port": False},
            'board.media is "usb", and /media/trapd lies on',
        ),
        ({"media": "sd"}, {}, 'board.media is "sd", and /media/trapd lies on mmcblk0'),
        ({"eeprom": ["POWER_OFF_ON_HALT=1"]}, {"eeprom": ("[all]",)}, "the bootloader lacks POWER_OFF_ON_HALT=1"),
    ],
)
def test_another_choice_is_compared_as_well(board: dict[str, Any], differs: dict[str, Any], line: str) -> None:
    profile = msgspec.structs.replace(FIELD, board=msgspec.structs.replace(FIELD.board, **board))
    found = list(differences(profile, replace(IN_ORDER, **differs)))
    assert [one[: len(line)] for one in found] == [line]


@pytest.mark.parametrize(
    ("model", "chip", "mend"),
    [
        ("Raspberry Pi 3 Model A Plus Rev 1.0", "brcm,bcm2837", "use hw_profiles/3a-plus.toml"),
        ("Raspberry Pi 3 Model A+", "brcm,bcm2837", "use hw_profiles/3a-plus.toml"),
        ("Raspberry Pi 5 Model B Rev 1.1", "brcm,bcm2712", "use hw_profiles/5.toml"),
        (
            "Raspberry Pi 3 Model B",
            "brcm,bcm2837",
            "none of ours is for it; copy hw_profiles/3a-plus.toml (same chip)",
        ),
        ("Radxa ZERO", "amlogic,g12a", "none of ours is for it, and none is of the same chip"),
    ],
)
def test_another_board_is_named_with_the_profile_that_is_for_it(model: str, chip: str, mend: str) -> None:
    other = replace(IN_ORDER, model=model, compatible=("x", chip), has_i2c=False, receiver=None)
    (line,) = differences(FIELD, other)
    assert line.startswith(f"this is a {model}; the profile is for a Raspberry Pi Zero 2 W: {mend}")


def test_no_board_at_all_is_said_so() -> None:
    (line,) = differences(FIELD, replace(IN_ORDER, model=None))
    assert line.startswith("this is no Raspberry Pi; the profile is for a Raspberry Pi Zero 2 W")


def test_the_line_of_a_board_in_order_tells_its_memory_and_what_it_draws_when_off(tmp_path: Path) -> None:
    board = msgspec.structs.replace(FIELD.board, gpiochip=None, config_txt=("dtparam=strict_gpiod", "enable_uart=1"))
    (found,) = findings(msgspec.structs.replace(FIELD, board=board), plant(tmp_path))
    assert found.ok
    told = "the camera needs 46 MB, 148 of 256 are free; switched off it draws 55 mA"
    assert found.text == f"Raspberry Pi Zero 2 W Rev 1.0; {told}"


def test_a_profile_for_any_machine_is_not_compared(tmp_path: Path) -> None:
    assert list(findings(load(ROOT / "hw_profiles" / "desktop.toml"), plant(tmp_path))) == []
