"""What the card's own thread does: write, announce, one thing after the other.

An OSError ends a place for pictures (`places.py`); what was being written goes to the next one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from trapd.card import alive
from trapd.card.volume import Volume
from trapd.config import profile
from trapd.core.caption import Caption
from trapd.core.events import CardSlow, KeepFailed, Kept
from trapd.core.frames import Packet
from trapd.core.ports import Post
from trapd.core.shots import Clip, Shot
from trapd.core.units import MS, S
from trapd.linux.places import Places
from trapd.linux.recording import Recording
from trapd.runtime.clock import Clock

MOST_NOTES = 10_000
"""Lines that wait for a catalog: days without one; then the oldest go."""
SLOW_NS = S
"""A still that took so long to become durable was held up: a good card needs some tens of milliseconds for it, and
may be busy with itself for 250 (SDHC) or 500 (SDXC) at a time."""


class CardWriter:
    """Every method runs on the card's thread, and none raises: trouble becomes `CardLost` and `KeepFailed`."""

    def __init__(
        self,
        section: profile.Card,
        spare: Path | None,
        fps: float,
        post: Post,
        clip_over: Callable[[], None],
        clock: Clock,
        unit: str,
    ) -> None:
        """`spare`: the folder of the reserve; `fps`: of the clips; `clip_over` is called when one wants no more
        packets."""
        self._fps = fps
        self._post = post
        self._clip_over = clip_over
        self._clock = clock
        self._places = Places(section, spare, post, clock, unit)
        self._slow = False
        self._recordings: dict[int, Recording] = {}
        self._notes = deque[Mapping[str, Any]](maxlen=MOST_NOTES)
        """Not yet in any catalog."""

    def open(self) -> None:
        """Open the card, unless it is open already, and see to what the last start left on it."""
        self._places.open()
        self._write_notes()

    def change_over(self) -> None:
        """Another card stands at the path, or none: what was open there is gone."""
        self._places.change_over()
        self._move_recordings()
        self._write_notes()

    def note(self, record: Mapping[str, Any]) -> None:
        """A line for the catalog: now, or as soon as there is one. Of signs of life the newest alone waits."""
        if self._notes and self._notes[-1]["kind"] == record["kind"] == alive.KIND:
            self._notes.pop()
        self._notes.append(record)
        self._write_notes()

    def empty(self, anyway: bool) -> None:
        """After the pictures that wait already."""
        self._places.empty(anyway)

    def redate(self, unit: str) -> None:
        """After the lines that wait already."""
        self._places.redate(unit)

    def close(self) -> None:
        for recording in list(self._recordings.values()):
            self._finish(recording)
        self._places.close()

    def keep_still(self, shot: Shot, caption: Caption, picture: bytes, sha256: Future[str]) -> None:
        """`sha256` of the picture, reckoned elsewhere while the card syncs."""
        for place in self._places:
            begun_ns = self._clock.now_ns()
            try:
                place.write(caption, picture)
                name = place.announce(caption, sha256.result(), len(picture))
            except OSError as error:
                self._failed(place, error)
                continue
            now_ns = self._clock.now_ns()
            self._kept(place, shot.id, name, len(picture), caption, (now_ns - shot.trigger.mono_ns) / MS)
            self._took(now_ns - begun_ns)
            break
        else:
            self._post(KeepFailed(shot.id, caption, self._places.why))
        self._places.mend()

    def begin_clip(self, clip: Clip, caption: Caption, held: list[Packet]) -> None:
        """`held`: what the pre-roll ring had of it."""
        self._recordings[clip.id] = recording = Recording(clip.id, caption, self._places.first, self._fps)
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
        place = recording.place
        try:
            with suppress(ValueError):
                recording.take(packet, self._clock.now_ns())
        except OSError as error:
            self._failed(place, error)
            self._places.mend()

    def _finish(self, recording: Recording) -> None:
        del self._recordings[recording.id]
        self._clip_over()
        place = recording.place
        why = "no usable video came from the camera" if place else self._places.why
        try:
            if (recorded := recording.finish()) and place:
                name = place.announce(recorded.caption, recorded.sha256, recorded.size)
                self._kept(place, recording.id, name, recorded.size, recorded.caption, None)
                return
        except OSError as error:
            recording.abandon()
            self._failed(place, error)
            why = self._places.why
        self._post(KeepFailed(recording.id, recording.caption, why))
        self._places.mend()

    def _kept(
        self, place: Volume, id: int, name: str, size: int, caption: Caption, edge_to_durable_ms: float | None
    ) -> None:
        free_mb = None
        with suppress(OSError):  # the next picture will tell of it
            free_mb = place.free_mb()
        on_reserve = self._places.is_reserve(place)
        self._post(Kept(id, name, size, caption, edge_to_durable_ms, free_mb, on_reserve))
        self._places.kept(place)

    def _took(self, ns: int) -> None:
        slow, self._slow = self._slow, ns >= SLOW_NS
        if self._slow and not slow:
            self._post(CardSlow(ns // MS))

    def _write_notes(self) -> None:
        for place in self._places.catalogs() if self._notes else ():
            try:
                while self._notes:
                    place.note(self._notes[0])
                    self._notes.popleft()
                return
            except OSError as error:
                self._failed(place, error)

    def _failed(self, place: Volume | None, error: OSError) -> None:
        if place is not None:
            self._places.failed(place, error)
        self._move_recordings()

    def _move_recordings(self) -> None:
        """A clip whose place is gone goes on in another."""
        for recording in self._recordings.values():
            if recording.place is not None and not self._places.has(recording.place):
                recording.go_on_in(self._places.first)
