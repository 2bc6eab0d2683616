"""Frames on a line that people type on too: bytes into frames and keys, frames into bytes. Pure, for both ends.

    C0 | version, kind, id, body, CRC-32 of all before | C0

Between its two C0 a frame is escaped as SLIP does it (RFC 1055). Since C0 never occurs in UTF-8, no key begins a
frame.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

FRAMING = 1
"""The first byte of every frame."""
LONGEST_REQUEST = 8_192
"""Bytes of the body of a frame to the unit."""
LONGEST_REPLY = 65_536
"""Bytes of the body of a frame from the unit."""

_END, _ESC = b"\xc0", b"\xdb"
_ESCAPED_END, _ESCAPED_ESC = b"\xdb\xdc", b"\xdb\xdd"
_HEAD = struct.Struct(">BBI")
_SUM = struct.Struct(">I")
_AROUND = _HEAD.size + _SUM.size


class Kind(IntEnum):
    """What a frame is. A receiver leaves a kind that it does not know alone."""

    REQUEST = 1
    """To the unit; the body is JSON."""
    PART = 2
    """From the unit: JSON, and more is to come."""
    DATA = 3
    """From the unit: bytes as they are, and the DONE that tells of them is to come."""
    DONE = 4
    """From the unit: JSON, the last of a reply."""
    FAILED = 5
    """From the unit: JSON, the last of a reply."""
    CANCEL = 6
    """To the unit: nobody waits for the rest of this reply; no body."""


@dataclass(frozen=True, slots=True)
class Frame:
    kind: int
    """One of `Kind`, or of a later version."""
    id: int
    """0 to 2**32 - 1, chosen by the program: a reply has that of its request."""
    body: bytes = b""


def encode(kind: int, id: int, body: bytes = b"") -> bytes:
    """A frame as it goes onto the line."""
    inside = _HEAD.pack(FRAMING, kind, id) + body
    inside += _SUM.pack(zlib.crc32(inside))
    return _END + inside.replace(_ESC, _ESCAPED_ESC).replace(_END, _ESCAPED_END) + _END


class Frames:
    """Fed with whatever bytes come, gives frames, and the bytes outside of them. Holds at most one frame."""

    def __init__(self, longest: int) -> None:
        """`longest`: bytes of a body; a longer frame is broken."""
        self._most = 2 * (longest + _AROUND)
        self._longest = longest
        self._inside: bytearray | None = None
        """A frame as far as it came; empty after a C0 that may have begun one; None outside."""
        self._give_back = False
        """That C0 was a key, if no frame follows."""
        self.broken = 0
        """Frames whose checksum is wrong, or that were too long or cut short."""

    @property
    def in_frame(self) -> bool:
        """Whether a frame was begun that has not ended."""
        return bool(self._inside)

    def give_up(self) -> None:
        """The rest of the frame that was begun will not come: what comes next are keys."""
        self.broken += self.in_frame
        self._inside = None

    def feed(self, data: bytes) -> Iterator[Frame | bytes]:
        """What these bytes complete, in their order: frames, and the bytes outside of frames."""
        at = 0
        while at < len(data):
            end = data.find(_END, at)
            some = data[at:] if end < 0 else data[at:end]
            if self._inside is None:
                at += len(some)
                if some:
                    yield some
                if end >= 0:
                    at, self._inside, self._give_back = at + 1, bytearray(), True
            elif not self._inside and data[at] not in (FRAMING, _END[0]):
                self._inside = None
                if self._give_back:
                    yield _END
            else:
                if len(self._inside) <= self._most:
                    self._inside += some
                at += len(some) + (end >= 0)
                if end >= 0 and self._inside:
                    yield from self._end()

    def _end(self) -> Iterator[Frame]:
        assert self._inside is not None
        frame = _decode(bytes(self._inside), self._longest)
        if frame is not None:
            self._inside = None
            yield frame
        else:
            # What seemed to be its end may be where the next one begins.
            self.broken += 1
            self._inside, self._give_back = bytearray(), False


def _decode(escaped: bytes, longest: int) -> Frame | None:
    inside = escaped.replace(_ESCAPED_END, _END).replace(_ESCAPED_ESC, _ESC)
    if not _AROUND <= len(inside) <= longest + _AROUND:
        return None
    said = inside[: -_SUM.size]
    if zlib.crc32(said) != _SUM.unpack(inside[-_SUM.size :])[0]:
        return None
    _, kind, id = _HEAD.unpack_from(said)
    return Frame(kind, id, said[_HEAD.size :])
