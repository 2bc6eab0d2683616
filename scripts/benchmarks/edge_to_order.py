"""From a PIR's edge to the order for the shot: mock pin, pi/pir.py, loop, trap, camera port."""

from __future__ import annotations

import queue
import threading
import time
from functools import partial

from gpiozero.pins.mock import MockFactory, MockPin

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.offload_beside import AS_THE_SERVICE, offloading
from benchmarks.stand_ins import Camera, pinned
from benchmarks.unit_inside import desktop, running
from trapd.config import profile
from trapd.core.units import MS

EDGES, RARE_EDGES = 1_000, 200
PAUSE_S, LONG_PAUSE_S = 0.001, 0.02
"""Before each edge and each hand-over: every thread is asleep again. After the longer one the core itself slept, its
caches are cold, and the same code takes twice the time."""
PIN = 17
MEDIAN_MS, P99_MS = 0.2, 1.0


def measure(quick: bool) -> Result:
    camera, factory = Camera(), MockFactory()
    sensor = profile.Sensor(name="left", pin=PIN, powered="always")
    settings = desktop(
        pir={"sensors": (sensor,)},
        trigger={"warm_up_s": 0, "retrigger_s": 0, "bucket": 10_000, "chatter_edges": 10_000, "debounce_ms": 0},
        plan={"day": profile.Plan(stills=1), "night": profile.Plan(stills=1)},
    )
    with running(settings, lambda bench: pinned(bench, camera, factory)), Receiver() as receiver:
        pin = factory.pin(PIN)
        assert isinstance(pin, MockPin)
        measured = partial(edges, pin, camera, receiver)
        often = partial(measured, 100 if quick else EDGES, PAUSE_S)
        ours, bare = often()
        rare, rare_bare = measured(20 if quick else RARE_EDGES, LONG_PAUSE_S)
        with offloading(*AS_THE_SERVICE) as speed:
            beside, beside_bare, mb_s = *often(), speed()
        with offloading() as speed:
            by_hand, by_hand_bare, by_hand_mb_s = *often(), speed()
    return Result(
        what="PIR edge to the order for the shot",
        target=f"median ≤ {MEDIAN_MS} ms, p99 ≤ {P99_MS:g} ms",
        measured=(
            f"median {number(ours.median)} ms, p99 {number(ours.share(99))} ms; after {LONG_PAUSE_S * 1000:g} ms of "
            f"sleep {number(rare.median)} and {number(rare.share(99))} ms; beside an offload "
            f"{number(beside.median)} and {number(beside.share(99))} ms"
        ),
        floor=f"median {number(bare.median)} ms, p99 {number(bare.share(99))} ms: a bare hand-over between threads",
        met=all(one.median <= MEDIAN_MS and one.share(99) <= P99_MS for one in (ours, beside)),
        how=(
            "A mock pin of gpiozero's is driven from another thread, by day; pi/pir.py, loop and trap are the "
            "real ones, the camera is a stand-in whose `shoot` notes the clock. In turn with the edges, the "
            f"floor: one item through a `queue.SimpleQueue` to a sleeping thread. {PAUSE_S * 1000:g} ms of sleep "
            f"before each, by which the target is judged, and {LONG_PAUSE_S * 1000:g} ms, nearer to a trap that "
            "waits: the core has slept too and its caches are cold. Then after the short sleep once more, while "
            "`trapd offload` copies a card from one folder of this machine's disk to another: at the low priority of "
            "its service, by which the target is judged too, and as a person would start it."
        ),
        rows=(
            Row(f"edge to order after {PAUSE_S * 1000:g} ms, ms", ours),
            Row(f"bare hand-over after {PAUSE_S * 1000:g} ms, ms", bare),
            Row(f"edge to order after {LONG_PAUSE_S * 1000:g} ms, ms", rare),
            Row(f"bare hand-over after {LONG_PAUSE_S * 1000:g} ms, ms", rare_bare),
            Row("edge to order beside an offload, as its service, ms", beside),
            Row("bare hand-over beside it, ms", beside_bare),
            Row("edge to order beside an offload, as by hand, ms", by_hand),
            Row("bare hand-over beside that, ms", by_hand_bare),
            Row(
                "copied and read back meanwhile",
                f"as its service {number(mb_s)}, as by hand {number(by_hand_mb_s)} MB/s",
            ),
        ),
    )


def edges(pin: MockPin, camera: Camera, receiver: Receiver, count: int, pause_s: float) -> tuple[Spread, Spread]:
    """So many edges, and as many bare hand-overs in turn with them."""
    ours, bare = [], []
    for _ in range(count):
        time.sleep(pause_s)
        bare.append(receiver.hand_over() / MS)
        time.sleep(pause_s)
        edge_ns = time.monotonic_ns()
        pin.drive_high()
        ours.append((camera.ordered.get(timeout=10) - edge_ns) / MS)
        time.sleep(pause_s)
        pin.drive_low()
    return Spread.of(ours, "ms"), Spread.of(bare, "ms")


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
