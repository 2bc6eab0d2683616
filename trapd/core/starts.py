"""The starts of each unit, as the lines of catalogs tell of them: when each began, how it went on, when it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Line = Mapping[str, Any]
OFF = "off"
UNSEEN = "no later sign of life"
"""Why a start is over that nobody ended: nothing newer is known of it."""
STAMP = {"boot": str, "mono_ns": int, "utc_ns": int}
"""What a line must say to be a sign of life."""


@dataclass(slots=True)
class Start:
    """One start of one unit. Times are nanoseconds of UTC since 1970."""

    unit: str
    changes: list[Line] = field(default_factory=list)
    """`effort` lines in the order of their moments, but for the end."""
    last: Line = field(default_factory=dict)
    """Its end, or the newest sign of life."""
    surest: Line = field(default_factory=dict)
    """Of this boot of the kernel: what dates the lines that nobody had told the time. Empty: nobody ever did."""
    later_ns: int = 0
    """By so much later it was than it believed, to come after what was before it."""

    @property
    def dated(self) -> bool:
        """Whether its times rest on an anchor."""
        return bool(self.surest)

    @property
    def ended(self) -> bool:
        """Whether the unit wrote its end down itself."""
        return OFF in self.last.get("states", ()) and "ended" not in self.last

    @property
    def why(self) -> str:
        """Why it ended."""
        return str(self.last["ended"]) if "ended" in self.last else reason(self.last, OFF) or UNSEEN

    @property
    def begin_ns(self) -> int:
        return self.utc_ns(self.changes[0])

    @property
    def end_ns(self) -> int:
        return self.utc_ns(self.last)

    def utc_ns(self, line: Line) -> int:
        """When that was."""
        if not self.surest:
            return int(line["utc_ns"]) + self.later_ns
        if _doubt_s(line) is not None:
            return int(line["utc_ns"])
        return int(self.surest["utc_ns"] + line["mono_ns"] - self.surest["mono_ns"])

    def sign(self, line: Line) -> None:
        """It lived then."""
        if not self.last or line["mono_ns"] > self.last["mono_ns"]:
            self.last = line

    def settle(self) -> None:
        """All lines are known. An end that was only inferred is none, if it lived on."""
        newest_ns = self.last["mono_ns"]
        self.changes.sort(key=lambda line: int(line["mono_ns"]))
        self.changes = [line for line in self.changes if "ended" not in line or line["mono_ns"] >= newest_ns]
        ends = [number for number, line in enumerate(self.changes) if OFF in line["states"]]
        if ends:
            self.last = min((self.changes[number] for number in ends), key=lambda line: "ended" in line)
            del self.changes[ends[0] :]


def starts(lines: Iterable[Line]) -> list[list[Start]]:
    """Those of each unit in their order: the undated stand where they are told, among the others."""
    found: dict[tuple[str, str, str], Start] = {}
    pictures: dict[tuple[str, str], Line] = {}
    surest: dict[str, Line] = {}
    for line in lines:
        if not all(isinstance(line.get(name), kind) for name, kind in STAMP.items()):
            continue
        unit, boot, boot_id = line.get("unit"), line["boot"], line.get("boot_id")
        if isinstance(boot_id, str):
            doubt_s = _doubt_s(line)
            if doubt_s is not None and (boot_id not in surest or doubt_s < (_doubt_s(surest[boot_id]) or 0)):
                surest[boot_id] = line
        if not isinstance(unit, str):
            continue
        if isinstance(boot_id, str):
            start = found.setdefault((unit, boot, boot_id), Start(unit))
            start.sign(line)
            if line.get("kind") == "effort" and _tells_states(line):
                start.changes.append(line)
        elif (unit, boot) not in pictures or line["mono_ns"] > pictures[unit, boot]["mono_ns"]:
            pictures[unit, boot] = line
    units: dict[str, list[Start]] = {}
    for (unit, boot, boot_id), start in found.items():
        if (unit, boot) in pictures:
            start.sign(pictures[unit, boot])
        start.surest = surest.get(boot_id, {})
        start.settle()
        if start.changes:
            units.setdefault(unit, []).append(start)
    return [_in_order(of_unit) for of_unit in units.values()]


def reason(line: Line, state: str) -> str:
    """Why this state began with this line; empty where it does not say."""
    why = line.get("why")
    return str(why.get(state, "")) if isinstance(why, dict) else ""


def _in_order(told: list[Start]) -> list[Start]:
    """A start that nobody dated comes after all that was told before it, and ends before the next that was dated."""
    places, place_ns = [], 0
    for number, start in enumerate(told):
        place_ns = start.begin_ns if start.dated else max(place_ns, start.begin_ns)
        places.append((place_ns, number))
    ordered = [told[number] for _, number in sorted(places)]
    over_by: int | None = None
    limits: list[int | None] = []
    for start in reversed(ordered):
        limits.append(over_by)
        if start.dated:
            over_by = start.begin_ns
        elif over_by is not None:
            over_by -= start.end_ns - start.begin_ns
    free_ns = 0
    for start, limit_ns in zip(ordered, reversed(limits), strict=True):
        if not start.dated:
            if limit_ns is not None:
                start.later_ns = min(0, limit_ns - start.end_ns)
            start.later_ns += max(0, free_ns - start.begin_ns)
        free_ns = max(free_ns, start.end_ns)
    return ordered


def _tells_states(line: Line) -> bool:
    states = line.get("states")
    return isinstance(states, list) and all(isinstance(state, str) for state in states)


def _doubt_s(line: Line) -> float | None:
    """How far its time may be off, as it says itself; None while nobody had told the time."""
    doubt_s = line.get("time_uncertainty_s", line.get("uncertainty_s"))
    return float(doubt_s) if isinstance(doubt_s, int | float) else None
