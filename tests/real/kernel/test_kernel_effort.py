"""Effort over a power cut: what a kernel that is reset at once leaves on the card, and what the next makes of it."""

from __future__ import annotations

import json
from typing import Any

from machine import Machine
from services import SLOW_S, armed, picture
from waiting import wait_for

from trapd.card.alive import WITHIN_S
from trapd.core.effort import intervals
from trapd.core.units import S

RESET = "(sleep 1; echo b >/proc/sysrq-trigger) >/dev/null 2>&1 &"
"""At once: nothing is written out before."""


def lines(unit: Machine) -> list[dict[str, Any]]:
    return [json.loads(line) for line in unit.sh("cat /media/trapd/catalog.jsonl").splitlines()]


def ended(unit: Machine) -> list[dict[str, Any]]:
    return [line for line in lines(unit) if "ended" in line]


def began_again(unit: Machine, boot: str) -> bool:
    """The card knows of a later start: what is known of the last one's end may be there before."""
    return any(line["kind"] == "effort" and line["boot_id"] != boot for line in lines(unit))


def cut_and_started_again(unit: Machine) -> tuple[str, float]:
    """The boot that was cut off, and how many seconds it had run."""
    wait_for(lambda: armed(unit), SLOW_S)
    picture(unit)
    boot, ran_s = unit.guest.boot_id(), float(unit.sh("cut -d ' ' -f 1 /proc/uptime"))
    unit.sh(RESET)
    unit.guest.wait_until_up(not_boot=boot)
    wait_for(lambda: armed(unit) and ended(unit) and began_again(unit, boot), SLOW_S)
    return boot, ran_s


def test_the_next_start_ends_the_last_at_its_last_sign_of_life(unit: Machine) -> None:
    boot, ran_s = cut_and_started_again(unit)

    end = ended(unit)[-1]
    assert (end["boot_id"], end["ended"], end["states"]) == (boot, "power cut", ["off"])
    assert ran_s - WITHIN_S <= end["mono_ns"] / S <= ran_s + SLOW_S


def test_between_the_two_starts_it_was_off(unit: Machine) -> None:
    cut_and_started_again(unit)

    known = intervals(lines(unit))
    [off] = [one for one in known if one.state == "off" and one.why == "power cut"]
    assert off.bounded
    assert any(one.state == "armed" and one.bounded and one.end_ns == off.begin_ns for one in known)
    assert any(one.state == "armed" and one.begin_ns >= off.end_ns for one in known)
