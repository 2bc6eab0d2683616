"""A file that grows at its end by whole parts, and whose beginning is changed last of all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from io import SEEK_CUR, SEEK_END, SEEK_SET
from typing import BinaryIO


class Sink:
    """What a muxer writes into; the file must be empty at first.

    To close a hybrid MP4 FFmpeg writes an index at the end and changes a few bytes at the beginning, which hide the
    fragments from then on. FFmpeg 7.1 does the second first; and on any card the two may become durable in either
    order. A full card or a power cut in between leaves a clip that nothing opens, though each fragment is good.
    So changes to what is written already wait here until `seal`, and a failed write is the last one.
    """

    def __init__(self, file: BinaryIO) -> None:
        # Past Python's own buffer: it would hold what a full card refused, and write it when the file is closed.
        self._file: BinaryIO = getattr(file, "raw", file)
        self._at = 0
        self._end = 0
        self._kept = 0
        self._changes: list[tuple[int, bytes]] = []
        self._failure: OSError | None = None

    def write(self, data: bytes) -> int:
        """Append, or note a change. OSError: this or an earlier write failed, and the file was cut back."""
        self._go_on()
        if self._at < self._end:
            self._changes.append((self._at, data))
        else:
            try:
                self._put(data)
            except OSError:
                with suppress(OSError):
                    self._file.truncate(self._kept)
                raise
            self._end += len(data)
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._at = offset + {SEEK_SET: 0, SEEK_CUR: self._at, SEEK_END: self._end}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def keep(self) -> None:
        """The file is good as it stands: a write that fails later cuts it back to here."""
        self._kept = self._end

    def seal(self, sync: Callable[[], object]) -> None:
        """Make all that was appended durable with `sync`, then write the changes. OSError: this or an earlier write
        failed."""
        self._go_on()
        sync()
        for at, data in self._changes:
            self._file.seek(at)
            self._put(data)

    def _go_on(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _put(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as err:
            self._failure = err
            raise
