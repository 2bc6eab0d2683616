"""What was done to a unit, and how it was left: a value for programs, and lines that are printed and kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import msgspec

from trapd.console.language import Language
from trapd.console.language import later as N_
from trapd.console.replies import Change, Tested
from trapd.runtime.clock import utc

LABEL = 11
"""Columns of what stands before a fact."""
PINS = {"as it was": N_("as it was"), "set": N_("as planned")}


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


def lines(protocol: Protocol, _: Language) -> list[str]:
    """The protocol of one unit, as it is printed and kept."""
    head = _(
        "{when:%Y-%m-%d %H:%M:%S} UTC  {unit}{serial}  {left}, {s:.0f} s",
        when=utc(protocol.began_utc_ns).astimezone(UTC),
        unit=protocol.unit,
        serial="" if protocol.serial is None else f" ({protocol.serial})",
        left=_state(protocol, _),
        s=protocol.took_s,
    )
    return [head, *(f"  {label:<{LABEL}}{text}" for label, text in _facts(protocol, _))]


def _state(protocol: Protocol, _: Language) -> str:
    if protocol.is_done:
        return _("ARMED")
    return _("ARMED, not as planned") if protocol.armed else _("NOT ARMED")


def _facts(protocol: Protocol, _: Language) -> Iterator[tuple[str, str]]:
    yield _("by"), _("{who}, session {session}", who=protocol.technician, session=protocol.session)
    yield _("time"), _.told(protocol.time or "not set")
    yield "PIN", _(PINS.get(protocol.pin, protocol.pin))
    for one in protocol.changes:
        yield _("set"), f"{one.name}: {_shown(one.was)} -> {_shown(one.becomes)}"
    if not protocol.changes:
        yield _("set"), _("nothing: it was as planned")
    yield _("expected"), _.told(protocol.expected or "unknown")
    for part in protocol.self_test:
        yield _("in order") if part.ok else _("FAILED"), f"{_.told(part.part)}: {_.told(part.text)}"
    if protocol.problem is not None:
        yield _("PROBLEM"), _.told(protocol.problem)


def _shown(value: object) -> str:
    return "none" if value is None else msgspec.json.encode(value).decode()
