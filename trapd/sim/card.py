"""A card without bytes, for the virtual clock: it takes time and room as a real one does."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from trapd.card import names
from trapd.core.boots import Boots
from trapd.core.caption import Caption
from trapd.core.dating import Dating, redated
from trapd.core.events import (
    CardLost,
    CardReady,
    CardSlow,
    Carried,
    Emptied,
    KeepFailed,
    Kept,
    Looked,
    PicturesRepaired,
)
from trapd.core.eyes import telling
from trapd.core.frames import Frame, Packet
from trapd.core.look import Look
from trapd.core.ports import Post
from trapd.core.shots import Clip, Shot
from trapd.core.timeline import Moment
from trapd.core.units import MS, S
from trapd.runtime.loop import Loop

FULL = "the card is full"
MB = 1_000_000
OPEN_NS = 200 * MS
"""A card in order. An assumption."""
CARRY_NS = S
"""After a card came, until the reserve's pictures are on it. An assumption."""
LEAST = 64 * MB
"""Below it the card counts as full, as `card.reserve_mb` has it by default."""
WRITE_NS = 60 * MS
"""Encode 2304 × 1296, write it, three flushes, on a Zero 2 W with a slow card. An assumption, to be measured."""
SLOW_NS = S
"""As in `linux/card_writer.py`."""
BYTES_PER_PIXEL = 0.2
"""Of a JPEG at quality 90: foliage by day. An assumption."""
CLIP_BYTES_PER_S = 750_000
"""6 Mbit/s, the profile's default."""


