"""A USB disk beside the card's reader, and a card full of pictures for it."""

from __future__ import annotations

import json
import subprocess

from machine import Machine

DISK = "stick"
DEVICE = "/dev/sdb"
PARTITION = f"{DEVICE}1"
BY_UDEV = "trapd-card@sdb.service trapd-card@sdb1.service"
FILL = """
import hashlib, os, sys
from pathlib import Path
from trapd.card import catalog
root, facts = Path("/media/trapd"), {"unit": "VM-1", "boot": "a1b2", "number": 1, "utc_ns": 1768475073123456789}
book = catalog.Catalog(root)
(root / "VM").mkdir(exist_ok=True)
for sequence in range(int(sys.argv[1])):
    data = os.urandom(100_000)
    name = f"VM/20260115-210433-{sequence:03d}_VM-1_a1b2-{sequence:06d}-1.jpg"
    (root / name).write_bytes(data)
    book.append(catalog.media(name, hashlib.sha256(data).hexdigest(), len(data), {**facts, "sequence": sequence}))
"""
ANNOUNCED = """
import json
from pathlib import Path
from trapd.card import ledger
(root,) = Path("/mnt/trapd-offload").glob("*/")
print(json.dumps({picture.name: picture.sha256 for picture in ledger.fold(root).pictures.values()}))
"""


def put_in(unit: Machine, megabytes: int, recipe: str) -> None:
    """A new disk with one partition, which `recipe` fills, is plugged in."""
    image = unit.folder / "stick.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(image), f"{megabytes}M"], check=True)
    backend = {"driver": "file", "filename": str(image)}
    unit.qmp("blockdev-add", **{"driver": "qcow2", "node-name": DISK, "file": backend})
    unit.sh(f"systemctl mask --runtime {BY_UDEV}")
    plug(unit)
    unit.sh(f"set -e; echo 'start=2048, type=7' | sfdisk -q {DEVICE}; udevadm settle; {recipe}; sync")
    pull(unit)
    unit.sh(f"systemctl unmask --runtime {BY_UDEV}")
    plug(unit)


def plug(unit: Machine) -> None:
    unit.plug(DISK, DEVICE)


def pull(unit: Machine) -> None:
    unit.pull(DISK, DEVICE)


def fill_card(unit: Machine, pictures: int) -> None:
    """With noise, while nobody else writes to it."""
    unit.sh("systemctl stop trapd")
    unit.sh(f"runuser -u trapd -- /opt/trapd/bin/python - {pictures} <<'END'{FILL}END")
    unit.sh("systemctl start trapd")


def note(unit: Machine) -> str:
    """How the offload goes, as `status` tells it."""
    return unit.run("cat /run/trapd-offload/sdb1").text.strip()


def copied(unit: Machine) -> dict[str, str]:
    """What the copy announces: name -> checksum of the file that is there, which must be the announced one."""
    unit.sh(f"mount -o ro {PARTITION} /mnt")
    try:
        announced: dict[str, str] = json.loads(unit.sh(f"/opt/trapd/bin/python - <<'END'{ANNOUNCED}END"))
        sums = unit.sh("cd /mnt/trapd-offload/*/ && find VM -type f -exec sha256sum {} +").splitlines()
        there = {name: checksum for checksum, name in map(str.split, sums)}
    finally:
        unit.sh("umount /mnt")
    assert {name: there.get(name) for name in announced} == announced
    return announced


def marked(unit: Machine) -> dict[str, str]:
    """What the card knows to be copied."""
    lines = map(json.loads, unit.sh("cat /media/trapd/offloads.jsonl").splitlines())
    return {line["name"]: line["sha256"] for line in lines if line["kind"] == "offloaded"}
