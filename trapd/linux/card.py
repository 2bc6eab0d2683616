"""The card as a directory: a mounted microSD or USB card in the field, any folder at a desk.

Two threads do the work, and sleep while there is none. One encodes, so that the camera gets its few buffers back
whatever the card does, and a slow card holds up small files, not large frames; the other writes (`card_writer.py`).
Packets go into the pre-roll ring as they come, and on to the card's thread only for a clip.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from trapd.config import profile
from trapd.core.caption import Caption
from trapd.core.events import KeepFailed, Looked
from trapd.core.eyes import telling
from trapd.core.frames import Frame, Packet
from trapd.core.ports import Post
from trapd.core.shots import Clip, Shot
from trapd.core.units import S, seconds
from trapd.linux import still
from trapd.linux.backlog import Backlog
from trapd.linux.card_writer import CardWriter
from trapd.linux.mounts import MountWatch
from trapd.media.preroll import LONGEST_GAP_NS, PreRoll
from trapd.runtime.clock import Clock

MB = 1_000_000
ORDER_NS = S
"""A clip may be ordered so long after its motion and still find its whole pre-roll in the ring."""


class DirectoryCard:
    """The Card port on `section.path`. `open` may be called again at any time: on a good card it only says so."""

    def __init__(
        self,
        section: profile.Card,
        camera: profile.Camera,
        pre_roll_s: float,
        post: Post,
        clock: Clock,
        *,
        spare: Path | None = None,
        unit: str = "",
    ) -> None:
        """`spare`: the folder of the reserve on the system disk; None: there is none. `unit`: its name."""
        self._path = section.path
        self._quality = camera.jpeg_quality
        self._post = post
        self._packets = threading.Lock()
        """Guards the next three."""
        self._ring = PreRoll(seconds(pre_roll_s) + ORDER_NS)
        self._clips = 0
        """How many clips want packets."""
        self._gap = False
        """Packets were dropped: the next that can be decoded is a key frame."""
        self._writer = CardWriter(section, spare, camera.fps, post, self._clip_over, clock, unit)
        limit = section.queue_mb * MB
        self._encoding = Backlog("encoder", limit)
        self._writing = Backlog("card", limit, self._writer.patience_s, self._writer.idle)
        self._mounts = MountWatch(Path(section.path), self._changed_over) if section.mounted else None
        """A card that is put in or pulled is known at once, not at the next picture."""

    def open(self) -> None:
        self._writing.put(0, self._writer.open)
        self._encoding.put(0, still.load_encoders)

    def keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        yuv_bytes = frame.width * frame.height * 3 // 2
        if not self._encoding.put(yuv_bytes, self._encode, shot, frame, caption):
            frame.pixels.release()
            self._post(KeepFailed(shot.id, caption, "too many pictures wait to be encoded"))

    def take(self, packet: Packet) -> None:
        with self._packets:
            self._ring.take(packet)
            if self._clips:
                skip = self._gap and not packet.key
                self._gap = skip or not self._writing.put(len(packet.data), self._writer.record, packet)

    def begin_clip(self, clip: Clip, caption: Caption) -> None:
        with self._packets:
            held = self._ring.since(clip.from_ns)
            if held and held[-1].timestamp_ns < clip.from_ns - LONGEST_GAP_NS:
                held = []  # of a stream that ended before this clip was wanted
            self._writing.put(0, self._writer.begin_clip, clip, caption, held)
            self._clips += 1
            self._gap = self._gap and self._clips > 1

    def end_clip(self, clip_id: int, until_ns: int) -> None:
        self._writing.put(0, self._writer.end_clip, clip_id, until_ns)

    def note(self, record: Mapping[str, Any]) -> None:
        self._writing.put(0, self._writer.note, record)

    def empty(self, anyway: bool) -> None:
        self._writing.put(0, self._writer.empty, anyway)

    def redate(self, unit: str) -> None:
        self._writing.put(0, self._writer.redate, unit)

    def close(self) -> None:
        if self._mounts is not None:
            self._mounts.close()
        self._encoding.close()
        self._writing.put(0, self._writer.close)
        self._writing.close()

    def _encode(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        """On the encoder's thread."""
        if telling(caption):
            self._post(Looked(caption.mono_ns, caption.lit, still.look(frame)))
        picture, sha256 = still.picture(frame, caption, self._quality), Future[str]()
        if self._writing.put(len(picture), self._writer.keep_still, shot, caption, picture, sha256):
            sha256.set_result(hashlib.sha256(picture).hexdigest())
        else:
            why = f"the card {self._path} is too slow: too many pictures wait for it"
            self._post(KeepFailed(shot.id, caption, why))

    def _changed_over(self) -> None:
        self._writing.put(0, self._writer.change_over)

    def _clip_over(self) -> None:
        with self._packets:
            self._clips -= 1
