"""The check of a card's file system after a power cut: the unit is armed on its reserve meanwhile."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.in_machine import machine
from benchmarks.unit_inside import ROOT

CARD_GB = 256
LIMIT_S = 900
"""TimeoutStartSec of trapd-card@.service: a check that takes longer is ended."""
RUNS = 5
"""Of the check on this processor, each on a copy of the card as the cut left it."""
DEBIAN = ROOT / ".real" / "debian"
"""Its programs are those in the machine."""


class Kind(NamedTuple):
    """A file system: how a file in it gets its clusters without their being written, and its own check."""

    mkfs: str
    grow: str
    fsck: str
    files: tuple[int, ...]
    """On the card when it is cut: fuller and fuller."""


KINDS = {
    "exfat": Kind("mkfs.exfat -L TRAPD", "os.truncate(file, 2_400_000)", "fsck.exfat", (0, 100_000)),
    "ext4": Kind("mkfs.ext4 -q -F -L TRAPD", "os.posix_fallocate(file, 0, 2_400_000)", "fsck.ext4", (0, 100_000)),
    "vfat": Kind("mkfs.vfat -F 32 --mbr=n -n TRAPD", "os.write(file, b'leopard')", "fsck.vfat", (0, 20_000)),
}
"""vfat knows no such way: its files have one cluster each. The machine makes only some hundred of them a second."""
QUICK = {"exfat": KINDS["exfat"]._replace(files=(0, 1_000))}
NODE, DEVICE, CARD = "repair", "/dev/sda", "/media/trapd"
A_FOLDER = 400
BY_UDEV, FSCK = "trapd-card@sda.service", "systemd-fsck@dev-sda.service"
FILL = """
import os
for number in range({first}, {last}):
    folder = f"{card}/KP-07/{{number // {a_folder}:04}}"
    if number % {a_folder} == 0:
        os.makedirs(folder)
    name = f"{{folder}}/20260115-210433-123_DESK-1_a1b2-{{number:06}}-1.jpg"
    file = os.open(name, os.O_CREAT | os.O_WRONLY)
    {grow}
    os.close(file)
os.sync()
"""
TAKE = f"""
import itertools, os
for number in itertools.count():
    with open(f"{CARD}/{{number:06}}.jpg", "wb") as file:
        file.write(bytes(1_000_000))
        os.fsync(file.fileno())
"""
MOUNTED = f"until findmnt {DEVICE} {CARD} >/dev/null; do sleep 1; done"
MOMENTS = f"""
systemctl show -P ExecMainStartTimestampMonotonic {BY_UDEV}
systemctl show -P ExecMainStartTimestampMonotonic {FSCK}
systemctl show -P ExecMainExitTimestampMonotonic {FSCK}
systemctl show -P ActiveEnterTimestampMonotonic media-trapd.mount
awk '{{print $1, $3}}' /sys/block/sda/stat
"""
SECTOR = 512
INSIDE = 'mount --bind "$1" "$2/mnt" && exec chroot "$2" "$3" -a /mnt/copy'
"""The folder with the copy, that Debian, the check."""
REPAIRED = 1
"""Exit code of fsck(8): there were errors, and they are mended."""


class Repair(NamedTuple):
    """Of a card that was cut and put back."""

    here: Spread
    """Seconds of the check alone, on this processor, the image in its memory."""
    check_s: float
    """The same in the machine, by systemd."""
    away_s: float
    """There, from udev's word to the mount."""
    requests: int
    read_mb: float
    """From the card, until it was mounted."""
    stayed_armed: bool


