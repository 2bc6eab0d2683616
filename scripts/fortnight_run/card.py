"""A card of files in a simulated season: pixels, EXIF, H.264 and catalog are those of the field, time is the story's.

What threads do in the field (`linux/card.py`) is done in place here, so that the same story leaves the same bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from trapd.card import catalog, tail
from trapd.card.catalog import Catalog
from trapd.card.repair import repair
from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.config import profile
from trapd.core.caption import Caption
from trapd.core.events import CardSwept, KeepFailed, PicturesRepaired
from trapd.core.frames import Frame, Packet
from trapd.core.ports import Post
from trapd.core.shots import Clip, Shot
from trapd.linux import leftover, still
from trapd.linux.recording import Recording
from trapd.linux.redating import renew
from trapd.runtime.loop import Loop
from trapd.sim.card import MemoryCard

GONE = "the card is gone"
NO_VIDEO = "no usable video came from the camera"
Told = Callable[[Caption, int], object]


def blank(root: Path, card: str) -> None:
    """A new card with this id: 16 hex digits."""
    root.mkdir(parents=True)
    Catalog(root, card=card).close()


class FolderCard(MemoryCard):
    """Takes time as its parent does, and has no reserve. Its volume lives from `open` to the end of a boot."""

    def __init__(self, loop: Loop, post: Post, root: Path, camera: profile.Camera, announced: Told) -> None:
        """`announced` is called with each picture that came to be on the card, and when it was over, mono_ns."""
        super().__init__(loop, post, spare_mb=0)
        self.root = root
        self._camera = camera
        self._announced = announced
        self._volume: Volume | None = None
        self._stills = dict[int, bytes]()
        self._clips = dict[int, Recording]()
        self._ready = b"", ""
        """What is about to be announced: a still's bytes, and the checksum of a still or a clip."""
        self._until_ns = 0
        self._waiting = deque[Mapping[str, Any]]()
        """Lines told before the card was open."""
        self._booted_ns = 0
        """When this boot began: on the card it is mono_ns 0, as with any kernel, and in the story it is not."""

    # -- the port ------------------------------------------------------------------------------------------------

    def keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        self._stills[shot.id] = still.picture(frame, self._of_boot(caption), self._camera.jpeg_quality)
        super().keep_still(shot, frame, caption)

    def take(self, packet: Packet) -> None:
        since_boot = replace(packet, timestamp_ns=packet.timestamp_ns - self._booted_ns)
        for recording in self._clips.values():
            recording.take(since_boot, since_boot.timestamp_ns)

    def begin_clip(self, clip: Clip, caption: Caption) -> None:
        super().begin_clip(clip, caption)
        self._clips[clip.id] = Recording(clip.id, self._of_boot(caption), self._volume, self._camera.fps)

    def end_clip(self, clip_id: int, until_ns: int) -> None:
        self._clips[clip_id].until_ns = until_ns - self._booted_ns
        super().end_clip(clip_id, until_ns)

    def note(self, record: Mapping[str, Any]) -> None:
        super().note(record)
        record = self._line(record)
        if self._volume is None:
            self._waiting.append(record)
        else:
            self._volume.note(record)

    def close(self) -> None:
        for id, (_, caption, from_ns) in list(self._running.items()):
            self._keep(id, caption, 0, (from_ns, self._loop.clock.now_ns()), None)
        self._let_go()

    # -- what befalls it -----------------------------------------------------------------------------------------

    def plug(self, loop: Loop, post: Post) -> None:
        """After a power cut too: what was being written stays as it is."""
        for recording in self._clips.values():
            recording.abandon()
        self._clips.clear()
        self._stills.clear()
        self._waiting.clear()
        self._let_go()
        self._booted_ns = loop.clock.now_ns()
        super().plug(loop, post)

    def pull(self) -> None:
        """Out of the running unit."""
        for recording in self._clips.values():
            recording.abandon()
        self._let_go()
        self.fault = GONE
        self._lose(GONE)

    def put_in(self, root: Path) -> None:
        """Another card, or the same."""
        self.root, self.fault = root, None
        self.open()

    # -- its parent, with bytes ----------------------------------------------------------------------------------

    def _open(self) -> None:
        if self.fault is not None or self._volume is not None:
            super()._open()
            return
        self._volume = volume = Volume(self.root, reserve_mb=0)
        self.written_by = tail.last_unit(self.root / catalog.FILE)
        self.last_utc_ns, self._last_sequence = volume.last_utc_ns, volume.last_sequence
        super()._open()
        while self._waiting:
            volume.note(self._waiting.popleft())
        swept = sweep(volume, leftover.inspect)
        dealt = {"announced": swept.announced, "closed": swept.closed, "set_aside": swept.set_aside}
        self._post(CardSwept(swept.last_sequence, took_s=0, **dealt, removed=swept.removed, failed=swept.failed))

    def _keep(self, id: int, caption: Caption, size: int, span: tuple[int, int], edge_ns: int | None) -> None:
        recording = self._clips.pop(id, None)
        if recording is None:
            picture = self._stills.pop(id)
            self._ready = picture, sha256(picture).hexdigest()
            size = len(picture)
        elif recorded := recording.finish():
            caption, size = self._of_story(recorded.caption), recorded.size
            span = caption.mono_ns, span[1]
            self._ready = b"", recorded.sha256
        else:
            self._post(KeepFailed(id, caption, self.fault or NO_VIDEO))
            return
        self._until_ns = span[1]
        super()._keep(id, caption, size, span, edge_ns)

    def _take_over(self, name: str, caption: Caption, size: int) -> None:
        picture, checksum = self._ready
        assert self._volume is not None
        if picture:
            self._volume.write(caption, picture)
        self._volume.announce(self._of_boot(caption), checksum, size)
        super()._take_over(name, caption, size)
        self._announced(caption, self._until_ns)

    def _redate(self, unit: str) -> None:
        if self._volume is not None and (done := tuple(repair(self._volume, unit, renew, leftover.inspect))):
            self._post(PicturesRepaired(done))

    def _of_boot(self, caption: Caption) -> Caption:
        return _later(caption, -self._booted_ns)

    def _of_story(self, caption: Caption) -> Caption:
        return _later(caption, self._booted_ns)

    def _line(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """With the times of its boot."""
        line = {key: value - self._booted_ns if key.endswith("mono_ns") else value for key, value in record.items()}
        if "since" in line:
            line["since"] = {state: at_ns - self._booted_ns for state, at_ns in line["since"].items()}
        return line

    def _let_go(self) -> None:
        if self._volume is not None:
            self._volume.close()
            self._volume = None


def _later(caption: Caption, by_ns: int) -> Caption:
    return replace(caption, mono_ns=caption.mono_ns + by_ns, edge_mono_ns=caption.edge_mono_ns + by_ns)
