"""A Unix socket through which a program outside moves the simulated sensors, a line of text at a time."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

from trapd.core.errors import BadSettings
from trapd.runtime.clock import Clock

Obey = Callable[[str, int], str | None]
"""Takes a line and its time of arrival (mono_ns), returns what is wrong with it."""
LONGEST_LINE = 200
"""Bytes; whoever sends more in one line speaks something else, and is hung up on."""


class PirSocket:
    """Listens from the moment it is made; each client is served by a thread that sleeps until a line comes.

    A garbage line gets one line back that begins with `error: `.
    """

    def __init__(self, path: str, clock: Clock, obey: Obey) -> None:
        """`path` is relative to the current directory. Raises BadSettings if no socket can be made there."""
        self._path = Path(path).absolute()
        self._clock = clock
        self._obey = obey
        self._lock = Lock()
        self._clients: dict[socket.socket, Thread] = {}
        self._server = _listening(self._path)
        self._doorman = Thread(target=self._welcome, name="pir-socket", daemon=True)
        self._doorman.start()

    def close(self) -> None:
        """Hang up on everybody and remove the socket's file."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._doorman.join()
        self._server.close()
        self._path.unlink(missing_ok=True)
        with self._lock:
            clients = dict(self._clients)
        for client, thread in clients.items():
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            thread.join()

    def _welcome(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            thread = Thread(target=self._serve, args=(client,), name="pir-client", daemon=True)
            with self._lock:
                self._clients[client] = thread
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        # A client that is gone, or that does not read its answers, is no concern of the unit's.
        with suppress(OSError), client, client.makefile("rb") as lines:
            while line := lines.readline(LONGEST_LINE):
                at_ns = self._clock.now_ns()
                if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    client.sendall(f"error: no line is longer than {LONGEST_LINE} bytes; good-bye\n".encode())
                    break
                wrong = self._obey(line.decode(errors="replace"), at_ns)
                if wrong is not None:
                    client.sendall(f"error: {wrong}\n".encode())
        with self._lock:
            del self._clients[client]


def _listening(path: Path) -> socket.socket:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket():
            _remove_stale(path)
        server.bind(str(path))
        server.listen()
    except OSError as err:
        server.close()
        raise BadSettings(
            f'pir.socket: "{path}" cannot be made: {err.strerror or err}: name a free file in a folder that '
            "this user may write to, at most 107 bytes with its folders"
        ) from err
    return server


def _remove_stale(path: Path) -> None:
    """Remove a socket that nobody listens on; raises OSError if somebody does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
        else:
            raise OSError("another program listens on it")
