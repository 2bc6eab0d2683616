"""What is read of a board, from a folder that looks like one."""

from __future__ import annotations

import shutil
from pathlib import Path

from board_tree import plant

from trapd.config.profile import Profile
from trapd.config.read import load
from trapd.linux.board import Disk, look

FIELD = load(Path(__file__).parents[2] / "hw_profiles" / "zero2w.toml")


def test_a_board_says_what_it_is_and_has(tmp_path: Path) -> None:
    board = look(FIELD, plant(tmp_path))
    assert board.model == "Raspberry Pi Zero 2 W Rev 1.0"
    assert board.compatible == ("raspberrypi,model-zero-2-w", "brcm,bcm2837")
    assert (board.cma_total_mb, board.cma_free_mb) == (256, 148)
    assert (board.receiver, board.technician) == ("ttyAMA0", "ttyGS0")
    assert (board.has_i2c, board.has_encoder, board.has_gadget_port) == (True, True, True)
    assert board.keeps_outputs is False
    assert board.eeprom is None


def test_the_kernels_consoles_are_serial_devices_alone(tmp_path: Path) -> None:
    root = plant(tmp_path)
    assert look(FIELD, root).consoles == ()
    (root / "proc/cmdline").write_text("console=ttyAMA0,115200 console=tty1 earlycon=pl011 console=ttyS1")
    assert look(FIELD, root).consoles == ("ttyAMA0", "ttyS1")


def test_lines_for_other_boards_do_not_count(tmp_path: Path) -> None:
    assert look(FIELD, plant(tmp_path)).config_txt == ("dtparam=strict_gpiod", "enable_uart=1")


def test_the_disks_of_system_and_card_are_whole_disks(tmp_path: Path) -> None:
    root = plant(tmp_path)
    card = Disk("mmcblk0", on_usb=False)
    assert (look(FIELD, root).system, look(FIELD, root).card) == (card, card)
    reader = root / "sys/devices/usb1/1-1/host0/block/sda"
    (reader / "sda1").mkdir(parents=True)
    (reader / "sda1/partition").write_text("1\n")
    (root / "sys/dev/block/8:1").symlink_to(reader / "sda1")
    with (root / "proc/self/mountinfo").open("a") as mounts:
        mounts.write("40 21 8:1 / /media/trapd rw - exfat /dev/sda1 rw\n")
    assert look(FIELD, root).card == Disk("sda", on_usb=True)


def test_a_pin_that_stays_driven_is_seen_and_an_old_kernel_does_not_say(tmp_path: Path) -> None:
    root = plant(tmp_path)
    switch = root / "sys/module/pinctrl_bcm2835/parameters/persist_gpio_outputs"
    switch.write_text("Y\n")
    assert look(FIELD, root).keeps_outputs is True
    shutil.rmtree(switch.parent)
    assert look(FIELD, root).keeps_outputs is None


def test_the_bootloaders_settings_are_read_where_it_has_some(tmp_path: Path) -> None:
    root = plant(tmp_path)
    settings = root / "sys/bus/nvmem/devices/blconfig0/nvmem"
    settings.parent.mkdir(parents=True)
    settings.write_text("[all]\nBOOT_UART=1\nPOWER_OFF_ON_HALT=1\n\0\0\0")
    assert look(FIELD, root).eeprom == ("[all]", "BOOT_UART=1", "POWER_OFF_ON_HALT=1")


def test_a_machine_that_is_no_board_says_nothing(tmp_path: Path) -> None:
    board = look(FIELD, tmp_path)
    assert board.model is None
    assert (board.cma_total_mb, board.config_txt, board.card, board.gpiochips) == (None, None, None, ())


def test_a_profile_that_names_nothing_finds_nothing(tmp_path: Path) -> None:
    bare = Profile(unit=FIELD.unit, pir=FIELD.pir)
    assert (look(bare, plant(tmp_path)).receiver, look(bare, tmp_path).has_i2c) == (None, False)
