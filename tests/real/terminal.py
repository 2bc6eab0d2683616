"""A person at a terminal program: typed keys, and what stands on the screen.

with Terminal("picocom", port, folder) as terminal:
    terminal.type("status")
    terminal.wait_for("armed")

tmux is the screen and the keyboard, 80 columns wide.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep

COLUMNS, ROWS = 80, 120
"""Higher than any laptop's: `screen` keeps to itself what it scrolled away."""
BAUD = "115200"
DEADLINE_S = 60.0
LOOK_S = 0.1
PAUSE_S = 3.0
Seen = Callable[[list[str]], bool]
"""Whether what was waited for stands in the rows."""
PROGRAMS: dict[str, Callable[[str], list[str]]] = {
    "picocom": lambda port: ["picocom", "--quiet", "--nolock", "--baud", BAUD, port],
    "screen": lambda port: ["screen", "-U", port, BAUD],
    "miniterm": lambda port: [sys.executable, "-m", "serial.tools.miniterm", "--quiet", port, BAUD],
}
"""What people in the field have: picocom, GNU screen, and the one that comes with pyserial, on Windows too."""


class Terminal:
    """One window with one terminal program in it."""

    def __init__(self, program: str, port: str, folder: Path) -> None:
        """`folder`: for tmux's and screen's sockets."""
        sockets = mkdtemp(prefix="terminal-", dir=folder)
        self._tmux = ("tmux", "-S", f"{sockets}/tmux", "-f", os.devnull)
        plain = {name: value for name, value in os.environ.items() if name not in ("TMUX", "STY")}
        self._environment = plain | {"LC_ALL": "C.UTF-8", "TERM": "xterm", "SCREENDIR": sockets}
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
        if text:
            self._do("send-keys", "-l", text)
        if enter:
            self.press("Enter")

    def press(self, key: str) -> None:
        """By tmux's name for it: `Tab`, `Up`, `C-c`."""
        self._do("send-keys", key)

    def rows(self) -> list[str]:
        """Everything since the window was opened, without the empty rows below."""
        shown = self._do("capture-pane", "-p", "-S", "-").rstrip("\n").split("\n")
        return [row.rstrip() for row in shown]

    def wait_for(self, there: Seen | str, within_s: float = DEADLINE_S) -> list[str]:
        """The rows, as soon as they are so, or the text stands in one of them."""
        rows = self._look(there, within_s)
        assert rows is not None, f"waited in vain for {there!r} on\n" + "\n".join(self.rows())
        return rows

    def press_until(self, key: str, there: Seen) -> list[str]:
        """The key again and again, with a pause between."""
        deadline = monotonic() + DEADLINE_S
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
            sleep(LOOK_S)

    def close(self) -> None:
        """The cable is pulled: the program is gone from the port."""
        for command in (["screen", "-X", "quit"], [*self._tmux, "kill-server"]):
            subprocess.run(command, env=self._environment, capture_output=True, timeout=DEADLINE_S, check=False)
        deadline = monotonic() + DEADLINE_S
        while Path("/proc", self._pid).exists():
            assert monotonic() < deadline, f"the program with the number {self._pid} does not end"
            sleep(LOOK_S)

    def _do(self, *words: str) -> str:
        done = subprocess.run(
            [*self._tmux, *words],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=True,
        )
        return done.stdout
