"""A file on a card that fills up, as the kernel tells of it: a short write first, then an error."""

from __future__ import annotations

import errno
import io


class SmallCard(io.BytesIO):
    """Holds so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data) -> int:
        fits = self.room - self.tell()
        if fits <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data[:fits])
