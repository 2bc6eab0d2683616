"""The ring of encoded packets that lets a clip begin before the motion did."""

from __future__ import annotations

from collections import deque

from trapd.core.frames import Packet
from trapd.core.units import S

LARGEST = 64 * 1024 * 1024
"""Bytes: 30 s, the longest pre-roll of a profile, at 16 Mbit/s; a stream gone wild cannot eat a 512 MB board."""
LONGEST_GAP_NS = 2 * S
"""Cameras run at one frame a second or more: packets further apart are of two streams."""


class PreRoll:
    """The newest packets of one stream, in whole groups of pictures.

    Holds `span_ns` and up to one group more, so that a clip can begin with a key frame no later than `span_ns` before
    the newest packet. `since` is asked a little after the motion: let `span_ns` be the pre-roll and that delay.
    Not thread-safe.
    """

    def __init__(self, span_ns: int, largest: int = LARGEST) -> None:
        self._span_ns = span_ns
        self._largest = largest
        self._groups: deque[list[Packet]] = deque()
        self._size = 0
        self._newest_ns: int | None = None

    def take(self, packet: Packet) -> None:
        """Add the newest packet and forget what no clip can ask for any more.

        Time that stands still, runs backwards or leaps means that the camera was opened anew: packets of two streams
        are never glued together. Nor is a packet kept that has no key frame before it.
        """
        if self._newest_ns is not None and not 0 < packet.timestamp_ns - self._newest_ns <= LONGEST_GAP_NS:
            self.clear()
        self._newest_ns = packet.timestamp_ns
        if packet.key:
            self._groups.append([packet])
        elif self._groups:
            self._groups[-1].append(packet)
        else:
            return
        self._size += len(packet.data)
        needed_ns = packet.timestamp_ns - self._span_ns
        while self._size > self._largest or (len(self._groups) > 1 and self._groups[1][0].timestamp_ns <= needed_ns):
            self._size -= sum(len(old.data) for old in self._groups.popleft())

    def since(self, from_ns: int) -> list[Packet]:
        """Everything from the newest key frame at or before `from_ns`, or else from the oldest one held."""
        first = 0
        for index, group in enumerate(self._groups):
            if group[0].timestamp_ns <= from_ns:
                first = index
        return [packet for group in list(self._groups)[first:] for packet in group]

    def clear(self) -> None:
        """Forget the stream: the camera was closed."""
        self._groups.clear()
        self._size = 0
        self._newest_ns = None
