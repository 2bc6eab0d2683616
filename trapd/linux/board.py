"""What the running kernel says of the board that it runs on; every fact is None where it does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path

from trapd.config.profile import Profile

GPIO_GET_CHIPINFO = 0x8044B401
"""linux/gpio.h: `_IOR(0xB4, 0x01, struct gpiochip_info)`, which is name[32], label[32] and the number of lines.
Asked without a library: which of the three is there is a choice of the profile."""
ENCODER = "dev/video11"
"""Where bcm2835-codec's encoder is, and picamera2 looks for it."""
WAKE_ALARM = "sys/class/rtc/rtc0/wakealarm"
"""The kernel shows it where the chip's interrupt may wake; `libexec/trapd-off` sets it."""
CONFIG_TXT = ("boot/firmware/config.txt", "boot/config.txt")
"""Raspberry Pi OS of Debian 12 and later, and before."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What a file system lies on."""

    name: str
    """The whole disk, as `mmcblk0`."""
    on_usb: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One look at the board."""

    model: str | None
    """As the device tree says it, with the revision."""
    compatible: tuple[str, ...]
    """The device tree's own names: the board first, the chip last."""
    gpiochips: tuple[str, ...]
    """Labels of those that may be opened."""
    cma_total_mb: int | None
    cma_free_mb: int | None
    receiver: str | None
    """The device that `gps.port` leads to, as `ttyAMA0`."""
    technician: str | None
    """… and `console.port`."""
    consoles: tuple[str, ...]
    """Serial devices that the kernel prints to."""
    has_i2c: bool
    """The bus that the profile names."""
    has_encoder: bool
    keeps_outputs: bool | None
    """A pin stays driven after its owner is gone."""
    has_gadget_port: bool
    has_alarm: bool
    """The first clock chip can power the board."""
    config_txt: tuple[str, ...] | None
    """Lines that hold for this board."""
    eeprom: tuple[str, ...] | None
    """Settings of the bootloader."""
    system: Disk | None
    card: Disk | None


def look(profile: Profile, root: Path) -> Board:
    """For what the profile names; `root`: of the system that is looked at."""
    meminfo = _text(root / "proc/meminfo") or ""
    mounts = _text(root / "proc/self/mountinfo") or ""
    return Board(
        model=_string(root / "proc/device-tree/model"),
        compatible=tuple((_string(root / "proc/device-tree/compatible") or "").split("\0")),
        gpiochips=tuple(filter(None, map(_label, sorted((root / "dev").glob("gpiochip*"))))),
        cma_total_mb=_megabytes(meminfo, "CmaTotal"),
        cma_free_mb=_megabytes(meminfo, "CmaFree"),
        receiver=_device(root, profile.gps.port),
        technician=_device(root, profile.console.port),
        consoles=tuple(re.findall(r"\bconsole=(tty[A-Z]\w*)", _text(root / "proc/cmdline") or "")),
        has_i2c=_device(root, profile.board.i2c) is not None,
        has_encoder=(root / ENCODER).exists(),
        keeps_outputs=_keeps_outputs(root),
        has_gadget_port=any((root / "sys/class/udc").glob("*")),
        has_alarm=(root / WAKE_ALARM).exists(),
        config_txt=next(filter(None, (_own_lines(_text(root / path)) for path in CONFIG_TXT)), None),
        eeprom=next((_lines(_text(file)) for file in (root / "sys/bus/nvmem/devices").glob("blconfig*/nvmem")), None),
        system=_disk(root, mounts, "/boot/firmware") or _disk(root, mounts, "/boot") or _disk(root, mounts, "/"),
        card=_disk(root, mounts, profile.card.path),
    )


def serial(root: Path = Path("/")) -> str | None:
    """The board's, as its USB gadget tells it to the laptop (`libexec/trapd-gadget`)."""
    machine = _string(root / "etc/machine-id")
    return _string(root / "proc/device-tree/serial-number") or (machine[:16] if machine else None)


def _device(root: Path, name: str | None) -> str | None:
    """What the name leads to; None where there is nothing."""
    device = None if name is None else root / name.lstrip("/")
    return device.resolve().name if device is not None and device.exists() else None


def _text(file: Path) -> str | None:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return None


def _string(file: Path) -> str | None:
    text = _text(file)
    return None if text is None else text.rstrip("\0\n")


def _lines(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    plain = (line.partition("#")[0].strip() for line in text.replace("\0", "\n").splitlines())
    return tuple(line for line in plain if line)


def _own_lines(text: str | None) -> tuple[str, ...] | None:
    """Lines under `[all]` or under no filter at all: those of other filters may hold for other boards alone."""
    lines = _lines(text)
    if lines is None:
        return None
    own, everywhere = [], True
    for line in lines:
        if line.startswith("["):
            everywhere = line == "[all]"
        elif everywhere:
            own.append(line)
    return tuple(own)


def _megabytes(meminfo: str, key: str) -> int | None:
    found = re.search(rf"^{key}: +(\d+) kB$", meminfo, re.MULTILINE)
    return int(found[1]) // 1024 if found else None


def _keeps_outputs(root: Path) -> bool | None:
    """The switch of raspberrypi/linux #6117 and #6150; kernels before them kept outputs and had no switch."""
    told = [_text(file) for file in (root / "sys/module").glob("pinctrl_*/parameters/persist_gpio_outputs")]
    return any(text is not None and text.strip() == "Y" for text in told) if told else None


def _label(chip: Path) -> str | None:
    try:
        with chip.open("rb") as opened:
            info: bytes = ioctl(opened, GPIO_GET_CHIPINFO, bytes(68))
    except OSError:
        return None
    return info[32:64].partition(b"\0")[0].decode()


def _disk(root: Path, mounts: str, path: str) -> Disk | None:
    """What is mounted at `path`; where several are, the last is on top."""
    found = [line.split() for line in mounts.splitlines()]
    devices = [words[2] for words in found if len(words) > 4 and words[4] == path]
    link = root / "sys/dev/block" / devices[-1] if devices else None
    if link is None or not link.exists():
        return None
    device = link.resolve()
    whole = device.parent if (device / "partition").exists() else device
    return Disk(whole.name, on_usb=any(part.startswith("usb") for part in whole.parts))
