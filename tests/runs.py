"""`python -m trapd …` as a process of its own: started, listened to, stopped.

with Running(tmp_path, "run", profile, "--json") as run:
    run.wait_for("armed")
    assert run.stop() == 0

Each folder is a machine of its own: current directory and memory lie in it.
"""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import msgspec

from trapd.config.profile import Profile

ROOT = Path(__file__).parents[1]
DESKTOP = ROOT / "hw_profiles" / "desktop.toml"
DEADLINE_S = 60.0
"""For whatever a test waits for: a slow machine is no failure."""
OF_A_SERVICE = {"STATE_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}
"""What systemd gives a service: the tests may run in one."""
PULSE_S = 0.02
"""The shortest pulse that no unit may miss."""


def environment(folder: Path) -> dict[str, str]:
    """The user's own, with this checkout's trapd, and the memory in the folder."""
    mine = {name: value for name, value in os.environ.items() if name not in OF_A_SERVICE}
    return mine | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder / "state")}


def trapd(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "trapd", *map(str, words)],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def complaint(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line on stderr, once it is sure that there is no other and the exit code is right."""
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert done.stderr.startswith("trapd: ")
    return done.stderr.removeprefix("trapd: ").removesuffix("\n")


def write_profile(path: Path, profile: Profile) -> Path:
    """The profile as a file."""
    tables = msgspec.to_builtins(profile)
    path.write_text("".join(f"{key} = {_toml(value)}\n" for key, value in tables.items() if value is not None))
    return path


def hear(terminal: int, word: str | None = None) -> str:
    """What is said on this descriptor up to the word; without one, until nobody is there any more."""
    heard = ""
    while word is None or word not in heard:
        assert select.select([terminal], [], [], DEADLINE_S)[0], f"silent after {heard!r}"
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the far end of a pty was closed
            piece = b""
        if not piece:
            assert word is None, f"ended after {heard!r}"
            break
        heard += piece.decode(errors="replace")
    return heard


def without_reader(folder: Path, *words: str | Path) -> tuple[int, str]:
    """A command whose reader goes away after the first line: its exit code, and what it said on stderr."""
    with subprocess.Popen(
        [sys.executable, "-m", "trapd", *map(str, words)],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.readline()
        command.stdout.close()
        return command.wait(DEADLINE_S), command.stderr.read()


class Running:
    """A `trapd … --json` that runs, and what it said so far."""

    def __init__(self, folder: Path, *words: str | Path, program: tuple[str | Path, ...] = ("-m", "trapd")) -> None:
        self.events: list[dict[str, Any]] = []
        """Every line that was waited for or passed over on the way."""
        self.errors = folder / "stderr.txt"
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        with self.errors.open("w") as errors:
            self._process = subprocess.Popen(
                [sys.executable, *map(str, program), *map(str, words), "--json"],
                cwd=folder,
                env=environment(folder),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        """However the story went, nothing runs on."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(DEADLINE_S)
        self._reader.join(DEADLINE_S)

    def wait_for(self, event: str, **facts: Any) -> dict[str, Any]:
        """The first such line, said already or to come."""
        wanted = {"event": event, **facts}
        for told in self.events:
            if wanted.items() <= told.items():
                return told
        for told in self._more():
            if wanted.items() <= told.items():
                return told
        raise AssertionError(f"ended without {wanted}; {self._last_words()}")

    def next(self, event: str) -> dict[str, Any]:
        """The next such line that was not heard yet."""
        for told in self._more():
            if told["event"] == event:
                return told
        raise AssertionError(f"ended without another {event}; {self._last_words()}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal, hear the rest; returns the exit code."""
        self._process.send_signal(number)
        return self.end()

    def end(self) -> int:
        """Hear the rest; returns the exit code."""
        for _ in self._more():
            pass
        return self._process.wait(DEADLINE_S)

    def _more(self) -> Iterator[dict[str, Any]]:
        deadline = monotonic() + DEADLINE_S
        while True:
            try:
                line = self._lines.get(timeout=max(0, deadline - monotonic()))
            except queue.Empty:
                raise AssertionError(f"nothing came in {DEADLINE_S:g} s; {self._last_words()}") from None
            if line is None:
                self._lines.put(None)
                return
            told = json.loads(line)
            self.events.append(told)
            yield told

    def _last_words(self) -> str:
        return f"last: {self.events[-3:]}; stderr: {self.errors.read_text()}"

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)


class Finger:
    """Moves a sensor through `pir.socket`. Pulse and pause are never shorter than `PULSE_S` at the sensor itself:
    each waits until the unit has answered a line that it does not understand."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(DEADLINE_S)
        self._socket.connect(str(path))
        self._answers = self._socket.makefile("r")

    def pulse(self, sensor: str) -> None:
        for level in "10":
            self._socket.sendall(f"{sensor} {level}\nthere yet?\n".encode())
            assert self._answers.readline().startswith("error: ")
            sleep(PULSE_S)

    def close(self) -> None:
        self._answers.close()
        self._socket.close()


@contextmanager
def finger(path: Path) -> Iterator[Finger]:
    """A finger for the length of a story."""
    one = Finger(path)
    try:
        yield one
    finally:
        one.close()


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items() if part is not None) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)
