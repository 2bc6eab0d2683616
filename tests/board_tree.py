"""A Raspberry Pi as a folder: what the kernel of a Zero 2 W in order says of itself, but for its GPIO chip, which is
asked by ioctl."""

from __future__ import annotations

from pathlib import Path

ZERO_2_W = {
    "proc/device-tree/model": "Raspberry Pi Zero 2 W Rev 1.0\0",
    "proc/device-tree/compatible": "raspberrypi,model-zero-2-w\0brcm,bcm2837\0",
    "proc/meminfo": "MemTotal:         426068 kB\nCmaTotal:         262144 kB\nCmaFree:          151876 kB\n",
    "proc/cmdline": "coherent_pool=1M console=tty1 root=PARTUUID=3a rootwait\n",
    "proc/self/mountinfo": (
        "21 1 0:19 / / ro,noatime - overlay overlay ro\n"
        "30 21 179:1 / /boot/firmware rw - vfat /dev/mmcblk0p1 rw\n"
        "31 21 179:3 / /media/trapd rw - exfat /dev/mmcblk0p3 rw\n"
    ),
    "dev/ttyAMA0": "",
    "dev/ttyGS0": "",
    "dev/i2c-1": "",
    "dev/video11": "",
    "dev/gpiochip0": "",
    "sys/class/udc/3f980000.usb": "",
    "sys/module/pinctrl_bcm2835/parameters/persist_gpio_outputs": "N\n",
    "sys/devices/soc/mmc0/block/mmcblk0/mmcblk0p1/partition": "1\n",
    "sys/devices/soc/mmc0/block/mmcblk0/mmcblk0p3/partition": "3\n",
    "boot/firmware/config.txt": (
        "# the firmware reads this\ndtparam=strict_gpiod\n[cm4]\notg_mode=1\n[all]\nenable_uart=1  # GPS\n"
    ),
}
LINKS = {
    "dev/serial0": "ttyAMA0",
    "sys/dev/block/179:1": "../../devices/soc/mmc0/block/mmcblk0/mmcblk0p1",
    "sys/dev/block/179:3": "../../devices/soc/mmc0/block/mmcblk0/mmcblk0p3",
}


def plant(root: Path, files: dict[str, str] | None = None, links: dict[str, str] | None = None) -> Path:
    """The root of this system, or of another."""
    for name, text in (ZERO_2_W if files is None else files).items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for name, target in (LINKS if links is None else links).items():
        link = root / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
    return root
