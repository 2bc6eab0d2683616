"""From a PIR's edge to the order for the shot: mock pin, pi/pir.py, loop, trap, camera port."""

from __future__ import annotations

import queue
import threading
import time

from gpiozero.pins.mock import MockFactory, MockPin

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.stand_ins import Camera, Card
from benchmarks.unit_inside import desktop, running
from trapd.app import Bench
from trapd.config import profile
from trapd.core.units import MS
from trapd.pi.pir import Pir
from trapd.runtime.absent import NoFlash, NoGps, NoPower
from trapd.unit import Ports

EDGES = 1_000
PAUSE_S = 0.005
"""Between two things: long enough for every thread to fall asleep again, as in the field."""
PIN = 17
MEDIAN_MS, P99_MS = 0.2, 1.0


def measure(quick: bool) -> Result:
    camera, factory = Camera(), MockFactory()
    sensor = profile.Sensor(name="left", pin=PIN, powered="always")
    settings = desktop(
        pir={"sensors": (sensor,)},
        trigger={"warm_up_s": 0, "retrigger_s": 0, "bucket": 10_000, "chatter_edges": 10_000, "debounce_ms": 1},
        plan={"day": profile.Plan(stills=1), "night": profile.Plan(stills=1)},
    )

    def ports(bench: Bench) -> Ports:
        camera.post = bench.post
        return Ports(
            camera=camera,
            flash=NoFlash(bench.loop.clock, bench.post),
            pir=Pir(settings.pir, bench.loop.clock, bench.post, factory),
            gps=NoGps(),
            power=NoPower(),
            card=Card(bench.post),
        )

    ours, floor = [], []
    with running(settings, ports), Receiver() as receiver:
        pin = factory.pin(PIN)
        assert isinstance(pin, MockPin)
        for _ in range(100 if quick else EDGES):
            time.sleep(PAUSE_S)
            floor.append(receiver.hand_over() / MS)
            time.sleep(PAUSE_S)
            edge_ns = time.monotonic_ns()
            pin.drive_high()
            ours.append((camera.ordered.get(timeout=10) - edge_ns) / MS)
            time.sleep(PAUSE_S)
            pin.drive_low()
    measured, bare = Spread.of(ours, "ms"), Spread.of(floor, "ms")
    return Result(
        what="PIR edge to the order for the shot",
        target=f"median ≤ {MEDIAN_MS} ms, p99 ≤ {P99_MS:g} ms",
        measured=f"median {number(measured.median)} ms, p99 {number(measured.share(99))} ms",
        floor=f"median {number(bare.median)} ms, p99 {number(bare.share(99))} ms: a bare hand-over between threads",
        met=measured.median <= MEDIAN_MS and measured.share(99) <= P99_MS,
        how=(
            "A mock pin of gpiozero's is driven from another thread, by day; pi/pir.py, loop and trap are the "
            "real ones, the camera is a stand-in whose `shoot` notes the clock. In turn with the edges, the "
            "floor: one item through a `queue.SimpleQueue` to a sleeping thread."
        ),
        rows=(Row("edge to order, ms", measured), Row("bare hand-over, ms", bare)),
    )


class Receiver:
    """The floor: a thread that sleeps on a queue and notes when it was woken."""

    def __init__(self) -> None:
        self._there: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._back: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run)

    def hand_over(self) -> int:
        """Nanoseconds from here to there."""
        sent_ns = time.monotonic_ns()
        self._there.put(True)
        return self._back.get() - sent_ns

    def _run(self) -> None:
        while self._there.get():
            self._back.put(time.monotonic_ns())

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._there.put(False)
        self._thread.join()
