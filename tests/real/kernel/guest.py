"""Commands inside the machine, through its guest agent."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import NamedTuple

from channel import Channel, Refused
from waiting import wait_for

BOOT_S = 240


class Done(NamedTuple):
    """How a command ended, and what it wrote to both streams."""

    code: int
    text: str


class Guest:
    def __init__(self, agent: Path) -> None:
        self._agent = Channel(agent)

    def run(self, script: str, patience_s: float = 120, stdin: bytes = b"") -> Done:
        """A script of bash. What it leaves running must not hold its output: `… >/dev/null 2>&1 &`."""
        arguments = {"path": "/bin/bash", "arg": ["-c", f"exec 2>&1; {script}"], "capture-output": True}
        if stdin:
            arguments["input-data"] = base64.b64encode(stdin).decode()
        pid = self._agent.call("guest-exec", **arguments)["pid"]
        deadline = time.monotonic() + patience_s
        while not (status := self._agent.call("guest-exec-status", pid=pid))["exited"]:
            assert time.monotonic() < deadline, f"not done within {patience_s} s: {script}"
            time.sleep(0.03)
        text = base64.b64decode(status.get("out-data", "")).decode(errors="replace")
        return Done(status.get("exitcode", -status.get("signal", 0)), text)

    def sh(self, script: str, patience_s: float = 120, stdin: bytes = b"") -> str:
        """What a script wrote that must succeed, without the last line's end."""
        done = self.run(script, patience_s, stdin)
        assert done.code == 0, f"{script}\nended with {done.code}:\n{done.text}"
        return done.text.rstrip("\n")

    def write(self, path: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self.sh(f"mkdir -p $(dirname {path}) && cat >{path}", stdin=data)

    def boot_id(self) -> str:
        return self.sh("cat /proc/sys/kernel/random/boot_id")

    def wait_until_up(self, patience_s: float = BOOT_S, not_boot: str = "") -> None:
        """Until the agent answers, of another boot than `not_boot`."""

        def answers() -> bool:
            try:
                self._agent.call("guest-ping", 5)
                return not not_boot or self.boot_id() != not_boot
            except (TimeoutError, Refused, AssertionError):
                return False

        wait_for(answers, patience_s)

    def restart(self) -> None:
        """As its own `reboot`; back when the agent answers again."""
        boot = self.boot_id()
        self.sh("(sleep 1; systemctl reboot) >/dev/null 2>&1 &")
        self.wait_until_up(not_boot=boot)

    def close(self) -> None:
        self._agent.close()
