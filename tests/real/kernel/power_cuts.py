"""A machine whose card forgets: what it does is recorded once, then cut anywhere, and what is left is judged."""

from __future__ import annotations

import io
import json
import random
import socket
import tarfile
from pathlib import Path
from typing import Any, NamedTuple

from forgetful import ForgetfulDisk, Log, Recording, Told
from machine import Machine
from waiting import wait_for

HERE = Path(__file__).parent
TESTS = HERE.parents[1]
PROGRAMS = [*sorted((HERE / "cuts").glob("*.py")), TESTS / "cards.py", TESTS / "h264.py"]
SIZE = 64 << 20
"""Bytes of a disk."""
FORMATS = {
    "ext4": "mkfs.ext4 -q -F -b 4096 -L TRAPD",
    "exfat": "mkfs.exfat -c 32K -L TRAPD",
    "vfat": "mkfs.vfat -F 32 -s 64 --mbr=n -n TRAPD",
}
"""With the block and cluster sizes that cards of 32 GB and more have."""
BY_UDEV = " ".join(
    f"trapd-{what}@{disk}.service" for what in ("card", "offload") for disk in ("sda", "sda1", "sdb", "sdb1")
)
PATIENCE_S = 240
DEVICES = ("/dev/sda", "/dev/sdb")
"""The card, and a disk to copy it to."""


class Verdict(NamedTuple):
    """Of one cut."""

    moment: int
    faults: list[str]
    """Empty: nothing was lost."""
    checked: int
    """Pictures that had been told as kept."""
    mount_s: float
    """Until the file system was checked and mounted."""


class Bench:
    """A machine with such a disk in the place of its card, and our programs in it."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._log = Log()
        # A card that is still mounted when it is pulled keeps its name, and the next one gets another.
        machine.sh(f"systemctl stop trapd media-trapd.mount; systemctl mask --runtime {BY_UDEV}")
        machine.pull_card()
        wait_for(lambda: machine.run(f"test -e {DEVICES[0]}").code != 0)
        self._disks = [self._plug(number) for number in range(len(DEVICES))]
        self._line = self._port("cuts")
        self._lines = self._line.makefile("rb")
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for program in PROGRAMS:
                tar.add(program, program.name)
        machine.sh("mkdir -p /root/cuts && tar -x -C /root/cuts", stdin=packed.getvalue())
        wait_for(lambda: machine.run("test -e /dev/virtio-ports/cuts").code == 0)
        machine.sh("systemd-run -q -u cuts /opt/trapd/bin/python /root/cuts/served.py")
        self._answer()

    def close(self) -> None:
        """Once the machine is gone."""
        for end in (self._lines, self._line, *self._disks):
            end.close()

    def blank(self, kind: str) -> list[bytes]:
        """A new file system on each disk."""
        for disk, device in zip(self._disks, DEVICES, strict=True):
            disk.content[:] = bytes(SIZE)
            self._machine.sh(f"{FORMATS[kind]} {device} && blockdev --flushbufs {device}")
        return self._content()

    def record(self, before: list[bytes], known: list[dict[str, Any]], order: str, /, **arguments: Any) -> Recording:
        """All that the order does to the disks, from the mount on."""
        self._show(before)
        self._log.start()
        self._ask("put")
        self._ask(order, **arguments)
        entries = self._log.stop()
        self._ask("pull")
        return Recording(before, self._content(), entries, known)

    def judge(self, recording: Recording, moment: int, chance: random.Random, **arguments: Any) -> Verdict:
        """Cut there, and look what the next start makes of it."""
        self._show(recording.after_cut(moment, chance))
        found = self._ask("judge", told=recording.told(moment), **arguments)
        return Verdict(moment, found["faults"], found["checked"], found["mount_s"])

    def _content(self) -> list[bytes]:
        return [bytes(disk.content) for disk in self._disks]

    def _show(self, disks: list[bytes]) -> None:
        for disk, content in zip(self._disks, disks, strict=True):
            disk.content[:] = content

    def _plug(self, number: int) -> ForgetfulDisk:
        name = f"forgetful{number}"
        place = self._machine.place(name)
        disk = ForgetfulDisk(place, SIZE, self._log, number)
        server = {"type": "unix", "path": str(place)}
        self._machine.qmp("blockdev-add", **{"driver": "nbd", "node-name": name, "server": server})
        self._machine.plug(name, DEVICES[number])
        return disk

    def _port(self, name: str) -> socket.socket:
        place = self._machine.place(name)
        address = {"type": "unix", "data": {"path": str(place)}}
        backend = {"type": "socket", "data": {"addr": address, "server": True, "wait": False}}
        self._machine.qmp("chardev-add", id=name, backend=backend)
        self._machine.qmp("device_add", driver="virtserialport", id=name, chardev=name, name=name)
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(place))
        line.settimeout(PATIENCE_S)
        return line

    def _ask(self, order: str, /, **arguments: Any) -> Any:
        self._line.sendall(json.dumps({"order": order, **arguments}).encode() + b"\n")
        return self._answer()

    def _answer(self) -> Any:
        """What an order led to; what is told before belongs to the log."""
        while line := self._next_line():
            said = json.loads(line)
            if "done" in said:
                return said["done"]
            assert "trouble" not in said, said["trouble"]
            assert "failed" not in said, said["failed"]
            self._log.add(Told(said))
        raise ConnectionError("QEMU has ended")

    def _next_line(self) -> bytes:
        try:
            return self._lines.readline()
        except TimeoutError as err:
            raise AssertionError(self._machine.run("journalctl -u cuts").text) from err
