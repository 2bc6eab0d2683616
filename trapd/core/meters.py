"""Whether the meters can be believed: one that is gone, stands still or lies counts as none.

Nothing here knows a chip. A reading is odd if it cannot be (limits of pack and weather), if it leaps faster than
physics, or if it is the very same while something else says that it must have moved: the last digits of a working
converter do.
"""

from __future__ import annotations

from trapd.core.events import PowerRead
from trapd.core.meter import Meter, Stillness
from trapd.core.units import S
from trapd.core.value import value

SAME = 12
"""The very same reading so often in a row. The supply current of a running board wanders by milliamperes (an INA219
counts 0.1 mA at 0.1 ohm, and hwmon whole ones): a repeat one time in four, which is a high guess, makes a false alarm
of one in four million."""
MOVED_C = 10.0
"""The pack's rest voltage follows its temperature, by 1.1 mV a degree and lithium cell (Kollmeyer 2018: 3.61 V at
-20 °C, 3.66 V at 25 °C): over this many degrees two counts and more of the coarsest of the meters (INA219: 4 mV), and
the load's own share on top, which the cold multiplies."""
LAG_NS = 2 * 3_600 * S
"""So long the pack may take to follow a thermometer outside of its housing. An assumption."""
MOVED_A = 0.5
"""Over the 20 mOhm that pack, fuse and wires have at the very least: 10 mV, two counts of an INA219."""
HELD_NS = 48 * 3_600 * S
"""Two days and two nights in the open air within one count of an LM75 (0.5 °C): there is no such weather …"""
MELTING_C = 0.5
"""… but for melting snow, which holds what it covers at 0 °C."""
AIR_C = (-60.0, 70.0)
"""Colder than any winter of the range, hotter than a housing in the sun."""
STEP_C = 3.0
STEP_C_PER_S = 2 / 60
"""A sensor in the shade follows the air within minutes. What is faster is a unit that is carried (one odd reading),
or no temperature."""
STEP_SHARE = 0.12
"""Of the reading before: the whole sag of a cell at -20 °C under half its capacity in amperes is 10 % (Kollmeyer
2018: from 3.61 to 3.24 V)."""
SAME_A = 0.05
"""Less than this between two readings is the same load."""
STEP_NS = 1_800 * S
"""Readings further apart say nothing of each other: packs are emptied, charged and swapped in between."""

LOOK = "look at its wires"
RENEW = "take its supply away for a moment, or replace it"
NO_READING = f"no reading: {LOOK}, and for its driver"


@value(kw_only=True)
class MeterRules:
    """Where each meter is read, as a person would look for it; None: the unit has no such meter."""

    voltmeter: str | None = None
    ammeter: str | None = None
    thermometer: str | None = None
    gauge: str | None = None
    volts: tuple[float, float] = (0.5, 60.0)
    """What this pack can have, from empty under load in the cold to its charger's end."""
    amperes: tuple[float, float] = (-100.0, 100.0)
    """What can flow: nothing into a pack that nobody charges."""


