"""A person at a terminal program: typed keys, and what stands on the screen.

with Terminal("picocom", port, folder) as terminal:
    terminal.type("status")
    terminal.wait_for("armed")

tmux is the screen and the keyboard, 80 columns wide; on this machine, or on another that runs commands.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

COLUMNS, ROWS = 80, 120
"""Higher than any laptop's: `screen` keeps to itself what it scrolled away."""
BAUD = "115200"
PAUSE_S = 3.0
Seen = Callable[[list[str]], bool]
"""Whether what was waited for stands in the rows."""
PROGRAMS: dict[str, Callable[[str], list[str]]] = {
    "picocom": lambda port: ["picocom", "--quiet", "--nolock", "--baud", BAUD, port],
    "screen": lambda port: ["screen", "-U", port, BAUD],
    "miniterm": lambda port: [sys.executable, "-m", "serial.tools.miniterm", "--quiet", port, BAUD],
}
"""What people in the field have: picocom, GNU screen, and the one that comes with pyserial, on Windows too."""


def _here(script: str) -> str:
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=HERE_S, check=True)
    return done.stdout


HERE_S = 60.0


@dataclass(frozen=True)
class Laptop:
    """The machine with the terminal on it."""

    sh: Callable[[str], str] = _here
    """Runs a shell's script that must succeed: what it wrote."""
    patience_s: float = HERE_S
    look_s: float = 0.1
    """From one look at the screen to the next."""


class Terminal:
    """One window with one terminal program in it."""

    def __init__(self, program: str, port: str, folder: Path | str, laptop: Laptop | None = None) -> None:
        """`folder`: for tmux's and screen's sockets; `laptop`: where it is not this machine."""
        self._laptop = laptop or Laptop()
        sockets = self._laptop.sh(f"mktemp -d -p {folder} terminal-XXXXXX").strip()
        self._plain = f"env -u TMUX -u STY LC_ALL=C.UTF-8 TERM=xterm SCREENDIR={sockets}"
        self._tmux = f"{self._plain} tmux -S {sockets}/tmux -f {os.devnull}"
        self._do(
            "start-server",
            ";",
            "set-option",
            "-g",
            "history-limit",
            "5000",
            ";",
            "new-session",
            "-d",
            "-x",
            f"{COLUMNS}",
            "-y",
            f"{ROWS}",
            *PROGRAMS[program](port),
        )
        self._pid = self._do("display-message", "-p", "#{pane_pid}").strip()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def type(self, text: str, *, enter: bool = True) -> None:
        """As from a keyboard: the letters, then Enter."""
        letters, then = ["send-keys", "-l", text], ["send-keys", "Enter"]
        self._do(*letters * bool(text), *[";"] * bool(text and enter), *then * enter)

    def command(self, text: str) -> None:
        """The same, and again, as a person does, if not a letter of it comes back: once in some hundred commands an
        emulated USB cable on a starved processor loses what went into it."""
        before = self.rows()
        self.type(text)
        if self._look(lambda rows: rows != before, self._laptop.patience_s / 2) is None:
            self.type(text)

    def press(self, key: str) -> None:
        """By tmux's name for it: `Tab`, `Up`, `C-c`."""
        self._do("send-keys", key)

    def rows(self) -> list[str]:
        """Everything since the window was opened, without the empty rows below."""
        shown = self._do("capture-pane", "-p", "-S", "-").rstrip("\n").split("\n")
        return [row.rstrip() for row in shown]

    def wait_for(self, there: Seen | str, within_s: float | None = None) -> list[str]:
        """The rows, as soon as they are so, or the text stands in one of them."""
        rows = self._look(there, self._laptop.patience_s if within_s is None else within_s)
        assert rows is not None, f"waited in vain for {there!r} on\n" + "\n".join(self.rows())
        return rows

    def press_until(self, key: str, there: Seen) -> list[str]:
        """The key again and again, with a pause between."""
        deadline = monotonic() + self._laptop.patience_s
        while monotonic() < deadline:
            self.press(key)
            if (rows := self._look(there, PAUSE_S)) is not None:
                return rows
        return self.wait_for(there, 0)

    def _look(self, there: Seen | str, within_s: float) -> list[str] | None:
        deadline = monotonic() + within_s
        while True:
            rows = self.rows()
            if there in "\n".join(rows) if isinstance(there, str) else there(rows):
                return rows
            if monotonic() >= deadline:
                return None
            sleep(self._laptop.look_s)

    def close(self) -> None:
        """The cable is pulled: the program is gone from the port."""
        self._laptop.sh(f"{self._plain} screen -X quit >/dev/null 2>&1; {self._tmux} kill-server 2>/dev/null; true")
        deadline = monotonic() + self._laptop.patience_s
        while self._laptop.sh(f"test ! -e /proc/{self._pid} || echo there"):
            assert monotonic() < deadline, f"the program with the number {self._pid} does not end"
            sleep(self._laptop.look_s)

    def _do(self, *words: str) -> str:
        return self._laptop.sh(f"{self._tmux} {shlex.join(words)}")
