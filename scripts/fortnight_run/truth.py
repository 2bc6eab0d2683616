"""What really happened, kept beside the cards: nothing of it is known to any unit. Times are nanoseconds of UTC."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from trapd.card import names
from trapd.core.actions import Report
from trapd.core.caption import Caption
from trapd.season import Season
from trapd.sim.animals import Pass

Span = tuple[int, int]
TECHNICIAN = "technician"
"""Comes once, and does not live there."""


class Walk(msgspec.Struct):
    """Somebody before one unit."""

    id: int
    """The same before its neighbour."""
    kind: str
    span: Span
    """In view."""
    fate: str = ""
    """`taken`, or why it was missed: docs/season.md has the words."""


class Unit(msgspec.Struct):
    """What came of one."""

    side: str
    walks: list[Walk]
    pictures: dict[str, Span] = {}
    """What of the time is in each that was announced, by the part of its name that never changes (`names.shot`)."""
    watched: list[Span] = []
    """From when to when it was armed, and saw."""


class Truth(msgspec.Struct):
    """Of the whole survey."""

    span: Span
    units: dict[str, Unit] = {}

    def write(self, path: Path) -> None:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))


def read(path: Path) -> Truth:
    return msgspec.json.decode(path.read_bytes(), type=Truth)


class Books:
    """Keeps them for one unit while its season is played: an observer."""

    def __init__(self, side: str) -> None:
        self.unit = Unit(side, [])
        self._walks = dict[int, Walk]()
        self._since_ns: int | None = None
        self._utc_ns: Callable[[int], int] = lambda mono_ns: mono_ns

    def begin(self, season: Season, passes: Sequence[Pass]) -> None:
        """Before its first power-on."""
        self._utc_ns = utc_ns = season.world.utc_ns
        self.unit.walks = [Walk(one.id, one.species, (utc_ns(one.start_ns), utc_ns(one.end_ns))) for one in passes]
        self._walks = {walk.id: walk for walk in self.unit.walks}
        season.account.settled = self._settled

    def announced(self, caption: Caption, until_ns: int) -> None:
        """A picture of this is on the card; `until_ns` of a clip, mono_ns as in the caption."""
        span = self._utc_ns(caption.mono_ns), self._utc_ns(until_ns)
        self.unit.pictures[names.shot(names.name(caption))] = span

    def end(self, mono_ns: int) -> None:
        """It watches no more."""
        if self._since_ns is not None:
            self.unit.watched.append((self._since_ns, self._utc_ns(mono_ns)))
            self._since_ns = None

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if report.event == "outage":
            self.end(mono_ns)
        elif report.event == "effort":
            states = report.facts["states"]
            if "armed" not in states or "blind" in states:
                self.end(mono_ns)
            elif self._since_ns is None:
                self._since_ns = self._utc_ns(mono_ns)

    def close(self) -> None:
        """Nothing is held."""

    def _settled(self, one: Pass, fate: str) -> None:
        self._walks[one.id].fate = fate