class MemoryCard:
    """The Card port of `season`. Its faults are set from outside:

    `fault` is why nothing can be written (None: all is well), `flaw` the same for the next picture alone, `write_ns`
    how long a still takes, `free` the bytes left, `written_by` the unit that used it last.
    """

    def __init__(
        self, loop: Loop, post: Post, free_mb: int = 256_000, spare_mb: int = 200, remember: int = 1_000
    ) -> None:
        """`spare_mb`: of the reserve, 0 for none. Remembers names and captions of the last `remember` pictures."""
        self.fault: str | None = None
        self.flaw: str | None = None
        self.written_by: str | None = None
        self.write_ns = WRITE_NS
        self.free = free_mb * MB
        self.stills = 0
        self.clips = 0
        self.kept: deque[tuple[str, Caption]] = deque(maxlen=remember)
        """On the card."""
        self.reserve: deque[tuple[str, Caption, int]] = deque()
        """In the reserve: name, caption, bytes."""
        self.let_go: list[str] = []
        """Had to make room in the reserve."""
        self.notes: deque[Mapping[str, Any]] = deque(maxlen=remember)
        self.pictured: Callable[[int, int, Caption], object] = lambda from_ns, until_ns, caption: None
        """Called with the span of time that is in each picture kept: the truth."""
        self.made: Callable[[], object] = lambda: None
        """Called with each still that is made of a frame."""
        self.shows: Callable[[bool], Look] | None = None
        """What a still shows, by flash or by day; None: nobody asks."""
        self.alive: Mapping[str, Any] | None = None
        """The newest sign of life."""
        self._loop = loop
        self._post = post
        self._size_mb = free_mb
        self._spare = spare_mb * MB
        self._opened = False
        self._slow = False
        self._why = "the card is not open"
        self.last_utc_ns = 0
        """Of what lies on it when it goes in."""
        self._last_sequence = 0
        self._busy_until_ns = 0
        self._running: dict[int, tuple[Clip, Caption, int]] = {}
        """… and when its first frame that shows something began."""

    def open(self) -> None:
        self._loop.after(OPEN_NS, self._open)

    def plug(self, loop: Loop, post: Post) -> None:
        """Into another boot. It has what was announced before; the rest is gone with the power, or was ended."""
        self._loop, self._post = loop, post
        self._opened, self._busy_until_ns = False, 0
        self._running.clear()
        dated = (caption.utc_ns for _, caption in self.kept if caption.synchronised)
        self.last_utc_ns = max(self.last_utc_ns, *dated, 0)

    def keep_still(self, shot: Shot, frame: Frame, caption: Caption) -> None:
        frame.pixels.release()
        self.made()
        if self.shows is not None and telling(caption):
            self._post(Looked(caption.mono_ns, caption.lit, self.shows(caption.lit)))
        size, at_ns = round(frame.width * frame.height * BYTES_PER_PIXEL), frame.timestamp_ns
        self._busy_until_ns = max(self._busy_until_ns, self._loop.clock.now_ns()) + self.write_ns
        self._loop.at(self._busy_until_ns, self._keep, shot.id, caption, size, (at_ns, at_ns), shot.trigger.mono_ns)

    def take(self, packet: Packet) -> None:
        """The season's camera sends none; any other's are counted as nothing."""

    def begin_clip(self, clip: Clip, caption: Caption) -> None:
        pre_rolled = clip.from_ns < clip.trigger.mono_ns and not clip.lit
        self._running[clip.id] = clip, caption, clip.from_ns if pre_rolled else self._loop.clock.now_ns()

    def end_clip(self, clip_id: int, until_ns: int) -> None:
        clip, caption, from_ns = self._running.pop(clip_id)
        size = round((until_ns - clip.from_ns) / S * CLIP_BYTES_PER_S)
        self._loop.at(until_ns + self.write_ns, self._keep, clip.id, caption, size, (from_ns, until_ns), None)

    def note(self, record: Mapping[str, Any]) -> None:
        if record["kind"] == "alive":
            self.alive = record
        else:
            self.notes.append(record)

    def empty(self, anyway: bool) -> None:
        self._loop.after(CARRY_NS, self._empty, anyway)

    def redate(self, unit: str) -> None:
        self._loop.after(CARRY_NS, self._redate, unit)

    def close(self) -> None:
        """Nothing to let go of: what was ordered is kept on the virtual clock, or not at all."""

    def _open(self) -> None:
        why = self.fault or (FULL if self.free < LEAST else None)
        if why is not None:
            self._lose(why)
            return
        self._opened = True
        told = (self.free // MB, self._last_sequence, self._size_mb, self.written_by, self.last_utc_ns)
        self._post(CardReady(*told))
        if self.reserve:
            self._loop.after(CARRY_NS, self._carry)

    def _lose(self, why: str) -> None:
        self._opened, self._why = False, why
        spare_mb = (self._spare - self._in_reserve()) // MB if self._spare else None
        self._post(CardLost(why, why == FULL, spare_mb))

    def _keep(self, id: int, caption: Caption, size: int, span: tuple[int, int], edge_ns: int | None) -> None:
        flaw, self.flaw = self.flaw, None
        why = self.fault or flaw or (FULL if self.free < size or self.free < LEAST else None)
        if why is not None and self._opened:
            self._lose(why)
        if not self._opened and not self._spare:
            self._post(KeepFailed(id, caption, self._why))
        else:
            self._put(id, caption, size, edge_ns)
            self.pictured(*span, caption)
            self._notice_slowness(edge_ns)
        if flaw is not None:
            self.open()

    def _put(self, id: int, caption: Caption, size: int, edge_ns: int | None) -> None:
        name, on_reserve = names.name(caption), not self._opened
        if on_reserve:
            while self.reserve and self._in_reserve() + size > self._spare:
                self.let_go.append(self.reserve.popleft()[0])
            self.reserve.append((name, caption, size))
        else:
            self._take_over(name, caption, size)
        free_mb = (self._spare - self._in_reserve() if on_reserve else self.free) // MB
        durable_ms = None if edge_ns is None else (self._loop.clock.now_ns() - edge_ns) / MS
        self._post(Kept(id, name, size, caption, durable_ms, free_mb, on_reserve))

    def _take_over(self, name: str, caption: Caption, size: int) -> None:
        self.free -= size
        self.written_by = caption.unit
        self.kept.append((name, caption))
        self.stills += caption.media == "still"
        self.clips += caption.media == "clip"
        if caption.sequence > self._last_sequence:
            self._last_sequence = caption.sequence

    def _carry(self) -> None:
        carried = 0
        while self.reserve and self._opened:
            self._take_over(*self.reserve.popleft())
            carried += 1
        if carried:
            self._post(Carried(carried))

    def _empty(self, anyway: bool) -> None:
        """Nobody offloads in a simulation, nor protects anything."""
        count = len(self.kept)
        if not self._opened and self._why != FULL:
            self._post(Emptied(0, count).ended(self._why))
        elif count and not anyway:
            self._post(Emptied(0, count).ended(f"on no other disk: {count} of its pictures"))
        else:
            self._post(Emptied(count, mb=(self._size_mb * MB - self.free) / MB).ended(None))
            self.kept.clear()
            self.free = self._size_mb * MB

    def _redate(self, unit: str) -> None:
        """All that is remembered of the card, at once."""
        boots, wanted = Boots(unit), self._to_date()
        for note in self.notes:
            if wanted is None or note.get("boot") == wanted:
                boots.take(note)
        pictures = [
            (at, was, caption)
            for at, (was, caption) in enumerate(self.kept)
            if wanted is None or caption.boot == wanted
        ]
        for _, _, caption in pictures:
            boots.take({"kind": "media", **caption.facts()})
        dating, repaired = Dating(boots), list[tuple[str, str, Caption]]()
        for at, was, caption in pictures:
            carried = Moment(caption.utc_ns, caption.time_source, caption.time_uncertainty_s)
            better = dating.instead(caption.boot, caption.mono_ns, carried)
            if better is not None and caption.unit == unit:
                caption = redated(caption, better)
                self.kept[at] = (names.name(caption), caption)
                repaired.append((was, *self.kept[at]))
        if repaired:
            self._post(PicturesRepaired(tuple(repaired)))

    def _to_date(self) -> str | None:
        """The newest start, if all pictures from before it have their date already: a gated unit starts some thousand
        times. None: everything is looked at."""
        newest = next((note["boot"] for note in reversed(self.notes) if "boot" in note), None)
        undated = {caption.boot for _, caption in self.kept if not caption.synchronised}
        return newest if undated <= {newest} else None

    def _notice_slowness(self, edge_ns: int | None) -> None:
        if edge_ns is None:
            return
        slow, self._slow = self._slow, self.write_ns >= SLOW_NS
        if self._slow and not slow:
            self._post(CardSlow(self.write_ns // MS))

    def _in_reserve(self) -> int:
        return sum(size for _, _, size in self.reserve)
