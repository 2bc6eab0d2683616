"""Rest voltage by charge at 25 °C, and what the cold takes of it: plain linear least squares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fit_cell.measured import Pulse
from trapd.core.battery.chemistry import cold

TOGETHER = 1.0
"""How strongly the losses at single charges are drawn to their common mean, which alone is known where few were
measured."""


def fit(pulses: Sequence[Pulse], charges: Sequence[float]) -> tuple[list[float], list[float]]:
    """`open_v` and `cold_v` of each charge, from the pulses that begin a step (its voltage rested longest)."""
    n = len(charges)
    first = {(pulse.celsius, pulse.charge): pulse.rest_v for pulse in reversed(pulses)}
    rows, rest_v = np.zeros((len(first) + n, 2 * n + 1)), np.zeros(len(first) + n)
    for row, ((celsius, charge), volts) in enumerate(first.items()):
        place = charges.index(charge)
        rows[row, place], rows[row, n + place], rows[row, 2 * n] = 1, -cold(celsius), -cold(celsius)
        rest_v[row] = volts
    rows[len(first) :, n : 2 * n] = TOGETHER * np.eye(n)
    found = np.linalg.lstsq(rows, rest_v, rcond=None)[0]
    return found[:n].tolist(), (found[n : 2 * n] + found[2 * n]).tolist()
