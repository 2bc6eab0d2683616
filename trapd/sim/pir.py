"""Simulated motion sensors: an animal's warm body crosses their zones, or a hand outside moves their lines."""

from __future__ import annotations

from collections.abc import Callable

from trapd.config import profile
from trapd.core.ports import Post
from trapd.core.power_on import powered_ns
from trapd.core.units import millis, seconds
from trapd.runtime.loop import Loop, Timer
from trapd.sim.animals import HALF_VIEW, LENGTH_M, Pass
from trapd.sim.pir_line import Line
from trapd.sim.pir_socket import PirSocket
from trapd.sim.world import World

LOOKS = ((-0.75, -0.35), (0.35, 0.75), (-0.2, 0.2))
"""Where a sensor's two zones lie, in half widths of the camera's view: the first of the profile looks left, the
second right, all others ahead. Assumed: no source at hand gives the facets of a common lens."""
HOLD_S = (1.0, 2.5)
"""A module keeps its line high for so long after the last motion; every motion starts that time anew."""
SPEECH = "NAME 1, NAME 0, NAME pulse MS [TIMES], NAME lost, NAME back"


class Pir:
    """Costs a few timers for each animal, one animal ahead, however long the season."""

    def __init__(self, section: profile.Pir, loop: Loop, post: Post, world: World, booted_ns: int = 0) -> None:
        """`booted_ns`: when the board came on, where the clock ran before."""
        self.lines = {sensor.name: Line(sensor.name, loop, post) for sensor in section.sensors}
        """By name; for a hand that makes faults."""
        self._section = section
        self._booted_ns = booted_ns
        self._loop = loop
        self._world = world
        self._random = world.branch()
        self.noticed: Callable[[Pass], object] = lambda animal: None
        """Called with each animal that a sensor sees: the truth, for whoever keeps its books."""
        self._next: dict[str, Timer] = {}
        self._socket: PirSocket | None = None

    def start(self) -> dict[str, int]:
        """Power-on of each readable sensor: the board's for `with-board`, long ago for `always`, now for `now`.

        Raises BadSettings if the profile's socket cannot be made.
        """
        now_ns = self._loop.clock.now_ns()
        if self._section.socket is not None:
            self._socket = PirSocket(self._section.socket, self._loop.clock, self._obey)
        self._expect(now_ns)
        self._expect_false(now_ns)
        return {
            sensor.name: powered_ns(sensor.powered, now_ns, self._booted_ns)
            for sensor in self._section.sensors
            if self.lines[sensor.name].watch(now_ns)
        }

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        for timer in self._next.values():
            timer.cancel()
        for line in self.lines.values():
            line.unwatch()

    def _expect(self, after_ns: int) -> None:
        animal = self._world.passes.next_after(after_ns)
        if animal is not None:
            self._next["animal"] = self._loop.at(animal.start_ns, self._walk_past, animal)

    def _walk_past(self, animal: Pass) -> None:
        sight, random, seen = self._world.sight, self._random, False
        if not (sight.missed and random.random() < sight.missed):
            share = sight.noticed(self._world.air_c, animal.cover, animal.distance_m)
            for order, line in enumerate(self.lines.values()):
                zones = [crossing(animal, zone) for zone in LOOKS[min(order, len(LOOKS) - 1)]]
                spans = [
                    (enters_ns, leaves_ns + seconds(random.uniform(*HOLD_S)))
                    for enters_ns, leaves_ns in zones
                    if random.random() < share
                ]
                for enters_ns, until_ns in joined(spans):
                    self._loop.at(enters_ns, line.warm, enters_ns, until_ns)
                seen = seen or bool(spans)
        if seen:
            self.noticed(animal)
        self._expect(animal.start_ns)

    def _expect_false(self, after_ns: int) -> None:
        at_ns = self._world.next_false_trigger(after_ns)
        if at_ns is not None:
            self._next["false"] = self._loop.at(at_ns, self._move, at_ns)

    def _move(self, at_ns: int) -> None:
        """Sun or wind, before one of the sensors."""
        line = self._random.choice(list(self.lines.values()))
        line.warm(at_ns, at_ns + seconds(self._random.uniform(*HOLD_S)))
        self._expect_false(at_ns)

    def _obey(self, text: str, at_ns: int) -> str | None:
        """Do what a line of text says, or tell what is wrong with it. Called on the socket's threads."""
        name, *words = text.split() or [""]
        line = self.lines.get(name)
        if line is None:
            return f'no sensor is named "{name}"; the profile has {", ".join(self.lines)}; say {SPEECH}'
        post = self._loop.post
        match words:
            case ["1" | "0" as level]:
                post(line.hold, level == "1", at_ns)
            case ["pulse", ms, *times] if _small(ms) and len(times) <= 1 and all(map(_small, times)):
                post(line.pulse, at_ns, millis(int(ms)), *map(int, times))
            case ["lost"]:
                post(line.lose, "taken away through its socket")
            case ["back"]:
                post(line.mend, at_ns)
            case _:
                return f'"{" ".join(words)}" says nothing to sensor {name}; say {SPEECH}'
        return None


def crossing(animal: Pass, zone: float) -> tuple[int, int]:
    """When the nose reaches a zone and when the last of the body leaves it, mono_ns."""
    to_go_m = HALF_VIEW * animal.distance_m * (1 + animal.direction * zone)
    enters_ns = animal.start_ns + seconds(to_go_m / animal.speed_mps)
    return enters_ns, enters_ns + seconds(LENGTH_M / animal.speed_mps)


def joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that touch as one: a line rises and falls once for them."""
    one_by_one: list[tuple[int, int]] = []
    for begin_ns, end_ns in sorted(spans):
        if one_by_one and begin_ns <= one_by_one[-1][1]:
            before_ns, until_ns = one_by_one.pop()
            one_by_one.append((before_ns, max(until_ns, end_ns)))
        else:
            one_by_one.append((begin_ns, end_ns))
    return one_by_one


def _small(word: str) -> bool:
    """A whole number from 1 to 99999."""
    return word.isascii() and word.isdecimal() and 0 < len(word) <= 5 and int(word) > 0
