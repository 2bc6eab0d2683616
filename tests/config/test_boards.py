"""The profiles of the five boards, and which profile is for which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from trapd.config.board_limits import board_limits
from trapd.config.boards import PROFILES, advice, plain_model
from trapd.config.profile import Profile
from trapd.config.read import load

FOLDER = Path(__file__).parents[2] / "hw_profiles"
FIELD = {name: load(FOLDER / f"{name}.toml") for name in PROFILES.values()}


def changed(name: str, **sections: dict[str, Any]) -> Profile:
    profile = FIELD[name]
    parts = {key: msgspec.structs.replace(getattr(profile, key), **keys) for key, keys in sections.items()}
    return msgspec.structs.replace(profile, **parts)


def test_every_field_profile_is_found_by_its_board() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*PROFILES.values(), "desktop"}
    assert {profile.board.model: name for name, profile in FIELD.items()} == PROFILES


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Raspberry Pi 4 Model B Rev 1.5", "Raspberry Pi 4 Model B"),
        ("Raspberry Pi 3 Model A+\0", "Raspberry Pi 3 Model A Plus"),
        ("Raspberry Pi 3 Model B Plus Rev 1.3", "Raspberry Pi 3 Model B Plus"),
        ("Raspberry Pi Zero 2 W", "Raspberry Pi Zero 2 W"),
    ],
)
def test_a_model_is_named_alike_by_firmware_and_kernel(told: str, name: str) -> None:
    assert plain_model(told) == name


def test_a_board_that_is_like_another_by_name_alone_gets_no_profile_of_that() -> None:
    assert "none of ours" in advice("Raspberry Pi 3 Model B Plus Rev 1.3", ("raspberrypi,3-model-b-plus",))


def wiring(profile: Profile) -> tuple[object, ...]:
    """What the common carrier fixes."""
    flash, sensors = profile.flash, profile.pir.sensors
    pins = (
        flash.pin,
        profile.gps.enable_pin,
        profile.watch.arm_pin,
        profile.offload.light_pin,
        *((sensor.name, sensor.pin) for sensor in sensors),
    )
    return (*pins, profile.board.i2c, profile.power, profile.card.path)


def test_the_carrier_is_wired_alike_on_every_board() -> None:
    assert len({wiring(profile) for profile in FIELD.values()}) == 1


def test_a_lamp_is_only_on_pins_that_are_low_from_power_on() -> None:
    lamps = {pin for profile in FIELD.values() for pin in (profile.flash.pin, profile.offload.light_pin)}
    assert lamps <= set(range(9, 28))


@pytest.mark.parametrize("name", FIELD)
def test_a_field_unit_keeps_its_camera_closed_and_wants_no_pre_roll(name: str) -> None:
    assert FIELD[name].camera.readiness == "cool"
    assert not FIELD[name].plan.day.clip
    assert not FIELD[name].plan.night.clip


def test_pictures_that_do_not_fit_into_the_cameras_memory_are_refused() -> None:
    full = {"width": 4608, "height": 2592, "sensor_width": 4608, "sensor_height": 2592}
    assert list(board_limits(changed("zero2w", camera=full))) == []
    (line,) = board_limits(changed("zero2w", camera=full, board={"cma_mb": 128}))
    assert line == "pictures of 4608x2592 need 178 MB of camera memory; board.cma_mb is 128: take smaller ones"
    assert list(board_limits(changed("5", camera=full))) == []


def test_one_port_is_a_gadget_or_has_a_reader_and_never_both() -> None:
    assert list(board_limits(changed("4b", board={"usb": "gadget"}))) == []
    (line,) = board_limits(changed("zero2w", board={"media": "usb"}))
    assert line.startswith('board.usb is "gadget" and board.media is "usb"; a Raspberry Pi Zero 2 W has one port')
