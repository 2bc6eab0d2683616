"""What the card's own thread does: write, announce, one thing after the other.

The card is either a `Volume` that takes pictures, or lost, with the reason: an OSError leads from the one to the
other, `open` leads back.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from trapd.card import trouble
from trapd.card.volume import Volume
from trapd.config import profile
from trapd.core.caption import Caption
from trapd.core.events import CardLost, CardReady, KeepFailed, Kept
from trapd.core.frames import Packet
from trapd.core.ports import Post
from trapd.core.shots import Clip, Shot
from trapd.core.units import MS, S
from trapd.linux import refusals
from trapd.linux.chores import Chores
from trapd.linux.recording import Recording
from trapd.linux.sweeping import sweeping
from trapd.runtime.clock import Clock

MOST_NOTES = 10_000
"""Lines that wait for a catalog: days without one; then the oldest go."""


class CardWriter:
    """Every method runs on the card's thread, and none raises: trouble becomes `CardLost` and `KeepFailed`."""

    def __init__(
        self,
        section: profile.Card,
        fps: float,
        post: Post,
        clip_over: Callable[[], None],
        clock: Clock,
    ) -> None:
        """`fps`: of the clips; `clip_over` is called when one wants no more packets."""
        self._section = section
        self._root = Path(section.path)
        self._fps = fps
        self._post = post
        self._clip_over = clip_over
        self._clock = clock
        self._chores = Chores()
        self._sweep = sweeping(post, clock)
        self._volume: Volume | None = None
        self._why = f"the card {self._root} was not opened"
        self._recordings: dict[int, Recording] = {}
        self._notes = deque[Mapping[str, Any]](maxlen=MOST_NOTES)
        """Not yet in any catalog."""

    def open(self) -> None:
        """Open the card, unless it is open already, and see to what the last start left on it."""
        try:
            fresh = self._volume is None
            volume = self._volume = self._volume or self._mount()
            self._post(CardReady(volume.free_mb(), volume.last_sequence))
            if fresh:
                self._chores.put(self._sweep, volume)
        except OSError as error:
            self._lose(error)
        self._write_notes()

    def change_over(self) -> None:
        """Another card stands at the path, or none: what was open there is gone."""
        if self._volume is not None:
            self._lose(_no_device(self._root))
        if self._root.is_mount():
            self.open()

    def _mount(self) -> Volume:
        """Where a card must be mounted, its empty mount point is none: pictures there would fill the system disk."""
        if self._section.mounted and not self._root.is_mount():
            raise _no_device(self._root)
        return Volume(self._root, self._section.reserve_mb)

    def note(self, record: Mapping[str, Any]) -> None:
        """A line for the catalog: now, or as soon as there is one."""
        self._notes.append(record)
        self._write_notes()

    def close(self) -> None:
        for recording in list(self._recordings.values()):
            self._finish(recording)
        if self._volume is not None:
            self._volume.close()
        self._chores.close()

    def keep_still(self, shot: Shot, caption: Caption, picture: bytes, sha256: Future[str]) -> None:
        """`sha256` of the picture, reckoned elsewhere while the card syncs."""
        if self._volume is None:
            self._post(KeepFailed(shot.id, caption, self._why))
            return
        try:
            self._volume.write(caption, picture)
            name = self._volume.announce(caption, sha256.result(), len(picture))
        except OSError as error:
            self._lose(error)
            self._post(KeepFailed(shot.id, caption, self._why))
        else:
            durable_ms = (self._clock.now_ns() - shot.trigger.mono_ns) / MS
            self._post(Kept(shot.id, name, len(picture), caption, durable_ms))

    def begin_clip(self, clip: Clip, caption: Caption, held: list[Packet]) -> None:
        """`held`: what the pre-roll ring had of it."""
        self._recordings[clip.id] = recording = Recording(clip.id, caption, self._volume, self._fps)
        for packet in held:
            self._take(recording, packet)

    def record(self, packet: Packet) -> None:
        """The next packet, for every clip that runs: one may still wait for its last while the next has begun."""
        for recording in list(self._recordings.values()):
            self._take(recording, packet)
            if recording.over:
                self._finish(recording)

    def end_clip(self, clip_id: int, until_ns: int) -> None:
        recording = self._recordings[clip_id]
        recording.until_ns = until_ns
        if recording.over:
            self._finish(recording)

    def patience_s(self) -> float | None:
        """How long to wait for the next packet; for ever while no clip waits for its end."""
        ends = [end for recording in self._recordings.values() if (end := recording.give_up_ns) is not None]
        return max(0, min(ends) - self._clock.now_ns()) / S if ends else None

    def idle(self) -> None:
        """No packet came: end the clips that have waited long enough."""
        now_ns = self._clock.now_ns()
        for recording in list(self._recordings.values()):
            if recording.give_up_ns is not None and recording.give_up_ns <= now_ns:
                self._finish(recording)

    def _take(self, recording: Recording, packet: Packet) -> None:
        """A packet that is no video is left out: a flaw in the clip, no fault of the card."""
        try:
            with suppress(ValueError):
                recording.take(packet, self._clock.now_ns())
        except OSError as error:
            self._lose(error)

    def _finish(self, recording: Recording) -> None:
        del self._recordings[recording.id]
        self._clip_over()
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

    def _write_notes(self) -> None:
        try:
            while self._notes and self._volume is not None:
                self._volume.note(self._notes[0])
                self._notes.popleft()
        except OSError as error:
            self._lose(error)

    def _lose(self, error: OSError) -> None:
        refused = refusals.told() if error.errno == errno.ENODEV else None
        self._why = refused or trouble.in_words(error, self._root)
        for recording in self._recordings.values():
            recording.abandon()
        if self._volume is not None:
            self._volume.close()
            self._volume = None
        self._post(CardLost(self._why, full=error.errno in trouble.FULL))


def _no_device(root: Path) -> OSError:
    return OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(root))
