"""A fit as the program's own `Chemistry`, so that what is judged is what runs."""

from __future__ import annotations

from collections.abc import Sequence

from fit_cell import rest, sag
from fit_cell.measured import Pulse, Total
from fit_cell.sag import CHOSEN, Form
from trapd.core.battery.chemistry import SETTLED_S, WARM_C, At, Chemistry, Unsure
from trapd.core.battery.pack import Pack

CUT_OFF_V = 2.5
"""To which its capacities were measured, and Panasonic's own."""
CHARGE_FROM_C = 0.0
RATES = (0.01, 0.05, 0.3, 1.0)
"""Of the capacity an hour: what a unit takes at rest, in a burst, by the measurements, with its flash lit."""
MEASURED_RATE = 0.3
COLDER_C = (-30.0, -40.0)
FINE = 1000


def cell(pulses: Sequence[Pulse], form: Form = CHOSEN) -> Pack:
    """One cell of 1 Ah; its tables of what is usable and how sure that is are still to be filled."""
    charges = sorted({pulse.charge for pulse in pulses})
    open_v, cold_v = rest.fit(pulses, charges)
    found = sag.fit(pulses, charges, form)
    columns = (charges, open_v, cold_v, found.prompt, found.slow, found.slow_k)
    at = tuple(
        At(charge, round(volts, 3), round(cold, 4), round(prompt, 4), round(slow, 4), round(slow_k, -1))
        for charge, volts, cold, prompt, slow, slow_k in zip(*columns, strict=True)
    )
    chemistry = Chemistry(
        name="li-ion",
        source="",
        cut_off_v=CUT_OFF_V,
        charge_from_c=CHARGE_FROM_C,
        ohmic=round(found.ohmic, 4),
        ohmic_k=round(found.ohmic_k, -1),
        prompt_k=round(found.prompt_k, -1),
        bend_v=round(found.bend_v, 4),
        at=(_empty(at), *at),
        usable_rates=(0.0,),
        usable=((WARM_C, (1.0,)),),
        unsure=(Unsure(WARM_C, 0.0, 0.0),),
    )
    return Pack(chemistry, series=1, parallel=1, cell_ah=1.0)


def _empty(at: Sequence[At]) -> At:
    """Nobody measured the last twentieth: its voltage falls on as before, its resistance doubles."""
    last, before = at[0], at[1]
    falls = (last.open_v - before.open_v) / (last.charge - before.charge) * last.charge
    doubled = (round(2 * last.prompt, 4), round(2 * last.slow, 4))
    return At(0.0, round(last.open_v - falls, 3), last.cold_v, *doubled, last.slow_k)


def usable(pack: Pack, totals: Sequence[Total], rated_ah: float) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """At 0.3 C as measured; at other loads, and colder, as the model has it."""
    measured = {(total.celsius, MEASURED_RATE): total.ah / rated_ah for total in totals}

    def share(celsius: float, rate: float) -> float:
        known = measured.get((celsius, rate))
        return round(lasts(pack, celsius, rate) if known is None else known, 3)

    temperatures = sorted([*COLDER_C, *(total.celsius for total in totals)])
    return tuple((celsius, tuple(share(celsius, rate) for rate in RATES)) for celsius in temperatures)


def lasts(pack: Pack, celsius: float, rate: float) -> float:
    """The share of its charge that the model gives until a settled load meets the cut-off."""
    charges = (1 - step / FINE for step in range(FINE + 1))
    held = (charge for charge in charges if _settled_v(pack, charge, celsius, rate) < CUT_OFF_V)
    return 1 - next(held, 0.0)


def _settled_v(pack: Pack, charge: float, celsius: float, rate: float) -> float:
    chemistry = pack.chemistry
    return chemistry.rest_v(charge, celsius) - chemistry.sag_v(charge, celsius, rate, SETTLED_S)
