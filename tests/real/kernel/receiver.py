"""A GPS receiver at the other end of the machine's serial line."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

from trapd.sim.nmea import burst
from trapd.sim.sky import Epoch

LAT, LON, ALT_M = 43.1034, 131.5503, 123.0
BYTES_S = 960
"""9600 baud, ten bits a byte."""


class Receiver:
    """Tells the host's time and one place, once a second and byte by byte, until it is unplugged."""

    def __init__(self, line: Path, ahead_s: float = 0) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(str(line))
        self._ahead_s = ahead_s
        self._unplugged = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def now_s(self) -> float:
        """Seconds since 1970, UTC: what it takes the time for."""
        return time.time() + self._ahead_s

    def unplug(self) -> None:
        self._unplugged.set()
        self._thread.join()
        self._line.close()

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()

    def _run(self) -> None:
        while not self._unplugged.wait(1 - self.now_s() % 1):
            epoch = Epoch(round(self.now_s()) * 1_000_000_000, LAT, LON, ALT_M, hdop=0.9, sats=9)
            for byte in burst(epoch):
                self._line.sendall(bytes([byte]))
                time.sleep(1 / BYTES_S)
