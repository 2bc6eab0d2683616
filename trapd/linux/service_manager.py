"""What a service tells systemd, over the socket that it names in NOTIFY_SOCKET (sd_notify(3)).

One datagram a call: no library for that is worth its place. sdnotify had its last release in 2017, and the others
are wrappers of libsystemd that need a compiler.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress

from trapd.core.units import US


class ServiceManager:
    """Tells, and never waits for an answer."""

    def __init__(self, address: str, watchdog_ns: int | None) -> None:
        """`address`: a path, or `@name` of the abstract kind."""
        self.watchdog_ns = watchdog_ns
        """Silent for so long, the service is killed; None: nobody waits."""
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)

    def ready(self) -> None:
        """From here on it waits for signs of life no longer than at first."""
        self._tell(*_patience(self.watchdog_ns), "READY=1")

    def wait(self, patience_ns: int) -> None:
        """Until `ready` no sign of life may come for so long. Where nobody waits for any, nobody begins to."""
        if self.watchdog_ns is not None:
            self._tell(*_patience(patience_ns), "WATCHDOG=1")

    def alive(self) -> None:
        self._tell("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._tell(f"STATUS={' '.join(text.split())}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def close(self) -> None:
        self._socket.close()

    def _tell(self, *facts: str) -> None:
        # A manager that is gone or does not read costs its own knowledge, not the pictures.
        with suppress(OSError):
            self._socket.sendto("\n".join(facts).encode(), self._address)


def _patience(ns: int | None) -> tuple[str, ...]:
    """What takes the place of the unit file's `WatchdogSec=`, until the service is started again."""
    return () if ns is None else (f"WATCHDOG_USEC={ns // US}",)


def service_manager(environment: Mapping[str, str]) -> ServiceManager | None:
    """Who started this process as a service; None where nobody did."""
    address = environment.get("NOTIFY_SOCKET")
    if not address:
        return None
    wanted_from = environment.get("WATCHDOG_PID", str(os.getpid()))
    usec = environment.get("WATCHDOG_USEC") if wanted_from == str(os.getpid()) else None
    return ServiceManager(address, None if usec is None else int(usec) * US)
