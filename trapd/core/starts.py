"""The starts of each unit, as the lines of catalogs tell of them: when each began, how it went on, when it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from trapd.core.boots import Boots
from trapd.core.dating import Dating
from trapd.core.sensible import sensible

Line = dict[str, Any]
OFF, GATED = "off", "gated"
UNSEEN = "no later sign of life"
"""Why a start is over that nobody ended: nothing newer is known of it."""
STAMP = {"unit", "boot", "mono_ns", "utc_ns"}
"""What a line must say to be a sign of life."""


@dataclass(slots=True)
class Start:
    """One start of one unit. Times are nanoseconds of UTC since 1970."""

    unit: str
    boot_id: str
    dating: Dating | None = None
    """What is known of the unit's boots."""
    changes: list[Line] = field(default_factory=list)
    """`effort` lines in the order of their moments, but for the end."""
    last: Line = field(default_factory=dict)
    """Its end, or the newest sign of life."""
    surest: Line = field(default_factory=dict)
    """Of its lines: it dates those that came before anybody told the time, where no anchor does."""
    later_ns: int = 0
    """By so much later it was than it believed, to come after what was before it."""

    @property
    def ended(self) -> bool:
        """Whether the unit wrote its end down itself."""
        return OFF in self.last.get("states", ()) and "ended" not in self.last

    @property
    def why(self) -> str:
        """Why it ended."""
        return str(self.last["ended"]) if "ended" in self.last else reason(self.last, OFF) or UNSEEN

    @property
    def dated(self) -> bool:
        """Whether anybody knows when it was."""
        return self._known_ns(self.last) is not None

    @property
    def refuted(self) -> bool:
        """Whether what its own lines say of the time is disproved."""
        return self.dating is not None and self.dating.refuted(self.boot_id)

    @property
    def begin_ns(self) -> int:
        return self.utc_ns(self.changes[0])

    @property
    def end_ns(self) -> int:
        return self.utc_ns(self.last)

    def utc_ns(self, line: Line) -> int:
        """When that was. A guess may be mended while nobody tells the time: the last one counts for all lines."""
        known_ns, last = self._known_ns(line), self.last
        guess_ns = int(last["utc_ns"] + line["mono_ns"] - last["mono_ns"])
        return guess_ns + self.later_ns if known_ns is None else known_ns

    def since_ns(self, line: Line, state: str) -> int:
        """When the state of this line had begun: some are noticed late."""
        since = line.get("since")
        mono_ns = since.get(state) if isinstance(since, dict) else None
        late_ns = line["mono_ns"] - mono_ns if isinstance(mono_ns, int) else 0
        return self.utc_ns({**line, "mono_ns": line["mono_ns"] - late_ns, "utc_ns": line["utc_ns"] - late_ns})

    def sign(self, line: Line) -> None:
        """It lived then."""
        if not self.last or line["mono_ns"] > self.last["mono_ns"]:
            self.last = line
        if not self.surest or _doubt_s(line) < _doubt_s(self.surest):
            self.surest = line

    def settle(self) -> None:
        """All lines are known. An end that was only inferred is none, if it lived on."""
        newest_ns = self.last["mono_ns"]
        self.changes.sort(key=lambda line: int(line["mono_ns"]))
        self.changes = [line for line in self.changes if "ended" not in line or line["mono_ns"] >= newest_ns]
        ends = [number for number, line in enumerate(self.changes) if OFF in line["states"]]
        if ends:
            self.last = min((self.changes[number] for number in ends), key=lambda line: "ended" in line)
            del self.changes[ends[0] :]

    def _known_ns(self, line: Line) -> int | None:
        moment = None if self.dating is None else self.dating.moment_of_boot(self.boot_id, line["mono_ns"])
        if moment is not None:
            return moment.utc_ns
        if self.refuted:
            return None
        by = line if _doubt_s(line) < inf else self.surest
        return int(by["utc_ns"] + line["mono_ns"] - by["mono_ns"]) if _doubt_s(by) < inf else None


def starts(lines: Iterable[Line]) -> list[list[Start]]:
    """Those of each unit, in the order in which they are told."""
    found: dict[tuple[str, str, str], Start] = {}
    pictures: dict[tuple[str, str], Line] = {}
    boots: dict[str, Boots] = {}
    for line in lines:
        if not sensible(line):
            continue
        if "unit" in line:
            boots.setdefault(line["unit"], Boots(line["unit"]))
        for of_unit in boots.values():
            of_unit.take(line)
        if not line.keys() >= STAMP:
            continue
        unit, boot, boot_id = line["unit"], line["boot"], line.get("boot_id")
        if boot_id is not None:
            start = found.setdefault((unit, boot, boot_id), Start(unit, boot_id))
            start.sign(line)
            if line.get("kind") == "effort" and line.get("states"):
                start.changes.append(line)
        elif (unit, boot) not in pictures or line["mono_ns"] > pictures[unit, boot]["mono_ns"]:
            pictures[unit, boot] = line
    datings = {unit: Dating(of_unit) for unit, of_unit in boots.items()}
    units: dict[str, list[Start]] = {}
    for (unit, boot, _), start in found.items():
        if (unit, boot) in pictures:
            start.sign(pictures[unit, boot])
        start.dating = datings[unit]
        start.settle()
        if start.changes:
            units.setdefault(unit, []).append(start)
    return list(units.values())


def reason(line: Line, state: str) -> str:
    """Why this state began with this line; empty where it does not say."""
    why = line.get("why")
    return str(why.get(state, "")) if isinstance(why, dict) else ""


def _doubt_s(line: Line) -> float:
    """How far its time may be off, as it says itself; infinite while nobody had told the time."""
    return inf if line.get("time_source") == "none" else float(line.get("time_uncertainty_s", inf))
