"""The card as a directory: a mounted microSD or USB card in the field, any folder at a desk.

One thread of its own encodes, writes and announces, one thing after the other. It sleeps while nothing is to be
written: packets go into the pre-roll ring on the thread that brings them, and on to the card's only for a clip.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from pathlib import Path

from trapd.card import trouble
from trapd.card.volume import MB, Volume
from trapd.config import profile
from trapd.core.caption import Caption
from trapd.core.events import CardLost, CardReady, KeepFailed, Kept
from trapd.core.frames import Frame, Packet
from trapd.core.ports import Post
from trapd.core.shots import Clip, Shot
from trapd.core.units import MS, S, seconds
from trapd.linux import leftover
from trapd.linux.backlog import Backlog
from trapd.linux.recording import Recording
from trapd.media.preroll import LONGEST_GAP_NS, PreRoll
from trapd.runtime.clock import Clock

ORDER_NS = S
"""A clip may be ordered so long after its motion and still find its whole pre-roll in the ring."""


class DirectoryCard:
    """The Card port on `section.path`. `open` may be called again at any time: on a good card it only says so."""

    def __init__(
        self, section: profile.Card, camera: profile.Camera, pre_roll_s: float, post: Post, clock: Clock
    ) -> None:
        self._root = Path(section.path)
        self._reserve_mb = section.reserve_mb
        self._camera = camera
        self._post = post
        self._clock = clock
        self._ring = PreRoll(seconds(pre_roll_s) + ORDER_NS)
        self._clips = 0
        """How many clips want packets."""
        self._gap = False
        """Packets were dropped: the next that can be decoded is a key frame."""
        self._packets = threading.Lock()
        """Guards the three above."""
        self._volume: Volume | None = None
        self._why = f"the card {self._root} was not opened"
        self._recordings: dict[int, Recording] = {}
        self._backlog = Backlog(section.queue_mb * MB)
        self._thread = threading.Thread(
            target=self._backlog.run, args=(self._patience_s, self._idle), name="card", daemon=True
        )
        self._thread.start()

    # -- on the loop's thread; `take` on any ---------------------------------------------------------------------

    def open(self) -> None:
        self._backlog.put(0, self._open)

    def keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        yuv_bytes = frame.width * frame.height * 3 // 2
        if not self._backlog.put(yuv_bytes, self._keep_still, shot, frame, caption):
            frame.pixels.release()
            why = f"the card {self._root} is too slow: too many pictures wait for it"
            self._post(KeepFailed(shot.id, caption, why))

    def take(self, packet: Packet) -> None:
        with self._packets:
            self._ring.take(packet)
            if self._clips:
                skip = self._gap and not packet.key
                self._gap = skip or not self._backlog.put(len(packet.data), self._record, packet)

    def begin_clip(self, clip: Clip, caption: Caption) -> None:
        with self._packets:
            self._clips += 1
            held = self._ring.since(clip.from_ns)
            if held and held[-1].timestamp_ns < clip.from_ns - LONGEST_GAP_NS:
                held = []  # of a stream that ended before this clip was wanted
            self._backlog.put(0, self._begin_clip, clip, caption, held)

    def end_clip(self, clip_id: int, until_ns: int) -> None:
        self._backlog.put(0, self._end_clip, clip_id, until_ns)

    def close(self) -> None:
        self._backlog.put(0, self._close)
        self._backlog.end()
        self._thread.join()

    # -- on the card's thread ------------------------------------------------------------------------------------

    def _open(self) -> None:
        try:
            if self._volume is None:
                self._volume = Volume(self._root, self._reserve_mb, leftover.inspect)
            self._post(CardReady(self._volume.free_mb(), self._volume.last_sequence))
        except OSError as error:
            self._lose(error)

    def _lose(self, error: OSError) -> None:
        self._why = trouble.in_words(error, self._root)
        for recording in self._recordings.values():
            recording.abandon()
        if self._volume is not None:
            self._volume.close()
            self._volume = None
        self._post(CardLost(self._why))

    def _keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        if self._volume is None:
            frame.pixels.release()
            self._post(KeepFailed(shot.id, caption, self._why))
            return
        picture = _encode(frame, caption, self._camera.jpeg_quality)
        try:
            self._volume.write(caption, picture)
            name = self._volume.announce(caption, hashlib.sha256(picture).hexdigest(), len(picture))
        except OSError as error:
            self._lose(error)
            self._post(KeepFailed(shot.id, caption, self._why))
        else:
            durable_ms = (self._clock.now_ns() - shot.trigger.mono_ns) / MS
            self._post(Kept(shot.id, name, len(picture), caption, durable_ms))

    def _begin_clip(self, clip: Clip, caption: Caption, held: list[Packet]) -> None:
        self._recordings[clip.id] = recording = Recording(clip.id, caption, self._volume, self._camera.fps)
        for packet in held:
            self._write(recording, packet)

    def _record(self, packet: Packet) -> None:
        for recording in list(self._recordings.values()):
            self._write(recording, packet)
            if recording.over:
                self._finish(recording)

    def _write(self, recording: Recording, packet: Packet) -> None:
        """A packet that is no video is left out: a flaw in the clip, no fault of the card."""
        try:
            with suppress(ValueError):
                recording.take(packet, self._clock.now_ns())
        except OSError as error:
            self._lose(error)

    def _end_clip(self, clip_id: int, until_ns: int) -> None:
        recording = self._recordings[clip_id]
        recording.until_ns = until_ns
        if recording.over:
            self._finish(recording)

    def _finish(self, recording: Recording) -> None:
        with self._packets:
            self._clips -= 1
        del self._recordings[recording.id]
        why = "no usable video came from the camera" if self._volume else self._why
        try:
            if (recorded := recording.finish()) and self._volume:
                name = self._volume.announce(recorded.caption, recorded.sha256, recorded.size)
                self._post(Kept(recording.id, name, recorded.size, recorded.caption, None))
                return
        except OSError as error:
            recording.abandon()
            self._lose(error)
            why = self._why
        self._post(KeepFailed(recording.id, recording.caption, why))

    def _patience_s(self) -> float | None:
        """How long to wait for the next packet; for ever while no clip waits for its end."""
        ends = [end for recording in self._recordings.values() if (end := recording.give_up_ns) is not None]
        return max(0, min(ends) - self._clock.now_ns()) / S if ends else None

    def _idle(self) -> None:
        now_ns = self._clock.now_ns()
        for recording in list(self._recordings.values()):
            if recording.give_up_ns is not None and recording.give_up_ns <= now_ns:
                self._finish(recording)

    def _close(self) -> None:
        for recording in list(self._recordings.values()):
            self._finish(recording)
        if self._volume is not None:
            self._volume.close()


def _encode(frame: Frame, caption: Caption, quality: int) -> bytes:
    """The finished file; the frame's buffer goes back to the camera as soon as it was read."""
    from trapd.media import exif, jpeg

    try:
        encoded = jpeg.encode(frame.pixels.planes(), quality)
    finally:
        frame.pixels.release()
    return jpeg.splice(encoded, exif.block(caption, frame.width, frame.height))
