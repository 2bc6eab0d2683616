"""systemd's end of the notification socket, and a service that tells it how it is."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

from runs import DEADLINE_S, environment


class NotifySocket:
    """Listens at a path; `heard` is every line that came, in order."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self.heard: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))

    def __enter__(self) -> NotifySocket:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def wait_for(self, beginning: str) -> str:
        """The first line that begins so, heard already or to come."""
        deadline = monotonic() + DEADLINE_S
        while True:
            for line in self.heard:
                if line.startswith(beginning):
                    return line
            self.hear(deadline - monotonic())

    def hear(self, within_s: float = DEADLINE_S) -> None:
        """One message more. Raises `TimeoutError`."""
        self._socket.settimeout(max(0.01, within_s))
        self.heard += self._socket.recv(4096).decode().splitlines()

    def forget(self) -> None:
        """What was said up to now."""
        self._socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self._socket.recv(4096)
        self.heard.clear()


@contextmanager
def started(
    systemd: NotifySocket, folder: Path, *words: str | Path, **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`trapd …` as systemd starts it, watchdog of 1 s; what it prints goes to `output.txt`."""
    service = {"NOTIFY_SOCKET": str(systemd.path), "WATCHDOG_USEC": "1000000"}
    with (
        (folder / "output.txt").open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "trapd", *map(str, words)],
            cwd=folder,
            env=environment(folder) | service | more,
            stdout=output,
            stderr=output,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[bytes]) -> int:
    """SIGTERM; the exit code."""
    process.terminate()
    return process.wait(DEADLINE_S)
