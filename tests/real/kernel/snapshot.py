"""The state that every test starts from: a machine on which `scripts/install` put the built wheel, armed."""

from __future__ import annotations

import fcntl
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from machine import BUILT, Machine, booted
from waiting import wait_for

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[2]
CARRIED = ("scripts", "systemd", "hw_profiles", "trapd", "pyproject.toml", "README.md", "LICENSE")
"""What one takes to a Pi; its own tests stay at home."""
STAND_INS = ("virtual_camera.py", "virtual_sensor.py", "virtual_scene.py")
SITE = "/opt/trapd/lib/python3.13/site-packages"
INSTALL = (
    "/root/trapd/scripts/install --yes --profile /root/unit.toml "
    "--wheel /root/trapd/*.whl --wheelhouse /opt/wheelhouse"
)
ARMED_S = 300


def snapshot() -> Path:
    """The folder with the disks, made anew if anything that it is made from has changed."""
    folder = BUILT / "armed"
    made_from = _digest()
    stamp = folder / "made-from"
    with (BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several workers one makes it, and the others wait
        if not stamp.exists() or stamp.read_text() != made_from:
            _make(folder)
            stamp.write_text(made_from)
    return folder


def start(snapshot: Path, folder: Path) -> Machine:
    """A machine of its own, from the snapshot on: nothing that happens to it stays."""
    for name in ("disk.qcow2", "card.qcow2"):
        shutil.copy(snapshot / name, folder)
    machine = Machine(folder, saved=True)
    machine.guest.wait_until_up()
    return machine


def _make(folder: Path) -> None:
    machine = booted(folder)
    try:
        with tempfile.TemporaryDirectory() as workshop:
            machine.sh("mkdir /root/trapd && tar -x -C /root/trapd", stdin=_payload(_wheel(Path(workshop))))
        machine.guest.write("/root/unit.toml", (HERE / "unit.toml").read_bytes())
        machine.sh(INSTALL, patience_s=900)
        _stand_in_for_the_camera(machine)
        machine.sh("systemctl restart trapd")
        wait_for(lambda: _armed(machine), ARMED_S)
        # No start that led here counts against the tests' own: five in ten minutes are a crash loop.
        machine.sh("systemctl reset-failed trapd; sync")
        machine.save()
    finally:
        machine.cut_power()


def _armed(machine: Machine) -> bool:
    """With its card: a unit is armed for a moment before it knows that it has none."""
    card = machine.run("findmnt /media/trapd").code == 0
    return card and machine.sh("systemctl show -P StatusText trapd").startswith("armed")


def _stand_in_for_the_camera(machine: Machine) -> None:
    for name in STAND_INS:
        machine.guest.write(f"{SITE}/{name}", (HERE.parent / name).read_bytes())
    machine.guest.write(f"{SITE}/virtual_camera.pth", "import virtual_camera; virtual_camera.install()\n")
    machine.sh("/opt/trapd/bin/python -c 'import virtual_scene; virtual_scene.render()'")


def _wheel(workshop: Path) -> Path:
    """Built from a copy, since building leaves its litter beside what it builds from."""
    copy = workshop / "checkout"
    copy.mkdir()
    for name in CARRIED:
        place = CHECKOUT / name
        shutil.copytree(place, copy / name) if place.is_dir() else shutil.copy(place, copy)
    command = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--wheel-dir", str(workshop), str(copy)]
    subprocess.run(command, check=True)
    (wheel,) = workshop.glob("*.whl")
    return wheel


def _payload(wheel: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(wheel, wheel.name)
        for name in CARRIED:
            tar.add(CHECKOUT / name, name, filter=lambda file: None if "__pycache__" in file.name else file)
    return packed.getvalue()


def _digest() -> str:
    total = hashlib.sha256()
    for file in _sources():
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> Iterator[Path]:
    yield BUILT / "made-from"
    for name in CARRIED:
        place = CHECKOUT / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)
    yield from (HERE / "unit.toml", HERE / "machine.py", HERE / "snapshot.py")
    yield from (HERE.parent / name for name in STAND_INS)


if __name__ == "__main__":
    snapshot()
