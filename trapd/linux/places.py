"""Where the next picture goes: on the card, or in the reserve on the system disk while the card takes none."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from math import inf
from pathlib import Path

from trapd.card import catalog, reserve, tail, trouble
from trapd.card.carry import carry
from trapd.card.ledger import Picture
from trapd.card.reserve import Reserve
from trapd.card.retire import Retirement
from trapd.card.sweep import sweep
from trapd.card.volume import MB, Volume
from trapd.config import profile
from trapd.core.events import CardLost, CardReady, Carried, Emptied, Retired
from trapd.core.ports import Post
from trapd.linux import leftover, refusals
from trapd.linux.chores import Chores
from trapd.linux.emptying import emptying
from trapd.linux.sweeping import sweeping
from trapd.runtime.clock import Clock


class Places:
    """Used on the card's own thread. Tells `CardReady` and `CardLost`; its chores tell what they did."""

    def __init__(self, section: profile.Card, spare: Path | None, post: Post, clock: Clock, unit: str) -> None:
        """`spare`: the reserve's folder, made when it is needed; None: the unit has none. `unit`: whose pictures may
        make room for new ones."""
        self._section = section
        self._unit = unit
        self._root = Path(section.path)
        self._spare = spare if section.spare_mb else None
        self._post = post
        self._chores = Chores(post)
        self._sweep = sweeping(post, clock)
        self._card: Volume | None = None
        self._retirement = _retirement(section, unit)
        self._letting_go = threading.Lock()
        self._written_by: str | None = None
        self._full = False
        self._reserve: Reserve | None = None
        self._to_redate: Volume | None = None
        """The card that waits for it."""
        self._another_chance = False
        """The card was put in, or kept a picture, since it failed last."""
        self.why = f"the card {self._root} was not opened"
        """It takes no pictures."""

    def __iter__(self) -> Iterator[Volume]:
        """Where to try, one after the other; `failed` comes between."""
        if self._card is not None and not self._full:
            yield self._card
        if (spare := self._spared()) is not None:
            yield spare

    @property
    def first(self) -> Volume | None:
        """None while nothing can be kept."""
        return next(iter(self), None)

    def catalogs(self) -> Iterator[Volume]:
        """The same for a line, which a full card still takes."""
        if self._card is not None:
            yield self._card
        if (spare := self._spared()) is not None:
            yield spare

    def has(self, place: Volume | None) -> bool:
        """Whether it is still one of them."""
        return place is not None and (place is self._card or place is self._reserve)

    def is_reserve(self, place: Volume) -> bool:
        return place is self._reserve

    def open(self) -> None:
        """The card, unless it is open already."""
        self._open()
        self._another_chance = self._card is not None

    def change_over(self) -> None:
        """Another card stands at the path, or none: what was open there is gone."""
        if self._card is not None:
            self._lose(_error(errno.ENODEV, self._root))
        if self._root.is_mount():
            self.open()

    def kept(self, place: Volume) -> None:
        """A picture is durable there. One that a good card did not take is carried over to it."""
        if place is self._card:
            self._another_chance = True
            self._make_room(place)
        elif self._card is not None and not self._full:
            self._chores.put("carry-over", self._carry, self._card)

    def failed(self, place: Volume, error: OSError) -> None:
        """It takes no more."""
        if place is self._card:
            self._lose(error)
        elif place is self._reserve:
            place.close()
            self._reserve = None
            if self._card is None or self._full:
                self._post(CardLost(f"{self.why}; its reserve {place.root} fails: {error.strerror}", self._full))

    def mend(self) -> None:
        """After a failure the card is opened anew at once: it may be one bad file. The next time it has to wait."""
        if self._card is None and self._another_chance:
            self._another_chance = False
            self._open()

    def empty(self, anyway: bool) -> None:
        """The card; what the reserve holds waits for it still."""
        if self._card is None:
            self._post(Emptied(0).ended(self.why))
        else:
            self._chores.put("emptying", partial(self._empty, anyway), self._card)

    def redate(self, unit: str) -> None:
        """The card's pictures, unless that waits to be done already. Those in the reserve wait for a card."""
        if self._card is not None and self._to_redate is not self._card:
            self._to_redate = self._card
            self._chores.put("re-dating", partial(self._redate, unit), self._card)

    def close(self) -> None:
        for place in (self._card, self._reserve):
            if place is not None:
                place.close()
        self._chores.close()

    def _open(self) -> None:
        try:
            fresh, was_full = self._card is None, self._full
            self._card = card = self._card or self._mount()
            full_mb = self._section.reserve_mb
            if card.free_mb() < full_mb:
                self._retire(card, until_mb=full_mb)  # nothing else can be done with it before
            self._full = card.free_mb() < full_mb
            if self._full:
                self._tell_lost(_error(errno.ENOSPC, self._root))
            else:
                told = (card.free_mb(), card.last_sequence, card.size_mb(), self._written_by, card.last_utc_ns)
                self._post(CardReady(*told))
            self._see_to(card, fresh, carries=fresh or (was_full and not self._full))
        except OSError as error:
            self._lose(error)

    def _mount(self) -> Volume:
        """Where a card must be mounted, its empty mount point is none: pictures there would fill the system disk."""
        if self._section.mounted and not self._root.is_mount():
            raise _error(errno.ENODEV, self._root)
        card = Volume(self._root, self._section.reserve_mb)
        self._retirement = _retirement(self._section, self._unit)
        self._written_by = tail.last_unit(self._root / catalog.FILE)
        return card

    def _see_to(self, card: Volume, fresh: bool, carries: bool) -> None:
        """What earlier starts left on it, what must make room on it, and what waits for it."""
        if fresh:
            self._chores.put("sweep", self._sweep, card)
        self._make_room(card)
        if carries and self._spare is not None and reserve.exists(self._spare) and self._spared() is not None:
            self._chores.put("carry-over", self._carry, card)

    def _carry(self, card: Volume) -> None:
        """A chore."""
        spare, carried = self._reserve, 0
        try:
            for _ in carry(spare, card) if spare is not None else ():
                carried += 1
        finally:
            if carried:
                self._post(Carried(carried))

    def _make_room(self, card: Volume) -> None:
        with suppress(OSError):  # the next picture will tell of it
            if self._retirement.due(card):
                self._chores.put("making room", self._retire, card)

    def _retire(self, card: Volume, until_mb: float = inf) -> None:
        """A chore; or until so much is free."""
        self._let_go(self._retirement.make_room(card), lambda: card.free_mb() >= until_mb)

    def _let_go(self, going: Iterable[Picture], enough: Callable[[], bool] = lambda: False) -> None:
        """Whichever of the two threads comes second leaves it to the first: no picture waits."""
        if not self._letting_go.acquire(blocking=False):
            return
        sizes = []
        try:
            for picture in going:
                sizes.append(picture.size)
                if enough():
                    break
        finally:
            self._letting_go.release()
            if sizes:
                self._post(Retired(len(sizes), round(sum(sizes) / MB, 1)))

    def _empty(self, anyway: bool, card: Volume) -> None:
        """A chore."""
        with self._letting_go:
            emptying(anyway, self._post)(card)

    def _redate(self, unit: str, card: Volume) -> None:
        """A chore. What comes to be known while it works is another's business."""
        from trapd.linux.redating import redating  # what it reckons with is loaded beside the pictures, not before

        self._to_redate = None
        redating(unit, self._post)(card)

    def _spared(self) -> Reserve | None:
        """The reserve, opened when it is first asked for; None where there is none, or it does not work."""
        if self._reserve is None and self._spare is not None:
            with suppress(OSError):
                self._reserve = Reserve(self._spare, self._section.spare_mb, self._section.reserve_mb)
                self._chores.put("sweep", _sweep_reserve, self._reserve)
        return self._reserve

    def _lose(self, error: OSError) -> None:
        if self._card is not None:
            self._card.close()
            self._card = None
        self._full = error.errno in trouble.FULL
        self._tell_lost(error)

    def _tell_lost(self, error: OSError) -> None:
        refused = refusals.told() if error.errno == errno.ENODEV else None
        self.why = refused or trouble.in_words(error, self._root)
        self._post(CardLost(self.why, self._full, self._spare_mb()))

    def _spare_mb(self) -> int | None:
        """Free in the reserve; None where there is none, or its disk is full of other things."""
        with suppress(OSError):
            if (spare := self._spared()) is not None:
                spare.check_room()
                return spare.free_mb()
        return None


def _retirement(section: profile.Card, unit: str) -> Retirement:
    return Retirement(section.retention, section.reserve_mb, section.low_mb, unit)


def _sweep_reserve(spare: Volume) -> None:
    """A chore, of no news to anybody: what it announces is carried to the next card."""
    sweep(spare, leftover.inspect)


def _error(code: int, path: Path) -> OSError:
    return OSError(code, os.strerror(code), str(path))
