"""The installed program on Debian's arm64 kernel and the kernel's own device trees (`scripts/test board`)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import raspi3b

pytestmark = pytest.mark.real

KEEPS_OUTPUTS = "pinctrl_bcm2835.persist_gpio_outputs=Y"
"""As a Raspberry Pi's own kernel does unless config.txt says `dtparam=strict_gpiod` (raspberrypi/linux #6150)."""


@pytest.fixture(scope="module")
def pi3():
    return raspi3b.boot(Path(os.environ["TRAPD_BOARD"]), "bcm2837-rpi-3-b")


@pytest.fixture(scope="module")
def zero2w():
    return raspi3b.boot(Path(os.environ["TRAPD_BOARD"]), "bcm2837-rpi-zero-2-w", KEEPS_OUTPUTS)


def findings(answer, part):
    """What `trapd check` said of a part: pairs of in order or not, and why."""
    lines = [json.loads(line) for line in answer.text.splitlines()]
    return [(line["ok"], line["text"]) for line in lines if line["part"] == part]


class TestRaspberryPi3ModelB:
    def test_it_boots_and_no_service_fails(self, pi3):
        assert pi3["model"].text == "Raspberry Pi 3 Model B"
        assert pi3["failed-units"].text == ""

    def test_check_names_the_board(self, pi3):
        assert findings(pi3["smoke"], "board") == [(True, "Raspberry Pi 3 Model B")]

    def test_all_parts_are_in_order(self, pi3):
        parts = [json.loads(line)["part"] for line in pi3["smoke"].text.splitlines()]
        assert parts == ["board", "profile", "pir", "flash", "camera", "card", "gps", "power"]
        assert pi3["smoke"].code == 0

    def test_sensors_and_flash_lie_on_the_boards_own_chip(self, pi3):
        assert findings(pi3["smoke"], "pir") == [(True, "left, right: can be read")]
        assert [ok for ok, _ in findings(pi3["smoke"], "flash")] == [True]

    def test_the_receiver_is_heard_on_the_uart_of_the_pin_header(self, pi3):
        assert pi3["uart"].text.endswith("/soc/serial@7e215040")
        assert [ok for ok, _ in findings(pi3["smoke"], "gps")] == [True]

    def test_a_profile_for_another_board_is_told_by_name(self, pi3):
        ((ok, text),) = findings(pi3["zero2w"], "board")
        assert not ok
        assert text.startswith("this is a Raspberry Pi 3 Model B; the profile is for a Raspberry Pi Zero 2 W: ")
        assert "hw_profiles/3a-plus.toml" in text
        assert pi3["zero2w"].code == 1

    def test_the_flash_line_is_let_go_when_its_owner_is_killed(self, pi3):
        assert pi3["flash-abandoned"].text.startswith("gpio_in ")


class TestRaspberryPiZero2W:
    def test_it_boots_and_no_service_fails(self, zero2w):
        assert zero2w["model"].text == "Raspberry Pi Zero 2 W"
        assert zero2w["failed-units"].text == ""

    def test_a_profile_for_another_board_is_told_which_to_take(self, zero2w):
        ((ok, text),) = findings(zero2w["smoke"], "board")
        assert not ok
        assert text.startswith("this is a Raspberry Pi Zero 2 W; the profile is for a Raspberry Pi 3 Model B: ")
        assert "hw_profiles/zero2w.toml" in text

    @pytest.mark.parametrize("lacking", ["/dev/serial0", "/dev/i2c-1", "/dev/video11", "board.usb", "board.cma_mb"])
    def test_what_raspberry_pis_own_system_would_have_is_told_one_by_one(self, zero2w, lacking):
        """The shipped profile is taken for this board; Debian's kernel starts it without firmware and config.txt."""
        wrong = [text for ok, text in findings(zero2w["zero2w"], "board") if not ok]
        assert not [text for text in wrong if text.startswith("this is")]
        assert len([text for text in wrong if lacking in text]) == 1

    def test_a_kernel_that_leaves_the_flash_burning_is_told(self, zero2w):
        assert zero2w["flash-abandoned"].text == "gpio_out in hi"
        said = [text for _, text in findings(zero2w["zero2w"], "board")]
        assert [text for text in said if "dtparam=strict_gpiod" in text]

    def test_trapd_dark_puts_that_flash_out(self, zero2w):
        assert zero2w["dark"].code == 0
        assert zero2w["flash-darkened"].text == "gpio_out in lo"
