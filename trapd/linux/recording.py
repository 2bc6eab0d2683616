"""One clip on its way to the card."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from trapd.card import checksum, durable
from trapd.card.volume import Volume
from trapd.core.caption import Caption
from trapd.core.frames import Packet
from trapd.core.units import S

if TYPE_CHECKING:
    from trapd.media.mp4 import ClipWriter

LATE_NS = S
"""Packets that stay away for so long behind a clip's end do not come any more: the camera is gone."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A clip's file, durable and not yet announced."""

    caption: Caption
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class _Open:
    """The file being written."""

    file: BinaryIO
    path: Path
    writer: ClipWriter


class Recording:
    """Opens its file at the first key frame, since the clip's name and date are that frame's."""

    def __init__(self, clip_id: int, caption: Caption, place: Volume | None, fps: float) -> None:
        """`place` is None while there is neither card nor reserve: packets are then thrown away."""
        self.id = clip_id
        self.caption = caption
        """Its start is that of the first frame, once there is one."""
        self.until_ns: int | None = None
        """The end, once it is ordered."""
        self.place = place
        self._fps = fps
        self._open: _Open | None = None
        self._last_ns = 0
        self._seen_ns = 0

    @property
    def over(self) -> bool:
        """Whether the end is ordered and nothing more can come: packets have reached it, or there is no card."""
        return self.until_ns is not None and (self.place is None or self._last_ns >= self.until_ns)

    @property
    def give_up_ns(self) -> int | None:
        """When to stop waiting for packets (mono_ns); None while the end is not ordered."""
        return None if self.until_ns is None else max(self.until_ns, self._seen_ns) + LATE_NS

    def take(self, packet: Packet, now_ns: int) -> None:
        """The next packet of the stream. Raises OSError from the card, ValueError from no video in it."""
        self._last_ns, self._seen_ns = packet.timestamp_ns, now_ns
        if self.place is None or self.over:
            return
        if self._open is None and packet.key:
            self._open = self._begin(packet, self.place)
        if self._open is not None:
            self._open.writer.write(packet)

    def finish(self) -> Recorded | None:
        """Close the file and make it durable; None if nothing was recorded. Raises OSError."""
        if self._open is None:
            return None
        if not self._open.writer.frames:
            self.abandon()
            return None
        file, path, writer = self._open.file, self._open.path, self._open.writer
        writer.close(lambda: durable.sync(file))
        self.caption = replace(self.caption, frames=writer.frames, missing_frames=writer.missing_frames)
        durable.seal(file, path, self.caption.utc_ns)
        return Recorded(self.caption, checksum.sha256(path), path.stat().st_size)

    def abandon(self) -> None:
        """No clip will come of this. The file stays as it is: the next sweep announces what can be shown of it."""
        if self._open is not None and not self._open.file.closed:  # as it is when only its announcement failed
            with suppress(OSError):
                self._open.writer.leave()
                durable.sync(self._open.file)
            with suppress(OSError):
                self._open.file.close()
        self._open = self.place = None

    def go_on_in(self, place: Volume | None) -> None:
        """With the next key frame, as a clip that begins there; the part before is left to the sweep of its card."""
        if self._open is not None:
            self.caption = replace(self.caption, part=(self.caption.part or 1) + 1)
        self.abandon()
        self.place = place

    def _begin(self, first: Packet, volume: Volume) -> _Open:
        from trapd.media import mp4

        self.caption = mp4.begun(self.caption, first)
        file, path = volume.create(self.caption)
        return _Open(file, path, mp4.ClipWriter(file, self.caption, self._fps))
