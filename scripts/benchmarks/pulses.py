"""Whether one pulse of 20 to 300 ms is missed: through the simulated sensors' socket, and on mock pins."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from gpiozero.pins.mock import MockFactory, MockPin

from benchmarks.figures import Result, Row
from benchmarks.stand_ins import Camera, pinned
from benchmarks.unit_inside import running
from benchmarks.unit_process import trapd_run
from trapd.config.profile import Profile
from trapd.config.read import load

PULSES = 1_000
SHORTEST_S, LONGEST_S = 0.020, 0.300
PAUSES_S = 0.080, 0.120
"""Between two pulses of one sensor. The socket stamps an edge when a thread has read its line, up to 30 ms late while
camera libraries load; a shorter pause may then look like less than a debounce time. A kernel stamps at once."""
PROFILE = Path(__file__).with_name("pulses.toml")

Drive = Callable[[bool], None]


def measure(quick: bool) -> Result:
    """Eight sensors at once, each in a thread: a thousand pulses one after the other would take four minutes."""
    settings = load(PROFILE)
    each = (80 if quick else PULSES) // len(settings.pir.sensors)
    by_socket = _by_socket(settings, each)
    by_pin = _by_pin(settings, each)
    sent = each * len(settings.pir.sensors)
    return Result(
        what=f"pulses of {SHORTEST_S * 1000:.0f}–{LONGEST_S * 1000:.0f} ms missed",
        target=f"0 of {PULSES:,}",
        measured=f"{by_socket} of {sent:,} through the socket, {by_pin} of {sent:,} on mock pins",
        floor="0",
        met=by_socket == by_pin == 0,
        how=(
            f"{len(settings.pir.sensors)} sensors at once, pulses and pauses of seeded random length in real "
            "time. A pulse is missed if no `motion` line tells of it, whatever its outcome, or if one tells of "
            "it twice. First a whole `trapd run` through its sensors' socket, then pi/pir.py, loop and trap on "
            "mock pins."
        ),
        rows=(
            Row("missed by `trapd run`, simulated camera with pre-roll", f"{by_socket}"),
            Row("missed on mock pins, the camera a stand-in", f"{by_pin}"),
        ),
    )


def _by_socket(settings: Profile, each: int) -> int:
    assert settings.pir.socket is not None
    with trapd_run(PROFILE) as unit:
        unit.wait("armed")
        path = str(unit.folder / settings.pir.socket)

        def driver(sensor: str) -> Drive:
            hand = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            hand.connect(path)
            return lambda high: hand.sendall(f"{sensor} {high:d}\n".encode())

        _drive({sensor.name: driver(sensor.name) for sensor in settings.pir.sensors}, each)
        seen = Counter(line["sensor"] for line in unit.stop() if line["event"] == "motion" and "was" not in line)
    return _missed(settings, seen, each)


def _by_pin(settings: Profile, each: int) -> int:
    camera, factory = Camera(), MockFactory()

    def driver(number: int | None) -> Drive:
        pin = factory.pin(number)
        assert isinstance(pin, MockPin)
        return lambda high: pin.drive_high() if high else pin.drive_low()

    with running(settings, lambda bench: pinned(bench, camera, factory)) as (_, reports):
        _drive({sensor.name: driver(sensor.pin) for sensor in settings.pir.sensors}, each)
        time.sleep(0.5)
        seen = Counter(facts["sensor"] for facts in reports.of("motion") if "was" not in facts)
    return _missed(settings, seen, each)


def _drive(sensors: dict[str, Drive], each: int) -> None:
    """So many pulses of each sensor; returns a moment after the last."""

    def pulses(seed: int, drive: Drive) -> None:
        chance = random.Random(seed)
        for _ in range(each):
            drive(True)
            time.sleep(chance.uniform(SHORTEST_S, LONGEST_S))
            drive(False)
            time.sleep(chance.uniform(*PAUSES_S))

    hands = [threading.Thread(target=pulses, args=(seed, drive)) for seed, drive in enumerate(sensors.values())]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    time.sleep(0.5)


def _missed(settings: Profile, seen: Counter[str], each: int) -> int:
    return sum(abs(each - seen[sensor.name]) for sensor in settings.pir.sensors)
