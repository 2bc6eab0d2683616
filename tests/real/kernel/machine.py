"""A virtual machine: a board with a watchdog, a GPS's serial port, and a USB reader that a card goes into."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from channel import Channel, Refused
from guest import Guest
from waiting import wait_for

HERE = Path(__file__).parent
BUILT = HERE.parents[2] / ".real" / "machine"
"""Where scripts/test-real put kernel, initrd and disk."""
KERNEL = "console=ttyS0 quiet loglevel=4 mitigations=off tsc=reliable no_timer_check panic=0"
PROCESSOR = "Nehalem"
"""Without AVX, which QEMU learned to emulate in 7.2, Debian 12's: with it numpy was seen to crash there."""
CARD = "card"
STATE = "armed"
"""The name of the snapshot in the disk's file."""


class Machine:
    """One run of QEMU on the two disks of a folder, from its start or from the state that `save` kept in them."""

    def __init__(self, folder: Path, saved: bool = False) -> None:
        self.folder = folder
        command = [
            *["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none"],
            *["-machine", "q35", "-smp", "1", "-m", "1024"],
            *["-accel", "tcg,tb-size=512", "-cpu", PROCESSOR],
            *["-kernel", str(BUILT / "vmlinuz"), "-initrd", str(BUILT / "initrd.gz"), "-append", KERNEL],
            *["-drive", f"file={folder / 'disk.qcow2'},if=none,id=disk", "-device", "virtio-blk-pci,drive=disk"],
            *["-device", "qemu-xhci,id=usb"],
            *["-blockdev", f"qcow2,node-name={CARD},file.driver=file,file.filename={folder / 'card.qcow2'}"],
            *["-device", f"usb-storage,id={CARD},drive={CARD},bus=usb.0,serial=CARD"],
            *["-chardev", f"file,id=console,path={self.console},append=on", "-serial", "chardev:console"],
            *["-chardev", self._socket("gps"), "-serial", "chardev:gps"],
            *["-device", "virtio-serial-pci", "-chardev", self._socket("agent")],
            *["-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"],
            *["-device", "virtio-rng-pci", "-device", "i6300esb", "-action", "watchdog=reset"],
            *["-chardev", self._socket("monitor"), "-mon", "chardev=monitor,mode=control"],
            *(["-loadvm", STATE] if saved else []),
        ]
        with (folder / "qemu.txt").open("w") as said:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        wait_for(self._listens, 60, pause_s=0.02)
        self._monitor = Channel(self.place("monitor"))
        self._monitor.call("qmp_capabilities")
        self.guest = Guest(self.place("agent"))
        self.sh, self.run = self.guest.sh, self.guest.run

    @property
    def console(self) -> Path:
        """What the kernel and systemd wrote on the first serial port."""
        return self.folder / "console.txt"

    def place(self, name: str) -> Path:
        """The Unix socket of `gps`, `agent` or `monitor`."""
        return self.folder / f"{name}.socket"

    def qmp(self, command: str, /, **arguments: object) -> object:
        return self._monitor.call(command, **arguments)

    def events(self) -> list[str]:
        """Names of what QEMU told so far, as `WATCHDOG`."""
        self.qmp("query-status")
        return self._monitor.events

    def save(self) -> None:
        """Keep the whole state, memory and disks, in the disks' files."""
        assert self.qmp("human-monitor-command", **{"command-line": f"savevm {STATE}"}) == ""

    def pull_card(self) -> None:
        self.qmp("device_del", id=CARD)
        wait_for(lambda: CARD not in str(self.qmp("qom-list", path="/machine/peripheral")))

    def put_card(self) -> None:
        def taken() -> bool:
            try:
                self.qmp("device_add", driver="usb-storage", id=CARD, drive=CARD, bus="usb.0", serial="CARD")
            except Refused:
                return False  # a reader that was just pulled lets go of its card a moment later
            return True

        wait_for(taken)

    def plug(self, disk: str, device: str) -> None:
        """A USB disk on this block device of QEMU's, which becomes `device` in the machine."""
        self.qmp("device_add", driver="usb-storage", id=disk, drive=disk, bus="usb.0", serial=disk)
        wait_for(lambda: self.run(f"test -b {device}").code == 0)

    def pull(self, disk: str, device: str) -> None:
        self.qmp("device_del", id=disk)
        wait_for(lambda: disk not in str(self.qmp("qom-list", path="/machine/peripheral")))
        wait_for(lambda: self.run(f"test -e {device}").code != 0)

    def is_off(self) -> bool:
        """Whether it switched itself off: QEMU ends with it."""
        return self._process.poll() is not None

    def cut_power(self) -> None:
        self._process.kill()
        self._process.wait()
        self._monitor.close()
        self.guest.close()

    def _socket(self, name: str) -> str:
        return f"socket,id={name},path={self.place(name)},server=on,wait=off"

    def _listens(self) -> bool:
        assert self._process.poll() is None, (self.folder / "qemu.txt").read_text()
        return self.place("monitor").exists() and self.place("agent").exists()


def new_disks(folder: Path) -> None:
    """The disk that was built, as it was, and a blank card."""
    create = ["qemu-img", "create", "-q", "-f", "qcow2"]
    subprocess.run([*create, "-b", BUILT / "disk.ext4", "-F", "raw", folder / "disk.qcow2"], check=True)
    subprocess.run([*create, folder / "card.qcow2", "256M"], check=True)


def booted(folder: Path) -> Machine:
    """A machine after its boot, in a new folder. Emulated kernels may panic early: a second try counts."""
    try:
        return _boot(folder)
    except AssertionError:
        return _boot(folder)


def _boot(folder: Path) -> Machine:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    new_disks(folder)
    machine = Machine(folder)
    try:
        machine.guest.wait_until_up()
    except AssertionError:
        machine.cut_power()
        raise
    return machine
