"""What holds the unit back."""

from __future__ import annotations

from typing import Any

from trapd.core.actions import Action, Report
from trapd.core.arming import Arming


def told(out: list[Action]) -> list[tuple[str, Any]]:
    return [(report.event, report.facts.get("why")) for report in out if isinstance(report, Report)]


def test_nothing_is_told_before_it_begins() -> None:
    out: list[Action] = []
    arming = Arming(out, lambda: ["left"])
    arming.block("card", "card: full")
    assert out == []
    arming.begin()
    assert told(out) == [("disarmed", "card: full")]


def test_each_change_is_told_once_and_the_first_reason_is_named() -> None:
    out: list[Action] = []
    arming = Arming(out, lambda: ["left"])
    arming.begin()
    arming.block("card", "card: full")
    arming.block("card", "card: full")
    arming.block("hours", "outside its hours")
    arming.clear("card")
    arming.clear("hours")
    arming.clear("hours")
    assert told(out) == [
        ("armed", None),
        ("disarmed", "card: full"),
        ("disarmed", "outside its hours"),
        ("armed", None),
    ]
