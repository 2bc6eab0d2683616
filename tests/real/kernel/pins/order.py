"""From the kernel's edge to the order for the shot: `order.py EDGES` prints, as JSON, milliseconds of each.

`order`: through our pins, pi/pir.py, loop and trap, to a camera that notes the clock; `bare`: to a thread that awaits
the same kind of edge with libgpiod and does nothing else. In turn, so that both meet the same machine.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from queue import SimpleQueue

import gpiod
from benchmarks.stand_ins import Camera, pinned
from benchmarks.unit_inside import desktop, running
from gpiod.line import Direction, Edge
from wires import Wire

from trapd.config import profile
from trapd.pi import pins

DEVICE, SENSOR, BARE = "/dev/gpiochip0", 6, 7
PAUSE_S = 0.05
"""Everything sleeps again."""
DEADLINE_S = 60
MS = 1_000_000


def wait_bare(took: SimpleQueue[int]) -> None:
    settings = gpiod.LineSettings(direction=Direction.INPUT, edge_detection=Edge.RISING)
    with gpiod.request_lines(DEVICE, {BARE: settings}) as line:
        took.put(0)
        while True:
            for event in line.read_edge_events():
                took.put(time.monotonic_ns() - event.timestamp_ns)


def rise(line: int) -> None:
    wire = Wire(line)
    wire.pull(False)
    time.sleep(PAUSE_S)
    wire.pull(True)


def main(edges: int) -> None:
    camera, factory = Camera(), pins.factory(profile.Board(gpiochip=DEVICE))
    sensor = profile.Sensor(name="left", pin=SENSOR, powered="always")
    settings = desktop(
        pir={"sensors": (sensor,)},
        trigger={"warm_up_s": 0, "retrigger_s": 0, "bucket": 10_000, "chatter_edges": 10_000, "debounce_ms": 0},
        plan={"day": profile.Plan(stills=1), "night": profile.Plan(stills=1)},
    )
    took: SimpleQueue[int] = SimpleQueue()
    threading.Thread(target=wait_bare, args=(took,), daemon=True).start()
    took.get(timeout=DEADLINE_S)
    order, bare = [], []
    with running(settings, lambda bench: pinned(bench, camera, factory)) as (_, reports):
        for number in range(edges):
            rise(BARE)
            bare.append(took.get(timeout=DEADLINE_S) / MS)
            rise(SENSOR)
            ordered_ns = camera.ordered.get(timeout=DEADLINE_S)
            order.append((ordered_ns - reports.wait(number + 1, "motion")["edge_mono_ns"]) / MS)
    factory.close()
    print(json.dumps({"order": order, "bare": bare}))


main(int(sys.argv[1]))
