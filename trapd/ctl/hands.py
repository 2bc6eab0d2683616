"""Commands for hands at the unit: walk past it, and let it test itself."""

from __future__ import annotations

from trapd.console.replies import Tested
from trapd.console.requests import SelfTest, WalkTest
from trapd.ctl.asking import know_station
from trapd.ctl.laptop import Laptop


def walk_test(laptop: Laptop, seconds: float) -> int:
    """Each sensor as it fires, until the time is over or Ctrl-C."""
    _ = laptop.out.language
    with laptop.unit() as unit:
        know_station(laptop, unit)
        walk = _("walk past {unit}: each sensor is told as it fires; Ctrl-C ends it", unit=unit.greeting.unit)
        laptop.out.line(walk)
        for told in unit.live(WalkTest(seconds=seconds)):
            laptop.out.told(told)
    return 0


def self_test(laptop: Laptop) -> int:
    """0 if each part is in order, 1 if one is not."""
    in_order = True
    with laptop.unit() as unit:
        for told in unit.live(SelfTest()):
            laptop.out.told(told)
            in_order &= not isinstance(told, Tested) or told.ok
    return 0 if in_order else 1