class Meters:
    """Calls to `judge` in order of time."""

    def __init__(self, rules: MeterRules) -> None:
        self._rules = rules
        self._voltmeter, self._ammeter, self._thermometer, self._gauge = Meter(), Meter(), Meter(), Meter()
        self._volts, self._amperes, self._celsius = Stillness(), Stillness(), Stillness()
        self._before = PowerRead(None, None)
        """The last reading as it came, but for a current that nobody believes."""
        self._before_ns = 0
        self.voltmeter_stands = False
        """The voltmeter said the very same once more, while it must have moved."""

    def judge(self, read: PowerRead, now_ns: int) -> PowerRead:
        """What of it counts."""
        if now_ns - self._before_ns > STEP_NS:
            self._before = PowerRead(None, None)
        celsius, amperes, volts = read.temperature_c, read.current_a, read.battery_v
        self._celsius.look(celsius, now_ns)
        if not self._thermometer.believes(self._odd_celsius(celsius, now_ns)):
            celsius = None
        self._amperes.look(amperes, now_ns)
        if not self._ammeter.believes(self._odd_amperes(amperes)):
            amperes = None
        self._volts.look(volts, now_ns, celsius=celsius, amperes=amperes)
        self.voltmeter_stands = volts is not None and self._stands(now_ns)
        if not self._voltmeter.believes(self._odd_volts(volts, amperes, now_ns)):
            volts = None
        charge = read.gauge_charge
        if not self._gauge.believes(NO_READING if self._rules.gauge and charge is None else None):
            charge = None
        self._before, self._before_ns = PowerRead(read.battery_v, read.temperature_c, amperes, charge), now_ns
        return PowerRead(volts, celsius, amperes, charge)

    @property
    def amiss(self) -> dict[str, str | None]:
        """Each part of this unit and what is to be told of it: what is wrong, the mend, where; None if nothing is."""
        rules = self._rules
        parts = (
            ("voltmeter", self._voltmeter, rules.voltmeter),
            ("ammeter", self._ammeter, rules.ammeter),
            ("thermometer", self._thermometer, rules.thermometer),
            ("fuel gauge", self._gauge, rules.gauge),
        )
        return {part: meter.why and f"{meter.why} ({where})" for part, meter, where in parts if where}

    def _odd_celsius(self, celsius: float | None, now_ns: int) -> str | None:
        if self._rules.thermometer is None:
            return None
        if celsius is None:
            return NO_READING
        if not AIR_C[0] <= celsius <= AIR_C[1]:
            return f"{celsius:g} °C is no weather: {LOOK}"
        before, since_s = self._before.temperature_c, (now_ns - self._before_ns) / S
        if before is not None and abs(celsius - before) > STEP_C + STEP_C_PER_S * since_s:
            return f"from {before:g} to {celsius:g} °C in {since_s:.0f} s is no weather: {LOOK}"
        still = self._celsius
        if still.readings >= SAME and now_ns - still.since_ns >= HELD_NS and abs(celsius) > MELTING_C:
            return f"the very same {celsius:g} °C for {HELD_NS // (3_600 * S)} h: {RENEW}"
        return None

    def _odd_amperes(self, amperes: float | None) -> str | None:
        if self._rules.ammeter is None:
            return None
        if amperes is None:
            return NO_READING
        least, most = self._rules.amperes
        if not least <= amperes <= most:
            return f"{amperes:g} A cannot flow here ({least:.3g} to {most:.3g}): is its shunt wired in reverse?"
        if self._amperes.readings >= SAME:
            return f"the very same {amperes:g} A in {SAME} readings, while the unit runs: {RENEW}"
        return None

    def _odd_volts(self, volts: float | None, amperes: float | None, now_ns: int) -> str | None:
        if self._rules.voltmeter is None:
            return None
        if volts is None:
            return NO_READING
        least, most = self._rules.volts
        if not least <= volts <= most:
            return f"{volts:g} V is nothing that this pack can have ({least:.3g} to {most:.3g}): {LOOK}"
        before, load = self._before.battery_v, self._before.current_a
        if before is not None and amperes is not None and load is not None:
            rise, step, more = volts - before, STEP_SHARE * before, amperes - load
            if (rise > step and more > -SAME_A) or (rise < -step and more < SAME_A):
                return f"from {before:g} to {volts:g} V, while the load went from {load:g} to {amperes:g} A: {LOOK}"
        if self.voltmeter_stands:
            times = self._volts.readings
            return f"the very same {volts:g} V in {times} readings of other loads or temperatures: {RENEW}"
        return None

    def _stands(self, now_ns: int) -> bool:
        still = self._volts
        colder = still.moved("celsius") >= MOVED_C and now_ns - still.since_ns >= LAG_NS
        return still.readings >= SAME and (colder or still.moved("amperes") >= MOVED_A)
