"""The line protocol that QEMU's monitor (QMP) and its guest agent share: one JSON object a line, over a Unix socket.

https://www.qemu.org/docs/master/interop/qmp-spec.html, https://www.qemu.org/docs/master/interop/qemu-ga-ref.html
"""

from __future__ import annotations

import itertools
import json
import socket
import threading
from pathlib import Path
from typing import Any


class Refused(Exception):
    """The other side's answer is an error."""


class Channel:
    """Calls from any thread, one at a time. What answers no call of ours is passed over."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._rest = b""
        self._numbers = itertools.count(1)
        self.events: list[str] = []
        """Names of what the monitor told unasked, while it was listened to."""
        self._lock = threading.Lock()

    def call(self, command: str, patience_s: float = 60, /, **arguments: Any) -> Any:
        """What the command returns; `Refused` with the other side's reason, `TimeoutError` if it says nothing."""
        with self._lock:
            number = next(self._numbers)
            order = {"execute": command, "id": number} | ({"arguments": arguments} if arguments else {})
            self._socket.settimeout(patience_s)
            self._socket.sendall(json.dumps(order).encode() + b"\n")
            while True:
                said = self._line()
                if "event" in said:
                    self.events.append(said["event"])
                if said.get("id") == number:
                    break
        if "error" in said:
            raise Refused(f"{command}: {said['error']['desc']}")
        return said["return"]

    def close(self) -> None:
        self._socket.close()

    def _line(self) -> dict[str, Any]:
        """The next whole object; a line that a reset of the guest cut short is not one."""
        while True:
            while b"\n" not in self._rest:
                came = self._socket.recv(1 << 16)
                if not came:
                    raise ConnectionError("QEMU has ended")
                self._rest += came
            line, _, self._rest = self._rest.partition(b"\n")
            try:
                said: dict[str, Any] = json.loads(line)
            except ValueError:
                continue
            return said
