"""Motion sensors, a flash and a loop, and nothing else: `listen.py gpiod|lgpio|rpigpio SENSOR LAMP`.

Says `ready`; at SIGTERM it prints, as JSON, all edges: [high, its time, when the loop had it]; ns of CLOCK_MONOTONIC.
"""

from __future__ import annotations

import json
import signal
import sys

from trapd.config import profile
from trapd.core.events import Event, PirEdge
from trapd.pi import pins
from trapd.pi.flash import Flash
from trapd.pi.pir import Pir
from trapd.runtime.clock import FieldClock
from trapd.runtime.loop import Loop


def main(choice: str, sensor: int, lamp: int) -> None:
    clock = FieldClock()
    loop = Loop(clock)
    heard: list[tuple[bool, int, int]] = []

    def hear(event: Event) -> None:
        assert isinstance(event, PirEdge), event
        heard.append((event.high, event.mono_ns, clock.now_ns()))

    def post(event: Event) -> None:
        loop.post(hear, event)

    factory = pins.factory(profile.Board(pins=choice, gpiochip="pinctrl-bcm2711"))
    flash = Flash(profile.Flash(pin=lamp), clock, post, factory)
    section = profile.Pir(sensors=(profile.Sensor(name="left", pin=sensor, powered="always"),))
    pir = Pir(section, clock, post, factory)
    signal.signal(signal.SIGTERM, lambda *_: loop.post(loop.stop))
    pir.start()
    print("ready", flush=True)
    loop.run()
    pir.close()
    flash.close()
    print(json.dumps(heard), flush=True)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
