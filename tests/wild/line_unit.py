"""trapd with a probe: how long its loop takes to come to a job. As a program: line_unit.py run PROFILE …

A line of JSON on stderr at its end tells milliseconds. Without words it is the floor: the same of a loop that has
nothing else to do, until its input ends.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from statistics import quantiles

from trapd.__main__ import main
from trapd.runtime.clock import FieldClock
from trapd.runtime.loop import Loop

EVERY_S = 0.01
START_S = 3
"""Ports are opened on the loop itself."""


class Probe:
    """Posts a job every so often, as a motion would be, and notes when it is done."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._late_ms: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="probe", daemon=True)

    def __enter__(self) -> Probe:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        cuts = quantiles(self._late_ms or [0, 0], n=1000)
        told = {"n": len(self._late_ms), "median": cuts[499], "p99": cuts[989], "p999": cuts[998]}
        print(json.dumps(told | {"max": max(self._late_ms, default=0)}), file=sys.stderr)

    def _run(self) -> None:
        self._over.wait(START_S)
        while not self._over.wait(EVERY_S):
            self._loop.post(self._done, time.monotonic_ns())

    def _done(self, posted_ns: int) -> None:
        self._late_ms.append((time.monotonic_ns() - posted_ns) / 1e6)


def probed(run: Callable[[Loop], None]) -> Callable[[Loop], None]:
    def with_probe(loop: Loop) -> None:
        with Probe(loop):
            run(loop)

    return with_probe


def idle() -> int:
    loop = Loop(FieldClock())
    threading.Thread(target=lambda: (sys.stdin.read(), loop.post(loop.stop)), daemon=True).start()
    loop.run()
    return 0


if __name__ == "__main__":
    Loop.run = probed(Loop.run)  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else idle())
