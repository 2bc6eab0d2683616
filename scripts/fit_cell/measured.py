"""What was measured: pulses from rest, at charges twentieths apart; of each temperature a line of sums."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

RATED_AH = 2.9
"""Of the NCR18650PF, as its charge steps of 0.145 Ah, 0.5 C = 1.45 A and "half charge" = 1.45 Ah out were counted."""
STEP = 0.05
LONG_S = 9.0
"""Shorter pulses were cut off at 2.5 V."""
STRONGEST_A = 12.0
"""Ten seconds of 17 A warm the cell, and no trap draws them."""
FIELD_LOAD_A = 1.5
"""Up to 0.5 C: what a trap draws of such a cell."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """One load from rest."""

    celsius: float
    charge: float
    """Of the step that it belongs to."""
    amperes: float
    rest_v: float
    first_v: float
    """After 1 s."""
    end_v: float
    """After 10 s."""


@dataclass(frozen=True, slots=True)
class Total:
    """What is known of a temperature as a whole."""

    celsius: float
    ah: float
    """To 2.5 V, in steps at 0.3 C."""
    rest_v: float
    """At half charge, and so the next."""
    end_v: float
    """After 10 s of 0.5 C."""


def pulses(folder: Path) -> list[Pulse]:
    """The whole ones that a trap might draw."""
    with (folder / "panasonic_18650pf_hppc.csv").open(newline="") as file:
        rows = [{name: float(text) for name, text in row.items()} for row in csv.DictReader(file)]
    return [
        Pulse(row["ambient_C"], _step(row["Ah_counter"]), -row["pulse_A"], row["v_rest"], row["v_1s"], row["v_end"])
        for row in rows
        if row["pulse_s"] > LONG_S and -row["pulse_A"] < STRONGEST_A
    ]


def totals(folder: Path) -> list[Total]:
    with (folder / "panasonic_18650pf_summary.csv").open(newline="") as file:
        return [
            Total(
                float(row["ambient_C"]),
                float(row["Ah_to_2.5V_stepwise_0.3C"]),
                float(row["rest_V_at_1.45Ah_out"]),
                float(row["V_after_10s_1.45A"]),
            )
            for row in csv.DictReader(file)
        ]


def _step(ah_counter: float) -> float:
    """A step's later pulses come at up to 0.02 less: they count as its own."""
    return round(1 - round(-ah_counter / RATED_AH / STEP - 0.1) * STEP, 3)
