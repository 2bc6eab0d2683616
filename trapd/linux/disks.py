"""Disks and partitions, as the kernel and blkid know them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from trapd.core.errors import TrapdError
from trapd.linux.mounts import Mount

KIB = 1_024
EDGE_BYTES = 4_096 * KIB
SAMPLE_BYTES = 16 * KIB
SAMPLES = 1_024
AMBIGUOUS = 8
NOTHING_FOUND = 2
"""Exit codes of blkid(8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What is known of one disk or partition without mounting it."""

    path: str
    system: bool
    """The running system lives on its disk."""
    mounted: bool
    read_only: bool
    bus: Literal["usb", "mmc", "other"]
    disk: bool
    """A whole disk, no partition."""
    partitioned: bool
    """A disk with a partition table on it."""
    partitions: int
    """So many are on its disk."""
    signature: str | None
    """The file system, or whatever else blkid knows by its first bytes; None where it knows nothing."""
    label: str | None
    blank: bool
    """All its bytes that were looked at are 0x00, or all are 0xff, as flash memory leaves the factory."""


def look(kernel: Kernel, name: str, mounts: list[Mount], card_path: str) -> Device:
    """All that can be known without mounting. A mount on `card_path` is no part of the system. Raises OSError, and
    TrapdError where nobody can tell which disk is the system's: then nothing is safe to touch."""
    system = kernel.in_use(mount for mount in mounts if mount.path != card_path)
    disk, path = kernel.disk(name), f"/dev/{name}"
    if not system:
        raise TrapdError(
            f"{path}: nothing here tells which disk is the system's, so none is touched; run on the unit"
        )
    ours = disk in {kernel.disk(used) for used in system}
    kind, label, partitioned = signature(path)
    return Device(
        path=path,
        system=ours,
        mounted=name in kernel.in_use(iter(mounts)),
        read_only=kernel.read_only(name),
        bus=kernel.bus(name),
        disk=name == disk,
        partitioned=partitioned and kind is None,
        partitions=len(kernel.partitions(disk)),
        signature=kind,
        label=label,
        blank=not ours and kind is None and not partitioned and blank(path),
    )


def there(name: str) -> bool:
    """Whether the kernel still knows the disk or partition."""
    return Path("/sys/class/block", name).exists()


class Kernel:
    """The running kernel's own view. `root` is `/`, or a folder that looks like it."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._blocks = root / "sys" / "class" / "block"
        self._numbers = root / "sys" / "dev" / "block"
        self._proc = root / "proc"
        self._root = root

    def disk(self, name: str) -> str:
        """The whole disk that the partition `name` is on; a disk is its own."""
        folder = (self._blocks / name).resolve()
        return folder.parent.name if (folder / "partition").exists() else folder.name

    def partitions(self, disk: str) -> list[str]:
        return sorted(file.parent.name for file in (self._blocks / disk).resolve().glob("*/partition"))

    def bus(self, name: str) -> Literal["usb", "mmc", "other"]:
        parts = (self._blocks / name).resolve().parts
        return (
            "usb" if any(part.startswith("usb") for part in parts) else "mmc" if name.startswith("mmc") else "other"
        )

    def read_only(self, name: str) -> bool:
        """The write-protect switch of an SD card."""
        return (self._blocks / self.disk(name) / "ro").read_text().strip() == "1"

    def in_use(self, mounts: Iterator[Mount]) -> set[str]:
        """The disks and partitions that the system lives on: mounted, swapped to, started from."""
        found = {
            name for mount in mounts for name in (self._by_number(mount.device), self._by_path(mount.source)) if name
        }
        swaps = (self._proc / "swaps").read_text().splitlines()[1:]
        found |= {name for line in swaps if (name := self._by_path(line.split()[0]))}
        for word in (self._proc / "cmdline").read_text().split():
            if word.startswith("root=") and (name := self._by_path(_tag(word.removeprefix("root=")))):
                found.add(name)
        return found | {below for name in found for below in self._below(name)}

    def _by_number(self, number: str) -> str | None:
        link = self._numbers / number
        return link.resolve().name if link.exists() else None

    def _by_path(self, path: str) -> str | None:
        place = self._root / path.removeprefix("/")
        name = place.resolve().name
        return name if path.startswith("/dev/") and (self._blocks / name).exists() else None

    def _below(self, name: str) -> Iterator[str]:
        """What an encrypted or joined disk is made of."""
        for slave in sorted((self._blocks / name / "slaves").glob("*")):
            yield slave.name
            yield from self._below(slave.name)


def signature(path: str) -> tuple[str | None, str | None, bool]:
    """What blkid knows a device by: signature, label, and whether it holds a partition table.

    Raises TrapdError, and OSError for a device that cannot be opened, which blkid calls one without a signature.
    """
    Path(path).open("rb").close()
    try:
        done = subprocess.run(["blkid", "-p", "-o", "export", path], capture_output=True, text=True, check=False)
    except FileNotFoundError as err:
        raise TrapdError("blkid is missing: apt install util-linux; run as root, whose PATH has /usr/sbin") from err
    if done.returncode == AMBIGUOUS:
        return "more than one file system", None, False
    if done.returncode not in (0, NOTHING_FOUND):
        raise TrapdError(f"blkid cannot read {path} ({done.stderr.strip()}): put the card in again, or replace it")
    told = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return told.get("TYPE"), told.get("LABEL"), "PTTYPE" in told


def blank(path: str) -> bool:
    """By its first and last 4 MiB and 1,024 samples between. Raises OSError."""
    with Path(path).open("rb", buffering=0) as device:
        size = device.seek(0, os.SEEK_END)
        steps = range(0, size, max(SAMPLE_BYTES, size // SAMPLES))
        places = [(0, EDGE_BYTES), (max(0, size - EDGE_BYTES), EDGE_BYTES), *((step, SAMPLE_BYTES) for step in steps)]
        seen = set[bytes]()
        for place, length in places:
            device.seek(place)
            data = device.read(length)
            first = data[:1]
            if data.count(first) != len(data):
                return False
            seen.add(first)
    return seen in ({b"\x00"}, {b"\xff"})


def _tag(name: str) -> str:
    """`PARTUUID=…` as udev names it."""
    kind, equals, value = name.partition("=")
    return f"/dev/disk/by-{kind.lower()}/{value}" if equals else name
