"""The boots of one unit, as the lines of a card's catalog tell of them.

A boot is one run of the kernel, and so of CLOCK_MONOTONIC; processes may start in it more than once, each under a
mark of its own. Each start names the boot before it, as the unit remembers it: so boots have an order that no clock,
no card and no late line can upset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trapd.core.drift import UNMEASURED
from trapd.core.sensible import sensible
from trapd.core.timeline import Anchor
from trapd.core.told import RANK
from trapd.core.units import S
from trapd.core.value import value


@value
class Reading:
    """Of the clock chip."""

    mono_ns: int
    rtc_ns: int
    """The middle of the second that ran: UTC if it was set right."""


@dataclass(slots=True)
class Boot:
    """What the lines say of it."""

    boot_id: str
    before: str | None = None
    """The boot before it."""
    anchors: list[Anchor] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    last_ns: int = 0
    """When it is last known to have run (mono_ns)."""
    sources: set[str] = field(default_factory=set)
    """Who told the times of its pictures, some of which may have been repaired since."""
    open_s: float = 0.0
    """The largest uncertainty of these times."""

    @property
    def ran_ns(self) -> int:
        """How long it ran, at least."""
        return self.last_ns - round(UNMEASURED.doubt_s(self.last_ns) * S)


class Boots:
    """Takes the lines of a catalog in their order, which is not always that of time; others are nothing to it."""

    def __init__(self, unit: str) -> None:
        """Lines of other units count for nothing: their clocks are none of ours."""
        self.by_id: dict[str, Boot] = {}
        self.bounded = set[str]()
        """Those whose `bounds` are noted already."""
        self._unit = unit
        self._of_mark: dict[str, set[str]] = {}
        self._starts: dict[str, Boot] = {}
        """By mark: what lines without a boot_id say, which may come before the one that names the boot."""

    def take(self, record: Mapping[str, Any]) -> None:
        """The next line. One that is not what its kind promises is left out."""
        deed = _DEEDS.get(str(record.get("kind")))
        if deed is not None and sensible(record):
            try:
                deed(self, record)
            except (KeyError, TypeError, AttributeError):
                return

    def of_mark(self, mark: str) -> Boot | None:
        """The boot of the start with this mark; None if no line names it, or two boots drew the same."""
        ids = self._of_mark.get(mark, set())
        if len(ids) != 1:
            return None
        return self.by_id[next(iter(ids))]

    def chains(self) -> list[list[Boot]]:
        """Every boot once, in order, where each followed the one before it at once."""
        for mark, start in self._starts.items():
            if (boot := self.of_mark(mark)) is not None:
                boot.last_ns = max(boot.last_ns, start.last_ns)
                boot.sources |= start.sources
                boot.open_s = max(boot.open_s, start.open_s)
                boot.readings.sort(key=lambda reading: reading.mono_ns)
        after: dict[str | None, list[Boot]] = {}
        for boot in self.by_id.values():
            after.setdefault(boot.before if boot.before in self.by_id else None, []).append(boot)
        chains = [[boot] for boot in after.pop(None, [])]
        for chain in chains:
            while len(next_ones := after.pop(chain[-1].boot_id, [])) == 1:
                chain += next_ones
            chains += [[boot] for boot in next_ones]  # a memory that was put back forks: then nothing follows surely
        return chains

    def _boot(self, record: Mapping[str, Any]) -> None:
        if record["unit"] != self._unit:
            return
        boot = self.by_id.setdefault(record["boot_id"], Boot(record["boot_id"]))
        self._of_mark.setdefault(record["boot"], set()).add(boot.boot_id)
        boot.before = record.get("before", boot.before)
        if "rtc_utc_ns" in record:
            boot.readings.append(Reading(record["mono_ns"], record["rtc_utc_ns"]))
        self._ran(record)

    def _anchor(self, record: Mapping[str, Any]) -> None:
        told, boot_id = Anchor.of_facts(record), record["boot_id"]
        if told.source in RANK:
            self.by_id.setdefault(boot_id, Boot(boot_id)).anchors.append(told)
            self._ran(record)

    def _picture(self, record: Mapping[str, Any]) -> None:
        if record["unit"] == self._unit:
            start = self._ran(record)
            start.sources.add(record["time_source"])
            start.open_s = max(start.open_s, record.get("time_uncertainty_s", 0.0))

    def _lived(self, record: Mapping[str, Any]) -> None:
        if record["unit"] == self._unit:
            self._ran(record)

    def _bounds(self, record: Mapping[str, Any]) -> None:
        self.bounded.add(record["boot_id"])

    def _ran(self, record: Mapping[str, Any]) -> Boot:
        start = self._starts.setdefault(record["boot"], Boot(""))
        start.last_ns = max(start.last_ns, record["mono_ns"])
        return start


_DEEDS: dict[str, Callable[[Boots, Mapping[str, Any]], None]] = {
    "boot": Boots._boot,
    "anchor": Boots._anchor,
    "media": Boots._picture,
    "repaired": Boots._picture,
    "effort": Boots._lived,
    "last-alive": Boots._lived,
    "bounds": Boots._bounds,
}