def measure(quick: bool) -> Result:
    kinds = QUICK if quick else KINDS
    found = {kind: dict(_repairs(of)) for kind, of in kinds.items()}
    all_of_them = [repair for repairs in found.values() for repair in repairs.values()]
    return Result(
        what=f"a {CARD_GB} GB card after a power cut: its file system's check",
        target=f"card mounted again ≤ {LIMIT_S} s, armed on the reserve meanwhile",
        measured="; ".join(f"{kind} of {max(of):,} files {_told(of[max(of)])}" for kind, of in found.items()),
        floor="; ".join(f"{kind} {_told(of[0])}" for kind, of in found.items()) + ": blank, after the same cut",
        met=all(repair.away_s <= LIMIT_S and repair.stayed_armed for repair in all_of_them),
        how=(
            "A sparse disk behind a USB reader is pulled from the installed unit while files are written and synced "
            "to it, and put back: udev, `trapd card`, systemd-fsck, mount, by systemd's own moments; the unit must "
            "not disarm from the pull to the mount. The machine's processor is emulated, several times slower than "
            f"this one; so the same check is run here too, {RUNS} times, on copies of the card as the cut left it. "
            "Neither has a card's speed: what a card takes to deliver what was read comes on top. Files of 2.4 MB, "
            f"on vfat of one cluster; {A_FOLDER} a folder, as a hundred triggers of three stills and a clip make."
        ),
        rows=tuple(
            row
            for kind, repairs in found.items()
            for files, repair in repairs.items()
            for row in _rows(f"{kind}, {files:,} files", repair)
        ),
    )


def _told(repair: Repair) -> str:
    return f"{number(repair.here.median)} s, emulated {number(repair.away_s)} s to its mount"


def _rows(what: str, repair: Repair) -> Iterator[Row]:
    yield Row(f"{what}: the check here, s", repair.here)
    yield Row(
        f"{what}: in the machine",
        f"check {number(repair.check_s)} s, to its mount {number(repair.away_s)} s; "
        f"{number(repair.read_mb)} MB were read in {repair.requests:,} requests",
    )


def _repairs(kind: Kind) -> Iterator[tuple[int, Repair]]:
    """At each step of filling one card."""
    with machine() as unit:
        image = unit.folder / "repair.raw"
        subprocess.run(["truncate", "--size", f"{CARD_GB}G", image], check=True)
        backend = {"driver": "file", "filename": str(image)}
        unit.qmp("blockdev-add", **{"driver": "raw", "node-name": NODE, "file": backend})
        unit.guest.write("/tmp/take.py", TAKE)
        unit.pull_card()
        unit.sh(f"systemctl mask --runtime {BY_UDEV}")
        unit.plug(NODE, DEVICE)
        unit.sh(f"{kind.mkfs} {DEVICE}", LIMIT_S)
        unit.pull(NODE, DEVICE)
        unit.sh(f"systemctl unmask --runtime {BY_UDEV}")
        unit.plug(NODE, DEVICE)
        unit.sh(MOUNTED)
        for first, last in pairwise((0, *kind.files)):
            unit.guest.write(
                "/tmp/fill.py", FILL.format(first=first, last=last, card=CARD, a_folder=A_FOLDER, grow=kind.grow)
            )
            unit.sh("python3 /tmp/fill.py", LIMIT_S)
            yield last, _repair(unit, image, kind.fsck)


def _repair(unit: Any, image: Path, fsck: str) -> Repair:
    """After a cut; the card is mounted before and afterwards."""
    from services import on_reserve, reports
    from waiting import wait_for

    disarmed = len(reports(unit, "disarmed"))
    unit.sh("(python3 /tmp/take.py >/dev/null 2>&1 &); sleep 4")
    unit.pull(NODE, DEVICE)
    wait_for(lambda: on_reserve(unit))
    here = Spread.of((_check(image, fsck) for _ in range(RUNS)), "s")
    unit.plug(NODE, DEVICE)
    unit.sh(MOUNTED, LIMIT_S)
    came_us, began_us, ended_us, mounted_us, requests, sectors = map(int, unit.sh(MOMENTS).split())
    check_s, away_s, read_mb = (ended_us - began_us) / 1e6, (mounted_us - came_us) / 1e6, sectors * SECTOR / 1e6
    return Repair(here, check_s, away_s, requests, read_mb, len(reports(unit, "disarmed")) == disarmed)


def _check(image: Path, fsck: str) -> float:
    """As `fsck -a` calls it. Seconds."""
    copy = image.with_name("copy")
    subprocess.run(["cp", "--sparse=always", image, copy], check=True)
    began = time.monotonic()
    command = ["unshare", "--mount", "sh", "-c", INSIDE, "sh", copy.parent, DEBIAN, fsck]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took_s = time.monotonic() - began
    if done.returncode > REPAIRED:
        raise RuntimeError(f"{fsck} left errors: {done.stdout}{done.stderr}")
    return took_s
