"""What was done to a unit, and how it was left: a value for programs, and lines that are printed and kept."""

from __future__ import annotations

from datetime import UTC

import msgspec

from trapd.console.replies import Change, Tested
from trapd.runtime.clock import utc


class Protocol(msgspec.Struct, kw_only=True):
    """What was done to a unit, and how it was left."""

    unit: str
    serial: str | None
    technician: str
    session: str
    began_utc_ns: int
    took_s: float = 0
    time: str = ""
    changes: list[Change] = msgspec.field(default_factory=list)
    expected: str | None = None
    """Days and pictures with these settings; None if nobody knows."""
    pin: str = "as it was"
    self_test: list[Tested] = msgspec.field(default_factory=list)
    armed: bool = False
    problem: str | None = None
    """Why it is not as planned."""

    @property
    def is_done(self) -> bool:
        """Set as planned, and armed."""
        return self.armed and self.problem is None

    @property
    def in_order(self) -> bool:
        """Every part is well, too."""
        return self.is_done and all(part.ok for part in self.self_test)


def lines(protocol: Protocol) -> list[str]:
    """The protocol of one unit, as it is printed and kept."""
    when = utc(protocol.began_utc_ns).astimezone(UTC)
    state = "ARMED" if protocol.is_done else "ARMED, not as planned" if protocol.armed else "NOT ARMED"
    told = [
        f"{when:%Y-%m-%d %H:%M:%S} UTC  {protocol.unit} ({protocol.serial})  {state}, {protocol.took_s:.0f} s",
        f"  by         {protocol.technician}, session {protocol.session}",
        f"  time       {protocol.time or 'not set'}",
        f"  PIN        {protocol.pin}",
    ]
    told += [f"  set        {one.name}: {_shown(one.was)} -> {_shown(one.becomes)}" for one in protocol.changes]
    told += [] if protocol.changes else ["  set        nothing: it was as planned"]
    told.append(f"  expected   {protocol.expected or 'unknown'}")
    told += [f"  {'in order ' if part.ok else 'FAILED   '}  {part.part}: {part.text}" for part in protocol.self_test]
    told += [] if protocol.problem is None else [f"  PROBLEM    {protocol.problem}"]
    return told


def _shown(value: object) -> str:
    return "none" if value is None else msgspec.json.encode(value).decode()
