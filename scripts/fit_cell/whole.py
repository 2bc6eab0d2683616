"""The whole Li-ion table, as it stands in `trapd/core/battery/li_ion.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fit_cell import fitted, held_out, measured
from fit_cell.held_out import Errors, typical, worst
from trapd.core.battery.chemistry import Unsure
from trapd.core.battery.pack import Pack

COLDEST_C = -40.0
"""Nothing was measured there: twice as unsure as at the coldest measurement. An assumption."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The cell fitted on everything, and how far off the model was where it had to guess."""

    cell: Pack
    held_out: tuple[Errors, ...]
    """By temperature: fitted on the other ones."""
    coldest: Errors
    """The one line known of a temperature without pulses, which no fit has seen."""
    totals: tuple[measured.Total, ...]


def fit(folder: Path) -> Fit:
    pulses, totals = measured.pulses(folder), measured.totals(folder)
    cell = fitted.cell(pulses)
    judged = [held_out.errors(pulses, celsius) for celsius in sorted({pulse.celsius for pulse in pulses})]
    coldest = held_out.half_charge(cell, min(totals, key=lambda total: total.celsius))
    chemistry = replace(
        cell.chemistry,
        usable_rates=fitted.RATES,
        usable=fitted.usable(cell, totals, measured.RATED_AH),
        unsure=_unsure(coldest, judged),
    )
    return Fit(replace(cell, chemistry=chemistry), tuple(judged), coldest, tuple(totals))


def _unsure(coldest: Errors, judged: Sequence[Errors]) -> tuple[Unsure, ...]:
    """The worst at each temperature; a single line cannot tell less than the pulses of the next one."""
    rows = [Unsure(one.celsius, round(worst(one.rest_v), 3), round(worst(one.sag), 2)) for one in judged]
    rest_v, sag = (
        max(rows[0].rest_v, round(worst(coldest.rest_v), 3)),
        max(rows[0].sag, round(worst(coldest.sag), 2)),
    )
    return Unsure(COLDEST_C, 2 * rest_v, 2 * sag), Unsure(coldest.celsius, rest_v, sag), *rows


def error_rows(found: Fit) -> list[str]:
    """For the page, warmest first: median and worst, in millivolts and percent. One line tells nothing of 1 s."""
    return [*(_row(one, len(one.end_v), one.first_v) for one in reversed(found.held_out)), _row(found.coldest, 1, ())]


def _row(one: Errors, pulses: int, first_v: Sequence[float]) -> str:
    first = _both(first_v, 1e3, 0) if first_v else "–"
    told = (_both(one.rest_v, 1e3, 0), first, _both(one.end_v, 1e3, 0), _both(one.charge, 1e2, 1))
    return f"| {one.celsius:.0f} | {pulses} | {' | '.join(told)} |"


def _both(errors: Sequence[float], per: float, digits: int) -> str:
    return f"{per * typical(errors):.{digits}f} / {per * worst(errors):.{digits}f}"
