"""A flash's windows, and what an eye saw of them: `lamp.py gpiod|lgpio|rpigpio LAMP FILTER` prints JSON.

`lit`, `out`: what pi/flash.py told; `rose`, `fell`: [last time seen before the change, first time seen after it];
`asked`: until when. All in ns of CLOCK_MONOTONIC. `filter`: the IR-cut line's level by day and by night.
"""

from __future__ import annotations

import json
import sys
import threading

from wires import Wire

from trapd.config import profile
from trapd.core.events import Event, FlashLit, FlashOut
from trapd.core.units import MS
from trapd.pi import pins
from trapd.pi.flash import Flash
from trapd.runtime.clock import FieldClock

WINDOWS, WINDOW_NS = 20, 200 * MS
DEADLINE_S = 60


def main(choice: str, lamp: int, filter_pin: int) -> None:
    clock = FieldClock()
    out = threading.Event()
    told: dict[str, int] = {}

    def post(event: Event) -> None:
        assert isinstance(event, FlashLit | FlashOut), event
        told["lit" if isinstance(event, FlashLit) else "out"] = event.mono_ns
        if isinstance(event, FlashOut):
            out.set()

    def seen(wire: Wire, high: bool) -> tuple[int, int]:
        """When the last look began that saw it otherwise, and when the first had ended that saw it so."""
        before = looked = clock.now_ns()
        while wire.high() is not high:
            before, looked = looked, clock.now_ns()
        return before, clock.now_ns()

    factory = pins.factory(profile.Board(pins=choice, gpiochip="pinctrl-bcm2711"))
    section = profile.Flash(pin=lamp, ir_cut="switch", ir_cut_pin=filter_pin)
    flash = Flash(section, clock, post, factory)
    eye, wire = Wire(lamp), Wire(filter_pin)
    windows = []
    for _ in range(WINDOWS):
        out.clear()
        asked = clock.now_ns() + WINDOW_NS
        began = clock.now_ns()
        flash.light(asked)
        rose = (began, clock.now_ns())
        assert eye.high()
        fell = seen(eye, False)
        assert out.wait(DEADLINE_S)
        windows.append({"asked": asked, "rose": rose, "fell": fell, **told})
    levels = []
    for day in (True, False, True):
        flash.ir_cut(day)
        levels.append(wire.high())
    flash.close()
    factory.close()
    print(json.dumps({"windows": windows, "filter": levels}))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
