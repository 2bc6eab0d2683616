"""A whole `trapd run` as a process of its own, its JSON lines read as they come."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.unit_inside import DEADLINE_S, ROOT

TRAPD = ("-m", "trapd")


class UnitProcess:
    """One running unit, in a folder of its own."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, began: float) -> None:
        self.pid = process.pid
        self.folder = folder
        self.began = began
        """Just before the process was started, by time.monotonic()."""
        self.lines: list[dict[str, Any]] = []
        self._process = process
        self._news: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait(self, event: str, **facts: Any) -> dict[str, Any]:
        """The next such line; `seen` is when it arrived here, by time.monotonic()."""
        until = time.monotonic() + DEADLINE_S
        while (line := self._next(until)) is not None:
            self.lines.append(line)
            if line["event"] == event and facts.items() <= line.items():
                return line
        raise RuntimeError(f"the unit never said {event} {facts or ''}; its last lines: {self.lines[-3:]}")

    def name_threads(self) -> None:
        """Of `benchmarks.named_threads`: the kernel knows each thread by its name from now on."""
        assert self._process.stdin is not None
        self._process.stdin.write("now\n")
        self._process.stdin.flush()
        time.sleep(0.2)

    def stop(self) -> list[dict[str, Any]]:
        """End it cleanly, once; every line that it ever wrote."""
        self._process.terminate()
        try:
            self._process.wait(DEADLINE_S)
        finally:
            self._process.kill()
            self._reader.join()
        while not self._news.empty():
            line = self._news.get()
            if line is not None:
                self.lines.append(line)
        return self.lines

    def _next(self, until: float) -> dict[str, Any] | None:
        """None at the end of its output, or of our patience."""
        try:
            return self._news.get(timeout=max(0.01, until - time.monotonic()))
        except queue.Empty:
            return None

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._news.put(json.loads(line) | {"seen": time.monotonic()})
        self._news.put(None)


@contextmanager
def trapd_run(profile: Path, *arguments: str, program: tuple[str, ...] = TRAPD) -> Iterator[UnitProcess]:
    """`trapd run PROFILE --card … --json`. `program`: Python's arguments that start trapd's command line."""
    with TemporaryDirectory(prefix="trapd-bench-") as name:
        folder = Path(name)
        command = [
            sys.executable,
            *program,
            "run",
            str(profile),
            "--card",
            str(folder / "card"),
            "--json",
            *arguments,
        ]
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        unit = UnitProcess(process, folder, began)
        with process:
            try:
                yield unit
            finally:
                unit.stop()


def environment(folder: Path) -> dict[str, str]:
    """trapd of this checkout, with its memory in `folder`."""
    return os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'scripts'}", "XDG_STATE_HOME": str(folder / "state")}
