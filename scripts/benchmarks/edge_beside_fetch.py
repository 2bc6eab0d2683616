"""From a PIR's edge to the order for the shot, while a laptop fetches pictures over the technician's line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from gpiozero.pins.mock import MockFactory, MockPin

from benchmarks import pictures
from benchmarks.edge_to_order import EDGES, PAUSE_S, PIN, Receiver, edges
from benchmarks.fetching import fetching
from benchmarks.figures import Result, Row, number
from benchmarks.stand_ins import Camera, pinned
from benchmarks.unit_inside import desktop, running
from trapd.app import Bench
from trapd.config import profile
from trapd.console.books import Books
from trapd.console.desk import Desk, Session
from trapd.console.framed import Framed
from trapd.console.lock import PinLock
from trapd.console.transfer import Transfer
from trapd.console.voices import Voices
from trapd.runtime.worker import InlineWorker
from trapd.unit import Ports

PICTURES = 60
P99_MS = 2.0


def measure(quick: bool) -> Result:
    camera, factory = Camera(), MockFactory()
    sensor = profile.Sensor(name="left", pin=PIN, powered="always")
    with TemporaryDirectory(prefix="trapd-bench-") as name:
        card = Path(name) / "card"
        pictures.fill(card, PICTURES)
        settings = desktop(
            pir={"sensors": (sensor,)},
            trigger={"warm_up_s": 0, "retrigger_s": 0, "bucket": 10_000, "chatter_edges": 10_000, "debounce_ms": 0},
            plan={"day": profile.Plan(stills=1), "night": profile.Plan(stills=1)},
            card={"path": str(card)},
        )
        line = Line()
        with running(settings, partial(line.and_ports, camera, factory)), Receiver() as receiver:
            pin = factory.pin(PIN)
            assert isinstance(pin, MockPin)
            often = partial(edges, pin, camera, receiver, 100 if quick else EDGES, PAUSE_S)
            alone, bare = often()
            with fetching(line.port, Path(name)) as speed:
                beside, beside_bare, mb_s = *often(), speed()
    return Result(
        what="PIR edge to the order for the shot, beside a fetch over the technician's line",
        target=f"p99 ≤ {P99_MS:g} ms",
        measured=f"median {number(beside.median)} ms, p99 {number(beside.share(99))} ms",
        floor=(
            f"median {number(beside_bare.median)} ms, p99 {number(beside_bare.share(99))} ms: a bare hand-over"
            f" between threads meanwhile; without a fetch the edge took {number(alone.median)} and"
            f" {number(alone.share(99))} ms"
        ),
        met=beside.share(99) <= P99_MS,
        how=(
            "As edge_to_order, with the technician's line open: another process asks over a pty, by frames, for every"
            " picture of a card, four pieces of 65,536 bytes ahead, again and again. Line, frames, loop, and the"
            " thread that reads the card are those of a running unit."
        ),
        rows=(
            Row("edge to order alone, ms", alone),
            Row("bare hand-over, ms", bare),
            Row("edge to order beside the fetch, ms", beside),
            Row("bare hand-over beside it, ms", beside_bare),
            Row("fetched meanwhile", f"{number(mb_s)} MB/s"),
        ),
    )


class Line:
    """The programs' half of the technician's line."""

    port = ""

    def and_ports(self, camera: Camera, factory: MockFactory, bench: Bench) -> Ports:
        """On the loop's thread."""
        post, session = bench.loop.post, Session("1a2b3c4d")
        lock = PinLock(None, bench.loop, InlineWorker(), bench.unit.handle, bench.unit.tell)
        files = Transfer(Path(bench.profile.card.path), bench.worker("files"), post)
        desk = Desk(lock, Books(bench.unit.obey, lock, "benchmark").operations(), files.operations())
        console = bench.console(
            Voices(
                post,
                keyed=lambda keys: None,
                framed=lambda frame: framed.take(session, frame),
                opened=lambda port: None,
                left=lambda: framed.leave(),
            )
        )
        assert console is not None
        framed = Framed(desk, console.send, lambda: post(framed.leave))
        bench.at_close.append(console.close)
        self.port = console.start()
        return pinned(bench, camera, factory)
