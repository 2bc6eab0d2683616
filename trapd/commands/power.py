"""`trapd power`: what a pack gives at this charge, cold and load, and whether it carries it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from trapd.core.battery.chemistry import SETTLED_S
from trapd.core.battery.pack import HOUR_S, Pack

TELLS = 0.3
"""A rest voltage that leaves more of the charge open than this tells nothing of it."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of the pack."""

    charge: float
    celsius: float
    amperes: float
    seconds: float


def power(pack: Pack, load: Load, as_json: bool) -> int:
    """Prints it; 0, whether the pack carries the load or not."""
    at = (load.charge, load.celsius, load.amperes, load.seconds)
    facts = {
        "rest_v": pack.rest_v(load.charge, load.celsius),
        "loaded_v": pack.loaded_v(*at),
        "usable_ah": pack.usable_ah(*at[:3]),
        "uncertainty_v": pack.uncertainty_v(*at),
    }
    if as_json:
        print(json.dumps({"event": "power", **{name: round(fact, 4) for name, fact in facts.items()}}))
    else:
        print("\n".join(_lines(pack, load, **facts)))
    return 0


def _lines(
    pack: Pack, load: Load, rest_v: float, loaded_v: float, usable_ah: float, uncertainty_v: float
) -> list[str]:
    rest_off_v = pack.uncertainty_v(load.charge, load.celsius, 0, 0)
    rows = {
        "pack": f"{pack.chemistry.name}, {pack.series}x{pack.parallel} cells of {pack.cell_ah:g} Ah:"
        f" {pack.rated_ah:g} Ah, empty at {pack.cut_off_v:.2f} V",
        "at rest": f"{rest_v:.2f} V ± {rest_off_v:.2f}, {load.charge:.0%} charged at {load.celsius:g} °C",
        f"after {load.seconds:g} s": f"{loaded_v:.2f} V ± {uncertainty_v:.2f} at {load.amperes:g} A",
        "usable": f"{usable_ah:.2f} Ah at this load and cold, of {load.charge * pack.rated_ah:.2f} Ah in it",
        "voltmeter": _told(pack, rest_v, load.celsius),
        "charging": _charging(pack, load.celsius),
        "source": pack.chemistry.source,
    }
    return [f"{name:<12}  {text}" for name, text in rows.items()] + [
        _verdict(pack, load, loaded_v, usable_ah, uncertainty_v)
    ]


def _told(pack: Pack, rest_v: float, celsius: float) -> str:
    low, high = pack.charges_at_rest(rest_v, celsius)
    if high - low > TELLS:
        return f"its rest voltage tells nothing: {low:.0%} to {high:.0%} charged; count what is drawn"
    return f"its rest voltage tells {low:.0%} to {high:.0%} charged"


def _charging(pack: Pack, celsius: float) -> str:
    from_c = pack.chemistry.charge_from_c
    if from_c is None:
        return "never: a primary cell"
    return f"from {from_c:g} °C on" + ("" if celsius >= from_c else ": not now")


def _verdict(pack: Pack, load: Load, loaded_v: float, usable_ah: float, uncertainty_v: float) -> str:
    asked = f"{load.amperes:g} A for {load.seconds:g} s at {load.celsius:g} °C"
    if loaded_v < pack.cut_off_v:
        return f"No: under {asked} it falls below {pack.cut_off_v:.2f} V."
    if loaded_v - uncertainty_v < pack.cut_off_v:
        return f"Perhaps: {asked} brings it as near to {pack.cut_off_v:.2f} V as this is uncertain."
    taken_ah = load.amperes * load.seconds / HOUR_S
    if taken_ah > usable_ah and load.seconds > SETTLED_S:
        return f"No: {asked} takes {taken_ah:.2f} Ah, and gets {usable_ah:.2f}."
    if usable_ah <= 0:
        return f"Briefly: it carries {asked}, but a lasting load finds nothing left."
    return f"Yes: it carries {asked}."
