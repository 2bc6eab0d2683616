"""Play pulses on the lines, one after the other: `play.py PULSES LINE…`.

Prints, as JSON, one list for each line of its changes: [high, time before, time after], in ns of CLOCK_MONOTONIC.
"""

from __future__ import annotations

import json
import random
import sys
import time

from wires import Wire

SHORTEST_S, LONGEST_S = 0.020, 0.045


def main(pulses: int, lines: list[int]) -> None:
    chance = random.Random(1)
    wires = {line: Wire(line) for line in lines}
    played: dict[int, list[tuple[bool, int, int]]] = {line: [] for line in lines}
    for _ in range(pulses):
        for high in (True, False):
            for line, wire in wires.items():
                before = time.monotonic_ns()
                wire.pull(high)
                played[line].append((high, before, time.monotonic_ns()))
            time.sleep(chance.uniform(SHORTEST_S, LONGEST_S))
    print(json.dumps(played))


main(int(sys.argv[1]), [int(line) for line in sys.argv[2:]])
