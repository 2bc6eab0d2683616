"""Disks that forget: what was written and not flushed is lost with the power, sector by sector, as chance has it.

Each is an NBD server for QEMU, in this process
(https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md). All disks of one recording share its log, so
that a cut hits them at the same moment.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECTOR = 512
FIXED_NEWSTYLE, NO_ZEROES = 1, 2
HAS_FLAGS, SEND_FLUSH = 1, 4
"""No FUA: the kernel then follows such a write with a flush."""
EXPORT_NAME, ABORT, INFO, GO = 1, 2, 6, 7
ACK, EXPORT, UNSUPPORTED = 1, 3, 0x80000001
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3
OPTION_REPLY, REPLY = 0x3E889045565A9, 0x67446698


@dataclass(frozen=True, slots=True)
class Written:
    disk: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Flushed:
    disk: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the unit said at that moment."""

    fact: dict[str, Any]


Entry = Written | Flushed | Told


class Log:
    """What happened to all disks, in order, while it records."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Entry] | None = None

    def start(self) -> None:
        with self._lock:
            self._entries = []

    def stop(self) -> list[Entry]:
        with self._lock:
            entries, self._entries = self._entries, None
        assert entries is not None
        return entries

    def add(self, entry: Entry) -> None:
        with self._lock:
            if self._entries is not None:
                self._entries.append(entry)


@dataclass(frozen=True)
class Recording:
    """What stood on each disk at first and in the end, and all that happened in between."""

    before: list[bytes]
    after: list[bytes]
    """Unmounted."""
    entries: list[Entry]
    known: list[dict[str, Any]] = field(default_factory=list)
    """What was told before it began, and must still hold."""

    def moments(self, count: int, chance: random.Random) -> Iterator[int]:
        """Where to cut: anywhere, or just before a flush, or just behind a word of the unit."""
        everywhere = range(1, len(self.entries) + 1)
        flushes = [at for at in everywhere if isinstance(self.entries[at - 1], Flushed)]
        words = [at + 1 for at in range(len(self.entries)) if isinstance(self.entries[at], Told)]
        for _ in range(count):
            place = chance.random()
            if place < 0.5 or not words:
                yield chance.choice(everywhere)
            elif place < 0.75:
                yield chance.choice(flushes) - 1
            else:
                yield chance.choice(words)

    def told(self, moment: int) -> list[dict[str, Any]]:
        """Everything that the unit had said by then."""
        return self.known + [entry.fact for entry in self.entries[:moment] if isinstance(entry, Told)]

    def after_cut(self, moment: int, chance: random.Random) -> list[bytes]:
        """The disks, if the power went after so many entries: all that was flushed, and some sectors of the rest."""
        kept = chance.choice((0, 0.1, 0.5, 0.5, 0.5, 0.9, 1))
        past = self.entries[:moment]
        flushed = {entry.disk: at for at, entry in enumerate(past) if isinstance(entry, Flushed)}
        disks = [bytearray(disk) for disk in self.before]
        for at, entry in enumerate(past):
            if not isinstance(entry, Written):
                continue
            disk = disks[entry.disk]
            if at < flushed.get(entry.disk, -1):
                disk[entry.offset : entry.offset + len(entry.data)] = entry.data
                continue
            for start in range(0, len(entry.data), SECTOR):
                if chance.random() < kept:
                    place = entry.offset + start
                    disk[place : place + SECTOR] = entry.data[start : start + SECTOR]
        return [bytes(disk) for disk in disks]


class ForgetfulDisk:
    """One disk, at a Unix socket. `content` may be exchanged while nobody has it mounted."""

    def __init__(self, place: Path, size: int, log: Log, number: int) -> None:
        """`size` in bytes; `number` names it in the log."""
        self.content = bytearray(size)
        self._log = log
        self._number = number
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(place))
        self._listener.listen(1)
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return  # closed before QEMU came
        with connection, connection.makefile("rb") as asked:
            try:
                if self._agreed(connection, asked):
                    while self._answered(connection, asked):
                        pass
            except (OSError, struct.error):
                pass  # QEMU was killed

    def _agreed(self, connection: socket.socket, asked: Any) -> bool:
        connection.sendall(b"NBDMAGICIHAVEOPT" + struct.pack(">H", FIXED_NEWSTYLE | NO_ZEROES))
        asked.read(4)
        export = struct.pack(">QH", len(self.content), HAS_FLAGS | SEND_FLUSH)
        while True:
            _, option, length = struct.unpack(">QII", asked.read(16))
            asked.read(length)
            if option == EXPORT_NAME:
                connection.sendall(export)
                return True
            if option in (INFO, GO):
                info = struct.pack(">H", 0) + export
                connection.sendall(struct.pack(">QIII", OPTION_REPLY, option, EXPORT, len(info)) + info)
            kind = ACK if option in (INFO, GO, ABORT) else UNSUPPORTED
            connection.sendall(struct.pack(">QIII", OPTION_REPLY, option, kind, 0))
            if option in (GO, ABORT):
                return option == GO

    def _answered(self, connection: socket.socket, asked: Any) -> bool:
        """One request; False when QEMU takes its leave."""
        _, _, kind, cookie, offset, length = struct.unpack(">IHHQQI", asked.read(28))
        answer = b""
        if kind == READ:
            answer = bytes(self.content[offset : offset + length])
        elif kind == WRITE:
            data = asked.read(length)
            self.content[offset : offset + length] = data
            self._log.add(Written(self._number, offset, data))
        elif kind == FLUSH:
            self._log.add(Flushed(self._number))
        connection.sendall(struct.pack(">IIQ", REPLY, 0, cookie) + answer)
        return kind != DISCONNECT
