"""What is mounted, and word of it at once when that changes."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")
"""Of this process's own mount namespace: a sandboxed service sees in it what reaches it from outside. A poll on it
returns with POLLPRI when anything was mounted or unmounted (proc_pid_mountinfo(5)), and costs nothing till then."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the table (proc_pid_mountinfo(5))."""

    id: str
    device: str
    """Its number, `major:minor`; the major one is 0 where no block device is behind it."""
    path: str
    kind: str
    source: str
    """As it was named to mount: `/dev/sdb1`, `tmpfs`."""


def mounts(table: Path = TABLE) -> Iterator[Mount]:
    """In the order in which they were mounted: the last one on a path is what is seen there."""
    for line in table.read_text().splitlines():
        fields, _, source = line.partition(" - ")
        id, _, device, _, path, *_ = fields.split(" ")
        kind, source, *_ = source.split(" ")
        yield Mount(id, device, _plain(path), kind, _plain(source))


def mounted_on(path: str) -> Mount | None:
    """What is mounted on exactly `path`."""
    found = None
    for mount in mounts():
        if mount.path == path:
            found = mount
    return found


class MountWatch:
    """Calls `changed` on a thread of its own when another file system, or none, is mounted on `path`."""

    def __init__(self, path: Path, changed: Callable[[], None]) -> None:
        self._path = os.path.realpath(path)
        self._changed = changed
        self._table = TABLE.open()
        self._seen = mounted_on(self._path)
        self._stop = os.eventfd(0)
        self._thread = threading.Thread(target=self._run, name="mounts", daemon=True)
        self._thread.start()

    def close(self) -> None:
        os.eventfd_write(self._stop, 1)
        self._thread.join()
        self._table.close()
        os.close(self._stop)

    def _run(self) -> None:
        """The poll tells of every change since the table was opened."""
        news = select.poll()
        news.register(self._table, select.POLLPRI)
        news.register(self._stop, select.POLLIN)
        while self._stop not in dict(news.poll()):
            now = mounted_on(self._path)
            if now != self._seen:
                self._seen = now
                self._changed()


def _plain(name: str) -> str:
    r"""The table writes space, tab, line feed and backslash as `\040` and the like."""
    return name.replace(r"\040", " ").replace(r"\011", "\t").replace(r"\012", "\n").replace(r"\134", "\\")
