"""How far the model is off at a temperature that it was not fitted on."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from fit_cell import fitted
from fit_cell.measured import FIELD_LOAD_A, RATED_AH, Pulse, Total
from fit_cell.sag import CHOSEN, Form
from trapd.core.battery.pack import Pack


@dataclass(frozen=True, slots=True)
class Errors:
    """Model less measurement, up to 0.5 C; volts and shares of the rated charge."""

    celsius: float
    rest_v: tuple[float, ...]
    sag: tuple[float, ...]
    """Of the loss after 10 s, as a share of it."""
    first_v: tuple[float, ...]
    end_v: tuple[float, ...]
    charge: tuple[float, ...]
    """That the inverse of the rest voltage tells."""


def errors(pulses: Sequence[Pulse], celsius: float, form: Form = CHOSEN) -> Errors:
    """Fitted on the other temperatures, at charges that they know."""
    others = [pulse for pulse in pulses if pulse.celsius != celsius]
    known = {pulse.charge for pulse in others}
    asked = [pulse for pulse in pulses if pulse.celsius == celsius and pulse.charge in known]
    return against(fitted.cell(others, form), asked)


def against(cell: Pack, pulses: Sequence[Pulse]) -> Errors:
    field = [pulse for pulse in pulses if pulse.amperes < FIELD_LOAD_A]
    celsius = field[0].celsius
    rows = [(pulse, pulse.amperes / RATED_AH) for pulse in field]
    rest_v = [cell.rest_v(pulse.charge, celsius) - pulse.rest_v for pulse in field]
    first_v = [cell.loaded_v(pulse.charge, celsius, rate, 1) - pulse.first_v for pulse, rate in rows]
    end_v = [cell.loaded_v(pulse.charge, celsius, rate, 10) - pulse.end_v for pulse, rate in rows]
    sag = [
        (resting - loaded) / (pulse.rest_v - pulse.end_v)
        for pulse, resting, loaded in zip(field, rest_v, end_v, strict=True)
    ]
    charge = [cell.charge_at_rest(pulse.rest_v, celsius) - pulse.charge for pulse in field]
    return Errors(celsius, tuple(rest_v), tuple(sag), tuple(first_v), tuple(end_v), tuple(charge))


def half_charge(cell: Pack, total: Total) -> Errors:
    """Of the one line that is known of a temperature."""
    pulse = Pulse(total.celsius, 0.5, 0.5 * RATED_AH, total.rest_v, total.end_v, total.end_v)
    return against(cell, [pulse])


def typical(found: Sequence[float]) -> float:
    return statistics.median(map(abs, found))


def worst(found: Sequence[float]) -> float:
    return max(map(abs, found))
