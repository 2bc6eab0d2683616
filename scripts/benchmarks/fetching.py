"""A laptop that fetches pictures over the technician's line beside what is measured. As a program: fetching.py PORT

It reads every picture that the unit tells of, again and again, several pieces ahead, and tells the bytes on stdout.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.unit_process import environment
from trapd.console.replies import FileTold
from trapd.console.requests import Files, Read
from trapd.ctl.client import Client
from trapd.ctl.line import Cable
from trapd.runtime.clock import FieldClock

PIECE = 65_536
AHEAD = 4
FIRST_S = 60
"""Until the first bytes; longer, and something is amiss."""


@contextmanager
def fetching(port: str, folder: Path) -> Iterator[Callable[[], float]]:
    """From the unit at this port. Yields what tells the MB a second that came until now."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.fetching", port],
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    )
    came = _Came(process)
    try:
        until = time.monotonic() + FIRST_S
        while not came.bytes:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the fetch beside the benchmark gets nothing")
            time.sleep(0.05)
        began, before = time.monotonic(), came.bytes
        yield lambda: (came.bytes - before) / 1_000_000 / (time.monotonic() - began)
    finally:
        process.kill()
        process.wait()
        came.join()


class _Came(threading.Thread):
    """Adds up what the laptop tells."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        assert process.stdout is not None
        self._lines = process.stdout
        self.bytes = 0
        self.start()

    def run(self) -> None:
        with self._lines:
            for line in self._lines:
                self.bytes += int(line)


def _fetch(unit: Client) -> Iterator[int]:
    """Bytes, as they come."""
    while True:
        page = unit.whole(Files(count=1_000)).parts
        wanted = (
            Read(name=told.name, offset=offset, length=PIECE)
            for told in page
            if isinstance(told, FileTold)
            for offset in range(0, told.size, PIECE)
        )
        asked = deque(unit.begin(read) for read, _ in zip(wanted, range(AHEAD), strict=False))
        while asked:
            yield len(unit.finish(asked.popleft()).data)
            asked.extend(unit.begin(read) for read, _ in zip(wanted, range(1), strict=False))


def main(port: str) -> None:
    with Client(lambda: Cable(port), FieldClock()) as unit:
        for count in _fetch(unit):
            print(count, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
