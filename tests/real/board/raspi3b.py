"""A board of qemu's, switched on with one of the kernel's own device trees until it switches itself off."""

from __future__ import annotations

import re
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import time_ns

from trapd.sim.nmea import burst
from trapd.sim.sky import Epoch

DEADLINE_S = 600
"""From power to power-off: a minute on two cores that do nothing else, three and a half on two that do much."""
ATTEMPTS = 2
"""An emulated board may hang while it starts."""
KERNEL = "console=ttyAMA0 printk.devkmsg=on loglevel=3 systemd.show_status=0 modprobe.blacklist=hci_uart,vchiq"
"""Without the drivers of two processors that qemu does not have: Bluetooth's would talk into the console, which is on
its serial port, and the one of the video processor crashes now and then."""
COMPLETE = "that is all"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program on the board printed, and how it ended."""

    text: str
    code: int


def boot(files: Path, tree: str, *parameters: str) -> dict[str, Answer]:
    """What the board with this tree answers, by name. `parameters`: for its kernel."""
    for _ in range(ATTEMPTS):
        log = _switched_on(files, tree, *parameters)
        if COMPLETE in log:
            return dict(_answers(log))
    raise AssertionError(
        f"{tree} gave no whole answer in {ATTEMPTS} boots of {DEADLINE_S} s; it ended with:\n{log[-2000:]}"
    )


def _switched_on(files: Path, tree: str, *parameters: str) -> str:
    """All that the board printed until it went off, or until the deadline; `FILES/TREE.log` keeps it."""
    with tempfile.TemporaryDirectory() as folder, _receiver(Path(folder) / "uart") as uart:
        command = ["qemu-system-aarch64", "-M", "raspi3b", "-display", "none", "-monitor", "none", "-no-reboot"]
        command += ["-kernel", files / "vmlinuz", "-initrd", files / "initrd.gz", "-dtb", files / f"{tree}.dtb"]
        command += ["-append", " ".join((KERNEL, *parameters))]
        command += ["-drive", f"if=sd,format=raw,snapshot=on,file={files / 'card'}"]
        command += ["-serial", "stdio", "-serial", f"unix:{uart}"]
        with (files / f"{tree}.log").open("wb") as log, suppress(subprocess.TimeoutExpired):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=DEADLINE_S, check=False)
    return (files / f"{tree}.log").read_text(errors="replace")


@contextmanager
def _receiver(path: Path) -> Iterator[Path]:
    """A GPS receiver with a fix, at the far end of the board's mini UART."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        off = threading.Event()
        thread = threading.Thread(target=_speak, args=(listener, off))
        thread.start()
        try:
            yield path
        finally:
            off.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _speak(listener: socket.socket, off: threading.Event) -> None:
    with suppress(OSError):  # the board is off
        line, _ = listener.accept()
        line.setblocking(False)
        with line:
            while not off.wait(1):
                with suppress(BlockingIOError):  # nobody listens yet
                    line.sendall(burst(Epoch(time_ns(), 43.1034, 131.5503, 123.0, 1.0, 9)))


def _answers(log: str) -> Iterator[tuple[str, Answer]]:
    """From the kernel's console, where `guest/answers` brackets what each program said."""
    name, said = "", []
    for line in re.findall(r"\] answers\[\d+\]: (.*?)\r*$", log, re.MULTILINE):
        if ended := re.fullmatch(r"== ended (\d+)", line):
            yield name, Answer("\n".join(said), int(ended[1]))
        elif line.startswith("== "):
            name, said = line.removeprefix("== "), []
        else:
            said.append(line)
