"""Armed, with a 1080p stream and its pre-roll: what the unit adds to camera and encoder."""

from __future__ import annotations

from pathlib import Path

from benchmarks import bare, settled
from benchmarks.figures import Result, Row
from benchmarks.kernel import together

PROFILE = Path(__file__).with_name("hot.toml")
SPAN_S = 30
PERCENT, MB = 3.0, 150
UNNAMED = "python"
"""Threads that Python does not know: x264's, inside the simulated camera."""

PACKETS = """
import queue, threading, time
import av, numpy, PIL.Image, simplejpeg
inbox = queue.SimpleQueue()
threading.Thread(target=lambda: [None for _ in iter(inbox.get, None)], daemon=True).start()
print(flush=True)
packet = bytes(25_000)
while True:
    time.sleep(1 / 30)
    inbox.put(packet)
"""


def measure(quick: bool) -> Result:
    span_s = 5 if quick else SPAN_S
    costs, resident_mb = settled.cost(PROFILE, span_s)
    camera = {name for name in costs if name.startswith(("camera", UNNAMED))}
    ours = together([one for name, one in costs.items() if name not in camera])
    cameras = together([costs[name] for name in camera])
    floor, floor_mb = bare.cost(PACKETS, min(span_s, 10))
    busy = {name: one for name, one in costs.items() if one.wake_ups and name not in camera}
    return Result(
        what="armed with 1080p pre-roll: all but camera and encoder",
        target=f"≤ {PERCENT:g} % of a core, ≤ {MB} MB resident",
        measured=f"{ours.percent:.2f} %, {resident_mb:.0f} MB",
        floor=f"{floor.percent:.2f} %, {floor_mb:.0f} MB: a bare Python that hands 30 packets a second over",
        met=ours.percent <= PERCENT and resident_mb <= MB,
        how=(
            f"`trapd run`, simulated camera at 1080p and 30 fps, ring of 3 s, no motion, {span_s} s; the kernel's "
            "count of each thread. Not ours: the camera's thread, which paints and encodes, and x264's. Memory "
            "is that of the whole process, simulated camera and software encoder included. Floor: the same "
            "libraries loaded, and one thread that hands packets to another."
        ),
        rows=(
            *(Row(f"thread {name.split()[0]}", str(one)) for name, one in busy.items()),
            Row("not ours: camera and encoder", str(cameras)),
        ),
    )
